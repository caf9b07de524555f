/* SPDX-License-Identifier: BSD-2-Clause */
/* A policy with one prepared query and what one thread needs to evaluate it. */
#ifndef SS_POLICY_ENGINE_H
#define SS_POLICY_ENGINE_H

#include "load.h"
#include "quiet.h"

struct engine {
	struct rego_policy *policy;
	struct rego_query *query;
	struct rego_eval *eval;
	struct rego_cache *cache;
	struct loaded loaded;
	struct quiet quiet; /* of a stream of events */
};

/*
 * Load, compile, prepare QUERY.  0; after -EINVAL (the policy is wrong, each of its errors
 * has been reported) and other -errno (reported as well) there is nothing to close.
 */
int engine_open(struct engine *e, const struct load_options *load, const struct rego_options *o,
		const struct rego_limits *limits, const char *query);
void engine_close(struct engine *e);

/* Each error with its place, its line and a mark, to stderr. */
void engine_tell(const struct rego_errors *errors);

#endif
