// SPDX-License-Identifier: BSD-2-Clause
#include "hooks.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "core/cli.h"
#include "core/json_read.h"
#include "core/log.h"
#include "proc/hook.h"
#include "reaper.h"

void hooks_usage(const char *before, const char *after, uint64_t limit_ns)
{
	if (before && !*before)
		ss_cli_usage("--exec-before: no command");
	if (after && !*after)
		ss_cli_usage("--exec-after: no command");
	if (!limit_ns)
		ss_cli_usage("--exec-limit: no time at all");
}

void hooks_warn(const struct reaper *r)
{
	const struct ss_reap_config *c = &r->config;
	bool acts = false;

	for (int i = 0; i < SS_REAP_RULES; i++)
		acts |= c->used >> i & 1 &&
			c->rules[i].steps[c->rules[i].step_count - 1].act > SS_REAP_REPORT;
	if ((r->opt->before || r->opt->after) && (!acts || r->opt->dry_run))
		ss_warn("no hook is ever run: nothing is done to anybody, only reported");
}

static const char *signal_name(int signal)
{
	return signal == SIGKILL ? "SIGKILL" : signal == SIGTERM ? "SIGTERM" : "SIGSTOP";
}

/* The image is ready text: the exe is its first member, as it stands in lines. */
static void add_exe(struct ss_hook_env *env, const struct ss_image *image)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_strbuf text = { 0 };
	char *room = malloc(image->exe_json_len + 2);
	const char *exe;
	size_t len;

	ss_strbuf_printf(&text, "{%.*s}", (int)image->exe_json_len, image->json);
	if (doc && room && !text.err && !ss_json_parse(doc, text.data, text.len, NULL) &&
	    ss_json_get_str(ss_json_path(ss_json_root(doc), "exe"), room, &exe, &len))
		ss_hook_env_add(env, "SS_EXE", "%.*s", (int)len, exe);
	free(room);
	ss_strbuf_fini(&text);
	ss_json_doc_free(doc);
}

/* Who it is, and what is done. */
static void describe(struct reaper *r, const struct ss_proc_id *id, uint32_t rule, int signal)
{
	struct ss_hook_env *env = &r->hook_env;
	const struct ss_proc *p = ss_proc_find(r->stream.table, id);
	char text[SS_PROC_ID_SIZE];

	ss_hook_env_clear(env);
	ss_proc_id_text(&r->stream.boot, id, text);
	ss_hook_env_add(env, "SS_PID", "%u", id->tgid);
	ss_hook_env_add(env, "SS_START_NS", "%llu", (unsigned long long)id->start_ns);
	ss_hook_env_add(env, "SS_ID", "%s", text);
	if (p)
		ss_hook_env_add(env, "SS_COMM", "%.*s", SS_PROC_COMM_LEN, p->comm);
	if (p && p->image)
		add_exe(env, p->image);
	ss_hook_env_add(env, "SS_RULE", "%s", r->rule_names[rule]);
	ss_hook_env_add(env, "SS_ACTION", "%s", r->actions[rule]);
	if (signal)
		ss_hook_env_add(env, "SS_SIGNAL", "%s", signal_name(signal));
}

static void run(struct reaper *r, const char *command)
{
	int err = ss_hooks_run(r->hooks, command, r->opt->hook_limit_ns, &r->hook_env);

	if (err == -EBUSY)
		ss_warn("a hook was not run: %d others still do", SS_HOOKS_MAX);
	else if (err)
		ss_error(err, "cannot run a hook");
}

void hooks_before(struct reaper *r, const struct hook_about *about)
{
	struct ss_hook_env *env = &r->hook_env;

	if (!r->opt->before)
		return;
	describe(r, &about->id, about->rule, about->signal);
	if (r->target_names[about->target])
		ss_hook_env_add(env, "SS_TARGET", "%s", r->target_names[about->target]);
	ss_hook_env_add(env, "SS_KIND", "%s", ss_reap_kind_names[r->kinds[about->target]]);
	ss_hook_env_add(env, "SS_ELAPSED_NS", "%llu", (unsigned long long)about->elapsed_ns);
	ss_hook_env_add(env, "SS_LIMIT_NS", "%llu", (unsigned long long)about->limit_ns);
	ss_hook_env_add(env, "SS_IN_FLIGHT", "%d", about->in_flight);
	run(r, r->opt->before);
}

void hooks_after(struct reaper *r, const struct ss_reap_end *end)
{
	if (!r->opt->after)
		return;
	describe(r, &end->id, end->rule, end->signal);
	ss_hook_env_add(&r->hook_env, "SS_RESULT", "%s", ss_reap_result_names[end->result]);
	if (end->took_ns)
		ss_hook_env_add(&r->hook_env, "SS_TOOK_NS", "%llu",
				(unsigned long long)end->took_ns);
	run(r, r->opt->after);
}

int hooks_start(struct reaper *r)
{
	if (!r->opt->before && !r->opt->after)
		return 0;
	r->hooks = ss_hooks_new(r->loop, NULL, NULL);
	return r->hooks ? 0 : -errno;
}

void hooks_fini(struct reaper *r)
{
	ss_hooks_free(r->hooks);
	ss_hook_env_fini(&r->hook_env);
}
