// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pressure stall information: the share of the time that tasks have waited since the last
 * look.  Triggers tell without a look when it has been more than a level's bound for
 * a window's time.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* What all have waited since the machine began.  False: it cannot be read, and *result is what came
 * of that. */
static bool look(struct source *s, uint64_t *total_us, int *result)
{
	char path[400];
	int err;

	path_of(s, path, sizeof(path));
	err = source_read(s, path);
	if (err)
		*result = source_failed(s, "cannot read %.100s: %s", path, strerror(-err));
	else if (ss_reading_pressure(s->text.data ? s->text.data : "", s->text.len, s->spec->full,
				     total_us))
		*result = source_failed(s, "%.100s is no file of pressure", path);
	else
		return true;
	return false;
}

static void mark(struct source *s, uint64_t total_us, uint64_t now)
{
	struct pressure_mark here = { total_us, now };

	if (!s->marks[1].at)
		s->marks[0] = s->marks[1] = here;
	if (now - s->marks[1].at < s->window_ns)
		return;
	s->marks[0] = s->marks[1];
	s->marks[1] = here;
}

int pressure_poll(struct source *s)
{
	uint64_t now = ss_clock_mono(), total, waited, elapsed;
	bool first = !s->total_at;
	int result;

	if (!look(s, &total, &result))
		return result;
	mark(s, total, now);
	waited = total > s->total_us ? (total - s->total_us) * 1000 : 0;
	elapsed = now - s->total_at;
	s->total_us = total;
	s->total_at = now;
	if (first || !elapsed)
		return 0;
	return source_value(s, waited < elapsed ? (double)waited / elapsed * PERCENT : PERCENT,
			    false);
}

/* The loop asks each by itself: whoever asks a trigger takes what it has to tell. */
struct trigger {
	struct source *source;
	int level, fd;	   /* -1: none */
	uint64_t stall_us; /* in a window */
};

static int on_trigger(void *arg)
{
	struct trigger *t = arg;
	struct source *s = t->source;
	struct pollfd p = { .fd = t->fd, .events = POLLPRI };
	uint64_t now = ss_clock_mono(), total;
	int result;

	if (poll(&p, 1, 0) > 0 && p.revents & POLLERR) { /* its cgroup is gone */
		ss_loop_remove_fd(s->r->loop, t->fd);
		close(t->fd);
		t->fd = -1;
		return pressure_poll(s);
	}
	/*
	 * The first word of a trigger that is new, or was at rest, is also about what all
	 * have waited before (kernel/sched/psi.c, total[PSI_POLL]): it is believed when
	 * there was as much in a window at all.
	 */
	if (!look(s, &total, &result))
		return result;
	mark(s, total, now);
	if (total - s->marks[0].us < t->stall_us)
		return 0;
	/* Of two bounds that are passed in one window the worse counts. */
	if (t->level < s->fired_level && now - s->fired_at < 2 * s->spec->window_ns)
		return 0;
	s->fired_level = t->level;
	s->fired_at = now;
	return source_value(s, s->r->profile.rules.source[s->number].enter[t->level], false);
}

/* Only the privileged may have a window that is no multiple of 2 s. */
#define COMMON_WINDOW (2 * SS_NS_PER_SEC)

static int add_trigger(struct source *s, const char *path, int level, uint64_t window_ns)
{
	const struct ss_level_source *l = &s->r->profile.rules.source[s->number];
	struct trigger *t = &s->triggers[level];
	uint64_t window_us = window_ns / 1000;
	uint64_t stall_us = (double)l->enter[level] / PERCENT * window_us;
	char text[96];
	int len, err;

	if (!stall_us || stall_us > window_us)
		return -EDOM;
	*t = (struct trigger){ s, level, open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC), stall_us };
	s->window_ns = window_ns;
	if (t->fd < 0)
		return -errno;
	len = snprintf(text, sizeof(text), "%s %" PRIu64 " %" PRIu64,
		       s->spec->full ? "full" : "some", stall_us, window_us);
	err = write(t->fd, text, len + 1) < 0 ? -errno
					      : ss_loop_add_pri(s->r->loop, t->fd, on_trigger, t);
	if (err) {
		close(t->fd);
		t->fd = -1;
	}
	return err;
}

/* Without a trigger it is seen at the next look. */
int pressure_start(struct source *s)
{
	const struct ss_level_source *l = &s->r->profile.rules.source[s->number];
	char path[400];

	path_of(s, path, sizeof(path));
	s->window_ns = s->spec->window_ns;
	s->triggers = calloc(SS_LEVELS_MAX, sizeof(*s->triggers));
	if (!s->triggers)
		return -ENOMEM;
	for (int i = 0; i < SS_LEVELS_MAX; i++)
		s->triggers[i].fd = -1;
	for (int i = 1; i < s->r->profile.rules.levels; i++) {
		bool meant = l->levels >> i & 1;
		int err = meant ? add_trigger(s, path, i, s->spec->window_ns) : 0;

		if (err == -EINVAL && s->spec->window_ns != COMMON_WINDOW)
			err = add_trigger(s, path, i, COMMON_WINDOW);
		if (err)
			ss_info("%s: no trigger of %s: %s", s->spec->name, path, strerror(-err));
	}
	return 0;
}

void pressure_stop(struct source *s)
{
	for (int i = 0; s->triggers && i < SS_LEVELS_MAX; i++)
		if (s->triggers[i].fd >= 0)
			close(s->triggers[i].fd);
	free(s->triggers);
}
