// SPDX-License-Identifier: BSD-2-Clause
/* The table of names; what is not in it is asked for (container_ask.c). */
#include "proc/container_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "proc/container.h"
#include "proc/container_ask.h"

#define SETS 128
#define WAYS 8

struct name {
	char id[SS_CONTAINER_ID_LEN + 1]; /* empty: free */
	char *json;			  /* NULL: asked for, or nobody knows */
	size_t len;
	uint64_t touched;
};

struct ss_container_names {
	struct ss_container_ask *ask;
	struct name names[SETS][WAYS];
	uint64_t touches;
	uint32_t version;
	bool news;
	bool crowded; /* a question found no room */
};

struct ss_container_names *ss_container_names_new(const char *root)
{
	struct ss_container_names *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->version = 1;
	n->ask = ss_container_ask_new(root);
	if (!n->ask) {
		free(n);
		return NULL;
	}
	return n;
}

void ss_container_names_free(struct ss_container_names *n)
{
	if (!n)
		return;
	ss_container_ask_free(n->ask);
	for (size_t i = 0; i < SETS * WAYS; i++)
		free(n->names[i / WAYS][i % WAYS].json);
	free(n);
}

int ss_container_names_start(struct ss_container_names *n)
{
	return ss_container_ask_start(n->ask);
}

/* Ids are random digits: the last few will do. */
static struct name *set_of(struct ss_container_names *n, const char *id)
{
	return n->names[strtoul(id + SS_CONTAINER_ID_LEN - 4, NULL, 16) % SETS];
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
		if (!ss_container_ask(n->ask, id)) {
			*name = (struct name){ 0 }; /* to be asked another time */
			n->crowded = true;
			return NULL;
		}
	}
	name->touched = ++n->touches;
	*len = name->len;
	return name->json;
}

int ss_container_names_fd(const struct ss_container_names *n)
{
	return ss_container_ask_fd(n->ask);
}

static void keep(void *arg, const char *id, struct ss_strbuf *json)
{
	struct ss_container_names *n = arg;
	struct name *name = name_of(n, id);

	if (!name || !json->len)
		return;
	free(name->json);
	name->json = json->data;
	name->len = json->len;
	json->data = NULL;
	n->news = true;
}

void ss_container_names_take(struct ss_container_names *n)
{
	bool room = ss_container_answers(n->ask, keep, n) > 0;

	/* Who found no room may ask now. */
	if (n->news || (room && n->crowded)) {
		n->news = n->crowded = false;
		if (!++n->version)
			n->version = 1;
	}
}

uint32_t ss_container_names_version(const struct ss_container_names *n)
{
	return n->version;
}
