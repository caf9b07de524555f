/* SPDX-License-Identifier: BSD-2-Clause */
/* sprintf: the formats of Go's fmt.Sprintf, for the four types that OPA gives it: int, *big.Int,
 * float64, and string for all else. */
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/gofmt.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

/* More is no width, as in Go. */
#define MOST 1000000

enum type { INT, BIG, FLOAT, STRING };

struct arg {
	enum type type;
	int64_t i;
	double f;
	const char *s;
	size_t len;
	struct rego_val big;
};

struct format {
	struct rego_text *out;
	const char *at, *end;
	const struct rego_array *args;
	size_t next; /* of the arguments */
	struct rego_gofmt spec;
	bool reordered, good_index, after_index;
};

static struct arg text_arg(const char *s, size_t len)
{
	return (struct arg){ .type = STRING, .s = s, .len = len };
}

static bool is_digits(const char *s)
{
	s += *s == '-' || *s == '+';
	return *s && !s[strspn(s, "0123456789")];
}

static struct arg number_arg(struct rego_arena *a, struct rego_val v)
{
	struct arg arg = { .type = INT };
	const char *text;

	if (rego_to_int64(v, &arg.i))
		return arg;
	text = rego_term_text(a, v);
	arg = text_arg(text, strlen(text));
	arg.big = v;
	if (is_digits(text))
		arg.type = BIG;
	else if (rego_finite_double(v, &arg.f))
		arg.type = FLOAT;
	return arg;
}

static struct arg arg_of(struct rego_arena *a, struct rego_val v)
{
	const char *text;

	if (v.kind == REGO_NUMBER)
		return number_arg(a, v);
	if (v.kind == REGO_STRING)
		return text_arg(v.string->text, v.string->len);
	text = rego_term_text(a, v);
	return text_arg(text, strlen(text));
}

/* --- one argument --------------------------------------------------------- */
static const char *type_name(enum type type)
{
	static const char *const names[] = { "int", "*big.Int", "float64", "string" };

	return names[type];
}

static bool takes(enum type type, uint32_t verb)
{
	static const char *const verbs[] = { "vbdoOxXcqU", "vsbdoOxX", "vbgGxXfFeE", "vsxXq" };

	return verb && verb < 0x80 && strchr(verbs[type], (int)verb);
}

static void free_buffer(void *buffer)
{
	ss_strbuf_fini(buffer);
}

static void print_big(struct format *f, const struct arg *arg, char verb)
{
	int base = verb == 'b' ? 2 : strchr("oO", verb) ? 8 : strchr("xX", verb) ? 16 : 10;
	struct ss_strbuf *digits = rego_new(f->out->arena, struct ss_strbuf);
	struct rego_gofmt spec = f->spec;
	bool negative;

	rego_arena_defer(f->out->arena, free_buffer, digits);
	rego_integer_write(digits, arg->big, base);
	if (digits->err || !digits->len)
		rego_stop(f->out->arena, REGO_STOP_MEMORY);
	negative = digits->data[0] == '-';
	for (char *p = digits->data; verb == 'X' && *p; p++)
		if (*p >= 'a')
			*p = (char)(*p - 'a' + 'A');
	spec.plus |= spec.plus_v;
	spec.sharp |= spec.sharp_v;
	rego_gofmt_big(f->out, &spec, negative, digits->data + negative, verb);
}

/* What is inside a *big.Int: words of 64 bits. */
static void print_words(struct format *f, const struct arg *arg)
{
	struct ss_strbuf *hex = rego_new(f->out->arena, struct ss_strbuf);
	const struct rego_gofmt *spec = &f->spec;
	const char *s, *end;

	rego_arena_defer(f->out->arena, free_buffer, hex);
	rego_integer_write(hex, arg->big, 16);
	if (hex->err || !hex->len)
		rego_stop(f->out->arena, REGO_STOP_MEMORY);
	s = hex->data + (hex->data[0] == '-');
	rego_puts(f->out, spec->sharp_v ? "&big.Int{neg:" : spec->plus_v ? "&{neg:" : "&{");
	rego_puts(f->out, s > hex->data ? "true" : "false");
	rego_puts(f->out, spec->sharp_v ? ", abs:big.nat{" : spec->plus_v ? " abs:[" : " [");
	for (end = hex->data + hex->len; end > s; end -= end - s < 16 ? end - s : 16) {
		char word[17] = "";

		memcpy(word, end - s < 16 ? s : end - 16, end - s < 16 ? (size_t)(end - s) : 16);
		if (end < hex->data + hex->len)
			rego_puts(f->out, spec->sharp_v ? ", " : " ");
		rego_putf(f->out, spec->sharp_v ? "0x%lx" : "%lu", strtoul(word, NULL, 16));
	}
	rego_puts(f->out, spec->sharp_v ? "}}" : "]}");
}

