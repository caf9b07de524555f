// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/ladder.h"

#include <errno.h>

const char *const ss_ladder_names[SS_LADDER_OUTCOMES + 1] = {
	[SS_LADDER_CLIMBING] = "climbing", [SS_LADDER_DONE] = "done",
	[SS_LADDER_SPARED] = "spared",	   [SS_LADDER_FAILED] = "failed",
	[SS_LADDER_SURVIVED] = "survived", [SS_LADDER_UNKILLABLE] = "unkillable",
	[SS_LADDER_GONE] = "gone",	   [SS_LADDER_RECOVERED] = "recovered",
};

static void end(struct ss_reap_ladder *l, enum ss_ladder_outcome outcome)
{
	l->outcome = outcome;
	l->next_ns = SS_LADDER_NEVER;
}

/* The step at TAKEN has been carried out. */
static void step(struct ss_reap_ladder *l, uint64_t now)
{
	const struct ss_reap_step *s = &l->rule->steps[l->taken++];

	l->error = 0;
	if (s->act > SS_REAP_REPORT && !l->acted) {
		l->acted = true;
		l->acted_ns = now;
	}
	if (s->wait_ns)
		l->next_ns = now + s->wait_ns;
	else
		end(l, SS_LADDER_DONE);
}

void ss_reap_ladder_begin(struct ss_reap_ladder *l, const struct ss_reap_rule *rule, size_t taken,
			  uint64_t now)
{
	*l = (struct ss_reap_ladder){ .rule = rule, .next_ns = now };
	while (l->taken < taken && l->outcome == SS_LADDER_CLIMBING)
		step(l, now);
}

static bool is_last(const struct ss_reap_ladder *l)
{
	return l->taken == l->rule->step_count;
}

enum ss_reap_act ss_reap_ladder_look(struct ss_reap_ladder *l, uint64_t now)
{
	if (l->outcome != SS_LADDER_CLIMBING || now < l->next_ns)
		return SS_REAP_ACTS;
	if (!is_last(l))
		return l->rule->steps[l->taken].act;
	end(l, l->rule->steps[l->taken - 1].act == SS_REAP_TERM ? SS_LADDER_SURVIVED
								: SS_LADDER_UNKILLABLE);
	return SS_REAP_ACTS;
}

void ss_reap_ladder_did(struct ss_reap_ladder *l, uint64_t now, int err)
{
	if (l->outcome != SS_LADDER_CLIMBING || is_last(l))
		return;
	if (!err) {
		step(l, now);
		return;
	}
	if (err == -ESRCH) {
		ss_reap_ladder_gone(l);
		return;
	}
	l->error = err;
	l->taken++;
	l->next_ns = now;
	if (is_last(l))
		end(l, SS_LADDER_FAILED);
}

void ss_reap_ladder_gone(struct ss_reap_ladder *l)
{
	if (l->outcome == SS_LADDER_UNKILLABLE)
		end(l, SS_LADDER_RECOVERED);
	else if (l->outcome != SS_LADDER_RECOVERED)
		end(l, SS_LADDER_GONE);
}

void ss_reap_ladder_eased(struct ss_reap_ladder *l)
{
	if (!l->acted)
		ss_reap_ladder_spare(l);
}

void ss_reap_ladder_spare(struct ss_reap_ladder *l)
{
	if (l->outcome == SS_LADDER_CLIMBING)
		end(l, SS_LADDER_SPARED);
}

bool ss_reap_ladder_news(struct ss_reap_ladder *l)
{
	bool changed = l->outcome != l->told;

	l->told = l->outcome;
	return changed;
}
