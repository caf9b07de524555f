// SPDX-License-Identifier: BSD-2-Clause
/* Of what rules want something: found again by what it is, and sorted by use. */
#include "rego/compile/wants_priv.h"

#include <stdlib.h>

#include "rego/compile/pass.h"
#include "rego/value/string.h"

const char *rego_called(const struct rego_unit *u, const struct rego_expr *x)
{
	struct rego_target t = { 0 };

	if (x->kind == REGO_EXPR_CALL)
		t = rego_unit_target(u, x->term->list.items[0]);
	return t.builtin ? t.builtin->name : "";
}

/* --- terms ------------------------------------------------------------------------ */

bool rego_same_wanted(const struct rego_term *a, const struct rego_term *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind == REGO_TERM_VALUE && b->kind == REGO_TERM_VALUE)
		return rego_equal(a->value, b->value);
	return !rego_compare_terms(a, b);
}

uint32_t rego_hash_terms(uint32_t hash, struct rego_term *const *items, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct rego_term *t = items[i];

		hash = rego_wants_mix(hash, t->kind);
		if (t->kind == REGO_TERM_VALUE)
			hash = rego_wants_mix(hash, rego_hash(t->value));
		else if (t->kind == REGO_TERM_VAR)
			hash = rego_wants_mix(hash, rego_text_hash(t->var->text, t->var->len));
		else
			hash = rego_wants_mix(hash, t->list.count);
	}
	return hash;
}

static bool is_virtual(const struct rego_unit *u, const struct rego_term *ref, uint32_t n)
{
	const struct rego_rule_node *node = u->root;

	for (uint32_t i = 1; i < n; i++) {
		if (ref->list.items[i]->kind != REGO_TERM_VALUE)
			return false;
		node = rego_rule_child(node, ref->list.items[i]->value);
		if (!node)
			return false;
		if (node->rule_count)
			return true;
	}
	return true;
}

bool rego_wants_prefix(const struct rego_unit *u, const struct rego_term *ref, uint32_t n)
{
	const struct rego_term *head = ref->list.items[0];

	if (head->kind != REGO_TERM_VAR || (head->var != u->data && head->var != u->input))
		return false;
	for (uint32_t i = 1; i < n; i++)
		if (!rego_is_constant(ref->list.items[i]))
			return false;
	return head->var != u->data || !is_virtual(u, ref, n);
}

bool rego_wants_can_ask(const struct rego_unit *u, const struct rego_term *ref)
{
	return ref->kind == REGO_TERM_REF && rego_wants_prefix(u, ref, ref->list.count);
}

/* --- references ------------------------------------------------------------------- */

static bool same_ref(const struct rego_wanted *r, const struct rego_term *ref, uint32_t arg)
{
	if (!r->ref || !ref)
		return !r->ref && !ref && r->arg == arg;
	if (r->ref->list.count != ref->list.count)
		return false;
	for (uint32_t i = 0; i < ref->list.count; i++)
		if (!rego_same_wanted(r->ref->list.items[i], ref->list.items[i]))
			return false;
	return true;
}

uint32_t rego_wanted_place(struct rego_wants *w, const struct rego_term *ref, uint32_t arg)
{
	uint32_t hash =
		ref ? rego_hash_terms(0, ref->list.items, ref->list.count) : rego_wants_mix(1, arg);
	uint32_t probe = 0, i;

	while (rego_table_next(&w->found, hash, &probe, &i))
		if (same_ref(&w->refs[i], ref, arg))
			return i;
	w->refs = rego_list_grow(w->arena, w->refs, w->count, &w->room, sizeof(*w->refs));
	w->refs[w->count] = (struct rego_wanted){ .ref = ref, .arg = arg, .first = w->count };
	rego_table_add(w->arena, &w->found, hash, w->count);
	return w->count++;
}

/* --- sorting ---------------------------------------------------------------------- */

static int by_use(const void *a, const void *b)
{
	static const struct rego_loc nowhere;
	const struct rego_wanted *x = a, *y = b;
	int loc;

	if (x->uses != y->uses)
		return x->uses > y->uses ? -1 : 1;
	loc = rego_loc_compare(x->ref ? &x->ref->list.items[0]->loc : &nowhere,
			       y->ref ? &y->ref->list.items[0]->loc : &nowhere);
	return loc ? loc : x->first < y->first ? -1 : x->first > y->first;
}

static int by_ref(const void *a, const void *b)
{
	const struct rego_want *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return x->turn < y->turn ? -1 : x->turn > y->turn;
}

void rego_wants_sort(struct rego_wants *w, struct rego_rule_wants *const *of, uint32_t n)
{
	uint32_t *now = rego_new_array(w->arena, uint32_t, w->count + 1);

	if (w->count)
		qsort(w->refs, w->count, sizeof(*w->refs), by_use);
	while (w->count &&
	       !w->refs[w->count - 1].uses) /* a want was looked for, and there was none */
		w->count--;
	for (uint32_t i = 0; i < w->count; i++)
		now[w->refs[i].first] = i;
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t k = 0; k < of[i]->count; k++)
			of[i]->items[k].of = now[of[i]->items[k].of];
		if (of[i]->count > 1)
			qsort(of[i]->items, of[i]->count, sizeof(*of[i]->items), by_ref);
	}
}

uint32_t rego_wants_together(const struct rego_rule_wants *of, uint32_t at, bool *anything)
{
	uint32_t n = 0;

	*anything = false;
	for (; at + n < of->count && of->items[at + n].of == of->items[at].of; n++)
		*anything |= rego_wants_anything(&of->items[at + n]);
	return n;
}
