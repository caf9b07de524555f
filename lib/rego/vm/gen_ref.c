// SPDX-License-Identifier: BSD-2-Clause
/* References: paths into values, input, base data and rules; what is unknown in them is a loop. */
#include "rego/vm/gen.h"
#include "rego/vm/vm.h"

/* How many items from at are constant strings. */
static uint32_t texts(const struct rego_term *t, uint32_t at)
{
	uint32_t n = 0;

	while (at + n < t->list.count && t->list.items[at + n]->kind == REGO_TERM_VALUE &&
	       t->list.items[at + n]->value.kind == REGO_STRING)
		n++;
	return n;
}

static void words_of(struct rego_gen *g, const struct rego_term *t, uint32_t at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, rego_gen_constant(g, t->list.items[at + i]->value));
}

/* Is the term a variable without a value, or does it hold one? */
static bool unknown(const struct rego_gen *g, const struct rego_term *t)
{
	return !rego_term_bound(g, t);
}

static uint32_t gen_scan(struct rego_gen *g, uint32_t v, const struct rego_term *key)
{
	uint32_t it = rego_register(g, 2), next = rego_label(g), d = rego_register(g, 1), k;
	bool value_only = key->kind == REGO_TERM_VAR && rego_is_wildcard(key->var);

	g->costly = true;
	rego_word(g, REGO_OP_SCAN);
	rego_word(g, it);
	rego_word(g, v);
	rego_to(g, g->fail);
	rego_here(g, next);
	rego_word(g, value_only ? REGO_OP_NEXT_VALUE : REGO_OP_NEXT);
	rego_word(g, it);
	rego_to(g, g->fail);
	g->fail = next;
	if (value_only) {
		rego_word(g, d);
		return d;
	}
	k = rego_register(g, 1);
	rego_word(g, k);
	rego_word(g, d);
	rego_gen_match(g, key, k);
	return d;
}

static uint32_t gen_get(struct rego_gen *g, uint32_t v, const struct rego_term *key, bool base)
{
	uint32_t k = rego_gen_term(g, key), d = rego_register(g, 1);

	rego_word(g, base ? REGO_OP_STORED : REGO_OP_GET);
	rego_word(g, d);
	rego_word(g, v);
	rego_word(g, k);
	rego_to(g, g->fail);
	return d;
}

static uint32_t gen_texts(struct rego_gen *g, uint32_t v, const struct rego_term *t, uint32_t at,
			  uint32_t n)
{
	uint32_t d = rego_register(g, 1);

	rego_word(g, n == 1 ? REGO_OP_FIELD : REGO_OP_PATH);
	rego_word(g, d);
	rego_word(g, v);
	rego_to(g, g->fail);
	if (n > 1)
		rego_word(g, n);
	words_of(g, t, at, n);
	return d;
}

/* v and the rest of the path from at.  base: v is of the base documents. */
static uint32_t gen_path(struct rego_gen *g, uint32_t v, const struct rego_term *t, uint32_t at,
			 bool base)
{
	while (at < t->list.count) {
		const struct rego_term *key = t->list.items[at];
		uint32_t n = base ? 0 : texts(t, at);

		if (n) {
			v = gen_texts(g, v, t, at, n);
			at += n;
			continue;
		}
		v = unknown(g, key) ? gen_scan(g, v, key) : gen_get(g, v, key, base);
		at++;
	}
	return v;
}

/* The code looks at n constant keys of the input, and at anything below. */
static void wish_for(struct rego_gen *g, const struct rego_term *t, uint32_t n)
{
	struct rego_program *p = g->program;
	const struct rego_string *path[8];

	if (n > 8)
		n = 8;
	for (uint32_t i = 0; i < n; i++) {
		const struct rego_string *s = t->list.items[1 + i]->value.string;

		path[i] = rego_intern(p->strings, s->text, s->len);
	}
	rego_wish_add(p->arena, &p->wish, path, n);
}

static uint32_t gen_input(struct rego_gen *g, const struct rego_term *t)
{
	uint32_t n = texts(t, 1), d = rego_register(g, 1);

	wish_for(g, t, n);
	rego_word(g, n ? REGO_OP_INPUT_PATH : REGO_OP_INPUT);
	rego_word(g, d);
	rego_to(g, g->fail);
	if (n) {
		rego_word(g, n);
		words_of(g, t, 1, n);
	}
	return gen_path(g, d, t, 1 + n, false);
}

/* --- data ------------------------------------------------------------------------ */

