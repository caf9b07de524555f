/* SPDX-License-Identifier: BSD-2-Clause */
/* Tokens of GraphQL, with the positions and errors of the parser that OPA uses: a position counts
 * code points, that of a string begins behind its quote. */
#include "rego/builtin/gql_lexer.h"

#include <ctype.h>

const char *rego_gql_token_name(enum rego_gql_token_kind kind)
{
	static const char *const names[] = {
		"<Invalid>", "<EOF>", "!",     "$",	 "&",		"(",	   ")", "...",
		":",	     "=",     "@",     "[",	 "]",		"{",	   "}", "|",
		"Name",	     "Int",   "Float", "String", "BlockString", "Comment",
	};

	return names[kind];
}

struct rego_gql_token rego_gql_lex_make(struct rego_gql_lexer *l, enum rego_gql_token_kind kind,
					const char *value, size_t len)
{
	return (struct rego_gql_token){
		.kind = kind,
		.value = value,
		.len = len,
		.pos = { l->line, l->start_runes - l->line_start + 1, l->file },
	};
}

struct rego_gql_token rego_gql_lex_make_span(struct rego_gql_lexer *l,
					     enum rego_gql_token_kind kind)
{
	size_t n = l->end - l->start;

	return rego_gql_lex_make(l, kind, rego_strndup(l->arena, l->text + l->start, n), n);
}

struct rego_gql_token rego_gql_lex_bad(struct rego_gql_lexer *l, const char *error)
{
	return (struct rego_gql_token){
		.kind = GQL_INVALID,
		.value = "",
		.error = error,
		.pos = { l->line, l->end_runes - l->line_start + 1, l->file },
	};
}

void rego_gql_lex_step(struct rego_gql_lexer *l, size_t bytes, int runes)
{
	l->end += bytes;
	l->end_runes += runes;
}

static void skip_space(struct rego_gql_lexer *l)
{
	for (; l->end < l->len;) {
		unsigned char c = (unsigned char)l->text[l->end];

		if (c == '\t' || c == ' ' || c == ',') {
			rego_gql_lex_step(l, 1, 1);
		} else if (c == '\n' || c == '\r') {
			rego_gql_lex_step(l, 1, 1);
			l->line++;
			l->line_start = l->end_runes;
			if (c == '\r' && l->end < l->len && l->text[l->end] == '\n')
				rego_gql_lex_step(l, 1, 1);
		} else if (c == 0xef && l->len - l->end > 2 &&
			   !memcmp(l->text + l->end, "\xef\xbb\xbf", 3)) {
			rego_gql_lex_step(l, 3, 1);
		} else {
			return;
		}
	}
}

/* The code point of a byte taken alone, as text. */
const char *rego_gql_lex_byte_text(struct rego_arena *a, unsigned char c)
{
	struct rego_text t = { .arena = a };

	rego_put_rune(&t, c);
	return rego_text_done(&t);
}

static const char *describe_next(struct rego_gql_lexer *l)
{
	if (l->end >= l->len)
		return "<EOF>";
	return rego_printf(l->arena, "\"%s\"",
			   rego_gql_lex_byte_text(l->arena, (unsigned char)l->text[l->end]));
}

static int digits(struct rego_gql_lexer *l)
{
	int n = 0;

	for (; l->end < l->len && isdigit((unsigned char)l->text[l->end]); n++)
		rego_gql_lex_step(l, 1, 1);
	return n;
}

static bool accept(struct rego_gql_lexer *l, const char *any)
{
	if (l->end >= l->len || !l->text[l->end] || !strchr(any, l->text[l->end]))
		return false;
	rego_gql_lex_step(l, 1, 1);
	return true;
}

static struct rego_gql_token bad_number(struct rego_gql_lexer *l)
{
	return rego_gql_lex_bad(l,
				rego_printf(l->arena, "Invalid number, expected digit but got: %s.",
					    describe_next(l)));
}

static struct rego_gql_token number(struct rego_gql_lexer *l)
{
	bool is_float = false;

