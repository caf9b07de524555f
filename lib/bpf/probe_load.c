// SPDX-License-Identifier: BSD-2-Clause
/* Loading the probes' programs, and a child for what needs namespaces of its own. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "bpf/probe_impl.h"

int ss_tried(struct ss_probe_result *r, const char *what, int ret)
{
	size_t len = strlen(r->detail);

	snprintf(r->detail + len, sizeof(r->detail) - len, "%s%s: %s", len ? ", " : "", what,
		 ret < 0 ? strerrordesc_np(-ret) ?: "not supported" : "ok");
	return ret;
}

static struct btf *vmlinux_btf;

struct btf *ss_vmlinux_btf(void)
{
	if (!vmlinux_btf)
		vmlinux_btf = btf__load_vmlinux_btf();
	return vmlinux_btf;
}

void ss_probe_end(void)
{
	btf__free(vmlinux_btf);
	vmlinux_btf = NULL;
}

/* The verifier's last line but one says what it did not like; its last one is a statistic. */
static void add_verdict(struct ss_probe_result *r, char *log)
{
	char *stats = strstr(log, "processed ");
	size_t len = strlen(r->detail);
	char *line;

	if (stats)
		*stats = '\0';
	while ((line = strrchr(log, '\n')) && !line[1])
		*line = '\0';
	line = line ? line + 1 : log;
	if (*line)
		snprintf(r->detail + len, sizeof(r->detail) - len, " (%s)", line);
}

int ss_try_load(struct ss_probe_result *r, enum bpf_prog_type type, const struct bpf_insn *insns,
		size_t count, struct bpf_prog_load_opts *opts)
{
	LIBBPF_OPTS(bpf_prog_load_opts, none);
	char log[4096] = "";
	int fd;

	if (!opts)
		opts = &none;
	fd = bpf_prog_load(type, "ss_probe", "GPL", insns, count, opts);
	if (fd >= 0)
		return ss_tried(r, "load", fd);
	opts->log_level = 1;
	opts->log_buf = log;
	opts->log_size = sizeof(log);
	fd = bpf_prog_load(type, "ss_probe", "GPL", insns, count, opts);
	ss_tried(r, "load", fd);
	if (fd < 0)
		add_verdict(r, log);
	return fd;
}

int ss_try_load_return(struct ss_probe_result *r, enum bpf_prog_type type, int ret)
{
	const struct bpf_insn insns[] = { MOV_IMM(0, ret), EXIT() };

	return ss_try_load(r, type, insns, INSN_COUNT(insns), NULL);
}

/* r->why and r->mend can cross: what they point to is in both processes. */
static _Noreturn void run_child(struct ss_probe_result *r, int unshare_flags, int prog_fd,
				int (*fn)(struct ss_probe_result *r, int prog_fd), int pipe_fd)
{
	if (!unshare_flags || !unshare(unshare_flags)) {
		r->err = fn(r, prog_fd);
	} else {
		r->err = ss_tried(r, "unshare", -errno);
		r->why = "cannot make a namespace to try it in";
	}
	_exit(write(pipe_fd, r, sizeof(*r)) != sizeof(*r));
}

int ss_in_child(struct ss_probe_result *r, int unshare_flags, int prog_fd,
		int (*fn)(struct ss_probe_result *r, int prog_fd))
{
	struct ss_probe_result answer;
	int pipe_fds[2];
	pid_t child;

	if (pipe2(pipe_fds, O_CLOEXEC))
		return -errno;
	child = fork();
	if (!child)
		run_child(r, unshare_flags, prog_fd, fn, pipe_fds[1]);
	close(pipe_fds[1]);
	answer.err = child < 0 ? -errno : -ECHILD;
	if (child > 0 && read(pipe_fds[0], &answer, sizeof(answer)) == sizeof(answer))
		*r = answer;
	close(pipe_fds[0]);
	if (child > 0)
		waitpid(child, NULL, 0);
	return answer.err;
}
