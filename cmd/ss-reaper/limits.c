// SPDX-License-Identifier: BSD-2-Clause
/* How much may be done: by rule, and in all. */
#include <bpf/bpf.h>

#include "core/clock.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

/* What the programs have done by themselves counts too. */
bool reaper_budget(struct reaper *r, uint32_t rule)
{
	struct ss_wire_reap_state state;
	struct ss_reap_budget theirs;
	bool known = !bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.reap_states), &rule, &state);

	theirs = (struct ss_reap_budget){ state.window, state.in_window, state.last_ns };
	return ss_reap_budget_take(&r->budgets[rule], known ? &theirs : NULL,
				   &r->config.rules[rule], ss_clock_mono());
}

bool reaper_mass(struct reaper *r, size_t count, uint64_t now)
{
	return ss_reap_mass_add(&r->mass, count, 0, now);
}
