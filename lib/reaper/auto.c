// SPDX-License-Identifier: BSD-2-Clause
/* Automatic limits: from the window to the limit. */
#include "reaper/rule_impl.h"
#include "reaper/window.h"

void ss_reap_auto_init(struct ss_reap_auto *a, const struct ss_reap_limit *rule)
{
	*a = (struct ss_reap_auto){ .rule = *rule };
	ss_reap_window_init(&a->window, rule->window_ns, rule->samples);
}

void ss_reap_auto_restore(struct ss_reap_auto *a, uint64_t limit_ns)
{
	a->limit_ns = limit_ns;
}

static uint64_t wanted(const struct ss_reap_limit *l, uint64_t quantile_ns)
{
	unsigned __int128 want = (unsigned __int128)quantile_ns * l->times_milli / 1000;
	uint64_t most = l->ceiling_ns ? l->ceiling_ns : SS_REAP_LONGEST;

	return want < l->floor_ns ? l->floor_ns : want > most ? most : (uint64_t)want;
}

static bool set(struct ss_reap_auto *a, uint64_t limit_ns)
{
	a->limit_ns = limit_ns;
	a->low_most_ns = 0;
	return true;
}

static bool follow(struct ss_reap_auto *a, uint64_t want, uint64_t now)
{
	uint64_t eighth = a->limit_ns / 8;

	if (!a->limit_ns || want > a->limit_ns + eighth)
		return set(a, want);
	if (want >= a->limit_ns - eighth) {
		a->low_most_ns = 0;
		return false;
	}
	if (!a->low_most_ns)
		a->low_since_ns = now;
	if (want > a->low_most_ns)
		a->low_most_ns = want;
	return now - a->low_since_ns >= a->rule.window_ns && set(a, a->low_most_ns);
}

bool ss_reap_auto_update(struct ss_reap_auto *a, const struct ss_reap_hist *counters, uint64_t now)
{
	struct ss_reap_hist sum;

	ss_reap_window_add(&a->window, counters, now);
	a->samples = ss_reap_window_sum(&a->window, &sum);
	if (a->samples < a->rule.samples)
		return false;
	a->quantile_ns = ss_reap_hist_quantile(&sum, a->rule.quantile_ppm);
	return follow(a, wanted(&a->rule, a->quantile_ns), now);
}
