// SPDX-License-Identifier: BSD-2-Clause
#include "event/rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event/rules_impl.h"

#define NAME_MAX_LEN 63

const char *const ss_criterion_names[SS_CRITERIA + 1] = {
	[SS_BY_PID] = "pid",
	[SS_BY_TREE] = "tree",
	[SS_BY_UID] = "uid",
	[SS_BY_COMM] = "comm",
	[SS_BY_EXE] = "exe",
	[SS_BY_CGROUP] = "cgroup",
	[SS_BY_CONTAINER] = "container",
	[SS_BY_PATH] = "path",
	[SS_BY_PORT] = "port",
	[SS_BY_ADDR] = "addr",
	[SS_BY_ERRNO] = "errno",
};

struct ss_rules *ss_rules_new(void)
{
	struct ss_rules *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->count = 1;
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		r->applies[i] = SS_RULE_CMDLINE;
	return r;
}

void ss_rules_free(struct ss_rules *r)
{
	if (!r)
		return;
	for (int i = 0; i < SS_CRITERIA; i++) {
		for (size_t k = 0; k < r->by[i].count; k++)
			free(r->by[i].values[k].key);
		free(r->by[i].values);
	}
	for (int i = 0; i < r->count; i++)
		free(r->names[i]);
	ss_strbuf_fini(&r->why);
	free(r);
}

/* A name is to be shown and to be a key: no surprises in it. */
static bool is_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_.-");

	return len && !name[len] && len <= NAME_MAX_LEN;
}

static bool is_taken(const struct ss_rules *r, const char *name)
{
	for (int i = 1; i < r->count; i++)
		if (!strcmp(r->names[i], name))
			return true;
	return false;
}

int ss_rules_rule(struct ss_rules *r, const char *name)
{
	const struct ss_rule_part p = { .rules = r };

	if (!is_name(name))
		return ss_rule_refuse(&p,
				      SHOWN " is no name of 1 to %d letters, digits, '_', '.', "
					    "'-'",
				      name, NAME_MAX_LEN);
	if (is_taken(r, name))
		return ss_rule_refuse(&p, "there is a rule " SHOWN " already", name);
	if (r->count == SS_RULES_MAX)
		return ss_rule_refuse(&p, "there are more than %d rules", SS_RULES_MAX - 1);
	r->names[r->count] = strdup(name);
	return r->names[r->count] ? r->count++ : -ENOMEM;
}

int ss_rule_put(const struct ss_rule_part *p, enum ss_match match, const void *key,
		unsigned int bits)
{
	struct ss_rule_table *t = &p->rules->by[p->by];
	uint64_t rule = 1ull << p->rule;
	struct ss_rule_value *v;
	size_t size = (bits + 7) / 8;

	if (t->count == SS_RULES_MAX_VALUES)
		return -E2BIG;
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 16;

		v = reallocarray(t->values, room, sizeof(*v));
		if (!v)
			return -ENOMEM;
		t->values = v;
		t->room = room;
	}
	v = &t->values[t->count];
	*v = (struct ss_rule_value){ .match = match, .bits = bits, .key = malloc(size + 1) };
	if (!v->key)
		return -ENOMEM;
	memcpy(v->key, key, size);
	if (bits % 8)
		v->key[size - 1] &= 0xff00 >> bits % 8;
	*(p->negated ? &v->neg : &v->pos) = rule;
	*(p->negated ? &t->neg_used : &t->pos_used) |= rule;
	t->count++;
	return 0;
}

bool ss_bits_equal(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	unsigned int whole = bits / 8;

	return !memcmp(a, b, whole) &&
	       (bits % 8 == 0 || !((a[whole] ^ b[whole]) & (0xff00 >> bits % 8) & 0xff));
}

/* A prefix stands before all that begins with it, and they follow it in one run. */
static int by_key(const void *a, const void *b)
{
	const struct ss_rule_value *x = a, *y = b;
	size_t n = (x->bits < y->bits ? x->bits : y->bits) + 7;
	int order;

	if (x->match != y->match)
		return x->match < y->match ? -1 : 1;
	order = memcmp(x->key, y->key, n / 8);
	return order ? order : x->bits < y->bits ? -1 : x->bits > y->bits;
}

static void merge(struct ss_rule_table *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++) {
		struct ss_rule_value *v = &t->values[i], *last = t->values + kept - 1;

		if (!kept || by_key(last, v)) {
			t->values[kept++] = *v;
			continue;
		}
		last->pos |= v->pos;
		last->neg |= v->neg;
		free(v->key);
	}
	t->count = kept;
}

static bool begins_with(const struct ss_rule_value *v, const struct ss_rule_value *prefix)
{
	return v->match == prefix->match && v->match != SS_MATCH_EXACT && prefix->bits <= v->bits &&
	       ss_bits_equal(v->key, prefix->key, prefix->bits);
}

/* Each prefix is open until a key does not begin with it; UP is the next shorter open one. */
static int inherit(struct ss_rule_table *t)
{
	size_t *up = calloc(t->count + 1, sizeof(*up)); /* number + 1, 0 for none */

	if (!up)
		return -ENOMEM;
	for (size_t i = 0, open = 0; i < t->count; i++) {
		struct ss_rule_value *v = &t->values[i];

		while (open && !begins_with(v, &t->values[open - 1]))
			open = up[open - 1];
		if (open) {
			v->pos |= t->values[open - 1].pos;
			v->neg |= t->values[open - 1].neg;
		}
		up[i] = open;
		open = i + 1;
	}
	free(up);
	return 0;
}

int ss_rules_compile(struct ss_rules *r)
{
	int err = 0;

	for (int i = 0; i < SS_CRITERIA && !err; i++) {
		struct ss_rule_table *t = &r->by[i];

		if (!t->count)
			continue;
		qsort(t->values, t->count, sizeof(*t->values), by_key);
		merge(t);
		err = inherit(t);
	}
	return err;
}
