// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper watch - the command line */
#include <inttypes.h>
#include <string.h>

#include "bpf/object.h"
#include "bpf/pin.h"
#include "core/clock.h"
#include "core/log.h"
#include "hooks.h"
#include "reaper.h"

/* The most threads that Linux has (PID_MAX_LIMIT): the room is the kernel's memory, used or not. */
#define CALLS_MOST (4 << 20)

static struct reaper_options opt = { .hook_limit_ns = SS_NS_PER_SEC };

static const struct ss_opt options[] = {
	{ "func", 'f', "NAMES", SS_OPT_LIST, &opt.rule.funcs, "these functions of the kernel" },
	{ "syscall", 'S', "NAMES", SS_OPT_LIST, &opt.rule.syscalls,
	  "these system calls: read,fsync" },
	{ "uprobe", 0, "FILE:FUNC", SS_OPT_LIST, &opt.rule.uprobes,
	  "this function of a program or library" },
	{ "oncpu", 0, NULL, SS_OPT_FLAG, &opt.rule.oncpu, "time on a processor without a sleep" },
	{ "lifetime", 0, NULL, SS_OPT_FLAG, &opt.rule.lifetime, "the age of processes" },
	{ "limit", 'l', "TIME", SS_OPT_STR, &opt.rule.limit,
	  "longer than this is overdue (50ms, auto:p99*4)" },
	{ "action", 'a', "STEPS", SS_OPT_STR, &opt.rule.action,
	  "report (the default), kill, term:2s,kill ..." },
	{ "on-return", 0, "action|report", SS_OPT_STR, &opt.rule.on_return,
	  "what is done when a late call has returned" },
	{ "rate", 0, "N/TIME", SS_OPT_STR, &opt.rule.rate, "at most N actions in TIME (10/1m)" },
	{ "cooldown", 0, "TIME", SS_OPT_DURATION, &opt.rule.cooldown_ns,
	  "after an action none for TIME" },
	{ "mass", 0, "N/TIME", SS_OPT_STR, &opt.rule.mass,
	  "only report when more are overdue (8/1s, none)" },
	{ "protect", 0, "KEY=VALUE", SS_OPT_LIST, &opt.rule.protects,
	  "never act on these (exe=/usr/bin/vital)" },
	SS_FILTER_WHO_ROWS(opt.scope, 0, "processes"),
	SS_FILTER_NOT_ROW(opt.scope),
	{ "config", 'c', "FILE", SS_OPT_LIST, &opt.configs, "the rules of this file (YAML)" },
	{ "exec-before", 0, "COMMAND", SS_OPT_STR, &opt.before,
	  "run COMMAND as something is done" },
	{ "exec-after", 0, "COMMAND", SS_OPT_STR, &opt.after,
	  "run COMMAND when its result is known" },
	{ "exec-limit", 0, "TIME", SS_OPT_DURATION, &opt.hook_limit_ns,
	  "kill a COMMAND that runs longer (1s)" },
	{ "priority", 0, "realtime|normal", SS_OPT_CHOICE, &opt.priority,
	  "before all others, or as others" },
	{ "dry-run", 0, NULL, SS_OPT_FLAG, &opt.dry_run, "do nothing, say what would be done" },
	{ "duration", 'd', "TIME", SS_OPT_DURATION, &opt.duration_ns, "stop after TIME" },
	{ "max-events", 'n', "N", SS_OPT_U64, &opt.max_events,
	  "stop after N events about processes" },
	{ "sweep", 0, "TIME", SS_OPT_DURATION, &opt.sweep_ns,
	  "look for calls that do not return so often" },
	{ "calls", 0, "N", SS_OPT_U64, &opt.calls, "room for so many calls under way" },
	{ "persist", 0, NULL, SS_OPT_FLAG, &opt.persist,
	  "go on when it has ended; the next takes over" },
	{ "name", 0, "NAME", SS_OPT_STR, &opt.name, "for status, stop and --persist (default)" },
	{ "format", 0, "json|text", SS_OPT_CHOICE, &opt.format,
	  "lines for programs (json) or for people" },
	{ "color", 0, "auto|always|never", SS_OPT_CHOICE, &opt.color, "colour in text" },
	{ 0 },
};

const struct ss_cmd watch_command = {
	.name = "ss-reaper",
	.verb = "watch",
	.summary = "Watch calls, time on a processor and processes; act on what is over its limit.",
	.options = options,
	.lists = (const struct ss_cmd_list[]){ { "STEPS", ss_reap_act_names }, { 0 } },
};

int watch_main(int argc, char **argv)
{
	if (argc)
		ss_cli_usage("watch takes no operand: '%s'", argv[0]);
	if (opt.calls > CALLS_MOST)
		ss_cli_usage("--calls: %" PRIu64 " is more than there can be threads (%d)",
			     opt.calls, CALLS_MOST);
	hooks_usage(opt.before, opt.after, opt.hook_limit_ns);
	if (opt.name && (!ss_pin_is_name(opt.name) || strlen(opt.name) >= SS_REAP_INSTANCE_MAX))
		ss_cli_usage("--name: '%s' is none: letters, digits, - and _, at most %d of them",
			     opt.name, SS_REAP_INSTANCE_MAX - 1);
	ss_bpf_init();
	return reaper_run(&opt);
}
