/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser's own machinery: the next token, errors with hints, places in the text. */
#include "rego/syntax/parser.h"

#include <stdarg.h>

#include "core/strbuf.h"

void rego_list_add(struct rego_arena *a, struct rego_list *l, void *item)
{
	if (l->count == l->room) {
		uint32_t room = l->room ? l->room * 2 : 4;
		void **more = rego_new_array(a, void *, room);

		if (l->count)
			memcpy(more, l->items, l->count * sizeof(*more));
		l->items = more;
		l->room = room;
	}
	l->items[l->count++] = item;
}

static struct rego_loc with_text(const struct rego_parser *p, struct rego_loc loc, uint32_t start,
				 uint32_t end)
{
	uint32_t size = p->s.lexer.len;

	loc.offset = start;
	loc.len = start < size && end >= start && end <= size ? end - start : 0;
	return loc;
}

struct rego_loc rego_parser_span(const struct rego_parser *p, struct rego_loc loc, uint32_t start,
				 uint32_t end)
{
	return with_text(p, loc, start, end);
}

static const char *add_hints(struct rego_parser *p, const char *message)
{
	const struct rego_hint *h = p->s.hints;
	const char *all = NULL;

	if (!h)
		return message;
	p->s.hints = NULL;
	if (!h->before)
		return rego_printf(p->arena, "%s (hint: %s)", message, h->text);
	for (; h; h = h->before)
		all = all ? rego_printf(p->arena, "%s, %s", h->text, all) : h->text;
	return rego_printf(p->arena, "%s (hints: %s)", message, all);
}

static void error_text(struct rego_parser *p, struct rego_loc loc, const char *message)
{
	struct rego_parse_error *e = rego_new(p->arena, struct rego_parse_error);

	e->loc = loc;
	e->message = add_hints(p, message);
	e->before = p->s.errors;
	p->s.errors = e;
	p->s.error_count++;
}

void rego_parser_error(struct rego_parser *p, struct rego_loc loc, const char *fmt, ...)
{
	const char *message;
	va_list ap;

	va_start(ap, fmt);
	message = rego_vprintf(p->arena, fmt, ap);
	va_end(ap);
	error_text(p, loc, message);
}

void rego_parser_illegal(struct rego_parser *p, const char *fmt, ...)
{
	const char *kind = rego_token_is_keyword(p->s.tok) ? "keyword" : "token";
	const char *note;
	va_list ap;

	if (p->s.tok == TOK_ILLEGAL) {
		error_text(p, p->s.loc, "illegal token");
		return;
	}
	va_start(ap, fmt);
	note = rego_vprintf(p->arena, fmt, ap);
	va_end(ap);
	rego_parser_error(p, p->s.loc, "unexpected %s %s%s%s", rego_token_name(p->s.tok), kind,
			  *note ? ": " : "", note);
}

void rego_parser_hint(struct rego_parser *p, const char *text)
{
	struct rego_hint *h = rego_new(p->arena, struct rego_hint);

	h->text = text;
	h->before = p->s.hints;
	p->s.hints = h;
}

static void lexer_errors(struct rego_parser *p, const struct rego_lex_error *e)
{
	struct rego_list all = { 0 };

	for (; e; e = e->before)
		rego_list_add(p->arena, &all, (void *)e);
	for (uint32_t i = all.count; i-- > 0;)
		error_text(p, p->s.loc, ((const struct rego_lex_error *)all.items[i])->message);
}

static void add_comment(struct rego_parser *p)
{
	struct rego_seen_comment *c = rego_new(p->arena, struct rego_seen_comment);

	c->comment.loc = p->s.loc;
	if (p->s.lit_len > 1) {
		c->comment.text = p->s.lit + 1;
		c->comment.len = p->s.lit_len - 1;
	} else {
		c->comment.text = "";
	}
	c->before = p->s.comments;
	p->s.comments = c;
	p->s.comment_count++;
}

static void scan(struct rego_parser *p, bool skip_space, enum rego_lex_mode mode)
{
	struct rego_parse_state *s = &p->s;
	struct rego_lexeme x;

	/* White space never moves the end of what was read. */
	if (s->tok != TOK_SPACE) {
		s->last_end = s->tok_end;
		s->skipped_newline = false;
	}
	for (;;) {
		rego_lex(&s->lexer, mode, &x);
		s->tok = x.token;
		s->lit = x.text;
		s->lit_len = x.len;
		s->tok_end = x.end;
		s->loc.row = p->source->origin ? p->source->origin[x.row] : x.row;
		s->loc.col = x.col;
		s->loc.at = x.start;
		s->loc = with_text(p, s->loc, x.start, x.end);
		if (x.errors) {
			lexer_errors(p, x.errors);
			s->tok = TOK_ILLEGAL;
		}
		if (s->tok == TOK_SPACE) {
			if (s->lit[0] == '\n')
				s->skipped_newline = true;
			if (skip_space)
				continue;
		}
		if (s->tok != TOK_COMMENT)
			return;
		add_comment(p);
	}
}

void rego_parser_scan(struct rego_parser *p)
{
	scan(p, true, LEX_CODE);
}

void rego_parser_scan_space(struct rego_parser *p)
{
	scan(p, false, LEX_CODE);
}

void rego_parser_scan_as(struct rego_parser *p, enum rego_lex_mode mode)
{
	scan(p, false, mode);
}

bool rego_parser_enter(struct rego_parser *p)
{
	if (p->depth >= p->most_depth) {
		error_text(p, p->s.loc, "max parsing recursion depth exceeded");
		return false;
	}
	p->depth++;
	return true;
}

void rego_parser_leave(struct rego_parser *p)
{
	p->depth--;
}

bool rego_parser_word_or_keyword(struct rego_parser *p)
{
	if (rego_token_is_keyword(p->s.tok))
		p->s.tok = TOK_IDENT;
	return p->s.tok == TOK_IDENT;
}

bool rego_parser_at_ref_keyword(struct rego_parser *p)
{
	struct rego_parse_state saved;
	enum rego_token after;

	if (!rego_token_is_keyword(p->s.tok))
		return false;
	saved = p->s;
	rego_parser_scan_space(p);
	after = p->s.tok;
	p->s = saved;
	return after == TOK_DOT || after == TOK_LBRACK;
}

bool rego_parser_keyword_begins_ref(struct rego_parser *p)
{
	if (!rego_parser_at_ref_keyword(p))
		return false;
	p->s.tok = TOK_IDENT;
	return true;
}
