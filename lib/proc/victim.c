// SPDX-License-Identifier: BSD-2-Clause
#include "proc/victim.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "core/clock.h"
#include "proc/procfs.h"

#define STAT_MAX 4096

/* The tick that /proc tells is the beginning of the time in which it started. */
static bool began(uint64_t ticks, uint64_t start_ns, uint64_t slack_ns)
{
	uint64_t tick_ns = SS_NS_PER_SEC / sysconf(_SC_CLK_TCK);
	uint64_t from = ticks * tick_ns;

	return start_ns + slack_ns >= from && start_ns < from + tick_ns + slack_ns;
}

/* -EINVAL, -ENOENT: the number is that of a thread now, not of a process. */
static int open_pidfd(uint32_t pid)
{
	int fd = pidfd_open(pid, 0);

	if (fd >= 0)
		return fd;
	return errno == EINVAL || errno == ENOENT ? -ESRCH : -errno;
}

/*
 * /proc is read while the pidfd holds the process: if that is not gone
 * afterwards, nobody else can have had the number in between.
 */
static int check_start(const struct ss_victim *v, uint64_t slack_ns)
{
	struct ss_strbuf b = { 0 };
	int err = ss_procfs_slurp(v->pid, "stat", &b, STAT_MAX);
	bool same = !err && began(ss_procfs_stat_number(&b, SS_STAT_START), v->start_ns, slack_ns);

	ss_strbuf_fini(&b);
	if (err == -ENOENT || err == -ESRCH || ss_victim_gone(v))
		return -ESRCH;
	if (err)
		return err;
	return same ? 0 : -ESTALE;
}

int ss_victim_open_near(struct ss_victim *v, uint32_t pid, uint64_t start_ns, uint64_t slack_ns)
{
	int err;

	*v = (struct ss_victim){ .fd = open_pidfd(pid), .pid = pid, .start_ns = start_ns };
	if (v->fd < 0) {
		err = v->fd;
		v->fd = -1;
		return err;
	}
	err = check_start(v, slack_ns);
	if (err)
		ss_victim_close(v);
	return err;
}

void ss_victim_close(struct ss_victim *v)
{
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
}

int ss_victim_signal(const struct ss_victim *v, int signal)
{
	return pidfd_send_signal(v->fd, signal, NULL, 0) ? -errno : 0;
}

bool ss_victim_gone(const struct ss_victim *v)
{
	struct pollfd p = { .fd = v->fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}
