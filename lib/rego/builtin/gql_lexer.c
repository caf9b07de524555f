/* SPDX-License-Identifier: BSD-2-Clause */
/* Tokens of GraphQL, with the positions and errors of the parser that OPA uses: a position counts
 * code points, that of a string begins behind its quote. */
#include "rego/builtin/gql_lexer.h"

#include <ctype.h>
#include <limits.h>

const char *rego_gql_token_name(enum rego_gql_token_kind kind)
{
	static const char *const names[] = {
		"<Invalid>", "<EOF>", "!", "$", "&", "(", ")",	   "...", ":",	   "=",	     "@",
		"[",	     "]",     "{", "}", "|", "Name", "Int", "Float", "String", "BlockString", "Comment",
	};

	return names[kind];
}

static struct rego_gql_token make(struct rego_gql_lexer *l, enum rego_gql_token_kind kind,
				  const char *value, size_t len)
{
	return (struct rego_gql_token){
		.kind = kind,
		.value = value,
		.len = len,
		.pos = { l->line, l->start_runes - l->line_start + 1, l->file },
	};
}

static struct rego_gql_token make_span(struct rego_gql_lexer *l, enum rego_gql_token_kind kind)
{
	size_t n = l->end - l->start;

	return make(l, kind, rego_strndup(l->arena, l->text + l->start, n), n);
}

static struct rego_gql_token bad(struct rego_gql_lexer *l, const char *error)
{
	return (struct rego_gql_token){
		.kind = GQL_INVALID,
		.value = "",
		.error = error,
		.pos = { l->line, l->end_runes - l->line_start + 1, l->file },
	};
}

static void step(struct rego_gql_lexer *l, size_t bytes, int runes)
{
	l->end += bytes;
	l->end_runes += runes;
}

static void skip_space(struct rego_gql_lexer *l)
{
	for (; l->end < l->len;) {
		unsigned char c = (unsigned char)l->text[l->end];

		if (c == '\t' || c == ' ' || c == ',') {
			step(l, 1, 1);
		} else if (c == '\n' || c == '\r') {
			step(l, 1, 1);
			l->line++;
			l->line_start = l->end_runes;
			if (c == '\r' && l->end < l->len && l->text[l->end] == '\n')
				step(l, 1, 1);
		} else if (c == 0xef && l->len - l->end > 2 &&
			   !memcmp(l->text + l->end, "\xef\xbb\xbf", 3)) {
			step(l, 3, 1);
		} else {
			return;
		}
	}
}

/* The code point of a byte taken alone, as text. */
static const char *byte_text(struct rego_arena *a, unsigned char c)
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
			   byte_text(l->arena, (unsigned char)l->text[l->end]));
}

static int digits(struct rego_gql_lexer *l)
{
	int n = 0;

	for (; l->end < l->len && isdigit((unsigned char)l->text[l->end]); n++)
		step(l, 1, 1);
	return n;
}

static bool accept(struct rego_gql_lexer *l, const char *any)
{
	if (l->end >= l->len || !l->text[l->end] || !strchr(any, l->text[l->end]))
		return false;
	step(l, 1, 1);
	return true;
}

static struct rego_gql_token bad_number(struct rego_gql_lexer *l)
{
	return bad(l, rego_printf(l->arena, "Invalid number, expected digit but got: %s.",
				  describe_next(l)));
}

static struct rego_gql_token number(struct rego_gql_lexer *l)
{
	bool is_float = false;

	step(l, (size_t)-1, -1);
	accept(l, "-");
	if (accept(l, "0")) {
		int n = digits(l);

		if (n) {
			step(l, (size_t)-n, -n);
			return bad(l, rego_printf(l->arena,
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
	return make_span(l, is_float ? GQL_FLOAT : GQL_INT);
}

static struct rego_gql_token name(struct rego_gql_lexer *l)
{
	while (l->end < l->len &&
	       (isalnum((unsigned char)l->text[l->end]) || l->text[l->end] == '_'))
		step(l, 1, 1);
	return make_span(l, GQL_NAME);
}

static struct rego_gql_token comment(struct rego_gql_lexer *l)
{
	while (l->end < l->len) {
		size_t used;
		uint32_t c = rego_rune_at(l->text + l->end, l->len - l->end, &used);

		if (c <= 0x1f && c != '\t')
			break;
		step(l, used, 1);
	}
	return make_span(l, GQL_COMMENT);
}

static bool four_hex(const char *s, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)s[i]))
			return false;
		*out = *out << 4 | (uint32_t)(s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10);
	}
	return true;
}

