/* SPDX-License-Identifier: BSD-2-Clause */
/* Strict numbers: the whole string or nothing, no sign, no space, range checked. */
#ifndef SS_PARSE_H
#define SS_PARSE_H

#include <stdint.h>

/*
 * All return 0, -EINVAL (not of the form) or -ERANGE (does not fit, or is
 * outside min..max), and set *out only on success.
 */

/* Decimal digits only. */
int ss_parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out);

/* A duration in ns: digits and one of ns us ms s m h d, e.g. "50ms"; a bare number is seconds. */
int ss_parse_duration(const char *s, uint64_t *out);

/* A size in bytes: digits and an optional k M G T (powers of 1024), e.g. "128k". */
int ss_parse_size(const char *s, uint64_t *out);

#endif
