// SPDX-License-Identifier: BSD-2-Clause
/* Questions and answers, and a lock that is never held while a file is read. */
#include "proc/container_ask.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "proc/container.h"
#include "proc/container_state.h"

#define QUESTIONS 64
#define TRIES	  4 /* at once, and 1, 2 and 4 s later: a runtime may write its state late */

#define STACK_SIZE (256u << 10)

struct question {
	char id[SS_CONTAINER_ID_LEN + 1]; /* empty: free */
	unsigned tries;
	uint64_t due_ns;
	bool answered;
	struct ss_strbuf json; /* the answer */
};

struct ss_container_ask {
	char *root;
	int fd;
	bool started;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t asked;
	struct question questions[QUESTIONS];
	bool stop;
};

static void free_all(struct ss_container_ask *a)
{
	for (size_t i = 0; i < QUESTIONS; i++)
		ss_strbuf_fini(&a->questions[i].json);
	if (a->fd >= 0)
		close(a->fd);
	free(a->root);
	free(a);
}

struct ss_container_ask *ss_container_ask_new(const char *root)
{
	struct ss_container_ask *a = calloc(1, sizeof(*a));
	pthread_condattr_t attr;
	size_t len = strlen(root);

	if (!a)
		return NULL;
	while (len && root[len - 1] == '/')
		len--;
	a->root = strndup(root, len);
	a->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!a->root || a->fd < 0) {
		free_all(a);
		return NULL;
	}
	pthread_mutex_init(&a->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&a->asked, &attr);
	pthread_condattr_destroy(&attr);
	return a;
}

void ss_container_ask_free(struct ss_container_ask *a)
{
	if (!a)
		return;
	if (a->started) {
		pthread_mutex_lock(&a->lock);
		a->stop = true;
		pthread_cond_signal(&a->asked);
		pthread_mutex_unlock(&a->lock);
		pthread_join(a->thread, NULL);
	}
	pthread_cond_destroy(&a->asked);
	pthread_mutex_destroy(&a->lock);
	free_all(a);
}

/* The question to look into first; NULL if there is none. */
static struct question *most_due(struct ss_container_ask *a)
{
	struct question *first = NULL;

	for (struct question *q = a->questions; q < a->questions + QUESTIONS; q++)
		if (q->id[0] && !q->answered && (!first || q->due_ns < first->due_ns))
			first = q;
	return first;
}

/* Until there is a question that is due; NULL: the end.  With the lock. */
static struct question *next_question(struct ss_container_ask *a)
{
	while (!a->stop) {
		struct question *q = most_due(a);
		struct timespec until;

		if (q && q->due_ns <= ss_clock_mono())
			return q;
		if (!q) {
			pthread_cond_wait(&a->asked, &a->lock);
			continue;
		}
		until.tv_sec = q->due_ns / SS_NS_PER_SEC;
		until.tv_nsec = q->due_ns % SS_NS_PER_SEC;
		pthread_cond_timedwait(&a->asked, &a->lock, &until);
	}
	return NULL;
}

static void look(struct ss_container_ask *a, struct question *q)
{
	struct ss_strbuf json = { 0 };
	int err;

	/* The question stays where it is: nobody else touches it before it is answered. */
	pthread_mutex_unlock(&a->lock);
	err = ss_container_state(a->root, q->id, &json);
	pthread_mutex_lock(&a->lock);
	if (err) {
		ss_strbuf_fini(&json);
		json = (struct ss_strbuf){ 0 };
	}
	if (err && ++q->tries < TRIES) {
		q->due_ns = ss_clock_mono() + (SS_NS_PER_SEC << (q->tries - 1));
		return;
	}
	q->json = json;
	q->answered = true;
	eventfd_write(a->fd, 1);
}

static void *work(void *arg)
{
	struct ss_container_ask *a = arg;
	struct question *q;

	pthread_mutex_lock(&a->lock);
	while ((q = next_question(a)))
		look(a, q);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

int ss_container_ask_start(struct ss_container_ask *a)
{
	sigset_t all, before;
	pthread_attr_t attr;
	int err;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the caller's */
	err = pthread_create(&a->thread, &attr, work, a);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	a->started = !err;
	return -err;
}

bool ss_container_ask(struct ss_container_ask *a, const char *id)
{
	struct question *q = a->questions, *end = q + QUESTIONS;

	pthread_mutex_lock(&a->lock);
	while (q < end && q->id[0])
		q++;
	if (q < end) {
		*q = (struct question){ 0 };
		memcpy(q->id, id, SS_CONTAINER_ID_LEN);
		pthread_cond_signal(&a->asked);
	}
	pthread_mutex_unlock(&a->lock);
	return q < end;
}

int ss_container_ask_fd(const struct ss_container_ask *a)
{
	return a->fd;
}

size_t ss_container_answers(struct ss_container_ask *a, ss_answer_fn take, void *arg)
{
	eventfd_t events;
	size_t count = 0;

	eventfd_read(a->fd, &events);
	pthread_mutex_lock(&a->lock);
	for (struct question *q = a->questions; q < a->questions + QUESTIONS; q++) {
		if (!q->answered)
			continue;
		take(arg, q->id, &q->json);
		ss_strbuf_fini(&q->json);
		*q = (struct question){ 0 };
		count++;
	}
	pthread_mutex_unlock(&a->lock);
	return count;
}
