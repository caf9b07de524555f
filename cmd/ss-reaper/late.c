// SPDX-License-Identifier: BSD-2-Clause
#include "late.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chase.h"
#include "core/clock.h"
#include "core/log.h"
#include "reaper.h"
#include "syscall/syscall.h"
#include "thread.h"
#include "wire_reaper.h"

#define AGAIN_NS SS_NS_PER_SEC

/* One look at all late calls: who they are of comes from the iterator. */
struct hearing {
	struct reaper *r;
	struct late_call *calls;
	size_t count;
	uint64_t now;
	bool mass;
	struct thread_look look;
	int err;
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

/* Time during which it is stopped, traced or frozen is not its own. */
static bool is_held(char state)
{
	return state == 'T' || state == 't';
}

/* Is the thread still in that call?  A return may have been missed. */
static bool still_there(const struct reaper *r, const struct late_call *c,
			const struct thread_look *look)
{
	const struct ss_reap_target *target = &r->config.targets[c->target];

	if (target->kind == SS_REAP_SYSCALL)
		return !look->in_call || look->nr == r->targets[c->target].nr;
	if (target->kind != SS_REAP_FUNC)
		return true;
	/* Of a call whose return is not seen nothing else says that it goes on. */
	if (!look->stack.len)
		return r->targets[c->target].way != REAPER_KPROBE;
	return thread_is_in(look, target->name);
}

static int write_late(struct hearing *h, const struct late_call *c, struct ss_reap_late *late)
{
	size_t start = h->r->out.buf.len;
	int err;

	late->target = c->target;
	late->elapsed_ns = c->elapsed_ns;
	late->in_flight = true;
	late->seen_ns = h->now;
	late->state = h->look.state;
	late->wchan = h->look.wchan[0] ? h->look.wchan : NULL;
	late->cwd = h->look.cwd[0] ? h->look.cwd : NULL;
	late->file = h->look.file[0] ? h->look.file : NULL;
	late->kernel_stack = h->look.stack.len ? h->look.stack.data : NULL;
	err = ss_reap_late_write(&h->r->stream, &h->r->names, late, &h->r->out.buf);
	if (!err)
		err = reaper_line(h->r, start);
	reaper_count(h->r);
	return err;
}

/* The process of SURVEY is still in scope of some rules: is it of those of the call? */
static int hear(struct hearing *h, struct late_call *c, const struct ss_wire_survey *s)
{
	struct ss_wire_survey thread = *s;
	struct ss_reap_late late = { .task = &thread.task, .flags = s->head.flags };
	uint64_t rules = c->rules & s->rules;
	size_t used;

	if (!rules || s->task.id.start_ns != c->start_ns ||
	    thread_look(&h->look, c->tgid, c->tid,
			h->r->targets[c->target].file & REAPER_FILE_BY_FD))
		return 0;
	if (is_held(h->look.state))
		return 0;
	if (!still_there(h->r, c, &h->look))
		return 0;
	ss_reap_take_survey(&h->r->stream, s, sizeof(*s), &used);
	thread.task.tid = c->tid;
	late.rule = choose(h->r, rules);
	late.limit_ns = h->r->limits[late.rule];
	c->told = true;
	if (chase_has(h->r, c->tgid, c->start_ns))
		return 0;
	chase_begin(h->r, s, late.rule, h->mass, &late);
	return write_late(h, c, &late);
}

static int on_survey(void *arg, const struct ss_wire_survey *s)
{
	struct hearing *h = arg;
	const struct late_call *end = h->calls + h->count;
	struct late_call key = { .tgid = s->task.id.tgid };
	size_t low = 0, high = h->count;
	int err = 0;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (by_process(&h->calls[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (struct late_call *c = h->calls + low; c < end && c->tgid == key.tgid && !err; c++)
		err = hear(h, c, s);
	return err;
}

/* Once is enough; of those that were not told (stopped, out of scope, over) now and then. */
static int remember(struct hearing *h, const struct late_call *c)
{
	struct told_call call = {
		.key = (uint64_t)c->tid << 32 | c->target,
		.since = c->since,
		.rules = c->rules,
		.seen_ns = h->now,
		.until_ns = c->told ? 0 : h->now + AGAIN_NS,
	};

	return told_add(&h->r->told, &call);
}

int late_calls(struct reaper *r, struct late_call *calls, size_t count, uint64_t now)
{
	struct hearing h = { .r = r, .calls = calls, .count = count, .now = now };
	int err;

	qsort(calls, count, sizeof(*calls), by_process);
	h.look.slow = r->slow;
	h.mass = reaper_mass(r, count, now);
	err = reaper_survey(r, on_survey, &h);
	thread_look_fini(&h.look);
	for (size_t i = 0; i < count && !err; i++)
		err = remember(&h, &calls[i]);
	return err ? err : reaper_flush(r);
}
