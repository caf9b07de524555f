/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: numbers and characters as Go writes them. */
#include "rego/builtin/template_parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/value/string.h"

/* Bytes of the character that begins at s, with its escape; 0: none. */
static size_t one_char(const char *s, size_t len)
{
	uint32_t code;
	size_t n = 2;

	if (s[0] != '\\')
		return s[0] == '\'' ? 0 : rego_rune(s, len, &code);
	if (len < 2 || s[1] == '"')
		return 0;
	if (s[1] == 'x' || (s[1] >= '0' && s[1] <= '7'))
		n = 4;
	else if (s[1] == 'u' || s[1] == 'U')
		n = s[1] == 'u' ? 6 : 10;
	return n <= len ? n : 0;
}

/* The value of one character as Go's UnquoteChar reads it. */
static bool char_value(struct rego_tp *p, const char *s, size_t n, int64_t *value)
{
	char *quoted = rego_printf(p->arena, "\"%.*s\"", (int)n, s);
	const char *out;
	size_t len, used;

	if (n == 1 || (n == 2 && s[1] == '\'')) {
		*value = (unsigned char)s[n - 1];
		return *value < 0x80 || n == 1;
	}
	if (!rego_template_unquote(p->arena, quoted, strlen(quoted), &out, &len))
		return false;
	*value = rego_rune_at(out, len, &used);
	if (len == 1)
		*value = (unsigned char)*out;
	return true;
}

static struct rego_tnode *char_number(struct rego_tp *p, struct rego_tnode *n)
{
	size_t used = n->len > 2 ? one_char(n->text + 1, n->len - 1) : 0;

	if (!used || !char_value(p, n->text + 1, used, &n->i))
		return rego_tp_fail(p, "invalid syntax");
	n->d = (double)n->i;
	n->is_int = true;
	if (used + 2 == n->len)
		return n;
	return rego_tp_fail(p, rego_printf(p->arena, "malformed character constant: %.*s",
					   (int)n->len, n->text));
}

/* Underscores stand between digits, or behind 0x. */
static bool good_underscores(const char *s)
{
	char before = '^';
	bool hex = false;

	s += *s == '-' || *s == '+';
	if (s[0] == '0' && s[1] && strchr("bBoOxX", s[1])) {
		hex = s[1] == 'x' || s[1] == 'X';
		before = '0';
		s += 2;
	}
	for (; *s; s++) {
		if ((*s >= '0' && *s <= '9') || (hex && strchr("abcdefABCDEF", *s))) {
			before = '0';
		} else if (*s == '_' ? before != '0' : before == '_') {
			return false;
		} else {
			before = *s == '_' ? '_' : '!';
		}
	}
	return before != '_';
}

/* ParseUint and ParseInt of base 0: which of both it is. */
static void integer(struct rego_tnode *n, const char *s)
{
	bool minus = *s == '-', sign = minus || *s == '+';
	const char *digits = s + sign;
	int base = 10;
	uint64_t u;
	char *end;

	if (digits[0] == '0' && digits[1]) {
		char kind = (char)(digits[1] | 0x20);

		base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
		digits += kind == 'x' || kind == 'b' || kind == 'o' ? 2 : 1;
	}
	if (!*digits || *digits == '+' || *digits == '-')
		return;
	errno = 0;
	u = strtoull(digits, &end, base);
	if (*end || errno)
		return;
	n->is_uint = !sign || !u;
	n->is_int = u <= (uint64_t)INT64_MAX + minus;
	n->i = minus ? (int64_t)(0 - u) : (int64_t)u;
	n->d = minus ? -(double)u : (double)u;
}

struct rego_tnode *rego_tp_number(struct rego_tp *p, struct rego_token t)
{
	struct rego_tnode *n = rego_tp_word(p, REGO_TN_NUMBER, t.pos, t.s, t.len);
	char *s = rego_strndup(p->arena, t.s, t.len), *to = s, *end;
	const char *quoted = rego_go_quote(p->arena, t.s, t.len);

	if (t.type == REGO_TT_CHARCONST)
		return char_number(p, n);
	if (t.type == REGO_TT_COMPLEX || s[t.len - 1] == 'i')
		return rego_tp_fail(
			p, rego_printf(p->arena, "complex number not supported: %s", quoted));
	if (strchr(s, '_') && !good_underscores(s))
		return rego_tp_fail(p, rego_printf(p->arena, "illegal number syntax: %s", quoted));
	for (const char *from = s; *from; from++)
		if (*from != '_')
			*to++ = *from;
	*to = 0;
	integer(n, s);
	if (n->is_int || n->is_uint)
		return n;
	n->d = strtod(s, &end);
	if (*end || end == s || (strpbrk(s, "xX") && !strpbrk(s, "pP")))
		return rego_tp_fail(p, rego_printf(p->arena, "illegal number syntax: %s", quoted));
	if (!strpbrk(s, ".eEpP"))
		return rego_tp_fail(p, rego_printf(p->arena, "integer overflow: %s", quoted));
	return n;
}
