/* SPDX-License-Identifier: BSD-2-Clause */
/* What plain scalars mean: numbers, booleans, null, times, else strings. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "rego/syntax/yaml.h"
#include "rego/value/number.h"

static bool one_of(const char *s, const char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(s, *words))
			return true;
	}
	return false;
}

static const char *set(struct rego_yaml *v, enum rego_yaml_kind kind, struct rego_val value,
		       const char *tag)
{
	v->kind = kind;
	v->value = value;
	return tag;
}

static const char *word(struct rego_arena *a, const char *s, struct rego_yaml *v)
{
	static const char *const yes[] = { "true", "True", "TRUE", NULL };
	static const char *const no[] = { "false", "False", "FALSE", NULL };
	static const char *const null[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const nan[] = { ".nan", ".NaN", ".NAN", NULL };
	static const char *const inf[] = {
		".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", NULL
	};
	static const char *const minus[] = { "-.inf", "-.Inf", "-.INF", NULL };

	if (one_of(s, yes) || one_of(s, no))
		return set(v, REGO_YAML_BOOL, rego_bool(one_of(s, yes)), "!!bool");
	if (one_of(s, null))
		return set(v, REGO_YAML_NULL, rego_null(), "!!null");
	if (one_of(s, nan))
		return set(v, REGO_YAML_FLOAT, rego_cstring(a, "NaN"), "!!float");
	if (one_of(s, inf))
		return set(v, REGO_YAML_FLOAT, rego_cstring(a, "+Inf"), "!!float");
	if (one_of(s, minus))
		return set(v, REGO_YAML_FLOAT, rego_cstring(a, "-Inf"), "!!float");
	if (!strcmp(s, "<<"))
		return set(v, REGO_YAML_STRING, rego_cstring(a, "<<"), "!!merge");
	return NULL;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* One or two digits. */
static bool number2(const char **s, int *out)
{
	if (!digit(**s))
		return false;
	*out = *(*s)++ - '0';
	if (digit(**s))
		*out = *out * 10 + *(*s)++ - '0';
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month == 2 && ((year % 4 == 0 && year % 100) || year % 400 == 0))
		return 29;
	return days[month - 1];
}

/* :5:6.25 after the hour; the fraction stays text. */
static bool clock_rest(const char **s, int *minute, int *second, const char **fraction, int *digits)
{
	*digits = 0;
	if (*(*s)++ != ':' || !number2(s, minute) || *(*s)++ != ':' || !number2(s, second))
		return false;
	if (**s != '.' && **s != ',')
		return true;
	*fraction = ++*s;
	while (digit(**s)) {
		(*s)++;
		(*digits)++;
	}
	return *digits > 0;
}

/* Z, or +05:30. */
static bool zone(const char **s, char out[8])
{
	const char *z = *s;

	if (*z == 'Z') {
		*s = z + 1;
		snprintf(out, 8, "Z");
		return true;
	}
	if ((*z != '+' && *z != '-') || !digit(z[1]) || !digit(z[2]) || z[3] != ':' ||
	    !digit(z[4]) || !digit(z[5]))
		return false;
	if ((z[1] - '0') * 10 + z[2] - '0' > 24 || z[4] > '5')
		return false;
	snprintf(out, 8, "%.6s", z);
	if (!strcmp(out + 1, "00:00"))
		snprintf(out, 8, "Z");
	*s = z + 6;
	return true;
}

/* The forms of yaml v3, as time.Time prints in JSON. */
static bool timestamp(const char *s, char *out, size_t size)
{
	int year, month, day, hour = 0, minute = 0, second = 0, digits = 0;
	const char *fraction = "";
	char where[8] = "Z", sep;

	for (int i = 0; i < 4; i++) {
		if (!digit(s[i]))
			return false;
	}
	if (s[4] != '-')
		return false;
	year = atoi(s);
	s += 5;
	if (!number2(&s, &month) || *s++ != '-' || !number2(&s, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > days_in(year, month))
		return false;
	sep = *s;
	if (sep) {
		s++;
		if (sep == ' ')
			while (*s == ' ')
				s++;
		if ((sep != 'T' && sep != 't' && sep != ' ') || !number2(&s, &hour) ||
		    !clock_rest(&s, &minute, &second, &fraction, &digits))
			return false;
		if (sep != ' ' && !zone(&s, where))
			return false;
	}
	if (*s || hour > 23 || minute > 59 || second > 59)
		return false;
	digits = digits > 9 ? 9 : digits;
	while (digits && fraction[digits - 1] == '0')
		digits--;
	snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02d%s%.*s%s", year, month, day, hour, minute,
		 second, digits ? "." : "", digits, fraction, where);
	return true;
}

