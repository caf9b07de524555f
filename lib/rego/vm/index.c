// SPDX-License-Identifier: BSD-2-Clause
/* The index, made from conditions. */
#include "rego/vm/index_priv.h"

#define FEWEST	4 /* rules for which an index is made */
#define DEEPEST 4

const struct rego_condition *rego_index_condition(const struct making *m, uint32_t rule,
						  uint32_t source)
{
	const struct rego_conditions *c = &m->of[rule];

	for (uint32_t i = 0; i < c->count; i++)
		if (c->items[i].source == source)
			return &c->items[i];
	return NULL;
}

/* --- making ------------------------------------------------------------------------ */

struct node *rego_index_leaf(struct making *m, const uint32_t *rules, uint32_t n)
{
	struct node *x = rego_new(m->g->arena, struct node);

	x->source = REGO_NOWHERE;
	x->list = (struct list){ rules, n, n ? m->value[rules[0]] : 0 };
	for (uint32_t i = 1; i < n; i++)
		if (m->value[rules[i]] != x->list.value)
			x->list.value = 0;
	return x;
}

uint32_t rego_index_slot(const struct node *x, struct rego_val v)
{
	uint32_t at = rego_hash(v) & x->mask;

	while (rego_defined(x->values[at]) && !rego_equal(x->values[at], v))
		at = (at + 1) & x->mask;
	return at;
}

void rego_index_add(struct making *m, struct list *l, uint32_t rule)
{
	uint32_t *old = (uint32_t *)l->rules;

	if (l->count && l->rules[l->count - 1] == rule)
		return;
	if ((l->count & (l->count - 1)) == 0) { /* room is the next power of two */
		l->rules = rego_new_array(m->g->arena, uint32_t, l->count ? l->count * 2 : 1);
		if (l->count)
			memcpy((uint32_t *)l->rules, old, l->count * sizeof(*old));
	}
	((uint32_t *)l->rules)[l->count++] = rule;
}

/* Numbers spelled in other ways may be equal and yet of another hash. */
static bool plain(const struct rego_condition *c)
{
	for (uint32_t i = 0; i < c->count; i++)
		if (c->values[i].kind > REGO_STRING ||
		    (c->values[i].kind == REGO_NUMBER && c->values[i].big))
			return false;
	return true;
}

/* How many rules a question leaves, at the least: rules that do not ask, and one bucket. */
static uint32_t left_by(const struct making *m, const uint32_t *rules, uint32_t n, uint32_t source)
{
	uint32_t asking = 0, values = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct rego_condition *c = rego_index_condition(m, rules[i], source);

		if (!c || !plain(c))
			continue;
		asking++;
		/* Neighbours with the same constant are usual; counting exactly is not needed. */
		if (!i || !rego_index_condition(m, rules[i - 1], source) || !c->count ||
		    !rego_index_condition(m, rules[i - 1], source)->count ||
		    !rego_equal(rego_index_condition(m, rules[i - 1], source)->values[0],
				c->values[0]))
			values++;
	}
	if (asking < 2 || values < 2)
		return n;
	return n - asking + asking / values;
}

static uint32_t best(const struct making *m, const uint32_t *rules, uint32_t n, uint32_t used)
{
	uint32_t least = n, at = REGO_NOWHERE;

	for (uint32_t s = 0; s < m->sources.count && s < 32; s++) {
		uint32_t left = used & (1U << s) ? n : left_by(m, rules, n, s);

		if (left < least) {
			least = left;
			at = s;
		}
	}
	return at;
}

uint32_t rego_index_constants(const struct making *m, const struct node *x, const uint32_t *rules,
			      uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		const struct rego_condition *c = rego_index_condition(m, rules[i], x->source);

		count += c && plain(c) ? c->count : 0;
	}
	return count;
}

