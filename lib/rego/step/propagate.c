// SPDX-License-Identifier: BSD-2-Clause
/* What partial evaluation leaves, made simpler: variables that only carry a value are put where
 * they are used (copy propagation).  input.x = a; a > 1 becomes input.x > 1. */
#include <stdlib.h>

#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct set {
	const struct rego_string *var;
	uint32_t root; /* place in sets of one that it is the same as; its own: a root */
	const term *constant;
};

struct removed { /* an equality that was left out */
	const term *var, *value;
};

struct propagation {
	struct step *s;
	struct rego_pass *pass;
	const struct rego_vars *live;
	struct set *sets;
	uint32_t set_count, set_room;
	struct rego_vars heads; /* of refs */
	struct removed *removed;
	uint32_t removed_count, removed_room;
	uint32_t next; /* number of a variable of our own */
	bool negated;
};

static bool is_live(const struct propagation *p, const term *t)
{
	return t->kind == REGO_TERM_VAR && rego_vars_has(p->live, t->var);
}

/* --- sets of equal variables ----------------------------------------------------------------- */

static struct set *find_set(struct propagation *p, const struct rego_string *var)
{
	for (uint32_t i = 0; i < p->set_count; i++)
		if (p->sets[i].var == var) {
			while (p->sets[i].root != i)
				i = p->sets[i].root;
			return &p->sets[i];
		}
	return NULL;
}

static struct set *make_set(struct propagation *p, const struct rego_string *var)
{
	struct set *old = find_set(p, var), *more;

	if (old)
		return old;
	if (p->set_count == p->set_room) {
		more = rego_new_array(p->s->a, struct set, p->set_room * 2 + 8);
		if (p->set_count)
			memcpy(more, p->sets, p->set_count * sizeof(*more));
		p->sets = more;
		p->set_room = p->set_room * 2 + 8;
	}
	p->sets[p->set_count] = (struct set){ var, p->set_count, NULL };
	return &p->sets[p->set_count++];
}

static bool merge(struct propagation *p, const struct rego_string *a, const struct rego_string *b)
{
	struct set *x, *y, *keep;

	make_set(p, a);
	y = make_set(p, b);
	x = find_set(p, a);
	if (x == y)
		return true;
	keep = rego_vars_has(p->live, x->var) ? x : y;
	y = keep == x ? y : x;
	y->root = (uint32_t)(keep - p->sets);
	if (keep->constant && y->constant && !step_same(p->s, keep->constant, y->constant))
		return false;
	if (!keep->constant)
		keep->constant = y->constant;
	return true;
}

static bool equal_to(struct propagation *p, const struct rego_string *var, const term *constant)
{
	struct set *x = make_set(p, var);

	if (x->constant && !step_same(p->s, x->constant, constant))
		return false;
	x->constant = constant;
	return true;
}

/* False: the body can never be true. */
static bool make_sets(struct propagation *p, const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		const struct rego_expr *x = b->exprs[i];
		const term *l, *r;
		bool good = true;

		if (!step_is_eq(x) || x->negated || x->with_count)
			continue;
		l = x->term->list.items[1];
		r = x->term->list.items[2];
		if (l->kind == REGO_TERM_VAR && r->kind == REGO_TERM_VAR)
			good = merge(p, l->var, r->var);
		else if (l->kind == REGO_TERM_VAR && rego_is_constant(r))
			good = equal_to(p, l->var, r);
		else if (r->kind == REGO_TERM_VAR && rego_is_constant(l))
			good = equal_to(p, r->var, l);
		if (!good)
			return false;
	}
	return true;
}

static bool note_head(struct rego_walk *w, struct rego_term *t)
{
	struct propagation *p = w->arg;
	const term *head;
	struct set *x;

	if (t->kind != REGO_TERM_REF || t->list.items[0]->kind != REGO_TERM_VAR)
		return false;
	head = t->list.items[0];
	x = find_set(p, head->var);
	if (x)
		x->constant = NULL;
	rego_vars_add(&p->heads, x ? x->var : head->var);
	return false;
}

/* --- putting values in their places ------------------------------------------------------------
 */

static const term *removed_of(const struct propagation *p, const term *var)
{
	for (uint32_t i = 0; var->kind == REGO_TERM_VAR && i < p->removed_count; i++)
		if (p->removed[i].var->var == var->var)
			return p->removed[i].value;
	return NULL;
}

