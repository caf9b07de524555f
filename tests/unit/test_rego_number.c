// SPDX-License-Identifier: BSD-2-Clause
/* Numbers of Rego: what OPA 1.18.1 answers to the same expressions. */
#include <stdlib.h>

#include "check.h"
#include "core/strbuf.h"
#include "rego/value/number.h"

static struct rego_arena arena;

static struct rego_val num(const char *text)
{
	return rego_number(&arena, text, strlen(text));
}

static const char *text(struct rego_val v)
{
	static struct ss_strbuf out;

	if (!rego_defined(v))
		return "undefined";
	ss_strbuf_clear(&out);
	rego_number_write(&out, v);
	return out.data;
}

static struct rego_val apply(char op, struct rego_val x, struct rego_val y)
{
	const char *error = NULL;

	switch (op) {
	case '+': return rego_add_numbers(&arena, x, y);
	case '-': return rego_subtract(&arena, x, y);
	case '*': return rego_multiply(&arena, x, y);
	case '/': return rego_divide(&arena, x, y, &error);
	case '%': return rego_remainder(&arena, x, y, &error);
	case '&': return rego_bits_and(&arena, x, y);
	case '|': return rego_bits_or(&arena, x, y);
	case '^': return rego_bits_xor(&arena, x, y);
	default: return rego_undefined();
	}
}

