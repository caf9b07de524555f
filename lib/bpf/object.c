// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/object.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bpf/probe.h"
#include "bpf/reason.h"
#include "core/log.h"

/* The last of libbpf's messages, for a failure that was not expected. */
static char kept[8192];
static size_t kept_len;

static char failed_program[64];

/* "libbpf: prog 'on_open': failed to load: -22" */
static void note_failure(const char *text)
{
	char name[sizeof(failed_program)];

	if (sscanf(text, "libbpf: prog '%63[^']': failed to", name) == 1 &&
	    strstr(text, "': failed to"))
		memcpy(failed_program, name, sizeof(name));
}

const char *ss_bpf_failed_program(void)
{
	return failed_program[0] ? failed_program : NULL;
}

static void keep(const char *text, size_t len)
{
	if (len >= sizeof(kept)) {
		text += len - (sizeof(kept) - 1);
		len = sizeof(kept) - 1;
	}
	if (kept_len + len >= sizeof(kept))
		kept_len = 0;
	memcpy(kept + kept_len, text, len);
	kept_len += len;
	kept[kept_len] = '\0';
}

static void log_lines(enum ss_log_level level, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n")))
		if (*line)
			ss_log(level, "%s", line);
}

/* Their warnings are kept: a program that is not there on older kernels is no news. */
__attribute__((format(printf, 2, 0))) static int on_message(enum libbpf_print_level level,
							    const char *fmt, va_list args)
{
	char *text;
	int len;

	if (level == LIBBPF_DEBUG && ss_log_level < SS_LOG_DEBUG)
		return 0;
	len = vasprintf(&text, fmt, args);
	if (len < 0)
		return 0;
	note_failure(text);
	if (ss_log_level >= SS_LOG_DEBUG)
		log_lines(SS_LOG_DEBUG, text);
	else
		keep(text, len);
	free(text);
	return len;
}

#define FILES_MIN 4096 /* programs, maps and links are files */

static void want_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= FILES_MIN)
		return;
	limit.rlim_cur = limit.rlim_max < FILES_MIN ? limit.rlim_max : FILES_MIN;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void ss_bpf_init(void)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	libbpf_set_print(on_message);
	want_files();
	/* Only kernels before 5.11 count BPF memory here, and only they need it to succeed. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
}

/* What a refusal does not explain, because nobody refused: something is not there. */
static void explain_absence(int err, char *why, size_t size, const char **mend)
{
	struct ss_probe_result tracefs;

	if (access("/sys/kernel/btf/vmlinux", R_OK)) {
		snprintf(why, size, "no /sys/kernel/btf/vmlinux");
		*mend = "use a kernel with CONFIG_DEBUG_INFO_BTF=y";
		return;
	}
	ss_probe_run(SS_PROBE_TRACEFS, &tracefs);
	if (err == -ENOENT && !tracefs.works) {
		snprintf(why, size, "a tracepoint is looked up in tracefs, which is %s",
			 tracefs.why);
		*mend = tracefs.mend;
	}
}

int ss_bpf_error(int err, const char *what)
{
	const uint64_t want = SS_CAP(CAP_BPF) | SS_CAP(CAP_PERFMON);
	const char *mend;
	char why[120];

	if (!ss_reason(err, want, why, sizeof(why), &mend))
		explain_absence(err, why, sizeof(why), &mend);
	if (*why)
		ss_error(err, "%s: %s%s%s%s", what, why, mend ? " (" : "", mend ? mend : "",
			 mend ? ")" : "");
	else
		ss_error(err, "%s", what);
	log_lines(SS_LOG_INFO, kept);
	kept[0] = '\0';
	kept_len = 0;
	return err;
}