static void print(struct format *f, const struct arg *arg, uint32_t verb)
{
	switch (arg->type) {
	case INT: rego_gofmt_int(f->out, &f->spec, arg->i, (char)verb); break;
	case BIG: print_big(f, arg, (char)verb); break;
	case FLOAT: rego_gofmt_float(f->out, &f->spec, arg->f, (char)verb); break;
	case STRING: rego_gofmt_string(f->out, &f->spec, arg->s, arg->len, (char)verb); break;
	}
}

/* %!d(string=x) */
static void bad_verb(struct format *f, const struct arg *arg, uint32_t verb)
{
	rego_puts(f->out, "%!");
	rego_put_rune(f->out, verb);
	if (arg->type == BIG && verb == 'w') { /* no error that %w could wrap */
		rego_puts(f->out, "(*big.Int=");
		print_words(f, arg);
	} else if (arg->type == BIG) {
		rego_puts(f->out, "(big.Int=");
		rego_put(f->out, arg->s, arg->len);
	} else {
		rego_putf(f->out, "(%s=", type_name(arg->type));
		print(f, arg, 'v');
	}
	rego_putc(f->out, ')');
}

static void print_arg(struct format *f, uint32_t verb)
{
	struct arg arg = arg_of(f->out->arena, f->args->items[f->next++]);
	const char *type = type_name(arg.type);

	if (verb == 'T')
		rego_gofmt_string(f->out, &f->spec, type, strlen(type), 's');
	else if (takes(arg.type, verb))
		print(f, &arg, verb);
	else
		bad_verb(f, &arg, verb);
}

/* --- what is between % and the verb --------------------------------------- */
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
static void read_index(struct format *f)
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
	if (ok && n >= 1 && (size_t)n <= f->args->count)
		f->next = (size_t)n - 1;
	else
		f->good_index = false;
}

/* The number that * stands for. */
static bool star(struct format *f, int *out)
{
	struct rego_val v;
	int64_t n;

	*out = 0;
	if (f->next >= f->args->count)
		return false;
	v = f->args->items[f->next++];
	if (v.kind != REGO_NUMBER || !rego_to_int64(v, &n) || n > MOST || n < -MOST)
		return false;
	*out = (int)n;
	return true;
}

static void read_width(struct format *f)
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

static void read_precision(struct format *f)
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

static void finish_verb(struct format *f, uint32_t verb)
{
	if (verb == '%') {
		rego_putc(f->out, '%');
	} else if (!f->good_index || f->next >= f->args->count) {
		rego_puts(f->out, "%!");
		rego_put_rune(f->out, verb);
		rego_puts(f->out, f->good_index ? "(MISSING)" : "(BADINDEX)");
	} else {
		set_v(&f->spec, verb);
		print_arg(f, verb);
	}
}

/* After the percent sign. */
static void one_verb(struct format *f)
{
	uint32_t verb;

	f->spec = (struct rego_gofmt){ 0 };
	f->good_index = true;
	while (f->at < f->end && read_flag(&f->spec, *f->at))
		f->at++;
	/* Here Go takes a short way, on which an index before is not looked at again. */
	if (f->at < f->end && *f->at >= 'a' && *f->at <= 'z' && f->next < f->args->count) {
		finish_verb(f, (unsigned char)*f->at++);
		return;
	}
	read_index(f);
	read_width(f);
	read_precision(f);
	if (!f->after_index)
		read_index(f);
	if (f->at == f->end) {
		rego_puts(f->out, "%!(NOVERB)");
		return;
	}
	f->at += rego_rune(f->at, (size_t)(f->end - f->at), &verb);
	finish_verb(f, verb);
}

static void extra(struct format *f)
{
	f->spec = (struct rego_gofmt){ 0 };
	rego_puts(f->out, "%!(EXTRA ");
	for (size_t i = f->next; i < f->args->count; i++) {
		struct arg arg = arg_of(f->out->arena, f->args->items[i]);

		if (i > f->next)
			rego_puts(f->out, ", ");
		rego_putf(f->out, "%s=", type_name(arg.type));
		print(f, &arg, 'v');
	}
	rego_putc(f->out, ')');
}

struct rego_val rego_fn_sprintf(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text out = { .arena = c->arena };
	struct format f = { .out = &out };
	const char *percent;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_ARRAY))
		return rego_undefined();
	f.at = args[0].string->text;
	f.end = f.at + args[0].string->len;
	f.args = args[1].array;
	while (f.at < f.end) {
		percent = memchr(f.at, '%', (size_t)(f.end - f.at));
		rego_put(&out, f.at, (size_t)((percent ? percent : f.end) - f.at));
		if (!percent)
			break;
		f.at = percent + 1;
		one_verb(&f);
	}
	if (!f.reordered && f.next < f.args->count)
		extra(&f);
	return rego_text_value(&out);
}
