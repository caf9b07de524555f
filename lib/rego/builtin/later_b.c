/* SPDX-License-Identifier: BSD-2-Clause */
/* Built-ins that are not there yet; BUILTIN-B deletes a line with each that comes, then the file. */
#include "rego/builtin/functions.h"

#define LATER(fn)                                                                                  \
	struct rego_val fn(struct rego_call *c, const struct rego_val *args)                       \
	{                                                                                          \
		(void)args;                                                                        \
		return rego_fail_as(c, REGO_FAULT_INTERNAL, "unsupported built-in: %s", c->name);  \
	}

LATER(rego_fn_strings_render_template)
