/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of events about which a policy says nothing, whatever else is in them.
 *
 * They are learned: an evaluation that looked at nothing of an event but its type, and said
 * nothing, will say nothing about any event of this type.  Such an event is checked, not judged. */
#ifndef SS_POLICY_QUIET_H
#define SS_POLICY_QUIET_H

#include "rego/rego.h"

#define QUIET_TYPES 256 /* a power of two */
#define QUIET_LEN   47

struct quiet {
	struct {
		uint8_t len;
		char text[QUIET_LEN];
	} types[QUIET_TYPES]; /* by hash: of two in one place the later one stays */
};

/* Whether the line is an event of a quiet type, and sound. */
bool quiet_event(const struct quiet *q, struct rego_eval *e, const char *line, size_t len);
/* EVENT was judged by E, and nothing was said of it. */
void quiet_learn(struct quiet *q, const struct rego_eval *e, struct rego_val event);

#endif
