// SPDX-License-Identifier: BSD-2-Clause
#include "profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metrics.h"
#include "rego/syntax/json_out.h"
#include "show.h"

struct profile_seen { /* an expression of a row, by its place in its body */
	size_t row;
	uint32_t index;
};

static const struct rego_source unknown = { .name = "", .text = "???", .len = 3 };
static const struct rego_loc nowhere = { .source = &unknown, .len = 3 };

static void *more(void *list, size_t *room, size_t size)
{
	size_t n = *room ? *room * 2 : 64;
	void *p = realloc(list, n * size);

	if (p)
		*room = n;
	return p;
}

static struct profile_row *row_of(struct profile *p, const struct rego_loc *loc)
{
	struct profile_row *rows = p->rows;

	for (size_t i = p->count; i--;)
		if (rows[i].loc->row == loc->row &&
		    (rows[i].loc->source == loc->source ||
		     !strcmp(rows[i].loc->source->name, loc->source->name)))
			return &rows[i];
	if (p->count == p->room) {
		rows = more(rows, &p->room, sizeof(*rows));
		if (!rows) {
			p->err = -ENOMEM;
			return NULL;
		}
		p->rows = rows;
	}
	rows[p->count] = (struct profile_row){ .loc = loc };
	return &rows[p->count++];
}

static void note_expr(struct profile *p, struct profile_row *row, uint32_t index)
{
	size_t at = (size_t)(row - p->rows);
	struct profile_seen *seen = p->seen;

	for (size_t i = 0; i < p->seen_count; i++)
		if (seen[i].row == at && seen[i].index == index)
			return;
	if (p->seen_count == p->seen_room) {
		seen = more(seen, &p->seen_room, sizeof(*seen));
		if (!seen) {
			p->err = -ENOMEM;
			return;
		}
		p->seen = seen;
	}
	seen[p->seen_count++] = (struct profile_seen){ at, index };
	row->exprs++;
}

/* The step that is over now. */
static void finish(struct profile *p)
{
	const struct rego_loc *loc;
	struct profile_row *row;

	if (!p->last)
		return;
	loc = p->last->loc.source ? &p->last->loc : &nowhere;
	row = row_of(p, loc);
	if (!row)
		return;
	note_expr(p, row, p->last->index);
	row->ns += metrics_now() - p->since;
	if (p->last_is_redo)
		row->redos++;
	else
		row->evals++;
}

void profile_event(void *arg, const struct rego_step_event *ev)
{
	struct profile *p = arg;

	if ((ev->op != REGO_STEP_EVAL && ev->op != REGO_STEP_REDO) || !ev->expr)
		return;
	finish(p);
	p->last = ev->expr;
	p->last_is_redo = ev->op == REGO_STEP_REDO;
	p->since = metrics_now();
}

/* --- order ---------------------------------------------------------------------------------- */

enum criterion { BY_TIME, BY_EVAL, BY_REDO, BY_FILE, BY_LINE, BY_EXPR, CRITERIA };
static const char *const criteria[] = { "total_time_ns", "num_eval", "num_redo",
					"file",		 "line",     "num_gen_expr" };

struct order {
	enum criterion list[CRITERIA * 2];
	size_t count;
};

static int greater(uint64_t a, uint64_t b)
{
	return a > b ? -1 : a < b;
}

static int compare(const struct profile_row *a, const struct profile_row *b, enum criterion by)
{
	switch (by) {
	case BY_TIME: return greater(a->ns, b->ns);
	case BY_EVAL: return greater(a->evals, b->evals);
	case BY_REDO: return greater(a->redos, b->redos);
	case BY_EXPR: return greater(a->exprs, b->exprs);
	case BY_LINE: return greater(a->loc->row, b->loc->row);
	default: return -strcmp(a->loc->source->name, b->loc->source->name);
	}
}

static int by_order(const void *a, const void *b, void *arg)
{
	const struct order *o = arg;

	for (size_t i = 0; i < o->count; i++) {
		int c = compare(a, b, o->list[i]);

		if (c)
			return c;
	}
	return 0;
}

static void add_criterion(struct order *o, const char *name, size_t len)
{
	for (int i = 0; i < CRITERIA; i++) {
		if (strlen(criteria[i]) != len || strncmp(criteria[i], name, len))
			continue;
		for (size_t k = 0; k < o->count; k++)
			if (o->list[k] == (enum criterion)i)
				return;
		o->list[o->count++] = (enum criterion)i;
	}
}

static void keep_place(struct profile *p, struct profile_row *r)
{
	const struct rego_source *s = r->loc->source;

	r->file = strdup(s->name);
	r->text = strndup(s->text + r->loc->offset, r->loc->len);
	r->line = r->loc->row;
	r->col = r->loc->col;
	if (!r->file || !r->text)
		p->err = -ENOMEM;
}

void profile_end(struct profile *p, const struct ss_strlist *sort, size_t most)
{
	struct order o = { 0 };

	finish(p);
	p->last = NULL;
	for (size_t i = 0; i < sort->count; i++)
		for (const char *s = sort->items[i]; *s; s += strcspn(s, ",") + !!strchr(s, ','))
			add_criterion(&o, s, strcspn(s, ","));
	for (int i = 0; i <= BY_LINE; i++)
		add_criterion(&o, criteria[i], strlen(criteria[i]));
	if (p->count)
		qsort_r(p->rows, p->count, sizeof(*p->rows), by_order, &o);
	for (size_t i = 0; i < p->count; i++)
		if (!most || i < most)
			keep_place(p, &p->rows[i]);
	if (most && most < p->count)
		p->count = most;
}