static void remove_eq(struct propagation *p, const term *var, const term *value)
{
	for (uint32_t i = 0; i < p->removed_count; i++)
		if (p->removed[i].var->var == var->var) {
			p->removed[i].value = value;
			return;
		}
	if (p->removed_count == p->removed_room) {
		struct removed *more =
			rego_new_array(p->s->a, struct removed, p->removed_room * 2 + 8);

		if (p->removed_count)
			memcpy(more, p->removed, p->removed_count * sizeof(*more));
		p->removed = more;
		p->removed_room = p->removed_room * 2 + 8;
	}
	p->removed[p->removed_count++] = (struct removed){ var, value };
}

static bool binds(const term *ref, const term *var)
{
	for (uint32_t i = 1; ref->kind == REGO_TERM_REF && i < ref->list.count; i++)
		if (ref->list.items[i]->kind == REGO_TERM_VAR &&
		    ref->list.items[i]->var == var->var)
			return true;
	return false;
}

static term *root_of(struct propagation *p, const term *var)
{
	struct set *x = find_set(p, var->var);
	term *t;

	if (!x)
		return (term *)var;
	if (x->constant)
		return (term *)x->constant;
	t = step_var(p->s, x->var->text);
	t->loc = var->loc;
	return t;
}

static term *plug_var(struct propagation *p, const term *var)
{
	term *t = root_of(p, var);
	const term *by = t->kind == REGO_TERM_VAR ? removed_of(p, t) : NULL;

	if (!by || (p->negated && !rego_term_is_ground(by)) || binds(by, t))
		return t;
	return rego_copy_term(p->s->a, by);
}

static term *plug_ref(struct propagation *p, term *ref)
{
	const term *by;
	term *t;
	uint32_t n;

	if (ref->list.items[0]->kind == REGO_TERM_VAR)
		ref->list.items[0] = root_of(p, ref->list.items[0]);
	by = removed_of(p, ref->list.items[0]);
	if (!by || (p->negated && !rego_term_is_ground(by)))
		return ref;
	n = by->kind == REGO_TERM_REF ? by->list.count : 1;
	t = step_list(p->s, REGO_TERM_REF, n + ref->list.count - 1);
	t->loc = ref->loc;
	if (by->kind == REGO_TERM_REF)
		memcpy(t->list.items, by->list.items, n * sizeof(*t->list.items));
	else
		t->list.items[0] = (term *)by;
	memcpy(t->list.items + n, ref->list.items + 1,
	       (ref->list.count - 1) * sizeof(*t->list.items));
	return t;
}

static void plug_body(struct propagation *p, struct rego_body *b);

/* The tree is a copy, changed in place. */
static term *plug_term(struct propagation *p, term *t)
{
	if (!t)
		return NULL;
	if (t->kind == REGO_TERM_VAR)
		t = plug_var(p, t);
	else if (t->kind == REGO_TERM_REF)
		t = plug_ref(p, t);
	if (t->kind == REGO_TERM_VAR)
		return t;
	if (rego_is_list(t)) {
		term *copy = rego_new(p->s->a, term);

		*copy = *t;
		copy->list.items = rego_new_array(p->s->a, term *, t->list.count + 1);
		for (uint32_t i = 0; i < t->list.count; i++)
			copy->list.items[i] = plug_term(p, t->list.items[i]);
		return copy;
	}
	if (rego_is_closure(t)) {
		t->comp.key = plug_term(p, t->comp.key);
		t->comp.term = plug_term(p, t->comp.term);
		plug_body(p, t->comp.body);
	}
	return t;
}

static void plug_expr(struct propagation *p, struct rego_expr *x)
{
	switch (x->kind) {
	case REGO_EXPR_TERM: x->term = plug_term(p, x->term); break;
	case REGO_EXPR_CALL:
		for (uint32_t i = 0; i < x->term->list.count; i++)
			x->term->list.items[i] = plug_term(p, x->term->list.items[i]);
		break;
	case REGO_EXPR_EVERY:
		x->every.key = plug_term(p, x->every.key);
		x->every.value = plug_term(p, x->every.value);
		x->every.domain = plug_term(p, x->every.domain);
		plug_body(p, x->every.body);
		break;
	case REGO_EXPR_NOT: plug_body(p, x->body); break;
	case REGO_EXPR_SOME: break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		x->with[i].target = plug_term(p, x->with[i].target);
		x->with[i].value = plug_term(p, x->with[i].value);
	}
}

static void plug_body(struct propagation *p, struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++)
		plug_expr(p, b->exprs[i]);
}

/* --- leaving out ---------------------------------------------------------------------------------
 */

