// SPDX-License-Identifier: BSD-2-Clause
#include "again.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

int again_signals(void)
{
	sigset_t stops;
	int fd;

	sigemptyset(&stops);
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGHUP);
	sigprocmask(SIG_BLOCK, &stops, NULL);
	fd = signalfd(-1, &stops, SFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int again_wait(int signals, uint64_t every_ns)
{
	struct pollfd fds[] = { { .fd = signals, .events = POLLIN }, { .fd = STDOUT_FILENO } };

	if (poll(fds, 2, every_ns / 1000000) < 0 && errno != EINTR)
		return -errno;
	if (fds[1].revents & POLLERR)
		return -EPIPE;
	return fds[0].revents ? 1 : 0;
}
