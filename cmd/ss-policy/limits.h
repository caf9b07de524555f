/* SPDX-License-Identifier: BSD-2-Clause */
/* What a policy may use up, as the command line says it. */
#ifndef SS_POLICY_LIMITS_H
#define SS_POLICY_LIMITS_H

#include "core/cli.h"
#include "rego/rego.h"

struct limits {
	uint64_t load_ns, memory, steps, depth; /* 0: the usual */
	struct ss_strlist hosts;
};

/* Errors of a policy that are told where no option says how many, as by opa. */
#define MOST_ERRORS 10

/* Rows of a table of options; of what only loads a policy. */
#define LOAD_OPTIONS(l)                                                                            \
	{ "load-timeout", 0,                                                                       \
	  "TIME",	  SS_OPT_DURATION,                                                         \
	  &(l).load_ns,	  "give up loading after so long (1m)" },                                  \
	{                                                                                          \
		"max-memory", 0, "SIZE", SS_OPT_SIZE, &(l).memory, "memory of the policy (4G)"     \
	}

#define LIMIT_OPTIONS(l)                                                                           \
	{ "load-timeout", 0,                                                                       \
	  "TIME",	  SS_OPT_DURATION,                                                         \
	  &(l).load_ns,	  "give up loading after so long (1m)" },                                  \
		{ "max-memory", 0,	     "SIZE",                                               \
		  SS_OPT_SIZE,	&(l).memory, "of an evaluation (1G), of a policy (4G)" },          \
		{ "max-steps", 0, "N", SS_OPT_U64, &(l).steps, "instructions of an evaluation" },  \
		{ "max-depth", 0, "N", SS_OPT_U64, &(l).depth, "calls in calls (100000)" },        \
	{                                                                                          \
		"allow-net", 0, "HOST", SS_OPT_LIST, &(l).hosts, "what http.send may ask (nobody)" \
	}

/* Into what the engine is asked with; the rest of these stays. */
void limits_policy(const struct limits *l, struct rego_options *o);
void limits_eval(const struct limits *l, struct rego_limits *o);

#endif
