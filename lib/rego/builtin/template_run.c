/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: execution. */
#include "rego/builtin/template_run.h"

#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"

#define MOST_DEPTH 500
#define MOST_STEPS 10000000

static void walk(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n);

static void iterate(struct rego_te *s, const struct rego_tnode *n, struct rego_tval index,
		    struct rego_tval item)
{
	const struct rego_tnode *pipe = n->pipe;
	size_t mark = s->count;

	if (pipe->decls && pipe->assigns) {
		rego_te_set_var(s, pipe->decl[0], pipe->decls > 1 ? index : item);
		if (pipe->decls > 1)
			rego_te_set_var(s, pipe->decl[1], item);
	} else if (pipe->decls) {
		s->vars[s->count - 1].value = item;
		if (pipe->decls > 1)
			s->vars[s->count - 2].value = index;
	}
	if (++s->steps > MOST_STEPS)
		rego_stop(s->arena, REGO_STOP_STEPS);
	if (!s->error)
		walk(s, item, n->list);
	if (s->jump == REGO_TN_CONTINUE)
		s->jump = REGO_TN_TEXT;
	s->count = mark;
}

static int64_t range_count(struct rego_te *s, const struct rego_tnode *n, const struct rego_tval *v)
{
	struct rego_text t = { .arena = s->arena };

	switch (v->kind) {
	case REGO_TK_INVALID: return 0;
	case REGO_TK_LIST: return v->v.array->count;
	case REGO_TK_MAP: return v->v.object->count;
	default: break;
	}
	rego_template_print(&t, v, 1, false);
	if (v->kind != REGO_TK_INT && v->kind != REGO_TK_BYTE)
		rego_te_fail(s, rego_printf(s->arena, "range can't iterate over %s",
					    rego_text_done(&t)));
	else if (n->pipe->decls > 1)
		rego_te_fail(s, rego_printf(s->arena,
					    "can't use %s to iterate over more than one variable",
					    rego_text_done(&t)));
	return v->i;
}

static void walk_range(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n)
{
	struct rego_tval v = rego_te_pipe(s, dot, n->pipe), index, item;
	int64_t count = s->error ? 0 : range_count(s, n, &v);

	if (s->error)
		return;
	for (int64_t i = 0; i < count && !s->error && s->jump != REGO_TN_BREAK; i++) {
		index = (struct rego_tval){ .kind = REGO_TK_INT, .i = i };
		if (v.kind == REGO_TK_LIST) {
			item = rego_tval_of(s->arena, v.v.array->items[i]);
		} else if (v.kind == REGO_TK_MAP) {
			index = rego_tval_of(s->arena, v.v.object->pairs[i].key);
			index.boxed = false;
			item = rego_tval_of(s->arena, v.v.object->pairs[i].value);
		} else {
			item = index;
			item.kind = v.kind;
		}
		iterate(s, n, index, item);
	}
	s->jump = REGO_TN_TEXT;
	if (count <= 0 && n->other)
		walk(s, dot, n->other);
}

static void walk_template(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n)
{
	const struct rego_template *t = s->all, *self = s->self;
	size_t count, floor = s->floor;

	while (t && (t->name_len != n->value_len || memcmp(t->name, n->value, n->value_len)))
		t = t->next;
	if (!t) {
		rego_te_fail(s, rego_printf(s->arena, "template %s not defined",
					    rego_go_quote(s->arena, n->value, n->value_len)));
		return;
	}
	dot = rego_te_pipe(s, dot, n->pipe);
	if (s->error)
		return;
	count = s->count;
	s->self = t;
	s->floor = s->count;
	rego_te_push(s, "$", 1, dot);
	walk(s, dot, t->root);
	s->count = count;
	s->floor = floor;
	if (!s->error)
		s->self = self;
}

static void print_value(struct rego_te *s, struct rego_tval v)
{
	if (v.kind == REGO_TK_INVALID || v.kind == REGO_TK_MISSING)
		rego_puts(s->out, "<no value>");
	else
		rego_template_print(s->out, &v, 1, false);
}

static void walk_choice(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n)
{
	struct rego_tval v = rego_te_pipe(s, dot, n->pipe);

	if (s->error)
		return;
	if (rego_tval_true(&v))
		walk(s, n->type == REGO_TN_WITH ? v : dot, n->list);
	else if (n->other)
		walk(s, dot, n->other);
}

static void walk_node(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n)
{
	size_t mark = s->count;
	struct rego_tval v;

	s->node = n;
	switch (n->type) {
	case REGO_TN_TEXT: rego_put(s->out, n->text, n->len); return;
	case REGO_TN_ACTION:
		v = rego_te_pipe(s, dot, n->pipe);
		if (!n->pipe->decls && !s->error)
			print_value(s, v);
		return;
	case REGO_TN_TEMPLATE: walk_template(s, dot, n); return;
	case REGO_TN_IF:
	case REGO_TN_WITH: walk_choice(s, dot, n); break;
	case REGO_TN_RANGE: walk_range(s, dot, n); break;
	default: s->jump = n->type;
	}
	s->count = mark;
}

static void walk(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n)
{
	if (++s->depth > MOST_DEPTH)
		rego_stop(s->arena, REGO_STOP_DEPTH);
	if (++s->steps > MOST_STEPS)
		rego_stop(s->arena, REGO_STOP_STEPS);
	for (size_t i = 0; i < n->count && !s->error && s->jump == REGO_TN_TEXT; i++)
		walk_node(s, dot, n->kids[i]);
	s->depth--;
}

const char *rego_template_run(struct rego_arena *a, const struct rego_template *all,
			      const char *text, struct rego_val data, struct rego_text *out)
{
	struct rego_te s = {
		.arena = a, .all = all, .text = text, .out = out, .jump = REGO_TN_TEXT
	};
	struct rego_tval dot = rego_tval_of(a, data);

	dot.boxed = false;
	for (s.self = all; s.self->name_len != 8 || memcmp(s.self->name, "template", 8);)
		s.self = s.self->next;
	rego_te_push(&s, "$", 1, dot);
	walk(&s, dot, s.self->root);
	return s.error;
}

struct rego_val rego_fn_strings_render_template(struct rego_call *c, const struct rego_val *args)
{
	static const char nothing[] = "<no value>", shown[] = "<undefined>";
	struct rego_text out = { .arena = c->arena }, made = { .arena = c->arena };
	const struct rego_template *all;
	const char *error = NULL, *text, *at;
	struct rego_val data;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	text = rego_term_text(c->arena, args[1]);
	data = rego_gojson(c->arena, text, strlen(text), REGO_GOJSON_FIRST, &error);
	if (data.kind == REGO_UNDEFINED)
		return rego_fail(c, "%s", error);
	all = rego_template_parse(c->arena, rego_text(args[0]), rego_len(args[0]), &error);
	if (all)
		error = rego_template_run(c->arena, all, rego_text(args[0]), data, &out);
	if (error)
		return rego_fail(c, "%s", error);
	text = rego_text_done(&out);
	for (const char *end = text + out.len;;) {
		at = memmem(text, (size_t)(end - text), nothing, strlen(nothing));
		rego_put(&made, text, (size_t)((at ? at : end) - text));
		if (!at)
			break;
		rego_puts(&made, shown);
		text = at + strlen(nothing);
	}
	return rego_text_value(&made);
}
