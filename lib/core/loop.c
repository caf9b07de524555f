// SPDX-License-Identifier: BSD-2-Clause
#include "core/loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/stops.h"

enum { BATCH = 16 };

struct watch {
	struct watch *next;
	int fd;
	bool timer;  /* a timerfd, which is ours */
	bool always; /* a regular file: epoll refuses it, it can always be read */
	bool dead;   /* removed; freed when no batch of events may still name it */
	ss_loop_fn fn;
	void *arg;
};

struct ss_timer {
	struct watch watch;
};

struct ss_loop {
	int epoll_fd;
	struct ss_stops stops;
	int signal; /* the one that ended it */
	ss_loop_fn hangup;
	void *hangup_arg;
	bool any_always;
	struct watch *watches;
};

static int on_signal(void *arg)
{
	struct ss_loop *loop = arg;

	loop->signal = ss_stops_pending(&loop->stops);
	return 0;
}

static int on_hangup(void *arg)
{
	struct ss_loop *loop = arg;

	ss_stops_take_hangup(&loop->stops);
	return loop->hangup(loop->hangup_arg);
}

static int on_stdout(void *arg)
{
	(void)arg;
	return -EPIPE;
}

static int add(struct ss_loop *loop, struct watch *w, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = w };

	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, w->fd, &ev)) {
		int err = -errno;

		if (err != -EPERM || !(events & EPOLLIN))
			return err;
		w->always = true;
	}
	w->next = loop->watches;
	loop->watches = w;
	return 0;
}

static int add_fd(struct ss_loop *loop, int fd, uint32_t events, ss_loop_fn fn, void *arg)
{
	struct watch *w = malloc(sizeof(*w));
	int err;

	if (!w)
		return -ENOMEM;
	*w = (struct watch){ .fd = fd, .fn = fn, .arg = arg };
	err = add(loop, w, events);
	if (loop->watches != w)
		free(w);
	return err;
}

static struct watch *find(const struct ss_loop *loop, int fd)
{
	struct watch *w = loop->watches;

	while (w && (w->dead || w->fd != fd))
		w = w->next;
	return w;
}

static int open_loop(struct ss_loop *loop)
{
	int err;

	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0)
		return -errno;
	err = add_fd(loop, loop->stops.fd, EPOLLIN, on_signal, loop);
	if (err)
		return err;
	err = add_fd(loop, STDOUT_FILENO, 0, on_stdout, NULL); /* errors are always told */
	return err == -EPERM ? 0 : err;
}

struct ss_loop *ss_loop_new(void)
{
	struct ss_loop *loop = calloc(1, sizeof(*loop));
	int err;

	if (!loop)
		return NULL;
	loop->epoll_fd = -1;
	err = ss_stops_init(&loop->stops);
	if (!err)
		err = open_loop(loop);
	if (err) {
		ss_loop_free(loop);
		errno = -err;
		return NULL;
	}
	return loop;
}

static void sweep(struct ss_loop *loop, bool all)
{
	struct watch **at = &loop->watches;

	loop->any_always = false;
	while (*at) {
		struct watch *w = *at;

		if (!w->dead && !all) {
			loop->any_always |= w->always;
			at = &w->next;
			continue;
		}
		*at = w->next;
		if (w->timer)
			close(w->fd);
		free(w);
	}
}

void ss_loop_free(struct ss_loop *loop)
{
	if (!loop)
		return;
	sweep(loop, true);
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	ss_stops_fini(&loop->stops);
	free(loop);
}

int ss_loop_add_fd(struct ss_loop *loop, int fd, ss_loop_fn fn, void *arg)
{
	return find(loop, fd) ? -EEXIST : add_fd(loop, fd, EPOLLIN, fn, arg);
}

int ss_loop_add_edge(struct ss_loop *loop, int fd, ss_loop_fn fn, void *arg)
{
	return find(loop, fd) ? -EEXIST : add_fd(loop, fd, EPOLLIN | EPOLLET, fn, arg);
}

int ss_loop_add_pri(struct ss_loop *loop, int fd, ss_loop_fn fn, void *arg)
{
	return find(loop, fd) ? -EEXIST : add_fd(loop, fd, EPOLLPRI, fn, arg);
}

int ss_loop_remove_fd(struct ss_loop *loop, int fd)
{
	struct watch *w = find(loop, fd);

	if (!w)
		return -ENOENT;
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL); /* fails if it is closed: fine */
	w->dead = true;
	return 0;
}

int ss_loop_on_hangup(struct ss_loop *loop, ss_loop_fn fn, void *arg)
{
	int err = ss_stops_split(&loop->stops);

	loop->hangup = fn;
	loop->hangup_arg = arg;
	return err ? err : add_fd(loop, loop->stops.hangup_fd, EPOLLIN, on_hangup, loop);
}

struct ss_timer *ss_loop_add_timer(struct ss_loop *loop, ss_loop_fn fn, void *arg)
{
	struct ss_timer *t = malloc(sizeof(*t));
	int fd, err;

	if (!t)
		return NULL;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	t->watch = (struct watch){ .fd = fd, .timer = true, .fn = fn, .arg = arg };
	err = fd < 0 ? -errno : add(loop, &t->watch, EPOLLIN);
	if (!err)
		return t;
	if (fd >= 0)
		close(fd);
	free(t);
	errno = -err;
	return NULL;
}

static struct timespec to_timespec(uint64_t ns)
{
	return (struct timespec){ .tv_sec = ns / SS_NS_PER_SEC, .tv_nsec = ns % SS_NS_PER_SEC };
}

int ss_timer_set(struct ss_timer *t, uint64_t first_ns, uint64_t every_ns)
{
	struct itimerspec when = { .it_value = to_timespec(first_ns),
				   .it_interval = to_timespec(first_ns ? every_ns : 0) };

	return timerfd_settime(t->watch.fd, 0, &when, NULL) ? -errno : 0;
}

static int call(const struct ss_loop *loop, const struct watch *w)
{
	uint64_t times;

	if (w->dead || loop->signal)
		return 0;
	/* Set anew since epoll saw it: then there is nothing to read, and it is not its time. */
	if (w->timer && read(w->fd, &times, sizeof(times)) < 0)
		return 0;
	return w->fn(w->arg);
}

/* Callbacks may add watches (in front of the list) and remove any (they stay in it). */
static int call_always(const struct ss_loop *loop)
{
	int err = 0;

	for (const struct watch *w = loop->watches; w && !err; w = w->next)
		if (w->always)
			err = call(loop, w);
	return err;
}

int ss_loop_run(struct ss_loop *loop)
{
	struct epoll_event events[BATCH];
	int err = 0;

	loop->signal = 0;
	while (!err && !loop->signal) {
		int n;

		sweep(loop, false);
		n = epoll_wait(loop->epoll_fd, events, BATCH, loop->any_always ? 0 : -1);
		if (n < 0 && errno != EINTR)
			return -errno;
		for (int i = 0; i < n && !err; i++)
			err = call(loop, events[i].data.ptr);
		if (!err)
			err = call_always(loop);
	}
	return err;
}

int ss_loop_signal(const struct ss_loop *loop)
{
	return loop->signal ? loop->signal : ss_stops_pending(&loop->stops);
}

int ss_loop_signal_fd(const struct ss_loop *loop)
{
	return loop->stops.fd;
}
