/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of a time in text. */
#include "rego/builtin/time_reading.h"

#include <string.h>
#include <strings.h>

static bool is_digit(const struct rego_reading *p, size_t i)
{
	return (size_t)(p->end - p->at) > i && p->at[i] >= '0' && p->at[i] <= '9';
}

/* One digit or two; fixed: two. */
static bool number(struct rego_reading *p, bool fixed, int *out)
{
	*out = 0;
	if (!is_digit(p, 0) || (fixed && !is_digit(p, 1)))
		return false;
	*out = *p->at++ - '0';
	if (is_digit(p, 0))
		*out = *out * 10 + *p->at++ - '0';
	return true;
}

static bool number3(struct rego_reading *p, bool fixed, int *out)
{
	int n = 0, i = 0;

	for (; i < 3 && is_digit(p, (size_t)i); i++)
		n = n * 10 + p->at[i] - '0';
	if (!i || (fixed && i != 3))
		return false;
	p->at += i;
	*out = n;
	return true;
}

bool rego_whole_number(const char *s, size_t len, int64_t *out)
{
	bool minus = len && *s == '-';

	*out = 0;
	if (len && (*s == '-' || *s == '+')) {
		s++;
		len--;
	}
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + s[i] - '0';
	}
	if (minus)
		*out = -*out;
	return true;
}

/* Names match whatever the case of their letters; short: the first three of them. */
static bool name(struct rego_reading *p, const char *const *names, int count, bool is_short,
		 int *out)
{
	for (int i = 0; i < count; i++) {
		size_t n = is_short ? 3 : strlen(names[i]);

		if (rego_reading_left(p) < n || strncasecmp(p->at, names[i], n))
			continue;
		p->at += n;
		*out = i + 1;
		return true;
	}
	*out = 0;
	return false;
}

/* A point or comma and n - 1 digits, of which nine count. */
static bool nanoseconds(struct rego_reading *p, size_t n)
{
	const char *s = p->at;
	bool ok = *s == '.' || *s == ',';

	p->at += n;
	if (n > 10)
		n = 10;
	if (!ok || !rego_whole_number(s + 1, n - 1, &p->nsec)) {
		p->nsec = 0;
		return false;
	}
	if (p->nsec < 0) {
		p->range = "fractional second";
		return true;
	}
	for (; n < 10; n++)
		p->nsec *= 10;
	return true;
}

/* --- parts ---------------------------------------------------------------- */
static bool year(struct rego_reading *p, bool is_long)
{
	size_t n = is_long ? 4 : 2;

	if (rego_reading_left(p) < n || (is_long && !is_digit(p, 0)))
		return false;
	p->at += n;
	if (!rego_whole_number(p->at - n, n, &p->year))
		return false;
	if (!is_long)
		p->year += p->year >= 69 ? 1900 : 2000;
	return true;
}

static bool month(struct rego_reading *p, bool fixed)
{
	if (!number(p, fixed, &p->month))
		return false;
	if (p->month <= 0 || p->month > 12)
		p->range = "month";
	return true;
}

static bool clock_part(struct rego_reading *p, int *out, bool fixed, int below, const char *what)
{
	bool ok = number(p, fixed, out);

	if (*out >= below)
		p->range = what;
	return ok;
}

static bool second(struct rego_reading *p, bool fixed, const struct rego_time_chunk *c,
		   const char *end)
{
	struct rego_time_chunk next;
	size_t n = 2;

	if (!clock_part(p, &p->second, fixed, 60, "second"))
		return false;
	if (p->range || rego_reading_left(p) < 2 || (*p->at != '.' && *p->at != ',') ||
	    !is_digit(p, 1))
		return true;
	/* A fraction that the layout does not have is taken, too. */
	next = rego_time_next(c->rest, end);
	if (next.part == REGO_TIME_FRACTION_0 || next.part == REGO_TIME_FRACTION_9)
		return true;
	while (is_digit(p, n))
		n++;
	return nanoseconds(p, n);
}

static bool half(struct rego_reading *p, bool upper)
{
	if (rego_reading_left(p) < 2)
		return false;
	p->at += 2;
	if (!memcmp(p->at - 2, upper ? "PM" : "pm", 2))
		p->pm = true;
	else if (!memcmp(p->at - 2, upper ? "AM" : "am", 2))
		p->am = true;
	else
		return false;
	return true;
}

/* Two digits at s. */
static bool two(const char *s, int *out)
{
	bool ok = s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9';

	*out = ok ? (s[0] - '0') * 10 + s[1] - '0' : 0;
	return ok;
}

static bool offset(struct rego_reading *p, const struct rego_time_chunk *c)
{
	size_t n = 3 + (c->minutes ? 2 + c->colon : 0) + (c->seconds ? 2 + c->colon : 0);
	size_t step = 2 + c->colon;
	const char *s = p->at;
	int hour, minute = 0, sec = 0;
	bool ok;

	if (c->z && rego_reading_left(p) && *p->at == 'Z') {
		p->at++;
		p->utc = true;
		return true;
	}
	if (rego_reading_left(p) < n || (c->colon && s[3] != ':') ||
	    (c->colon && c->seconds && s[6] != ':'))
		return false;
	p->at += n;
	ok = two(s + 1, &hour);
	if (ok && c->minutes)
		ok = two(s + 1 + step, &minute);
	if (ok && c->seconds)
		ok = two(s + 1 + 2 * step, &sec);
	if (hour > 24)
		p->range = "time zone offset hour";
	if (minute > 60)
		p->range = "time zone offset minute";
	if (sec > 60)
		p->range = "time zone offset second";
	p->offset = (hour * 60 + minute) * 60 + sec;
	if (*s == '-')
		p->offset = -p->offset;
	return ok && (*s == '-' || *s == '+');
}

