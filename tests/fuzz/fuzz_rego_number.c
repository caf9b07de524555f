// SPDX-License-Identifier: BSD-2-Clause
/*
 * Two numbers, with a space between them: all that Rego calculates with them ends, gives a number
 * that reads back as itself, and obeys the laws that floats leave.
 */
#include <assert.h>

#include "core/strbuf.h"
#include "rego/value/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rego_arena arena;
static struct ss_strbuf text;

static struct rego_val check_number(struct rego_val v)
{
	struct rego_val again;

	if (!rego_defined(v))
		return v;
	ss_strbuf_clear(&text);
	rego_number_write(&text, v);
	again = rego_number_spelled(&arena, text.data, text.len);
	assert(!rego_number_compare(v, again));
	assert(rego_number_hash(v) == rego_number_hash(again));
	return v;
}

static void check_same(struct rego_val a, struct rego_val b)
{
	assert(rego_defined(a) == rego_defined(b));
	if (rego_defined(a))
		assert(!rego_number_compare(check_number(a), check_number(b)));
}

static void check_pair(struct rego_val x, struct rego_val y)
{
	const char *error = NULL;
	int64_t i;

	assert(rego_number_compare(x, y) == -rego_number_compare(y, x));
	check_same(rego_add_numbers(&arena, x, y), rego_add_numbers(&arena, y, x));
	check_same(rego_multiply(&arena, x, y), rego_multiply(&arena, y, x));
	check_same(rego_bits_xor(&arena, x, y), rego_bits_xor(&arena, y, x));
	check_number(rego_subtract(&arena, x, y));
	check_number(rego_divide(&arena, x, y, &error));
	check_number(rego_remainder(&arena, x, y, &error));
	check_number(rego_round(&arena, x));
	check_number(rego_floor(&arena, x));
	check_number(rego_ceil(&arena, x));
	check_number(rego_abs(&arena, x));
	if (rego_to_int64(y, &i) && i > -1000 && i < 1000)
		check_number(rego_bits_shift(&arena, x, i));
	ss_strbuf_clear(&text);
	rego_integer_write(&text, x, 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data, *gap = size ? memchr(s, ' ', size) : NULL;
	jmp_buf out;

	if (!gap || size > 4096)
		return 0;
	arena.limit = 64 << 20;
	if (rego_arena_try(&arena, &out)) {
		struct rego_val x = rego_number_spelled(&arena, s, (size_t)(gap - s));
		struct rego_val y =
			rego_number_spelled(&arena, gap + 1, size - (size_t)(gap + 1 - s));

		if (rego_defined(x) && rego_defined(y))
			check_pair(x, y);
	}
	rego_arena_reset(&arena);
	return 0;
}
