// SPDX-License-Identifier: BSD-2-Clause
#include "proc/slow.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"

#define PATH_SIZE 64 /* "/proc/PID/task/TID/cmdline" */
#define BLOCK	  (16u << 10)
#define STACK	  (64u << 10)

struct ss_slow {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	bool started, busy, freed;
	char path[PATH_SIZE]; /* from here on the thread's while it is busy */
	size_t max;
	struct ss_strbuf bytes;
	int err;
};

struct ss_slow *ss_slow_new(void)
{
	struct ss_slow *s = calloc(1, sizeof(*s));
	pthread_condattr_t monotonic;

	if (!s)
		return NULL;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->asked, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&s->answered, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return s;
}

static void destroy(struct ss_slow *s)
{
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->asked);
	pthread_cond_destroy(&s->answered);
	ss_strbuf_fini(&s->bytes);
	free(s);
}

void ss_slow_free(struct ss_slow *s)
{
	bool started;

	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	started = s->started;
	s->freed = true;
	pthread_cond_signal(&s->asked);
	pthread_mutex_unlock(&s->lock);
	if (!started)
		destroy(s);
}

/* 0 or -errno. */
static int read_file(struct ss_slow *s)
{
	int fd = open(s->path, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (n > 0 && s->bytes.len < s->max) {
		size_t most = s->max - s->bytes.len < BLOCK ? s->max - s->bytes.len : BLOCK;

		if (!ss_strbuf_reserve(&s->bytes, most)) {
			err = s->bytes.err;
			break;
		}
		n = read(fd, s->bytes.data + s->bytes.len, most);
		if (n > 0)
			s->bytes.len += n;
		else if (n < 0)
			err = -errno;
	}
	close(fd);
	return err;
}

static void *serve(void *arg)
{
	struct ss_slow *s = arg;

	pthread_mutex_lock(&s->lock);
	while (!s->freed) {
		if (!s->busy) {
			pthread_cond_wait(&s->asked, &s->lock);
			continue;
		}
		pthread_mutex_unlock(&s->lock);
		ss_strbuf_clear(&s->bytes);
		s->err = read_file(s);
		pthread_mutex_lock(&s->lock);
		s->busy = false;
		pthread_cond_signal(&s->answered);
	}
	pthread_mutex_unlock(&s->lock);
	destroy(s);
	return NULL;
}

/* No signal is the thread's.  0 or -errno. */
static int start(struct ss_slow *s)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t thread;
	int err;

	if (s->started)
		return 0;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK);
	err = pthread_create(&thread, &attr, serve, s);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	s->started = !err;
	return -err;
}

static int ask(struct ss_slow *s, const char *path, size_t max)
{
	int n, err = start(s);

	if (err)
		return err;
	if (s->busy)
		return -EBUSY;
	n = snprintf(s->path, sizeof(s->path), "%s", path);
	if (n < 0 || (size_t)n >= sizeof(s->path))
		return -ENAMETOOLONG;
	s->max = max;
	s->busy = true;
	pthread_cond_signal(&s->asked);
	return 0;
}

int ss_slow_read(struct ss_slow *s, const char *path, size_t max, uint64_t wait_ns,
		 struct ss_strbuf *out)
{
	uint64_t until = ss_clock_mono() + wait_ns;
	struct timespec time = { .tv_sec = until / SS_NS_PER_SEC,
				 .tv_nsec = until % SS_NS_PER_SEC };
	int err, late = 0;

	pthread_mutex_lock(&s->lock);
	err = ask(s, path, max);
	while (!err && s->busy && !late)
		late = pthread_cond_timedwait(&s->answered, &s->lock, &time);
	if (!err && s->busy)
		err = -ETIMEDOUT;
	else if (!err)
		err = s->err;
	if (!err)
		ss_strbuf_add(out, s->bytes.data, s->bytes.len);
	pthread_mutex_unlock(&s->lock);
	return err ? err : out->err;
}
