/* SPDX-License-Identifier: BSD-2-Clause */
/* Template strings, with comments between their braces. */
#include "rego/syntax/format_parts.h"

static void write_above(struct rego_fmt *f, struct rego_fmt_comments *c, uint32_t n)
{
	rego_fmt_write_comments(f, c->at, n);
	c->at += n;
	c->count -= n;
}

/* What is between { and }; next is the part after it, or NULL. */
static rego_fmt_result write_expr(struct rego_fmt *f, struct rego_expr *x,
				  const struct rego_term *next, struct rego_fmt_comments *c)
{
	rego_fmt_result r;
	uint32_t n;

	rego_fmt_str(f, "{");
	f->level++;
	if (f->before_end) {
		rego_fmt_end_line(f);
		rego_fmt_start_line(f);
	} else {
		n = rego_fmt_above(c, rego_fmt_row(x->loc));
		if (n) {
			rego_fmt_str(f, " ");
			f->inline_ = true;
			write_above(f, c, n);
		}
	}
	r = rego_fmt_expr(f, x, c);
	if (r != FMT_FINE)
		return r;
	n = next ? rego_fmt_above(c, rego_fmt_row(next->loc)) : 0;
	if (n) {
		rego_fmt_end_line(f);
		write_above(f, c, n);
		rego_fmt_start_line(f);
	}
	rego_fmt_str(f, "}");
	return rego_fmt_lose(c, rego_fmt_down(f));
}

static void write_text(struct rego_fmt *f, const struct rego_term *t, bool raw)
{
	struct ss_strbuf quoted = { 0 };

	if (raw) {
		rego_print_escaped_braces(f->out, rego_text(t->value), rego_len(t->value));
		return;
	}
	rego_quote_write(&quoted, rego_text(t->value), rego_len(t->value));
	if (quoted.len >= 2)
		rego_print_escaped_braces(f->out, quoted.data + 1, quoted.len - 2);
	ss_strbuf_fini(&quoted);
}

rego_fmt_result rego_fmt_template(struct rego_fmt *f, struct rego_term *t,
				  struct rego_fmt_comments *c)
{
	const char *quote = t->raw ? "`" : "\"";

	rego_fmt_str(f, "$");
	rego_fmt_str(f, quote);
	for (uint32_t i = 0; i < t->list.count; i++) {
		struct rego_term *part = t->list.items[i];
		const struct rego_term *next = i + 1 < t->list.count ? t->list.items[i + 1] : NULL;
		rego_fmt_result r;

		if (part->kind == REGO_TERM_VALUE && part->value.kind == REGO_STRING) {
			write_text(f, part, t->raw);
		} else if (part->kind == REGO_TERM_EXPR) {
			r = write_expr(f, part->expr, next, c);
			if (r != FMT_FINE)
				return r;
		} else {
			rego_print_term(f->out, part);
		}
	}
	rego_fmt_str(f, quote);
	return FMT_FINE;
}
