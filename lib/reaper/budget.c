// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/budget.h"

static bool is_cool(uint64_t last_ns, uint64_t cooldown_ns, uint64_t now)
{
	/* Another processor's clock may be ahead a little. */
	return !last_ns || (now >= last_ns && now - last_ns >= cooldown_ns);
}

static uint64_t spent(const struct ss_reap_budget *b, uint64_t window)
{
	return b && b->window == window ? b->in_window : 0;
}

bool ss_reap_budget_take(struct ss_reap_budget *mine, const struct ss_reap_budget *theirs,
			 const struct ss_reap_rule *rule, uint64_t now)
{
	uint64_t window = rule->rate_ns ? now / rule->rate_ns : 0;

	if (rule->cooldown_ns && !(is_cool(mine->last_ns, rule->cooldown_ns, now) &&
				   is_cool(theirs ? theirs->last_ns : 0, rule->cooldown_ns, now)))
		return false;
	if (rule->rate && spent(mine, window) + spent(theirs, window) >= rule->rate)
		return false;
	mine->in_window = spent(mine, window) + 1;
	mine->window = window;
	mine->last_ns = now;
	return true;
}

void ss_reap_mass_init(struct ss_reap_mass *m, uint32_t most, uint64_t within_ns)
{
	*m = (struct ss_reap_mass){
		.most = most < SS_REAP_MASS_MAX ? most : SS_REAP_MASS_MAX,
		.within_ns = within_ns,
	};
}

static size_t recent(const struct ss_reap_mass *m, uint64_t now)
{
	size_t n = 0;

	for (uint32_t i = 0; i < m->known; i++)
		n += now < m->found_ns[i] || now - m->found_ns[i] < m->within_ns;
	return n;
}

bool ss_reap_mass_add(struct ss_reap_mass *m, size_t count, size_t still, uint64_t now)
{
	if (!m->most)
		return false;
	/* More than fit make no difference. */
	for (size_t i = 0; i < count && i <= m->most; i++) {
		m->found_ns[m->next] = now;
		m->next = (m->next + 1) % (m->most + 1);
		if (m->known <= m->most)
			m->known++;
	}
	return still > m->most || recent(m, now) + still > m->most;
}
