// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: those whose end is waited for, all at once and never in the way. */
#include "act.h"

#define WAITING_MAX 4096			/* each has a descriptor */
#define FREEZE_NS   (10 * SS_NS_PER_SEC / 1000) /* a cgroup does not say that it is frozen */

bool act_is_waited_for(const struct act_case *c)
{
	for (const struct act_case *w = c->act->waiting; w; w = w->next)
		if (w->request.act == c->request.act && w->victim.pid == c->victim.pid &&
		    !ss_victim_gone(&w->victim))
			return true;
	return false;
}

static bool is_freeze(const struct act_case *c)
{
	return c->request.act == SS_REQUEST_FREEZE;
}

static void set_timer(struct act *a)
{
	uint64_t now = ss_clock_mono(), next = UINT64_MAX;

	for (const struct act_case *c = a->waiting; c; c = c->next) {
		uint64_t at = is_freeze(c) ? now + FREEZE_NS : c->until_ns;

		if (at < next)
			next = at;
	}
	if (next == UINT64_MAX)
		ss_timer_set(a->timer, 0, 0);
	else
		ss_timer_set(a->timer, next > now ? next - now : 1, 0);
}

static void leave(struct act_case *c)
{
	struct act *a = c->act;
	struct act_case **at = &a->waiting;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	if (!c->next)
		a->last = at;
	a->waiting_count--;
	if (!is_freeze(c))
		ss_loop_remove_fd(a->loop, c->victim.fd);
	act_finish(c);
}

static int on_gone(void *arg)
{
	struct act_case *c = arg;
	struct act *a = c->act;

	c->gone_ns = ss_clock_mono();
	leave(c);
	set_timer(a);
	return act_batch_end(a);
}

/* Its time is over, and it is still there. */
static void give_up(struct act_case *c)
{
	unsigned long long ms = c->act->opt->wait_ns / 1000000;

	ss_victim_state(&c->victim, &c->state, c->wchan);
	if (is_freeze(c)) {
		c->result = ACT_FAILED;
		act_reason(c, "not frozen after %llu ms", ms);
	} else if (c->request.act == SS_REQUEST_TERM) {
		act_reason(c, "still there after %llu ms", ms);
	} else {
		c->result = ACT_UNKILLABLE;
		act_reason(c, "still there after %llu ms", ms);
	}
	leave(c);
}

int act_on_timer(void *arg)
{
	struct act *a = arg;
	uint64_t now = ss_clock_mono();

	for (struct act_case *c = a->waiting, *next; c; c = next) {
		next = c->next;
		if (is_freeze(c) && ss_cgroup_frozen(&c->cgroup)) {
			c->done_ns = ss_clock_mono();
			leave(c);
		} else if (c->until_ns <= now) {
			give_up(c);
		}
	}
	set_timer(a);
	return act_batch_end(a);
}

static int begin(struct act_case *c)
{
	struct act *a = c->act;
	int err = is_freeze(c) ? 0 : ss_loop_add_fd(a->loop, c->victim.fd, on_gone, c);

	if (err)
		return err;
	c->until_ns = ss_clock_mono() + a->opt->wait_ns;
	*a->last = c;
	a->last = &c->next;
	a->waiting_count++;
	return 0;
}

void act_wait(struct act_case *c)
{
	struct act *a = c->act;

	if (!a->opt->wait_ns || a->waiting_count >= WAITING_MAX || begin(c)) {
		if (a->opt->wait_ns)
			act_reason(c, "not waited for: there are too many");
		act_finish(c);
		return;
	}
	set_timer(a);
}

void act_wait_end(struct act *a)
{
	while (a->waiting) {
		struct act_case *c = a->waiting;

		if (is_freeze(c))
			c->result = ss_cgroup_frozen(&c->cgroup) ? ACT_DONE : ACT_FAILED;
		else if (ss_victim_gone(&c->victim))
			c->gone_ns = ss_clock_mono();
		if (!c->gone_ns)
			act_reason(c, "not waited for: ss-reaper was stopped");
		leave(c);
	}
}
