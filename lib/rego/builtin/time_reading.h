/* SPDX-License-Identifier: BSD-2-Clause */
/* A time that is being read: what the whole and its parts share. */
#ifndef REGO_TIME_READING_H
#define REGO_TIME_READING_H

#include "rego/builtin/time_layout.h"

struct rego_reading {
	const char *at, *end; /* of the value */
	int64_t year;
	int month, day, yday, hour, minute, second;
	int64_t nsec;
	bool am, pm, utc;
	int32_t offset;	  /* -1: none */
	const char *zone; /* its name, or NULL */
	size_t zone_len;
	const char *range; /* what is out of range */
};

static inline size_t rego_reading_left(const struct rego_reading *p)
{
	return (size_t)(p->end - p->at);
}

/* Reads one part of the layout, which ends at end.  False: it is not there; or p->range says what
 * is out of range. */
bool rego_read_part(struct rego_reading *p, const struct rego_time_chunk *c, const char *end);
/* All of it, with a sign or without. */
bool rego_whole_number(const char *s, size_t len, int64_t *out);

#endif