/* strconv.ParseInt(s, base, 64) and ParseUint; base 0 goes by the prefix. */
static bool parse_integer(const char *s, int base, struct rego_arena *a, struct rego_val *out)
{
	bool minus = *s == '-';
	const char *p = *s == '-' || *s == '+' ? s + 1 : s;
	unsigned long long n;
	char *end;

	if (base == 0 && p[0] == '0' && p[1]) {
		char c = (char)(p[1] | 0x20);

		base = c == 'x' ? 16 : c == 'b' ? 2 : 8;
		p += c == 'x' || c == 'b' || c == 'o' ? 2 : 1;
	} else if (base == 0) {
		base = 10;
	}
	if (!digit(*p) && !(base == 16 && ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'f')))
		return false;
	if (base == 16 && p[0] == '0' && (p[1] | 0x20) == 'x')
		return false;
	errno = 0;
	n = strtoull(p, &end, base);
	if (*end || errno)
		return false;
	if (minus) {
		if (n > (1ull << 63))
			return false;
		*out = rego_int((int64_t)(0 - n));
		return true;
	}
	if (n > INT64_MAX && *s == '+')
		return false;
	*out = rego_uint(a, n);
	return true;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool float_form(const char *s)
{
	if (*s == '-' || *s == '+')
		s++;
	if (*s == '.' && !digit(s[1]))
		return false;
	if (*s != '.' && !digit(*s))
		return false;
	while (digit(*s))
		s++;
	if (*s == '.') {
		s++;
		while (digit(*s))
			s++;
	}
	if (*s == 'e' || *s == 'E') {
		s++;
		if (*s == '-' || *s == '+')
			s++;
		if (!digit(*s))
			return false;
		while (digit(*s))
			s++;
	}
	return !*s;
}

static const char *parse_float(struct rego_arena *a, const char *s, struct rego_yaml *v)
{
	char *end;
	double f = strtod(s, &end);

	if (*end || end == s || isinf(f) || isnan(f))
		return NULL;
	return set(v, REGO_YAML_FLOAT, rego_double(a, f), "!!float");
}

static char *without_underscores(struct rego_arena *a, const char *s, size_t len)
{
	char *out = rego_alloc(a, len + 1), *o = out;

	for (; *s; s++) {
		if (*s != '_')
			*o++ = *s;
	}
	*o = '\0';
	return out;
}

/* 0b101 and -0o17: prefixes that a sign may stand before. */
static bool prefixed(const char *s, const char *prefix, int base, struct rego_arena *a,
		     struct rego_val *out)
{
	bool minus = *s == '-';
	size_t n = strlen(prefix);

	if (strncmp(s + minus, prefix, n))
		return false;
	return parse_integer(rego_printf(a, "%s%s", minus ? "-" : "", s + minus + n), base, a, out);
}

static const char *number(struct rego_arena *a, const char *tag, const char *s, size_t len,
			  struct rego_yaml *v)
{
	const char *plain, *found;
	struct rego_val n;
	char time[64];

	if ((!*tag || !strcmp(tag, "!!timestamp")) && timestamp(s, time, sizeof(time)))
		return set(v, REGO_YAML_TIME, rego_cstring(a, time), "!!timestamp");
	plain = without_underscores(a, s, len);
	if (parse_integer(plain, 0, a, &n))
		return set(v, REGO_YAML_INT, n, "!!int");
	found = float_form(plain) ? parse_float(a, plain, v) : NULL;
	if (found)
		return found;
	if (prefixed(plain, "0b", 2, a, &n) || prefixed(plain, "0o", 8, a, &n))
		return set(v, REGO_YAML_INT, n, "!!int");
	return NULL;
}

static const char *by_form(struct rego_arena *a, const char *tag, const char *s, size_t len,
			   struct rego_yaml *v)
{
	char c = s[0];
	const char *found;

	/* Others cannot be anything but strings. */
	if (strlen(s) != len || (c && !strchr("+-0123456789yYnNtTfFoO~.", c)))
		return NULL;
	found = word(a, s, v);
	if (found)
		return found;
	if (c == '.') /* Go's own float syntax: underscores and the like are not in it */
		return float_form(s) ? parse_float(a, s, v) : NULL;
	if (c == '+' || c == '-' || digit(c))
		return number(a, tag, s, len, v);
	return NULL;
}

static bool resolvable(const char *tag)
{
	static const char *const tags[] = { "",	       "!!str",	 "!!bool",	"!!int",
					    "!!float", "!!null", "!!timestamp", NULL };

	return one_of(tag, tags);
}

const char *rego_yaml_resolve(struct rego_decoder *d, const char *tag, const char *text, size_t len,
			      struct rego_yaml *v)
{
	const char *found = NULL;

	*v = (struct rego_yaml){ .kind = REGO_YAML_STRING };
	if (resolvable(tag) && strcmp(tag, "!!str"))
		found = by_form(d->arena, tag, text, len, v);
	if (!found) {
		v->value = rego_string(d->arena, text, len);
		if (!resolvable(tag))
			return tag;
		found = "!!str";
	}
	if (!*tag || !strcmp(tag, found) || !strcmp(tag, "!!str"))
		return found;
	if (!strcmp(tag, "!!float") && !strcmp(found, "!!int")) {
		v->kind = REGO_YAML_FLOAT;
		v->value = rego_double(d->arena, rego_to_double(v->value));
		return tag;
	}
	d->failed = rego_printf(d->arena, "yaml: cannot decode %s `%s` as a %s", found, text, tag);
	return found;
}
