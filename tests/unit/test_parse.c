// SPDX-License-Identifier: BSD-2-Clause
#include "core/parse.h"

#include <errno.h>
#include <limits.h>

#include "check.h"

typedef int (*parse_fn)(const char *s, uint64_t *out);

/* An error must leave the value alone. */
static bool refused(parse_fn parse, const char *s, int err)
{
	uint64_t value = 42;
	int got = parse(s, &value);

	if (got == err && value == 42)
		return true;
	printf("# '%s': got %d and %llu\n", s, got, (unsigned long long)value);
	return false;
}

static bool is(parse_fn parse, const char *s, uint64_t want)
{
	uint64_t value = ~want;
	int got = parse(s, &value);

	if (!got && value == want)
		return true;
	printf("# '%s': got %d and %llu\n", s, got, (unsigned long long)value);
	return false;
}

static int any_u64(const char *s, uint64_t *out)
{
	return ss_parse_u64(s, 0, UINT64_MAX, out);
}

static int one_to_ten(const char *s, uint64_t *out)
{
	return ss_parse_u64(s, 1, 10, out);
}

static const char *const not_numbers[] = { "",	  " ",	" 1", "1 ",  "-1",    "+1", "0x10",
					   "1e3", "1.", "1,", "abc", "12abc", "--", "1\n" };

static void test_u64(void)
{
	check(is(any_u64, "0", 0));
	check(is(any_u64, "007", 7));
	check(is(any_u64, "18446744073709551615", UINT64_MAX));
	check(refused(any_u64, "18446744073709551616", -ERANGE));
	check(refused(any_u64, "99999999999999999999999999", -ERANGE));
	check(refused(any_u64, "99999999999999999999999999x", -EINVAL));
	for (size_t i = 0; i < sizeof(not_numbers) / sizeof(not_numbers[0]); i++)
		check(refused(any_u64, not_numbers[i], -EINVAL));
}

static void test_range(void)
{
	check(is(one_to_ten, "1", 1));
	check(is(one_to_ten, "10", 10));
	check(refused(one_to_ten, "0", -ERANGE));
	check(refused(one_to_ten, "11", -ERANGE));
}

static void test_duration(void)
{
	check(is(ss_parse_duration, "0", 0));
	check(is(ss_parse_duration, "5", 5000000000));
	check(is(ss_parse_duration, "7ns", 7));
	check(is(ss_parse_duration, "7us", 7000));
	check(is(ss_parse_duration, "50ms", 50000000));
	check(is(ss_parse_duration, "2s", 2000000000));
	check(is(ss_parse_duration, "3m", 180000000000));
	check(is(ss_parse_duration, "1h", 3600000000000));
	check(is(ss_parse_duration, "1d", 86400000000000));
	check(is(ss_parse_duration, "18446744073709551615ns", UINT64_MAX));
	check(refused(ss_parse_duration, "213504d", -ERANGE));
	check(refused(ss_parse_duration, "99999999999999999999ns", -ERANGE));
	check(refused(ss_parse_duration, "ms", -EINVAL));
	check(refused(ss_parse_duration, "5 ms", -EINVAL));
	check(refused(ss_parse_duration, "5msx", -EINVAL));
	check(refused(ss_parse_duration, "5S", -EINVAL));
	check(refused(ss_parse_duration, "1h30m", -EINVAL));
	for (size_t i = 0; i < sizeof(not_numbers) / sizeof(not_numbers[0]); i++)
		check(refused(ss_parse_duration, not_numbers[i], -EINVAL));
}

static void test_size(void)
{
	check(is(ss_parse_size, "0", 0));
	check(is(ss_parse_size, "4096", 4096));
	check(is(ss_parse_size, "128k", 128 << 10));
	check(is(ss_parse_size, "4M", 4 << 20));
	check(is(ss_parse_size, "2G", UINT64_C(2) << 30));
	check(is(ss_parse_size, "16777215T", UINT64_C(16777215) << 40));
	check(refused(ss_parse_size, "16777216T", -ERANGE));
	check(refused(ss_parse_size, "1kB", -EINVAL));
	check(refused(ss_parse_size, "1m", -EINVAL));
	check(refused(ss_parse_size, "k", -EINVAL));
}

static const struct check_case cases[] = {
	{ "whole numbers: all of the string or none of it", test_u64 },
	{ "the range is checked", test_range },
	{ "durations", test_duration },
	{ "sizes", test_size },
};

CHECK_MAIN(cases)
