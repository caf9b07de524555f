/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: tokens. */
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/template.h"
#include "rego/builtin/unicode.h"

#define END_OF_INPUT UINT32_MAX

static uint32_t next(struct rego_tlexer *l)
{
	uint32_t r;

	l->width = 0;
	if (l->pos >= l->len)
		return END_OF_INPUT;
	r = rego_rune_at(l->input + l->pos, l->len - l->pos, &l->width);
	l->pos += l->width;
	l->line += r == '\n';
	return r;
}

static void backup(struct rego_tlexer *l)
{
	l->pos -= l->width;
	if (l->width)
		l->line -= l->input[l->pos] == '\n';
	l->width = 0;
}

static uint32_t peek(struct rego_tlexer *l)
{
	uint32_t r = next(l);

	backup(l);
	return r;
}

static struct rego_token emit(struct rego_tlexer *l, enum rego_tt type)
{
	struct rego_token t = { type, l->start, l->pos - l->start, l->input + l->start,
				l->start_line };

	l->start = l->pos;
	l->start_line = l->line;
	return t;
}

static struct rego_token fail(struct rego_tlexer *l, const char *text)
{
	struct rego_token t = { REGO_TT_ERROR, l->start, strlen(text), text, l->start_line };

	l->start = l->pos = l->len = 0;
	return t;
}

static struct rego_token fail_rune(struct rego_tlexer *l, const char *what, uint32_t r)
{
	struct rego_text t = { .arena = l->arena };

	if (r == END_OF_INPUT) {
		rego_putf(&t, "%s U+FFFFFFFFFFFFFFFF", what);
	} else {
		rego_putf(&t, "%s U+%04X", what, r);
		if (r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0xa0)) {
			rego_puts(&t, " '");
			rego_put_rune(&t, r);
			rego_putc(&t, '\'');
		}
	}
	return fail(l, rego_text_done(&t));
}

static bool is_space(uint32_t r)
{
	return r == ' ' || r == '\t' || r == '\r' || r == '\n';
}

static bool is_word(uint32_t r)
{
	return r != END_OF_INPUT && (r == '_' || rego_is_letter(r) || rego_is_digit(r));
}

static bool at(const struct rego_tlexer *l, size_t pos, const char *s)
{
	size_t n = strlen(s);

	return pos <= l->len && l->len - pos >= n && !memcmp(l->input + pos, s, n);
}

static bool trims_right(const struct rego_tlexer *l, size_t pos)
{
	return pos + 1 < l->len && is_space((unsigned char)l->input[pos]) &&
	       l->input[pos + 1] == '-' && at(l, pos + 2, "}}");
}

static bool trims_left(const struct rego_tlexer *l, size_t pos)
{
	return pos + 1 < l->len && l->input[pos] == '-' &&
	       is_space((unsigned char)l->input[pos + 1]);
}

/* Skip to pos. */
static void ignore_to(struct rego_tlexer *l, size_t pos)
{
	for (; l->pos < pos; l->pos++)
		l->line += l->input[l->pos] == '\n';
	l->start = l->pos;
	l->start_line = l->line;
}

static void skip_spaces(struct rego_tlexer *l)
{
	size_t pos = l->pos;

	while (pos < l->len && is_space((unsigned char)l->input[pos]))
		pos++;
	ignore_to(l, pos);
}

/* An empty text after a comment: what follows is looked at next. */
static struct rego_token lex_comment(struct rego_tlexer *l)
{
	const char *end = memmem(l->input + l->pos + 2, l->len - l->pos - 2, "*/", 2);
	size_t pos;
	bool trim;

	if (!end)
		return fail(l, "unclosed comment");
	pos = (size_t)(end - l->input) + 2;
	trim = trims_right(l, pos);
	if (!trim && !at(l, pos, "}}"))
		return fail(l, "comment ends before closing delimiter");
	ignore_to(l, pos + (trim ? 4 : 2));
	if (trim)
		skip_spaces(l);
	return emit(l, REGO_TT_TEXT);
}

static struct rego_token lex_left(struct rego_tlexer *l)
{
	size_t after = trims_left(l, l->pos + 2) ? 2 : 0;
	struct rego_token t;

