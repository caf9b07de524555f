// SPDX-License-Identifier: BSD-2-Clause
/* Calls: of built-ins, of functions, and of what "with" put in their place. */
#include "rego/step/impl.h"

struct calling {
	struct k bound; /* the arguments fit, */
	struct k found; /* and the body is true */
	struct ev *e, child;
	term *const *terms;
	uint32_t n, arity;
	struct rules *r;
	const struct rego_rule *rule;
	struct rego_val key, result, prev;
	struct k *next;
	struct mock *mocks;
	struct stop *later;
};

#define OF(k, member) ((struct calling *)((char *)(k)-offsetof(struct calling, member)))

/* --- functions ----------------------------------------------------------------------- */

static struct stop *conflict(struct calling *c)
{
	step_fail(c->e, &c->rule->loc, "eval_conflict_error",
		  "functions must not produce multiple outputs for same inputs");
}

static bool captures(const struct calling *c)
{
	return c->n == c->arity + 2;
}

static struct stop *go_found(struct k *k)
{
	struct calling *c = OF(k, found);
	struct step *s = c->e->s;
	const term *value = c->rule->head->value, *v;
	struct stop *x;

	step_tell_rule(&c->child, REGO_STEP_EXIT, c->rule);
	if (!captures(c) && step_saved(s, value, c->child.b)) {
		x = step_save_expr(c->e, step_new_expr(s, value), c->child.b, c->next);
		step_tell_rule(&c->child, REGO_STEP_REDO, c->rule);
		return x;
	}
	v = step_plug(s, c->child.b, value);
	c->result = v->kind == REGO_TERM_VALUE ? v->value : rego_null();
	if (rego_defined(c->key))
		step_know(s, c->key, c->result);
	if (!captures(c) && v->kind == REGO_TERM_VALUE && rego_is_false(v->value)) {
		if (rego_defined(c->prev) && !rego_equal(c->prev, c->result))
			return conflict(c);
		c->prev = c->result;
		return NULL;
	}
	if (!step_partial(c->e) && rego_defined(c->prev)) {
		if (!rego_equal(c->prev, c->result))
			return conflict(c);
		step_tell_rule(&c->child, REGO_STEP_REDO, c->rule);
		return NULL;
	}
	c->prev = c->result;
	x = c->next->go(c->next);
	if (!x)
		step_tell_rule(&c->child, REGO_STEP_REDO, c->rule);
	return x;
}

static struct stop *go_bound(struct k *k)
{
	struct calling *c = OF(k, bound);

	return step_eval(&c->child, &c->found);
}

static struct stop *one_rule(struct calling *c, const struct rego_rule *r)
{
	struct step *s = c->e->s;
	term **args = rego_new_array(s->a, term *, c->n);
	struct rego_val before = c->prev;
	struct stop *x;

	for (uint32_t i = 0; i < c->arity; i++)
		args[i] = r->head->args[i];
	if (captures(c))
		args[c->arity] = r->head->value;
	step_rule(&c->child, c->e, r);
	c->child.one = c->r->early;
	c->rule = r;
	c->result = rego_undefined();
	step_tell_rule(&c->child, REGO_STEP_ENTER, r);
	x = step_unify_lists(&c->child, c->terms + 1, args, c->n - 1, c->e->b, c->child.b,
			     &c->bound);
	c->prev = rego_defined(c->result) ? c->result : before;
	if (!x || !x->deferred)
		return x;
	if (!c->later)
		c->later = x;
	return NULL;
}

static struct stop *all_rules(struct calling *c)
{
	struct stop *x;

	for (uint32_t i = 0; i < c->r->count; i++) {
		x = one_rule(c, c->r->rules[i]);
		for (uint32_t j = 0; !x && !rego_defined(c->result) && j < c->r->branch_count[i];
		     j++)
			x = one_rule(c, c->r->branches[i][j]);
		if (x)
			return x;
	}
	if (c->r->usual && !rego_defined(c->prev)) {
		c->later = NULL;
		x = one_rule(c, c->r->usual);
		return x ? x : c->later;
	}
	return c->later;
}

/* True when the call is known already, and *x is what became of it. */
static bool known(struct calling *c, struct stop **x)
{
	struct step *s = c->e->s;
	uint32_t n = c->arity + 1;
	const term **key = rego_new_array(s->a, const term *, n);
	const struct known *k;

	for (uint32_t i = 0; i < n; i++)
		key[i] = i ? step_norm(s, step_plug(s, c->e->b, c->terms[i])) : c->terms[0];
	c->key = step_key_of(s, key, n);
	k = step_known(s, c->key);
	if (!k || k->undefined)
		return false;
	if (captures(c))
		*x = step_unify(c->e, c->terms[c->n - 1], step_value(s, k->value), c->next);
	else
		*x = rego_is_false(k->value) ? NULL : c->next->go(c->next);
	return true;
}

static struct stop *go_on(struct calling *c)
{
	struct stop *x;

	if (!step_partial(c->e) && known(c, &x))
		return x;
	return step_suppress(all_rules(c));
}

static bool is_constant_false(const term *t)
{
	return t && t->kind == REGO_TERM_VALUE && rego_is_false(t->value);
}

static bool needs_support(struct calling *c)
{
	struct step *s = c->e->s;
	const term *ref = c->terms[0];
	bool must = c->r->usual && (captures(c) || !is_constant_false(c->r->usual->head->value));

	if (!must && !s->partial->shallow && !step_is_disabled(s, ref, false))
		return false;
	if (step_unknown(c->e, ref, c->e->b))
		return true;
	for (uint32_t i = 1; i <= c->arity; i++)
		if (step_unknown(c->e, c->terms[i], c->e->b))
			return true;
	return false;
}

