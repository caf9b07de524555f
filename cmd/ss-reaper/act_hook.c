// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: what hooks are told. */
#include <errno.h>

#include "act.h"
#include "core/log.h"

static void describe(struct act_case *c)
{
	struct ss_hook_env *env = &c->act->env;
	int signal;
	const char *name = act_signal(c->request.act, &signal);

	ss_hook_env_clear(env);
	ss_hook_env_add(env, "SS_ACTION", "%s", ss_request_names[c->request.act]);
	ss_hook_env_add(env, "SS_PID", "%u", c->request.pid);
	ss_hook_env_add(env, "SS_START_NS", "%llu", (unsigned long long)c->request.start_ns);
	ss_hook_env_add(env, "SS_ID", "%s", c->request.id);
	ss_hook_env_add(env, "SS_COMM", "%s", c->facts.comm);
	ss_hook_env_add(env, "SS_EXE", "%s", c->exe ? c->exe : "");
	if (c->cgroup.fd >= 0)
		ss_hook_env_add(env, "SS_CGROUP", "%s", c->cgroup.path.data);
	if (name)
		ss_hook_env_add(env, "SS_SIGNAL", "%s", name);
	if (!c->done_ns)
		return;
	ss_hook_env_add(env, "SS_RESULT", "%s", act_result_names[c->result]);
	ss_hook_env_add(env, "SS_REASON", "%s", c->reason);
	ss_hook_env_add(env, "SS_GONE", "%d", c->gone_ns != 0);
}

void act_hook(struct act_case *c, const char *command)
{
	int err;

	if (!command)
		return;
	describe(c);
	err = ss_hooks_run(c->act->hooks, command, c->act->opt->hook_limit_ns, &c->act->env);
	if (err == -EBUSY)
		ss_warn("a hook was not run: %d others still do", SS_HOOKS_MAX);
	else if (err)
		ss_error(err, "cannot run a hook");
}