	if (at(l, l->pos + 2 + after, "/*")) {
		ignore_to(l, l->pos + 2 + after);
		return lex_comment(l);
	}
	l->pos += 2;
	t = emit(l, REGO_TT_LEFT);
	l->inside = true;
	ignore_to(l, l->pos + after);
	l->parens = 0;
	return t;
}

static struct rego_token lex_text(struct rego_tlexer *l)
{
	const char *open =
		l->pos < l->len ? memmem(l->input + l->pos, l->len - l->pos, "{{", 2) : NULL;
	size_t pos = open ? (size_t)(open - l->input) : l->len, end = pos;
	struct rego_token t;

	if (open && trims_left(l, pos + 2))
		while (end > l->pos && is_space((unsigned char)l->input[end - 1]))
			end--;
	l->start = l->pos;
	while (l->pos < end)
		l->line += l->input[l->pos++] == '\n';
	t = emit(l, REGO_TT_TEXT);
	ignore_to(l, pos);
	if (t.len)
		return t;
	return open ? lex_left(l) : emit(l, REGO_TT_EOF);
}

static struct rego_token lex_right(struct rego_tlexer *l)
{
	bool trim = trims_right(l, l->pos);
	struct rego_token t;

	if (trim)
		ignore_to(l, l->pos + 2);
	l->pos += 2;
	t = emit(l, REGO_TT_RIGHT);
	if (trim)
		skip_spaces(l);
	l->inside = false;
	return t;
}

static bool at_terminator(struct rego_tlexer *l)
{
	uint32_t r = peek(l);

	return is_space(r) || r == END_OF_INPUT || (r < 0x80 && r && strchr(".,|:)(", (int)r)) ||
	       at(l, l->pos, "}}");
}

static struct rego_token lex_field(struct rego_tlexer *l, enum rego_tt type)
{
	uint32_t r;

	if (at_terminator(l))
		return emit(l, type == REGO_TT_VARIABLE ? type : REGO_TT_DOT);
	while (is_word(r = next(l)))
		;
	backup(l);
	if (!at_terminator(l))
		return fail_rune(l, "bad character", r);
	return emit(l, type);
}

static struct rego_token lex_identifier(struct rego_tlexer *l)
{
	static const struct {
		const char *word;
		enum rego_tt type;
	} words[] = {
		{ "block", REGO_TT_BLOCK },
		{ "break", REGO_TT_BREAK },
		{ "continue", REGO_TT_CONTINUE },
		{ "define", REGO_TT_DEFINE },
		{ "else", REGO_TT_ELSE },
		{ "end", REGO_TT_END },
		{ "if", REGO_TT_IF },
		{ "range", REGO_TT_RANGE },
		{ "nil", REGO_TT_NIL },
		{ "template", REGO_TT_TEMPLATE },
		{ "with", REGO_TT_WITH },
		{ "true", REGO_TT_BOOL },
		{ "false", REGO_TT_BOOL },
	};
	uint32_t r;

	while (is_word(r = next(l)))
		;
	backup(l);
	if (!at_terminator(l))
		return fail_rune(l, "bad character", r);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].word) == l->pos - l->start &&
		    !memcmp(words[i].word, l->input + l->start, l->pos - l->start))
			return emit(l, words[i].type);
	return emit(l, REGO_TT_IDENT);
}

static struct rego_token lex_quoted(struct rego_tlexer *l, uint32_t quote, enum rego_tt type,
				    const char *what)
{
	for (;;) {
		uint32_t r = next(l);

		if (r == '\\' && quote != '`') {
			r = next(l);
			if (r != END_OF_INPUT && r != '\n')
				continue;
		}
		if (r == END_OF_INPUT || (r == '\n' && quote != '`'))
			return fail(l, what);
		if (r == quote)
			return emit(l, type);
	}
}

static bool accept(struct rego_tlexer *l, const char *set)
{
	if (l->pos >= l->len || !l->input[l->pos] || !strchr(set, l->input[l->pos]))
		return false;
	l->pos++;
	return true;
}

