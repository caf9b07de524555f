// SPDX-License-Identifier: BSD-2-Clause
/* What is under way while one set of programs replaces another. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "carry.h"
#include "carry_impl.h"
#include "reaper.h"
#include "reaper.skel.h"

#define SETTLE_US (20 * 1000) /* a program that was running is over by then */
#define VALUE_MAX 64

/* One entry that was taken over. */
struct carried {
	int from, to; /* maps */
	uint64_t from_key, to_key;
	uint64_t since; /* the first word of its value */
};

/* Who is in scope of which rules now. */
struct scope_list {
	struct ss_wire_survey *all;
	size_t count, room;
};

struct taken {
	struct carry carry;
	struct scope_list scope;
	struct carried *entries;
	size_t count, room;
};

static int remember(struct taken *c, const struct carried *entry)
{
	if (c->count == c->room) {
		size_t room = c->room ? 2 * c->room : 256;
		struct carried *more = reallocarray(c->entries, room, sizeof(*more));

		if (!more)
			return -ENOMEM;
		c->entries = more;
		c->room = room;
	}
	c->entries[c->count++] = *entry;
	return 0;
}

static int by_tgid(const void *a, const void *b)
{
	const struct ss_wire_survey *x = a, *y = b;

	return (x->task.id.tgid > y->task.id.tgid) - (x->task.id.tgid < y->task.id.tgid);
}

static int on_survey(void *arg, const struct ss_wire_survey *s)
{
	struct scope_list *list = arg;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 256;
		struct ss_wire_survey *all = reallocarray(list->all, room, sizeof(*all));

		if (!all)
			return -ENOMEM;
		list->all = all;
		list->room = room;
	}
	list->all[list->count++] = *s;
	return 0;
}

/* What the call is under the new rules; false: nobody asks. */
static bool translate(const struct carry *c, const struct scope_list *list, uint64_t *key,
		      struct ss_wire_reap_call *call)
{
	struct ss_wire_survey *s, who = { .task.id.tgid = call->tgid };
	uint32_t was = (uint32_t)*key;
	int target = was < SS_REAP_TARGETS ? c->targets[was] : -1;

	if (target < 0 || !call->since || call->depth != 1)
		return false;
	s = bsearch(&who, list->all, list->count, sizeof(who), by_tgid);
	if (!s || s->task.id.start_ns != call->start_ns)
		return false;
	call->rules = s->rules &
		      (c->r->skel->rodata->target_rules[target] | c->r->skel->rodata->protects);
	*key = (*key & ~UINT64_C(0xffffffff)) | (uint32_t)target;
	return call->rules & ~c->r->skel->rodata->protects;
}

static int carry_under_way(struct taken *c)
{
	struct bpf_map *now = c->carry.r->skel->maps.calls;
	int from = carry_open(&c->carry, SS_REAP_MAP_CALLS, now), to = bpf_map__fd(now), err = 0;
	uint64_t key, next;
	bool more = from >= 0 && !bpf_map_get_next_key(from, NULL, &next);

	while (more && !err) {
		struct carried entry = { .from = from, .to = to, .from_key = next };
		struct ss_wire_reap_call call;

		key = entry.to_key = next;
		more = !bpf_map_get_next_key(from, &key, &next);
		if (bpf_map_lookup_elem(from, &key, &call) ||
		    !translate(&c->carry, &c->scope, &entry.to_key, &call))
			continue;
		entry.since = call.since;
		if (!bpf_map_update_elem(to, &entry.to_key, &call, BPF_NOEXIST))
			err = remember(c, &entry);
	}
	return from < 0 ? from : err;
}

/* A map by thread or process id, as it is. */
static int carry_tasks(struct taken *c, enum ss_wire_reap_map which, const struct bpf_map *now)
{
	int from = carry_open(&c->carry, which, now), to = bpf_map__fd(now), err = 0;
	uint64_t value[VALUE_MAX / 8];
	uint32_t key, next;
	bool more = from >= 0 && !bpf_map_get_next_key(from, NULL, &next);

	while (more && !err) {
		struct carried entry = { .from = from, .to = to };

		key = next;
		more = !bpf_map_get_next_key(from, &key, &next);
		if (bpf_map_lookup_elem(from, &key, value) ||
		    bpf_map_update_elem(to, &key, value, BPF_NOEXIST))
			continue;
		entry.from_key = entry.to_key = key;
		entry.since = value[0];
		err = remember(c, &entry);
	}
	return from < 0 ? from : err;
}

/*
 * What has ended between the look at the old entry and the making of the new one would
 * stay for ever.  The old programs have noticed: where theirs has changed, ours goes.
 */
static void settle(struct taken *c)
{
	usleep(SETTLE_US);
	for (size_t i = 0; i < c->count; i++) {
		const struct carried *e = &c->entries[i];
		uint64_t was[VALUE_MAX / 8], is[VALUE_MAX / 8];

		if (bpf_map_lookup_elem(e->to, &e->to_key, is) || is[0] != e->since)
			continue;
		if (bpf_map_lookup_elem(e->from, &e->from_key, was) || was[0] != e->since)
			bpf_map_delete_elem(e->to, &e->to_key);
	}
}

/* Counted before they are there: while there are none, nobody asks since when. */
static int carry_stops(struct taken *t, struct reaper *r)
{
	uint64_t most = bpf_map__max_entries(r->skel->maps.stops);
	int err;

	__atomic_fetch_add(&r->skel->bss->stopped, most, __ATOMIC_RELAXED);
	err = carry_tasks(t, SS_REAP_MAP_STOPS, r->skel->maps.stops);
	__atomic_fetch_sub(&r->skel->bss->stopped, most - t->count, __ATOMIC_RELAXED);
	return err;
}

int carry_calls(struct reaper *r, const struct ss_wire_reap_meta *old)
{
	struct taken t = { 0 };
	int err = carry_init(&t.carry, r, old);

	if (!err)
		err = reaper_survey(r, on_survey, &t.scope);
	if (t.scope.count)
		qsort(t.scope.all, t.scope.count, sizeof(*t.scope.all), by_tgid);
	/* Who is stopped before what it is in: else that would be too late. */
	if (!err)
		err = carry_stops(&t, r);
	if (!err)
		err = carry_tasks(&t, SS_REAP_MAP_BURSTS, r->skel->maps.bursts);
	if (!err)
		err = carry_tasks(&t, SS_REAP_MAP_SIGNALLED, r->skel->maps.signalled);
	if (!err)
		err = carry_under_way(&t);
	settle(&t);
	carry_fini(&t.carry);
	free(t.entries);
	free(t.scope.all);
	return err;
}