/* +7 or -07: how long it is, or 0. */
static size_t signed_offset(const char *s, size_t len)
{
	uint64_t n = 0;
	size_t i = 1;

	if (!len || (*s != '-' && *s != '+'))
		return 0;
	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		if (n <= 1000)
			n = n * 10 + (uint64_t)(s[i] - '0');
	return i == 1 || n > 23 ? 0 : i;
}

/* How long the name of a zone is that begins there, or 0. */
static size_t zone_name(const char *s, size_t len)
{
	size_t n = 0;

	if (len < 3)
		return 0;
	if (len >= 4 && (!memcmp(s, "ChST", 4) || !memcmp(s, "MeST", 4)))
		return 4;
	if (!memcmp(s, "GMT", 3))
		return 3 + signed_offset(s + 3, len - 3);
	if (*s == '+' || *s == '-')
		return signed_offset(s, len);
	while (n < 6 && n < len && s[n] >= 'A' && s[n] <= 'Z')
		n++;
	if (n == 5)
		return s[4] == 'T' ? 5 : 0;
	if (n == 4)
		return s[3] == 'T' || !memcmp(s, "WITA", 4) ? 4 : 0;
	return n == 3 ? 3 : 0;
}

static bool zone(struct rego_reading *p)
{
	size_t n;

	if (rego_reading_left(p) >= 3 && !memcmp(p->at, "UTC", 3)) {
		p->utc = true;
		p->at += 3;
		return true;
	}
	n = zone_name(p->at, rego_reading_left(p));
	if (!n)
		return false;
	p->zone = p->at;
	p->zone_len = n;
	p->at += n;
	return true;
}

static bool fraction(struct rego_reading *p, const struct rego_time_chunk *c)
{
	size_t n = (size_t)c->digits + 1;

	if (c->part == REGO_TIME_FRACTION_9) {
		if (rego_reading_left(p) < 2 || (*p->at != '.' && *p->at != ',') || !is_digit(p, 1))
			return true;
		for (n = 2; is_digit(p, n); n++)
			;
	}
	return rego_reading_left(p) >= n && nanoseconds(p, n);
}

static bool year_day(struct rego_reading *p, bool under)
{
	for (int i = 0; i < 2 && under && rego_reading_left(p) && *p->at == ' '; i++)
		p->at++;
	return number3(p, !under, &p->yday);
}

static bool day(struct rego_reading *p, enum rego_time_part part)
{
	if (part == REGO_TIME_UNDER_DAY && rego_reading_left(p) && *p->at == ' ')
		p->at++;
	return number(p, part == REGO_TIME_ZERO_DAY, &p->day);
}

bool rego_read_part(struct rego_reading *p, const struct rego_time_chunk *c, const char *end)
{
	int ignored;

	switch (c->part) {
	case REGO_TIME_YEAR: return year(p, false);
	case REGO_TIME_LONG_YEAR: return year(p, true);
	case REGO_TIME_MONTH: return name(p, rego_month_names, 12, true, &p->month);
	case REGO_TIME_LONG_MONTH: return name(p, rego_month_names, 12, false, &p->month);
	case REGO_TIME_NUM_MONTH: return month(p, false);
	case REGO_TIME_ZERO_MONTH: return month(p, true);
	case REGO_TIME_WEEKDAY: return name(p, rego_day_names, 7, true, &ignored);
	case REGO_TIME_LONG_WEEKDAY: return name(p, rego_day_names, 7, false, &ignored);
	case REGO_TIME_DAY:
	case REGO_TIME_UNDER_DAY:
	case REGO_TIME_ZERO_DAY: return day(p, c->part);
	case REGO_TIME_UNDER_YEAR_DAY: return year_day(p, true);
	case REGO_TIME_ZERO_YEAR_DAY: return year_day(p, false);
	case REGO_TIME_HOUR: return clock_part(p, &p->hour, false, 24, "hour");
	case REGO_TIME_HOUR12: return clock_part(p, &p->hour, false, 13, "hour");
	case REGO_TIME_ZERO_HOUR12: return clock_part(p, &p->hour, true, 13, "hour");
	case REGO_TIME_MINUTE: return clock_part(p, &p->minute, false, 60, "minute");
	case REGO_TIME_ZERO_MINUTE: return clock_part(p, &p->minute, true, 60, "minute");
	case REGO_TIME_SECOND: return second(p, false, c, end);
	case REGO_TIME_ZERO_SECOND: return second(p, true, c, end);
	case REGO_TIME_UPPER_PM: return half(p, true);
	case REGO_TIME_LOWER_PM: return half(p, false);
	case REGO_TIME_OFFSET: return offset(p, c);
	case REGO_TIME_ZONE_NAME: return zone(p);
	case REGO_TIME_FRACTION_0:
	case REGO_TIME_FRACTION_9: return fraction(p, c);
	case REGO_TIME_NONE: break;
	}
	return true;
}
