// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/rule.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reaper/rule_impl.h"

#define MASS	8
#define MASS_NS SS_NS_PER_SEC

int ss_reap_config_init(struct ss_reap_config *c)
{
	*c = (struct ss_reap_config){
		.scope = ss_rules_new(),
		.mass = MASS,
		.mass_ns = MASS_NS,
	};
	return c->scope ? 0 : -ENOMEM;
}

void ss_reap_config_fini(struct ss_reap_config *c)
{
	for (int i = 0; i < SS_REAP_RULES; i++)
		free(c->rules[i].name);
	for (size_t i = 0; i < c->target_count; i++)
		free(c->targets[i].name);
	for (size_t i = 0; i < c->warning_count; i++)
		free(c->warnings[i]);
	free(c->warnings);
	ss_rules_free(c->scope);
	ss_strbuf_fini(&c->why);
	*c = (struct ss_reap_config){ 0 };
}

int ss_reap_rule_add(struct ss_reap_config *c, int r, const char *name)
{
	struct ss_reap_rule *rule = &c->rules[r];

	*rule = (struct ss_reap_rule){
		.name = strdup(name),
		.steps = { { .act = SS_REAP_REPORT } },
		.step_count = 1,
	};
	if (!rule->name)
		return -ENOMEM;
	c->used |= UINT64_C(1) << r;
	return 0;
}

bool ss_reap_scoped(const struct ss_rules *scope, int r)
{
	uint64_t any = 0;

	for (int by = SS_BY_PID; by <= SS_BY_CONTAINER; by++)
		any |= scope->by[by].pos_used | scope->by[by].neg_used;
	return any >> r & 1;
}

int ss_reap_where(struct ss_strbuf *why, int err, const char *where)
{
	struct ss_strbuf what = *why;

	if (!err)
		return 0;
	*why = (struct ss_strbuf){ 0 };
	ss_strbuf_printf(why, "%s%s%s", where, err == -EINVAL ? ": " : "",
			 err == -EINVAL && what.data ? what.data : "");
	ss_strbuf_fini(&what);
	return err;
}

int ss_reap_config_finish(struct ss_reap_config *c)
{
	int err;

	if (!c->used)
		return ss_reap_refuse(&c->why, "there is nothing to watch: no rule in a file, and "
					       "none of " SS_REAP_TARGET_OPTIONS);
	err = ss_rules_compile(c->scope);
	return err ? err : ss_reap_rules_warn(c);
}
