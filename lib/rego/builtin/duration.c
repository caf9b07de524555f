/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations. */
#include "rego/builtin/duration.h"

#include <string.h>

#include "rego/builtin/text.h"

#define MOST (UINT64_C(1) << 63)

struct unit {
	const char *name;
	uint64_t ns;
};

static const struct unit units[] = {
	{ "ns", 1 },	   { "us", 1000 },	{ "\302\265s", 1000 }, { "\316\274s", 1000 },
	{ "ms", 1000000 }, { "s", 1000000000 }, { "m", 60000000000 },  { "h", 3600000000000 },
};

static uint64_t unit_ns(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == len && !memcmp(units[i].name, s, len))
			return units[i].ns;
	return 0;
}

/* As the package time quotes. */
static const char *quoted(struct rego_arena *a, const char *s, size_t len)
{
	struct rego_text t = { .arena = a };

	rego_putc(&t, '"');
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] >= 0x80 || (unsigned char)s[i] < ' ') {
			rego_putf(&t, "\\x%02x", (unsigned char)s[i]);
			continue;
		}
		if (s[i] == '"' || s[i] == '\\')
			rego_putc(&t, '\\');
		rego_putc(&t, s[i]);
	}
	rego_putc(&t, '"');
	return rego_text_done(&t);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* False: too big. */
static bool whole(const char **s, const char *end, uint64_t *out)
{
	uint64_t n = 0;

	for (; *s < end && is_digit(**s); ++*s) {
		if (n > MOST / 10)
			return false;
		n = n * 10 + (uint64_t)(**s - '0');
		if (n > MOST)
			return false;
	}
	*out = n;
	return true;
}

/* Digits beyond what an integer holds are passed over. */
static uint64_t fraction(const char **s, const char *end, double *scale)
{
	bool full = false;
	uint64_t n = 0;

	*scale = 1;
	for (; *s < end && is_digit(**s); ++*s) {
		uint64_t more = n * 10 + (uint64_t)(**s - '0');

		full |= n > (MOST - 1) / 10 || more > MOST;
		if (full)
			continue;
		n = more;
		*scale *= 10;
	}
	return n;
}

/* One number and its unit, added to *sum. */
static const char *segment(struct rego_arena *a, const char **s, const char *end, uint64_t *sum)
{
	const char *start = *s, *unit;
	uint64_t n, f = 0, ns;
	double scale = 1;
	bool digits;

	if ((*start != '.' && !is_digit(*start)) || !whole(s, end, &n))
		return "invalid duration";
	digits = *s > start;
	if (*s < end && **s == '.') {
		start = ++*s;
		f = fraction(s, end, &scale);
		digits |= *s > start;
	}
	if (!digits)
		return "invalid duration";
	for (unit = *s; *s < end && **s != '.' && !is_digit(**s);)
		++*s;
	if (*s == unit)
		return "missing unit in duration";
	ns = unit_ns(unit, (size_t)(*s - unit));
	if (!ns)
		return rego_printf(a, "unknown unit %s in duration",
				   quoted(a, unit, (size_t)(*s - unit)));
	if (n > MOST / ns)
		return "invalid duration";
	n = n * ns + (uint64_t)((double)f * ((double)ns / scale));
	if (n > MOST || *sum + n > MOST)
		return "invalid duration";
	*sum += n;
	return NULL;
}

bool rego_duration(struct rego_arena *a, const char *text, size_t len, int64_t *ns,
		   const char **error)
{
	const char *s = text, *end = text + len, *wrong = NULL;
	bool minus = len && *s == '-';
	uint64_t sum = 0;

	s += len && (*s == '-' || *s == '+');
	*ns = 0;
	if (end - s == 1 && *s == '0')
		return true;
	if (s == end)
		wrong = "invalid duration";
	while (!wrong && s < end)
		wrong = segment(a, &s, end, &sum);
	if (!wrong && !minus && sum > MOST - 1)
		wrong = "invalid duration";
	*ns = minus ? (int64_t)-sum : (int64_t)sum;
	if (wrong)
		*error = rego_printf(a, "time: %s %s", wrong, quoted(a, text, len));
	return !wrong;
}
