// SPDX-License-Identifier: BSD-2-Clause
/* Steps of an evaluation, kept and chosen from. */
#include "trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *trace_op(enum rego_step_op op)
{
	static const char *const names[] = {
		[REGO_STEP_ENTER] = "Enter",	     [REGO_STEP_EXIT] = "Exit",
		[REGO_STEP_EVAL] = "Eval",	     [REGO_STEP_REDO] = "Redo",
		[REGO_STEP_SAVE] = "Save",	     [REGO_STEP_FAIL] = "Fail",
		[REGO_STEP_DUPLICATE] = "Duplicate", [REGO_STEP_NOTE] = "Note",
		[REGO_STEP_INDEX] = "Index",	     [REGO_STEP_UNIFY] = "Unify",
		[REGO_STEP_TEST_CASE] = "TestCase",
	};

	return names[op];
}

void trace_event(void *arg, const struct rego_step_event *ev)
{
	struct trace *t = arg;
	size_t room = t->room ? t->room * 2 : 256;
	void *more;

	if (t->count == t->room) {
		more = realloc(t->items, room * sizeof(*t->items));
		if (!more) {
			t->err = -ENOMEM;
			return;
		}
		t->items = more;
		t->room = room;
	}
	t->items[t->count++] = *ev;
}

void trace_fini(struct trace *t)
{
	free(t->items);
	*t = (struct trace){ 0 };
}

struct way { /* the last beginning of each query that is open, by its number */
	uint64_t query;
	const struct rego_step_event *ev;
};

static const struct rego_step_event *way_of(const struct way *w, size_t n, uint64_t query)
{
	for (size_t i = n; i--;)
		if (w[i].query == query)
			return w[i].ev;
	return NULL;
}

static size_t note_way(struct way *w, size_t n, const struct rego_step_event *ev)
{
	for (size_t i = n; i--;)
		if (w[i].query == ev->query) {
			w[i].ev = ev;
			return n;
		}
	w[n] = (struct way){ ev->query, ev };
	return n + 1;
}

/* The way to an event that is kept, once: the next one begins anew. */
static void keep(struct trace *to, const struct rego_step_event *ev, const struct way *w, size_t n)
{
	const struct rego_step_event *at = way_of(w, n, ev->query), *before = NULL;
	size_t first = to->count;

	trace_event(to, ev);
	while (at && at != before) {
		trace_event(to, at);
		before = at;
		at = way_of(w, n, at->parent);
	}
	for (size_t i = first, k = to->count; i + 1 < k; i++, k--) {
		struct rego_step_event x = to->items[i];

		to->items[i] = to->items[k - 1];
		to->items[k - 1] = x;
	}
}

static void keep_ways(struct trace *t, struct trace *to, enum rego_step_op op,
		      enum rego_step_op other)
{
	struct way *w = calloc(t->count + 1, sizeof(*w));
	size_t n = 0;

	if (!w) {
		t->err = -ENOMEM;
		return;
	}
	for (size_t i = 0; i < t->count; i++) {
		const struct rego_step_event *ev = &t->items[i];

		if (ev->op == op || ev->op == other) {
			keep(to, ev, w, n);
			n = 0;
		}
		if ((ev->op == REGO_STEP_ENTER || ev->op == REGO_STEP_REDO) &&
		    (ev->rule || ev->body))
			n = note_way(w, n, ev);
	}
	free(w);
}

void trace_filter(struct trace *t, enum trace_mode mode)
{
	struct trace to = { 0 };

	if (mode == TRACE_DEBUG)
		return;
	if (mode == TRACE_NOTES)
		keep_ways(t, &to, REGO_STEP_NOTE, REGO_STEP_NOTE);
	else if (mode == TRACE_FAILS)
		keep_ways(t, &to, REGO_STEP_FAIL, REGO_STEP_FAIL);
	else if (mode == TRACE_VERBOSE)
		keep_ways(t, &to, REGO_STEP_NOTE, REGO_STEP_FAIL);
	for (size_t i = 0; mode == TRACE_FULL && i < t->count; i++)
		if (t->items[i].op != REGO_STEP_UNIFY)
			trace_event(&to, &t->items[i]);
	to.err = to.err ? to.err : t->err;
	free(t->items);
	*t = to;
}
