// SPDX-License-Identifier: BSD-2-Clause
/* Steps of an evaluation as OPA shows them: a table, or JSON. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/compile/pass.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/json_out.h"
#include "trace.h"

#define PLACE_WIDTH 64 /* longer names of files are cut in the middle */
#define VALUE_WIDTH 32

static const char *const ops[] = {
	[REGO_STEP_ENTER] = "Enter", [REGO_STEP_EXIT] = "Exit",
	[REGO_STEP_EVAL] = "Eval",   [REGO_STEP_REDO] = "Redo",
	[REGO_STEP_SAVE] = "Save",   [REGO_STEP_FAIL] = "Fail",
	[REGO_STEP_DUPLICATE] = "Duplicate", [REGO_STEP_NOTE] = "Note",
	[REGO_STEP_INDEX] = "Index", [REGO_STEP_UNIFY] = "Unify",
	[REGO_STEP_TEST_CASE] = "TestCase",
};

/* --- names as they were written --------------------------------------------------------- */

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

/* --- how deep ------------------------------------------------------------------------------ */

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

/* --- where --------------------------------------------------------------------------------- */

struct place { /* the part that all long names share is shown as ... */
	char *common;
};

static size_t digits(uint32_t n)
{
	return n < 10 ? 1 : digits(n / 10) + 1;
}

static const char *file_of(const struct rego_step_event *ev)
{
	return ev->loc && ev->loc->source ? ev->loc->source->name : NULL;
}

/* Directories below the first one. */
static char *inner_path(const char *file)
{
	const char *end = strrchr(file, '/'), *at = file;
	char *path;

	if (!end)
		return strdup(".");
	if (*at == '/')
		at++;
	path = end > at ? strndup(at, (size_t)(end - at)) : strdup("");
	if (path && strchr(path, '/'))
		memmove(path, strchr(path, '/') + 1, strlen(strchr(path, '/')));
	return path;
}

static bool in_all(const char *part, size_t len, char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!memmem(paths[i], strlen(paths[i]), part, len))
			return false;
	return true;
}

static char *longest_common(char *const *paths, size_t n)
{
	size_t all = strlen(paths[0]), best = 0, at = 0;

	for (size_t i = 0; i < all; i++)
		while (i + best < all && in_all(paths[0] + i, best + 1, paths, n)) {
			best++;
			at = i;
		}
	return strndup(paths[0] + at, best);
}

static bool known(const char *const *files, size_t n, const char *file)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(files[i], file))
			return true;
	return false;
}

static void shorten(struct place *p, const struct trace *t)
{
	const char **files = calloc(t->count + 1, sizeof(*files));
	char **paths = calloc(t->count + 1, sizeof(*paths));
	size_t n = 0, longest = 0, len, cut;

	for (size_t i = 0; files && paths && i < t->count; i++) {
		const char *file = file_of(&t->items[i]);

		if (!file)
			continue;
		len = (*file ? strlen(file) : 5) + digits(t->items[i].loc->row) + 1;
		longest = len > longest ? len : longest;
		if (*file && !known(files, n, file)) {
			paths[n] = inner_path(file);
			files[n++] = file;
		}
	}
	if (n && longest > PLACE_WIDTH) {
		p->common = longest_common(paths, n);
		len = p->common ? strlen(p->common) : 0;
		if (longest - len + 3 < PLACE_WIDTH) {
			cut = PLACE_WIDTH - (longest - len + 3);
			if (len)
				p->common[cut > len ? 0 : len - cut] = '\0';
		}
	}
	for (size_t i = 0; i < n; i++)
		free(paths[i]);
	free(files);
	free(paths);
}

static void put_place(struct ss_strbuf *out, const struct place *p,
		      const struct rego_step_event *ev)
{
	const char *file = file_of(ev), *common;

	if (!file)
		return;
	common = p->common && strlen(p->common) > 3 ? strstr(file, p->common) : NULL;
	if (!*file)
		ss_strbuf_str(out, "query");
	else if (common)
		ss_strbuf_printf(out, "%.*s...%s", (int)(common - file), file,
				 common + strlen(p->common));
	else
		ss_strbuf_str(out, file);
	ss_strbuf_printf(out, ":%u", ev->loc->row);
}

/* --- values ----------------------------------------------------------------------------------- */

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
			add_value(&v, text_of(ev->known[i].ref, ev->known[i].ref->list.items[0]->var,
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
		ss_strbuf_printf(out, "%s%s: %s", i ? ", " : "", v.items[i].name,
				 v.items[i].value);
		free(v.items[i].name);
		free(v.items[i].value);
	}
	ss_strbuf_char(out, '}');
	free(v.items);
}