void profile_fini(struct profile *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->rows[i].file);
		free(p->rows[i].text);
	}
	free(p->rows);
	free(p->seen);
	*p = (struct profile){ 0 };
}

/* --- shown ------------------------------------------------------------------------------------ */

static void put_counts(struct ss_strbuf *out, const struct profile_row *r)
{
	struct rego_json_out o = { .out = out };

	ss_strbuf_printf(out,
			 ",\"num_eval\":%u,\"num_redo\":%u,\"num_gen_expr\":%u,"
			 "\"location\":{\"file\":",
			 r->evals, r->redos, r->exprs);
	rego_out_string(&o, r->file ? r->file : "");
	ss_strbuf_printf(out, ",\"row\":%u,\"col\":%u}}", r->line, r->col);
}

void profile_json(struct ss_strbuf *out, const struct profile *p)
{
	ss_strbuf_char(out, '[');
	for (size_t i = 0; i < p->count; i++) {
		ss_strbuf_printf(out, "%s{\"total_time_ns\":%llu", i ? "," : "",
				 (unsigned long long)p->rows[i].ns);
		put_counts(out, &p->rows[i]);
	}
	ss_strbuf_char(out, ']');
}

/* As Go shows a duration: 1.5µs, 2m3s. */
static void put_duration(struct ss_strbuf *out, uint64_t ns)
{
	if (ns < 1000) {
		ss_strbuf_printf(out, "%lluns", (unsigned long long)ns);
	} else if (ns < 1000000) {
		statistics_number(out, (double)ns / 1e3);
		ss_strbuf_str(out, "µs");
	} else if (ns < 1000000000) {
		statistics_number(out, (double)ns / 1e6);
		ss_strbuf_str(out, "ms");
	} else {
		if (ns >= UINT64_C(60000000000))
			ss_strbuf_printf(out, "%llum",
					 (unsigned long long)(ns / UINT64_C(60000000000)));
		statistics_number(out, (double)(ns % UINT64_C(60000000000)) / 1e9);
		ss_strbuf_char(out, 's');
	}
}

static void put_place(struct ss_strbuf *out, const struct profile_row *r)
{
	if (r->file && *r->file)
		ss_strbuf_printf(out, "%s:%u", r->file, r->line);
	else
		ss_strbuf_str(out, r->text ? r->text : "");
}

static void put_table(struct ss_strbuf *out, const char *const *heads, struct ss_strbuf *texts,
		      size_t columns, size_t rows)
{
	const char **cells = calloc(columns * rows + 1, sizeof(*cells));

	for (size_t i = 0; cells && i < columns * rows; i++)
		cells[i] = texts[i].data ? texts[i].data : "";
	if (cells)
		show_cells(out, heads, cells, columns, rows);
	else
		out->err = -ENOMEM;
	for (size_t i = 0; i < columns * rows; i++)
		ss_strbuf_fini(&texts[i]);
	free(cells);
	free(texts);
}

static void put_numbers(struct ss_strbuf *t, const struct profile_row *r)
{
	ss_strbuf_printf(&t[0], "%u", r->evals);
	ss_strbuf_printf(&t[1], "%u", r->redos);
	ss_strbuf_printf(&t[2], "%u", r->exprs);
	put_place(&t[3], r);
}

void profile_pretty(struct ss_strbuf *out, const struct profile *p)
{
	static const char *const heads[] = { "Time", "Num Eval", "Num Redo", "Num Gen Expr",
					     "Location" };
	struct ss_strbuf *t = calloc(p->count * 5 + 1, sizeof(*t));

	if (!t) {
		out->err = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < p->count; i++) {
		put_duration(&t[i * 5], p->rows[i].ns);
		put_numbers(&t[i * 5 + 1], &p->rows[i]);
	}
	put_table(out, heads, t, 5, p->count);
}

static void statistics_at(struct statistics *s, const struct profile *p, size_t n, size_t row)
{
	uint64_t *ns = calloc(n, sizeof(*ns));
	size_t have = 0;

	for (size_t i = 0; ns && i < n; i++)
		if (row < p[i].count)
			ns[have++] = p[i].rows[row].ns;
	statistics_of(s, ns, have);
	free(ns);
}

void profiles_json(struct ss_strbuf *out, const struct profile *p, size_t n)
{
	struct statistics s;

	ss_strbuf_char(out, '[');
	for (size_t i = 0; i < p->count; i++) {
		statistics_at(&s, p, n, i);
		ss_strbuf_str(out, i ? ",{\"total_time_ns_stats\":" : "{\"total_time_ns_stats\":");
		statistics_json(out, &s);
		put_counts(out, &p->rows[i]);
	}
	ss_strbuf_char(out, ']');
}

void profiles_pretty(struct ss_strbuf *out, const struct profile *p, size_t n)
{
	static const char *const heads[] = { "Min",	 "Max",		 "Mean",
					     "90%",	 "99%",		 "Num Eval",
					     "Num Redo", "Num Gen Expr", "Location" };
	struct ss_strbuf *t = calloc(p->count * 9 + 1, sizeof(*t));
	struct statistics s;

	if (!t) {
		out->err = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < p->count; i++) {
		statistics_at(&s, p, n, i);
		put_duration(&t[i * 9], s.least);
		put_duration(&t[i * 9 + 1], s.most);
		put_duration(&t[i * 9 + 2], (uint64_t)s.mean);
		put_duration(&t[i * 9 + 3], (uint64_t)s.p90);
		put_duration(&t[i * 9 + 4], (uint64_t)s.p99);
		put_numbers(&t[i * 9 + 5], &p->rows[i]);
	}
	put_table(out, heads, t, 9, p->count);
}
