// SPDX-License-Identifier: BSD-2-Clause
/* Conditions of rules, for the index: input.x == "a", x in {"a", "b"}, f("a", y),
 * startswith(x, "a"). */
#include "rego/compile/wants.h"
#include "rego/vm/index.h"

#define MOST_KNOWN 64

struct finding {
	struct rego_gen *g;
	struct rego_sources *sources;
	struct rego_conditions *found; /* of this branch */
	struct {
		const struct rego_string *var;
		uint32_t source;
	} known[MOST_KNOWN]; /* variables that equal a source */
	uint32_t known_count;
	bool loud; /* what was before may print, or fail: a rule must not be left out for what is
		    * behind it, except by equality, for which OPA does it, too */
};

static uint32_t source_place(struct finding *f, enum rego_how how, uint32_t arg,
			     const uint32_t *path, uint32_t n)
{
	struct rego_sources *s = f->sources;
	struct rego_source_of *old = s->items;

	for (uint32_t i = 0; i < s->count; i++)
		if (s->items[i].how == how && s->items[i].arg == arg && s->items[i].count == n &&
		    (!n || !memcmp(s->items[i].path, path, n * sizeof(*path))))
			return i;
	if (s->count == s->room) {
		s->room = s->room ? s->room * 2 : 8;
		s->items = rego_new_array(f->g->arena, struct rego_source_of, s->room);
		if (s->count)
			memcpy(s->items, old, s->count * sizeof(*old));
	}
	s->items[s->count].how = how;
	s->items[s->count].arg = arg;
	s->items[s->count].count = n;
	s->items[s->count].path = rego_new_array(f->g->arena, uint32_t, n + 1);
	if (n)
		memcpy(s->items[s->count].path, path, n * sizeof(*path));
	return s->count++;
}

static uint32_t known(const struct finding *f, const struct rego_string *var)
{
	for (uint32_t i = 0; i < f->known_count; i++)
		if (f->known[i].var == var)
			return f->known[i].source;
	return REGO_NOWHERE;
}

static void know(struct finding *f, const struct rego_string *var, uint32_t source)
{
	if (f->known_count == MOST_KNOWN)
		return;
	f->known[f->known_count].var = var;
	f->known[f->known_count++].source = source;
}

/* input.a.b, or x.a where x is an argument. */
static uint32_t source_of_ref(struct finding *f, const struct rego_term *t)
{
	const struct rego_term *head = t->list.items[0];
	uint32_t path[16], n = 0, base, arg = REGO_NOWHERE;

	if (head->kind != REGO_TERM_VAR || t->list.count > 9)
		return REGO_NOWHERE;
	if (strcmp(head->var->text, "input")) {
		base = known(f, head->var);
		if (base == REGO_NOWHERE || f->sources->items[base].count > 7)
			return REGO_NOWHERE;
		arg = f->sources->items[base].arg;
		n = f->sources->items[base].count;
		if (n)
			memcpy(path, f->sources->items[base].path, n * sizeof(*path));
	}
	for (uint32_t i = 1; i < t->list.count; i++) {
		if (t->list.items[i]->kind != REGO_TERM_VALUE ||
		    t->list.items[i]->value.kind != REGO_STRING)
			return REGO_NOWHERE;
		path[n++] = rego_gen_constant(f->g, t->list.items[i]->value);
	}
	return source_place(f, REGO_IS, arg, path, n);
}

static uint32_t source_of(struct finding *f, const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		return known(f, t->var);
	return t->kind == REGO_TERM_REF ? source_of_ref(f, t) : REGO_NOWHERE;
}

static void condition(struct finding *f, uint32_t source, const struct rego_val *v, uint32_t n)
{
	struct rego_conditions *c = f->found;
	struct rego_condition *old = c->items, *x;

	for (uint32_t i = 0; i < c->count; i++)
		if (c->items[i].source == source)
			return; /* the first one decides; the body has them all */
	if (c->count == c->room) {
		c->room = c->room ? c->room * 2 : 4;
		c->items = rego_new_array(f->g->arena, struct rego_condition, c->room);
		if (c->count)
			memcpy(c->items, old, c->count * sizeof(*old));
	}
	x = &c->items[c->count++];
	x->source = source;
	x->values = rego_new_array(f->g->arena, struct rego_val, n + 1);
	x->count = n;
	for (uint32_t i = 0; i < n; i++)
		x->values[i] = rego_intern_value(f->g->program->strings, f->g->arena, v[i]);
}

static void find_equal(struct finding *f, const struct rego_term *a, const struct rego_term *b)
{
	uint32_t source = source_of(f, a);
	struct rego_val v;

	if (source == REGO_NOWHERE)
		return;
	if (rego_term_constant(f->g, b, &v)) {
		condition(f, source, &v, 1);
		return;
	}
	if (b->kind == REGO_TERM_VAR && known(f, b->var) == REGO_NOWHERE)
		know(f, b->var, source);
}

static void find_member(struct finding *f, const struct rego_term *a, const struct rego_term *b)
{
	uint32_t source = source_of(f, a);
	struct rego_val v;

	if (source == REGO_NOWHERE || !rego_term_constant(f->g, b, &v))
		return;
	if (v.kind == REGO_ARRAY)
		condition(f, source, v.array->items, v.array->count);
	else if (v.kind == REGO_SET)
		condition(f, source, v.set->items, v.set->count);
}

static bool texts(const struct rego_val *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (v[i].kind != REGO_STRING || !v[i].string->len)
			return false;
	return true;
}