/* --- the table ----------------------------------------------------------------------------------- */

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
	ss_strbuf_printf(out, "%s ", ops[ev->op]);
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
	struct place p = { 0 };
	struct rego_arena a;
	jmp_buf jmp;

	for (size_t i = 0; i < t->count; i++)
		if (t->items[i].query > d.most)
			d.most = t->items[i].query;
	d.of = calloc((size_t)d.most + 2, sizeof(*d.of));
	if (!rows || !d.of)
		out->err = -ENOMEM;
	rego_arena_init(&a, 0);
	shorten(&p, t);
	for (size_t i = 0; !out->err && i < t->count; i++) {
		if (!rego_arena_try(&a, &jmp)) {
			out->err = -ENOMEM;
			break;
		}
		put_place(&rows[i].cells[0], &p, &t->items[i]);
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

/* --- JSON ------------------------------------------------------------------------------------------ */

static void put_json_node(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	struct rego_body one = { .count = 1 };
	struct rego_expr *x = (struct rego_expr *)ev->expr;
	struct ss_strbuf b = { 0 };

	if (ev->rule) {
		rego_rule_json(out, ev->rule, 0);
	} else if (ev->body) {
		rego_body_json(out, ev->body, 0);
	} else if (x && ev->op != REGO_STEP_NOTE) {
		one.exprs = &x;
		rego_body_json(&b, &one, 0);
		if (b.len > 2)
			ss_strbuf_add(out, b.data + 1, b.len - 2);
		ss_strbuf_fini(&b);
	} else {
		ss_strbuf_str(out, "null");
	}
}

static void put_json_text(struct ss_strbuf *out, const char *s, size_t len)
{
	struct rego_json_out o = { .out = out };

	rego_out_text(&o, s, len);
}

static void put_json_place(struct ss_strbuf *out, const struct rego_loc *loc)
{
	struct rego_json_out o = { .out = out };

	if (!loc || !loc->source) {
		ss_strbuf_str(out, "null");
		return;
	}
	ss_strbuf_str(out, "{\"file\":");
	rego_out_string(&o, loc->source->name);
	ss_strbuf_printf(out, ",\"row\":%u,\"col\":%u}", loc->row, loc->col);
}

/* "type":...,"value":... of a term, without its braces. */
static void put_json_term(struct ss_strbuf *out, const struct rego_term *t)
{
	struct ss_strbuf b = { 0 };

	rego_term_json(&b, t, 0);
	if (b.len > 2)
		ss_strbuf_add(out, b.data + 1, b.len - 2);
	ss_strbuf_fini(&b);
}

static void put_json_locals(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	bool any = false;

	for (uint32_t i = 0; i < ev->local_count; i++) {
		const struct rego_step_local *l = &ev->locals[i];

		if (!l->value)
			continue;
		ss_strbuf_str(out, any ? ",{\"name\":" : "[{\"name\":");
		if (l->var->text[0] == '$')
			ss_strbuf_str(out, "\"_\"");
		else
			put_json_text(out, l->var->text, l->var->len);
		ss_strbuf_char(out, ',');
		put_json_term(out, l->value);
		ss_strbuf_char(out, '}');
		any = true;
	}
	ss_strbuf_str(out, any ? "]" : "null");
}

static int by_var(const void *a, const void *b)
{
	const struct rego_step_local *const *x = a, *const *y = b;

	return strcmp((*x)->var->text, (*y)->var->text);
}

static void put_json_names(struct ss_strbuf *out, const struct rego_step_event *ev)
{
	const struct rego_step_local **all = calloc(ev->local_count + 1U, sizeof(*all));

	if (!all) {
		out->err = -ENOMEM;
		return;
	}
	for (uint32_t i = 0; i < ev->local_count; i++)
		all[i] = &ev->locals[i];
	qsort(all, ev->local_count, sizeof(*all), by_var);
	ss_strbuf_char(out, '{');
	for (uint32_t i = 0; i < ev->local_count; i++) {
		if (i)
			ss_strbuf_char(out, ',');
		put_json_text(out, all[i]->var->text, all[i]->var->len);
		ss_strbuf_str(out, ":{\"name\":");
		put_json_text(out, all[i]->name->text, all[i]->name->len);
		ss_strbuf_str(out, ",\"location\":");
		put_json_place(out, all[i]->loc);
		ss_strbuf_char(out, '}');
	}
	ss_strbuf_char(out, '}');
	free(all);
}

static void put_json_ref(struct ss_strbuf *out, const struct rego_term *ref)
{
	if (!ref) {
		ss_strbuf_str(out, "null");
		return;
	}
	rego_terms_json(out, ref->list.items, ref->list.count, 0);
}

void trace_json(struct ss_strbuf *out, const struct trace *t)
{
	ss_strbuf_char(out, '[');
	for (size_t i = 0; i < t->count; i++) {
		const struct rego_step_event *ev = &t->items[i];

		ss_strbuf_printf(out, "%s{\"Op\":\"%s\",\"Node\":", i ? "," : "", ops[ev->op]);
		put_json_node(out, ev);
		ss_strbuf_str(out, ",\"Location\":");
		put_json_place(out, ev->loc);
		ss_strbuf_printf(out, ",\"QueryID\":%llu,\"ParentID\":%llu,\"Locals\":",
				 (unsigned long long)ev->query, (unsigned long long)ev->parent);
		put_json_locals(out, ev);
		ss_strbuf_str(out, ",\"LocalMetadata\":");
		if (ev->op == REGO_STEP_NOTE)
			ss_strbuf_str(out, "null");
		else
			put_json_names(out, ev);
		ss_strbuf_str(out, ",\"Message\":");
		put_json_text(out, ev->message, strlen(ev->message));
		ss_strbuf_str(out, ",\"Ref\":");
		put_json_ref(out, ev->ref);
		ss_strbuf_char(out, '}');
	}
	ss_strbuf_char(out, ']');
}
