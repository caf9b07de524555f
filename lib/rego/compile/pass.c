/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors of the passes, and making pieces of the tree. */
#include "rego/compile/pass.h"

#include <stdarg.h>
#include <stdio.h>

int rego_loc_compare(const struct rego_loc *a, const struct rego_loc *b)
{
	int cmp;

	if (!a->source || !b->source)
		return !a->source - !b->source;
	cmp = a->source == b->source ? 0 : strcmp(a->source->name, b->source->name);
	if (cmp)
		return cmp < 0 ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->col < b->col ? -1 : a->col > b->col;
}

static void link_error(struct rego_pass *p, const char *code, const struct rego_loc *loc,
		       const char *message, const char *details)
{
	struct rego_error *e = rego_new(p->errors->arena, struct rego_error);

	e->code = code;
	e->message = message;
	e->details = details;
	e->detail = p->detail;
	p->detail = NULL;
	if (loc)
		e->loc = *loc;
	*p->errors->last = e;
	p->errors->last = &e->next;
	p->errors->count++;
}

static bool add_error(struct rego_pass *p, const char *code, const struct rego_loc *loc,
		      const char *message, const char *details)
{
	if (p->most_errors && p->error_count >= p->most_errors)
		return false;
	link_error(p, code, loc, message, details);
	if (++p->error_count != p->most_errors)
		return true;
	link_error(p, REGO_COMPILE_ERROR, NULL, "error limit reached", NULL);
	return false;
}

bool rego_pass_error(struct rego_pass *p, const char *code, const struct rego_loc *loc,
		     const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = rego_vprintf(p->errors->arena, fmt, args);
	va_end(args);
	return add_error(p, code, loc, text, NULL);
}

bool rego_pass_details(struct rego_pass *p, const char *code, const struct rego_loc *loc,
		       const char *details, const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = rego_vprintf(p->errors->arena, fmt, args);
	va_end(args);
	return add_error(p, code, loc, text, details);
}

const struct rego_string *rego_pass_original(const struct rego_pass *p,
					     const struct rego_string *var)
{
	uint32_t id = var->id - 1;
	const struct rego_string *name = NULL;

	if (id < p->original_room)
		name = p->original[id];
	return name ? name : var;
}

void rego_pass_rename(struct rego_pass *p, const struct rego_string *generated,
		      const struct rego_string *var)
{
	uint32_t id = generated->id - 1;

	if (id >= p->original_room) {
		uint32_t room = (id + 64) * 2;
		const struct rego_string **more =
			rego_new_array(p->arena, const struct rego_string *, room);

		memset(more, 0, room * sizeof(*more));
		if (p->original_room)
			memcpy(more, p->original, p->original_room * sizeof(*more));
		p->original = more;
		p->original_room = room;
	}
	p->original[id] = var;
}

const char *rego_pass_text(struct rego_pass *p, const struct rego_term *t)
{
	ss_strbuf_clear(&p->text);
	rego_print_term(&p->text, t);
	return rego_strndup(p->arena, p->text.data ? p->text.data : "", p->text.len);
}

static bool rename_var(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		t->var = rego_pass_original(w->pass, t->var);
	return false;
}

const char *rego_pass_ref(struct rego_pass *p, const struct rego_term *t)
{
	struct rego_walk w = { .term = rename_var, .pass = p };
	struct rego_term *copy = rego_copy_term(p->arena, t);

	rego_walk_term(&w, copy);
	return rego_pass_text(p, copy);
}

static bool replace_var(struct rego_walk *w, struct rego_term *t)
{
	for (uint32_t i = 0; rego_is_list(t) && i < t->list.count; i++) {
		struct rego_term *item = t->list.items[i];

		if (item->kind == REGO_TERM_VAR)
			t->list.items[i] = rego_new_var(
				w->pass, rego_pass_original(w->pass, item->var), &item->loc);
	}
	return false;
}

void rego_pass_restore(struct rego_pass *p, struct rego_term *ref)
{
	struct rego_walk w = { .term = replace_var, .pass = p };

	rego_walk_term(&w, ref);
}

