// SPDX-License-Identifier: BSD-2-Clause
/* Arguments that came apart, until the exec they belong to does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event/process.h"

/*
 * An exec's record follows its arguments at once, unless another processor's
 * comes between, or it was lost: a few places are enough, used in turn.
 */
#define PLACES 64

struct ss_apart {
	struct place {
		struct ss_wire_id id;
		char *args; /* NULL: free */
		size_t len;
	} places[PLACES];
	unsigned next;
};

struct ss_apart *ss_apart_new(void)
{
	return calloc(1, sizeof(struct ss_apart));
}

void ss_apart_free(struct ss_apart *apart)
{
	if (!apart)
		return;
	for (int i = 0; i < PLACES; i++)
		free(apart->places[i].args);
	free(apart);
}

static bool same(const struct ss_wire_id *a, const struct ss_wire_id *b)
{
	return a->tgid == b->tgid && a->start_ns == b->start_ns && a->exec == b->exec;
}

static struct place *find(struct ss_apart *apart, const struct ss_wire_id *id)
{
	for (int i = 0; apart && i < PLACES; i++)
		if (apart->places[i].args && same(&apart->places[i].id, id))
			return &apart->places[i];
	return NULL;
}

char *ss_apart_take(struct ss_apart *apart, const struct ss_wire_id *id, size_t *len)
{
	struct place *p = find(apart, id);
	char *args = p ? p->args : NULL;

	if (!p)
		return NULL;
	*len = p->len;
	p->args = NULL;
	return args;
}

int ss_apart_put(struct ss_apart *apart, const struct ss_wire_args *r)
{
	struct place *p = &apart->places[apart->next];

	apart->next = (apart->next + 1) % PLACES;
	free(p->args);
	p->args = malloc(r->args_len + 1);
	if (!p->args)
		return -ENOMEM;
	memcpy(p->args, r->args, r->args_len);
	p->len = r->args_len;
	p->id = r->id;
	return 0;
}
