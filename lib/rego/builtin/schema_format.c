/* SPDX-License-Identifier: BSD-2-Clause */
/* The formats of strings in schemas: dates, addresses, hosts, and so on. */
#include <arpa/inet.h>
#include <ctype.h>

#include "rego/builtin/gourl.h"
#include "rego/builtin/schema.h"

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool number(const char **s, int least, int most_digits, int low, int high)
{
	int n = 0, v = 0;

	for (; n < most_digits && digit(**s); n++)
		v = v * 10 + *(*s)++ - '0';
	return n >= least && v >= low && v <= high;
}

/* 2006-01-02 */
static bool date(const char **s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const char *at = *s;
	int year, month, day, most;

	if (!number(s, 4, 4, 0, 9999) || *(*s)++ != '-' || !number(s, 2, 2, 1, 12) ||
	    *(*s)++ != '-' || !number(s, 2, 2, 1, 31))
		return false;
	year = (at[0] - '0') * 1000 + (at[1] - '0') * 100 + (at[2] - '0') * 10 + at[3] - '0';
	month = (at[5] - '0') * 10 + at[6] - '0';
	day = (at[8] - '0') * 10 + at[9] - '0';
	most = days[month - 1];
	if (month == 2 && ((year % 4 == 0 && year % 100) || year % 400 == 0))
		most++;
	return day <= most;
}

/* 15:04:05, a fraction, and with zone Z or +07:00. */
static bool clock_time(const char **s, bool zone)
{
	if (!number(s, 1, 2, 0, 23) || *(*s)++ != ':' || !number(s, 2, 2, 0, 59) ||
	    *(*s)++ != ':' || !number(s, 2, 2, 0, 59))
		return false;
	if ((**s == '.' || **s == ',') && digit((*s)[1]))
		for (++*s; digit(**s);)
			++*s;
	if (!zone)
		return true;
	if (**s == 'Z') {
		++*s;
		return true;
	}
	if (**s != '+' && **s != '-')
		return false;
	++*s;
	return number(s, 2, 2, 0, 24) && *(*s)++ == ':' && number(s, 2, 2, 0, 59);
}

static bool whole_date(const char *s)
{
	return date(&s) && !*s;
}

static bool whole_time(const char *s)
{
	const char *t = s;

	if (clock_time(&t, true) && !*t)
		return true;
	return clock_time(&s, false) && !*s;
}

static bool date_time(const char *s)
{
	if (whole_time(s) || whole_date(s))
		return true;
	return date(&s) && *s++ == 'T' && clock_time(&s, true) && !*s;
}

static bool hostname(const char *s)
{
	size_t len = strlen(s);

	if (len >= 256)
		return false;
	for (;;) {
		size_t n = strcspn(s, ".");

		if (!n || n > 63 || !isalnum((unsigned char)s[0]) ||
		    !isalnum((unsigned char)s[n - 1]))
			return false;
		for (size_t i = 0; i < n; i++)
			if (!isalnum((unsigned char)s[i]) && s[i] != '-')
				return false;
		if (!s[n])
			return true;
		s += n + 1;
	}
}

static bool atom(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Atoms with dots between them; s behind them. */
static bool dot_atom(const char **s)
{
	do {
		const char *from = *s;

		while (atom(**s))
			++*s;
		if (*s == from)
			return false;
	} while (**s == '.' && (*s)++);
	return true;
}

static bool quoted(const char **s)
{
	for (++*s; **s && **s != '"'; ++*s)
		if (**s == '\\' && !*++*s)
			return false;
	return *(*s)++ == '"';
}

static bool address(const char **s)
{
	if (**s == '"' ? !quoted(s) : !dot_atom(s))
		return false;
	if (*(*s)++ != '@')
		return false;
	if (**s != '[')
		return dot_atom(s);
	while (**s && **s != ']')
		++*s;
	return *(*s)++ == ']';
}

/* a@b, or Name <a@b>. */
static bool email(const char *s)
{
	const char *open, *t;

	while (*s == ' ' || *s == '\t')
		s++;
	t = s;
	if (address(&t)) {
		t += strspn(t, " \t");
		if (!*t)
			return true;
	}
	open = strchr(s, '<');
	if (!open)
		return false;
	for (t = s; t < open;) {
		if (*t == '"' ? !quoted(&t) : *t != ' ' && *t != '\t' && *t != '.' && !atom(*t))
			return false;
		if (t < open && *t != '"')
			t++;
	}
	t = open + 1;
	if (!address(&t) || *t++ != '>')
		return false;
	return !t[strspn(t, " \t")];
}

static bool ip(const char *s, char mark)
{
	unsigned char out[16];

	return strchr(s, mark) &&
	       (inet_pton(AF_INET, s, out) == 1 || inet_pton(AF_INET6, s, out) == 1);
}

static bool uuid(const char *s)
{
	for (int i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s[i] != '-'
							    : !isxdigit((unsigned char)s[i]))
			return false;
	return !s[36];
}

static bool pointer(const char *s)
{
	if (*s && *s != '/')
		return false;
	for (; *s; s++)
		if (*s == '~' && s[1] != '0' && s[1] != '1')
			return false;
	return true;
}

static bool relative_pointer(const char *s)
{
	if (*s == '0')
		s++;
	else if (*s >= '1' && *s <= '9')
		s += strspn(s, "0123456789");
	else
		return false;
	return !strcmp(s, "#") || pointer(s);
}

static bool uri(struct rego_arena *a, const char *s, size_t len, const char *kind)
{
	const char *error, *open;
	struct rego_url *u = rego_url_parse(a, s, len, &error);

	if (!u || memchr(s, '\\', len))
		return false;
	if (!strcmp(kind, "uri") || !strcmp(kind, "iri"))
		return *u->scheme;
	if (strcmp(kind, "uri-template"))
		return true;
	for (open = strchr(u->path, '{'); open; open = strchr(open, '{')) {
		open = strchr(open, '}');
		if (!open)
			return false;
	}
	return true;
}

static const struct {
	const char *name;
	bool (*fits)(const char *s);
} simple[] = {
	{ "date", whole_date },
	{ "time", whole_time },
	{ "date-time", date_time },
	{ "hostname", hostname },
	{ "email", email },
	{ "idn-email", email },
	{ "uuid", uuid },
	{ "json-pointer", pointer },
	{ "relative-json-pointer", relative_pointer },
};

bool rego_schema_format(struct rego_call *c, const char *format, struct rego_val v)
{
	static const char *const uris[] = { "uri", "uri-reference", "iri", "iri-reference",
					    "uri-template" };
	const char *error;

	if (v.kind != REGO_STRING)
		return true;
	for (size_t i = 0; i < sizeof(simple) / sizeof(simple[0]); i++)
		if (!strcmp(simple[i].name, format))
			return strlen(rego_text(v)) == rego_len(v) && simple[i].fits(rego_text(v));
	if (!strcmp(format, "ipv4"))
		return ip(rego_text(v), '.');
	if (!strcmp(format, "ipv6"))
		return ip(rego_text(v), ':');
	if (!strcmp(format, "regex"))
		return rego_regex_get(c, rego_text(v), rego_len(v), &error);
	for (int i = 0; i < 5; i++)
		if (!strcmp(uris[i], format))
			return uri(c->arena, rego_text(v), rego_len(v), format);
	return true;
}