/* Base data alone: no rule is at, above or below this path. */
static uint32_t gen_base(struct rego_gen *g, const struct rego_term *t)
{
	uint32_t n = texts(t, 1), d = rego_register(g, 1);
	struct rego_val v = g->program->data;

	for (uint32_t i = 0; i < n && rego_defined(v); i++)
		v = rego_vm_stored(v, t->list.items[1 + i]->value);
	rego_word(g, REGO_OP_BASE);
	rego_word(g, d);
	rego_to(g, g->fail);
	rego_word(g, rego_shared(g, v));
	rego_word(g, n);
	words_of(g, t, 1, n);
	return gen_path(g, d, t, 1 + n, true);
}

static uint32_t gen_tree_scan(struct rego_gen *g, uint32_t c, const struct rego_term *key)
{
	uint32_t it = rego_register(g, 3), k = rego_register(g, 1), next = rego_label(g);

	rego_op(g, TREE_SCAN, it, c);
	rego_here(g, next);
	rego_op(g, TREE_NEXT, it, c);
	rego_to(g, g->fail);
	rego_word(g, k);
	g->fail = next;
	rego_gen_match(g, key, k);
	return k;
}

/* From a node above rules, with a path that is not all constant. */
static uint32_t gen_tree(struct rego_gen *g, const struct rego_rule_node *node,
			 const struct rego_term *t, uint32_t at)
{
	uint32_t c = rego_register(g, 2), d, k;

	rego_at(g, &t->loc);
	rego_op(g, TREE, c, node->id);
	for (; at < t->list.count; at++) {
		const struct rego_term *key = t->list.items[at];
		uint32_t to = rego_register(g, 2);

		k = unknown(g, key) ? gen_tree_scan(g, c, key) : rego_gen_term(g, key);
		rego_at(g, &t->loc);
		rego_op(g, TREE_KEY, to, c, k);
		rego_to(g, g->fail);
		c = to;
	}
	d = rego_register(g, 1);
	rego_at(g, &t->loc);
	rego_op(g, TREE_VALUE, d, c);
	rego_to(g, g->fail);
	return d;
}

/* Partial rules of which one place is asked for: as many keys as are known. */
static uint32_t known_keys(const struct rego_gen *g, const struct rego_term *t, uint32_t at)
{
	uint32_t n = 0;

	while (at + n < t->list.count && rego_term_bound(g, t->list.items[at + n]))
		n++;
	return n;
}

static uint32_t gen_rule(struct rego_gen *g, const struct rego_rule_node *node,
			 const struct rego_term *t, uint32_t at)
{
	uint32_t n = rego_is_partial(node) ? known_keys(g, t, at) : 0, d;
	uint32_t *keys = rego_new_array(g->arena, uint32_t, n + 1);

	for (uint32_t i = 0; i < n; i++)
		keys[i] = rego_gen_term(g, t->list.items[at + i]);
	d = rego_register(g, 1);
	rego_at(g, &t->loc);
	rego_word(g, n ? REGO_OP_KEYED : REGO_OP_RULE);
	rego_word(g, d);
	rego_to(g, g->fail);
	rego_word(g, node->id);
	if (n) {
		rego_word(g, 1);
		rego_word(g, keys[0]);
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t to = rego_register(g, 1);

		rego_op(g, GET, to, d, keys[i]);
		rego_to(g, g->fail);
		d = to;
	}
	return gen_path(g, d, t, at + n, false);
}

static uint32_t gen_data(struct rego_gen *g, const struct rego_term *t)
{
	const struct rego_rule_node *node = g->unit->root;
	struct rego_val key;
	uint32_t at = 1;

	for (; at < t->list.count && rego_term_constant(g, t->list.items[at], &key); at++) {
		node = rego_rule_child(node, key);
		if (!node)
			return gen_base(g, t);
		if (node->rule_count)
			return gen_rule(g, node, t, at + 1);
	}
	return gen_tree(g, node, t, at);
}

uint32_t rego_gen_ref(struct rego_gen *g, const struct rego_term *t)
{
	const struct rego_term *head = t->list.items[0];

	if (head->kind == REGO_TERM_VAR && !strcmp(head->var->text, "input"))
		return gen_input(g, t);
	if (head->kind == REGO_TERM_VAR && !strcmp(head->var->text, "data"))
		return gen_data(g, t);
	return gen_path(g, rego_gen_term(g, head), t, 1, false);
}

bool rego_gen_input_is(struct rego_gen *g, const struct rego_term *ref, struct rego_val v)
{
	const struct rego_term *head = ref->list.items[0];
	uint32_t n = ref->list.count - 1;

	if (head->kind != REGO_TERM_VAR || strcmp(head->var->text, "input") || !n ||
	    texts(ref, 1) != n)
		return false;
	wish_for(g, ref, n);
	rego_word(g, REGO_OP_INPUT_IS);
	rego_word(g, rego_gen_constant(g, v));
	rego_to(g, g->fail);
	rego_word(g, n);
	words_of(g, ref, 1, n);
	return true;
}