/* Text a begins or ends with a constant, or one of some. */
static void find_text(struct finding *f, enum rego_how how, const struct rego_term *a,
		      const struct rego_term *b, bool many)
{
	uint32_t source = source_of(f, a), n = 1;
	struct rego_val all, *v = &all;

	if (source == REGO_NOWHERE || !rego_term_constant(f->g, b, &all))
		return;
	if (many && all.kind == REGO_ARRAY) {
		v = all.array->items;
		n = all.array->count;
	} else if (many && all.kind == REGO_SET) {
		v = all.set->items;
		n = all.set->count;
	}
	if (!texts(v, n))
		return;
	source = source_place(f, how, f->sources->items[source].arg, f->sources->items[source].path,
			      f->sources->items[source].count);
	condition(f, source, v, n);
}

static void find_builtin(struct finding *f, const char *name, struct rego_term *const *args)
{
	if (!strcmp(name, "eq") || !strcmp(name, "equal")) {
		find_equal(f, args[0], args[1]);
		find_equal(f, args[1], args[0]);
	} else if (!strcmp(name, "internal.member_2")) {
		find_member(f, args[0], args[1]);
	} else if (f->loud) {
		return;
	} else if (!strcmp(name, "startswith")) {
		find_text(f, REGO_BEGINS, args[0], args[1], false);
	} else if (!strcmp(name, "endswith")) {
		find_text(f, REGO_ENDS, args[0], args[1], false);
	} else if (!strcmp(name, "strings.any_prefix_match")) {
		find_text(f, REGO_BEGINS, args[0], args[1], true);
	} else if (!strcmp(name, "strings.any_suffix_match")) {
		find_text(f, REGO_ENDS, args[0], args[1], true);
	}
}

/* A constant, a variable, or a path of the input or of a variable: nothing is called for it. */
static bool quiet_term(struct finding *f, const struct rego_term *t)
{
	struct rego_val v;

	if (t->kind == REGO_TERM_VAR || rego_term_constant(f->g, t, &v))
		return true;
	if (t->kind != REGO_TERM_REF || t->list.items[0]->kind != REGO_TERM_VAR ||
	    !strcmp(t->list.items[0]->var->text, "data"))
		return false;
	for (uint32_t i = 1; i < t->list.count; i++)
		if (t->list.items[i]->kind != REGO_TERM_VALUE &&
		    t->list.items[i]->kind != REGO_TERM_VAR)
			return false;
	return true;
}

static bool quiet_builtin(const char *name)
{
	static const char *const quiet[] = { "eq",  "equal", "neq", "lt",
					     "lte", "gt",    "gte", "internal.member_2" };

	for (size_t i = 0; i < sizeof(quiet) / sizeof(*quiet); i++)
		if (!strcmp(name, quiet[i]))
			return true;
	return false;
}

static void find_expr(struct finding *f, const struct rego_expr *x)
{
	const struct rego_term *call = x->term;
	struct rego_target t = { 0 };
	bool quiet;

	if (x->kind == REGO_EXPR_CALL)
		t = rego_unit_target(f->g->unit, call->list.items[0]);
	if (t.builtin && !x->negated && !x->with_count && call->list.count == 3)
		find_builtin(f, t.builtin->name, call->list.items + 1);
	quiet = !x->with_count &&
		(x->kind == REGO_EXPR_TERM ? quiet_term(f, call)
					   : t.builtin && quiet_builtin(t.builtin->name));
	for (uint32_t i = 1; quiet && t.builtin && i < call->list.count; i++)
		quiet = quiet_term(f, call->list.items[i]);
	f->loud |= !quiet;
}

static void find_arg(struct finding *f, const struct rego_term *arg, uint32_t i)
{
	struct rego_val v;

	if (arg->kind == REGO_TERM_VAR)
		know(f, arg->var, source_place(f, REGO_IS, i, NULL, 0));
	else if (rego_term_constant(f->g, arg, &v))
		condition(f, source_place(f, REGO_IS, i, NULL, 0), &v, 1);
}

static void find_branch(struct finding *f, const struct rego_rule *r, const struct rego_term *key)
{
	f->known_count = 0;
	f->loud = f->g->program->options.events;
	if (key)
		find_arg(f, key, 0);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		find_arg(f, r->head->args[i], i);
	for (uint32_t i = 0; i < r->body->count && !rego_rule_prints(f->g->unit, r); i++)
		find_expr(f, r->body->exprs[i]);
}

/* A rule can apply when one of its branches can: values of both, of sources both look at. */
static void either(struct rego_gen *g, struct rego_conditions *a, const struct rego_conditions *b)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < a->count; i++) {
		struct rego_condition *x = &a->items[i];

		for (uint32_t j = 0; j < b->count; j++) {
			const struct rego_condition *y = &b->items[j];
			struct rego_val *v;

			if (y->source != x->source)
				continue;
			v = rego_new_array(g->arena, struct rego_val, x->count + y->count + 1);
			memcpy(v, x->values, x->count * sizeof(*v));
			memcpy(v + x->count, y->values, y->count * sizeof(*v));
			a->items[kept++] =
				(struct rego_condition){ x->source, v, x->count + y->count };
			break;
		}
	}
	a->count = kept;
}

void rego_index_find(struct rego_gen *g, const struct rego_rule *r, const struct rego_term *key,
		     bool chain, struct rego_sources *s, struct rego_conditions *c)
{
	struct finding f = { .g = g, .sources = s, .found = c };

	find_branch(&f, r, key);
	for (r = r->otherwise; chain && r; r = r->otherwise) {
		struct rego_conditions other = { 0 };

		f.found = &other;
		find_branch(&f, r, key);
		either(g, c, &other);
	}
}
