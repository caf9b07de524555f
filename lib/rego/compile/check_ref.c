/* SPDX-License-Identifier: BSD-2-Clause */
/* Checking refs: whether there can be something at each step. */
#include <ctype.h>
#include <stdlib.h>

#include "rego/compile/env.h"

struct refs {
	struct rego_checker *checker;
	struct rego_pass *pass;
	struct rego_type_env *env; /* of the body */
};

/* --- errors -------------------------------------------------------------------------------- */
static const char *part_text(struct rego_pass *p, const struct rego_term *ref, uint32_t count)
{
	struct rego_term part = *ref;

	part.list.count = count;
	return rego_pass_ref(p, &part);
}

static const char *spaces(struct rego_pass *p, size_t n, char c)
{
	char *s = rego_alloc(p->arena, n + 1);

	memset(s, c, n);
	s[n] = 0;
	return s;
}

/* What could stand at a step, when that is known. */
struct options {
	const struct rego_term **items;
	uint32_t count, room;
};

static void add_option(struct rego_pass *p, struct options *o, const struct rego_term *t)
{
	if (o->count == o->room) {
		uint32_t room = o->room ? o->room * 2 : 8;
		const struct rego_term **more =
			rego_new_array(p->arena, const struct rego_term *, room);

		if (o->count)
			memcpy(more, o->items, o->count * sizeof(*more));
		o->items = more;
		o->room = room;
	}
	o->items[o->count++] = t;
}

static void options_of_type(struct rego_pass *p, const struct rego_type *t, struct options *o)
{
	t = rego_type_bare(t);
	for (uint32_t i = 0; t && t->kind == REGO_TYPE_OBJECT && i < t->count; i++)
		add_option(p, o, rego_new_value(p, t->props[i].key, NULL));
	for (uint32_t i = 0; t && t->kind == REGO_TYPE_ANY && i < t->count; i++)
		options_of_type(p, t->items[i], o);
}

static int by_term(const void *x, const void *y)
{
	return rego_compare_terms(*(const struct rego_term *const *)x,
				  *(const struct rego_term *const *)y);
}

static const char *options_text(struct rego_pass *p, struct options *o)
{
	bool first = true;

	qsort(o->items, o->count, sizeof(*o->items), by_term);
	ss_strbuf_clear(&p->text);
	ss_strbuf_char(&p->text, '[');
	for (uint32_t i = 0; i < o->count; i++) {
		if (i && !rego_compare_terms(o->items[i], o->items[i - 1]))
			continue;
		if (!first)
			ss_strbuf_char(&p->text, ' ');
		first = false;
		rego_print_term(&p->text, o->items[i]);
	}
	ss_strbuf_char(&p->text, ']');
	return rego_strndup(p->arena, p->text.data, p->text.len);
}

static const char *type_text(struct rego_pass *p, const struct rego_type *t)
{
	if (!t)
		return "<nil>";
	ss_strbuf_clear(&p->text);
	rego_type_print(&p->text, t);
	return rego_strndup(p->arena, p->text.data, p->text.len);
}

/* With a wanted type, the key at that place is wrong; else nothing can be there. */
static const struct rego_type_detail *ref_detail(struct rego_pass *p, const struct rego_term *ref,
						 uint32_t i, const struct rego_type *have,
						 const struct rego_type *want,
						 const struct options *o)
{
	struct rego_type_detail *d = rego_new(p->arena, struct rego_type_detail);
	struct rego_term *copy = rego_copy_term(p->arena, ref);

	rego_pass_restore(p, copy);
	*d = (struct rego_type_detail){ .kind = want ? REGO_DETAIL_KEY : REGO_DETAIL_REF,
					.have = have,
					.want = want,
					.ref = copy,
					.place = i };
	if (!o || !o->count)
		return d;
	d->one_of = o->items;
	for (uint32_t k = 0; k < o->count; k++)
		if (!k || rego_compare_terms(o->items[k], o->items[k - 1]))
			o->items[d->one_of_count++] = o->items[k];
	return d;
}

static void restore(struct refs *r, const struct rego_term *ref)
{
	if (!r->checker->restores)
		return;
	rego_pass_restore(r->pass, (struct rego_term *)ref);
	r->pass->restored++;
}

