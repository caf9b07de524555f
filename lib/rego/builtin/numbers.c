/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges, random numbers, and numbers from and to text. */
#include <stdlib.h>
#include <strings.h>
#include <sys/random.h>

#include "core/strbuf.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"
#include "rego/value/number_priv.h"
#include "rego/value/string.h"

/* --- numbers.range, numbers.range_step ------------------------------------ */
/* As the conversion to a float and from it to an integer leaves it. */
static struct rego_val as_integer(struct rego_arena *a, struct rego_val v)
{
	int64_t n;

	return rego_to_int64(v, &n) ? rego_int(n) : rego_bits_or(a, v, rego_int(0));
}

static struct rego_val small_range(struct rego_call *c, int64_t from, int64_t to, int64_t step)
{
	struct rego_builder out = { .arena = c->arena };
	uint64_t left = from <= to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;

	/* What is left is counted, not the next number: that might be beyond all integers. */
	for (;; left -= (uint64_t)step) {
		rego_add(&out, rego_int(from));
		if (left < (uint64_t)step)
			return rego_build_array(&out);
		from = from <= to ? from + step : from - step;
	}
}

struct big_range {
	mpz_t at, end, step;
};

static void clear_range(void *what)
{
	struct big_range *r = what;

	mpz_clears(r->at, r->end, r->step, NULL);
}

static void set_big(struct rego_arena *a, mpz_t out, struct rego_val v)
{
	const char *text = rego_term_text(a, v);

	mpz_set_str(out, text, 10);
}

/* Arithmetic would round what is beyond 64 bits. */
static struct rego_val big_range(struct rego_call *c, struct rego_val from, struct rego_val to,
				 struct rego_val step)
{
	struct rego_builder out = { .arena = c->arena };
	struct big_range *r = rego_new(c->arena, struct big_range);
	int way;

	mpz_inits(r->at, r->end, r->step, NULL);
	rego_arena_defer(c->arena, clear_range, r);
	set_big(c->arena, r->at, from);
	set_big(c->arena, r->end, to);
	set_big(c->arena, r->step, step);
	way = mpz_cmp(r->at, r->end) > 0 ? -1 : 1;
	while (mpz_cmp(r->at, r->end) * way <= 0) {
		rego_add(&out, rego_mpz_val(c->arena, r->at));
		(way > 0 ? mpz_add : mpz_sub)(r->at, r->at, r->step);
	}
	return rego_build_array(&out);
}

static struct rego_val range(struct rego_call *c, const struct rego_val *args, struct rego_val step)
{
	struct rego_val from = as_integer(c->arena, args[0]), to = as_integer(c->arena, args[1]);
	int64_t a, b, by;

	if (rego_to_int64(from, &a) && rego_to_int64(to, &b) && rego_to_int64(step, &by))
		return small_range(c, a, b, by);
	return big_range(c, from, to, step);
}

struct rego_val rego_fn_numbers_range(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want_integer(c, args, 1) || !rego_want_integer(c, args, 2))
		return rego_undefined();
	return range(c, args, rego_int(1));
}

struct rego_val rego_fn_numbers_range_step(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val step;

	for (int i = 1; i <= 3; i++)
		if (!rego_want_integer(c, args, i))
			return rego_undefined();
	step = as_integer(c->arena, args[2]);
	if (rego_number_compare(step, rego_int(0)) <= 0)
		return rego_fail(c, "%s: step must be a positive integer", c->name);
	return range(c, args, step);
}

/* --- rand.intn ------------------------------------------------------------ */
/* The same for the same seed and name, so that a decision can be repeated. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint64_t rego_random(struct rego_call *c, const char *name, size_t len)
{
	uint64_t x = c->env->random;

	if (!x) {
		if (getrandom(&x, sizeof(x), 0) == (ssize_t)sizeof(x))
			return x;
		x = (uint64_t)c->env->now_ns;
	}
	return mix(x + mix(rego_text_hash(name, len)));
}

struct rego_val rego_fn_rand_intn(struct rego_call *c, const struct rego_val *args)
{
	uint64_t random;
	int64_t n;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want_int(c, args, 2, &n))
		return rego_undefined();
	if (!n)
		return rego_int(0);
	if (n == INT64_MIN)
		return rego_fail(c, "invalid argument to Intn");
	random = rego_random(c, args[0].string->text, args[0].string->len);
	return rego_int((int64_t)((unsigned __int128)random * (uint64_t)(n < 0 ? -n : n) >> 64));
}

/* --- format_int ----------------------------------------------------------- */
static void free_buffer(void *buffer)
{
	ss_strbuf_fini(buffer);
}

static struct rego_val integer_text(struct rego_call *c, struct rego_val n, int base)
{
	struct ss_strbuf *out = rego_new(c->arena, struct ss_strbuf);

	rego_arena_defer(c->arena, free_buffer, out);
	rego_integer_write(out, n, base);
	if (out->err)
		rego_stop(c->arena, REGO_STOP_MEMORY);
	return rego_string(c->arena, out->data ? out->data : "", out->len);
}

/* Towards zero, with the digits that a float keeps. */
static struct rego_val truncated(struct rego_arena *a, struct rego_val v)
{
	struct rego_float x;
	size_t len;
	char *text;
	int64_t n;

	if (rego_to_int64(v, &n))
		return rego_int(n);
	if (!rego_number_float(v, &x))
		return rego_int(0);
	x = rego_float_trunc(x);
	text = x.mant ? rego_float_exact(x, &len) : NULL;
	if (!text)
		return rego_int(0);
	rego_arena_defer(a, free, text);
	return rego_number(a, text, len);
}

struct rego_val rego_fn_format_int(struct rego_call *c, const struct rego_val *args)
{
	int64_t base;

	if (!rego_want(c, args, 1, REGO_NUMBER) || !rego_want(c, args, 2, REGO_NUMBER))
		return rego_undefined();
	if (!rego_to_int64(args[1], &base) || (base != 2 && base != 8 && base != 10 && base != 16))
		return rego_operand_as(c, 2, "must be one of {2, 8, 10, 16}");
	return integer_text(c, truncated(c->arena, args[0]), (int)base);
}

/* --- to_number ------------------------------------------------------------ */
struct rego_val rego_fn_to_number(struct rego_call *c, const struct rego_val *args)
{
	const char *error, *text, *bare;

	switch (args[0].kind) {
	case REGO_NULL: return rego_int(0);
	case REGO_BOOL: return rego_int(args[0].b);
	case REGO_NUMBER: return args[0];
	case REGO_STRING: break;
	default: return rego_operand(c, 1, "one of {null, boolean, number, string}", args[0]);
	}
	text = args[0].string->text;
	bare = text + strspn(text, "+-");
	if (strlen(text) == args[0].string->len &&
	    (!strcasecmp(bare, "inf") || !strcasecmp(bare, "infinity") || !strcasecmp(bare, "nan")))
		return rego_operand(c, 1, "valid number string", args[0]);
	error = rego_parse_float(c->arena, text, args[0].string->len);
	if (error)
		return rego_fail(c, "%s", error);
	return rego_number_spelled(c->arena, text, args[0].string->len);
}
