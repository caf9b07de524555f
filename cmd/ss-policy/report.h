/* SPDX-License-Identifier: BSD-2-Clause */
/* All that eval may have to show of an evaluation, in the formats of opa eval. */
#ifndef SS_POLICY_REPORT_H
#define SS_POLICY_REPORT_H

#include "metrics.h"
#include "profile.h"
#include "show.h"
#include "trace.h"

struct report {
	const struct rego_error *errors;
	const struct rego_result *result; /* NULL: it ended by an error, or was partial */
	const struct rego_partial *partial;
	enum rego_version version;
	const struct trace *trace;
	bool values; /* of variables, in the trace */
	const struct metrics *metrics;
	const struct profile *profiles; /* of each run */
	size_t runs;
	const struct ss_strbuf *coverage; /* JSON */
	double percent;
};

/* What goes to standard output, and to standard error. */
void report_show(struct ss_strbuf *out, struct ss_strbuf *err, enum show_format f,
		 const struct report *r);

/* report_partial.c */
void report_partial_json(struct ss_strbuf *out, const struct rego_partial *p);
void report_partial_source(struct ss_strbuf *out, const struct rego_partial *p,
			   enum rego_version v);
void report_partial_pretty(struct ss_strbuf *out, const struct rego_partial *p,
			   enum rego_version v);

#endif
