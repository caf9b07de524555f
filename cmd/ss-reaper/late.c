// SPDX-License-Identifier: BSD-2-Clause
#include "late.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chase.h"
#include "core/clock.h"
#include "core/log.h"
#include "mass.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "syscall/syscall.h"
#include "there.h"
#include "thread.h"
#include "wire_reaper.h"

/* One look at all late calls: who they are of comes from the iterator. */
struct hearing {
	struct reaper *r;
	struct late_call *calls;
	size_t count;
	struct ss_wire_survey *found;
	size_t found_count, room;
	uint64_t now;
	bool mass;
	struct thread_look look;
};

static int by_process(const void *a, const void *b)
{
	const struct late_call *x = a, *y = b;

	return x->tgid != y->tgid ? (x->tgid > y->tgid) - (x->tgid < y->tgid)
				  : (x->since > y->since) - (x->since < y->since);
}

/* Of RULES the most severe, the first of these. */
static uint32_t choose(const struct reaper *r, uint64_t rules)
{
	int chosen = -1;

	for (int i = 0; i < SS_REAP_RULES; i++)
		if (rules >> i & 1 && (chosen < 0 || r->config.rules[i].steps[0].act >
							     r->config.rules[chosen].steps[0].act))
			chosen = i;
	return chosen;
}

/* Time during which it is stopped, traced or frozen is not its own: the programs know since when.
 */
static bool is_held(const struct reaper *r, uint32_t tid, char state)
{
	uint64_t since;

	return state == 'T' || state == 't' ||
	       !bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.stops), &tid, &since);
}

/* What its thread was seen to be at. */
static void put_look(const struct thread_look *look, struct ss_reap_late *late)
{
	late->state = look->state;
	late->wchan = look->wchan[0] ? look->wchan : NULL;
	late->cwd = look->cwd[0] ? look->cwd : NULL;
	late->file = look->file[0] ? look->file : NULL;
	late->kernel_stack = look->stack.len ? look->stack.data : NULL;
}

static int hear(struct hearing *h, struct late_call *c)
{
	const struct ss_wire_survey *who = &h->found[c->who];
	struct ss_wire_survey thread = *who;
	struct ss_reap_late late = {
		.task = &thread.task,
		.flags = who->head.flags,
		.target = c->target,
		.elapsed_ns = c->elapsed_ns,
		.in_flight = true,
		.seen_ns = h->now,
	};
	size_t used;
	int err;

	if (thread_look(&h->look, c->tgid, c->tid,
			h->r->targets[c->target].file & SS_REAP_FILE_FD) ||
	    is_held(h->r, c->tid, h->look.state) || !there_still(h->r, c, &h->look))
		return 0;
	ss_reap_take_survey(&h->r->stream, who, sizeof(*who), &used);
	thread.task.tid = c->tid;
	late.rule = choose(h->r, c->rules);
	late.limit_ns = limits_for(h->r, late.rule, who);
	/* Another rule may have to meet it when that has come to its end. */
	if (chase_has(h->r, c->tgid, c->start_ns))
		return 0;
	put_look(&h->look, &late);
	err = chase_begin(h->r, &thread, c->since, h->mass, &late);
	c->told = late.verdict != SS_REAP_RATED && late.verdict != SS_REAP_FAILED;
	if (!c->told)
		c->due_ns = h->now + reaper_pause(h->r, late.rule);
	c->spared = late.verdict == SS_REAP_MASS;
	return err;
}

/* Of the call's rules those that its process is in scope of, and which are not to wait for the
 * limit of its program. */
static uint64_t rules_for(const struct hearing *h, struct late_call *c,
			  const struct ss_wire_survey *s)
{
	uint64_t rules = c->rules & s->rules;

	for (int i = 0; i < SS_REAP_RULES; i++) {
		uint64_t limit = rules >> i & 1 ? limits_for(h->r, i, s) : 0;

		if (limit && c->elapsed_ns >= limit)
			continue;
		rules &= ~(1ull << i);
		if (limit && (!c->due_ns || c->since + limit < c->due_ns))
			c->due_ns = c->since + limit;
	}
	return rules;
}

/* Is it of that process, and about what it may have to answer for? */
static bool is_of(const struct hearing *h, struct late_call *c, const struct ss_wire_survey *s)
{
	uint64_t rules;

	if (s->task.id.start_ns != c->start_ns)
		return false;
	rules = rules_for(h, c, s);
	if (!rules)
		return false;
	c->rules = rules;
	c->who = h->found_count;
	c->found = true;
	return true;
}

static int keep(struct hearing *h, const struct ss_wire_survey *s)
{
	if (h->found_count == h->room) {
		size_t room = h->room ? 2 * h->room : 16;
		struct ss_wire_survey *found = reallocarray(h->found, room, sizeof(*found));

		if (!found)
			return -ENOMEM;
		h->found = found;
		h->room = room;
	}
	h->found[h->found_count++] = *s;
	return 0;
}

static int on_survey(void *arg, const struct ss_wire_survey *s)
{
	struct hearing *h = arg;
	const struct late_call *end = h->calls + h->count;
	struct late_call key = { .tgid = s->task.id.tgid };
	size_t low = 0, high = h->count;
	bool any = false;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (by_process(&h->calls[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (struct late_call *c = h->calls + low; c < end && c->tgid == key.tgid; c++)
		any |= is_of(h, c, s);
	return any ? keep(h, s) : 0;
}

/* How many processes they are of: each once, and not those that are held, or met already. */
static size_t processes(const struct hearing *h)
{
	uint32_t last = 0;
	size_t n = 0;

	for (const struct late_call *c = h->calls; c < h->calls + h->count; c++) {
		if (!c->found || c->tgid == last || chase_has(h->r, c->tgid, c->start_ns) ||
		    is_held(h->r, c->tid, thread_state(c->tgid, c->tid)))
			continue;
		last = c->tgid;
		n++;
	}
	return n;
}

/* Once is enough; of those that were not told (stopped, out of scope, over) now and then. */
static int remember(struct hearing *h, const struct late_call *c)
{
	/* Of a process that was spared one call stands for all. */
	bool first = c == h->calls || c[-1].tgid != c->tgid || !c[-1].spared;
	struct told_call call = {
		.key = (uint64_t)c->tid << 32 | c->target,
		.since = c->since,
		.rules = c->rules,
		.seen_ns = h->now,
		.until_ns = c->told		 ? 0
			    : c->due_ns > h->now ? c->due_ns
						 : h->now + REAPER_AGAIN_NS,
		.spared = c->spared && first,
	};

	return told_add(&h->r->told, &call);
}

int late_calls(struct reaper *r, struct late_call *calls, size_t count, uint64_t now)
{
	struct hearing h = { .r = r, .calls = calls, .count = count, .now = now };
	int err;

	qsort(calls, count, sizeof(*calls), by_process);
	h.look.slow = r->slow;
	err = reaper_survey(r, on_survey, &h);
	if (!err)
		h.mass = mass_found(r, processes(&h), now);
	for (size_t i = 0; i < count && !err && !r->done; i++)
		err = calls[i].found ? hear(&h, &calls[i]) : 0;
	thread_look_fini(&h.look);
	free(h.found);
	for (size_t i = 0; i < count && !err; i++)
		err = remember(&h, &calls[i]);
	return err ? err : reaper_flush(r);
}
