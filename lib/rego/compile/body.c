/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies that grow, and questions about terms. */
#include "rego/compile/pass.h"

void rego_exprs_add(struct rego_exprs *list, struct rego_expr *x)
{
	if (list->count == list->room) {
		uint32_t room = list->room ? list->room * 2 : 8;
		struct rego_expr **items = rego_new_array(list->arena, struct rego_expr *, room);

		if (list->count)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = x;
}

void rego_exprs_add_body(struct rego_exprs *list, const struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++)
		rego_exprs_add(list, b->exprs[i]);
}

static void fill_body(struct rego_body *b, const struct rego_exprs *list)
{
	b->exprs = list->items;
	b->count = list->count;
	for (uint32_t i = 0; i < b->count; i++)
		b->exprs[i]->index = i;
}

struct rego_body *rego_exprs_body(const struct rego_exprs *list, const struct rego_loc *loc)
{
	struct rego_body *b = rego_new(list->arena, struct rego_body);

	fill_body(b, list);
	if (loc)
		b->loc = *loc;
	return b;
}

bool rego_body_is_true(const struct rego_body *b)
{
	const struct rego_expr *x = b->count == 1 ? b->exprs[0] : NULL;

	return x && x->kind == REGO_EXPR_TERM && x->term->kind == REGO_TERM_VALUE &&
	       x->term->value.kind == REGO_BOOL && x->term->value.b;
}

void rego_body_append(struct rego_pass *p, struct rego_body *b, const struct rego_exprs *more)
{
	struct rego_exprs list = { .arena = p->arena };

	if (!more->count)
		return;
	if (!rego_body_is_true(b))
		rego_exprs_add_body(&list, b);
	for (uint32_t i = 0; i < more->count; i++)
		rego_exprs_add(&list, more->items[i]);
	fill_body(b, &list);
}

void rego_body_append_one(struct rego_pass *p, struct rego_body *b, struct rego_expr *x)
{
	struct rego_expr *items[] = { x };
	struct rego_exprs more = { .arena = p->arena, .items = items, .count = 1 };

	rego_body_append(p, b, &more);
}

static bool is_ref_to(const struct rego_term *t, const struct rego_string *name)
{
	return t->kind == REGO_TERM_REF && t->list.count &&
	       t->list.items[0]->kind == REGO_TERM_VAR && t->list.items[0]->var == name;
}

bool rego_is_data_ref(const struct rego_pass *p, const struct rego_term *t)
{
	return is_ref_to(t, p->data);
}

bool rego_is_input_ref(const struct rego_pass *p, const struct rego_term *t)
{
	return is_ref_to(t, p->input);
}

bool rego_is_root_ref(const struct rego_pass *p, const struct rego_term *t)
{
	return t->kind == REGO_TERM_REF && t->list.count == 1 &&
	       (rego_is_data_ref(p, t) || rego_is_input_ref(p, t));
}

bool rego_op_is(const struct rego_term *op, const char *name)
{
	return op->kind == REGO_TERM_REF && op->list.count == 1 &&
	       op->list.items[0]->kind == REGO_TERM_VAR &&
	       !strcmp(op->list.items[0]->var->text, name);
}

bool rego_calls(const struct rego_expr *x, const char *name)
{
	return x->kind == REGO_EXPR_CALL && rego_op_is(x->term->list.items[0], name);
}

static bool note_ref(struct rego_walk *w, struct rego_term *t)
{
	bool *found = w->arg;

	*found = *found || t->kind == REGO_TERM_REF;
	return *found;
}

bool rego_has_ref(const struct rego_term *t)
{
	bool found = false;
	struct rego_walk w = { .term = note_ref, .arg = &found };

	rego_walk_term(&w, (struct rego_term *)t);
	return found;
}

bool rego_note_generated(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR && rego_var_is_generated(t->var))
		rego_vars_add(w->arg, t->var);
	return false;
}

bool rego_note_closure(struct rego_walk *w, struct rego_term *t)
{
	bool *found = w->arg;

	*found = *found || rego_is_closure(t);
	return *found;
}

bool rego_has_comprehension(const struct rego_term *t)
{
	bool found = false;
	struct rego_walk w = { .term = rego_note_closure, .arg = &found };

	rego_walk_term(&w, (struct rego_term *)t);
	return found;
}

bool rego_needs_eval(const struct rego_term *t)
{
	return t && (rego_has_ref(t) || rego_has_comprehension(t));
}

static bool note_inconstant(struct rego_walk *w, struct rego_term *t)
{
	bool *found = w->arg;

	*found = *found || t->kind == REGO_TERM_VAR || t->kind == REGO_TERM_REF ||
		 t->kind == REGO_TERM_CALL || rego_is_closure(t);
	return *found;
}

bool rego_is_constant(const struct rego_term *t)
{
	bool found = false;
	struct rego_walk w = { .term = note_inconstant, .arg = &found };

	if (t->kind == REGO_TERM_VALUE)
		return true;
	rego_walk_term(&w, (struct rego_term *)t);
	return !found;
}

struct rego_val rego_constant(struct rego_arena *a, const struct rego_term *t)
{
	struct rego_builder b = { .arena = a };

	switch (t->kind) {
	case REGO_TERM_VALUE: return t->value;
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
		for (uint32_t i = 0; i < t->list.count; i++)
			rego_add(&b, rego_constant(a, t->list.items[i]));
		return t->kind == REGO_TERM_SET ? rego_build_set(&b) : rego_build_array(&b);
	case REGO_TERM_OBJECT:
		for (uint32_t i = 0; i + 1 < t->list.count; i += 2)
			rego_add_pair(&b, rego_constant(a, t->list.items[i]),
				      rego_constant(a, t->list.items[i + 1]));
		return rego_build_object(&b);
	default: return rego_undefined();
	}
}

static bool is_scalar(const struct rego_term *t)
{
	return !t || t->kind == REGO_TERM_VALUE;
}

bool rego_head_has_vars(const struct rego_head *h)
{
	for (uint32_t i = 0; i < h->arg_count; i++)
		if (!is_scalar(h->args[i]))
			return true;
	if (!is_scalar(h->key) || !is_scalar(h->value))
		return true;
	for (uint32_t i = 1; i < h->ref->list.count; i++)
		if (!is_scalar(h->ref->list.items[i]))
			return true;
	return false;
}

uint32_t rego_ground_prefix(const struct rego_term *ref)
{
	uint32_t i = 1;

	while (i < ref->list.count && rego_term_is_ground(ref->list.items[i]))
		i++;
	return i < ref->list.count ? i : ref->list.count;
}

bool rego_ref_is_ground(const struct rego_term *ref)
{
	return rego_ground_prefix(ref) == ref->list.count;
}
