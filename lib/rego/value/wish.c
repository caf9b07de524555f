// SPDX-License-Identifier: BSD-2-Clause
/* Which parts of a document are ever looked at. */
#include "rego/value/wish.h"

const struct rego_wish *rego_wish_below(const struct rego_wish *w, const struct rego_string *key)
{
	for (uint32_t i = 0; i < w->count; i++)
		if (w->keys[i] == key)
			return w->below[i];
	return NULL;
}

const struct rego_wish *rego_wish_text(const struct rego_wish *w, const char *text, size_t len,
				       const struct rego_string **found)
{
	for (uint32_t i = 0; i < w->count; i++)
		if (w->keys[i]->len == len && !memcmp(w->keys[i]->text, text, len)) {
			*found = w->keys[i];
			return w->below[i];
		}
	return NULL;
}

static struct rego_wish *grow(struct rego_arena *a, struct rego_wish *w,
			      const struct rego_string *key)
{
	if (w->count == w->room) {
		uint32_t room = w->room ? w->room * 2 : 4;
		const struct rego_string **keys =
			rego_new_array(a, const struct rego_string *, room);
		struct rego_wish **below = rego_new_array(a, struct rego_wish *, room);

		if (w->count) {
			memcpy(keys, w->keys, w->count * sizeof(*keys));
			memcpy(below, w->below, w->count * sizeof(*below));
		}
		w->keys = keys;
		w->below = below;
		w->room = room;
	}
	w->keys[w->count] = key;
	w->below[w->count] = rego_new(a, struct rego_wish);
	return w->below[w->count++];
}

/* So many members of one object are looked at: then all of it may as well be there. */
#define MANY 64

void rego_wish_add(struct rego_arena *a, struct rego_wish *root,
		   const struct rego_string *const *path, uint32_t n)
{
	struct rego_wish *w = root;

	for (uint32_t i = 0; i < n && !w->all; i++) {
		const struct rego_wish *found = rego_wish_below(w, path[i]);

		if (found)
			w = (struct rego_wish *)(uintptr_t)found;
		else if (w->count < MANY)
			w = grow(a, w, path[i]);
		else
			break;
	}
	w->all = true;
}
