/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/proc: a thread that reads the state of containers for others. */
#ifndef SS_CONTAINER_ASK_H
#define SS_CONTAINER_ASK_H

#include <stdbool.h>

#include "core/strbuf.h"

struct ss_container_ask; /* opaque; a fixed number of questions */

struct ss_container_ask *ss_container_ask_new(const char *root); /* NULL + errno */
void ss_container_ask_free(struct ss_container_ask *a);		 /* waits for the thread */
/* The thread has the rights that its caller has now.  0 or -errno. */
int ss_container_ask_start(struct ss_container_ask *a);

/* What is the container with this short id called?  False if there is no room for the question. */
bool ss_container_ask(struct ss_container_ask *a, const char *id);

/* Readable when there are answers. */
int ss_container_ask_fd(const struct ss_container_ask *a);
/*
 * Give each answer to TAKE, which may keep json->data and set it to NULL; an empty
 * one: nobody knows.  Returns how many there were.
 */
typedef void (*ss_answer_fn)(void *arg, const char *id, struct ss_strbuf *json);
size_t ss_container_answers(struct ss_container_ask *a, ss_answer_fn take, void *arg);

#endif
