// SPDX-License-Identifier: BSD-2-Clause
#include "core/clock.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "check.h"

static void check_text(uint64_t wall_ns, const char *want)
{
	char text[SS_RFC3339_SIZE];

	ss_clock_rfc3339(wall_ns, text);
	check_str(text, want);
}

static void test_known(void)
{
	check_text(0, "1970-01-01T00:00:00.000000000Z");
	check_text(1, "1970-01-01T00:00:00.000000001Z");
	check_text(1790331072003456789, "2026-09-25T10:11:12.003456789Z");
	check_text(1790331072999999999, "2026-09-25T10:11:12.999999999Z");
	check_text(1790331073000000000, "2026-09-25T10:11:13.000000000Z");
	check_text(951782400000000000, "2000-02-29T00:00:00.000000000Z");
	check_text(4107542399000000000, "2100-02-28T23:59:59.000000000Z");
	check_text(4107542400000000000, "2100-03-01T00:00:00.000000000Z");
	check_text(UINT64_MAX, "2554-07-21T23:34:33.709551615Z");
}

/* Every day that fits, against the C library. */
static void test_all_days(void)
{
	char got[SS_RFC3339_SIZE], want[64];
	uint64_t back;

	for (uint64_t day = 0; day < UINT64_MAX / SS_NS_PER_SEC / 86400; day++) {
		time_t t = day * 86400 + day % 86400;
		struct tm tm;

		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.000000000Z", &tm);
		ss_clock_rfc3339(t * SS_NS_PER_SEC, got);
		if (!check(!strcmp(got, want)))
			return;
		if (tm.tm_year + 1900 < 2554 &&
		    !check(!ss_clock_parse(got, strlen(got), &back) && back == t * SS_NS_PER_SEC))
			return;
	}
}

static void test_parse(void)
{
	static const char *const bad[] = {
		"",
		"2026-09-25T10:11:12.003456789",
		"2026-09-25T10:11:12.003456789Z ",
		"2026-09-25 10:11:12.003456789Z",
		"2026-09-25T10:11:12.00345678:Z",
		"2026-02-29T10:11:12.003456789Z",
		"2100-02-29T10:11:12.003456789Z",
		"2026-04-31T10:11:12.003456789Z",
		"2026-09-25T24:00:00.000000000Z",
		"2026-09-25T10:60:00.000000000Z",
		"2026-09-25T10:11:60.000000000Z",
		"2026-13-25T10:11:12.003456789Z",
		"2026-00-25T10:11:12.003456789Z",
		"2026-09-00T10:11:12.003456789Z",
		"1969-12-31T23:59:59.999999999Z",
		"2554-07-21T23:34:33.709551615Z",
		"-026-09-25T10:11:12.003456789Z",
	};
	uint64_t ns = 7;

	check(!ss_clock_parse("2026-09-25T10:11:12.003456789Z", 30, &ns));
	check(ns == 1790331072003456789);
	check(!ss_clock_parse("2024-02-29T23:59:59.999999999Z", 30, &ns) &&
	      ns == 1709251199999999999);
	check(!ss_clock_parse("2026-12-31T00:00:00.000000000Z", 30, &ns));
	check(!ss_clock_parse("2026-09-25T10:11:12.003456789Z", 30, &ns));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(ss_clock_parse(bad[i], strlen(bad[i]), &ns) == -EINVAL);
	check(ns == 1790331072003456789);
}

static void test_sync(void)
{
	struct ss_clock c = { 0 };
	int64_t offset;
	uint64_t wall, then;

	check(!ss_clock_sync(&c));
	offset = c.wall_minus_boot;
	check(!ss_clock_sync(&c));
	check(c.wall_minus_boot == offset);
	then = ss_clock_boot();
	wall = ss_clock_wall();
	check(wall - ss_clock_wall_of(&c, then) < SS_NS_PER_SEC ||
	      ss_clock_wall_of(&c, then) - wall < SS_NS_PER_SEC / 500);

	c.wall_minus_boot = offset - 500 * 1000; /* half a millisecond: kept */
	check(!ss_clock_sync(&c));
	check(c.wall_minus_boot == offset - 500 * 1000);
	c.wall_minus_boot = offset - 3600 * (int64_t)SS_NS_PER_SEC;
	check(ss_clock_sync(&c));
	check(c.wall_minus_boot - offset < 1000 * 1000 && offset - c.wall_minus_boot < 1000 * 1000);
}

static void test_order(void)
{
	uint64_t mono = ss_clock_mono(), boot = ss_clock_boot();

	check(mono <= ss_clock_mono());
	check(boot <= ss_clock_boot());
	check(boot + SS_NS_PER_SEC > mono);
}

static const struct check_case cases[] = {
	{ "known times", test_known },
	{ "every day from 1970 to 2554, as the C library has it", test_all_days },
	{ "a time is read again, in this one form", test_parse },
	{ "the offset is kept until the clock is set", test_sync },
	{ "the clocks go forward", test_order },
};

CHECK_MAIN(cases)
