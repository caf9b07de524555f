// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pressure stall information: the share of the time that tasks have waited since the last
 * look.  Triggers tell without a look when it has been more than a level's bound for
 * a window's time.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "breaker/reading.h"
#include "core/clock.h"
#include "core/log.h"
#include "sources.h"

#define PERCENT 100000 /* in thousandths */

static void path_of(const struct source *s, char *path, size_t size)
{
	snprintf(path, size, "%s%s", *s->spec->what == '/' ? "" : "/proc/pressure/", s->spec->what);
}

int pressure_poll(struct source *s)
{
	uint64_t now = ss_clock_mono(), total, waited, elapsed;
	char path[400];
	bool first = !s->total_at;
	int err;

	path_of(s, path, sizeof(path));
	err = source_read(s, path);
	if (err)
		return source_failed(s, "cannot read %.100s: %s", path, strerror(-err));
	if (ss_reading_pressure(s->text.data ? s->text.data : "", s->text.len, s->spec->full,
				&total))
		return source_failed(s, "%.100s is no file of pressure", path);
	waited = total > s->total_us ? (total - s->total_us) * 1000 : 0;
	elapsed = now - s->total_at;
	s->total_us = total;
	s->total_at = now;
	if (first || !elapsed)
		return 0;
	return source_value(s, waited < elapsed ? (double)waited / elapsed * PERCENT : PERCENT,
			    false);
}

/* One or more levels' bounds have been passed: the worst of them counts. */
static int on_trigger(void *arg)
{
	struct source *s = arg;
	struct epoll_event events[SS_LEVELS_MAX];
	int n = epoll_wait(s->fd, events, SS_LEVELS_MAX, 0), worst = 0;

	for (int i = 0; i < n; i++) {
		int level = events[i].data.u32;

		if (events[i].events & EPOLLERR) { /* its cgroup is gone */
			close(s->triggers[level]);
			s->triggers[level] = -1;
		} else if (level > worst) {
			worst = level;
		}
	}
	return worst ? source_value(s, s->r->profile.rules.source[s->number].enter[worst], false)
		     : 0;
}

/* In the window's time; only the privileged may have one that is no multiple of 2 s. */
#define COMMON_WINDOW (2 * SS_NS_PER_SEC)

static int add_trigger(struct source *s, const char *path, int level, uint64_t window_ns)
{
	const struct ss_level_source *l = &s->r->profile.rules.source[s->number];
	struct epoll_event ev = { .events = EPOLLPRI, .data.u32 = level };
	uint64_t window_us = window_ns / 1000;
	uint64_t stall_us = (double)l->enter[level] / PERCENT * window_us;
	char text[96];
	int len, fd;

	if (!stall_us || stall_us > window_us)
		return -EDOM;
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	len = snprintf(text, sizeof(text), "%s %" PRIu64 " %" PRIu64,
		       s->spec->full ? "full" : "some", stall_us, window_us);
	if (write(fd, text, len + 1) < 0 || epoll_ctl(s->fd, EPOLL_CTL_ADD, fd, &ev)) {
		len = -errno;
		close(fd);
		return len;
	}
	s->triggers[level] = fd;
	return 0;
}

/* Without a trigger it is seen at the next look. */
int pressure_start(struct source *s)
{
	const struct ss_level_source *l = &s->r->profile.rules.source[s->number];
	char path[400];

	path_of(s, path, sizeof(path));
	s->fd = epoll_create1(EPOLL_CLOEXEC);
	if (s->fd < 0)
		return -errno;
	for (int i = 1; i < s->r->profile.rules.levels; i++) {
		bool meant = l->levels >> i & 1;
		int err = meant ? add_trigger(s, path, i, s->spec->window_ns) : 0;

		if (err == -EINVAL && s->spec->window_ns != COMMON_WINDOW)
			err = add_trigger(s, path, i, COMMON_WINDOW);
		if (err)
			ss_info("%s: no trigger of %s: %s", s->spec->name, path, strerror(-err));
	}
	return ss_loop_add_fd(s->r->loop, s->fd, on_trigger, s);
}

void pressure_stop(struct source *s)
{
	for (int i = 0; i < SS_LEVELS_MAX; i++)
		if (s->triggers[i] >= 0)
			close(s->triggers[i]);
	if (s->fd >= 0)
		close(s->fd);
}
