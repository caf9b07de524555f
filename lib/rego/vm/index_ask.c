// SPDX-License-Identifier: BSD-2-Clause
/* The index, asked once for each evaluation of a group of rules. */
#include "rego/vm/index_priv.h"
#include "rego/vm/vm.h"

#define MOST_LISTS 16 /* that one question gives */

struct chosen { /* lists, each with what is left of it */
	uint32_t count;
	struct {
		const uint32_t *at, *end;
	} lists[];
};

struct answer {
	const struct list *lists[MOST_LISTS];
	uint32_t count;
};

static struct rego_val value_of(struct rego_eval *e, const struct rego_index *x,
				const struct rego_code *c, uint32_t source,
				const struct rego_val *args)
{
	const struct rego_source_of *s = &x->sources[source];

	if (s->arg == REGO_NOWHERE)
		rego_vm_look(e, c->consts, s->path, s->count);
	return rego_vm_path(s->arg == REGO_NOWHERE ? e->input : args[s->arg], c->consts, s->path,
			    s->count);
}

static const struct node *wanted_text(const struct node *n, const struct rego_string *s)
{
	const struct rego_string **found = rego_prefixes_longest(n->texts, s->text, s->len);

	return found ? n->wanted[found - n->texts->texts] : NULL;
}

static void look(struct rego_eval *e, const struct rego_index *x, const struct rego_code *c,
		 const struct node *n, const struct rego_val *args, struct answer *a)
{
	struct rego_val v;

	while (n && n->source != REGO_NOWHERE) {
		v = value_of(e, x, c, n->source, args);
		if (n->texts) {
			/* What is no text is an error, and what is replaced may say anything. */
			if (e->mocks || (rego_defined(v) && v.kind != REGO_STRING)) {
				n = n->all;
				break;
			}
			if (v.kind == REGO_STRING)
				look(e, x, c, wanted_text(n, v.string), args, a);
		} else if (v.kind == REGO_NUMBER &&
			   v.big) { /* equal to what is spelled otherwise? */
			for (uint32_t i = 0; i <= n->mask; i++)
				if (rego_defined(n->values[i]) && rego_equal(n->values[i], v))
					look(e, x, c, n->wanted[i], args, a);
		} else if (rego_defined(v)) {
			look(e, x, c, n->wanted[rego_index_slot(n, v)], args, a);
		}
		n = n->rest;
	}
	if (n && a->count < MOST_LISTS)
		a->lists[a->count++] = &n->list;
}

/* state[0]: the lists, and whether all rules in them have one value; state[1] with one list: how
 * far. */
bool rego_index_choose(struct rego_eval *e, const struct rego_index *x, const struct rego_code *c,
		       struct rego_val *state, const struct rego_val *args)
{
	struct answer a = { .count = 0 };
	struct chosen *s;
	bool single = true;

	look(e, x, c, x->root, args, &a);
	if (!a.count)
		return false;
	s = rego_alloc(&e->arena, sizeof(*s) + a.count * sizeof(s->lists[0]));
	s->count = a.count;
	for (uint32_t i = 0; i < a.count; i++) {
		s->lists[i].at = a.lists[i]->rules;
		s->lists[i].end = a.lists[i]->rules + a.lists[i]->count;
		single &= a.lists[i]->value && a.lists[i]->value == a.lists[0]->value;
	}
	state[0].big = single;
	state[0].array = (void *)s;
	return true;
}

uint32_t rego_index_next(const struct rego_index *x, struct rego_val *state)
{
	struct chosen *s = (void *)state[0].array;
	uint32_t least = REGO_NOWHERE, at = 0;

	for (uint32_t i = 0; i < s->count; i++)
		if (s->lists[i].at < s->lists[i].end && *s->lists[i].at < least) {
			least = *s->lists[i].at;
			at = i;
		}
	if (least == REGO_NOWHERE)
		return REGO_NOWHERE;
	s->lists[at].at++;
	return x->starts[least];
}
