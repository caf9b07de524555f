/* SPDX-License-Identifier: BSD-2-Clause */
/* Time zones from the system's files, and the calendar. */
#ifndef REGO_TIME_ZONE_H
#define REGO_TIME_ZONE_H

#include "rego/builtin/builtin.h"

struct rego_zone; /* NULL: UTC */

/* Good until the next call.  False: *error, in the arena, as Go's time.LoadLocation. */
bool rego_zone_get(struct rego_call *c, const char *name, size_t len, const struct rego_zone **zone,
		   const char **error);
/* That of the machine. */
const struct rego_zone *rego_zone_local(struct rego_call *c);

struct rego_zone_time {	  /* what is the case at some second */
	const char *name; /* not always with a NUL */
	int name_len;
	int32_t offset;	    /* seconds east of UTC */
	int64_t start, end; /* of the time during which it is */
};

struct rego_zone_time rego_zone_at(const struct rego_zone *zone, int64_t sec);
/* The offset that a name such as CEST means there at about that second. */
bool rego_zone_named(const struct rego_zone *zone, const char *name, size_t len, int64_t sec,
		     int32_t *offset);

struct rego_date {
	int64_t year;
	int month, day;	   /* from 1 */
	int weekday, yday; /* 0 is Sunday; yday from 1 */
	int hour, minute, second;
};

/* Of seconds since 1970, as they are (add the offset before). */
struct rego_date rego_date_of(int64_t sec);
/* Days since 1970-01-01; month and day may be beyond their bounds. */
__int128 rego_days(__int128 year, __int128 month, __int128 day);
int rego_days_in(int month, int64_t year);
/* Seconds since 1970 of the beginning of a day.  Month and day may be beyond their bounds; what is
 * beyond all times wraps around as Go's time.Date does. */
int64_t rego_date_unix(int64_t year, int64_t month, int64_t day);
/* The time that is shown so in the zone. */
int64_t rego_zone_unix(const struct rego_zone *zone, int64_t shown);

#endif
