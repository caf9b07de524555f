/* SPDX-License-Identifier: BSD-2-Clause */
/* Checking the types in a body. */
#include "rego/compile/check.h"

/* Comprehensions in comprehensions are checked again and again, as in OPA: so often at most. */
#define MOST_CLOSURES (1u << 18)

void rego_checker_begin(struct rego_checker *c, struct rego_pass *p, bool restores)
{
	*c = (struct rego_checker){ .pass = p, .restores = restores };
	c->last = &c->first;
}

struct rego_type_error *rego_type_fault(struct rego_checker *c, const struct rego_loc *loc,
					const char *message, const char *details)
{
	struct rego_type_error *e = rego_new(c->pass->arena, struct rego_type_error);

	e->code = REGO_TYPE_ERROR;
	e->message = message;
	e->details = details;
	if (loc)
		e->loc = *loc;
	*c->last = e;
	c->last = &e->next;
	c->count++;
	return e;
}

void rego_checker_add(struct rego_checker *c, const struct rego_checker *more)
{
	if (!more->first)
		return;
	/* Errors are copied: those of a closure may be added twice. */
	for (const struct rego_type_error *e = more->first; e; e = e->next) {
		struct rego_type_error *copy = rego_new(c->pass->arena, struct rego_type_error);

		*copy = *e;
		copy->next = NULL;
		*c->last = copy;
		c->last = &copy->next;
		c->count++;
	}
}

/* --- closures ------------------------------------------------------------------------------ */
/* The last check of a comprehension's body: what it found holds while nothing around it changes. */
struct memo {
	const struct rego_type_env *env;
	uint64_t version;
	struct rego_type_env *inner;
	struct rego_checker found;
	bool restores;
};

static uint64_t version_of(const struct rego_type_env *env)
{
	uint64_t sum = 0;

	for (; env; env = env->next)
		sum += env->version;
	return sum;
}

struct rego_type_env *rego_check_closure(struct rego_checker *c, struct rego_type_env *env,
					 const struct rego_term *t)
{
	struct rego_pass *p = c->pass;
	struct memo *m = (struct memo *)t->type;
	uint64_t version = version_of(env) + p->restored;

	if (!m) {
		m = rego_new(p->arena, struct memo);
		((struct rego_term *)t)->type = m;
	}
	if (m->env != env || m->version != version || m->restores != c->restores) {
		p->closures++;
		rego_checker_begin(&m->found, p, c->restores);
		m->restores = c->restores;
		m->env = env;
		m->version = version;
		m->inner = rego_check_body(&m->found, env, t->comp.body);
	}
	rego_checker_add(c, &m->found);
	return m->inner;
}

struct closures {
	struct rego_checker *checker; /* of the closure that had errors last */
	struct rego_type_env *env;
};

static bool visit_closure(struct rego_walk *w, struct rego_term *t)
{
	struct closures *s = w->arg;
	struct rego_checker found;

	if (!rego_is_closure(t))
		return false;
	if (s->checker->pass->closures > MOST_CLOSURES)
		return true;
	rego_checker_begin(&found, s->checker->pass, s->checker->restores);
	rego_check_closure(&found, s->env, t);
	if (!found.count)
		return false;
	rego_checker_begin(s->checker, found.pass, found.restores);
	rego_checker_add(s->checker, &found);
	return true;
}

/* --- calls ------------------------------------------------------------------------------------ */
static const char *arguments_text(struct rego_pass *p, const struct rego_type *const *have,
				  uint32_t count, const struct rego_type *want, bool result)
{
	ss_strbuf_clear(&p->text);
	ss_strbuf_str(&p->text, "have: (");
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			ss_strbuf_str(&p->text, ", ");
		rego_type_print(&p->text, have[i]);
	}
	ss_strbuf_str(&p->text, ")\nwant: ");
	rego_type_print_args(&p->text, want, result);
	return rego_strndup(p->arena, p->text.data, p->text.len);
}

