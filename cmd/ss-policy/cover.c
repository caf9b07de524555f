// SPDX-License-Identifier: BSD-2-Clause
/* Each place of the text that was met is kept as a range; the rest is what the parser finds. */
#include "cover.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "rego/compile/pass.h"
#include "rego/syntax/json_out.h"
#include "rego/value/number.h"

struct range {
	uint32_t row, col, end_row, end_col;
};

struct ranges {
	struct range *items; /* sorted, each once */
	size_t count, room;
	uint32_t rows; /* that they touch */
};

struct file {
	const char *name;
	struct ranges met, missed;
};

struct cover {
	pthread_mutex_t lock;
	struct file *files; /* sorted by name */
	size_t count, room;
	uint32_t met, missed; /* rows */
	bool failed;
};

struct cover *cover_new(void)
{
	struct cover *c = calloc(1, sizeof(*c));

	if (c)
		pthread_mutex_init(&c->lock, NULL);
	return c;
}

void cover_free(struct cover *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free(c->files[i].met.items);
		free(c->files[i].missed.items);
		free((char *)c->files[i].name);
	}
	free(c->files);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* --- ranges --------------------------------------------------------------------------- */
static struct range range_of(const struct rego_loc *l)
{
	struct range r = { l->row, l->col, l->row, l->col };
	const char *s = l->source->text + l->offset;

	for (uint32_t i = 0; i < l->len; i++) {
		if (s[i] == '\n') {
			r.end_row++;
			r.end_col = 1;
		} else {
			r.end_col += ((unsigned char)s[i] & 0xc0) != 0x80;
		}
	}
	return r;
}

static int compare(const struct range *a, const struct range *b)
{
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	if (a->end_row != b->end_row)
		return a->end_row < b->end_row ? -1 : 1;
	return a->end_col < b->end_col ? -1 : a->end_col > b->end_col;
}

/* Room for one more item at AT; false without memory. */
static bool make_room(void *items, size_t *count, size_t *room, size_t size, size_t at)
{
	char **p = items;

	if (*count == *room) {
		size_t more = *room ? *room * 2 : 16;
		void *new = reallocarray(*p, more, size);

		if (!new)
			return false;
		*p = new;
		*room = more;
	}
	memmove(*p + (at + 1) * size, *p + at * size, (*count - at) * size);
	(*count)++;
	return true;
}

static bool add(struct ranges *list, struct range r)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare(&list->items[middle], &r);

		if (!order)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!make_room(&list->items, &list->count, &list->room, sizeof(r), low))
		return false;
	list->items[low] = r;
	return true;
}

static bool is_within(const struct range *in, const struct range *r)
{
	return (in->row < r->row || (in->row == r->row && in->col <= r->col)) &&
	       (in->end_row > r->end_row ||
		(in->end_row == r->end_row && in->end_col >= r->end_col));
}

static bool is_met(const struct file *f, const struct range *r)
{
	for (size_t i = 0; i < f->met.count; i++)
		if (is_within(&f->met.items[i], r))
			return true;
	return false;
}

/* The rows that a range adds to those before it, which end before row NEXT. */
static uint32_t first_row(const struct range *r, uint32_t next)
{
	return r->row > next ? r->row : next;
}

static void count_rows(struct ranges *list)
{
	uint32_t next = 0;

	list->rows = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct range *r = &list->items[i];
		uint32_t first = first_row(r, next);

		if (r->end_row < first)
			continue;
		list->rows += r->end_row + 1 - first;
		next = r->end_row + 1;
	}
}

/* --- what was met --------------------------------------------------------------------- */
static struct file *file_of(struct cover *c, const char *name)
{
	size_t i = 0;

	while (i < c->count && strcmp(c->files[i].name, name) < 0)
		i++;
	if (i < c->count && !strcmp(c->files[i].name, name))
		return &c->files[i];
	name = strdup(name);
	if (!name || !make_room(&c->files, &c->count, &c->room, sizeof(*c->files), i)) {
		free((char *)name);
		return NULL;
	}
	c->files[i] = (struct file){ .name = name };
	return &c->files[i];
}

static void meet(struct cover *c, const struct rego_loc *l)
{
	struct file *f;

	if (!l->source || !l->row || !*l->source->name)
		return;
	f = file_of(c, l->source->name);
	if (!f || !add(&f->met, range_of(l)))
		c->failed = true;
}

void cover_place(struct cover *c, const struct rego_loc *loc)
{
	pthread_mutex_lock(&c->lock);
	meet(c, loc);
	pthread_mutex_unlock(&c->lock);
}

void cover_event(struct cover *c, const struct rego_event *ev)
{
	if (ev->kind == REGO_EVENT_EXIT || ev->kind == REGO_EVENT_EVAL)
		cover_place(c, ev->loc);
}

/* --- what there is -------------------------------------------------------------------- */
struct look {
	struct cover *cover;
	struct file *file;
};

static void miss(struct look *l, const struct rego_loc *loc)
{
	struct range r;

	if (!loc->source || !loc->row)
		return;
	r = range_of(loc);
	if (!is_met(l->file, &r) && !add(&l->file->missed, r))
		l->cover->failed = true;
}

static bool on_expr(struct rego_walk *w, struct rego_expr *x)
{
	if (x->kind != REGO_EXPR_SOME)
		miss(w->arg, &x->loc);
	return false;
}

