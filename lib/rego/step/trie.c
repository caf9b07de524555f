// SPDX-License-Identifier: BSD-2-Clause
/* The tree is made as OPA makes its own, because its form shows: in how many rules matched, in
 * which order, and whether one answer is enough. */
#include "rego/step/trie.h"

#include "rego/compile/pass.h"
#include "rego/value/string.h"

/* --- nodes ------------------------------------------------------------------------ */

static struct trie *new_trie(struct step *s, struct trie **at)
{
	if (!*at)
		*at = rego_new(s->a, struct trie);
	return *at;
}

const struct trie *step_scalar(const struct trie *t, struct rego_val key)
{
	uint32_t probe = 0, i;

	while (rego_table_next(&t->found, rego_hash(key), &probe, &i))
		if (rego_equal(t->keys[i], key))
			return t->scalars[i];
	return NULL;
}

static struct trie *add_scalar(struct step *s, struct trie *t, struct rego_val key)
{
	struct trie *there = (struct trie *)step_scalar(t, key);
	uint32_t n = t->scalar_count;

	if (there)
		return there;
	t->keys = rego_list_grow(s->a, t->keys, n, &t->key_room, sizeof(*t->keys));
	t->scalars = rego_list_grow(s->a, t->scalars, n, &t->scalar_room, sizeof(*t->scalars));
	t->keys[n] = key;
	t->scalars[n] = rego_new(s->a, struct trie);
	rego_table_add(s->a, &t->found, rego_hash(key), n);
	return t->scalars[t->scalar_count++];
}

static struct trie *add_item(struct step *s, struct trie *t, const term *v)
{
	if (!v || v->kind == REGO_TERM_VAR)
		return new_trie(s, &t->any);
	return add_scalar(s, t, v->value);
}

static struct trie *add_value(struct step *s, struct trie *t, const term *v)
{
	if (!v || v->kind != REGO_TERM_ARRAY)
		return add_item(s, t, v);
	t = new_trie(s, &t->array);
	for (uint32_t i = 0; i < v->list.count; i++)
		t = add_item(s, t, v->list.items[i]);
	return t;
}

static void add_cut(struct step *s, struct trie *t, const struct rego_string *cut)
{
	if (!cut)
		return;
	for (uint32_t i = 0; i < t->cut_count; i++)
		if (!rego_compare_text(t->cuts[i], cut))
			return;
	t->cuts = rego_list_grow(s->a, t->cuts, t->cut_count, &t->cut_room, sizeof(*t->cuts));
	t->cuts[t->cut_count++] = cut;
}

/* --- rules ------------------------------------------------------------------------ */

bool step_is_partial(const struct rego_rule *r)
{
	return r->head->key || !rego_ref_is_ground(r->head->ref);
}

static void put_rule(struct index *x, struct trie *t, uint32_t rule)
{
	const struct rego_rule *r = x->rules[rule].rule;
	const term *v = r->head->value;
	struct step *s = x->s;

	t->rules = rego_list_grow(s->a, t->rules, t->rule_count, &t->rule_room, sizeof(*t->rules));
	t->rules[t->rule_count++] = rule;
	if (t->value && v && !step_same(s, t->value, v))
		t->multiple = true;
	if (!t->value && !step_is_partial(r))
		t->value = v;
}

/* The node behind the answer that is wanted, of n wants together; NULL: the rule was put behind
 * each of several answers. */
static struct trie *put_wants(struct index *x, struct trie *t, uint32_t rule, uint32_t at,
			      uint32_t n, bool anything)
{
	const struct rego_want *w = x->rules[rule].wants->items + at;

	for (uint32_t i = 0; i < n; i++)
		add_cut(x->s, t, w[i].cut);
	if (!n)
		return new_trie(x->s, &t->undefined);
	if (anything)
		return new_trie(x->s, &t->any);
	if (n == 1)
		return add_value(x->s, t, w->value);
	for (uint32_t i = 0; i < n; i++)
		put_rule(x, add_value(x->s, t, w[i].value), rule);
	return NULL;
}

static void place_rule(struct index *x, uint32_t rule)
{
	const struct rego_rule_wants *w = x->rules[rule].wants;
	struct trie *t = &x->root;
	uint32_t at = 0, n;

	for (uint32_t i = 0; w->count && i < x->wants.count; i++, at += n) {
		bool anything = false;

		new_trie(x->s, &t->next)->ask = &x->wants.refs[i];
		n = at < w->count && w->items[at].of == i ? rego_wants_together(w, at, &anything)
							  : 0;
		t = put_wants(x, t->next, rule, at, n, anything);
		if (!t)
			return;
	}
	put_rule(x, t, rule);
}

static void add_rule(struct index *x, const struct rego_rule *r)
{
	struct step *s = x->s;
	uint32_t first = x->count;

	if (r->is_default) {
		x->usual = r;
		return;
	}
	for (; r; r = r->otherwise) {
		x->rules = rego_list_grow(s->a, x->rules, x->count, &x->room, sizeof(*x->rules));
		x->rules[x->count++] = (struct indexed){ .rule = r,
							 .wants = rego_wants_of(&x->wants, r),
							 .first = first };
		x->ground &= rego_ref_is_ground(r->head->ref);
	}
}

static void gather(struct index *x, const struct rego_rule_node *n, bool below)
{
	for (uint32_t i = 0; i < n->rule_count; i++)
		add_rule(x, n->rules[i]);
	for (uint32_t i = 0; below && i < n->child_count; i++)
		gather(x, n->children[i], below);
}

struct index *step_index(struct step *s, const struct rego_rule_node *n)
{
	struct rego_rule_wants **wants;
	struct index *x = s->index[n->id];

	if (x)
		return x;
	x = rego_new(s->a, struct index);
	x->s = s;
	x->ground = true;
	x->wants = (struct rego_wants){ .arena = s->a, .unit = s->unit };
	x->set = !n->rules[0]->head->value;
	gather(x, n, !n->ground);
	wants = rego_new_array(s->a, struct rego_rule_wants *, x->count + 1);
	for (uint32_t i = 0; i < x->count; i++)
		wants[i] = x->rules[i].wants;
	rego_wants_sort(&x->wants, wants, x->count);
	for (uint32_t i = 0; i < x->count; i++)
		place_rule(x, i);
	s->index[n->id] = x;
	return x;
}
