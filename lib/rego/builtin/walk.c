/* SPDX-License-Identifier: BSD-2-Clause */
/* walk(): a value and all that is in it, each with its path. */
#include "rego/builtin/walk.h"

#include "rego/builtin/functions.h"

/* Nested deeper, it stops: more than any input has. */
#define MAX_DEPTH 10000

struct walk {
	struct rego_builder out;
	struct rego_val *path;
	size_t depth, room;
	const struct rego_val *want; /* what is known of paths */
	size_t want_count;
	bool paths;
};

static void step(struct walk *w, struct rego_val v);

static void enter(struct walk *w, struct rego_val key, struct rego_val v)
{
	if (w->depth < w->want_count && rego_defined(w->want[w->depth]) &&
	    !rego_equal(w->want[w->depth], key))
		return;
	if (w->depth == MAX_DEPTH)
		rego_stop(w->out.arena, REGO_STOP_DEPTH);
	if (w->depth == w->room) {
		struct rego_val *more = rego_new_array(w->out.arena, struct rego_val, w->room * 2);

		memcpy(more, w->path, w->room * sizeof(*more));
		w->path = more;
		w->room *= 2;
	}
	w->path[w->depth++] = key;
	step(w, v);
	w->depth--;
}

static void enter_all(struct walk *w, struct rego_val v)
{
	switch (v.kind) {
	case REGO_ARRAY:
		for (uint32_t i = 0; i < v.array->count; i++)
			enter(w, rego_int(i), v.array->items[i]);
		break;
	case REGO_OBJECT:
		for (uint32_t i = 0; i < v.object->count; i++)
			enter(w, v.object->pairs[i].key, v.object->pairs[i].value);
		break;
	case REGO_SET:
		for (uint32_t i = 0; i < v.set->count; i++)
			enter(w, v.set->items[i], v.set->items[i]);
		break;
	default: break;
	}
}

static void step(struct walk *w, struct rego_val v)
{
	if (w->depth >= w->want_count) {
		struct rego_val pair[2] = { { 0 }, v };

		if (w->paths) {
			pair[0] = rego_array(w->out.arena, w->path, w->depth);
			v = rego_array(w->out.arena, pair, 2);
		}
		rego_add(&w->out, v);
		v = pair[1];
	} else if (rego_defined(w->want[w->depth])) {
		struct rego_val key = w->want[w->depth], in = rego_undefined();

		if (v.kind == REGO_ARRAY || v.kind == REGO_OBJECT || v.kind == REGO_SET)
			in = rego_get(v, key);
		if (rego_defined(in))
			enter(w, key, in);
		return;
	}
	enter_all(w, v);
}

static struct rego_val walk(struct walk *w, struct rego_val x)
{
	w->room = 16;
	w->path = rego_new_array(w->out.arena, struct rego_val, w->room);
	step(w, x);
	return rego_build_array(&w->out);
}

struct rego_val rego_walk(struct rego_arena *a, struct rego_val x, const struct rego_val *path,
			  size_t count)
{
	struct walk w = { .out.arena = a, .want = path, .want_count = count, .paths = true };

	return walk(&w, x);
}

struct rego_val rego_walk_values(struct rego_arena *a, struct rego_val x)
{
	struct walk w = { .out.arena = a };

	return walk(&w, x);
}

struct rego_val rego_fn_walk(struct rego_call *c, const struct rego_val *args)
{
	return rego_walk(c->arena, args[0], NULL, 0);
}
