/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of errors, and the line of the text that a parse error shows. */
#include <stdarg.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/syntax/ast.h"

void rego_errors_init(struct rego_errors *e, struct rego_arena *a, uint32_t most)
{
	*e = (struct rego_errors){ .arena = a, .most = most };
	e->last = &e->first;
}

struct rego_error *rego_error(struct rego_errors *e, const char *code, struct rego_loc loc,
			      const char *fmt, ...)
{
	struct rego_error *x = rego_new(e->arena, struct rego_error);
	va_list ap;

	va_start(ap, fmt);
	x->message = rego_vprintf(e->arena, fmt, ap);
	va_end(ap);
	x->code = code;
	x->loc = loc;
	e->count++;
	if (!e->most || e->count <= e->most) {
		*e->last = x;
		e->last = &x->next;
	}
	return x;
}

/* Longer lines are only in rego_error.line. */
#define MOST_DETAILS 4096

/* In bytes, as Go's unicode.IsSpace sees each. */
static bool is_space(unsigned char c)
{
	return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0xa0;
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

static uint32_t leading_tabs(const struct rego_error *x)
{
	uint32_t n = 0;

	while (n < x->line_len && x->line[n] == '\t')
		n++;
	return n;
}

/* Of the ^: where the byte is when the tabs are gone. */
static int indent(const struct rego_error *x)
{
	uint32_t tabs = leading_tabs(x);

	return x->index > tabs ? (int)(x->index - tabs) : 0;
}

void rego_error_detail(struct rego_error *x, struct rego_arena *a)
{
	const struct rego_source *s = x->loc.source;
	uint32_t at = x->loc.at, begin, end;

	if (!s || !s->len)
		return;
	if (at >= s->len)
		at = (uint32_t)s->len - 1;
	while (at > 0 && is_space((unsigned char)s->text[at]))
		at--;
	for (begin = at; begin > 0 && !is_line_end(s->text[begin]); begin--)
		;
	if (is_line_end(s->text[begin]))
		begin++;
	for (end = at; end < s->len && !is_line_end(s->text[end]); end++)
		;
	if (begin > end)
		begin = end;
	x->line = s->text + begin;
	x->line_len = end - begin;
	x->index = at - begin;
	if (x->line_len < MOST_DETAILS)
		x->details = rego_printf(
			a, "%s\n%*s^",
			rego_strndup(a, x->line + leading_tabs(x), x->line_len - leading_tabs(x)),
			indent(x), "");
}

static int compare_errors(const void *a, const void *b)
{
	const struct rego_error *x = *(struct rego_error *const *)a;
	const struct rego_error *y = *(struct rego_error *const *)b;
	int c;

	if (!x->loc.source != !y->loc.source)
		return x->loc.source ? -1 : 1;
	c = x->loc.source ? strcmp(x->loc.source->name, y->loc.source->name) : 0;
	if (c)
		return c;
	if (x->loc.row != y->loc.row)
		return x->loc.row < y->loc.row ? -1 : 1;
	if (x->loc.col != y->loc.col)
		return x->loc.col < y->loc.col ? -1 : 1;
	c = strcmp(x->code ? x->code : "", y->code ? y->code : "");
	return c ? c : strcmp(x->message, y->message);
}

void rego_errors_sort(struct rego_errors *e)
{
	struct rego_error **all;
	uint32_t n = 0, i = 0;

	for (struct rego_error *x = e->first; x; x = x->next)
		n++;
	if (n < 2)
		return;
	all = rego_new_array(e->arena, struct rego_error *, n);
	for (struct rego_error *x = e->first; x; x = x->next)
		all[i++] = x;
	qsort(all, n, sizeof(*all), compare_errors);
	e->last = &e->first;
	for (i = 0; i < n; i++) {
		*e->last = all[i];
		e->last = &all[i]->next;
	}
	*e->last = NULL;
}

/* The line as it is: it may have NUL characters. */
static void write_line(struct ss_strbuf *out, const struct rego_error *x)
{
	uint32_t tabs = leading_tabs(x);

	ss_strbuf_str(out, "\n\t");
	ss_strbuf_add(out, x->line + tabs, x->line_len - tabs);
	ss_strbuf_printf(out, "\n\t%*s^", indent(x), "");
}

void rego_error_write(struct ss_strbuf *out, const struct rego_error *x)
{
	const struct rego_source *s = x->loc.source;

	if (s && *s->name)
		ss_strbuf_printf(out, "%s:%u: ", s->name, x->loc.row);
	else if (x->loc.row)
		ss_strbuf_printf(out, "%u:%u: ", x->loc.row, x->loc.col);
	if (x->code)
		ss_strbuf_printf(out, "%s: ", x->code);
	ss_strbuf_str(out, x->message);
	if (x->line) {
		write_line(out, x);
		return;
	}
	for (const char *line = x->details; line;) {
		const char *end = strchr(line, '\n');
		size_t len = end ? (size_t)(end - line) : strlen(line);

		ss_strbuf_str(out, "\n\t");
		ss_strbuf_add(out, line, len);
		line = end ? end + 1 : NULL;
	}
}