static bool is_noop(struct step *s, const struct rego_expr *x)
{
	if (x->kind == REGO_EXPR_TERM)
		return rego_is_constant(x->term) &&
		       !(x->term->kind == REGO_TERM_VALUE && rego_is_false(x->term->value));
	return x->kind == REGO_EXPR_CALL && rego_calls(x, "equal") && rego_operands(x) >= 2 &&
	       step_same(s, rego_operand_of(x, 0), rego_operand_of(x, 1));
}

static bool has_live_head(const struct propagation *p, const term *t)
{
	return t->kind == REGO_TERM_REF && is_live(p, t->list.items[0]);
}

static bool remove_side(struct propagation *p, const term *a, const term *b)
{
	if (a->kind != REGO_TERM_VAR || is_live(p, a) ||
	    (b->kind != REGO_TERM_REF && b->kind != REGO_TERM_CALL))
		return false;
	remove_eq(p, a, b);
	return true;
}

static bool remove_call(struct propagation *p, const struct rego_expr *x)
{
	struct step *s = p->s;
	struct rego_target t = rego_unit_target(s->unit, x->term->list.items[0]);
	uint32_t n = x->term->list.count;
	const term *out = x->term->list.items[n - 1];
	term *call;

	if ((t.builtin ? t.builtin->arity : t.node ? t.node->arity : UINT32_MAX - 2) + 2 != n)
		return false;
	if (out->kind != REGO_TERM_VAR || is_live(p, out) || rego_vars_has(&p->heads, out->var))
		return false;
	call = step_list(s, REGO_TERM_CALL, n - 1);
	memcpy(call->list.items, x->term->list.items, (n - 1) * sizeof(*call->list.items));
	remove_eq(p, out, call);
	return true;
}

/* Whether the expression stays. */
static bool stays(struct propagation *p, const struct rego_expr *x)
{
	const term *a, *b;

	if (p->negated || x->with_count)
		return true;
	if (step_is_eq(x)) {
		a = rego_operand_of(x, 0);
		b = rego_operand_of(x, 1);
		if (step_same(p->s, a, b)) {
			if (has_live_head(p, a))
				remove_eq(p,
					  step_var(p->s, rego_printf(p->s->a, "__localcp%u__",
								     p->next++)),
					  a);
			return false;
		}
		if (remove_side(p, a, b) || remove_side(p, b, a))
			return false;
	} else if (x->kind == REGO_EXPR_CALL && remove_call(p, x)) {
		return false;
	}
	return !is_noop(p->s, x);
}

/* --- what must be said after all
 * ------------------------------------------------------------------- */

struct seeking {
	struct step *s;
	const term *value;
	bool found;
};

static bool seek_term(struct rego_walk *w, struct rego_term *t)
{
	struct seeking *k = w->arg;

	if (step_is_closure(t))
		return true;
	if (t->kind == REGO_TERM_REF && k->value->kind == REGO_TERM_REF)
		k->found |= step_has_prefix(k->s, t, k->value);
	else
		k->found |= step_same(k->s, t, k->value);
	return k->found;
}

static bool seek_expr(struct rego_walk *w, struct rego_expr *x)
{
	if (x->kind != REGO_EXPR_EVERY)
		return false;
	if (x->every.key)
		rego_walk_term(w, x->every.key);
	rego_walk_term(w, x->every.value);
	rego_walk_term(w, x->every.domain);
	return true;
}

static bool contained(struct step *s, const term *value, const struct rego_body *b)
{
	struct seeking k = { s, value, false };
	struct rego_walk w = { .term = seek_term, .expr = seek_expr, .arg = &k };

	rego_walk_body(&w, (struct rego_body *)b);
	return k.found;
}

static int by_name(const void *a, const void *b)
{
	const struct removed *x = a, *y = b;

	return strcmp(y->var->var->text, x->var->var->text);
}

static void tell_live(struct propagation *p, struct rego_body *out)
{
	struct step *s = p->s;
	struct rego_vars sorted;

	rego_vars_init(&sorted, s->a, NULL);
	rego_vars_add_all(&sorted, p->live);
	rego_vars_sort(&sorted);
	for (uint32_t i = 0; i < sorted.count; i++) {
		struct set *x = find_set(p, sorted.items[i].var);
		term *var, *root;
		const term *by;

		if (!x)
			continue;
		var = step_var(s, sorted.items[i].var->text);
		root = step_var(s, x->var->text);
		by = removed_of(p, root);
		if (x->constant)
			step_append(s, out, step_new_eq(s, var, x->constant));
		else if (by)
			step_append(s, out, step_new_eq(s, var, by));
		else if (x->var != var->var)
			step_append(s, out, step_new_eq(s, var, root));
	}
}

