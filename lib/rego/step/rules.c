// SPDX-License-Identifier: BSD-2-Clause
/* Documents of rules that have one value: the rules are tried until one gives it. */
#include "rego/step/impl.h"

struct trying {
	struct k k;
	struct lookup *l;
	struct ev child;
	struct rules *r;
	const struct rego_rule *rule;
	struct rego_val result, prev;
	struct rego_val key;
	struct stop *later;
	struct k *next;
};

static struct stop *go_value(struct k *k)
{
	struct trying *t = (struct trying *)k;
	struct step *s = t->l->e->s;
	const term *v = step_norm(s, step_plug(s, t->child.b, t->rule->head->value));
	struct binds *b = t->child.b;
	struct stop *x;

	step_tell_rule(&t->child, REGO_STEP_EXIT, t->rule);
	t->result = v->kind == REGO_TERM_VALUE ? v->value : rego_null();
	if (rego_defined(t->prev)) {
		if (!rego_equal(t->result, t->prev))
			step_fail(t->l->e, &t->rule->loc, "eval_conflict_error",
				  "complete rules must not produce multiple outputs");
		step_tell_rule(&t->child, REGO_STEP_REDO, t->rule);
		return NULL;
	}
	t->prev = t->result;
	step_know(s, t->key, t->result);
	v = step_apply(t->rule->head->value, &b);
	x = step_in_term(t->l, t->l->pos + 1, v, b, t->next);
	if (!x)
		step_tell_rule(&t->child, REGO_STEP_REDO, t->rule);
	return x;
}

static struct stop *one_rule(struct trying *t, const struct rego_rule *r)
{
	struct rego_val before = t->prev;
	struct stop *x;

	step_rule(&t->child, t->l->e, r);
	t->child.one = t->r->early;
	t->rule = r;
	t->result = rego_undefined();
	step_tell_rule(&t->child, REGO_STEP_ENTER, r);
	x = step_eval(&t->child, &t->k);
	t->prev = rego_defined(t->result) ? t->result : before;
	if (!x || !x->deferred)
		return x;
	if (!t->later)
		t->later = x;
	return NULL;
}

static struct stop *all_rules(struct trying *t)
{
	struct stop *x;

	for (uint32_t i = 0; i < t->r->count; i++) {
		x = one_rule(t, t->r->rules[i]);
		for (uint32_t j = 0; !x && !rego_defined(t->result) && j < t->r->branch_count[i];
		     j++)
			x = one_rule(t, t->r->branches[i][j]);
		if (x)
			return x;
	}
	if (t->r->usual && !rego_defined(t->prev)) {
		t->later = NULL;
		x = one_rule(t, t->r->usual);
		return x ? x : t->later;
	}
	if (!rego_defined(t->prev))
		step_know(t->l->e->s, t->key, rego_undefined());
	return t->later;
}

static struct stop *value_of(struct lookup *l, struct rules *r, struct k *k)
{
	struct step *s = l->e->s;
	struct trying t = { .k = { go_value }, .l = l, .r = r, .next = k };
	const struct known *known;

	t.key = step_key_of(s, l->plugged, l->pos + 1);
	known = step_known(s, t.key);
	if (known && known->undefined)
		return NULL;
	if (known)
		return step_in_term(l, l->pos + 1, step_value(s, known->value), l->b, k);
	return step_suppress(all_rules(&t));
}

/* --- partial ----------------------------------------------------------------------------- */

static struct stop *go_partly(struct k *k)
{
	struct trying *t = (struct trying *)k;
	struct binds *b = t->child.b;
	const term *v;
	struct stop *x;

	step_tell_rule(&t->child, REGO_STEP_EXIT, t->rule);
	v = step_apply(t->rule->head->value, &b);
	x = step_in_term(t->l, t->l->pos + 1, v, b, t->next);
	if (!x)
		step_tell_rule(&t->child, REGO_STEP_REDO, t->rule);
	return x;
}

static struct stop *inlined(struct lookup *l, struct rules *r, struct k *k)
{
	struct trying t = { .k = { go_partly }, .l = l, .r = r, .next = k };
	struct stop *x = NULL;

	for (uint32_t i = 0; i < r->count && !x; i++) {
		step_rule(&t.child, l->e, r->rules[i]);
		t.rule = r->rules[i];
		step_tell_rule(&t.child, REGO_STEP_ENTER, t.rule);
		x = step_eval(&t.child, &t.k);
	}
	return x;
}

/* Whether the default rule may be what counts in the end: then it stays a rule. */
static bool default_counts(struct lookup *l, const struct rules *r)
{
	struct step *s = l->e->s;
	const term *value = r->usual ? r->usual->head->value : NULL, *want;

	if (!value)
		return false;
	value = step_norm(s, value);
	if (value->kind == REGO_TERM_VALUE && rego_is_false(value->value) &&
	    l->rterm->kind == REGO_TERM_VAR && step_is_disabled_var(s, l->rterm, false))
		return false;
	if (value->kind == REGO_TERM_VALUE && rego_is_false(value->value) &&
	    l->rterm->kind == REGO_TERM_REF && step_is_disabled(s, l->rterm, false))
		return false;
	want = step_norm(s, step_plug(s, l->rb, l->rterm));
	return want->kind != REGO_TERM_VALUE || step_same(s, value, want);
}

static struct stop *complete(struct lookup *l, struct rules *r, struct k *k)
{
	struct step *s = l->e->s;
	const struct rego_rule *first = r->count ? r->rules[0] : r->usual;

	if (!first || first->head->arg_count || first->head->function)
		return NULL;
	if (!step_partial(l->e) || !step_unknown(l->e, l->ref, l->b))
		return value_of(l, r, k);
	if (default_counts(l, r) || s->partial->shallow ||
	    step_is_disabled(s, step_plugged(l, l->pos + 1), false))
		return step_support_complete(l, r, k);
	return inlined(l, r, k);
}

struct stop *step_rules(struct lookup *l, struct k *k)
{
	struct rules r = { 0 };

	if (!step_find_rules(l->e, step_plugged(l, l->pos + 1), l->node, NULL, 0, &r))
		return NULL;
	if (r.any_branch && step_partial(l->e) && step_unknown(l->e, l->ref, l->b))
		return step_save_unify(l->e, l->ref, l->rterm, l->b, l->rb, k);
	if (r.set || !r.ground)
		return step_partial_rules(l, &r, k);
	return complete(l, &r, k);
}