static bool any_nil(const struct rego_type *const *types, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (rego_type_nil(types[i]))
			return true;
	return false;
}

struct rego_type_detail *rego_argument_detail(struct rego_pass *p,
					      const struct rego_type *const *have, uint32_t count,
					      const struct rego_type *want, bool result)
{
	struct rego_type_detail *d = rego_new(p->arena, struct rego_type_detail);

	*d = (struct rego_type_detail){ .kind = REGO_DETAIL_ARGUMENTS,
					.list = have,
					.count = count,
					.want = want,
					.result = result };
	return d;
}

static void argument_fault(struct rego_checker *c, const struct rego_expr *x, const char *what,
			   const struct rego_type *const *have, const struct rego_type *want)
{
	struct rego_pass *p = c->pass;
	uint32_t count = rego_operands(x);
	const struct rego_builtin *b = rego_pass_builtin(p, x->term->list.items[0]);
	const char *details, *name = rego_pass_text(p, x->term->list.items[0]);
	struct rego_type_error *e;

	if (b && !rego_calls(x, "eq"))
		want = rego_builtin_labelled(p, b);
	details = arguments_text(p, have, count, want, true);

	e = rego_type_fault(c, &x->loc, rego_printf(p->arena, "%s: %s", name, what), details);
	e->nil = any_nil(have, count);
	e->detail = rego_argument_detail(p, have, count, want, true);
}

static const struct rego_type **operand_types(struct rego_pass *p, struct rego_type_env *env,
					      const struct rego_expr *x)
{
	uint32_t count = rego_operands(x);
	const struct rego_type **types =
		rego_new_array(p->arena, const struct rego_type *, count + 1);

	for (uint32_t i = 0; i < count; i++)
		types[i] = rego_env_type(p, env, rego_operand_of(x, i));
	return types;
}

static void match_fault(struct rego_checker *c, const struct rego_expr *x,
			const struct rego_type *a, const struct rego_type *b)
{
	struct rego_pass *p = c->pass;
	struct rego_type_detail *d;
	struct rego_type_error *e;
	const char *details;

	ss_strbuf_clear(&p->text);
	ss_strbuf_str(&p->text, "left  : ");
	rego_type_print(&p->text, a);
	ss_strbuf_str(&p->text, "\nright : ");
	rego_type_print(&p->text, b);
	details = rego_strndup(p->arena, p->text.data, p->text.len);
	e = rego_type_fault(c, &x->loc, "match error", details);
	e->nil = rego_type_nil(a) || rego_type_nil(b);
	d = rego_new(p->arena, struct rego_type_detail);
	*d = (struct rego_type_detail){ .kind = REGO_DETAIL_MATCH, .have = a, .want = b };
	e->detail = d;
}

static void check_equality(struct rego_checker *c, struct rego_type_env *env,
			   const struct rego_expr *x)
{
	struct rego_pass *p = c->pass;
	const struct rego_type **have = operand_types(p, env, x);
	const struct rego_type *eq = rego_builtin_type(p, rego_pass_builtin_named(p, "eq", 2));

	if (rego_operands(x) != 2) {
		struct rego_type *want = rego_new(p->arena, struct rego_type); /* stays */

		*want = *eq;
		want->value = NULL;
		argument_fault(c, x,
			       rego_operands(x) < 2 ? "too few arguments" : "too many arguments",
			       have, want);
		return;
	}
	if (!rego_unify_terms(p, env, rego_operand_of(x, 0), have[0], rego_operand_of(x, 1),
			      have[1]))
		match_fault(c, x, have[0], have[1]);
}

/* The type of the nth argument, of which the result may be one more. */
static const struct rego_type *wanted(const struct rego_type *f, uint32_t i)
{
	if (i < f->count)
		return f->items[i];
	return i == f->count && f->value ? f->value : f->key;
}

