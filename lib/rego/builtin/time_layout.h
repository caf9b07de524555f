/* SPDX-License-Identifier: BSD-2-Clause */
/* Go's way of describing how a time is written: by the example of 2006-01-02 15:04:05. */
#ifndef REGO_TIME_LAYOUT_H
#define REGO_TIME_LAYOUT_H

#include "rego/builtin/builtin.h"
#include "rego/builtin/time_zone.h"

enum rego_time_part {
	REGO_TIME_NONE, /* text to the end */
	REGO_TIME_LONG_MONTH,
	REGO_TIME_MONTH,
	REGO_TIME_NUM_MONTH,
	REGO_TIME_ZERO_MONTH,
	REGO_TIME_LONG_WEEKDAY,
	REGO_TIME_WEEKDAY,
	REGO_TIME_DAY,
	REGO_TIME_UNDER_DAY,
	REGO_TIME_ZERO_DAY,
	REGO_TIME_UNDER_YEAR_DAY,
	REGO_TIME_ZERO_YEAR_DAY,
	REGO_TIME_HOUR,
	REGO_TIME_HOUR12,
	REGO_TIME_ZERO_HOUR12,
	REGO_TIME_MINUTE,
	REGO_TIME_ZERO_MINUTE,
	REGO_TIME_SECOND,
	REGO_TIME_ZERO_SECOND,
	REGO_TIME_LONG_YEAR,
	REGO_TIME_YEAR,
	REGO_TIME_UPPER_PM,
	REGO_TIME_LOWER_PM,
	REGO_TIME_ZONE_NAME,
	REGO_TIME_OFFSET,
	REGO_TIME_FRACTION_0,
	REGO_TIME_FRACTION_9,
};

struct rego_time_chunk {
	const char *text; /* before the part */
	size_t text_len;
	enum rego_time_part part;
	const char *spelled; /* the part in the layout */
	size_t spelled_len;
	const char *rest;
	/* Of an offset: Z stands for none, how it is written. */
	bool z, colon, minutes, seconds;
	/* Of a fraction. */
	int digits;
	char separator;
};

/* The text up to the next part of layout, and the part. */
struct rego_time_chunk rego_time_next(const char *layout, const char *end);

extern const char *const rego_month_names[12];
extern const char *const rego_day_names[7];

struct rego_text;
void rego_time_format(struct rego_text *t, int64_t ns, const struct rego_zone *zone,
		      const char *layout, size_t len);
/* Seconds and nanoseconds since 1970.  False: *error is as of Go's time.Parse. */
bool rego_time_parse(struct rego_call *c, const char *layout, size_t layout_len, const char *value,
		     size_t len, int64_t *sec, int64_t *nsec, const char **error);

#endif
