// SPDX-License-Identifier: BSD-2-Clause
/* A table with lines around the cells, as opa eval --format pretty draws it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

struct column {
	struct rego_val name; /* of a variable; undefined: the expression */
	uint32_t expr;
	const char *text;
	size_t width;
};

static void cell(struct ss_strbuf *out, const struct column *c, const struct rego_answer *a)
{
	struct rego_val v;

	if (rego_defined(c->name))
		v = rego_get(a->bindings, c->name);
	else
		v = a->values[c->expr].value;
	rego_json_write_as(out, rego_defined(v) ? v : rego_null(), 0, true);
}

static uint32_t next_rune(const char *s, size_t len, size_t *i)
{
	unsigned char c = (unsigned char)s[*i];
	int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	uint32_t r = c < 0x80 ? c : c & (0x3f >> more);

	for ((*i)++; more-- && *i < len; (*i)++)
		r = r << 6 | ((unsigned char)s[*i] & 0x3f);
	return r;
}

/* East Asian letters are two places wide. */
static size_t width_of(const char *s, size_t len)
{
	size_t i = 0, w = 0;

	while (i < len) {
		uint32_t r = next_rune(s, len, &i);

		w += 1 + ((r >= 0x1100 && r <= 0x115f) || (r >= 0x2e80 && r <= 0xa4cf) ||
			  (r >= 0xac00 && r <= 0xd7a3) || (r >= 0xf900 && r <= 0xfaff) ||
			  (r >= 0xfe30 && r <= 0xfe6f) || (r >= 0xff00 && r <= 0xff60) ||
			  (r >= 0xffe0 && r <= 0xffe6) || (r >= 0x1f300 && r <= 0x1faff) ||
			  (r >= 0x20000 && r <= 0x3fffd));
	}
	return w;
}

static void repeat(struct ss_strbuf *out, const char *s, size_t n)
{
	while (n--)
		ss_strbuf_str(out, s);
}

static void line(struct ss_strbuf *out, const struct column *c, size_t n, const char *left,
		 const char *middle, const char *right)
{
	ss_strbuf_str(out, left);
	for (size_t i = 0; i < n; i++) {
		repeat(out, "─", c[i].width + 2);
		ss_strbuf_str(out, i + 1 < n ? middle : right);
	}
	ss_strbuf_char(out, '\n');
}

static void head(struct ss_strbuf *out, const struct column *c, size_t n)
{
	ss_strbuf_str(out, "│");
	for (size_t i = 0; i < n; i++) {
		size_t w = width_of(c[i].text, strlen(c[i].text)), space = c[i].width + 2 - w;

		repeat(out, " ", space / 2);
		ss_strbuf_str(out, c[i].text);
		repeat(out, " ", space - space / 2);
		ss_strbuf_str(out, "│");
	}
	ss_strbuf_char(out, '\n');
}

static size_t columns(const struct rego_answer *a, struct column *c)
{
	size_t n = 0, vars = rego_len(a->bindings);

	for (size_t i = 0; i < vars; i++)
		c[n++] = (struct column){ .name = a->bindings.object->pairs[i].key,
					  .text = rego_text(a->bindings.object->pairs[i].key) };
	for (uint32_t i = 0; i < a->value_count; i++)
		if (a->values[i].value.kind != REGO_BOOL || !vars)
			c[n++] = (struct column){ .expr = i, .text = a->values[i].text };
	return n;
}

static void measure(const struct rego_result *r, struct column *c, size_t n)
{
	struct ss_strbuf b = { 0 };

	for (size_t i = 0; i < n; i++) {
		c[i].width = width_of(c[i].text, strlen(c[i].text));
		for (uint32_t j = 0; j < r->count; j++) {
			size_t w;

			ss_strbuf_clear(&b);
			cell(&b, &c[i], &r->answers[j]);
			w = width_of(b.data, b.len);
			if (w > c[i].width)
				c[i].width = w;
		}
	}
	ss_strbuf_fini(&b);
}

