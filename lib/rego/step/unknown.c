// SPDX-License-Identifier: BSD-2-Clause
/* Partial evaluation: what is unknown, and what is not to be inlined. */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct unknowns {
	const term *const *terms; /* refs, and variables of the bindings */
	uint32_t count;
	struct binds *b;
	struct unknowns *next;
};

void step_push_unknown(struct step *s, const term *const *terms, uint32_t n, struct binds *b)
{
	struct unknowns *u = rego_new(s->a, struct unknowns);

	*u = (struct unknowns){ terms, n, b, s->unknown };
	s->unknown = u;
}

void step_pop_unknown(struct step *s)
{
	s->unknown = s->unknown->next;
}

static bool has_var(const struct unknowns *u, const term *t, const struct binds *b)
{
	if (t->kind != REGO_TERM_VAR || u->b != b)
		return false;
	for (uint32_t i = 0; i < u->count; i++)
		if (u->terms[i]->kind == REGO_TERM_VAR && u->terms[i]->var == t->var)
			return true;
	return false;
}

bool step_saved(struct step *s, const term *t, struct binds *b)
{
	for (const struct unknowns *u = s->unknown; u; u = u->next) {
		if (t->kind == REGO_TERM_VAR && has_var(u, t, b))
			return true;
		if (t->kind != REGO_TERM_REF)
			continue;
		for (uint32_t i = 0; i < u->count; i++)
			if (u->terms[i]->kind == REGO_TERM_REF &&
			    (step_has_prefix(s, t, u->terms[i]) ||
			     step_has_prefix(s, u->terms[i], t)))
				return true;
		if (has_var(u, t->list.items[0], b))
			return true;
	}
	return false;
}

struct seeking {
	struct ev *e;
	struct step *s;
	struct binds *b;
	bool found, in_rule;
	struct rules_seen {
		const struct rego_rule *rule;
		struct rules_seen *next;
	} * seen;
};

static bool seek_saved(struct rego_walk *w, struct rego_term *t)
{
	struct seeking *k = w->arg;
	struct binds *b = k->b;
	const term *x;

	if (t->kind == REGO_TERM_VAR) {
		x = step_apply(t, &b);
		if (x != t || b != k->b)
			k->found |= step_saved_in(k->s, x, b);
		else
			k->found |= step_saved(k->s, x, b);
	}
	return k->found;
}

bool step_saved_in(struct step *s, const term *t, struct binds *b)
{
	struct seeking k = { .s = s, .b = b };
	struct rego_walk w = { .term = seek_saved, .arg = &k };

	if (s->unknown)
		rego_walk_term(&w, (struct rego_term *)t);
	return k.found;
}

static bool kept_builtin(struct step *s, const struct rego_expr *x)
{
	static const char *const always[] = {
		"rand.intn",
		"uuid.rfc4122",
		"io.jwt.decode_verify",
		"io.jwt.encode_sign_raw",
		"io.jwt.encode_sign",
		"time.now_ns",
		"http.send",
		"opa.runtime",
		"net.lookup_ip_addr",
	};
	const struct rego_builtin *b;

	if (x->kind != REGO_EXPR_CALL)
		return false;
	b = rego_unit_target(s->unit, x->term->list.items[0]).builtin;
	if (!b)
		return false;
	if (b->flags & REGO_NONDET)
		return true;
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		if (!strcmp(b->name, always[i]))
			return true;
	return false;
}

static bool seek_expr(struct rego_walk *w, struct rego_expr *x)
{
	struct seeking *k = w->arg;

	if (x->with_count || (!k->s->partial->nondeterministic && kept_builtin(k->s, x)))
		k->found = true;
	if (!k->found && x->kind == REGO_EXPR_CALL)
		rego_walk_term(w, x->term->list.items[0]);
	return k->found;
}

static void seek_rules(struct rego_walk *w, const struct rego_rule_node *n, const term *ref,
		       uint32_t at);

static void seek_rule(struct rego_walk *w, struct rego_rule *r)
{
	struct seeking *k = w->arg;
	bool before = k->in_rule;
	struct rules_seen *x;

	for (x = k->seen; x; x = x->next)
		if (x->rule == r)
			return;
	x = rego_new(k->s->a, struct rules_seen);
	*x = (struct rules_seen){ r, k->seen };
	k->seen = x;
	k->in_rule = true;
	for (; r && !k->found; r = r->otherwise)
		rego_walk_rule(w, r);
	k->in_rule = before;
}

static void seek_all(struct rego_walk *w, const struct rego_rule_node *n)
{
	struct seeking *k = w->arg;

	for (uint32_t i = 0; i < n->rule_count && !k->found; i++)
		seek_rule(w, n->rules[i]);
	for (uint32_t i = 0; i < n->child_count && !k->found && !n->hidden; i++)
		seek_all(w, n->children[i]);
}

