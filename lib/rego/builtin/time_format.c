/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as text. */
#include <string.h>

#include "rego/builtin/text.h"
#include "rego/builtin/time_layout.h"

struct shown { /* a time in a zone */
	struct rego_date date;
	struct rego_zone_time zone;
	int64_t nsec;
};

static void put_number(struct rego_text *t, int64_t n, int width)
{
	uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;
	char text[24];
	int at = sizeof(text);

	do
		text[--at] = (char)('0' + u % 10);
	while (u /= 10);
	if (n < 0)
		rego_putc(t, '-');
	for (int i = (int)sizeof(text) - at; i < width; i++)
		rego_putc(t, '0');
	rego_put(t, text + at, sizeof(text) - (size_t)at);
}

static void put_offset(struct rego_text *t, const struct rego_time_chunk *c, int32_t offset)
{
	int32_t minutes = offset / 60;

	if (c->z && !offset) {
		rego_putc(t, 'Z');
		return;
	}
	rego_putc(t, minutes < 0 ? '-' : '+');
	minutes = minutes < 0 ? -minutes : minutes;
	put_number(t, minutes / 60, 2);
	if (c->colon)
		rego_putc(t, ':');
	if (c->minutes)
		put_number(t, minutes % 60, 2);
	if (c->seconds && c->colon)
		rego_putc(t, ':');
	/* Go takes the sign of what is less than a minute for granted. */
	if (c->seconds)
		put_number(t, (offset < 0 && offset / 60 < 0 ? -offset : offset) % 60, 2);
}

static void put_fraction(struct rego_text *t, const struct rego_time_chunk *c, int64_t nsec)
{
	bool trim = c->part == REGO_TIME_FRACTION_9;
	char text[32];
	int len = 10;

	if (trim && (!nsec || !c->digits))
		return;
	text[0] = c->separator;
	for (int i = 9; i > 0; i--, nsec /= 10)
		text[i] = (char)('0' + nsec % 10);
	if (c->digits < 9)
		len = c->digits + 1;
	while (trim && len && text[len - 1] == '0')
		len--;
	if (trim && len == 1)
		len = 0;
	rego_put(t, text, (size_t)len);
}

static void put_date(struct rego_text *t, enum rego_time_part part, const struct rego_date *d)
{
	const char *month = rego_month_names[d->month - 1];
	const char *day = rego_day_names[d->weekday];

	switch (part) {
	case REGO_TIME_YEAR: put_number(t, (d->year < 0 ? -d->year : d->year) % 100, 2); break;
	case REGO_TIME_LONG_YEAR: put_number(t, d->year, 4); break;
	case REGO_TIME_MONTH: rego_put(t, month, 3); break;
	case REGO_TIME_LONG_MONTH: rego_puts(t, month); break;
	case REGO_TIME_NUM_MONTH: put_number(t, d->month, 1); break;
	case REGO_TIME_ZERO_MONTH: put_number(t, d->month, 2); break;
	case REGO_TIME_WEEKDAY: rego_put(t, day, 3); break;
	case REGO_TIME_LONG_WEEKDAY: rego_puts(t, day); break;
	case REGO_TIME_DAY: put_number(t, d->day, 1); break;
	case REGO_TIME_UNDER_DAY: rego_putf(t, "%2d", d->day); break;
	case REGO_TIME_ZERO_DAY: put_number(t, d->day, 2); break;
	case REGO_TIME_UNDER_YEAR_DAY: rego_putf(t, "%3d", d->yday); break;
	case REGO_TIME_ZERO_YEAR_DAY: put_number(t, d->yday, 3); break;
	default: break;
	}
}

static void put_clock(struct rego_text *t, enum rego_time_part part, const struct rego_date *d)
{
	int hour12 = d->hour % 12 ? d->hour % 12 : 12;

	switch (part) {
	case REGO_TIME_HOUR: put_number(t, d->hour, 2); break;
	case REGO_TIME_HOUR12: put_number(t, hour12, 1); break;
	case REGO_TIME_ZERO_HOUR12: put_number(t, hour12, 2); break;
	case REGO_TIME_MINUTE: put_number(t, d->minute, 1); break;
	case REGO_TIME_ZERO_MINUTE: put_number(t, d->minute, 2); break;
	case REGO_TIME_SECOND: put_number(t, d->second, 1); break;
	case REGO_TIME_ZERO_SECOND: put_number(t, d->second, 2); break;
	case REGO_TIME_UPPER_PM: rego_puts(t, d->hour >= 12 ? "PM" : "AM"); break;
	case REGO_TIME_LOWER_PM: rego_puts(t, d->hour >= 12 ? "pm" : "am"); break;
	default: break;
	}
}

static void put_part(struct rego_text *t, const struct rego_time_chunk *c, const struct shown *s)
{
	switch (c->part) {
	case REGO_TIME_OFFSET: put_offset(t, c, s->zone.offset); break;
	case REGO_TIME_ZONE_NAME: rego_put(t, s->zone.name, (size_t)s->zone.name_len); break;
	case REGO_TIME_FRACTION_0:
	case REGO_TIME_FRACTION_9: put_fraction(t, c, s->nsec); break;
	default: put_date(t, c->part, &s->date); put_clock(t, c->part, &s->date);
	}
}

void rego_time_format(struct rego_text *t, int64_t ns, const struct rego_zone *zone,
		      const char *layout, size_t len)
{
	const char *end = layout + len;
	int64_t sec = ns / 1000000000;
	struct shown s = { .nsec = ns % 1000000000 };

	if (s.nsec < 0) {
		s.nsec += 1000000000;
		sec--;
	}
	s.zone = rego_zone_at(zone, sec);
	s.date = rego_date_of(sec + s.zone.offset);
	while (layout < end) {
		struct rego_time_chunk c = rego_time_next(layout, end);

		rego_put(t, c.text, c.text_len);
		put_part(t, &c, &s);
		layout = c.rest;
	}
}
