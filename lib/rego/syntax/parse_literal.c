/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers, strings and template strings. */
#include "rego/syntax/parser.h"

#include <gmp.h>
#include <mpfr.h>

#include "core/utf8.h"
#include "rego/value/number.h"

/* Of 2^MOST or more, or less than 2^-MOST, a number is refused: it would cost too much to print. */
#define MOST_EXPONENT 100000
/* Shorter texts without an exponent cannot be near that. */
#define SURELY_SMALL 20000

static bool exponent_fits(const char *s, size_t len)
{
	mpfr_t f;
	bool fits;

	if (len < SURELY_SMALL && !memchr(s, 'e', len) && !memchr(s, 'E', len))
		return true;
	mpfr_init2(f, 64);
	mpfr_set_str(f, s, 10, MPFR_RNDN);
	fits = mpfr_zero_p(f) || (mpfr_regular_p(f) && mpfr_get_exp(f) <= MOST_EXPONENT &&
				  mpfr_get_exp(f) >= -MOST_EXPONENT);
	mpfr_clear(f);
	mpfr_free_cache();
	return fits;
}

/* 01 is no number. */
static bool leading_zero(const struct rego_parser *p)
{
	const char *s = p->s.lit;

	if (p->s.lit_len < 2 || s[0] != '0' || s[1] == '.')
		return false;
	return !(p->s.lit_len > 2 && (s[1] == 'e' || s[1] == 'E'));
}

/* Go's big.Float takes exponents of 32 bits: of two, with the mantissa an integer. */
static bool exponent_is_absurd(const char *s, size_t len)
{
	const char *end = s + len;
	int64_t digits = 0, fraction = 0, exponent = 0;
	bool point = false, zero = true, minus = false;

	for (; s < end && (*s | 0x20) != 'e'; s++) {
		point = point || *s == '.';
		if (*s < '0' || *s > '9')
			continue;
		zero = zero && *s == '0';
		digits += !zero;
		fraction += point;
	}
	for (; s < end; s++) {
		minus = minus || *s == '-';
		if (*s >= '0' && *s <= '9' && exponent < INT32_MAX * 10ll)
			exponent = exponent * 10 + *s - '0';
	}
	exponent = (minus ? -exponent : exponent) - fraction + digits * 3322 / 1000;
	return !zero && (exponent > INT32_MAX || exponent < INT32_MIN);
}

struct rego_term *rego_parse_number(struct rego_parser *p)
{
	struct rego_loc loc = p->s.loc;
	struct rego_val v;
	char prefix[3] = "";
	size_t n = 0, len;
	char *text;

	if (p->s.tok == TOK_SUB) {
		prefix[n++] = '-';
		rego_parser_scan(p);
		if (p->s.tok != TOK_NUMBER && p->s.tok != TOK_DOT) {
			rego_parser_illegal(p, "expected number");
			return NULL;
		}
	}
	if (p->s.tok == TOK_DOT) {
		prefix[n++] = '.';
		rego_parser_scan(p);
		if (p->s.tok != TOK_NUMBER) {
			rego_parser_illegal(p, "expected number");
			return NULL;
		}
	} else if (leading_zero(p)) {
		rego_parser_illegal(p, "expected number without leading zero");
		return NULL;
	}
	prefix[n] = '\0';
	text = rego_printf(p->arena, "%s%.*s", prefix, (int)p->s.lit_len, p->s.lit);
	len = n + p->s.lit_len;
	v = exponent_is_absurd(text, len) ? rego_undefined() : rego_null();
	if (rego_defined(v) && !exponent_fits(text, len)) {
		rego_parser_error(p, p->s.loc, "number too big");
		return NULL;
	}
	if (rego_defined(v))
		v = rego_number_spelled(p->arena, text, len);
	if (!rego_defined(v)) {
		rego_parser_illegal(p, "invalid float");
		return NULL;
	}
	return rego_node_value(p, v, loc);
}

static int hex4(const char *s, const char *end)
{
	int code = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int c = s[i];
		int lower = c | 0x20;

		if (c >= '0' && c <= '9')
			code = code * 16 + c - '0';
		else if (lower >= 'a' && lower <= 'f')
			code = code * 16 + lower - 'a' + 10;
		else
			return -1;
	}
	return code;
}

