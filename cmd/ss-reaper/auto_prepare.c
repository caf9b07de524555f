// SPDX-License-Identifier: BSD-2-Clause
/* Which limits are automatic, and room for what they are made of. */
#include <errno.h>

#include "auto.h"
#include "core/log.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define EXES_MAX  256
#define EXES_MIN  16
#define EXES_ROOM (16u << 20) /* of the kernel's memory, which each processor needs a share of */

static bool is_auto(const struct ss_reap_rule *rule)
{
	return rule->limit.quantile_ppm != 0;
}

/* Without its return a call has no duration. */
static int refuse_entries(struct reaper *r, const struct ss_reap_rule *rule)
{
	for (size_t t = 0; t < r->config.target_count; t++)
		if (rule->targets >> t & 1 && r->targets[t].way == REAPER_KPROBE)
			return ss_error(-EOPNOTSUPP,
					"rule %s: no limit can be learnt of %s: this kernel does "
					"not tell when it returns",
					rule->name, r->config.targets[t].name);
	return 0;
}

static uint32_t room_for_exes(void)
{
	size_t each = sizeof(struct ss_wire_reap_hist) * libbpf_num_possible_cpus();
	size_t room = EXES_ROOM / each;

	return room < EXES_MIN ? EXES_MIN : room > EXES_MAX ? EXES_MAX : room;
}

int auto_prepare(struct reaper *r)
{
	struct reaper_bpf *s = r->skel;
	uint32_t count = 0;
	int err = 0;

	for (int i = 0; i < SS_REAP_RULES && !err; i++) {
		const struct ss_reap_rule *rule = &r->config.rules[i];

		if (!(r->config.used >> i & 1) || !is_auto(rule))
			continue;
		err = refuse_entries(r, rule);
		s->rodata->auto_rules |= 1ull << i;
		s->rodata->exe_rules |= (uint64_t)rule->limit.per_exe << i;
		s->rodata->auto_end = i + 1;
		count += rule->limit.per_exe ? room_for_exes() : 1;
	}
	if (!err && count)
		err = bpf_map__set_max_entries(s->maps.durations, count);
	if (!err && s->rodata->exe_rules)
		err = bpf_map__set_max_entries(s->maps.exe_limits, count);
	return err;
}
