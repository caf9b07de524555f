// SPDX-License-Identifier: BSD-2-Clause
/* What OPA's index of rules asks before it tries a rule.
 *
 * A rule whose input has not what the rule wants is not tried, so nothing in it fails or is
 * printed, although that may stand before the expression that wants it.  Where this shows, the
 * same is asked here. */
#include "rego/vm/gen.h"
#include "rego/vm/order.h"

static uint32_t gen_wanted(struct rego_gen *g, const struct rego_wanted *w)
{
	return w->ref ? rego_gen_term(g, w->ref) : w->arg;
}

/* An array of scalars and of what may be anything. */
static void gen_array(struct rego_gen *g, const struct rego_term *t, uint32_t v)
{
	rego_op(g, SHAPE, v);
	rego_to(g, g->fail);
	rego_word(g, REGO_ARRAY);
	rego_word(g, t->list.count);
	for (uint32_t i = 0; i < t->list.count; i++) {
		uint32_t d;

		if (t->list.items[i]->kind != REGO_TERM_VALUE)
			continue;
		d = rego_register(g, 1);
		rego_op(g, ELEMENT, d, v, i);
		rego_gen_match(g, t->list.items[i], d);
	}
}

/* What is cut to pieces is text, which the pattern itself looks at. */
static void gen_text(struct rego_gen *g, uint32_t v)
{
	rego_op(g, KIND, v);
	rego_to(g, g->fail);
	rego_word(g, REGO_STRING);
}

static bool all_scalars(const struct rego_want *wants, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!wants[i].value || wants[i].value->kind != REGO_TERM_VALUE)
			return false;
	return true;
}

/* One of the scalars, or a collection that has one. */
static void gen_scalars(struct rego_gen *g, const struct rego_want *wants, uint32_t n, uint32_t v)
{
	uint32_t *values = rego_new_array(g->arena, uint32_t, n);

	for (uint32_t i = 0; i < n; i++)
		values[i] = rego_gen_constant(g, wants[i].value->value);
	rego_op(g, MAY, v);
	rego_to(g, g->fail);
	rego_word(g, n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, values[i]);
}

static void gen_wants(struct rego_gen *g, struct rego_wants *w, struct rego_rule_wants *of)
{
	uint32_t n, v;
	bool anything;

	rego_wants_sort(w, &of, 1);
	for (uint32_t i = 0; i < of->count; i += n) {
		const struct rego_want *first = &of->items[i];

		n = rego_wants_together(of, i, &anything);
		v = gen_wanted(g, &w->refs[first->of]);
		if (all_scalars(first, n))
			gen_scalars(g, first, n, v);
		else if (n == 1 && !anything && first->cut)
			gen_text(g, v);
		else if (n == 1 && !anything)
			gen_array(g, first->value, v);
	}
}

void rego_gen_wants(struct rego_gen *g, const struct rego_rule *r)
{
	struct rego_wants w = { .arena = g->arena, .unit = g->unit };
	struct rego_rule_wants *of = rego_wants_of(&w, r);

	gen_wants(g, &w, of);
}

static void gen_guard(struct rego_gen *g, const struct rego_rule *r)
{
	struct rego_wants w = { .arena = g->arena, .unit = g->unit };
	struct rego_rule_wants *of;

	if (g->program->options.no_index)
		return;
	of = rego_wants_of(&w, r);
	if (rego_index_shows(g->unit, r, of))
		gen_wants(g, &w, of);
}

/* What stands before the first expression that can fail or speak shows nowhere, so it goes first:
 * most often it is what tells whether the rule is about the input at all.  With events it shows. */
void rego_gen_guarded(struct rego_gen *g, const struct rego_rule *r)
{
	struct rego_pairs own, *outer = rego_gen_open(g, &own);
	uint32_t fail = g->fail, i = 0;

	while (!g->program->options.events && i < r->body->count && g->fail == fail &&
	       rego_is_quiet(g->unit, r->body->exprs[i]))
		rego_gen_expr(g, r->body->exprs[i++]);
	gen_guard(g, r);
	rego_gen_event(g, REGO_EVENT_ENTER, r, NULL);
	while (i < r->body->count)
		rego_gen_expr(g, r->body->exprs[i++]);
	rego_gen_close(g, outer);
}
