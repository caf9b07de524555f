/* SPDX-License-Identifier: BSD-2-Clause */
/* Values in what files and commands say. */
#ifndef SS_BREAKER_READING_H
#define SS_BREAKER_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json_read.h"

/* In thousandths.  0, or -EINVAL: there is none; -ERANGE: it is out of all proportion. */

/* The last line that is not blank, which is a number with or without a unit: "17", " 85.5 C". */
int ss_reading_number(const char *text, size_t len, int64_t *value);
/* Is it within 0 and 100? */
bool ss_reading_is_percent(int64_t value);
/* The member KEY (or a.dotted.path) of an object; -ENOENT: it has none of that name. */
int ss_reading_member(struct ss_json_val root, const char *key, int64_t *value);
/* A file of /proc/pressure: for how long, in us, some (or all) tasks have waited so far. */
int ss_reading_pressure(const char *text, size_t len, bool full, uint64_t *total_us);

#endif
