/* SPDX-License-Identifier: BSD-2-Clause */
/* What watching costs: the object "cost" of a line meta.cost. */
#ifndef SS_COST_H
#define SS_COST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json_write.h"

/* PROGRAM ran RUNS times in DURATION_NS, NS altogether; without runs: a process. */
struct ss_cost {
	const char *program, *hook; /* hook NULL: none, it is a process */
	uint64_t runs, ns, duration_ns;
};

void ss_cost_write(struct ss_json *w, const struct ss_cost *c);

#endif
