// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/probe.h"

/* The inode of the first user namespace, PROC_USER_INIT_INO, the same in every kernel. */
#define INIT_USER_NS UINT64_C(0xEFFFFFFD)

static const struct {
	int cap;
	const char *name;
} cap_names[] = {
	{ CAP_BPF, "CAP_BPF" },
	{ CAP_PERFMON, "CAP_PERFMON" },
	{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
	{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
};

static uint64_t caps_effective(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &head, data))
		return 0;
	return data[0].effective | (uint64_t)data[1].effective << 32;
}

bool ss_caps_missing(uint64_t want, char *names, size_t size)
{
	uint64_t have = caps_effective();
	size_t len = 0;

	if (have & SS_CAP(CAP_SYS_ADMIN))
		have |= SS_CAP(CAP_BPF) | SS_CAP(CAP_PERFMON);
	want &= ~have;
	names[0] = '\0';
	for (size_t i = 0; i < sizeof(cap_names) / sizeof(cap_names[0]) && len < size; i++)
		if (want & SS_CAP(cap_names[i].cap))
			len += snprintf(names + len, size - len, "%s%s", len ? " and " : "",
					cap_names[i].name);
	return want != 0;
}

static bool in_user_namespace(void)
{
	struct stat st;

	return !stat("/proc/self/ns/user", &st) && st.st_ino != INIT_USER_NS;
}

/* No kernel knows this command: EINVAL, unless something answers in its place. */
static bool bpf_is_filtered(void)
{
	char attr[8] = { 0 };

	return syscall(SYS_bpf, 0x7fff, attr, sizeof(attr)) && (errno == EPERM || errno == ENOSYS);
}

static bool memlock_is_limited(void)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_MEMLOCK, &limit) && limit.rlim_cur != RLIM_INFINITY;
}

static bool lacks_rights(uint64_t want, char *why, size_t size, const char **mend)
{
	char names[80];

	if (ss_caps_missing(want, names, sizeof(names))) {
		snprintf(why, size, "missing %s", names);
		*mend = geteuid() ? "run it as root"
				  : "give this container or service the capability";
	} else if (in_user_namespace()) {
		snprintf(why, size, "root only inside a user namespace");
		*mend = "run it as root of the host";
	}
	return *why;
}

/* Reasons for EPERM in the hands of one who has every capability, the surest first. */
static bool is_forbidden(char *why, size_t size, const char **mend)
{
	const char *lockdown = ss_probe_lockdown();

	if (bpf_is_filtered()) {
		snprintf(why, size, "bpf(2) is refused by a seccomp filter");
		*mend = "allow bpf(2) and perf_event_open(2) in the container's seccomp profile";
	} else if (lockdown && strcmp(lockdown, "none")) {
		snprintf(why, size, "refused by lockdown=%s", lockdown);
		*mend = "boot without lockdown (lockdown= on the command line, Secure Boot)";
	} else if (!lockdown) {
		snprintf(why, size, "refused; perhaps by lockdown, which cannot be read");
		*mend = "run it as root to know";
	} else if (memlock_is_limited()) {
		snprintf(why, size, "refused, perhaps for the limit of locked memory");
		*mend = "ulimit -l unlimited";
	}
	return *why;
}

bool ss_reason(int err, uint64_t want, char *why, size_t size, const char **mend)
{
	why[0] = '\0';
	*mend = NULL;
	if (err == -ENOSYS) {
		snprintf(why, size, "not in this kernel, or hidden by a seccomp filter");
		return true;
	}
	/* EACCES is also the verifier's answer to a program it does not like. */
	if ((err == -EPERM || err == -EACCES) && lacks_rights(want, why, size, mend))
		return true;
	return err == -EPERM && is_forbidden(why, size, mend);
}