void show_table(struct ss_strbuf *out, const struct rego_result *r)
{
	size_t n = rego_len(r->answers[0].bindings) + r->answers[0].value_count;
	struct column *c = calloc(n + 1, sizeof(*c));

	if (!c) {
		out->err = -ENOMEM;
		return;
	}
	n = columns(r->answers, c);
	measure(r, c, n);
	line(out, c, n, "┌", "┬", "┐");
	head(out, c, n);
	line(out, c, n, "├", "┼", "┤");
	for (uint32_t j = 0; j < r->count; j++) {
		ss_strbuf_str(out, "│");
		for (size_t i = 0; i < n; i++) {
			size_t from;

			ss_strbuf_char(out, ' ');
			from = out->len;
			cell(out, &c[i], &r->answers[j]);
			repeat(out, " ", c[i].width - width_of(out->data + from, out->len - from));
			ss_strbuf_str(out, " │");
		}
		ss_strbuf_char(out, '\n');
	}
	line(out, c, n, "└", "┴", "┘");
	free(c);
}

void show_cells(struct ss_strbuf *out, const char *const *heads, const char *const *cells,
		size_t columns, size_t rows)
{
	struct column *c = calloc(columns, sizeof(*c));

	if (!c) {
		out->err = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < columns; i++) {
		c[i].text = heads[i];
		c[i].width = width_of(heads[i], strlen(heads[i]));
		for (size_t j = 0; j < rows; j++) {
			const char *text = cells[j * columns + i];
			size_t w = width_of(text, strlen(text));

			c[i].width = w > c[i].width ? w : c[i].width;
		}
	}
	line(out, c, columns, "┌", "┬", "┐");
	head(out, c, columns);
	line(out, c, columns, "├", "┼", "┤");
	for (size_t j = 0; j < rows; j++) {
		ss_strbuf_str(out, "│");
		for (size_t i = 0; i < columns; i++) {
			const char *text = cells[j * columns + i];

			ss_strbuf_printf(out, " %s", text);
			repeat(out, " ", c[i].width - width_of(text, strlen(text)));
			ss_strbuf_str(out, " │");
		}
		ss_strbuf_char(out, '\n');
	}
	line(out, c, columns, "└", "┴", "┘");
	free(c);
}

/* --- without heads ------------------------------------------------------------------- */

/* The next line of a text; NULL when it has no more. */
static const char *next_line(const char **at, size_t *len)
{
	const char *line = *at;

	if (!line)
		return NULL;
	*len = strcspn(line, "\n");
	*at = line[*len] ? line + *len + 1 : NULL;
	return line;
}

static void grid_row(struct ss_strbuf *out, const char *const *cells, const struct column *c,
		     size_t columns)
{
	const char *rest[8];
	bool more = true;

	for (size_t i = 0; i < columns; i++)
		rest[i] = cells[i];
	while (more) {
		more = false;
		ss_strbuf_str(out, "│");
		for (size_t i = 0; i < columns; i++) {
			size_t len = 0;
			const char *text = next_line(&rest[i], &len);

			ss_strbuf_char(out, ' ');
			ss_strbuf_add(out, text ? text : "", len);
			repeat(out, " ", c[i].width - width_of(text ? text : "", len));
			ss_strbuf_str(out, " │");
			more = more || rest[i];
		}
		ss_strbuf_char(out, '\n');
	}
}

void show_grid(struct ss_strbuf *out, const char *const *cells, size_t columns, size_t rows)
{
	struct column c[8] = { 0 };

	for (size_t k = 0; k < columns * rows; k++) {
		const char *rest = cells[k], *text;
		size_t len = 0, w;

		while ((text = next_line(&rest, &len)) != NULL) {
			w = width_of(text, len);
			if (w > c[k % columns].width)
				c[k % columns].width = w;
		}
	}
	line(out, c, columns, "┌", "┬", "┐");
	for (size_t j = 0; j < rows; j++) {
		if (j)
			line(out, c, columns, "├", "┼", "┤");
		grid_row(out, cells + j * columns, c, columns);
	}
	line(out, c, columns, "└", "┴", "┘");
}
