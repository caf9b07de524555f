// SPDX-License-Identifier: BSD-2-Clause
/* What Go's net/netip says of a text that is no address. */
#include "rego/builtin/gourl.h"

#include <string.h>

#include "rego/builtin/text.h"

struct wrong {
	const char *why, *at; /* at: NULL, or where */
};

/* The last two fields of an IPv6 address, written as IPv4. */
static struct wrong wrong_v4(const char *s, size_t len)
{
	unsigned int value = 0, digits = 0, fields = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			if (digits == 1 && !value)
				return (struct wrong){ "IPv4 field has octet with leading zero",
						       NULL };
			value = value * 10 + (unsigned int)(s[i] - '0');
			digits++;
			if (value > 255)
				return (struct wrong){ "IPv4 field has value >255", NULL };
		} else if (s[i] != '.') {
			return (struct wrong){ "unexpected character", s + i };
		} else if (!i || i == len - 1 || s[i - 1] == '.') {
			return (struct wrong){ "IPv4 field must have at least one digit", s + i };
		} else if (fields == 3) {
			return (struct wrong){ "IPv4 address too long", NULL };
		} else {
			fields++;
			value = digits = 0;
		}
	}
	return (struct wrong){ fields < 3 ? "IPv4 address too short" : NULL, NULL };
}

/* One group of hexadecimal digits; *off is their number. */
static struct wrong wrong_group(const char *s, size_t *off)
{
	*off = strspn(s, "0123456789abcdefABCDEF");
	if (*off > 4)
		return (struct wrong){ "each group must have 4 or less digits", s };
	return (struct wrong){ *off ? NULL
				    : "each colon-separated field must have at least one digit",
			       s };
}

static struct wrong wrong_dots(const char *s, int i, int ellipsis)
{
	if (ellipsis < 0 && i != 12)
		return (struct wrong){
			"embedded IPv4 address must replace the final 2 fields of the address", s
		};
	if (i + 4 > 16)
		return (struct wrong){
			"too many hex fields to fit an embedded IPv4 at the end of the address", s
		};
	return wrong_v4(s, strlen(s));
}

/* What is left when all groups were read, i bytes of the address. */
static struct wrong wrong_end(const char *s, int i, int ellipsis)
{
	if (*s)
		return (struct wrong){ "trailing garbage after address", s };
	if (i < 16 && ellipsis < 0)
		return (struct wrong){ "address string too short", NULL };
	if (i == 16 && ellipsis >= 0)
		return (struct wrong){ "the :: must expand to at least one field of zeros", NULL };
	return (struct wrong){ NULL, NULL };
}

static struct wrong wrong_v6(const char *s)
{
	int i = 0, ellipsis = -1;

	if (!strncmp(s, "::", 2)) {
		ellipsis = 0;
		s += 2;
	}
	while (i < 16) {
		size_t off;
		struct wrong w = wrong_group(s, &off);

		if (w.why)
			return w;
		if (s[off] == '.') {
			w = wrong_dots(s, i, ellipsis);
			return w.why ? w : wrong_end("", i + 4, ellipsis);
		}
		i += 2;
		s += off;
		if (!*s)
			break;
		if (*s != ':')
			return (struct wrong){ "unexpected character, want colon", s };
		if (!*++s)
			return (struct wrong){ "colon must be followed by more characters", s - 1 };
		if (*s != ':')
			continue;
		if (ellipsis >= 0)
			return (struct wrong){ "multiple :: in address", s };
		ellipsis = i;
		if (!*++s)
			break;
	}
	return wrong_end(s, i, ellipsis);
}

const char *rego_go_addr_error(struct rego_arena *a, const char *text)
{
	size_t special = strcspn(text, ".:%");
	const char *zone = strchr(text, '%'), *quoted = rego_go_quote(a, text, strlen(text));
	struct wrong w = { "unable to parse IP", NULL };

	if (text[special] == '%')
		w = (struct wrong){ "missing IPv6 address", NULL };
	else if (text[special] == '.')
		w = wrong_v4(text, strlen(text));
	else if (text[special] == ':' && zone && !zone[1])
		w = (struct wrong){ "zone must be a non-empty string", NULL };
	else if (text[special] == ':')
		w = wrong_v6(zone ? rego_strndup(a, text, (size_t)(zone - text)) : text);
	if (!w.why)
		w.why = "unable to parse IP";
	if (!w.at || !*w.at)
		return rego_printf(a, "ParseAddr(%s): %s", quoted, w.why);
	return rego_printf(a, "ParseAddr(%s): %s (at %s)", quoted, w.why,
			   rego_go_quote(a, w.at, strlen(w.at)));
}
