// SPDX-License-Identifier: BSD-2-Clause
/* Partial evaluation: what is unknown, and expressions that are kept because of that. */
#include "rego/compile/check.h"
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct unknowns {
	const term *const *terms; /* refs, and variables of the bindings */
	uint32_t count;
	struct binds *b;
	struct unknowns *next;
};

struct kept {
	const struct rego_expr *x;
	struct binds *b1, *b2; /* of its two sides; neither: as it is */
};

struct saved { /* one query of those that are being made */
	struct kept *items;
	uint32_t count, room;
	struct saved *outer;
};

/* --- what is unknown ---------------------------------------------------------------------- */

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

/* --- making expressions --------------------------------------------------------------------- */

struct rego_expr *step_new_expr(struct step *s, const term *t)
{
	struct rego_expr *x = rego_new(s->a, struct rego_expr);

	x->kind = REGO_EXPR_TERM;
	x->term = (term *)t;
	return x;
}

struct rego_expr *step_new_call(struct step *s, term *const *terms, uint32_t n)
{
	term *call = step_list(s, REGO_TERM_CALL, n);
	struct rego_expr *x = step_new_expr(s, call);

	memcpy(call->list.items, terms, n * sizeof(*terms));
	x->kind = REGO_EXPR_CALL;
	return x;
}

struct rego_expr *step_new_eq(struct step *s, const term *a, const term *b)
{
	term *terms[] = { s->eq, (term *)a, (term *)b };

	return step_new_call(s, terms, 3);
}

void step_append(struct step *s, struct rego_body *b, struct rego_expr *x)
{
	struct rego_expr **more = rego_new_array(s->a, struct rego_expr *, b->count + 1);

	if (b->count)
		memcpy(more, b->exprs, b->count * sizeof(*more));
	b->exprs = more;
	x->index = b->count;
	b->exprs[b->count++] = x;
}

struct rego_body *step_new_body(struct step *s, struct rego_expr *x)
{
	struct rego_body *b = rego_new(s->a, struct rego_body);

	if (x)
		step_append(s, b, x);
	return b;
}

struct rego_pass *step_pass(struct step *s)
{
	if (!s->pass) {
		struct rego_errors *errors = rego_new(s->a, struct rego_errors);

		rego_errors_init(errors, s->a, 0);
		s->pass = rego_new(s->a, struct rego_pass);
		*s->pass = s->unit->state->pass;
		s->pass->arena = s->a;
		s->pass->errors = errors;
		s->pass->error_count = 0;
	}
	return s->pass;
}

bool step_passes(struct step *s, struct rego_body *b)
{
	struct rego_pass *p = step_pass(s);
	uint32_t before = p->errors->count;

	p->error_count = 0;
	rego_check_query_types(p, rego_copy_body(s->a, b));
	return p->errors->count == before;
}

/* --- queries that are being made -------------------------------------------------------------- */

void step_push_saved(struct step *s)
{
	struct saved *q = rego_new(s->a, struct saved);

	q->outer = s->saved;
	s->saved = q;
}

struct saved *step_pop_saved(struct step *s)
{
	struct saved *q = s->saved;

	s->saved = q->outer;
	return q;
}

void step_put_saved(struct step *s, struct saved *q)
{
	q->outer = s->saved;
	s->saved = q;
}

static void keep(struct step *s, const struct rego_expr *x, struct binds *b1, struct binds *b2)
{
	struct saved *q = s->saved;

	if (q->count == q->room) {
		struct kept *more = rego_new_array(s->a, struct kept, q->room * 2 + 4);

		if (q->count)
			memcpy(more, q->items, q->count * sizeof(*more));
		q->items = more;
		q->room = q->room * 2 + 4;
	}
	q->items[q->count++] = (struct kept){ x, b1, b2 };
}

static struct rego_expr *plug_kept(struct step *s, const struct kept *k)
{
	struct rego_expr *x;

	if (!k->b1 && !k->b2)
		return (struct rego_expr *)k->x;
	x = rego_copy_expr(s->a, k->x);
	if (x->kind == REGO_EXPR_TERM)
		x->term = (term *)step_plug_for(s, k->b1, x->term, s->root);
	for (uint32_t i = 1; x->kind == REGO_EXPR_CALL && i < x->term->list.count; i++) {
		struct binds *b = step_is_eq(x) && i == 2 ? k->b2 : k->b1;

		x->term->list.items[i] =
			(term *)step_plug_for(s, b, x->term->list.items[i], s->root);
	}
	for (uint32_t i = 0; i < x->with_count; i++)
		x->with[i].value = (term *)step_plug_for(s, k->b1, x->with[i].value, s->root);
	return x;
}

static struct rego_body *plug_all(struct step *s, const struct saved *q)
{
	struct rego_body *b = step_new_body(s, NULL);

	for (uint32_t i = 0; i < q->count; i++) {
		/* One that is kept as it is gets its place even where it was told already, as in
		 * OPA. */
		step_append(s, b, plug_kept(s, &q->items[i]));
	}
	return b;
}

struct rego_body *step_saved_query(struct step *s)
{
	return plug_all(s, s->saved);
}

struct rego_body *step_saved_body(struct step *s, const struct saved *q)
{
	struct rego_body *b = plug_all(s, q);

	if (!b->count)
		step_append(s, b, step_new_expr(s, s->yes));
	return b;
}

