/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of an evaluation as OPA shows them: a table. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/compile/pass.h"
#include "trace_place.h"

#define VALUE_WIDTH 32

static const struct rego_step_local *local_of(const struct rego_step_event *ev,
					      const struct rego_string *var)
{
	for (uint32_t i = 0; i < ev->local_count; i++)
		if (ev->locals[i].var == var)
			return &ev->locals[i];
	return NULL;
}

static bool rename_term(struct rego_walk *w, struct rego_term *t)
{
	const struct rego_step_local *l;

	if (t->kind == REGO_TERM_VAR) {
		l = local_of(w->arg, t->var);
		if (l)
			t->var = l->name;
	}
	return false;
}

static bool rename_every(struct rego_walk *w, struct rego_expr *x)
{
	const struct rego_step_local *l;

	if (x->kind != REGO_EXPR_EVERY || !x->every.key || x->every.key->kind != REGO_TERM_VAR)
		return false;
	l = local_of(w->arg, x->every.key->var);
	if (!l || rego_var_is_generated(l->name))
		x->every.key = NULL;
	return false;
}

static void put_node(struct ss_strbuf *out, struct rego_arena *a, const struct rego_step_event *ev)
{
	struct rego_walk w = { .term = rename_term, .arg = (void *)ev };
	struct rego_expr *x;
	struct rego_body *b;

	if (ev->expr) {
		x = rego_copy_expr(a, ev->expr);
		rename_every(&w, x);
		rego_walk_expr(&w, x);
		rego_print_expr(out, x);
	} else if (ev->body) {
		b = rego_copy_body(a, ev->body);
		rego_walk_body(&w, b);
		rego_print_body(out, b);
	}
}

static void put_rule(struct ss_strbuf *out, const struct rego_rule *r)
{
	rego_print_term(out, r->module->package);
	ss_strbuf_char(out, '.');
	rego_print_term(out, r->head->ref);
}

struct depths {
	uint32_t *of; /* by query + 1 */
	uint64_t most;
};

static uint32_t depth_of(struct depths *d, uint64_t query, uint64_t parent)
{
	if (!d->of[query])
		d->of[query] = d->of[parent] + 1;
	return d->of[query];
}

static uint32_t spaces(const struct rego_step_event *ev, uint32_t depth)
{
	if (ev->op == REGO_STEP_ENTER || (ev->op == REGO_STEP_REDO && !ev->expr))
		return depth;
	return depth + 1;
}

struct shown {
	char *name, *value;
};
struct values {
	const struct rego_step_event *ev;
	struct shown *items;
	size_t count;
};

static char *text_of(const struct rego_term *t, const struct rego_string *var,
		     const struct rego_val *v)
{
	struct rego_term named = { .kind = REGO_TERM_VAR, .var = var };
	struct ss_strbuf b = { 0 };

	if (v)
		rego_term_write(&b, *v);
	else
		rego_print_term(&b, t ? t : &named);
	if (b.len > VALUE_WIDTH && !var) {
		b.len = VALUE_WIDTH - 3;
		ss_strbuf_str(&b, "...");
	}
	ss_strbuf_char(&b, '\0');
	return b.data;
}

static void add_value(struct values *v, char *name, char *value)
{
	struct shown *more;

	for (size_t i = 0; i < v->count; i++)
		if (name && !strcmp(v->items[i].name, name)) {
			free(v->items[i].value);
			free(name);
			v->items[i].value = value;
			return;
		}
	more = realloc(v->items, (v->count + 1) * sizeof(*more));
	if (more)
		v->items = more;
	if (!more || !name || !value) {
		free(name);
		free(value);
		return;
	}
	v->items[v->count++] = (struct shown){ name, value };
}

static bool note_value(struct rego_walk *w, struct rego_term *t)
{
	struct values *v = w->arg;
	const struct rego_step_local *l;

	if (t->kind != REGO_TERM_VAR)
		return false;
	l = local_of(v->ev, t->var);
	if (l && l->value)
		add_value(v, text_of(NULL, l->name, NULL), text_of(l->value, NULL, NULL));
	return false;
}

