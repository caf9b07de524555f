/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a step is: the file and the row, in a column that is not too wide. */
#ifndef SS_POLICY_TRACE_PLACE_H
#define SS_POLICY_TRACE_PLACE_H

#include "trace.h"

#define TRACE_PLACE_WIDTH 64 /* longer names of files are cut in the middle */

struct trace_place {
	char *common; /* what all long names share is shown as ...; to be freed */
};

void trace_shorten(struct trace_place *p, const struct trace *t);
void trace_put_place(struct ss_strbuf *out, const struct trace_place *p,
		     const struct rego_step_event *ev);

#endif
