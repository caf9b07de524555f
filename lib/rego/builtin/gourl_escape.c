/* SPDX-License-Identifier: BSD-2-Clause */
/* Escapes of URLs as in Go 1.26's net/url. */
#include "rego/builtin/gourl.h"

#include <ctype.h>

#include "rego/builtin/text.h"
#include "rego/value/string.h"

unsigned int rego_url_allowed(unsigned char c)
{
	const unsigned int all = REGO_URL_PATH | REGO_URL_SEGMENT | REGO_URL_HOST | REGO_URL_ZONE |
				 REGO_URL_USER | REGO_URL_QUERY | REGO_URL_FRAGMENT;

	if (isalnum(c) || (c && strchr("-._~", c)))
		return all;
	switch (c) {
	case '!':
	case '(':
	case ')':
	case '*': return REGO_URL_FRAGMENT | REGO_URL_ZONE | REGO_URL_HOST;
	case '$':
	case '&':
	case '+':
	case '=': return all & ~(unsigned int)REGO_URL_QUERY;
	case ',':
	case ';': return all & ~(unsigned int)(REGO_URL_QUERY | REGO_URL_SEGMENT);
	case ':': return all & ~(unsigned int)(REGO_URL_QUERY | REGO_URL_USER);
	case '@': return REGO_URL_FRAGMENT | REGO_URL_SEGMENT | REGO_URL_PATH;
	case '/': return REGO_URL_FRAGMENT | REGO_URL_PATH;
	case '?': return REGO_URL_FRAGMENT;
	case '"':
	case '\'':
	case '<':
	case '>':
	case '[':
	case ']': return REGO_URL_ZONE | REGO_URL_HOST;
	default: return 0;
	}
}

const char *rego_url_escape(struct rego_arena *a, const char *s, size_t len,
			    enum rego_url_mode mode)
{
	struct rego_text t = { .arena = a };

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (rego_url_allowed(c) & mode)
			rego_putc(&t, s[i]);
		else if (c == ' ' && mode == REGO_URL_QUERY)
			rego_putc(&t, '+');
		else
			rego_putf(&t, "%%%02X", c);
	}
	return rego_text_done(&t);
}

static bool bad_escape(struct rego_arena *a, const char *s, size_t len, const char **error)
{
	*error = rego_printf(a, "invalid URL escape %s", rego_go_quote(a, s, len < 3 ? len : 3));
	return false;
}

/* Whether what has to be escaped is, and the escapes are good. */
static bool check_escapes(struct rego_arena *a, const char *s, size_t len, enum rego_url_mode mode,
			  const char **error)
{
	for (size_t i = 0; i < len; i++) {
		int high, low;

		if (s[i] != '%') {
			if ((mode == REGO_URL_HOST || mode == REGO_URL_ZONE) && !(s[i] & 0x80) &&
			    !(rego_url_allowed((unsigned char)s[i]) & mode)) {
				*error = rego_printf(a, "invalid character %s in host name",
						     rego_go_quote(a, s + i, 1));
				return false;
			}
			continue;
		}
		high = i + 2 < len ? rego_hex_digit(s[i + 1]) : -1;
		low = i + 2 < len ? rego_hex_digit(s[i + 2]) : -1;
		if (high < 0 || low < 0)
			return bad_escape(a, s + i, len - i, error);
		if (mode == REGO_URL_HOST && high < 8 && memcmp(s + i, "%25", 3))
			return bad_escape(a, s + i, 3, error);
		if (mode == REGO_URL_ZONE && memcmp(s + i, "%25", 3) && (high << 4 | low) != ' ' &&
		    !(rego_url_allowed((unsigned char)(high << 4 | low)) & REGO_URL_HOST))
			return bad_escape(a, s + i, 3, error);
		i += 2;
	}
	return true;
}

const char *rego_url_unescape(struct rego_arena *a, const char *s, size_t len,
			      enum rego_url_mode mode, size_t *out_len, const char **error)
{
	char *out, *to;

	if (!check_escapes(a, s, len, mode, error))
		return NULL;
	to = out = rego_alloc(a, len + 1);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%') {
			*to++ = (char)(rego_hex_digit(s[i + 1]) << 4 | rego_hex_digit(s[i + 2]));
			i += 2;
		} else {
			*to++ = s[i] == '+' && mode == REGO_URL_QUERY ? ' ' : s[i];
		}
	}
	*to = 0;
	if (out_len)
		*out_len = (size_t)(to - out);
	return out;
}
