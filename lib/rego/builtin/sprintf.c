/* SPDX-License-Identifier: BSD-2-Clause */
/* sprintf: the formats of Go's fmt.Sprintf, for the four types that OPA gives it: int, *big.Int,
 * float64, and string for all else. */
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/gofmt.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

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
	struct rego_gofmt_reader in;
	const struct rego_array *args;
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
	struct ss_strbuf *digits = rego_new(f->in.out->arena, struct ss_strbuf);
	struct rego_gofmt spec = f->in.spec;
	bool negative;

	rego_arena_defer(f->in.out->arena, free_buffer, digits);
	rego_integer_write(digits, arg->big, base);
	if (digits->err || !digits->len)
		rego_stop(f->in.out->arena, REGO_STOP_MEMORY);
	negative = digits->data[0] == '-';
	for (char *p = digits->data; verb == 'X' && *p; p++)
		if (*p >= 'a')
			*p = (char)(*p - 'a' + 'A');
	spec.plus |= spec.plus_v;
	spec.sharp |= spec.sharp_v;
	rego_gofmt_big(f->in.out, &spec, negative, digits->data + negative, verb);
}

/* What is inside a *big.Int: words of 64 bits. */
static void print_words(struct format *f, const struct arg *arg)
{
	struct ss_strbuf *hex = rego_new(f->in.out->arena, struct ss_strbuf);
	const struct rego_gofmt *spec = &f->in.spec;
	const char *s, *end;

	rego_arena_defer(f->in.out->arena, free_buffer, hex);
	rego_integer_write(hex, arg->big, 16);
	if (hex->err || !hex->len)
		rego_stop(f->in.out->arena, REGO_STOP_MEMORY);
	s = hex->data + (hex->data[0] == '-');
	rego_puts(f->in.out, spec->sharp_v ? "&big.Int{neg:" : spec->plus_v ? "&{neg:" : "&{");
	rego_puts(f->in.out, s > hex->data ? "true" : "false");
	rego_puts(f->in.out, spec->sharp_v ? ", abs:big.nat{" : spec->plus_v ? " abs:[" : " [");
	for (end = hex->data + hex->len; end > s; end -= end - s < 16 ? end - s : 16) {
		char word[17] = "";

		memcpy(word, end - s < 16 ? s : end - 16, end - s < 16 ? (size_t)(end - s) : 16);
		if (end < hex->data + hex->len)
			rego_puts(f->in.out, spec->sharp_v ? ", " : " ");
		rego_putf(f->in.out, spec->sharp_v ? "0x%lx" : "%lu", strtoul(word, NULL, 16));
	}
	rego_puts(f->in.out, spec->sharp_v ? "}}" : "]}");
}

static void print(struct format *f, const struct arg *arg, uint32_t verb)
{
	switch (arg->type) {
	case INT: rego_gofmt_int(f->in.out, &f->in.spec, arg->i, (char)verb); break;
	case BIG: print_big(f, arg, (char)verb); break;
	case FLOAT: rego_gofmt_float(f->in.out, &f->in.spec, arg->f, (char)verb); break;
	case STRING: rego_gofmt_string(f->in.out, &f->in.spec, arg->s, arg->len, (char)verb); break;
	}
}

/* %!d(string=x) */
static void bad_verb(struct format *f, const struct arg *arg, uint32_t verb)
{
	rego_puts(f->in.out, "%!");
	rego_put_rune(f->in.out, verb);
	if (arg->type == BIG && verb == 'w') { /* no error that %w could wrap */
		rego_puts(f->in.out, "(*big.Int=");
		print_words(f, arg);
	} else if (arg->type == BIG) {
		rego_puts(f->in.out, "(big.Int=");
		rego_put(f->in.out, arg->s, arg->len);
	} else {
		rego_putf(f->in.out, "(%s=", type_name(arg->type));
		print(f, arg, 'v');
	}
	rego_putc(f->in.out, ')');
}

static void print_arg(struct format *f, uint32_t verb)
{
	struct arg arg = arg_of(f->in.out->arena, f->args->items[f->in.next++]);
	const char *type = type_name(arg.type);

	if (verb == 'T')
		rego_gofmt_string(f->in.out, &f->in.spec, type, strlen(type), 's');
	else if (takes(arg.type, verb))
		print(f, &arg, verb);
	else
		bad_verb(f, &arg, verb);
}

static void extra(struct format *f)
{
	rego_puts(f->in.out, "%!(EXTRA ");
	for (size_t i = f->in.next; i < f->args->count; i++) {
		struct arg arg = arg_of(f->in.out->arena, f->args->items[i]);

		if (i > f->in.next)
			rego_puts(f->in.out, ", ");
		rego_putf(f->in.out, "%s=", type_name(arg.type));
		print(f, &arg, 'v');
	}
	rego_putc(f->in.out, ')');
}

static bool number(const struct rego_gofmt_reader *in, size_t i, int64_t *n)
{
	struct rego_val v = ((const struct format *)in)->args->items[i];

	return v.kind == REGO_NUMBER && rego_to_int64(v, n);
}

struct rego_val rego_fn_sprintf(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text out = { .arena = c->arena };
	struct format f = { .in = { .out = &out, .number = number } };
	uint32_t verb;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_ARRAY))
		return rego_undefined();
	f.args = args[1].array;
	f.in.at = args[0].string->text;
	f.in.end = f.in.at + args[0].string->len;
	f.in.count = f.args->count;
	while (rego_gofmt_verb(&f.in, &verb))
		print_arg(&f, verb);
	if (rego_gofmt_extra(&f.in))
		extra(&f);
	return rego_text_value(&out);
}
