// SPDX-License-Identifier: BSD-2-Clause
/* Whether the first value of a document or function is its only one.
 *
 * OPA ends with the first value when all branches that its index leaves have the same.  What would
 * have been tried after it could have failed with an error, or printed: where this shows, the same
 * is found out here, by asking what the branches want before the first of them is tried. */
#include "rego/vm/gen.h"
#include "rego/vm/order.h"

static bool branch_value(struct rego_gen *g, const struct rego_rule *r, struct rego_val *v)
{
	if (!r->head->value) {
		*v = rego_bool(true);
		return true;
	}
	return rego_term_constant(g, r->head->value, v);
}

bool rego_same_values(struct rego_gen *g, struct rego_rule *const *rules, uint32_t count)
{
	struct rego_val first = rego_undefined(), v;

	for (uint32_t i = 0; i < count; i++)
		for (const struct rego_rule *r = rules[i]; r; r = r->otherwise) {
			if (!branch_value(g, r, &v))
				return false;
			if (rego_defined(first) && !rego_equal(first, v))
				return false;
			first = v;
		}
	return !g->program->options.no_early_exit;
}

static bool wants_something(struct rego_gen *g, const struct rego_rule *r)
{
	struct rego_wants w = { .arena = g->arena, .unit = g->unit };

	return rego_wants_of(&w, r)->count;
}

/* Branches that are always left have at most one value, and a constant one. */
static bool can_be_single(struct rego_gen *g, struct rego_rule *const *rules, uint32_t count)
{
	struct rego_val first = rego_undefined(), v;
	bool constants = false, constant;

	for (uint32_t i = 0; i < count; i++)
		for (const struct rego_rule *r = rules[i]; r; r = r->otherwise) {
			constant = branch_value(g, r, &v);
			constants |= constant;
			if (wants_something(g, r))
				continue;
			if (!constant || (rego_defined(first) && !rego_equal(first, v)))
				return false;
			first = v;
		}
	return constants;
}

bool rego_can_show(const struct rego_gen *g, struct rego_rule *const *rules, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (const struct rego_rule *r = rules[i]; r; r = r->otherwise)
			for (uint32_t k = 0; k < r->body->count; k++)
				if (!rego_is_quiet(g->unit, r->body->exprs[k]))
					return true;
	return false;
}

static void gen_branch(struct rego_gen *g, const struct rego_rule *r, uint32_t single,
		       uint32_t several)
{
	uint32_t next = rego_label(g), known = rego_label(g), value;
	struct rego_val v;

	g->fail = next;
	rego_gen_wants(g, r);
	if (branch_value(g, r, &v)) {
		value = rego_gen_constant(g, v);
		rego_op(g, IF_DEFINED, single);
		rego_to(g, known);
		rego_op(g, MOVE, single, value);
		rego_jump(g, next);
		rego_here(g, known);
		rego_op(g, UNIFY, single, value);
		rego_to(g, several);
	} else {
		rego_jump(g, several);
	}
	rego_here(g, next);
}

uint32_t rego_gen_single(struct rego_gen *g, struct rego_rule *const *rules, uint32_t count)
{
	const struct rego_options *o = &g->program->options;
	uint32_t single, several, end, fail = g->fail;

	if (o->no_early_exit || o->no_index || !can_be_single(g, rules, count))
		return 0;
	single = rego_register(g, 1);
	several = rego_label(g);
	end = rego_label(g);
	rego_op(g, UNDEF, single);
	rego_word(g, REGO_OP_IF_UNHEARD);
	rego_to(g, end);
	for (uint32_t i = 0; i < count; i++)
		for (const struct rego_rule *r = rules[i]; r; r = r->otherwise)
			gen_branch(g, r, single, several);
	rego_jump(g, end);
	rego_here(g, several);
	rego_op(g, UNDEF, single);
	rego_here(g, end);
	g->fail = fail;
	return single;
}
