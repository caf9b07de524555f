// SPDX-License-Identifier: BSD-2-Clause
#include "told.h"

#include <errno.h>
#include <stdlib.h>

#define SIZE_MIN 64

/* The place of KEY, or the free one where it would be. */
static struct told_call *place(struct told_call *calls, size_t size, uint64_t key)
{
	size_t i = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	while (calls[i & (size - 1)].key && calls[i & (size - 1)].key != key)
		i++;
	return &calls[i & (size - 1)];
}

/* Everything that was asked for at SINCE or later, in a table of its own with room for more. */
static int rebuild(struct told *t, uint64_t since)
{
	size_t size = SIZE_MIN, count = 0;
	struct told_call *calls;

	for (size_t i = 0; i < t->size; i++)
		count += t->calls[i].key && t->calls[i].seen_ns >= since;
	while (size < 4 * count)
		size *= 2;
	calls = calloc(size, sizeof(*calls));
	if (!calls)
		return -ENOMEM;
	for (size_t i = 0; i < t->size; i++)
		if (t->calls[i].key && t->calls[i].seen_ns >= since)
			*place(calls, size, t->calls[i].key) = t->calls[i];
	free(t->calls);
	*t = (struct told){ calls, count, size };
	return 0;
}

uint64_t told_of(struct told *t, uint64_t key, uint64_t since, uint64_t now)
{
	struct told_call *c;

	if (!t->count)
		return 0;
	c = place(t->calls, t->size, key);
	if (!c->key || c->since != since)
		return 0;
	c->seen_ns = now;
	return c->until_ns && now >= c->until_ns ? 0 : c->rules;
}

int told_add(struct told *t, const struct told_call *call)
{
	uint64_t rules = call->rules;
	bool spared = call->spared;
	struct told_call *c;

	if (2 * (t->count + 1) > t->size && rebuild(t, 0))
		return -ENOMEM;
	c = place(t->calls, t->size, call->key);
	if (!c->key) {
		t->count++;
	} else if (c->since == call->since) {
		rules |= c->rules;
		spared |= c->spared;
	}
	*c = *call;
	c->rules = rules;
	c->spared = spared;
	return 0;
}

void told_forget(struct told *t, uint64_t now)
{
	size_t old = 0;

	for (size_t i = 0; i < t->size; i++)
		old += t->calls[i].key && t->calls[i].seen_ns < now;
	if (old)
		rebuild(t, now); /* without memory they stay for now */
}

uint64_t told_due(const struct told *t)
{
	uint64_t due = UINT64_MAX;

	for (size_t i = 0; i < t->size; i++)
		if (t->calls[i].key && t->calls[i].until_ns && t->calls[i].until_ns < due)
			due = t->calls[i].until_ns;
	return due;
}

size_t told_spared(const struct told *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->size; i++)
		n += t->calls[i].key && t->calls[i].spared;
	return n;
}

void told_fini(struct told *t)
{
	free(t->calls);
}