const struct rego_string *rego_pass_name(struct rego_pass *p, const char *text)
{
	return rego_intern(p->names, text, strlen(text));
}

const struct rego_string *rego_new_local(struct rego_pass *p)
{
	const struct rego_string *var;
	char name[32];
	int len;

	do {
		len = snprintf(name, sizeof(name), "%s%u__", p->prefix, p->next++);
		var = rego_intern(p->names, name, (size_t)len);
	} while (rego_vars_has(&p->taken, var));
	return var;
}

static struct rego_term *new_term(struct rego_pass *p, enum rego_term_kind kind,
				  const struct rego_loc *loc)
{
	struct rego_term *t = rego_new(p->arena, struct rego_term);

	t->kind = kind;
	t->generated = true;
	if (loc)
		t->loc = *loc;
	return t;
}

struct rego_term *rego_new_var(struct rego_pass *p, const struct rego_string *var,
			       const struct rego_loc *loc)
{
	struct rego_term *t = new_term(p, REGO_TERM_VAR, loc);

	t->var = var;
	return t;
}

struct rego_term *rego_new_value(struct rego_pass *p, struct rego_val v, const struct rego_loc *loc)
{
	struct rego_term *t = new_term(p, REGO_TERM_VALUE, loc);

	t->value = v;
	return t;
}

struct rego_term *rego_new_list(struct rego_pass *p, enum rego_term_kind kind, uint32_t count,
				const struct rego_loc *loc)
{
	struct rego_term *t = new_term(p, kind, loc);

	t->list.items = rego_new_array(p->arena, struct rego_term *, count + 1);
	t->list.count = count;
	return t;
}

struct rego_term *rego_new_operator(struct rego_pass *p, const char *name,
				    const struct rego_loc *loc)
{
	const char *dot = strchr(name, '.');
	uint32_t count = 1;
	struct rego_term *ref;

	for (const char *s = dot; s; s = strchr(s + 1, '.'))
		count++;
	ref = rego_new_list(p, REGO_TERM_REF, count, loc);
	for (uint32_t i = 0; i < count; i++) {
		size_t len = strcspn(name, ".");
		const struct rego_string *part = rego_intern(p->names, name, len);
		struct rego_val v = { .kind = REGO_STRING, .string = part };

		ref->list.items[i] = i ? rego_new_value(p, v, loc) : rego_new_var(p, part, loc);
		name += len + 1;
	}
	return ref;
}

struct rego_term *rego_new_call(struct rego_pass *p, const char *name, uint32_t args,
				const struct rego_loc *loc)
{
	struct rego_term *t = rego_new_list(p, REGO_TERM_CALL, args + 1, loc);

	t->list.items[0] = rego_new_operator(p, name, loc);
	return t;
}

struct rego_expr *rego_new_equality(struct rego_pass *p, struct rego_term *a, struct rego_term *b,
				    const struct rego_loc *loc)
{
	struct rego_expr *x = rego_new(p->arena, struct rego_expr);

	x->kind = REGO_EXPR_CALL;
	x->term = rego_new_call(p, "eq", 2, loc);
	x->term->list.items[1] = a;
	x->term->list.items[2] = b;
	if (loc)
		x->loc = *loc;
	return x;
}

struct rego_expr *rego_new_capture(struct rego_pass *p, struct rego_term *t)
{
	struct rego_term *var = rego_new_var(p, rego_new_local(p), &t->loc);
	struct rego_expr *x = rego_new_equality(p, var, t, &t->loc);

	x->generated = true;
	return x;
}

struct rego_expr *rego_new_true(struct rego_pass *p, const struct rego_loc *loc)
{
	struct rego_expr *x = rego_new(p->arena, struct rego_expr);

	x->kind = REGO_EXPR_TERM;
	x->term = rego_new_value(p, rego_bool(true), loc);
	if (loc)
		x->loc = *loc;
	return x;
}
