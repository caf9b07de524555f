/* SPDX-License-Identifier: BSD-2-Clause */
/* Terms: constants, variables, refs, template strings; and terms left as they were written. */
#include <stdlib.h>

#include "rego/syntax/format_parts.h"

#include "rego/syntax/token.h"

/* Write it as it stood when its comments do not fit the usual form. */
rego_fmt_result rego_fmt_term(struct rego_fmt *f, struct rego_term *t, struct rego_fmt_comments *c)
{
	const struct rego_comment *end;
	struct rego_fmt_comments saved = *c;
	size_t at = f->out->len;
	uint32_t level = f->level;
	const char *failure;
	rego_fmt_result r = rego_fmt_term_in(f, false, t, c);

	if (r == FMT_FINE || !saved.count)
		return r;
	if (r == FMT_FAILED)
		return rego_fmt_lose(c, r);
	if (f->out->len > at)
		f->out->len = at;
	f->level = level;
	end = f->before_end;
	if (end && t->loc.source && t->loc.len && end->loc.row >= t->loc.row &&
	    end->loc.row <= t->loc.row + rego_fmt_lines_in(t->loc))
		f->before_end = NULL;
	failure = f->failure;
	*c = saved;
	if (rego_fmt_as_written(f, c, t->loc) != FMT_FINE)
		return FMT_FAILED;
	f->failure = failure;
	return FMT_UNEXPECTED;
}

/* As it was written; a key that was no string then is quoted. */
static void write_string(struct rego_fmt *f, const struct rego_term *t)
{
	size_t len;
	const char *s = rego_fmt_text(t->loc, &len), *quote;
	char last = len ? s[len - 1] : '\0';

	if (len && s[0] == '`') {
		rego_fmt_bytes(f, s, len);
		return;
	}
	/* The text may begin with "else :=". */
	quote = last == '"' || last == '`' ? memchr(s, last, len) : NULL;
	if (quote)
		rego_fmt_bytes(f, quote, len - (size_t)(quote - s));
	else
		rego_print_term(f->out, t);
}

static void write_var(struct rego_fmt *f, const struct rego_string *v)
{
	uint32_t n;

	if (v->text[0] != '$') {
		rego_fmt_str(f, v->text);
		return;
	}
	n = (uint32_t)strtoul(v->text + 1, NULL, 10);
	rego_fmt_str(f, "_");
	if (!f->plain_wildcards && n < f->wildcard_count && f->wildcards[n] > 1)
		rego_fmt_str(f, v->text + 1);
}

rego_fmt_result rego_fmt_term_in(struct rego_fmt *f, bool parens, struct rego_term *t,
				 struct rego_fmt_comments *c)
{
	rego_fmt_result r = c->count ? rego_fmt_insert(f, c, rego_fmt_row(t->loc)) : FMT_FINE;

	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	if (!f->inline_)
		rego_fmt_start_line(f);
	switch (t->kind) {
	case REGO_TERM_REF: r = rego_fmt_ref(f, t, c); break;
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT: r = rego_fmt_collection(f, t, c); break;
	case REGO_TERM_ARRAY_COMP:
	case REGO_TERM_SET_COMP:
	case REGO_TERM_OBJECT_COMP: r = rego_fmt_comprehension(f, t, c); break;
	case REGO_TERM_TEMPLATE: r = rego_fmt_template(f, t, c); break;
	case REGO_TERM_CALL: r = rego_fmt_call(f, parens, t, c); break;
	case REGO_TERM_VAR: write_var(f, t->var); break;
	default:
		if (t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING)
			write_string(f, t);
		else
			rego_print_term(f->out, t);
	}
	if (r == FMT_FINE && !f->inline_)
		rego_fmt_start_line(f);
	return rego_fmt_lose(c, r);
}

/* Whether .name would not do. */
static bool wants_brackets(const struct rego_fmt *f, const struct rego_term *t)
{
	size_t len = rego_len(t->value), n;
	const char *s = rego_text(t->value), *text;

	if (!rego_is_word(s, len))
		return true;
	if (rego_keyword(s, len, f->keywords) == TOK_IDENT)
		return false;
	text = rego_fmt_text(t->loc, &n);
	return n && text[0] == '"';
}

static rego_fmt_result write_part(struct rego_fmt *f, struct rego_term *t,
				  struct rego_fmt_comments *c)
{
	rego_fmt_result r = FMT_FINE;

	if (t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING && !wants_brackets(f, t)) {
		rego_fmt_str(f, ".");
		rego_fmt_bytes(f, rego_text(t->value), rego_len(t->value));
		return FMT_FINE;
	}
	rego_fmt_str(f, "[");
	if (t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING)
		rego_print_term(f->out, t);
	else if (t->kind == REGO_TERM_VAR)
		write_var(f, t->var);
	else
		r = rego_fmt_term(f, t, c);
	if (r == FMT_FAILED)
		return rego_fmt_lose(c, r);
	/* So that the bracket is not part of the comment. */
	if (r == FMT_UNEXPECTED)
		rego_fmt_str(f, "\n");
	rego_fmt_str(f, "]");
	return FMT_FINE;
}

rego_fmt_result rego_fmt_ref(struct rego_fmt *f, const struct rego_term *ref,
			     struct rego_fmt_comments *c)
{
	struct rego_term *head = ref->list.items[0];
	bool parens = head->kind == REGO_TERM_CALL && rego_fmt_in_parens(head);
	rego_fmt_result r = rego_fmt_term_in(f, parens, head, c);

	for (uint32_t i = 1; r == FMT_FINE && i < ref->list.count; i++)
		r = write_part(f, ref->list.items[i], c);
	return r;
}
