/* SPDX-License-Identifier: BSD-2-Clause */
/* Which parts of a document are ever looked at: a policy that knows only input.process.exe need not
 * have the rest of its input built. */
#ifndef REGO_WISH_H
#define REGO_WISH_H

#include "rego/value/value.h"

struct rego_wish {
	bool all;			 /* of what is here, everything */
	const struct rego_string **keys; /* interned; else only what is below these */
	struct rego_wish **below;
	uint32_t count, room;
};

/* The n keys (interned strings) from the root on, and all below the last. */
void rego_wish_add(struct rego_arena *a, struct rego_wish *root,
		   const struct rego_string *const *path, uint32_t n);
/* NULL: nothing there is wished. */
const struct rego_wish *rego_wish_below(const struct rego_wish *w, const struct rego_string *key);

/* The same by its text; *found is the key. */
const struct rego_wish *rego_wish_text(const struct rego_wish *w, const char *text, size_t len,
				       const struct rego_string **found);

/* As rego_json_read(), without the members of objects that are not wished; wish may be NULL.  The
 * whole text is checked all the same. */
struct rego_val rego_json_read_for(struct rego_arena *a, const struct rego_intern *names,
				   const struct rego_wish *wish, const char *text, size_t len,
				   const char **error);

#endif
