/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings and block strings of GraphQL. */
#include "rego/builtin/gql_lexer.h"

#include <ctype.h>
#include <limits.h>

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
		rego_gql_lex_step(l, 1, 1);
		*wrong = "Invalid character escape sequence.";
		return false;
	}
	if (c == 'u') {
		if (l->end + 6 >= l->len) {
			rego_gql_lex_step(l, 1, 1);
			*wrong = rego_printf(l->arena, "Invalid character escape sequence: \\%.*s.",
					     (int)(l->len - l->end), l->text + l->end);
			return false;
		}
		if (!four_hex(l->text + l->end + 2, &rune)) {
			rego_gql_lex_step(l, 1, 1);
			*wrong = rego_printf(l->arena, "Invalid character escape sequence: \\%.5s.",
					     l->text + l->end);
			return false;
		}
		rego_put_rune(out, rune);
		rego_gql_lex_step(l, 6, 6);
		return true;
	}
	f = c ? strchr(from, c) : NULL;
	if (!f) {
		rego_gql_lex_step(l, 1, 1);
		*wrong = rego_printf(l->arena, "Invalid character escape sequence: \\%s.",
				     rego_gql_lex_byte_text(l->arena, (unsigned char)c));
		return false;
	}
	rego_putc(out, into[f - from]);
	rego_gql_lex_step(l, 2, 2);
	return true;
}

static struct rego_gql_token bad_character(struct rego_gql_lexer *l, unsigned char c)
{
	return rego_gql_lex_bad(
		l, rego_printf(l->arena, "Invalid character within String: \"\\u%04d\".", c));
}

struct rego_gql_token rego_gql_lex_string(struct rego_gql_lexer *l)
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
			struct rego_gql_token t = rego_gql_lex_make_span(l, GQL_STRING);

			if (escaped) {
				t.value = rego_text_done(&out);
				t.len = out.len;
			}
			rego_gql_lex_step(l, 1, 1);
			return t;
		}
		if (c == '\\') {
			if (!escaped)
				rego_put(&out, l->text + l->start, l->end - l->start);
			escaped = true;
			if (!escape(l, &out, &wrong))
				return rego_gql_lex_bad(l, wrong);
			continue;
		}
		rune = rego_rune_at(l->text + l->end, l->len - l->end, &used);
		rego_gql_lex_step(l, used, 1);
		if (escaped)
			rego_put_rune(&out, rune);
	}
	return rego_gql_lex_bad(l, "Unterminated string.");
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
	t = rego_gql_lex_make(l, GQL_BLOCK_STRING, rego_text_done(&out), out.len);
	rego_gql_lex_step(l, quotes, (int)quotes);
	return t;
}

struct rego_gql_token rego_gql_lex_block_string(struct rego_gql_lexer *l)
{
	struct rego_text raw = { .arena = l->arena };

	l->start += 3;
	l->start_runes += 3;
	rego_gql_lex_step(l, 2, 2);
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
			rego_gql_lex_step(l, 4, 4);
			continue;
		}
		if (c == '\r') {
			if (l->end + 1 < l->len && l->text[l->end + 1] == '\n')
				rego_gql_lex_step(l, 1, 1);
			rego_putc(&raw, '\n');
			rego_gql_lex_step(l, 1, 1);
			l->line++;
			l->line_start = l->end_runes;
			continue;
		}
		rune = rego_rune_at(l->text + l->end, l->len - l->end, &used);
		rego_gql_lex_step(l, used, 1);
		rego_put_rune(&raw, rune);
		if (c == '\n') {
			l->line++;
			l->line_start = l->end_runes;
		}
	}
	return rego_gql_lex_bad(l, "Unterminated string.");
}