static bool scan_number(struct rego_tlexer *l)
{
	const char *digits = "0123456789_";

	accept(l, "+-");
	if (accept(l, "0")) {
		if (accept(l, "xX"))
			digits = "0123456789abcdefABCDEF_";
		else if (accept(l, "oO"))
			digits = "01234567_";
		else if (accept(l, "bB"))
			digits = "01_";
	}
	while (accept(l, digits))
		;
	if (accept(l, "."))
		while (accept(l, digits))
			;
	if ((strlen(digits) == 11 && accept(l, "eE")) ||
	    (strlen(digits) == 23 && accept(l, "pP"))) {
		accept(l, "+-");
		while (accept(l, "0123456789_"))
			;
	}
	accept(l, "i");
	if (is_word(peek(l))) {
		next(l);
		return false;
	}
	return true;
}

static struct rego_token lex_number(struct rego_tlexer *l)
{
	bool ok = scan_number(l), pair = false;

	if (ok && l->pos < l->len && (l->input[l->pos] == '+' || l->input[l->pos] == '-')) {
		ok = scan_number(l) && l->input[l->pos - 1] == 'i';
		pair = true;
	}
	if (!ok)
		return fail(l, rego_printf(l->arena, "bad number syntax: %s",
					   rego_go_quote(l->arena, l->input + l->start,
							 l->pos - l->start)));
	return emit(l, pair ? REGO_TT_COMPLEX : REGO_TT_NUMBER);
}

static struct rego_token lex_space(struct rego_tlexer *l)
{
	size_t pos = l->start;

	while (pos < l->len && is_space((unsigned char)l->input[pos]))
		pos++;
	if (trims_right(l, pos - 1)) {
		if (pos - 1 == l->start) {
			l->pos = l->start;
			return lex_right(l);
		}
		pos--;
	}
	while (l->pos < pos)
		l->line += l->input[l->pos++] == '\n';
	return emit(l, REGO_TT_SPACE);
}

static struct rego_token lex_paren(struct rego_tlexer *l, uint32_t r)
{
	l->parens += r == '(' ? 1 : -1;
	if (l->parens < 0)
		return fail(l, "unexpected right paren");
	return emit(l, r == '(' ? REGO_TT_LPAREN : REGO_TT_RPAREN);
}

static struct rego_token lex_inside(struct rego_tlexer *l)
{
	uint32_t r;

	if (trims_right(l, l->pos) || at(l, l->pos, "}}"))
		return l->parens ? fail(l, "unclosed left paren") : lex_right(l);
	if (l->pos < l->len && is_space((unsigned char)l->input[l->pos]))
		return lex_space(l);
	r = next(l);
	switch (r) {
	case END_OF_INPUT: return fail(l, "unclosed action");
	case '=': return emit(l, REGO_TT_ASSIGN);
	case ':': return next(l) == '=' ? emit(l, REGO_TT_DECLARE) : fail(l, "expected :=");
	case '|': return emit(l, REGO_TT_PIPE);
	case '"': return lex_quoted(l, r, REGO_TT_STRING, "unterminated quoted string");
	case '`': return lex_quoted(l, r, REGO_TT_RAW, "unterminated raw quoted string");
	case '\'': return lex_quoted(l, r, REGO_TT_CHARCONST, "unterminated character constant");
	case '$': return lex_field(l, REGO_TT_VARIABLE);
	case '(':
	case ')': return lex_paren(l, r);
	case '.':
		if (l->pos < l->len && (l->input[l->pos] < '0' || l->input[l->pos] > '9'))
			return lex_field(l, REGO_TT_FIELD);
		break;
	default:
		if (is_word(r) && !(r >= '0' && r <= '9')) {
			backup(l);
			return lex_identifier(l);
		}
	}
	if (r == '.' || r == '+' || r == '-' || (r >= '0' && r <= '9')) {
		backup(l);
		return lex_number(l);
	}
	if (r > 0x20 && r < 0x7f)
		return emit(l, REGO_TT_CHAR);
	return fail_rune(l, "unrecognized character in action:", r);
}

struct rego_token rego_template_next(struct rego_tlexer *l)
{
	if (l->start == 0 && l->len == 0)
		return (struct rego_token){ REGO_TT_EOF, 0, 3, "EOF", l->start_line };
	for (;;) {
		struct rego_token t = l->inside ? lex_inside(l) : lex_text(l);

		if (t.type != REGO_TT_TEXT || t.len)
			return t;
	}
}
