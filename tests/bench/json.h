/* SPDX-License-Identifier: BSD-2-Clause */
/* What the C and the C++ half of the JSON benchmark share. */
#ifndef BENCH_JSON_H
#define BENCH_JSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Event lines, each with at least 64 readable bytes behind it. */
struct lines {
	const char **text;
	size_t *len;
	size_t count;
	size_t bytes;
};

/* Go over all lines once.  Returns the sum that read_sum() of each gives, or a count. */
typedef uint64_t (*pass_fn)(const struct lines *lines);

struct contender {
	const char *name;
	pass_fn pass;
	int reads; /* the six fields: its sum must be everyone's */
};

/* simdjson's; ends with a zeroed entry. */
extern const struct contender simd_contenders[];
/* Which of its implementations run here. */
const char *simd_description(void);

#ifdef __cplusplus
}
#endif

#endif
