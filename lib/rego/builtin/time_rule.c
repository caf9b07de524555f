/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules of POSIX for what comes after the last change that a time zone lists. */
#include "rego/builtin/time_rule.h"

#include <string.h>

#define DAY 86400

enum form { JULIAN, DAY_OF_YEAR, WEEKDAY_OF_MONTH };

struct rule {
	enum form form;
	int month, week, day;
	int time; /* of the day, in seconds */
};

struct side { /* of the year: the usual time, or that of the summer */
	const char *name;
	int name_len;
	int32_t offset;
};

static bool name(const char **s, struct side *out)
{
	const char *start = *s, *end;

	if (*start == '<') {
		end = strchr(start, '>');
		if (!end)
			return false;
		out->name = start + 1;
		out->name_len = (int)(end - start - 1);
		*s = end + 1;
		return true;
	}
	end = start + strcspn(start, "0123456789,-+");
	out->name = start;
	out->name_len = (int)(end - start);
	*s = end;
	return end - start >= 3;
}

static bool number(const char **s, int min, int max, int *out)
{
	const char *at = *s;

	for (*out = 0; *at >= '0' && *at <= '9' && *out <= max; at++)
		*out = *out * 10 + *at - '0';
	if (at == *s || *out < min || *out > max)
		return false;
	*s = at;
	return true;
}

/* [+-]hh[:mm[:ss]] */
static bool offset(const char **s, int *out)
{
	bool minus = **s == '-';
	int hours, minutes = 0, seconds = 0;

	*s += **s == '-' || **s == '+';
	if (!number(s, 0, 24 * 7, &hours))
		return false;
	if (**s == ':') {
		++*s;
		if (!number(s, 0, 59, &minutes))
			return false;
		if (**s == ':') {
			++*s;
			if (!number(s, 0, 59, &seconds))
				return false;
		}
	}
	*out = hours * 3600 + minutes * 60 + seconds;
	if (minus)
		*out = -*out;
	return true;
}

static bool day_rule(const char **s, struct rule *r)
{
	r->form = DAY_OF_YEAR;
	if (**s == 'J') {
		++*s;
		r->form = JULIAN;
		return number(s, 1, 365, &r->day);
	}
	if (**s != 'M')
		return number(s, 0, 365, &r->day);
	++*s;
	r->form = WEEKDAY_OF_MONTH;
	return number(s, 1, 12, &r->month) && *(*s)++ == '.' && number(s, 1, 5, &r->week) &&
	       *(*s)++ == '.' && number(s, 0, 6, &r->day);
}

static bool read_rule(const char **s, struct rule *r)
{
	if (*(*s)++ != ',' || !day_rule(s, r))
		return false;
	r->time = 2 * 3600;
	if (**s != '/')
		return true;
	++*s;
	return offset(s, &r->time);
}

/* Seconds from the start of the year in UTC, when the offset before is off. */
static int64_t when(const struct rule *r, int64_t year, int32_t off)
{
	int64_t first = (int64_t)rego_days(year, 1, 1), day = r->day;
	bool leap = rego_days_in(2, year) == 29;

	if (r->form == JULIAN) {
		day += -1 + (leap && day >= 60);
	} else if (r->form == WEEKDAY_OF_MONTH) {
		int64_t start = (int64_t)rego_days(year, r->month, 1);
		int64_t weekday = ((start + 4) % 7 + 7) % 7;

		day = (r->day - weekday + 7) % 7;
		for (int i = 1; i < r->week && day + 7 < rego_days_in(r->month, year); i++)
			day += 7;
		day += start - first;
	}
	return day * DAY + r->time - off;
}

static bool read_sides(const char **s, struct side *std, struct side *dst)
{
	int off;

	if (!name(s, std) || !offset(s, &off))
		return false;
	std->offset = -off;
	*dst = (struct side){ 0 };
	if (!**s || **s == ',')
		return true;
	if (!name(s, dst))
		return false;
	dst->offset = std->offset + 3600;
	if (!**s || **s == ',')
		return true;
	if (!offset(s, &off))
		return false;
	dst->offset = -off;
	return true;
}

void rego_time_rule(const char *s, int64_t last, int64_t sec, struct rego_zone_time *t)
{
	struct side std, dst, *now = &std;
	struct rule from, to;
	int64_t year, base, start, end, swap;

	if (!read_sides(&s, &std, &dst))
		return;
	if (!dst.name) {
		*t = (struct rego_zone_time){ std.name, std.name_len, std.offset, last, INT64_MAX };
		return;
	}
	if (!*s)
		s = ",M3.2.0,M11.1.0";
	if (!read_rule(&s, &from) || !read_rule(&s, &to))
		return;
	year = rego_date_of(sec).year;
	base = (int64_t)rego_days(year, 1, 1) * DAY;
	start = base + when(&from, year, std.offset);
	end = base + when(&to, year, dst.offset);
	if (end < start) { /* south of the equator */
		struct side side = std;

		swap = start;
		start = end;
		end = swap;
		std = dst;
		dst = side;
	}
	t->start = sec < start ? base : sec < end ? start : end;
	t->end = sec < start ? start : sec < end ? end : base + 365 * DAY;
	now = sec >= start && sec < end ? &dst : &std;
	t->name = now->name;
	t->name_len = now->name_len;
	t->offset = now->offset;
}
