// SPDX-License-Identifier: BSD-2-Clause
/*
 * Two sides: find() and take() are the caller's, who has the table of names; the
 * thread has the files.  Between them are the questions and the answers, and a
 * lock that is never held while a file is read.
 */
#include "proc/container_names.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/strbuf.h"
#include "proc/container.h"
#include "proc/container_state.h"

#define SETS	  128
#define WAYS	  8
#define QUESTIONS 64
#define TRIES	  4 /* at once, and 1, 2 and 4 s later: a runtime may write its state late */

#define STACK_SIZE (256u << 10)

struct name {
	char id[SS_CONTAINER_ID_LEN + 1]; /* empty: free */
	char *json;			  /* NULL: asked for, or nobody knows */
	size_t len;
	uint64_t touched;
};

struct question {
	char id[SS_CONTAINER_ID_LEN + 1]; /* empty: free */
	unsigned tries;
	uint64_t due_ns;
	bool answered;
	struct ss_strbuf json; /* the answer */
};

struct ss_container_names {
	char *root;
	int fd;
	struct name names[SETS][WAYS];
	uint64_t touches;
	uint32_t version;
	bool crowded; /* a question found no room */

	bool started;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t asked;
	struct question questions[QUESTIONS];
	bool stop;
};

static void free_names(struct ss_container_names *n)
{
	for (size_t i = 0; i < SETS * WAYS; i++)
		free(n->names[i / WAYS][i % WAYS].json);
	for (size_t i = 0; i < QUESTIONS; i++)
		ss_strbuf_fini(&n->questions[i].json);
	if (n->fd >= 0)
		close(n->fd);
	free(n->root);
	free(n);
}

struct ss_container_names *ss_container_names_new(const char *root)
{
	struct ss_container_names *n = calloc(1, sizeof(*n));
	pthread_condattr_t attr;
	size_t len = strlen(root);

	if (!n)
		return NULL;
	while (len && root[len - 1] == '/')
		len--;
	n->version = 1;
	n->root = strndup(root, len);
	n->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!n->root || n->fd < 0) {
		free_names(n);
		return NULL;
	}
	pthread_mutex_init(&n->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&n->asked, &attr);
	pthread_condattr_destroy(&attr);
	return n;
}

void ss_container_names_free(struct ss_container_names *n)
{
	if (!n)
		return;
	if (n->started) {
		pthread_mutex_lock(&n->lock);
		n->stop = true;
		pthread_cond_signal(&n->asked);
		pthread_mutex_unlock(&n->lock);
		pthread_join(n->thread, NULL);
	}
	pthread_cond_destroy(&n->asked);
	pthread_mutex_destroy(&n->lock);
	free_names(n);
}

/* The question to look into first; NULL if there is none. */
static struct question *most_due(struct ss_container_names *n)
{
	struct question *first = NULL;

	for (struct question *q = n->questions; q < n->questions + QUESTIONS; q++)
		if (q->id[0] && !q->answered && (!first || q->due_ns < first->due_ns))
			first = q;
	return first;
}

/* Until there is a question that is due; NULL: the end.  With the lock. */
static struct question *next_question(struct ss_container_names *n)
{
	while (!n->stop) {
		struct question *q = most_due(n);
		struct timespec until;

		if (q && q->due_ns <= ss_clock_mono())
			return q;
		if (!q) {
			pthread_cond_wait(&n->asked, &n->lock);
			continue;
		}
		until.tv_sec = q->due_ns / SS_NS_PER_SEC;
		until.tv_nsec = q->due_ns % SS_NS_PER_SEC;
		pthread_cond_timedwait(&n->asked, &n->lock, &until);
	}
	return NULL;
}

static void look(struct ss_container_names *n, struct question *q)
{
	struct ss_strbuf json = { 0 };
	int err;

	/* The question stays where it is: nobody else touches it before it is answered. */
	pthread_mutex_unlock(&n->lock);
	err = ss_container_state(n->root, q->id, &json);
	pthread_mutex_lock(&n->lock);
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
	eventfd_write(n->fd, 1);
}

static void *work(void *arg)
{
	struct ss_container_names *n = arg;
	struct question *q;

	pthread_mutex_lock(&n->lock);
	while ((q = next_question(n)))
		look(n, q);
	pthread_mutex_unlock(&n->lock);
	return NULL;
}

int ss_container_names_start(struct ss_container_names *n)
{
	sigset_t all, before;
	pthread_attr_t attr;
	int err;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the caller's */
	err = pthread_create(&n->thread, &attr, work, n);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	n->started = !err;
	return -err;
}

static void ask(struct ss_container_names *n, struct name *name)
{
	struct question *q = n->questions;

	pthread_mutex_lock(&n->lock);
	while (q < n->questions + QUESTIONS && q->id[0])
		q++;
	if (q < n->questions + QUESTIONS) {
		*q = (struct question){ 0 };
		memcpy(q->id, name->id, sizeof(q->id));
		pthread_cond_signal(&n->asked);
	} else {
		name->id[0] = 0; /* to be asked another time */
		n->crowded = true;
	}
	pthread_mutex_unlock(&n->lock);
}

static struct name *set_of(struct ss_container_names *n, const char *id)
{
	uint32_t hash = 2166136261u;

	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * 16777619u;
	return n->names[hash % SETS];
}

static struct name *name_of(struct ss_container_names *n, const char *id)
{
	struct name *set = set_of(n, id);

	for (struct name *name = set; name < set + WAYS; name++)
		if (!strcmp(name->id, id))
			return name;
	return NULL;
}

static struct name *make_room(struct ss_container_names *n, const char *id)
{
	struct name *set = set_of(n, id), *oldest = set;

	for (struct name *name = set; name < set + WAYS; name++)
		if (name->touched < oldest->touched)
			oldest = name;
	free(oldest->json);
	*oldest = (struct name){ 0 };
	strncpy(oldest->id, id, SS_CONTAINER_ID_LEN);
	return oldest;
}

const char *ss_container_names_find(struct ss_container_names *n, const char *id, size_t *len)
{
	struct name *name = name_of(n, id);

	if (!name) {
		name = make_room(n, id);
		ask(n, name);
	}
	name->touched = ++n->touches;
	*len = name->len;
	return name->json;
}

int ss_container_names_fd(const struct ss_container_names *n)
{
	return n->fd;
}

void ss_container_names_take(struct ss_container_names *n)
{
	bool news = false, room = false;
	eventfd_t count;

	eventfd_read(n->fd, &count);
	pthread_mutex_lock(&n->lock);
	for (struct question *q = n->questions; q < n->questions + QUESTIONS; q++) {
		struct name *name = q->answered ? name_of(n, q->id) : NULL;

		if (!q->answered)
			continue;
		room = true;
		if (name && q->json.len) {
			free(name->json);
			name->json = q->json.data;
			name->len = q->json.len;
			q->json.data = NULL;
			news = true;
		}
		ss_strbuf_fini(&q->json);
		*q = (struct question){ 0 };
	}
	pthread_mutex_unlock(&n->lock);
	/* Who found no room may ask now. */
	if (room && n->crowded) {
		n->crowded = false;
		news = true;
	}
	if (news && !++n->version)
		n->version = 1;
}

uint32_t ss_container_names_version(const struct ss_container_names *n)
{
	return n->version;
}
