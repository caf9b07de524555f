/* SPDX-License-Identifier: BSD-2-Clause */
/* Which documents a query looks at: those of data and input, and those that rules make. */
#ifndef REGO_DEPENDS_H
#define REGO_DEPENDS_H

#include "rego/compile/compile.h"

struct rego_refs {
	struct rego_term **items;
	uint32_t count, room;
};

/* Sorted, each once, all of constants.  The body is as it was parsed, with the names of the unit;
 * what it refers to by a variable is followed. */
void rego_depends(struct rego_arena *a, const struct rego_unit *u, struct rego_body *body,
		  struct rego_refs *base, struct rego_refs *made);

#endif