static void ask(struct making *m, struct node *x, const uint32_t *rules, uint32_t n, uint32_t used,
		uint32_t depth)
{
	uint32_t size = rego_index_constants(m, x, rules, n);
	struct list rest = { 0 }, *lists;

	for (x->mask = 7; x->mask < size * 2; x->mask = x->mask * 2 + 1)
		;
	x->values = rego_zalloc(m->g->arena, ((size_t)x->mask + 1) * sizeof(*x->values));
	x->wanted = rego_zalloc(m->g->arena, ((size_t)x->mask + 1) * sizeof(struct node *));
	lists = rego_zalloc(m->g->arena, ((size_t)x->mask + 1) * sizeof(*lists));
	for (uint32_t i = 0; i < n; i++) {
		const struct rego_condition *c = rego_index_condition(m, rules[i], x->source);

		if (!c || !plain(c)) {
			rego_index_add(m, &rest, rules[i]);
			continue;
		}
		for (uint32_t j = 0; j < c->count; j++) {
			uint32_t at = rego_index_slot(x, c->values[j]);

			x->values[at] = c->values[j];
			rego_index_add(m, &lists[at], rules[i]);
		}
	}
	for (uint32_t at = 0; at <= x->mask; at++)
		if (lists[at].count)
			x->wanted[at] =
				rego_index_node(m, lists[at].rules, lists[at].count, used, depth);
	if (rest.count)
		x->rest = rego_index_node(m, rest.rules, rest.count, used, depth);
}

struct node *rego_index_node(struct making *m, const uint32_t *rules, uint32_t n, uint32_t used,
			     uint32_t depth)
{
	struct node *x = rego_new(m->g->arena, struct node);

	while (n >= FEWEST && depth < DEEPEST) {
		x->source = best(m, rules, n, used);
		if (x->source == REGO_NOWHERE)
			break;
		used |= 1U << x->source;
		if (m->sources.items[x->source].how == REGO_IS) {
			ask(m, x, rules, n, used, depth + 1);
			return x;
		}
		if (rego_index_ask_texts(m, x, rules, n, used, depth + 1))
			return x;
	}
	return rego_index_leaf(m, rules, n);
}

/* A number for the constant value of a rule, the same for equal ones; 0: not constant. */
static uint32_t value_number(struct making *m, const struct rego_rule *r)
{
	struct rego_val v = rego_bool(true);

	if (r->otherwise || r->head->contains ||
	    (r->head->value && !rego_term_constant(m->g, r->head->value, &v)))
		return 0;
	for (size_t i = 0; i < m->values.count; i++)
		if (rego_equal(m->values.items[i], v))
			return (uint32_t)i + 1;
	if (m->values.count > 64)
		return 0;
	rego_add(&m->values, v);
	return (uint32_t)m->values.count;
}

const struct rego_index *rego_index_make(struct rego_gen *g, struct rego_rule *const *rules,
					 const struct rego_term *const *keys, uint32_t count,
					 bool chains, uint32_t *place)
{
	struct making m = { .g = g, .values.arena = g->arena };
	uint32_t *all = rego_new_array(g->arena, uint32_t, count + 1);
	const struct rego_index **old = g->indexes;
	struct rego_index *x;
	struct node *root;

	if (count < FEWEST)
		return NULL;
	m.of = rego_zalloc(g->arena, count * sizeof(*m.of));
	m.value = rego_new_array(g->arena, uint32_t, count);
	for (uint32_t i = 0; i < count; i++) {
		all[i] = i;
		rego_index_find(g, rules[i], keys ? keys[i] : NULL, chains, &m.sources, &m.of[i]);
		m.value[i] = value_number(&m, rules[i]);
	}
	root = rego_index_node(&m, all, count, 0, 0);
	if (root->source == REGO_NOWHERE)
		return NULL;
	x = rego_new(g->arena, struct rego_index);
	x->sources = m.sources.items;
	x->root = root;
	x->starts = rego_new_array(g->arena, uint32_t, count);
	g->indexes = rego_new_array(g->arena, const struct rego_index *, g->index_count + 1);
	if (g->index_count)
		memcpy(g->indexes, old, g->index_count * sizeof(*old));
	g->indexes[g->index_count] = x;
	*place = g->index_count++;
	for (uint32_t i = 0; i < count; i++)
		x->starts[i] = REGO_NOWHERE;
	return x;
}

void rego_index_starts(const struct rego_index *x, const uint32_t *starts, uint32_t count)
{
	memcpy(x->starts, starts, count * sizeof(*starts));
}
