// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls that have not returned.  A sweep looks at all that are under way; the
 * next is due when the first of them may be over its limit or is to be looked at again,
 * or, for those that begin after it, after the shortest limit: nothing has to tick in between.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>

#include "core/clock.h"
#include "late.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "told.h"
#include "wire_reaper.h"

#define BATCH	    4096
#define SPACING_MIN (5 * SS_NS_PER_SEC / 1000) /* between two sweeps */
#define SPACING_MAX (SS_NS_PER_SEC / 4)
#define REST	    10 /* as long as the look took */

struct sweep {
	struct reaper *r;
	uint64_t now;
	uint64_t next; /* when the next may be due */
	uint64_t took; /* to look at all of them */
	struct late_call *late;
	size_t count, room;
};

static uint64_t least_limit(const struct reaper *r)
{
	uint64_t least = 0;

	for (size_t i = 0; i < r->config.target_count; i++) {
		uint64_t limit = r->skel->bss->target_limits[i];

		if (r->config.targets[i].kind <= SS_REAP_UPROBE && limit &&
		    (!least || limit < least))
			least = limit;
	}
	return least;
}

/* Of the rules that CALL is under, those it is over the limit of; *due: when the next will be. */
static uint64_t overdue(const struct reaper *r, const struct ss_wire_reap_call *call,
			uint32_t target, uint64_t now, uint64_t *due)
{
	uint64_t rules = call->rules & r->skel->rodata->target_rules[target], over = 0;

	for (int i = 0; i < SS_REAP_RULES; i++) {
		uint64_t limit = r->limits[i];

		if (!(rules >> i & 1) || !limit)
			continue;
		if (now - call->since >= limit)
			over |= 1ull << i;
		else if (call->since + limit < *due)
			*due = call->since + limit;
	}
	return over;
}

static int add(struct sweep *s, const struct late_call *call)
{
	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct late_call *late = reallocarray(s->late, room, sizeof(*late));

		if (!late)
			return -ENOMEM;
		s->late = late;
		s->room = room;
	}
	s->late[s->count++] = *call;
	return 0;
}

static int look(struct sweep *s, uint64_t key, const struct ss_wire_reap_call *call)
{
	struct late_call late = {
		.tid = key >> 32,
		.tgid = call->tgid,
		.start_ns = call->start_ns,
		.target = (uint32_t)key,
		.since = call->since,
		.sp = call->sp,
	};

	if (!call->since || call->since > s->now || late.target >= s->r->config.target_count)
		return 0;
	late.rules = overdue(s->r, call, late.target, s->now, &s->next);
	late.elapsed_ns = s->now - call->since;
	late.rules &= ~told_of(&s->r->told, key, call->since, s->now);
	return late.rules ? add(s, &late) : 0;
}

static int look_at_all(struct sweep *s)
{
	static uint64_t keys[BATCH];
	static struct ss_wire_reap_call calls[BATCH];
	int fd = bpf_map__fd(s->r->skel->maps.calls), err = 0;
	uint32_t in, out, count;
	bool first = true;

	do {
		count = BATCH;
		if (bpf_map_lookup_batch(fd, first ? NULL : &in, &out, keys, calls, &count, NULL))
			err = -errno;
		if (err && err != -ENOENT)
			return err;
		for (uint32_t i = 0; i < count; i++) {
			int failed = look(s, keys[i], &calls[i]);

			if (failed)
				return failed;
		}
		in = out;
		first = false;
	} while (!err);
	return 0;
}

/* Not sooner than is worth a look at everything. */
static int set_next(struct sweep *s)
{
	uint64_t spacing = least_limit(s->r) / 8, now = ss_clock_mono(), wait;

	if (s->r->opt->sweep_ns)
		spacing = s->r->opt->sweep_ns;
	else if (spacing < SPACING_MIN)
		spacing = SPACING_MIN;
	else if (spacing > SPACING_MAX)
		spacing = SPACING_MAX;
	/* Where a look takes long, not all the time goes into looking. */
	if (spacing < s->took * REST)
		spacing = s->took * REST;
	wait = s->next > now ? s->next - now : 0;
	return ss_timer_set(s->r->sweep, wait < spacing ? spacing : wait, 0);
}

static int on_sweep(void *arg)
{
	struct sweep s = { .r = arg, .now = ss_clock_mono() };
	uint64_t limit = least_limit(s.r), again;
	int err;

	/* Limits that are still being learnt: look again in a while. */
	s.next = s.now + (limit ? limit : SS_NS_PER_SEC);
	err = look_at_all(&s);
	s.took = ss_clock_mono() - s.now;
	if (!err && s.count)
		err = late_calls(s.r, s.late, s.count, s.now);
	free(s.late);
	if (!err)
		told_forget(&s.r->told, s.now);
	again = told_due(&s.r->told);
	if (again < s.next)
		s.next = again;
	if (!err)
		err = set_next(&s);
	if (!err)
		err = reaper_settle(s.r);
	return reaper_fail(s.r, err, "cannot look at the calls under way");
}

int sweep_start(struct reaper *r)
{
	bool calls = false;

	for (size_t i = 0; i < r->config.target_count; i++)
		calls |= r->config.targets[i].kind <= SS_REAP_UPROBE;
	if (!calls)
		return 0;
	r->sweep = ss_loop_add_timer(r->loop, on_sweep, r);
	return r->sweep ? ss_timer_set(r->sweep, 1, 0) : -errno;
}
