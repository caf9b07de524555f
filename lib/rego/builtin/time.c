/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-ins time.*. */
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/duration.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/builtin/time_layout.h"
#include "rego/value/number.h"
#include "rego/value/number_priv.h"

#define NS 1000000000

struct moment {
	int64_t ns;
	const struct rego_zone *zone;
	struct rego_val layout; /* undefined: none */
};

/* Seconds, rounded down. */
static int64_t seconds(int64_t ns, int64_t *rest)
{
	int64_t sec = ns / NS;

	*rest = ns % NS;
	if (*rest < 0) {
		*rest += NS;
		sec--;
	}
	return sec;
}

static struct rego_val in_range(struct rego_call *c, __int128 sec, int64_t nsec)
{
	__int128 ns = sec * NS + nsec;

	if (ns < INT64_MIN || ns > INT64_MAX)
		return rego_fail(c, "time outside of valid range");
	return rego_int((int64_t)ns);
}

/* --- arguments ------------------------------------------------------------ */
static bool read_ns(struct rego_call *c, struct rego_val v, int64_t *ns)
{
	struct rego_float x;

	if (!rego_want(c, &v, 1, REGO_NUMBER))
		return false;
	if (rego_to_int64(v, ns))
		return true;
	if (rego_number_float(v, &x) && rego_float_to_int64(x, ns))
		return true;
	rego_fail(c, "timestamp too big");
	return false;
}

/* ns, [ns], [ns, zone] or [ns, zone, layout] */
static bool read_moment(struct rego_call *c, struct rego_val v, struct moment *m)
{
	static const char wanted[] = "either number (ns) or [number (ns), string (tz)]";
	const struct rego_array *a = v.array;
	const char *error;

	*m = (struct moment){ 0 };
	if (v.kind == REGO_NUMBER)
		return read_ns(c, v, &m->ns);
	if (v.kind != REGO_ARRAY || !a->count) {
		rego_operand(c, 1, wanted, v);
		return false;
	}
	if (!rego_want(c, a->items, 1, REGO_NUMBER))
		return false;
	if (a->count > 1) {
		struct rego_val zone = a->items[1];

		if (!rego_want(c, &zone, 1, REGO_STRING))
			return false;
		if (!rego_zone_get(c, zone.string->text, zone.string->len, &m->zone, &error)) {
			rego_fail(c, "%s", error);
			return false;
		}
	}
	if (a->count > 2) {
		m->layout = a->items[2];
		if (!rego_want(c, &m->layout, 1, REGO_STRING))
			return false;
	}
	return read_ns(c, a->items[0], &m->ns);
}

static struct rego_date date_of(const struct moment *m)
{
	int64_t rest, sec = seconds(m->ns, &rest);

	return rego_date_of(sec + rego_zone_at(m->zone, sec).offset);
}

/* --- layouts -------------------------------------------------------------- */
static const char nano[] = "2006-01-02T15:04:05.999999999Z07:00";

static const struct {
	const char *name, *layout;
} layouts[] = {
	{ "ANSIC", "Mon Jan _2 15:04:05 2006" },
	{ "UnixDate", "Mon Jan _2 15:04:05 MST 2006" },
	{ "RubyDate", "Mon Jan 02 15:04:05 -0700 2006" },
	{ "RFC822", "02 Jan 06 15:04 MST" },
	{ "RFC822Z", "02 Jan 06 15:04 -0700" },
	{ "RFC850", "Monday, 02-Jan-06 15:04:05 MST" },
	{ "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST" },
	{ "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700" },
	{ "RFC3339", "2006-01-02T15:04:05Z07:00" },
	{ "RFC3339Nano", nano },
};

static const char *layout_of(const struct rego_string *s, size_t *len)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (strcmp(layouts[i].name, s->text))
			continue;
		*len = strlen(layouts[i].layout);
		return layouts[i].layout;
	}
	*len = s->len;
	return s->text;
}

struct rego_val rego_fn_time_format(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	const char *layout = nano;
	size_t len = strlen(nano);
	struct moment m;

	if (!read_moment(c, args[0], &m))
		return rego_undefined();
	if (rego_defined(m.layout) && m.layout.string->len)
		layout = layout_of(m.layout.string, &len);
	rego_time_format(&t, m.ns, m.zone, layout, len);
	return rego_text_value(&t);
}

