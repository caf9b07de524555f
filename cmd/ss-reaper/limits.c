// SPDX-License-Identifier: BSD-2-Clause
/* How long calls may take, and how much may be done: by rule, and in all. */
#include <bpf/bpf.h>
#include <errno.h>

#include "core/clock.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

/* The shortest limit of the rules about each target. */
void limits_tell(struct reaper *r)
{
	for (size_t t = 0; t < r->config.target_count; t++) {
		uint64_t least = 0;

		for (int i = 0; i < SS_REAP_RULES; i++) {
			uint64_t ns = r->limits[i];

			if (r->skel->rodata->target_rules[t] >> i & 1 && ns &&
			    (!least || ns < least))
				least = ns;
		}
		r->skel->bss->target_limits[t] = least;
	}
}

int limits_set(struct reaper *r, uint32_t rule, uint64_t limit_ns)
{
	int fd = bpf_map__fd(r->skel->maps.reap_rules);
	struct ss_wire_reap_rule known;

	if (r->limits[rule] == limit_ns)
		return 0;
	if (bpf_map_lookup_elem(fd, &rule, &known))
		return -errno;
	known.limit_ns = limit_ns;
	if (bpf_map_update_elem(fd, &rule, &known, BPF_ANY))
		return -errno;
	r->limits[rule] = limit_ns;
	limits_tell(r);
	/* What goes on already may be over it. */
	return r->sweep ? ss_timer_set(r->sweep, 1, 0) : 0;
}

uint64_t limits_for(const struct reaper *r, uint32_t rule, const struct ss_wire_survey *s)
{
	struct ss_wire_reap_whose whose = { s->inode, s->dev, rule, 0 };
	uint64_t limit = 0;

	if (!(r->skel->rodata->exe_rules >> rule & 1))
		return r->limits[rule];
	bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.exe_limits), &whose, &limit);
	return limit;
}

static struct ss_reap_budget budget_of(const struct ss_wire_reap_state *s)
{
	return (struct ss_reap_budget){ s->window, s->in_window, s->last_ns };
}

/* What the programs have done by themselves counts too, and what we do counts for them. */
bool reaper_budget(struct reaper *r, uint32_t rule)
{
	int states = bpf_map__fd(r->skel->maps.reap_states);
	int dones = bpf_map__fd(r->skel->maps.reap_done);
	struct ss_wire_reap_state state, done;
	struct ss_reap_budget theirs, mine;

	if (bpf_map_lookup_elem(states, &rule, &state) || bpf_map_lookup_elem(dones, &rule, &done))
		return false;
	theirs = budget_of(&state);
	mine = budget_of(&done);
	if (!ss_reap_budget_take(&mine, &theirs, &r->config.rules[rule], ss_clock_mono()))
		return false;
	done.window = mine.window;
	done.in_window = mine.in_window;
	done.last_ns = mine.last_ns;
	return !bpf_map_update_elem(dones, &rule, &done, BPF_ANY);
}

uint64_t reaper_pause(const struct reaper *r, uint32_t rule)
{
	const struct ss_reap_rule *its = &r->config.rules[rule];
	uint64_t ns = its->rate_ns > its->cooldown_ns ? its->rate_ns : its->cooldown_ns;

	return ns > REAPER_AGAIN_NS ? ns : REAPER_AGAIN_NS;
}

void reaper_tally(struct reaper *r, const struct ss_reap_late *late)
{
	int fd = bpf_map__fd(r->skel->maps.reap_done);
	struct ss_wire_reap_state done;
	uint32_t rule = late->rule;

	r->overdue[late->target]++;
	if (bpf_map_lookup_elem(fd, &rule, &done) || late->verdict >= SS_REAP_VERDICTS)
		return;
	done.verdicts[late->verdict]++;
	if (late->verdict == SS_REAP_SIGNALLED)
		done.last_ns = ss_clock_mono();
	bpf_map_update_elem(fd, &rule, &done, BPF_ANY);
}
