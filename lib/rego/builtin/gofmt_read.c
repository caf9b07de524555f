/* SPDX-License-Identifier: BSD-2-Clause */
/* Formats of Go's package fmt are read: flags, width, precision, which argument. */
#include <string.h>

#include "rego/builtin/gofmt.h"
#include "rego/builtin/unicode.h"
#include "rego/value/string.h"

/* More is no width, as in Go. */
#define MOST 1000000

static bool read_flag(struct rego_gofmt *spec, char c)
{
	switch (c) {
	case '#': return spec->sharp = true;
	case '0': return spec->zero = true;
	case '+': return spec->plus = true;
	case '-': return spec->minus = true;
	case ' ': return spec->space = true;
	default: return false;
	}
}

/* Digits up to end; one number too many is none, and all is skipped. */
static bool read_number(const char **at, const char *end, int *out)
{
	bool is = false;

	*out = 0;
	for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
		if (*out > MOST) {
			*out = 0;
			*at = end;
			return false;
		}
		*out = *out * 10 + **at - '0';
		is = true;
	}
	return is;
}

/* [2]: which argument comes next. */
static void read_index(struct rego_gofmt_reader *f)
{
	const char *close, *at = f->at + 1;
	bool ok = false;
	int n = 0;

	f->after_index = false;
	if (f->at == f->end || *f->at != '[')
		return;
	f->reordered = true;
	close = f->end - f->at < 3 ? NULL : memchr(f->at, ']', (size_t)(f->end - f->at));
	if (close)
		ok = read_number(&at, close, &n) && at == close;
	f->at = close ? close + 1 : f->at + 1;
	f->after_index = ok;
	if (ok && n >= 1 && (size_t)n <= f->count)
		f->next = (size_t)n - 1;
	else
		f->good_index = false;
}

/* The number that * stands for. */
static bool star(struct rego_gofmt_reader *f, int *out)
{
	int64_t n;

	*out = 0;
	if (f->next >= f->count)
		return false;
	if (!f->number(f, f->next++, &n) || n > MOST || n < -MOST)
		return false;
	*out = (int)n;
	return true;
}

static void read_width(struct rego_gofmt_reader *f)
{
	struct rego_gofmt *spec = &f->spec;

	if (f->at == f->end || *f->at != '*') {
		spec->has_width = read_number(&f->at, f->end, &spec->width);
		if (f->after_index && spec->has_width)
			f->good_index = false;
		return;
	}
	f->at++;
	spec->has_width = star(f, &spec->width);
	if (!spec->has_width)
		rego_puts(f->out, "%!(BADWIDTH)");
	if (spec->width < 0) {
		spec->width = -spec->width;
		spec->minus = true;
		spec->zero = false;
	}
	f->after_index = false;
}

static void read_precision(struct rego_gofmt_reader *f)
{
	struct rego_gofmt *spec = &f->spec;

	if (f->end - f->at < 2 || *f->at != '.')
		return;
	f->at++;
	if (f->after_index)
		f->good_index = false;
	read_index(f);
	if (f->at == f->end || *f->at != '*') {
		if (!read_number(&f->at, f->end, &spec->precision))
			spec->precision = 0;
		spec->has_precision = true;
		return;
	}
	f->at++;
	spec->has_precision = star(f, &spec->precision);
	if (spec->precision < 0) {
		spec->precision = 0;
		spec->has_precision = false;
	}
	if (!spec->has_precision)
		rego_puts(f->out, "%!(BADPREC)");
	f->after_index = false;
}

static void set_v(struct rego_gofmt *spec, uint32_t verb)
{
	if (verb != 'v' && verb != 'w')
		return;
	spec->sharp_v = spec->sharp;
	spec->plus_v = spec->plus;
	spec->sharp = spec->plus = false;
}

/* Whether there is an argument for the verb. */
static bool finish_verb(struct rego_gofmt_reader *f, uint32_t verb)
{
	if (verb == '%') {
		rego_putc(f->out, '%');
		return false;
	}
	if (!f->good_index || f->next >= f->count) {
		rego_puts(f->out, "%!");
		rego_put_rune(f->out, verb);
		rego_puts(f->out, f->good_index ? "(MISSING)" : "(BADINDEX)");
		return false;
	}
	set_v(&f->spec, verb);
	return true;
}

/* After the percent sign. */
static bool one_verb(struct rego_gofmt_reader *f, uint32_t *verb)
{
	f->spec = (struct rego_gofmt){ 0 };
	f->good_index = true;
	while (f->at < f->end && read_flag(&f->spec, *f->at))
		f->at++;
	/* Here Go takes a short way, on which an index before is not looked at again. */
	if (f->at < f->end && *f->at >= 'a' && *f->at <= 'z' && f->next < f->count) {
		*verb = (unsigned char)*f->at++;
		return finish_verb(f, *verb);
	}
	read_index(f);
	read_width(f);
	read_precision(f);
	if (!f->after_index)
		read_index(f);
	if (f->at == f->end) {
		rego_puts(f->out, "%!(NOVERB)");
		return false;
	}
	f->at += rego_rune(f->at, (size_t)(f->end - f->at), verb);
	return finish_verb(f, *verb);
}

bool rego_gofmt_verb(struct rego_gofmt_reader *f, uint32_t *verb)
{
	while (f->at < f->end) {
		const char *percent = memchr(f->at, '%', (size_t)(f->end - f->at));

		rego_put(f->out, f->at, (size_t)((percent ? percent : f->end) - f->at));
		if (!percent)
			break;
		f->at = percent + 1;
		if (one_verb(f, verb))
			return true;
	}
	return false;
}

bool rego_gofmt_extra(struct rego_gofmt_reader *f)
{
	f->spec = (struct rego_gofmt){ 0 };
	return !f->reordered && f->next < f->count;
}
