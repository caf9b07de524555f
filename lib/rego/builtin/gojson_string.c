/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON as Go reads it: strings, and what a byte that is in the wrong place is called. */
#include "rego/builtin/gojson_parts.h"

#include "rego/value/json_reader.h"

const char *rego_go_quote_byte(struct rego_arena *a, unsigned char c)
{
	static const char named[] = "abtnvfr"; /* 7 to 13 */

	if (c == '\'')
		return "'\\''";
	if (c == '\\')
		return "'\\\\'";
	if (c >= 7 && c <= 13)
		return rego_printf(a, "'\\%c'",
				   named[c == 7	   ? 0
					 : c == 8  ? 1
					 : c == 9  ? 2
					 : c == 10 ? 3
					 : c == 11 ? 4
					 : c == 12 ? 5
						   : 6]);
	if (c < 0x20 || c == 0x7f)
		return rego_printf(a, "'\\x%02x'", c);
	if (c < 0x80)
		return rego_printf(a, "'%c'", c);
	if (c <= 0xa0 || c == 0xad)
		return rego_printf(a, "'\\u%04x'", c);
	return rego_printf(a, "'%c%c'", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
}

bool rego_gojson_bad(struct rego_gojson_reader *r, const char *context)
{
	if (r->at >= r->len)
		r->error = r->whole ? "unexpected end of JSON input" : "unexpected EOF";
	else
		r->error = rego_printf(r->arena, "invalid character %s %s",
				       rego_go_quote_byte(r->arena, r->text[r->at]), context);
	return false;
}

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void rego_gojson_skip_space(struct rego_gojson_reader *r)
{
	while (r->at < r->len && is_space(r->text[r->at]))
		r->at++;
}

/* Scan a string literal; at stands behind the opening quote and ends behind the closing one. */
bool rego_gojson_scan_string(struct rego_gojson_reader *r)
{
	for (;;) {
		unsigned char c;

		if (r->at >= r->len)
			return rego_gojson_bad(r, "");
		c = r->text[r->at];
		if (c == '"') {
			r->at++;
			return true;
		}
		if (c < 0x20)
			return rego_gojson_bad(r, "in string literal");
		r->at++;
		if (c != '\\')
			continue;
		if (r->at >= r->len)
			return rego_gojson_bad(r, "");
		c = r->text[r->at];
		if (!c || !strchr("bfnrt\\/\"u", c))
			return rego_gojson_bad(r, "in string escape code");
		r->at++;
		for (int i = 0; c == 'u' && i < 4; i++, r->at++) {
			if (r->at >= r->len || !strchr("0123456789abcdefABCDEF", r->text[r->at]) ||
			    !r->text[r->at])
				return rego_gojson_bad(r, "in \\u hexadecimal character escape");
		}
	}
}

static unsigned int hex4(const unsigned char *s)
{
	unsigned int v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 4 | (s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10);
	return v;
}

static char *put_rune(char *to, unsigned int c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

/* Bytes of the UTF-8 sequence at s, 0 when it is not one. */
static size_t utf8_len(const unsigned char *s, const unsigned char *end)
{
	size_t n = *s < 0x80   ? 1
		   : *s < 0xc2 ? 0
		   : *s < 0xe0 ? 2
		   : *s < 0xf0 ? 3
		   : *s < 0xf5 ? 4
			       : 0;

	if (!n || (size_t)(end - s) < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((n == 3 && *s == 0xe0 && s[1] < 0xa0) || (n == 3 && *s == 0xed && s[1] > 0x9f) ||
	    (n == 4 && *s == 0xf0 && s[1] < 0x90) || (n == 4 && *s == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

/* The escape at *at (behind the backslash); half a surrogate pair becomes U+FFFD. */
static char *unescape(const unsigned char **at, const unsigned char *end, char *to)
{
	static const char from[] = "bfnrt", into[] = "\b\f\n\r\t";
	const unsigned char *s = *at;
	const char *f;
	unsigned int c;

	if (*s != 'u') {
		f = strchr(from, *s);
		*to++ = f ? into[f - from] : (char)*s;
		*at = s + 1;
		return to;
	}
	c = hex4(s + 1);
	s += 5;
	if (c >= 0xd800 && c < 0xdc00 && end - s >= 6 && s[0] == '\\' && s[1] == 'u') {
		unsigned int low = hex4(s + 2);

		if (low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			s += 6;
		}
	}
	if (c >= 0xd800 && c < 0xe000)
		c = 0xfffd;
	*at = s;
	return put_rune(to, c);
}

struct rego_val rego_gojson_make_string(struct rego_gojson_reader *r, size_t from, size_t end)
{
	const unsigned char *s = r->text + from, *stop = r->text + end;
	/* A bad byte grows to three. */
	char *text = rego_alloc(r->arena, (end - from) * 3 + 1), *to = text;

	while (s < stop) {
		size_t n;

		if (*s == '\\') {
			s++;
			to = unescape(&s, stop, to);
			continue;
		}
		n = utf8_len(s, stop);
		if (!n) {
			to = put_rune(to, 0xfffd);
			s++;
			continue;
		}
		memcpy(to, s, n);
		to += n;
		s += n;
	}
	return rego_string(r->arena, text, (size_t)(to - text));
}
