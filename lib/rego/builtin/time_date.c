/* SPDX-License-Identifier: BSD-2-Clause */
/* The calendar: days, months and years that were never reformed. */
#include "rego/builtin/time_zone.h"

#define DAY 86400

/* Days of 400 years. */
#define ERA 146097

__int128 rego_days(__int128 year, __int128 month, __int128 day)
{
	__int128 m = month - 1, era, of_era;

	year += m / 12;
	m %= 12;
	if (m < 0) {
		m += 12;
		year--;
	}
	/* Years begin in March: then the leap day is the last. */
	m = m >= 2 ? m - 2 : m + 10;
	year -= m >= 10;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	return era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 + day - 1 -
	       719468;
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int rego_days_in(int month, int64_t year)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

struct rego_date rego_date_of(int64_t sec)
{
	int64_t days = sec / DAY, rest = sec % DAY, era, of_era, year_of_era, of_year, m;
	struct rego_date d;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	d.hour = (int)(rest / 3600);
	d.minute = (int)(rest / 60 % 60);
	d.second = (int)(rest % 60);
	d.weekday = (int)(((days + 4) % 7 + 7) % 7);
	days += 719468;
	era = (days >= 0 ? days : days - (ERA - 1)) / ERA;
	of_era = days - era * ERA;
	year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	m = (5 * of_year + 2) / 153;
	d.day = (int)(of_year - (153 * m + 2) / 5 + 1);
	d.month = (int)(m < 10 ? m + 3 : m - 9);
	d.year = year_of_era + era * 400 + (d.month <= 2);
	d.yday = (int)(days - 719468 - (int64_t)rego_days(d.year, 1, 1)) + 1;
	return d;
}

/* Go counts from a March long before all times, so that nothing is negative. */
#define ABSOLUTE_YEARS	 UINT64_C(292277022400)
#define ABSOLUTE_TO_1970 (ABSOLUTE_YEARS / 400 * ERA + 306 + 719162)

int64_t rego_date_unix(int64_t year, int64_t month, int64_t day)
{
	static const unsigned days[12] = { 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275 };
	uint64_t m = (uint64_t)month - 1, y = (uint64_t)year, n, of_year;

	if ((int64_t)m < 0) {
		n = (uint64_t)((int64_t)(0 - m - 1) / 12 + 1);
		y -= n;
		m += n * 12;
	}
	if ((int64_t)m >= 12) {
		n = m / 12;
		y += n;
		m -= n * 12;
	}
	if (m > 11)
		return INT64_MAX;
	y += ABSOLUTE_YEARS - (m < 2);
	of_year = 1461 * (y % 100) / 4 + days[m];
	n = 146097 * (y / 100) / 4 + of_year + (uint64_t)day - 1;
	return (int64_t)((n - ABSOLUTE_TO_1970) * DAY);
}
