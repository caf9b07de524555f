// SPDX-License-Identifier: BSD-2-Clause
#include "core/stops.h"

#include <errno.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define FLAGS (SFD_CLOEXEC | SFD_NONBLOCK)

/* SIGHUP stays ignored under nohup: a blocked signal would come through all the same. */
static void choose(sigset_t *stops)
{
	struct sigaction hup;

	sigemptyset(stops);
	sigaddset(stops, SIGINT);
	sigaddset(stops, SIGTERM);
	if (sigaction(SIGHUP, NULL, &hup) || hup.sa_handler != SIG_IGN)
		sigaddset(stops, SIGHUP);
}

int ss_stops_init(struct ss_stops *s)
{
	s->fd = s->hangup_fd = -1;
	choose(&s->stops);
	sigprocmask(SIG_BLOCK, &s->stops, &s->old_mask);
	s->fd = signalfd(-1, &s->stops, FLAGS);
	return s->fd < 0 ? -errno : 0;
}

void ss_stops_fini(struct ss_stops *s)
{
	static const struct timespec now;

	if (s->hangup_fd >= 0) {
		close(s->hangup_fd);
		sigaddset(&s->stops, SIGHUP);
	}
	if (s->fd >= 0)
		close(s->fd);
	while (sigtimedwait(&s->stops, NULL, &now) > 0)
		;
	sigprocmask(SIG_SETMASK, &s->old_mask, NULL);
}

int ss_stops_pending(const struct ss_stops *s)
{
	static const int order[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t pending;

	sigpending(&pending);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (sigismember(&s->stops, order[i]) && sigismember(&pending, order[i]))
			return order[i];
	return 0;
}

int ss_stops_split(struct ss_stops *s)
{
	sigset_t hangup;

	sigemptyset(&hangup);
	sigaddset(&hangup, SIGHUP);
	sigprocmask(SIG_BLOCK, &hangup, NULL);
	sigdelset(&s->stops, SIGHUP);
	if (signalfd(s->fd, &s->stops, FLAGS) < 0)
		return -errno;
	s->hangup_fd = signalfd(-1, &hangup, FLAGS);
	return s->hangup_fd < 0 ? -errno : 0;
}

void ss_stops_take_hangup(struct ss_stops *s)
{
	struct signalfd_siginfo info;

	while (read(s->hangup_fd, &info, sizeof(info)) > 0)
		;
}
