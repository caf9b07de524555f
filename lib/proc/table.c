// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "proc/proc.h"

/* Processes that have gone, oldest first: as many as may go in a second before the first is due. */
#define RETIRED_MAX 4096
#define RETIRED_NS  1000000000ull

#define VERSIONS 4096

struct retired {
	struct ss_proc_id id;
	uint64_t since_ns;
};

struct ss_proc_table {
	struct ss_proc **buckets; /* chains by tgid */
	uint32_t mask;
	size_t count, max;
	uint64_t evicted;
	struct ss_proc *newest, *oldest; /* by last touch */
	struct retired retired[RETIRED_MAX];
	uint32_t retired_first, retired_count;
	size_t gone;		     /* entries that are retired and still there */
	uint32_t versions[VERSIONS]; /* by tgid, of several each */
};

struct ss_proc_table *ss_proc_table_new(size_t max)
{
	struct ss_proc_table *t = calloc(1, sizeof(*t));
	uint32_t size = 256;

	if (!t)
		return NULL;
	while (size < max && size < 1u << 20)
		size *= 2;
	t->buckets = calloc(size, sizeof(*t->buckets));
	if (!t->buckets) {
		free(t);
		return NULL;
	}
	t->mask = size - 1;
	t->max = max ? max : 1;
	return t;
}

static void image_unref(struct ss_image *image)
{
	if (image && !--image->refs) {
		free(image->json);
		free(image);
	}
}

static void unlink_age(struct ss_proc_table *t, struct ss_proc *p)
{
	*(p->newer ? &p->newer->older : &t->newest) = p->older;
	*(p->older ? &p->older->newer : &t->oldest) = p->newer;
}

static void link_newest(struct ss_proc_table *t, struct ss_proc *p)
{
	p->newer = NULL;
	p->older = t->newest;
	*(t->newest ? &t->newest->newer : &t->oldest) = p;
	t->newest = p;
}

static struct ss_proc **slot_of(struct ss_proc_table *t, uint32_t tgid)
{
	struct ss_proc **slot = &t->buckets[tgid & t->mask];

	while (*slot && (*slot)->id.tgid != tgid)
		slot = &(*slot)->next_in_bucket;
	return slot;
}

static void drop(struct ss_proc_table *t, struct ss_proc **slot)
{
	struct ss_proc *p = *slot;

	*slot = p->next_in_bucket;
	unlink_age(t, p);
	image_unref(p->image);
	free(p->text);
	t->gone -= p->gone;
	t->count--;
	free(p);
}

void ss_proc_table_free(struct ss_proc_table *t)
{
	if (!t)
		return;
	while (t->newest)
		drop(t, slot_of(t, t->newest->id.tgid));
	free(t->buckets);
	free(t);
}

uint64_t ss_proc_table_evicted(const struct ss_proc_table *t)
{
	return t->evicted;
}

size_t ss_proc_table_count(const struct ss_proc_table *t)
{
	return t->count - t->gone;
}

struct ss_proc *ss_proc_find(struct ss_proc_table *t, const struct ss_proc_id *id)
{
	struct ss_proc *p = *slot_of(t, id->tgid);

	if (!p || p->id.start_ns != id->start_ns)
		return NULL;
	unlink_age(t, p);
	link_newest(t, p);
	return p;
}

struct ss_proc *ss_proc_find_tgid(struct ss_proc_table *t, uint32_t tgid)
{
	return *slot_of(t, tgid);
}

struct ss_proc *ss_proc_put(struct ss_proc_table *t, const struct ss_proc_id *id)
{
	struct ss_proc **slot = slot_of(t, id->tgid), *p = *slot;

	if (p && p->id.start_ns == id->start_ns) {
		unlink_age(t, p);
		link_newest(t, p);
		return p;
	}
	if (p) {
		drop(t, slot);
	} else if (t->count >= t->max) {
		drop(t, slot_of(t, t->oldest->id.tgid));
		t->evicted++;
	}
	p = calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	p->id = *id;
	p->next_in_bucket = t->buckets[id->tgid & t->mask];
	t->buckets[id->tgid & t->mask] = p;
	link_newest(t, p);
	t->count++;
	return p;
}

static void remove_first_retired(struct ss_proc_table *t)
{
	const struct ss_proc_id *id = &t->retired[t->retired_first % RETIRED_MAX].id;
	struct ss_proc **slot = slot_of(t, id->tgid);

	if (*slot && (*slot)->id.start_ns == id->start_ns)
		drop(t, slot);
	t->retired_first++;
	t->retired_count--;
}

void ss_proc_retire(struct ss_proc_table *t, const struct ss_proc_id *id, uint64_t now_ns)
{
	struct ss_proc *p;

	while (t->retired_count &&
	       (t->retired_count == RETIRED_MAX ||
		now_ns - t->retired[t->retired_first % RETIRED_MAX].since_ns > RETIRED_NS))
		remove_first_retired(t);
	ss_proc_changed(t, id->tgid);
	p = *slot_of(t, id->tgid);
	if (!p || p->id.start_ns != id->start_ns || p->gone)
		return;
	p->gone = true;
	t->gone++;
	t->retired[(t->retired_first + t->retired_count++) % RETIRED_MAX] =
		(struct retired){ .id = *id, .since_ns = now_ns };
}

uint32_t ss_proc_version(const struct ss_proc_table *t, uint32_t tgid)
{
	return t->versions[tgid % VERSIONS];
}

void ss_proc_changed(struct ss_proc_table *t, uint32_t tgid)
{
	t->versions[tgid % VERSIONS]++;
}

void ss_proc_forget_text(struct ss_proc *p)
{
	free(p->text);
	p->text = NULL;
}

void ss_proc_set_image(struct ss_proc *p, struct ss_image *image)
{
	ss_proc_forget_text(p);
	image_unref(p->image);
	p->image = image;
}

void ss_proc_share_image(struct ss_proc *p, const struct ss_proc *from)
{
	if (from->image)
		from->image->refs++;
	ss_proc_set_image(p, from->image);
}