static bool invalid(struct refs *r, const struct rego_term *ref, uint32_t i,
		    const struct rego_type *have, const struct rego_type *want, struct options *o)
{
	struct rego_pass *p = r->pass;
	const char *text = rego_pass_ref(p, ref);
	const char *pad = spaces(p, strlen(part_text(p, ref, i)) + 1, ' ');
	const char *has, *wants;

	has = have ? rego_printf(p->arena, "have (type): %s", type_text(p, have))
		   : rego_printf(p->arena, "have: %s", rego_pass_ref(p, ref->list.items[i]));
	wants = o && o->count ? rego_printf(p->arena, "want (one of): %s", options_text(p, o))
			      : rego_printf(p->arena, "want (type): %s", type_text(p, want));
	rego_type_fault(
		r->checker, &ref->list.items[0]->loc,
		rego_printf(p->arena, "undefined ref: %s", text),
		rego_printf(p->arena, "%s\n%s^\n%s%s\n%s%s", text, pad, pad, has, pad, wants))
		->detail = ref_detail(p, ref, i, have, want, o);
	restore(r, ref);
	return false;
}

static bool is_local_name(const char *s)
{
	for (s = strstr(s, "__local"); s; s = strstr(s + 1, "__local")) {
		const char *end = s + 7;

		while (isdigit((unsigned char)*end))
			end++;
		if (end > s + 7 && !strncmp(end, "__", 2))
			return true;
	}
	return false;
}

/* The value at a step has nothing below it: it is a scalar or a function. */
static bool unsupported(struct refs *r, const struct rego_term *ref, uint32_t i,
			const struct rego_type *have)
{
	struct rego_pass *p = r->pass;
	const char *text = rego_pass_ref(p, ref), *message;
	uint32_t count = ref->list.count;
	const char *line = spaces(p, strlen(part_text(p, ref, i + 1)), '^');

	if (have && have->kind == REGO_TYPE_FUNCTION) {
		const char *last = rego_pass_ref(p, ref->list.items[count - 1]);

		message = rego_printf(p->arena, "function %s used as reference, not called",
				      is_local_name(last) ? part_text(p, ref, count - 1) : text);
	} else {
		message = rego_printf(p->arena, "undefined ref: %s", text);
	}
	rego_type_fault(r->checker, &ref->list.items[0]->loc, message,
			rego_printf(p->arena, "%s\n%s\nhave: %s", text, line, type_text(p, have)))
		->detail = ref_detail(p, ref, i, have, NULL, NULL);
	restore(r, ref);
	return false;
}

/* --- below a known type ------------------------------------------------------------------------
 */
static bool check_key(struct refs *r, const struct rego_term *ref, uint32_t i,
		      const struct rego_type *t, const struct rego_type *keys)
{
	struct rego_pass *p = r->pass;
	const struct rego_term *key = ref->list.items[i];
	const struct rego_type *have = NULL;
	struct options o = { 0 };

	if (key->kind == REGO_TERM_VAR || key->kind == REGO_TERM_REF)
		have = rego_env_type(p, r->env, key);
	if (have && !rego_types_unify(have, keys)) {
		options_of_type(p, t, &o);
		return invalid(r, ref, i, have, keys, &o);
	}
	if (!have && key->kind == REGO_TERM_VAR)
		rego_env_put(p, r->env, key, keys);
	if (key->kind == REGO_TERM_ARRAY || key->kind == REGO_TERM_OBJECT ||
	    key->kind == REGO_TERM_SET)
		if (!rego_unify_term(p, r->env, key, keys, false))
			return invalid(r, ref, i, rego_env_type(p, r->env, key), keys, NULL);
	return true;
}

static bool check_leaf(struct refs *r, const struct rego_type *t, const struct rego_term *ref,
		       uint32_t i)
{
	struct rego_pass *p = r->pass;

	for (; i < ref->list.count; i++) {
		const struct rego_term *key = ref->list.items[i];
		const struct rego_type *keys = rego_type_keys(p->arena, t), *child;
		struct options o = { 0 };

		if (!keys)
			return unsupported(r, ref, i - 1, t);
		if (key->kind == REGO_TERM_VAR || rego_is_list(key)) {
			if (!check_key(r, ref, i, t, keys))
				return false;
			t = rego_type_values(p->arena, t);
			continue;
		}
		child = rego_select_constant(p, t, key);
		if (!child) {
			options_of_type(p, t, &o);
			return invalid(r, ref, i, NULL, keys, &o);
		}
		t = child;
	}
	return true;
}