/* The escape at l->end into out; false and *wrong when it is none. */
static bool escape(struct rego_gql_lexer *l, struct rego_text *out, const char **wrong)
{
	static const char from[] = "\"/\\bfnrt", into[] = "\"/\\\b\f\n\r\t";
	char c = l->end + 1 < l->len ? l->text[l->end + 1] : 0;
	const char *f;
	uint32_t rune;

	if (l->end + 1 >= l->len) {
		step(l, 1, 1);
		*wrong = "Invalid character escape sequence.";
		return false;
	}
	if (c == 'u') {
		if (l->end + 6 >= l->len) {
			step(l, 1, 1);
			*wrong = rego_printf(l->arena, "Invalid character escape sequence: \\%.*s.",
					     (int)(l->len - l->end), l->text + l->end);
			return false;
		}
		if (!four_hex(l->text + l->end + 2, &rune)) {
			step(l, 1, 1);
			*wrong = rego_printf(l->arena, "Invalid character escape sequence: \\%.5s.",
					     l->text + l->end);
			return false;
		}
		rego_put_rune(out, rune);
		step(l, 6, 6);
		return true;
	}
	f = c ? strchr(from, c) : NULL;
	if (!f) {
		step(l, 1, 1);
		*wrong = rego_printf(l->arena, "Invalid character escape sequence: \\%s.",
				     byte_text(l->arena, (unsigned char)c));
		return false;
	}
	rego_putc(out, into[f - from]);
	step(l, 2, 2);
	return true;
}

static struct rego_gql_token bad_character(struct rego_gql_lexer *l, unsigned char c)
{
	return bad(l, rego_printf(l->arena, "Invalid character within String: \"\\u%04d\".", c));
}

static struct rego_gql_token string(struct rego_gql_lexer *l)
{
	struct rego_text out = { .arena = l->arena };
	bool escaped = false;

	l->start++;
	l->start_runes++;
	while (l->end < l->len) {
		unsigned char c = (unsigned char)l->text[l->end];
		const char *wrong;
		size_t used;
		uint32_t rune;

		if (c == '\n' || c == '\r')
			break;
		if (c < 0x20 && c != '\t')
			return bad_character(l, c);
		if (c == '"') {
			struct rego_gql_token t = make_span(l, GQL_STRING);

			if (escaped) {
				t.value = rego_text_done(&out);
				t.len = out.len;
			}
			step(l, 1, 1);
			return t;
		}
		if (c == '\\') {
			if (!escaped)
				rego_put(&out, l->text + l->start, l->end - l->start);
			escaped = true;
			if (!escape(l, &out, &wrong))
				return bad(l, wrong);
			continue;
		}
		rune = rego_rune_at(l->text + l->end, l->len - l->end, &used);
		step(l, used, 1);
		if (escaped)
			rego_put_rune(&out, rune);
	}
	return bad(l, "Unterminated string.");
}

struct line {
	const char *s;
	size_t len;
};

static size_t leading_space(struct line l)
{
	for (size_t i = 0; i < l.len; i++)
		if (l.s[i] != ' ' && l.s[i] != '\t')
			return i;
	return INT_MAX;
}