static void look_at(struct look *l, const struct rego_module *m)
{
	struct rego_walk w = { .expr = on_expr, .arg = l };

	for (uint32_t i = 0; i < m->rule_count; i++)
		for (struct rego_rule *r = m->rules[i]; r; r = r->otherwise) {
			miss(l, &r->head->loc);
			rego_walk_rule(&w, r);
		}
}

/* The compiler has changed the trees: the text is parsed again. */
static void look_again(struct cover *c, const struct rego_module *m, struct rego_arena *a)
{
	struct rego_parse_options o = { .version =
						m->version == REGO_V0_V1 ? REGO_V0 : m->version };
	struct look l = { c, file_of(c, m->source->name) };
	const struct rego_module *again;
	struct rego_errors errors;
	jmp_buf out;

	if (!l.file || !rego_arena_try(a, &out)) {
		c->failed = true;
		return;
	}
	rego_errors_init(&errors, a, 0);
	again = rego_parse_module(a, m->source, &o, &errors);
	if (again)
		look_at(&l, again);
}

int cover_count(struct cover *c, const struct rego_policy *p)
{
	uint32_t count;
	struct rego_module *const *modules = rego_policy_modules(p, &count);
	struct rego_arena arena;

	rego_arena_init(&arena, 0);
	for (uint32_t i = 0; i < count; i++) {
		look_again(c, modules[i], &arena);
		rego_arena_reset(&arena);
	}
	rego_arena_fini(&arena);
	c->met = c->missed = 0;
	for (size_t i = 0; i < c->count; i++) {
		count_rows(&c->files[i].met);
		count_rows(&c->files[i].missed);
		c->met += c->files[i].met.rows;
		c->missed += c->files[i].missed.rows;
	}
	return c->failed ? -ENOMEM : 0;
}

/* --- the report ------------------------------------------------------------------------ */
static double percent(uint32_t met, uint32_t missed)
{
	return met + missed ? 100.0 * met / (met + missed) : 0;
}

double cover_percent(const struct cover *c)
{
	return percent(c->met, c->missed);
}

static void put_position(struct rego_json_out *o, const char *key, uint32_t row, uint32_t col)
{
	rego_out_key(o, key);
	rego_out_begin(o, '{');
	rego_out_key(o, "row");
	rego_out_value(o, rego_int(row));
	if (col) {
		rego_out_key(o, "col");
		rego_out_value(o, rego_int(col));
	}
	rego_out_end(o, '}');
}

static void put_ranges(struct rego_json_out *o, const char *key, const struct ranges *list)
{
	if (!list->count)
		return;
	rego_out_key(o, key);
	rego_out_begin(o, '[');
	for (size_t i = 0; i < list->count; i++) {
		const struct range *r = &list->items[i];

		rego_out_item(o);
		rego_out_begin(o, '{');
		put_position(o, "start", r->row, r->col);
		put_position(o, "end", r->end_row, r->end_col);
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_counts(struct rego_json_out *o, uint32_t met, uint32_t missed, bool zeros)
{
	char text[REGO_DOUBLE_TEXT];

	if (met || zeros) {
		rego_out_key(o, "covered_lines");
		rego_out_value(o, rego_int(met));
	}
	if (missed || zeros) {
		rego_out_key(o, "not_covered_lines");
		rego_out_value(o, rego_int(missed));
	}
	if (met || zeros) {
		rego_out_key(o, "coverage");
		rego_double_text(percent(met, missed), text);
		rego_out_raw(o, text);
	}
}

void cover_report(const struct cover *c, struct ss_strbuf *out)
{
	struct rego_json_out o = { .out = out, .indent = 2 };

	rego_out_begin(&o, '{');
	rego_out_key(&o, "files");
	rego_out_begin(&o, '{');
	for (size_t i = 0; i < c->count; i++) {
		const struct file *f = &c->files[i];

		rego_out_item(&o);
		rego_out_string(&o, f->name);
		ss_strbuf_str(out, ": ");
		rego_out_begin(&o, '{');
		put_ranges(&o, "covered", &f->met);
		put_ranges(&o, "not_covered", &f->missed);
		put_counts(&o, f->met.rows, f->missed.rows, false);
		rego_out_end(&o, '}');
	}
	rego_out_end(&o, '}');
	put_counts(&o, c->met, c->missed, true);
	rego_out_end(&o, '}');
	ss_strbuf_char(out, '\n');
}

static void put_rows(struct ss_strbuf *out, const char *name, uint32_t from, uint32_t to)
{
	ss_strbuf_printf(out, from == to ? "\n\t%s:%u" : "\n\t%s:%u-%u", name, from, to);
}

void cover_list(const struct cover *c, struct ss_strbuf *out)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct ranges *list = &c->files[i].missed;
		uint32_t from = 0, to = 0;

		for (size_t k = 0; k < list->count; k++) {
			const struct range *r = &list->items[k];

			if (from && r->row > to + 1)
				put_rows(out, c->files[i].name, from, to);
			from = from && r->row <= to + 1 ? from : r->row;
			to = r->end_row > to ? r->end_row : to;
		}
		if (from)
			put_rows(out, c->files[i].name, from, to);
	}
}
