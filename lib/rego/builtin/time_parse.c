/* SPDX-License-Identifier: BSD-2-Clause */
/* Times from text, as Go's time.Parse reads them, with its errors. */
#include <string.h>

#include "rego/builtin/text.h"
#include "rego/builtin/time_reading.h"

/* --- errors --------------------------------------------------------------- */
/* As the package time quotes: every byte that is not ASCII by its number. */
static void put_quoted(struct rego_text *t, const char *s, const char *end)
{
	rego_putc(t, '"');
	for (; s < end; s++) {
		if ((unsigned char)*s >= 0x80 || (unsigned char)*s < ' ') {
			rego_putf(t, "\\x%02x", (unsigned char)*s);
			continue;
		}
		if (*s == '"' || *s == '\\')
			rego_putc(t, '\\');
		rego_putc(t, *s);
	}
	rego_putc(t, '"');
}

struct source { /* what errors quote */
	struct rego_arena *arena;
	const char *layout, *layout_end, *value, *value_end;
};

static const char *says(const struct source *s, const char *message)
{
	struct rego_text t = { .arena = s->arena };

	rego_puts(&t, "parsing time ");
	put_quoted(&t, s->value, s->value_end);
	rego_puts(&t, message);
	return rego_text_done(&t);
}

static const char *cannot(const struct source *s, const char *value, const char *part,
			  size_t part_len)
{
	struct rego_text t = { .arena = s->arena };

	rego_puts(&t, "parsing time ");
	put_quoted(&t, s->value, s->value_end);
	rego_puts(&t, " as ");
	put_quoted(&t, s->layout, s->layout_end);
	rego_puts(&t, ": cannot parse ");
	put_quoted(&t, value, s->value_end);
	rego_puts(&t, " as ");
	put_quoted(&t, part, part + part_len);
	return rego_text_done(&t);
}

/* Text that must be there; blanks are as many as there are. */
static bool skip(struct rego_reading *p, const char *s, const char *end)
{
	while (s < end) {
		if (*s == ' ') {
			if (rego_reading_left(p) && *p->at != ' ')
				return false;
			while (s < end && *s == ' ')
				s++;
			while (rego_reading_left(p) && *p->at == ' ')
				p->at++;
			continue;
		}
		if (!rego_reading_left(p) || *p->at != *s)
			return false;
		s++;
		p->at++;
	}
	return true;
}

static const char *read_parts(struct rego_reading *p, const struct source *s)
{
	const char *layout = s->layout;

	for (;;) {
		struct rego_time_chunk c = rego_time_next(layout, s->layout_end);
		const char *hold;

		if (!skip(p, c.text, c.text + c.text_len))
			return cannot(s, p->at, c.text, c.text_len);
		if (c.part == REGO_TIME_NONE) {
			struct rego_text t = { .arena = s->arena };

			if (!rego_reading_left(p))
				return NULL;
			rego_puts(&t, ": extra text: ");
			put_quoted(&t, p->at, p->end);
			return says(s, rego_text_done(&t));
		}
		hold = p->at;
		if (!rego_read_part(p, &c, s->layout_end) && !p->range)
			return cannot(s, hold, c.spelled, c.spelled_len);
		if (p->range)
			return says(s, rego_printf(s->arena, ": %s out of range", p->range));
		layout = c.rest;
	}
}

/* --- the whole ------------------------------------------------------------ */
/* The day of the year tells month and day, or must agree with them. */
static const char *use_year_day(struct rego_reading *p)
{
	bool leap = rego_days_in(2, p->year) == 29;
	int m = 1, d = p->yday;

	if (d < 1 || d > 365 + leap)
		return ": day-of-year out of range";
	while (d > rego_days_in(m, p->year))
		d -= rego_days_in(m++, p->year);
	if (p->month >= 0 && p->month != m)
		return ": day-of-year does not match month";
	if (p->day >= 0 && p->day != d)
		return ": day-of-year does not match day";
	p->month = m;
	p->day = d;
	return NULL;
}

static const char *complete(struct rego_reading *p)
{
	if (p->pm && p->hour < 12)
		p->hour += 12;
	else if (p->am && p->hour == 12)
		p->hour = 0;
	if (p->yday >= 0)
		return use_year_day(p);
	if (p->month < 0)
		p->month = 1;
	if (p->day < 0)
		p->day = 1;
	if (p->day < 1 || p->day > rego_days_in(p->month, p->year))
		return ": day out of range";
	return NULL;
}

/* The offset that the name of a zone means here: none when it is not known. */
static int32_t named_offset(struct rego_call *c, const struct rego_reading *p, int64_t sec)
{
	int32_t found;
	int64_t hours;

	if (rego_zone_named(rego_zone_local(c), p->zone, p->zone_len, sec, &found))
		return found;
	if (p->zone_len > 3 && !memcmp(p->zone, "GMT", 3) &&
	    rego_whole_number(p->zone + 3, p->zone_len - 3, &hours))
		return (int32_t)hours * 3600;
	return 0;
}

bool rego_time_parse(struct rego_call *c, const char *layout, size_t layout_len, const char *value,
		     size_t len, int64_t *sec, int64_t *nsec, const char **error)
{
	struct source s = { c->arena, layout, layout + layout_len, value, value + len };
	struct rego_reading p = {
		.at = value, .end = value + len, .month = -1, .day = -1, .yday = -1, .offset = -1
	};
	const char *wrong = read_parts(&p, &s);

	if (!wrong) {
		wrong = complete(&p);
		wrong = wrong ? says(&s, wrong) : NULL;
	}
	*error = wrong;
	if (wrong)
		return false;
	*sec = (int64_t)rego_days(p.year, p.month, p.day) * 86400 + p.hour * 3600 + p.minute * 60 +
	       p.second;
	*nsec = p.nsec;
	if (p.utc)
		return true;
	if (p.offset != -1)
		*sec -= p.offset;
	else if (p.zone)
		*sec -= named_offset(c, &p, *sec);
	return true;
}
