/* SPDX-License-Identifier: BSD-2-Clause */
/* How long the parts of an evaluation took: opa eval --metrics. */
#ifndef SS_POLICY_METRICS_H
#define SS_POLICY_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"

enum metric {		       /* in the order of their names */
	      METRIC_DATA,     /* reading documents */
	      METRIC_EXTERNAL, /* rules of other systems: there are none */
	      METRIC_LOAD_BUNDLES,
	      METRIC_LOAD_FILES,
	      METRIC_COMPILE,
	      METRIC_PARSE,
	      METRIC_PARTIAL,
	      METRIC_QUERY_COMPILE,
	      METRIC_QUERY_EVAL,
	      METRIC_QUERY_PARSE,
	      METRICS,
};

struct metrics {
	bool has[METRICS];
	uint64_t ns[METRICS];
};

uint64_t metrics_now(void);
/* What was measured since. */
void metrics_add(struct metrics *m, enum metric k, uint64_t since);
void metrics_json(struct ss_strbuf *out, const struct metrics *m);
void metrics_pretty(struct ss_strbuf *out, const struct metrics *m);
/* Statistics of n runs. */
void metrics_all_json(struct ss_strbuf *out, const struct metrics *m, size_t n);
void metrics_all_pretty(struct ss_strbuf *out, const struct metrics *m, size_t n);

/* Of times, sorted here: least, most, mean and so on. */
struct statistics {
	double median, p75, p90, p95, p99, p999, p9999, mean, deviation;
	uint64_t least, most;
	size_t count;
};
void statistics_of(struct statistics *s, uint64_t *ns, size_t n);
void statistics_json(struct ss_strbuf *out, const struct statistics *s);
/* A number as Go prints it: 12.5, 3. */
void statistics_number(struct ss_strbuf *out, double x);

#endif
