/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a layout. */
#include "rego/builtin/time_layout.h"

#include <string.h>

const char *const rego_month_names[12] = { "January",	"February", "March",	"April",
					   "May",	"June",	    "July",	"August",
					   "September", "October",  "November", "December" };
const char *const rego_day_names[7] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
					"Thursday", "Friday", "Saturday" };

struct part {
	const char *text;
	uint8_t part;
	bool no_letter; /* a small letter must not follow */
};

/* In this order: the first that fits is it. */
static const struct part parts[] = {
	{ "January", REGO_TIME_LONG_MONTH, false },
	{ "Jan", REGO_TIME_MONTH, true },
	{ "Monday", REGO_TIME_LONG_WEEKDAY, false },
	{ "Mon", REGO_TIME_WEEKDAY, true },
	{ "MST", REGO_TIME_ZONE_NAME, false },
	{ "01", REGO_TIME_ZERO_MONTH, false },
	{ "02", REGO_TIME_ZERO_DAY, false },
	{ "03", REGO_TIME_ZERO_HOUR12, false },
	{ "04", REGO_TIME_ZERO_MINUTE, false },
	{ "05", REGO_TIME_ZERO_SECOND, false },
	{ "06", REGO_TIME_YEAR, false },
	{ "002", REGO_TIME_ZERO_YEAR_DAY, false },
	{ "15", REGO_TIME_HOUR, false },
	{ "1", REGO_TIME_NUM_MONTH, false },
	{ "2006", REGO_TIME_LONG_YEAR, false },
	{ "2", REGO_TIME_DAY, false },
	{ "_2", REGO_TIME_UNDER_DAY, false },
	{ "__2", REGO_TIME_UNDER_YEAR_DAY, false },
	{ "3", REGO_TIME_HOUR12, false },
	{ "4", REGO_TIME_MINUTE, false },
	{ "5", REGO_TIME_SECOND, false },
	{ "PM", REGO_TIME_UPPER_PM, false },
	{ "pm", REGO_TIME_LOWER_PM, false },
	{ "-070000", REGO_TIME_OFFSET, false },
	{ "-07:00:00", REGO_TIME_OFFSET, false },
	{ "-0700", REGO_TIME_OFFSET, false },
	{ "-07:00", REGO_TIME_OFFSET, false },
	{ "-07", REGO_TIME_OFFSET, false },
	{ "Z070000", REGO_TIME_OFFSET, false },
	{ "Z07:00:00", REGO_TIME_OFFSET, false },
	{ "Z0700", REGO_TIME_OFFSET, false },
	{ "Z07:00", REGO_TIME_OFFSET, false },
	{ "Z07", REGO_TIME_OFFSET, false },
};

static bool is_digit(const char *s, const char *end)
{
	return s < end && *s >= '0' && *s <= '9';
}

static bool starts(const char *s, const char *end, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(end - s) >= n && !memcmp(s, with, n);
}

static const struct part *find_part(const char *s, const char *end)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct part *p = &parts[i];
		const char *after;

		if (*s != p->text[0] || !starts(s, end, p->text))
			continue;
		after = s + strlen(p->text);
		if (p->no_letter && after < end && *after >= 'a' && *after <= 'z')
			continue;
		return p;
	}
	return NULL;
}

/* Most characters begin no part. */
static bool may_begin(char c)
{
	switch (c) {
	case '0' ... '5':
	case 'J':
	case 'M':
	case 'P':
	case 'Z':
	case 'p':
	case '_':
	case '-':
	case '.':
	case ',': return true;
	default: return false;
	}
}

/* .000 or ,999: the digits must end there. */
static size_t fraction(const char *s, const char *end)
{
	const char *at = s + 1;

	if ((*s != '.' && *s != ',') || at >= end || (*at != '0' && *at != '9'))
		return 0;
	while (at < end && *at == s[1])
		at++;
	return is_digit(at, end) ? 0 : (size_t)(at - s);
}

static void set_part(struct rego_time_chunk *c, const char *s, size_t len, enum rego_time_part part)
{
	c->part = part;
	c->spelled = s;
	c->spelled_len = len;
	c->rest = s + len;
	if (part == REGO_TIME_OFFSET) {
		c->z = *s == 'Z';
		c->colon = memchr(s, ':', len);
		c->minutes = len > 3;
		c->seconds = len >= 7;
	}
}

struct rego_time_chunk rego_time_next(const char *layout, const char *end)
{
	struct rego_time_chunk c = { .text = layout, .rest = end };

	for (const char *s = layout; s < end; s++) {
		const struct part *p;
		size_t n;

		if (!may_begin(*s))
			continue;
		n = fraction(s, end);
		c.text_len = (size_t)(s - layout);
		if (n) {
			set_part(&c, s, n,
				 s[1] == '9' ? REGO_TIME_FRACTION_9 : REGO_TIME_FRACTION_0);
			c.digits = (int)((n - 1) & 0xfff);
			c.separator = *s;
			return c;
		}
		/* The underline of _2006 is just that. */
		if (starts(s, end, "_2006"))
			continue;
		p = find_part(s, end);
		if (p) {
			set_part(&c, s, strlen(p->text), p->part);
			return c;
		}
	}
	c.text_len = (size_t)(end - layout);
	return c;
}