static bool digits(const char *s, int n, int *out)
{
	for (*out = 0; n > 0; n--, s++) {
		if (*s < '0' || *s > '9')
			return false;
		*out = *out * 10 + *s - '0';
	}
	return true;
}

/* 2006-01-02T15:04:05Z as most write it; what is more or less goes the long way. */
static bool plain_utc(const struct rego_string *v, int64_t *sec)
{
	int year, month, day, hour, minute, second;
	const char *s = v->text;

	if (v->len != 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' ||
	    s[16] != ':' || s[19] != 'Z')
		return false;
	if (!digits(s, 4, &year) || !digits(s + 5, 2, &month) || !digits(s + 8, 2, &day) ||
	    !digits(s + 11, 2, &hour) || !digits(s + 14, 2, &minute) || !digits(s + 17, 2, &second))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > rego_days_in(month, year) || hour > 23 ||
	    minute > 59 || second > 59)
		return false;
	*sec = rego_date_unix(year, month, day) + hour * 3600 + minute * 60 + second;
	return true;
}

static struct rego_val parse(struct rego_call *c, const char *layout, size_t len,
			     struct rego_val value)
{
	const char *error;
	int64_t sec, nsec;

	if (!rego_time_parse(c, layout, len, value.string->text, value.string->len, &sec, &nsec,
			     &error))
		return rego_fail(c, "%s", error);
	return in_range(c, sec, nsec);
}

struct rego_val rego_fn_time_parse_ns(struct rego_call *c, const struct rego_val *args)
{
	const char *layout;
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	layout = layout_of(args[0].string, &len);
	return parse(c, layout, len, args[1]);
}

struct rego_val rego_fn_time_parse_rfc3339_ns(struct rego_call *c, const struct rego_val *args)
{
	static const char layout[] = "2006-01-02T15:04:05Z07:00";
	int64_t sec;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (plain_utc(args[0].string, &sec))
		return in_range(c, sec, 0);
	return parse(c, layout, strlen(layout), args[0]);
}

/* --- durations ------------------------------------------------------------ */
static int hours_of(char unit)
{
	return unit == 'd' ? 24 : unit == 'w' ? 7 * 24 : unit == 'y' ? 365 * 24 : 0;
}

/* How long the unit is that begins there: of two letters, or any small one; 0: none. */
static size_t unit_len(const char *s, size_t left)
{
	static const char *const two[] = { "ms", "us", "\302\265s", "ns" };

	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		if (left >= strlen(two[i]) && !memcmp(s, two[i], strlen(two[i])))
			return strlen(two[i]);
	return left && *s >= 'a' && *s <= 'z';
}

/* Days, weeks and years as hours; false: it is no duration. */
static bool rewrite(struct rego_arena *a, const struct rego_string *s, struct rego_text *out)
{
	const char *at = s->text, *end = at + s->len;

	if (at < end && (*at == '-' || *at == '+'))
		rego_putc(out, *at++);
	if (at == end)
		return false;
	while (at < end) {
		const char *digits = at;
		size_t n, unit;

		while (at < end && ((*at >= '0' && *at <= '9') || *at == '.'))
			at++;
		n = (size_t)(at - digits);
		unit = unit_len(at, (size_t)(end - at));
		if (!n || !unit)
			return false;
		if (unit == 1 && hours_of(*at)) {
			if (rego_parse_float(a, digits, n))
				return false;
			rego_put_plain(out,
				       strtod(rego_strndup(a, digits, n), NULL) * hours_of(*at));
			rego_putc(out, 'h');
		} else {
			rego_put(out, digits, n + unit);
		}
		at += unit;
	}
	return true;
}

static bool has_long_unit(const struct rego_string *s)
{
	return memchr(s->text, 'd', s->len) || memchr(s->text, 'w', s->len) ||
	       memchr(s->text, 'y', s->len);
}