static int by_name(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void put_values(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	struct values v = { .ev = ev };
	struct rego_walk w = { .term = note_value, .arg = &v };

	if (ev->rule) {
		rego_walk_term(&w, ev->rule->head->ref);
		rego_walk_head(&w, ev->rule->head);
	} else {
		for (uint32_t i = 0; i < ev->known_count; i++)
			add_value(&v,
				  text_of(ev->known[i].ref, ev->known[i].ref->list.items[0]->var,
					  NULL),
				  text_of(NULL, NULL, &ev->known[i].value));
		if (ev->expr)
			rego_walk_expr(&w, (struct rego_expr *)ev->expr);
		else if (ev->body)
			rego_walk_body(&w, (struct rego_body *)ev->body);
	}
	if (v.count)
		qsort(v.items, v.count, sizeof(*v.items), by_name);
	ss_strbuf_char(out, '{');
	for (size_t i = 0; i < v.count; i++) {
		ss_strbuf_printf(out, "%s%s: %s", i ? ", " : "", v.items[i].name, v.items[i].value);
		free(v.items[i].name);
		free(v.items[i].value);
	}
	ss_strbuf_char(out, '}');
	free(v.items);
}

static void put_case(struct ss_strbuf *out, struct rego_val names)
{
	ss_strbuf_str(out, "internal.test_case(");
	rego_term_write(out, names);
	ss_strbuf_char(out, ')');
}

static void put_event(struct ss_strbuf *out, struct rego_arena *a, const struct rego_step_event *ev,
		      uint32_t depth)
{
	for (uint32_t i = 1; i < spaces(ev, depth); i++)
		ss_strbuf_str(out, "| ");
	ss_strbuf_printf(out, "%s ", trace_op(ev->op));
	if (ev->op == REGO_STEP_NOTE) {
		rego_quote_write(out, ev->message, strlen(ev->message));
		return;
	}
	if (ev->rule)
		put_rule(out, ev->rule);
	else if (ev->ref)
		rego_print_term(out, ev->ref);
	else if (ev->op == REGO_STEP_TEST_CASE)
		put_case(out, ev->value);
	else
		put_node(out, a, ev);
	if (*ev->message)
		ss_strbuf_printf(out, " %s", ev->message);
}

struct row {
	struct ss_strbuf cells[3];
};

static void put_rows(struct ss_strbuf *out, const struct row *rows, size_t n, size_t columns,
		     const char *indent)
{
	size_t widths[3] = { 0 };

	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < columns; c++)
			if (rows[i].cells[c].len > widths[c])
				widths[c] = rows[i].cells[c].len;
	for (size_t i = 0; i < n; i++) {
		for (size_t c = 0; c < columns; c++) {
			const struct ss_strbuf *b = &rows[i].cells[c];

			ss_strbuf_str(out, indent);
			ss_strbuf_add(out, b->data, b->len);
			for (size_t k = b->len; c + 1 < columns && k < widths[c] + 5; k++)
				ss_strbuf_char(out, ' ');
		}
		ss_strbuf_printf(out, "%s\n", indent);
	}
}

void trace_pretty(struct ss_strbuf *out, const struct trace *t, bool values, const char *indent)
{
	struct row *rows = calloc(t->count + 1, sizeof(*rows));
	struct depths d = { 0 };
	struct trace_place p = { 0 };
	struct rego_arena a;
	jmp_buf jmp;

	for (size_t i = 0; i < t->count; i++)
		if (t->items[i].query > d.most)
			d.most = t->items[i].query;
	d.of = calloc((size_t)d.most + 2, sizeof(*d.of));
	if (!rows || !d.of)
		out->err = -ENOMEM;
	rego_arena_init(&a, 0);
	trace_shorten(&p, t);
	for (size_t i = 0; !out->err && i < t->count; i++) {
		if (!rego_arena_try(&a, &jmp)) {
			out->err = -ENOMEM;
			break;
		}
		trace_put_place(&rows[i].cells[0], &p, &t->items[i]);
		put_event(&rows[i].cells[1], &a, &t->items[i],
			  depth_of(&d, t->items[i].query, t->items[i].parent));
		if (values)
			put_values(&rows[i].cells[2], &t->items[i]);
		rego_arena_reset(&a);
	}
	if (!out->err)
		put_rows(out, rows, t->count, values ? 3 : 2, indent ? indent : "");
	for (size_t i = 0; rows && i < t->count; i++)
		for (size_t c = 0; c < 3; c++)
			ss_strbuf_fini(&rows[i].cells[c]);
	rego_arena_fini(&a);
	free(p.common);
	free(d.of);
	free(rows);
}