/* --- through the tree
 * ----------------------------------------------------------------------------- */
static void options_of_node(struct rego_pass *p, const struct rego_env_node *n, struct options *o)
{
	for (uint32_t i = 0; i < n->count; i++)
		add_option(p, o, n->children[i]->key);
}

static bool check_step(struct refs *r, const struct rego_env_node *n, const struct rego_term *ref,
		       uint32_t i)
{
	struct rego_pass *p = r->pass;
	const struct rego_term *head = ref->list.items[i];
	const struct rego_type *have, *keys;
	struct options o = { 0 };

	if ((i == 1 || i == 2) && head->kind != REGO_TERM_VAR &&
	    !(head->kind == REGO_TERM_VALUE && head->value.kind == REGO_STRING)) {
		options_of_node(p, n, &o);
		have = rego_env_type(p, r->env, head);
		return invalid(r, ref, i, have, &rego_type_string, &o);
	}
	if (head->kind != REGO_TERM_VAR || !i)
		return true;
	keys = rego_type_keys(p->arena, rego_env_extent(p, n));
	have = rego_env_type(p, r->env, head);
	if (!have) {
		rego_env_put(p, r->env, head, keys);
	} else if (!rego_types_unify(keys, have)) {
		options_of_node(p, n, &o);
		return invalid(r, ref, i, have, keys, &o);
	}
	return true;
}

static bool is_root(const struct rego_pass *p, const struct rego_term *t)
{
	return t->kind == REGO_TERM_VAR && (t->var == p->data || t->var == p->input);
}

/* A ref whose head nothing is known of may be a built-in, as far as it goes. */
static bool check_unknown(struct refs *r, const struct rego_term *ref)
{
	struct rego_term part = *ref;

	if (is_root(r->pass, ref->list.items[0]))
		return check_leaf(r, &rego_type_any, ref, 1);
	for (uint32_t i = 1; i <= ref->list.count; i++) {
		const struct rego_builtin *b;

		part.list.count = i;
		b = rego_pass_builtin(r->pass, &part);
		if (b)
			return check_leaf(r, rego_builtin_type(r->pass, b), ref, i);
	}
	return check_leaf(r, &rego_type_any, ref, 0);
}

static bool check_tree(struct refs *r, const struct rego_term *ref)
{
	for (const struct rego_type_env *env = r->env; env; env = env->next) {
		const struct rego_env_node *n = env->tree;
		uint32_t i = 0;

		for (; n && i < ref->list.count; i++) {
			if (!check_step(r, n, ref, i))
				return false;
			n = rego_env_child(n, ref->list.items[i]);
			if (n && n->value)
				return check_leaf(r, n->value, ref, i + 1);
		}
		if (n)
			return true;
	}
	return check_unknown(r, ref);
}

static bool visit_ref(struct rego_walk *w, struct rego_term *t)
{
	struct refs *r = w->arg;
	const struct rego_type *type;

	if (rego_is_closure(t))
		return true;
	if (t->kind != REGO_TERM_REF)
		return false;
	type = rego_env_ref(r->pass, r->env, t, t->list.count);
	if (type && type->kind == REGO_TYPE_FUNCTION) {
		unsupported(r, t, t->list.count - 1, type);
		return true;
	}
	check_tree(r, t);
	return false;
}

static bool visit_expr(struct rego_walk *w, struct rego_expr *x)
{
	if (x->kind == REGO_EXPR_CALL)
		for (uint32_t i = 1; i < x->term->list.count; i++)
			rego_walk_term(w, x->term->list.items[i]);
	else if (x->kind == REGO_EXPR_TERM)
		rego_walk_term(w, x->term);
	else if (x->kind == REGO_EXPR_NOT)
		rego_walk_body(w, x->body);
	return x->kind != REGO_EXPR_EVERY && x->kind != REGO_EXPR_SOME;
}

void rego_check_refs(struct rego_checker *c, struct rego_type_env *env, struct rego_expr *x)
{
	struct refs r = { .checker = c, .pass = c->pass, .env = env };
	struct rego_walk w = { .term = visit_ref, .expr = visit_expr, .pass = c->pass, .arg = &r };

	rego_walk_expr(&w, x);
}