static void check_arguments(struct rego_checker *c, struct rego_type_env *env,
			    const struct rego_expr *x, const struct rego_type *f)
{
	struct rego_pass *p = c->pass;
	const struct rego_type **have = operand_types(p, env, x);
	uint32_t count = rego_operands(x);

	if (count > f->count + (f->value ? 1 : 0) && !f->key) {
		argument_fault(c, x, "too many arguments", have, f);
		return;
	}
	if (count < f->count) {
		argument_fault(c, x, "too few arguments", have, f);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct rego_type *want = wanted(f, i);

		if (!rego_type_nil(have[i]) && !rego_types_unify(have[i], want)) {
			argument_fault(c, x, "invalid argument(s)", have, f);
			return;
		}
		if (!rego_unify_term(p, env, rego_operand_of(x, i), want, false)) {
			argument_fault(c, x, "invalid argument(s)", operand_types(p, env, x), f);
			return;
		}
	}
}

static void check_call(struct rego_checker *c, struct rego_type_env *env, const struct rego_expr *x)
{
	struct rego_pass *p = c->pass;
	const struct rego_term *op = x->term->list.items[0];
	const struct rego_type *f;

	if (rego_calls(x, "eq")) {
		check_equality(c, env, x);
		return;
	}
	f = rego_env_ref(p, env, op, op->list.count);
	if (rego_type_is_any(f))
		return;
	if (!f || f->kind != REGO_TYPE_FUNCTION) {
		rego_type_fault(
			c, &x->loc,
			rego_printf(p->arena, "undefined function %s", rego_pass_text(p, op)),
			NULL);
		return;
	}
	check_arguments(c, env, x, f);
}

/* A function stands in for another only with as many arguments, of such types. */
static bool check_withs(struct rego_checker *c, struct rego_type_env *env,
			const struct rego_expr *x)
{
	struct rego_pass *p = c->pass;

	for (uint32_t i = 0; i < x->with_count; i++) {
		const struct rego_with *m = &x->with[i];
		const struct rego_type *target = rego_env_type(p, env, m->target);
		const struct rego_type *value = rego_env_type(p, env, m->value);
		const struct rego_builtin *b;
		struct rego_type_error *e;
		const char *message;

		if (!target || target->kind != REGO_TYPE_FUNCTION || !value ||
		    value->kind != REGO_TYPE_FUNCTION || rego_types_unify(target, value))
			continue;
		b = rego_pass_builtin(p, m->target);
		if (b)
			target = rego_builtin_labelled(p, b);
		message = rego_printf(p->arena, "%s: arity mismatch", rego_pass_text(p, m->target));
		e = rego_type_fault(c, &m->loc, message,
				    arguments_text(p, value->items, value->count, target, false));
		e->nil = any_nil(value->items, value->count);
		e->detail = rego_argument_detail(p, value->items, value->count, target, false);
		return false;
	}
	return true;
}

/* --- bodies -------------------------------------------------------------------------------------
 */
static void check_expr(struct rego_checker *c, struct rego_type_env *env, struct rego_expr *x)
{
	struct rego_checker closures, refs, own;
	struct closures s = { .checker = &closures, .env = env };
	struct rego_walk w = { .term = visit_closure, .arg = &s };

	rego_checker_begin(&closures, c->pass, c->restores);
	rego_checker_begin(&refs, c->pass, c->restores);
	rego_checker_begin(&own, c->pass, c->restores);
	rego_walk_expr(&w, x);
	rego_check_refs(&refs, env, x);
	if (check_withs(&own, env, x) && x->kind == REGO_EXPR_CALL)
		check_call(&own, env, x);
	rego_checker_add(c, &closures);
	rego_checker_add(c, &refs);
	/* What the other errors are the cause of is not said twice. */
	if (own.count && !((closures.count || refs.count) && own.first->nil))
		rego_checker_add(c, &own);
}

struct rego_type_env *rego_check_body(struct rego_checker *c, struct rego_type_env *env,
				      const struct rego_body *b)
{
	struct rego_type_env *inner = rego_env_wrap(c->pass, env);

	for (uint32_t i = 0; i < b->count; i++)
		check_expr(c, inner, b->exprs[i]);
	return inner;
}
