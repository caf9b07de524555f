/* SPDX-License-Identifier: BSD-2-Clause */
/* walk(), with what its caller knows of the path. */
#ifndef REGO_WALK_H
#define REGO_WALK_H

#include "rego/builtin/builtin.h"

/* The array of [path, value] of x and all below it.  Of walk(x, [["a", _], v]) path is what is
 * known of the path: only what is at or below it is walked; undefined items may be anything. */
struct rego_val rego_walk(struct rego_arena *a, struct rego_val x, const struct rego_val *path,
			  size_t count);
/* The array of the values alone, for walk(x, [_, v]). */
struct rego_val rego_walk_values(struct rego_arena *a, struct rego_val x);

#endif