/* --- saving --------------------------------------------------------------------------------------
 */

/* "with" of functions goes: what is called in their place is known. */
static void keep_documents(struct ev *e, struct rego_expr *x, const struct rego_with *with,
			   uint32_t n)
{
	struct step *s = e->s;

	x->with = rego_new_array(s->a, struct rego_with, n + 1);
	x->with_count = 0;
	for (uint32_t i = 0; i < n; i++) {
		const term *target = with[i].target;

		if ((!step_is_doc(s, target, s->unit->input) &&
		     !step_is_doc(s, target, s->unit->data)) ||
		    step_is_function(s, target))
			continue;
		x->with[x->with_count] = with[i];
		x->with[x->with_count].target = rego_copy_term(s->a, target);
		x->with[x->with_count++].value = rego_copy_term(s->a, with[i].value);
	}
}

static void from_query(struct ev *e, struct rego_expr *x)
{
	const struct rego_expr *here = step_here(e);

	keep_documents(e, x, here->with, here->with_count);
	x->loc = here->loc;
}

/* The variables of a term become unknown. */
static void mark(struct ev *e, const term *t, struct binds *b, uint32_t *count)
{
	struct step *s = e->s;
	struct rego_vars vars;
	const term **one;

	if (t->kind == REGO_TERM_VAR) {
		one = rego_new_array(s->a, const term *, 1);
		one[0] = t;
		step_push_unknown(s, one, 1, b);
		++*count;
		return;
	}
	rego_vars_init(&vars, s->a, NULL);
	rego_collect_term(&vars, t, REGO_SKIP_REF_HEAD | REGO_SKIP_CLOSURES);
	for (uint32_t i = 0; i < vars.count; i++) {
		term *var = step_var(s, vars.items[i].var->text);
		struct binds *in = b;

		mark(e, step_apply(var, &in), in, count);
	}
}

static struct stop *go_kept(struct ev *e, const struct rego_expr *x, struct binds *b1,
			    struct binds *b2, uint32_t marks, struct k *k)
{
	struct step *s = e->s;
	struct saved *q = s->saved;
	struct stop *out;

	keep(s, x, b1, b2);
	step_tell_expr(e, REGO_STEP_SAVE, x);
	out = k->go(k);
	q->count--;
	while (marks--)
		step_pop_unknown(s);
	return out;
}

struct stop *step_save_unify(struct ev *e, const term *a, const term *b, struct binds *b1,
			     struct binds *b2, struct k *k)
{
	struct rego_expr *x = step_new_eq(e->s, a, b);
	uint32_t marks = 0;

	from_query(e, x);
	mark(e, a, b1, &marks);
	mark(e, b, b2, &marks);
	return go_kept(e, x, b1, b2, marks, k);
}

struct stop *step_save_expr(struct ev *e, const struct rego_expr *x, struct binds *b, struct k *k)
{
	struct rego_expr *copy = rego_new(e->s->a, struct rego_expr);

	*copy = *x;
	from_query(e, copy);
	return go_kept(e, copy, b, b, 0, k);
}

struct stop *step_save_marked(struct ev *e, const struct rego_expr *x, struct binds *b, struct k *k)
{
	struct step *s = e->s;
	struct rego_expr *copy = rego_new(s->a, struct rego_expr);
	struct rego_target t;
	uint32_t marks = 0, arity;

	*copy = *x;
	from_query(e, copy);
	if (x->kind == REGO_EXPR_TERM) {
		mark(e, x->term, b, &marks);
	} else if (step_is_eq(x)) {
		mark(e, x->term->list.items[1], b, &marks);
		mark(e, x->term->list.items[2], b, &marks);
	} else if (x->kind == REGO_EXPR_CALL) {
		t = rego_unit_target(s->unit, x->term->list.items[0]);
		arity = t.builtin ? t.builtin->arity : t.node ? t.node->arity : 0;
		if (x->term->list.count == arity + 2)
			mark(e, x->term->list.items[arity + 1], b, &marks);
	}
	return go_kept(e, copy, b, b, marks, k);
}

struct stop *step_save_call(struct ev *e, uint32_t arity, term *const *terms, uint32_t n,
			    struct k *k)
{
	struct rego_expr *x = step_new_call(e->s, terms, n);
	uint32_t marks = 0;

	from_query(e, x);
	if (n == arity + 2)
		mark(e, terms[n - 1], e->b, &marks);
	return go_kept(e, x, e->b, NULL, marks, k);
}

struct stop *step_save_negated(struct ev *e, struct rego_expr *const *x, uint32_t n, struct k *k)
{
	struct step *s = e->s;
	const struct rego_expr *here = step_here(e);
	struct rego_with *with = rego_new_array(s->a, struct rego_with, here->with_count + 1);
	struct saved *q = s->saved;
	struct stop *out;

	for (uint32_t i = 0; i < here->with_count; i++) {
		with[i] = here->with[i];
		with[i].value = (term *)step_plug_for(s, e->b, rego_copy_term(s->a, with[i].value),
						      s->root);
	}
	for (uint32_t i = 0; i < n; i++) {
		keep_documents(e, x[i], with, here->with_count);
		keep(s, x[i], NULL, NULL);
		step_tell_expr(e, REGO_STEP_SAVE, x[i]);
	}
	out = k->go(k);
	q->count -= n;
	return out;
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
