/* SPDX-License-Identifier: BSD-2-Clause */
/* The formatter's lines, and the comments between and behind them. */
#include "rego/syntax/format_parts.h"

void rego_fmt_str(struct rego_fmt *f, const char *s)
{
	ss_strbuf_str(f->out, s);
}

void rego_fmt_bytes(struct rego_fmt *f, const char *s, size_t len)
{
	ss_strbuf_add(f->out, s, len);
}

void rego_fmt_start_line(struct rego_fmt *f)
{
	f->inline_ = true;
	for (uint32_t i = 0; i < f->level; i++)
		ss_strbuf_char(f->out, '\t');
}

static void write_comment(struct rego_fmt *f, const struct rego_comment *c)
{
	ss_strbuf_char(f->out, '#');
	ss_strbuf_add(f->out, c->text, c->len);
}

void rego_fmt_end_line(struct rego_fmt *f)
{
	f->inline_ = false;
	if (f->before_end && !f->delay) {
		ss_strbuf_char(f->out, ' ');
		write_comment(f, f->before_end);
		f->before_end = NULL;
	}
	f->delay = false;
	ss_strbuf_char(f->out, '\n');
}

void rego_fmt_blank_line(struct rego_fmt *f)
{
	if (f->inline_)
		rego_fmt_end_line(f);
	ss_strbuf_char(f->out, '\n');
}

rego_fmt_result rego_fmt_fail(struct rego_fmt *f, const char *text)
{
	f->failure = text;
	return FMT_FAILED;
}

rego_fmt_result rego_fmt_down(struct rego_fmt *f)
{
	if (!f->level)
		return rego_fmt_fail(f, "negative indentation level");
	f->level--;
	return FMT_FINE;
}

void rego_fmt_note(struct rego_fmt *f, rego_fmt_result r)
{
	if (r != FMT_FINE)
		rego_error(&f->errors, "rego_format_error", (struct rego_loc){ 0 }, "%s",
			   f->failure);
}

rego_fmt_result rego_fmt_lose(struct rego_fmt_comments *c, rego_fmt_result r)
{
	if (r != FMT_FINE)
		c->count = 0;
	return r;
}

static bool is_metadata(const struct rego_comment *c)
{
	size_t i = 0;

	while (i < c->len && (c->text[i] == ' ' || (c->text[i] >= '\t' && c->text[i] <= '\r')))
		i++;
	return c->loc.col == 1 && c->len - i >= 8 && !memcmp(c->text + i, "METADATA", 8);
}

void rego_fmt_write_comments(struct rego_fmt *f, const struct rego_comment *const *c, uint32_t n)
{
	bool metadata = false;

	for (uint32_t i = 0; i < n; i++) {
		if (i && c[i]->loc.row - c[i - 1]->loc.row > 1) {
			rego_fmt_blank_line(f);
			metadata = false;
		} else if (i && metadata && is_metadata(c[i])) {
			rego_fmt_blank_line(f);
		}
		metadata = metadata || is_metadata(c[i]);
		if (!f->inline_)
			rego_fmt_start_line(f);
		write_comment(f, c[i]);
		rego_fmt_end_line(f);
	}
}

uint32_t rego_fmt_above(const struct rego_fmt_comments *c, int64_t row)
{
	uint32_t n = 0;

	while (n < c->count && c->at[n]->loc.row < row)
		n++;
	return n;
}

static const char *shortened(struct rego_fmt *f, const struct rego_comment *c)
{
	if (c->len + 1 > 100)
		return rego_printf(f->arena, "#%.97s...", rego_strndup(f->arena, c->text, c->len));
	return rego_printf(f->arena, "#%s", rego_strndup(f->arena, c->text, c->len));
}

rego_fmt_result rego_fmt_unexpected(struct rego_fmt *f, const struct rego_comment *c,
				    const struct rego_comment *old)
{
	f->failure = rego_printf(
		f->arena,
		"unexpected new comment (%s) on line %u because there is already a "
		"comment (%s) registered for line %u",
		shortened(f, c), c->loc.row, old ? shortened(f, old) : "", old ? old->loc.row : 0);
	return FMT_UNEXPECTED;
}

static rego_fmt_result at_line_end(struct rego_fmt *f, const struct rego_comment *c)
{
	const struct rego_comment *old = f->before_end;

	if (!old) {
		f->before_end = c;
		return FMT_FINE;
	}
	if (!c)
		return FMT_FINE;
	f->before_end = NULL;
	return rego_fmt_unexpected(f, c, old);
}

rego_fmt_result rego_fmt_insert(struct rego_fmt *f, struct rego_fmt_comments *c, int64_t row)
{
	uint32_t above = rego_fmt_above(c, row);
	const struct rego_comment *at = NULL;

	rego_fmt_write_comments(f, c->at, above);
	if (above && row - (int64_t)c->at[above - 1]->loc.row > 1)
		rego_fmt_blank_line(f);
	c->at += above;
	c->count -= above;
	while (c->count && c->at[0]->loc.row == row) {
		at = c->at[0];
		c->at++;
		c->count--;
	}
	return at_line_end(f, at);
}

/* The text of loc as it is, with its comments. */
rego_fmt_result rego_fmt_as_written(struct rego_fmt *f, struct rego_fmt_comments *c,
				    struct rego_loc loc)
{
	size_t len;
	const char *text = rego_fmt_text(loc, &len);
	int64_t last = rego_fmt_row(loc) + rego_fmt_lines_in(loc);
	const struct rego_comment **left;
	uint32_t n = 0;

	if (!len)
		return rego_fmt_lose(c, rego_fmt_fail(f, "original unformatted text is empty"));
	rego_fmt_bytes(f, text, len);
	left = rego_new_array(f->arena, const struct rego_comment *, c->count);
	for (uint32_t i = 0; i < c->count; i++) {
		const struct rego_comment *x = c->at[i];

		if (f->comment_on_final_line && x->loc.row == last) {
			ss_strbuf_char(f->out, ' ');
			text = rego_fmt_text(x->loc, &len);
			rego_fmt_bytes(f, text, len);
		} else if (x->loc.row >= last) {
			left[n++] = x;
		}
	}
	c->at = left;
	c->count = n;
	return FMT_FINE;
}
