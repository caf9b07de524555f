/* SPDX-License-Identifier: BSD-2-Clause */
/* Times of evaluations, as opa bench tells them. */
#ifndef SS_POLICY_BENCH_SHOW_H
#define SS_POLICY_BENCH_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_MOST (1U << 20) /* times kept; what comes later replaces some of them */

struct bench_times {
	uint64_t *items;	/* ns, sorted */
	uint64_t count;		/* evaluations; items has the last BENCH_MOST of them */
	uint64_t total;		/* ns */
	uint64_t bytes, allocs; /* of one */
};

enum bench_format { BENCH_PRETTY, BENCH_JSON, BENCH_GO };
struct bench_shown {
	bool metrics, memory;
};

/* With three digits that mean something. */
void bench_number(char *out, size_t size, double x);
/* To stdout. */
void bench_show(const struct bench_times *b, enum bench_format format,
		const struct bench_shown *shown);

#endif
