/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths into documents: "a/b/0" or ["a", "b", 0]. */
#ifndef REGO_JSON_PATH_H
#define REGO_JSON_PATH_H

#include "rego/builtin/builtin.h"

struct rego_path {
	struct rego_val *parts;
	size_t count;
};

/* False, and the failure is noted, when v is no path. */
bool rego_path_parse(struct rego_call *c, struct rego_val v, struct rego_path *out);

#endif
