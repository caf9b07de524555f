// SPDX-License-Identifier: BSD-2-Clause
#include "core/clock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { TOLERANCE_NS = 1000 * 1000, TRIES = 5 };

static uint64_t now(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return t.tv_sec * SS_NS_PER_SEC + t.tv_nsec;
}

uint64_t ss_clock_mono(void)
{
	return now(CLOCK_MONOTONIC);
}

uint64_t ss_clock_boot(void)
{
	return now(CLOCK_BOOTTIME);
}

uint64_t ss_clock_wall(void)
{
	return now(CLOCK_REALTIME);
}

/* The reading with the least time between its ends: we may lose the CPU in the middle. */
static int64_t offset(void)
{
	uint64_t best = UINT64_MAX;
	int64_t found = 0;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = ss_clock_boot();
		uint64_t wall = ss_clock_wall();
		uint64_t took = ss_clock_boot() - before;

		if (took < best) {
			best = took;
			found = wall - (before + took / 2);
		}
	}
	return found;
}

bool ss_clock_sync(struct ss_clock *c)
{
	int64_t is = offset(), was = c->wall_minus_boot;
	int64_t step = is - was;

	if (was && step < TOLERANCE_NS && step > -TOLERANCE_NS)
		return false;
	c->wall_minus_boot = is;
	return was != 0;
}

uint64_t ss_clock_wall_of(const struct ss_clock *c, uint64_t boot_ns)
{
	return boot_ns + c->wall_minus_boot;
}

static void put_digits(char *to, unsigned int value, int digits)
{
	while (digits--) {
		to[digits] = '0' + value % 10;
		value /= 10;
	}
}

/*
 * Days since 1970 to the Gregorian calendar, in years that begin in March, so
 * that the leap day is the last: Howard Hinnant's civil_from_days().
 */
static void put_date(char *to, unsigned int days)
{
	unsigned int z = days + 719468; /* days since 0000-03-01 */
	unsigned int era = z / 146097, doe = z % 146097;
	unsigned int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned int mp = (5 * doy + 2) / 153; /* month, March is 0 */
	unsigned int month = mp < 10 ? mp + 3 : mp - 9;

	put_digits(to, yoe + era * 400 + (month <= 2), 4);
	to[4] = '-';
	put_digits(to + 5, month, 2);
	to[7] = '-';
	put_digits(to + 8, doy - (153 * mp + 2) / 5 + 1, 2);
}

static void put_time(char *to, unsigned int seconds)
{
	to[0] = 'T';
	put_digits(to + 1, seconds / 3600, 2);
	to[3] = ':';
	put_digits(to + 4, seconds / 60 % 60, 2);
	to[6] = ':';
	put_digits(to + 7, seconds % 60, 2);
	to[9] = '.';
}

void ss_clock_rfc3339(uint64_t wall_ns, char out[static SS_RFC3339_SIZE])
{
	enum { UP_TO_NS = 20 };		   /* "2026-09-25T10:11:12." */
	static uint64_t last = UINT64_MAX; /* events come in the same second mostly */
	static char text[UP_TO_NS];
	uint64_t seconds = wall_ns / SS_NS_PER_SEC;
	unsigned int ns = wall_ns % SS_NS_PER_SEC;

	if (seconds != last) {
		put_date(text, seconds / 86400);
		put_time(text + 10, seconds % 86400);
		last = seconds;
	}
	memcpy(out, text, UP_TO_NS);
	/* Three by three: what is divided one after the other is waited for. */
	put_digits(out + UP_TO_NS, ns / 1000000, 3);
	put_digits(out + UP_TO_NS + 3, ns / 1000 % 1000, 3);
	put_digits(out + UP_TO_NS + 6, ns % 1000, 3);
	out[SS_RFC3339_LEN - 1] = 'Z';
	out[SS_RFC3339_LEN] = '\0';
}

static uint64_t number(const char *s, int digits)
{
	uint64_t n = 0;

	for (int i = 0; i < digits; i++)
		n = n * 10 + (s[i] - '0');
	return n;
}

/* Hinnant's days_from_civil(), from 1970 on. */
static uint64_t days_of(uint64_t year, uint64_t month, uint64_t day)
{
	uint64_t y = year - (month <= 2);
	uint64_t era = y / 400, yoe = y % 400;
	uint64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static uint64_t days_in(uint64_t year, uint64_t month)
{
	return month == 12 ? 31 : days_of(year, month + 1, 1) - days_of(year, month, 1);
}

int ss_clock_parse(const char *s, size_t len, uint64_t *wall_ns)
{
	static const char form[] = "0000-00-00T00:00:00.000000000Z";
	uint64_t year, month, day, hour, minute, second;

	if (len != SS_RFC3339_LEN)
		return -EINVAL;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return -EINVAL;
	year = number(s, 4);
	month = number(s + 5, 2);
	day = number(s + 8, 2);
	hour = number(s + 11, 2);
	minute = number(s + 14, 2);
	second = number(s + 17, 2);
	if (year < 1970 || year > 2553) /* or does not fit into nanoseconds */
		return -EINVAL;
	if (!month || month > 12 || !day || day > days_in(year, month))
		return -EINVAL;
	if (hour > 23 || minute > 59 || second > 59)
		return -EINVAL;
	second += days_of(year, month, day) * 86400 + hour * 3600 + minute * 60;
	*wall_ns = second * SS_NS_PER_SEC + number(s + 20, 9);
	return 0;
}
