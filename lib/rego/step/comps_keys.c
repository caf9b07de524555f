// SPDX-License-Identifier: BSD-2-Clause
/* By which variables a comprehension is grouped, as OPA's compiler says (getComprehensionIndex). */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct looking {
	struct step *s;
	struct rego_vars *outer, *seen;
	bool worse;
};

static bool look_term(struct rego_walk *w, struct rego_term *t)
{
	struct looking *l = w->arg;

	if (step_is_closure(t)) {
		struct rego_vars inner;

		rego_vars_init(&inner, l->s->a, NULL);
		rego_collect_term(&inner, t, REGO_SKIP_REF_HEAD);
		for (uint32_t i = 0; i < inner.count; i++)
			l->worse |= rego_vars_has(l->outer, inner.items[i].var);
		return true;
	}
	if (t->kind == REGO_TERM_REF)
		for (uint32_t i = 1; i < t->list.count; i++) {
			const term *x = t->list.items[i];

			if (x->kind == REGO_TERM_VAR && rego_vars_has(l->outer, x->var) &&
			    !rego_vars_has(l->seen, x->var))
				l->worse = true;
		}
	if (t->kind == REGO_TERM_VAR)
		rego_vars_add(l->seen, t->var);
	return l->worse;
}

/* What walk() gives is not asked for with values. */
static bool look_expr(struct rego_walk *w, struct rego_expr *x)
{
	struct looking *l = w->arg;
	struct rego_vars given;

	if (!rego_calls(x, "walk") || rego_operands(x) != 2)
		return l->worse;
	rego_vars_init(&given, l->s->a, NULL);
	rego_collect_term(&given, rego_operand_of(x, 1), 0);
	for (uint32_t i = 0; i < given.count; i++)
		l->worse |= rego_vars_has(l->outer, given.items[i].var) &&
			    !rego_vars_has(l->seen, given.items[i].var);
	return l->worse;
}

/* Variables around the comprehension. */
static void around(struct ev *e, struct rego_vars *outer)
{
	const struct ev *up = e;

	for (uint32_t i = 0; i < up->index; i++)
		rego_collect_expr(outer, up->query->exprs[i], REGO_SKIP_SAFETY);
	while (!up->starts && up->parent) {
		up = up->parent;
		rego_collect_body(outer, up->query, REGO_SKIP_SAFETY);
	}
	for (uint32_t i = 0; e->rule && i < e->rule->head->arg_count; i++)
		rego_collect_term(outer, e->rule->head->args[i], 0);
}

static bool all_bound(struct step *s, const struct rego_body *b, struct rego_vars *outputs)
{
	struct rego_pass *p = step_pass(s);
	struct rego_vars used;

	rego_vars_init(&used, s->a, NULL);
	rego_collect_body(&used, b, REGO_SKIP_SAFETY);
	rego_body_outputs(p, b, b->count, &p->reserved, outputs);
	for (uint32_t i = 0; i < used.count; i++)
		if (!rego_vars_has(outputs, used.items[i].var) &&
		    !rego_vars_has(&p->reserved, used.items[i].var))
			return false;
	return true;
}

static bool needs_more(struct step *s, const term *t, const struct rego_vars *outer,
		       const struct rego_vars *outputs)
{
	struct rego_vars made;

	rego_vars_init(&made, s->a, NULL);
	if (t->comp.key)
		rego_collect_term(&made, t->comp.key, 0);
	rego_collect_term(&made, t->comp.term, 0);
	for (uint32_t i = 0; i < made.count; i++)
		if (rego_vars_has(outer, made.items[i].var) &&
		    !rego_vars_has(outputs, made.items[i].var))
			return true;
	return false;
}

/* The variables around that the comprehension uses and could bind itself, sorted; none: it is not
 * to be grouped. */
static void find_keys(struct ev *e, const term *t, struct step_keys *keys)
{
	struct step *s = e->s;
	struct rego_vars outer, seen, outputs;
	struct rego_pass *p = step_pass(s);
	struct looking l = { s, &outer, &seen, false };
	struct rego_walk w = { .term = look_term, .expr = look_expr, .pass = p, .arg = &l };

	rego_vars_init(&outer, s->a, NULL);
	rego_vars_init(&seen, s->a, NULL);
	rego_vars_init(&outputs, s->a, NULL);
	around(e, &outer);
	if (!all_bound(s, t->comp.body, &outputs))
		return;
	rego_walk_body(&w, t->comp.body);
	if (l.worse)
		return;
	rego_vars_sort(&outer);
	keys->vars = rego_new_array(s->a, const struct rego_string *, outer.count + 1);
	for (uint32_t i = 0; i < outer.count; i++)
		if (rego_vars_has(&outputs, outer.items[i].var) &&
		    !rego_vars_has(&p->reserved, outer.items[i].var))
			keys->vars[keys->count++] = outer.items[i].var;
	keys->more = needs_more(s, t, &outer, &outputs);
}

const struct step_keys *step_keys_of(struct ev *e, const term *t)
{
	const void **known = step_slot(e->s, &e->s->comps, t);
	struct step_keys *keys;

	if (!*known) {
		keys = rego_new(e->s->a, struct step_keys);
		find_keys(e, t, keys);
		*known = keys;
	}
	return *known;
}
