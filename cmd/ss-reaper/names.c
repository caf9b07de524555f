// SPDX-License-Identifier: BSD-2-Clause
/* What the numbers of rules and targets mean, for the lines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reaper.h"

char *names_steps(const struct ss_reap_rule *rule)
{
	struct ss_strbuf b = { 0 };

	for (size_t i = 0; i < rule->step_count; i++)
		ss_strbuf_printf(&b, "%s%s", i ? "," : "", ss_reap_act_names[rule->steps[i].act]);
	if (b.err)
		ss_strbuf_fini(&b);
	return b.data;
}

int names_init(struct reaper *r)
{
	const struct ss_reap_config *c = &r->config;

	for (int i = 0; i < SS_REAP_RULES; i++) {
		if (!(c->used >> i & 1))
			continue;
		r->rule_names[i] = c->rules[i].name;
		r->limits[i] = c->rules[i].limit.ns;
		r->actions[i] = names_steps(&c->rules[i]);
		if (!r->actions[i])
			return -ENOMEM;
	}
	for (size_t i = 0; i < c->target_count; i++) {
		r->target_names[i] = c->targets[i].name;
		r->kinds[i] = c->targets[i].kind;
	}
	r->names = (struct ss_reap_names){
		.rules = r->rule_names,
		.actions = (const char *const *)r->actions,
		.targets = r->target_names,
		.kinds = r->kinds,
		.target_count = c->target_count,
		.kind_words = ss_reap_kind_names,
		.guards = ss_guard_names,
		.verdicts = ss_reap_verdict_names,
		.symbols = ss_kallsyms_new("/proc/kallsyms"),
		.maps = ss_maps_new(),
	};
	r->slow = ss_slow_new();
	ss_procfs_through(r->slow);
	return r->names.symbols && r->names.maps && r->slow ? 0 : -ENOMEM;
}

void names_fini(struct reaper *r)
{
	for (int i = 0; i < SS_REAP_RULES; i++)
		free(r->actions[i]);
	ss_kallsyms_free(r->names.symbols);
	ss_maps_free(r->names.maps);
	ss_procfs_through(NULL);
	ss_slow_free(r->slow);
}