static struct stop *call_function(struct ev *e, term *const *terms, uint32_t n,
				  const struct rego_rule_node *node, struct k *k)
{
	struct rules r = { 0 };
	struct calling c = { .bound = { go_bound },
			     .found = { go_found },
			     .e = e,
			     .terms = terms,
			     .n = n,
			     .r = &r,
			     .next = k };
	bool partial = step_partial(e);

	if (!step_find_rules(e, terms[0], node, partial ? NULL : terms + 1, partial ? 0 : n - 1,
			     &r))
		return NULL;
	if (!r.count && !r.usual)
		return NULL;
	c.arity = (r.count ? r.rules[0] : r.usual)->head->arg_count;
	if (partial && r.any_branch && step_unknown_expr(e, step_here(e), e->b))
		return step_save_call(e, c.arity, terms, n, k);
	if (partial && needs_support(&c))
		return step_support_call(e, terms, n, c.arity, &r, k);
	return go_on(&c);
}

/* --- built-ins -------------------------------------------------------------------------- */

static bool is_void(const struct rego_builtin *b)
{
	const char *result = strstr(b->decl, ") => ");

	return !result || !strcmp(result, ") => void");
}

static struct stop *give(struct calling *c, struct rego_val v)
{
	struct step *s = c->e->s;

	if (captures(c))
		return step_unify(c->e, c->terms[c->n - 1], step_value(s, v), c->next);
	return rego_is_false(v) ? NULL : c->next->go(c->next);
}

/* Each of the results that walk has. */
static struct stop *give_all(struct calling *c, struct rego_val all)
{
	struct stop *x = NULL;

	for (uint32_t i = 0; all.kind == REGO_ARRAY && i < all.array->count && !x; i++)
		x = give(c, all.array->items[i]);
	return x;
}

static struct stop *call_builtin(struct ev *e, const struct rego_builtin *b, term *const *terms,
				 uint32_t n, struct k *k)
{
	struct calling c = { .e = e, .terms = terms, .n = n, .arity = b->arity, .next = k };
	struct step *s = e->s;
	struct rego_val *args = rego_new_array(s->a, struct rego_val, n + 1), v;
	const struct rego_loc *loc = &step_here(e)->loc;

	for (uint32_t i = 0; i < b->arity && i + 1 < n; i++) {
		const term *t = step_norm(s, step_plug(s, e->b, terms[i + 1]));

		args[i] = t->kind == REGO_TERM_VALUE ? t->value : rego_null();
	}
	if (!strcmp(b->name, "internal.print")) {
		rego_vm_print_at(s->vm, loc, args[0]);
		return k->go(k);
	}
	if (!strcmp(b->name, "internal.test_case")) {
		step_tell_case(e, args[0]);
		return k->go(k);
	}
	if (!strcmp(b->name, "trace") && args[0].kind == REGO_STRING)
		step_tell_note(e, args[0]);
	v = rego_vm_apply(s->vm, loc, b, args, b->arity);
	if (!rego_defined(v))
		return NULL;
	if (b->flags & REGO_RELATION)
		return give_all(&c, v);
	return is_void(b) ? k->go(k) : give(&c, v);
}

/* --- with ---------------------------------------------------------------------------------- */

static const struct mock *mocked(struct step *s, const term *ref)
{
	struct mock *m = s->mocks;

	while (m && !step_same(s, m->what, ref))
		m = m->next;
	return m;
}

/* What goes on after the call is as it was before. */
static struct stop *go_unmocked(struct k *k)
{
	struct calling *c = OF(k, found);
	struct mock *inner = c->e->s->mocks;
	struct stop *x;

	c->e->s->mocks = c->mocks;
	x = c->next->go(c->next);
	c->e->s->mocks = inner;
	return x;
}

static struct stop *call_instead(struct ev *e, const term *by, term *const *terms, uint32_t n,
				 struct k *k)
{
	struct step *s = e->s;
	struct calling c = { .found = { go_unmocked }, .e = e, .next = k, .mocks = s->mocks };
	term **other = rego_new_array(s->a, term *, n);
	struct stop *x;

	memcpy(other, terms, n * sizeof(*other));
	other[0] = (term *)by;
	s->mocks = NULL;
	x = step_call(e, other, n, &c.found);
	s->mocks = c.mocks;
	return x;
}

static struct stop *value_instead(struct ev *e, const term *by, term *const *terms, uint32_t n,
				  uint32_t arity, struct k *k)
{
	if (n == arity + 2)
		return step_unify(e, terms[n - 1], by, k);
	return is_constant_false(by) ? NULL : k->go(k);
}

struct stop *step_call(struct ev *e, term *const *terms, uint32_t n, struct k *k)
{
	struct step *s = e->s;
	struct rego_target t = rego_unit_target(s->unit, terms[0]), by;
	const struct mock *m = mocked(s, terms[0]);

	if (m && m->by->kind == REGO_TERM_REF) {
		by = rego_unit_target(s->unit, m->by);
		if (by.builtin || by.node)
			return call_instead(e, m->by, terms, n, k);
	}
	if (!t.builtin && !t.node)
		return NULL;
	if (m)
		return value_instead(e, m->by, terms, n,
				     t.builtin ? t.builtin->arity : t.node->arity, k);
	if (t.node)
		return call_function(e, terms, n, t.node, k);
	if (step_partial(e) && step_unknown_expr(e, step_here(e), e->b))
		return step_save_call(e, t.builtin->arity, terms, n, k);
	return call_builtin(e, t.builtin, terms, n, k);
}