	rego_gql_lex_step(l, (size_t)-1, -1);
	accept(l, "-");
	if (accept(l, "0")) {
		int n = digits(l);

		if (n) {
			rego_gql_lex_step(l, (size_t)-n, -n);
			return rego_gql_lex_bad(
				l, rego_printf(l->arena,
					       "Invalid number, unexpected digit after 0: %s.",
					       describe_next(l)));
		}
	} else if (!digits(l)) {
		return bad_number(l);
	}
	if (accept(l, ".")) {
		is_float = true;
		if (!digits(l))
			return bad_number(l);
	}
	if (accept(l, "eE")) {
		is_float = true;
		accept(l, "+-");
		if (!digits(l))
			return bad_number(l);
	}
	return rego_gql_lex_make_span(l, is_float ? GQL_FLOAT : GQL_INT);
}

static struct rego_gql_token name(struct rego_gql_lexer *l)
{
	while (l->end < l->len &&
	       (isalnum((unsigned char)l->text[l->end]) || l->text[l->end] == '_'))
		rego_gql_lex_step(l, 1, 1);
	return rego_gql_lex_make_span(l, GQL_NAME);
}

static struct rego_gql_token comment(struct rego_gql_lexer *l)
{
	while (l->end < l->len) {
		size_t used;
		uint32_t c = rego_rune_at(l->text + l->end, l->len - l->end, &used);

		if (c <= 0x1f && c != '\t')
			break;
		rego_gql_lex_step(l, used, 1);
	}
	return rego_gql_lex_make_span(l, GQL_COMMENT);
}

static enum rego_gql_token_kind punctuation(char c)
{
	switch (c) {
	case '!': return GQL_BANG;
	case '$': return GQL_DOLLAR;
	case '&': return GQL_AMP;
	case '(': return GQL_PAREN_L;
	case ')': return GQL_PAREN_R;
	case ':': return GQL_COLON;
	case '=': return GQL_EQUALS;
	case '@': return GQL_AT;
	case '[': return GQL_BRACKET_L;
	case ']': return GQL_BRACKET_R;
	case '{': return GQL_BRACE_L;
	case '}': return GQL_BRACE_R;
	case '|': return GQL_PIPE;
	default: return GQL_INVALID;
	}
}

static struct rego_gql_token unexpected(struct rego_gql_lexer *l, unsigned char c)
{
	rego_gql_lex_step(l, (size_t)-1, -1);
	if (c < 0x20)
		return rego_gql_lex_bad(
			l, rego_printf(l->arena, "Cannot contain the invalid character \"\\u%04d\"",
				       c));
	if (c == '\'')
		return rego_gql_lex_bad(
			l, "Unexpected single quote character ('), did you mean to use a double "
			   "quote (\")?");
	return rego_gql_lex_bad(l, rego_printf(l->arena,
					       "Cannot parse the unexpected character \"%s\".",
					       rego_gql_lex_byte_text(l->arena, c)));
}

struct rego_gql_token rego_gql_next(struct rego_gql_lexer *l)
{
	enum rego_gql_token_kind kind;
	char c;

	skip_space(l);
	l->start = l->end;
	l->start_runes = l->end_runes;
	if (l->end >= l->len)
		return rego_gql_lex_make(l, GQL_EOF, "", 0);
	c = l->text[l->start];
	rego_gql_lex_step(l, 1, 1);
	kind = punctuation(c);
	if (kind != GQL_INVALID)
		return rego_gql_lex_make(l, kind, "", 0);
	if (c == '.' && l->len - l->start > 2 && !memcmp(l->text + l->start, "...", 3)) {
		rego_gql_lex_step(l, 2, 2);
		return rego_gql_lex_make(l, GQL_SPREAD, "", 0);
	}
	if (c == '#')
		return comment(l);
	if (isalpha((unsigned char)c) || c == '_')
		return name(l);
	if (c == '-' || isdigit((unsigned char)c))
		return number(l);
	if (c == '"')
		return l->len - l->start > 2 && !memcmp(l->text + l->start, "\"\"\"", 3)
			       ? rego_gql_lex_block_string(l)
			       : rego_gql_lex_string(l);
	return unexpected(l, (unsigned char)c);
}
