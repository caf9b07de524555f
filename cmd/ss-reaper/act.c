// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act - the command line */
#include "act.h"

#include <string.h>

#include "core/nearest.h"
#include "hooks.h"
#include "reaper/rule.h"

static struct act_options opt = {
	.wait_ns = 2 * SS_NS_PER_SEC,
	.hook_limit_ns = SS_NS_PER_SEC,
};
static const char *allow = "kill,term,stop,cont", *mass = "32/1s";

static const struct ss_opt options[] = {
	{ "pass", 'p', NULL, SS_OPT_FLAG, &opt.pass,
	  "print what was read too, each line as it came" },
	{ "dry-run", 0, NULL, SS_OPT_FLAG, &opt.dry_run, "say what would be done, do nothing" },
	{ "allow-actions", 0, "LIST", SS_OPT_STR, &allow,
	  "carry out only these (kill,term,stop,cont), or all" },
	{ "wait", 0, "TIME", SS_OPT_DURATION, &opt.wait_ns,
	  "how long a victim has to go, or is unkillable (2s)" },
	{ "mass", 0, "N/TIME", SS_OPT_STR, &mass, "at most N victims in TIME (32/1s, none)" },
	{ "exec-before", 0, "COMMAND", SS_OPT_STR, &opt.before,
	  "run COMMAND when something is about to be done" },
	{ "exec-after", 0, "COMMAND", SS_OPT_STR, &opt.after,
	  "run COMMAND when its result is known" },
	{ "exec-limit", 0, "TIME", SS_OPT_DURATION, &opt.hook_limit_ns,
	  "kill a COMMAND that runs for longer (1s)" },
	{ "strict", 0, NULL, SS_OPT_FLAG, &opt.strict, "stop at the first line that is no JSON" },
	{ "max-events", 'n', "N", SS_OPT_U64, &opt.max_events, "stop after N requests" },
	{ "duration", 'd', "TIME", SS_OPT_DURATION, &opt.duration_ns,
	  "stop after TIME (10s, 500ms)" },
	{ 0 },
};

const struct ss_cmd act_command = {
	.name = "ss-reaper",
	.verb = "act",
	.summary = "Carry out the action.request lines of standard input, and say what became of\n"
		   "each.  The victim is named by id, or by pid and start.",
	.options = options,
	.lists = (const struct ss_cmd_list[]){ { "LIST", ss_request_names }, { 0 } },
};

static uint64_t action(const char *word, size_t len)
{
	char copy[32] = "";
	const char *near;

	for (int i = 0; i < SS_REQUEST_ACTS; i++)
		if (strlen(ss_request_names[i]) == len && !memcmp(ss_request_names[i], word, len))
			return UINT64_C(1) << i;
	memcpy(copy, word, len < sizeof(copy) ? len : sizeof(copy) - 1);
	near = ss_nearest(copy, ss_request_names);
	ss_cli_usage("--allow-actions: unknown action '%s'%s%s%s", copy,
		     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static uint64_t actions(const char *list)
{
	uint64_t bits = 0;

	if (!strcmp(list, "all"))
		return UINT64_MAX;
	while (true) {
		size_t len = strcspn(list, ",");

		bits |= action(list, len);
		if (!list[len])
			return bits;
		list += len + 1;
	}
}

static void set_mass(const char *text)
{
	struct ss_strbuf why = { 0 };

	if (strcmp(text, "none") && ss_reap_rate_parse(text, &opt.mass, &opt.mass_ns, &why))
		ss_cli_usage("--mass: %s", why.data ? why.data : text);
}

int act_main(int count, char **operands)
{
	(void)count;
	(void)operands;
	opt.allowed = actions(allow);
	set_mass(mass);
	hooks_usage(opt.before, opt.after, opt.hook_limit_ns);
	return act_run(&opt);
}