static void note_unsafe(struct propagation *p, const struct rego_body *b,
			const struct rego_vars *safe, struct rego_vars *unsafe)
{
	struct rego_vars all;

	rego_vars_init(&all, p->s->a, NULL);
	all.pass = p->pass;
	rego_collect_body(&all, b, REGO_SKIP_SAFETY | REGO_WITH_NOT);
	for (uint32_t i = 0; i < all.count; i++)
		if (!rego_vars_has(safe, all.items[i].var))
			rego_vars_add(unsafe, all.items[i].var);
}

/* Left out, but needed: because nothing else says that the value is there, or binds a variable.
 * False: variables stay unsafe. */
static bool put_back(struct propagation *p, struct rego_body *out)
{
	struct step *s = p->s;
	struct rego_vars safe, unsafe, found, residue;
	uint32_t left;

	rego_vars_init(&safe, s->a, NULL);
	rego_vars_init(&unsafe, s->a, NULL);
	rego_vars_init(&residue, s->a, NULL);
	rego_vars_add_all(&safe, &p->pass->reserved);
	rego_vars_add_all(&safe, p->live);
	rego_vars_init(&found, s->a, NULL);
	rego_body_outputs(p->pass, out, out->count, &safe, &found);
	rego_vars_add_all(&safe, &found);
	note_unsafe(p, out, &safe, &unsafe);
	left = unsafe.count;
	if (p->removed_count)
		qsort(p->removed, p->removed_count, sizeof(*p->removed), by_name);
	for (uint32_t i = 0; i < p->removed_count; i++) {
		const term *v = p->removed[i].value;
		struct rego_expr *x = step_new_eq(s, p->removed[i].var, v);
		bool binds_some = false, plain = false;

		rego_vars_init(&found, s->a, NULL);
		rego_vars_clear(&residue);
		rego_outputs(p->pass, x, &safe, &residue, &found);
		for (uint32_t k = 0; k < unsafe.count; k++)
			if (unsafe.items[k].var && rego_vars_has(&found, unsafe.items[k].var)) {
				unsafe.items[k].var = NULL;
				binds_some = true;
				left--;
			}
		if (v->kind == REGO_TERM_REF && v->list.count == 1 &&
		    v->list.items[0]->kind == REGO_TERM_VAR)
			plain = rego_vars_has(&safe, v->list.items[0]->var);
		if (!binds_some && (plain || contained(s, v, out)))
			continue;
		step_append(s, out, x);
		rego_vars_add_all(&safe, &found);
	}
	return !left;
}

static void propagate_inside(struct propagation *p, struct rego_expr *x)
{
	struct rego_vars used, live;

	rego_vars_init(&used, p->s->a, NULL);
	rego_vars_init(&live, p->s->a, NULL);
	rego_collect_body(&used, x->body, REGO_SKIP_SAFETY);
	for (uint32_t i = 0; i < used.count; i++) {
		term var = { .kind = REGO_TERM_VAR, .var = used.items[i].var };

		if (is_live(p, &var) || find_set(p, var.var) || removed_of(p, &var))
			rego_vars_add(&live, var.var);
	}
	x->body = step_propagate(p->s, &live, true, x->body);
}

struct rego_body *step_propagate(struct step *s, const struct rego_vars *live, bool not_empty,
				 struct rego_body *b)
{
	struct propagation p = { .s = s, .live = live, .pass = step_pass(s) };
	struct rego_walk w = { .term = note_head, .arg = &p };
	struct rego_body *out = step_new_body(s, NULL);

	rego_vars_init(&p.heads, s->a, NULL);
	if (!make_sets(&p, b))
		return b;
	rego_walk_body(&w, b);
	for (uint32_t i = 0; i < b->count; i++) {
		struct rego_expr *x = rego_copy_expr(s->a, b->exprs[i]);

		if (x->kind == REGO_EXPR_CALL)
			rego_walk_term(&w, x->term->list.items[0]);
		p.negated = x->negated || x->kind == REGO_EXPR_NOT;
		plug_expr(&p, x);
		if (x->kind == REGO_EXPR_NOT)
			propagate_inside(&p, x);
		if (stays(&p, x))
			step_append(s, out, x);
	}
	tell_live(&p, out);
	if (!put_back(&p, out))
		return b;
	if (not_empty && !out->count)
		step_append(s, out, step_new_expr(s, s->yes));
	return out;
}