static void seek_child(struct rego_walk *w, const struct rego_rule_node *n, const term *ref,
		       uint32_t at)
{
	struct seeking *k = w->arg;

	for (uint32_t i = 0; i < n->rule_count && !k->found; i++)
		seek_rule(w, n->rules[i]);
	seek_rules(w, n, ref, at + 1);
}

/* Rules that a ref may name. */
static void seek_rules(struct rego_walk *w, const struct rego_rule_node *n, const term *ref,
		       uint32_t at)
{
	struct seeking *k = w->arg;
	const struct rego_rule_node *child;

	if (k->found)
		return;
	if (at >= ref->list.count) {
		seek_all(w, n);
		return;
	}
	if (rego_is_constant(ref->list.items[at])) {
		const term *key = step_norm(k->s, ref->list.items[at]);

		child = rego_rule_child(n, key->value);
		if (child)
			seek_child(w, child, ref, at);
		return;
	}
	for (uint32_t i = 0; i < n->child_count && !k->found; i++)
		if (!n->children[i]->hidden)
			seek_child(w, n->children[i], ref, at);
}

static uint32_t constant_prefix(const term *ref)
{
	uint32_t i = 1;

	while (i < ref->list.count && rego_is_constant(ref->list.items[i]))
		i++;
	return i;
}

static bool seek_term(struct rego_walk *w, struct rego_term *t)
{
	struct seeking *k = w->arg;
	struct step *s = k->s;

	if (k->found)
		return true;
	if (t->kind == REGO_TERM_VAR && !k->in_rule && step_saved_in(s, t, k->b))
		k->found = true;
	if (t->kind != REGO_TERM_REF)
		return k->found;
	if (step_saved(s, t, k->b) ||
	    step_is_disabled(s, step_prefix(s, t, constant_prefix(t)), true))
		k->found = true;
	else if (step_is_doc(s, t, s->unit->data))
		seek_rules(w, s->unit->root, t, 1);
	return k->found;
}

static struct seeking seeking(struct ev *e, struct binds *b)
{
	return (struct seeking){ .e = e, .s = e->s, .b = b };
}

bool step_unknown(struct ev *e, const term *t, struct binds *b)
{
	struct seeking k = seeking(e, b);
	struct rego_walk w = { .term = seek_term, .expr = seek_expr, .arg = &k };

	if (step_partial(e))
		rego_walk_term(&w, (struct rego_term *)t);
	return k.found;
}

bool step_unknown_expr(struct ev *e, const struct rego_expr *x, struct binds *b)
{
	struct seeking k = seeking(e, b);
	struct rego_walk w = { .term = seek_term, .expr = seek_expr, .arg = &k };

	if (step_partial(e))
		rego_walk_expr(&w, (struct rego_expr *)x);
	return k.found;
}

bool step_unknown_body(struct ev *e, const struct rego_body *x, struct binds *b)
{
	struct seeking k = seeking(e, b);
	struct rego_walk w = { .term = seek_term, .expr = seek_expr, .arg = &k };

	if (step_partial(e))
		rego_walk_body(&w, (struct rego_body *)x);
	return k.found;
}

/* --- what is not to be inlined ---------------------------------------------------------------- */

void step_disable(struct step *s, struct disabled *d)
{
	d->next = s->disabled;
	s->disabled = d;
}

bool step_is_disabled(struct step *s, const term *ref, bool ignore_internal)
{
	for (const struct disabled *d = s->disabled; d; d = d->next) {
		if (d->internal && ignore_internal)
			continue;
		for (uint32_t i = 0; i < d->count; i++)
			if (step_has_prefix(s, d->refs[i], ref) ||
			    step_has_prefix(s, ref, d->refs[i]))
				return true;
	}
	return false;
}

bool step_is_disabled_var(struct step *s, const term *var, bool ignore_internal)
{
	for (const struct disabled *d = s->disabled; d; d = d->next)
		if ((!d->internal || !ignore_internal) && d->var == var->var)
			return true;
	return false;
}

/* Variables of the query that are unknown. */
void step_unknown_vars(struct step *s, struct rego_vars *vars)
{
	for (const struct unknowns *u = s->unknown; u; u = u->next)
		for (uint32_t i = 0; i < u->count; i++) {
			const term *t;

			if (u->terms[i]->kind != REGO_TERM_VAR)
				continue;
			t = step_plug_for(s, u->b, u->terms[i], s->root);
			if (t->kind == REGO_TERM_VAR)
				rego_vars_add(vars, t->var);
		}
}

const term *step_as_unknown(struct step *s, const term *t)
{
	if (t->kind == REGO_TERM_VAR && (t->var == s->unit->input || t->var == s->unit->data))
		return step_ref_of(s, t, NULL, 0);
	return t;
}