struct rego_val rego_fn_time_parse_duration_ns(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	const struct rego_string *s = args[0].string;
	const char *error, *quoted, *last;
	int64_t ns;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (s->len && !has_long_unit(s)) {
		if (!rego_duration(c->arena, s->text, s->len, &ns, &error))
			return rego_fail(c, "%s", error);
		return rego_int(ns);
	}
	quoted = rego_go_quote(c->arena, s->text, s->len);
	if (!rewrite(c->arena, s, &t))
		return rego_fail(c, "time: invalid duration %s", quoted);
	if (!rego_duration(c->arena, t.data, t.len, &ns, &error)) {
		/* It quotes what was rewritten: the original takes its place. */
		last = strrchr(error, ' ');
		return rego_fail(c, "%.*s %s", (int)(last - error), error, quoted);
	}
	return rego_int(ns);
}

/* --- calendar ------------------------------------------------------------- */
static struct rego_val integers(struct rego_call *c, const int64_t *n, size_t count)
{
	struct rego_builder out = { .arena = c->arena };

	for (size_t i = 0; i < count; i++)
		rego_add(&out, rego_int(n[i]));
	return rego_build_array(&out);
}

struct rego_val rego_fn_time_now_ns(struct rego_call *c, const struct rego_val *args)
{
	(void)args;
	return rego_int(c->env->now_ns);
}

struct rego_val rego_fn_time_date(struct rego_call *c, const struct rego_val *args)
{
	struct rego_date d;
	struct moment m;

	if (!read_moment(c, args[0], &m))
		return rego_undefined();
	d = date_of(&m);
	return integers(c, (int64_t[]){ d.year, d.month, d.day }, 3);
}

struct rego_val rego_fn_time_clock(struct rego_call *c, const struct rego_val *args)
{
	struct rego_date d;
	struct moment m;

	if (!read_moment(c, args[0], &m))
		return rego_undefined();
	d = date_of(&m);
	return integers(c, (int64_t[]){ d.hour, d.minute, d.second }, 3);
}

struct rego_val rego_fn_time_weekday(struct rego_call *c, const struct rego_val *args)
{
	struct moment m;

	if (!read_moment(c, args[0], &m))
		return rego_undefined();
	return rego_cstring(c->arena, rego_day_names[date_of(&m).weekday]);
}

/* Wraps around, as Go does. */
static int64_t add64(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

struct rego_val rego_fn_time_add_date(struct rego_call *c, const struct rego_val *args)
{
	int64_t add[3], rest;
	struct rego_date d;
	struct moment m;
	int64_t shown;

	if (!read_moment(c, args[0], &m))
		return rego_undefined();
	for (int i = 0; i < 3; i++)
		if (!rego_want_int(c, args, i + 2, &add[i]))
			return rego_undefined();
	d = date_of(&m);
	seconds(m.ns, &rest);
	shown = rego_date_unix(add64(d.year, add[0]), add64(d.month, add[1]), add64(d.day, add[2]));
	shown = add64(shown, d.hour * 3600 + d.minute * 60 + d.second);
	return in_range(c, rego_zone_unix(m.zone, shown), rest);
}

struct rego_val rego_fn_time_diff(struct rego_call *c, const struct rego_val *args)
{
	struct rego_date from, to;
	struct moment m[2], swap;
	int64_t n[6];

	if (!read_moment(c, args[0], &m[0]) || !read_moment(c, args[1], &m[1]))
		return rego_undefined();
	/* The cache may have dropped the first zone for the second. */
	if (m[0].zone && m[1].zone && !read_moment(c, args[0], &m[0]))
		return rego_undefined();
	m[1].zone = m[0].zone;
	if (m[0].ns > m[1].ns) {
		swap = m[0];
		m[0] = m[1];
		m[1] = swap;
	}
	from = date_of(&m[0]);
	to = date_of(&m[1]);
	n[0] = to.year - from.year;
	n[1] = to.month - from.month;
	n[2] = to.day - from.day;
	n[3] = to.hour - from.hour;
	n[4] = to.minute - from.minute;
	n[5] = to.second - from.second;
	for (int i = 5; i > 2; i--) {
		if (n[i] < 0) {
			n[i] += i == 3 ? 24 : 60;
			n[i - 1]--;
		}
	}
	if (n[2] < 0) {
		n[2] += rego_days_in(from.month, from.year);
		n[1]--;
	}
	if (n[1] < 0) {
		n[1] += 12;
		n[0]--;
	}
	return integers(c, n, 6);
}
