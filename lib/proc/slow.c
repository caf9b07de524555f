// SPDX-License-Identifier: BSD-2-Clause
#include "proc/slow.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"

#define PATH_SIZE 256 /* a file of sysfs may have a long name */
#define BLOCK	  (16u << 10)
#define STACK	  (64u << 10)

/* A thread that reads one file after the other, until one does not come back. */
struct worker {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	bool busy, alone;     /* ALONE: nobody waits for it any more, it frees itself */
	char path[PATH_SIZE]; /* from here on the thread's while it is busy */
	uint64_t offset;
	size_t max;
	struct ss_strbuf bytes;
	int err;
};

struct ss_slow {
	struct worker *worker; /* idle between two reads; NULL: not needed yet */
};

static atomic_uint stuck; /* workers that were left alone while they were busy */

struct ss_slow *ss_slow_new(void)
{
	return calloc(1, sizeof(struct ss_slow));
}

static void destroy(struct worker *w)
{
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->asked);
	pthread_cond_destroy(&w->answered);
	ss_strbuf_fini(&w->bytes);
	free(w);
}

/* 0 or -errno. */
static int read_file(struct worker *w)
{
	int fd = open(w->path, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	if (w->offset && lseek(fd, w->offset, SEEK_SET) < 0)
		err = -errno;
	while (!err && n > 0 && w->bytes.len < w->max) {
		size_t most = w->max - w->bytes.len < BLOCK ? w->max - w->bytes.len : BLOCK;

		if (!ss_strbuf_reserve(&w->bytes, most)) {
			err = w->bytes.err;
			break;
		}
		n = read(fd, w->bytes.data + w->bytes.len, most);
		if (n > 0)
			w->bytes.len += n;
		else if (n < 0)
			err = -errno;
	}
	close(fd);
	return err;
}

static void *serve(void *arg)
{
	struct worker *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->alone) {
		if (!w->busy) {
			pthread_cond_wait(&w->asked, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		ss_strbuf_clear(&w->bytes);
		w->err = read_file(w);
		pthread_mutex_lock(&w->lock);
		w->busy = false;
		if (w->alone)
			atomic_fetch_sub(&stuck, 1);
		pthread_cond_signal(&w->answered);
	}
	pthread_mutex_unlock(&w->lock);
	destroy(w);
	return NULL;
}

/* A thread that has asked for its turn does not wait for one that has to wait for its own. */
static void hurry(pthread_attr_t *attr)
{
	int policy = sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
	struct sched_param param;

	if (policy != SCHED_FIFO && policy != SCHED_RR)
		return;
	sched_getparam(0, &param);
	pthread_attr_setinheritsched(attr, PTHREAD_EXPLICIT_SCHED);
	pthread_attr_setschedpolicy(attr, policy);
	pthread_attr_setschedparam(attr, &param);
}

/* No signal is the thread's.  0 or an error number. */
static int run(struct worker *w)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t thread;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK);
	hurry(&attr);
	err = pthread_create(&thread, &attr, serve, w);
	if (err == EPERM) { /* the right to it has been given up since */
		pthread_attr_setinheritsched(&attr, PTHREAD_INHERIT_SCHED);
		err = pthread_create(&thread, &attr, serve, w);
	}
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

/* NULL: no memory, or no thread. */
static struct worker *worker_new(void)
{
	struct worker *w = calloc(1, sizeof(*w));
	pthread_condattr_t monotonic;

	if (!w)
		return NULL;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->asked, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->answered, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (run(w)) {
		destroy(w);
		return NULL;
	}
	return w;
}

/* With its lock held, which it lets go. */
static void leave(struct worker *w)
{
	if (w->busy)
		atomic_fetch_add(&stuck, 1);
	w->alone = true;
	pthread_cond_signal(&w->asked);
	pthread_mutex_unlock(&w->lock);
}

void ss_slow_free(struct ss_slow *s)
{
	if (s && s->worker) {
		pthread_mutex_lock(&s->worker->lock);
		leave(s->worker);
	}
	free(s);
}

/* Until it has answered, or UNTIL_NS: then it is left alone.  Its lock is held, and let go. */
static int await(struct ss_slow *s, uint64_t until_ns, struct ss_strbuf *out)
{
	struct timespec time = { .tv_sec = until_ns / SS_NS_PER_SEC,
				 .tv_nsec = until_ns % SS_NS_PER_SEC };
	struct worker *w = s->worker;
	int late = 0, err;

	while (w->busy && !late)
		late = pthread_cond_timedwait(&w->answered, &w->lock, &time);
	if (w->busy) {
		s->worker = NULL;
		leave(w);
		return -ETIMEDOUT;
	}
	err = w->err;
	if (!err)
		ss_strbuf_add(out, w->bytes.data, w->bytes.len);
	pthread_mutex_unlock(&w->lock);
	return err ? err : out->err;
}

int ss_slow_read_at(struct ss_slow *s, const char *path, uint64_t offset, size_t max,
		    uint64_t wait_ns, struct ss_strbuf *out)
{
	uint64_t until_ns = ss_clock_mono() + wait_ns;
	struct worker *w;

	if (strlen(path) >= PATH_SIZE)
		return -ENAMETOOLONG;
	if (!s->worker && atomic_load(&stuck) >= SS_SLOW_STUCK_MAX)
		return -EBUSY;
	if (!s->worker)
		s->worker = worker_new();
	w = s->worker;
	if (!w)
		return -ENOMEM;
	pthread_mutex_lock(&w->lock);
	strcpy(w->path, path);
	w->offset = offset;
	w->max = max;
	w->busy = true;
	pthread_cond_signal(&w->asked);
	return await(s, until_ns, out);
}

int ss_slow_read(struct ss_slow *s, const char *path, size_t max, uint64_t wait_ns,
		 struct ss_strbuf *out)
{
	return ss_slow_read_at(s, path, 0, max, wait_ns, out);
}