/* Without the indent that all lines but the first have, and without blank lines at both ends. */
static void dedent(const struct rego_text *raw, struct rego_text *out)
{
	const char *at = rego_text_done(raw), *stop = at + raw->len;
	size_t count = 1, indent = INT_MAX, from = 0, to;
	struct line *lines;

	for (const char *s = at; s < stop; s++)
		count += *s == '\n';
	lines = rego_new_array(out->arena, struct line, count);
	for (size_t i = 0; i < count; i++) {
		const char *nl = memchr(at, '\n', (size_t)(stop - at));

		lines[i] = (struct line){ at, (size_t)((nl ? nl : stop) - at) };
		at = nl ? nl + 1 : stop;
		if (leading_space(lines[i]) < indent)
			indent = leading_space(lines[i]);
	}
	for (size_t i = 1; i < count && indent != INT_MAX; i++) {
		size_t cut = lines[i].len < indent ? lines[i].len : indent;

		lines[i].s += cut;
		lines[i].len -= cut;
	}
	to = count;
	while (from < to && leading_space(lines[from]) == INT_MAX)
		from++;
	while (from < to && leading_space(lines[to - 1]) == INT_MAX)
		to--;
	for (size_t i = from; i < to; i++) {
		if (i > from)
			rego_putc(out, '\n');
		rego_put(out, lines[i].s, lines[i].len);
	}
}

static struct rego_gql_token close_block(struct rego_gql_lexer *l, struct rego_text *raw,
					 size_t quotes)
{
	struct rego_text out = { .arena = l->arena };
	struct rego_gql_token t;

	for (size_t i = 3; i < quotes; i++)
		rego_putc(raw, '"');
	dedent(raw, &out);
	t = make(l, GQL_BLOCK_STRING, rego_text_done(&out), out.len);
	step(l, quotes, (int)quotes);
	return t;
}

static struct rego_gql_token block_string(struct rego_gql_lexer *l)
{
	struct rego_text raw = { .arena = l->arena };

	l->start += 3;
	l->start_runes += 3;
	step(l, 2, 2);
	while (l->end < l->len) {
		unsigned char c = (unsigned char)l->text[l->end];
		size_t used, quotes = 0;
		uint32_t rune;

		while (l->end + quotes < l->len && l->text[l->end + quotes] == '"')
			quotes++;
		if (quotes >= 3)
			return close_block(l, &raw, quotes);
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return bad_character(l, c);
		if (c == '\\' && l->len - l->end >= 4 && !memcmp(l->text + l->end, "\\\"\"\"", 4)) {
			rego_puts(&raw, "\"\"\"");
			step(l, 4, 4);
			continue;
		}
		if (c == '\r') {
			if (l->end + 1 < l->len && l->text[l->end + 1] == '\n')
				step(l, 1, 1);
			rego_putc(&raw, '\n');
			step(l, 1, 1);
			l->line++;
			l->line_start = l->end_runes;
			continue;
		}
		rune = rego_rune_at(l->text + l->end, l->len - l->end, &used);
		step(l, used, 1);
		rego_put_rune(&raw, rune);
		if (c == '\n') {
			l->line++;
			l->line_start = l->end_runes;
		}
	}
	return bad(l, "Unterminated string.");
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
	step(l, (size_t)-1, -1);
	if (c < 0x20)
		return bad(l, rego_printf(l->arena, "Cannot contain the invalid character \"\\u%04d\"",
					  c));
	if (c == '\'')
		return bad(l, "Unexpected single quote character ('), did you mean to use a double "
			   "quote (\")?");
	return bad(l, rego_printf(l->arena, "Cannot parse the unexpected character \"%s\".",
				  byte_text(l->arena, c)));
}

struct rego_gql_token rego_gql_next(struct rego_gql_lexer *l)
{
	enum rego_gql_token_kind kind;
	char c;

	skip_space(l);
	l->start = l->end;
	l->start_runes = l->end_runes;
	if (l->end >= l->len)
		return make(l, GQL_EOF, "", 0);
	c = l->text[l->start];
	step(l, 1, 1);
	kind = punctuation(c);
	if (kind != GQL_INVALID)
		return make(l, kind, "", 0);
	if (c == '.' && l->len - l->start > 2 && !memcmp(l->text + l->start, "...", 3)) {
		step(l, 2, 2);
		return make(l, GQL_SPREAD, "", 0);
	}
	if (c == '#')
		return comment(l);
	if (isalpha((unsigned char)c) || c == '_')
		return name(l);
	if (c == '-' || isdigit((unsigned char)c))
		return number(l);
	if (c == '"')
		return l->len - l->start > 2 && !memcmp(l->text + l->start, "\"\"\"", 3) ?
		       block_string(l) : string(l);
	return unexpected(l, (unsigned char)c);
}