static void test_binary(void)
{
	static const struct {
		const char *x;
		char op;
		const char *y, *want;
	} rows[] = {
		{ "0.1", '+', "0.2", "0.3" },
		{ "1.1", '*', "3", "3.3000000000000000002" },
		{ "1234567", '+', "0.5", "1.2345675e+06" },
		{ "1", '/', "3", "0.33333333333333333334" },
		{ "10", '/', "4", "2.5" },
		{ "0", '/', "-5", "-0" },
		{ "0", '*', "-5000", "-0" },
		{ "0", '*', "-5", "0" },
		{ "-0", '*', "557", "0" },
		{ "-0.0", '+', "-0.0", "-0" },
		{ "9223372036854775807", '+', "1", "9223372036854775808" },
		{ "9223372036854775807", '*', "2", "18446744073709551614" },
		{ "28857836529306024611913", '+', "1", "28857836529306024612000" },
		{ "1e400", '*', "10",
		  "10000000000000000001000000000000000000000000000000000000000000000000000000000000"
		  "0000"
		  "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "0000"
		  "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "0000"
		  "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
		  "0000"
		  "000000000000000000000000000000000000000000000000000000000000000000" },
		{ "1", '/', "0.0", "undefined" },
		{ "7", '%', "-4", "3" },
		{ "-7", '%', "4", "-3" },
		{ "-9223372036854775808", '%', "-1", "0" },
		{ "7.5", '%', "2", "undefined" },
		{ "7.0", '%', "4", "3" },
		{ "7", '%', "0", "undefined" },
		{ "12345678901234567890123", '%', "7", "3" },
		{ "-316", '%', "590295810358705651710", "undefined" },
		{ "6", '&', "3", "2" },
		{ "-1", '&', "18446744073709551615", "18446744073709551615" },
		{ "6", '|', "1", "7" },
		{ "-5", '^', "18446744073709551616", "-18446744073709551621" },
		{ "1.5", '&', "1", "undefined" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_str(text(apply(rows[i].op, num(rows[i].x), num(rows[i].y))), rows[i].want);
}

static void test_unary(void)
{
	check_str(text(rego_ceil(&arena, num("-0.5"))), "1");
	check_str(text(rego_floor(&arena, num("-0.5"))), "0");
	check_str(text(rego_floor(&arena, num("-1.5"))), "-2");
	check_str(text(rego_ceil(&arena, num("1.2"))), "2");
	check_str(text(rego_round(&arena, num("2.5"))), "3");
	check_str(text(rego_round(&arena, num("-2.5"))), "-3");
	check_str(text(rego_round(&arena, num("-0.3"))), "0");
	check_str(text(rego_round(&arena, num("1e30"))), "1000000000000000000024696061952");
	check_str(text(rego_round(&arena, num("9223372036854775809"))), "9223372036854775810");
	check_str(text(rego_abs(&arena, num("-9223372036854775808"))), "9223372036854775808");
	check_str(text(rego_abs(&arena, num("-1.50"))), "1.5");
	check_str(text(rego_bits_negate(&arena, num("5"))), "-6");
	check_str(text(rego_bits_shift(&arena, num("1"), 100)), "1267650600228229401496703205376");
	check_str(text(rego_bits_shift(&arena, num("-5"), -1)), "-3");
}

static void test_spelling(void)
{
	static const char *const kept[] = { "1.0", "1e2",  "-0",   "0.10",
					    "12",  "1E+5", "1e-7", "18446744073709551616" };
	static const char *const wrong[] = { "", "-", "01", "1.", ".5", "+1", "1e", "0x1", "1 " };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		check_str(text(num(kept[i])), kept[i]);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(!rego_defined(num(wrong[i])));
	check_str(text(rego_number_spelled(&arena, "+5", 2)), "+5");
	check(!rego_compare(rego_number_spelled(&arena, "0x1p-2", 6), num("0.25")));
	check_str(text(rego_double(&arena, 1e21)), "1e+21");
	check_str(text(rego_double(&arena, 0.1)), "0.1");
	check_str(text(rego_double(&arena, 1234567.5)), "1.2345675e+06");
	check_str(text(rego_double(&arena, 100000)), "100000");
	check_str(text(rego_double(&arena, 1e-5)), "1e-05");
	check_str(text(rego_uint(&arena, UINT64_MAX)), "18446744073709551615");
}

static void test_order(void)
{
	static const char *const rising[] = {
		"-1e400", "-18446744073709551616", "-1.5", "-1",   "0", "1e-400", "0.5", "1",
		"1.5",	  "9223372036854775807",   "1e19", "1e400"
	};
	size_t n = sizeof(rising) / sizeof(rising[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			int c = rego_number_compare(num(rising[i]), num(rising[j]));

			check(i < j ? c < 0 : i > j ? c > 0 : !c);
		}
	check(rego_equal(num("1"), num("1.0")));
	check(rego_equal(num("10.0"), num("1"))); /* as OPA has it */
	check(rego_equal(num("100"), num("1e2")));
	check(rego_equal(num("-0"), num("0")));
	check(rego_number_hash(num("100")) == rego_number_hash(num("1e2")));
}

static void test_conversion(void)
{
	int64_t i = 0;

	check(rego_is_integer(num("2.0")) && !rego_to_int64(num("2.0"), &i));
	check(!rego_is_integer(num("2.5")));
	check(rego_to_int64(num("-0"), &i) && i == 0);
	check(!rego_to_int64(num("9223372036854775808"), &i));
	check(rego_to_double(num("0.1")) == 0.1);
	check(rego_to_double(num("123456789012345678901234567890e-10")) ==
	      123456789012345678901234567890e-10);
	check(rego_sign(num("-0.0")) == 0 && rego_sign(num("-0.1")) == -1);
}

static void test_sums(void)
{
	struct rego_val v[3] = { num("0.1"), num("0.2"), num("0.3") };
	struct rego_val w[2] = { num("9223372036854775807"), num("1") };

	check_str(text(rego_sum_numbers(&arena, v, 3)), "0.6");
	check_str(text(rego_sum_numbers(&arena, w, 2)), "-9223372036854775808");
	check_str(text(rego_product_numbers(&arena, v, 3)), "0.006000000000000000001");
	check_str(text(rego_sum_numbers(&arena, v, 0)), "0");
}

static const struct check_case cases[] = {
	{ "arithmetic is OPA's", test_binary },		  { "rounding is OPA's", test_unary },
	{ "numbers keep their spelling", test_spelling }, { "order and hashes", test_order },
	{ "to integers and doubles", test_conversion },	  { "sums and products", test_sums },
};

int main(void)
{
	int failed;

	rego_arena_init(&arena, 0);
	failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	rego_arena_fini(&arena);
	return failed;
}
