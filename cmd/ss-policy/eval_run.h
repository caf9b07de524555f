/* SPDX-License-Identifier: BSD-2-Clause */
/* One query over policies, data and an input: asked and shown. */
#ifndef SS_POLICY_EVAL_RUN_H
#define SS_POLICY_EVAL_RUN_H

#include "core/cli.h"
#include "limits.h"
#include "load.h"

struct eval_params {
	struct load_options paths;
	struct limits limits;
	struct ss_strlist imports, profile_sort, unknowns, no_inline;
	const char *input_file, *package, *schema;
	bool input_stdin, want_defined, want_undefined, strict, strict_errors, v0;
	bool no_index, no_early_exit, no_optimiser, show_builtin_errors;
	bool metrics, profile, coverage, values, partial, shallow, nondeterministic;
	int format, explain; /* enum show_format, enum trace_mode */
	uint64_t timeout_ns, count, profile_limit;
};

/* A result for ss_cli_finish(). */
int eval_run(const struct eval_params *o, const char *query);

#endif