/* \uXXXX, *s after the u; a lone half of a pair is U+FFFD. */
static int unicode_escape(const char **s, const char *end)
{
	int code = hex4(*s, end), low;

	if (code < 0)
		return -1;
	*s += 4;
	if (code < 0xd800 || code > 0xdfff)
		return code;
	low = end - *s >= 6 && (*s)[0] == '\\' && (*s)[1] == 'u' ? hex4(*s + 2, end) : -1;
	if (code > 0xdbff || low < 0xdc00 || low > 0xdfff)
		return 0xfffd;
	*s += 6;
	return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

static int plain_escape(char c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : -1;
}

char *rego_unquote(struct rego_arena *a, const char *s, size_t len, size_t *out_len)
{
	const char *end = s + len - 1;
	char *out = rego_alloc(a, len + 1), *o = out;

	for (s++; s < end;) {
		unsigned char c = (unsigned char)*s++;
		int code;

		if (c < 0x20 || c == '"')
			return NULL;
		if (c != '\\') {
			*o++ = (char)c;
			continue;
		}
		if (s == end)
			return NULL;
		if (*s == 'u') {
			s++;
			code = unicode_escape(&s, end);
		} else {
			code = plain_escape(*s++);
		}
		if (code < 0)
			return NULL;
		o += ss_utf8_put(o, (uint32_t)code);
	}
	*o = '\0';
	*out_len = (size_t)(o - out);
	return out;
}

struct rego_term *rego_parse_string(struct rego_parser *p)
{
	const char *s = p->s.lit;
	size_t len = p->s.lit_len;
	struct rego_term *t;

	if (len < 2)
		return NULL;
	if (s[0] == '"' && memchr(s + 1, '\\', len - 2)) {
		size_t n;
		char *text = rego_unquote(p->arena, s, len, &n);

		if (!text) {
			rego_parser_error(p, p->s.loc, "illegal string literal: %.*s", (int)len, s);
			return NULL;
		}
		return rego_node_string(p, text, n, p->s.loc);
	}
	t = rego_node_string(p, s + 1, len - 2, p->s.loc);
	t->raw = s[0] == '`';
	return t;
}

/* The text between the braces, added unless empty. */
static bool add_text(struct rego_parser *p, struct rego_list *parts)
{
	bool raw = p->s.tok == TOK_RAW_TEMPLATE_PART || p->s.tok == TOK_RAW_TEMPLATE_END;
	const char *s = p->s.lit;
	size_t len = p->s.lit_len, n = len - 2;
	char *text;

	if (!raw && memchr(s + 1, '\\', n)) {
		char *quoted = rego_strndup(p->arena, s, len);

		quoted[0] = quoted[len - 1] = '"';
		text = rego_unquote(p->arena, quoted, len, &n);
	} else {
		text = rego_strndup(p->arena, s + 1, n);
	}
	if (!text) {
		rego_parser_error(p, p->s.loc, "illegal template-string part: %.*s", (int)len, s);
		return false;
	}
	if (n)
		rego_list_add(p->arena, parts, rego_node_string(p, text, n, p->s.loc));
	return true;
}

static bool may_be_part(struct rego_parser *p, const struct rego_expr *x)
{
	const struct rego_term *call = x->kind == REGO_EXPR_CALL ? x->term : NULL;

	if (x->negated)
		rego_parser_error(p, x->loc,
				  "unexpected negation ('not') in template-string expression");
	else if (rego_is_call_of(call, "eq"))
		rego_parser_error(p, x->loc,
				  "unexpected unification ('=') in template-string expression");
	else if (rego_is_call_of(call, "assign"))
		rego_parser_error(p, x->loc,
				  "unexpected assignment (':=') in template-string expression");
	else if (x->kind == REGO_EXPR_EVERY)
		rego_parser_error(p, x->loc, "unexpected 'every' in template-string expression");
	else if (x->kind == REGO_EXPR_SOME)
		rego_parser_error(p, x->loc, "unexpected 'some' in template-string expression");
	else
		return true;
	return false;
}

/* What is between braces.  A constant without a comment before it is taken as it is. */
static bool add_expression(struct rego_parser *p, struct rego_list *parts)
{
	uint32_t comments = p->s.comment_count;
	struct rego_expr *x;
	struct rego_term *t;
	bool commented;

	rego_parser_scan(p);
	commented = p->s.comment_count != comments;
	x = rego_parse_literal(p);
	if (!x) {
		rego_parser_error(p, p->s.loc, "invalid template-string expression");
		return false;
	}
	if (!may_be_part(p, x))
		return false;
	if (x->kind == REGO_EXPR_TERM && x->term->kind == REGO_TERM_VALUE && !commented) {
		t = x->term;
	} else {
		t = rego_new(p->arena, struct rego_term);
		t->kind = REGO_TERM_EXPR;
		t->loc = x->loc;
		t->expr = x;
	}
	rego_list_add(p->arena, parts, t);
	if (p->s.tok == TOK_RBRACE)
		return true;
	rego_parser_error(p, p->s.loc, "expected } to end template string expression");
	return false;
}

struct rego_term *rego_parse_template(struct rego_parser *p, bool raw)
{
	struct rego_loc loc = p->s.loc;
	struct rego_list parts = { 0 };
	struct rego_term *t;

	if (p->version != REGO_V1) {
		rego_parser_error(p, loc,
				  "template strings are not supported by current capabilities");
		return NULL;
	}
	for (;;) {
		if (!add_text(p, &parts))
			return NULL;
		if (p->s.tok == TOK_TEMPLATE_END || p->s.tok == TOK_RAW_TEMPLATE_END)
			break;
		if (!add_expression(p, &parts))
			return NULL;
		rego_parser_scan_as(p, raw ? LEX_RAW_TEMPLATE : LEX_TEMPLATE);
		if (p->s.tok == TOK_ILLEGAL) {
			rego_parser_error(p, p->s.loc, "expected template-string part");
			return NULL;
		}
	}
	t = rego_node_list(p, REGO_TERM_TEMPLATE, &parts,
			   rego_parser_span(p, loc, loc.at, p->s.tok_end));
	t->raw = raw;
	return t;
}
