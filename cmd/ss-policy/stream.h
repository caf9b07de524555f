/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy eval on a stream: each line of standard input is the input of the policy. */
#ifndef SS_POLICY_STREAM_H
#define SS_POLICY_STREAM_H

#include "load.h"

struct stream_options {
	struct load_options load;
	struct ss_strlist entries; /* none: data.ss.deny, data.ss.warn, data.ss.actions */
	struct rego_options rego;
	struct rego_limits limits;
	bool pass, strict;
	bool fail; /* SS_EXIT_NO when something was denied */
	uint64_t max_events, duration_ns;
};

/* 0, SS_EXIT_* or -errno, reported. */
int stream_run(const struct stream_options *o);

#endif
