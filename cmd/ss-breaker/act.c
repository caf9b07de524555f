// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker act - the command line */
#include "act.h"

#include "bpf/object.h"
#include "instance.h"
#include "verbs.h"

#define UNSAID	    UINT64_MAX
#define TTL_DEFAULT (3600 * SS_NS_PER_SEC)

static struct act_options opt = {
	.ttl_ns = UNSAID,
	.max_ttl_ns = 86400 * SS_NS_PER_SEC,
	.max_blocks = 10000,
};

static const struct ss_opt options[] = {
	{ "pass", 'p', NULL, SS_OPT_FLAG, &opt.pass,
	  "print what was read too, each line as it came" },
	{ "dry-run", 0, NULL, SS_OPT_FLAG, &opt.dry_run, "say what would be done, do nothing" },
	{ "ttl", 0, "TIME", SS_OPT_DURATION, &opt.ttl_ns,
	  "block for so long where a request does not say (1h)" },
	{ "max-ttl", 0, "TIME", SS_OPT_DURATION, &opt.max_ttl_ns, "and never for longer (24h)" },
	{ "max-blocks", 0, "N", SS_OPT_U64, &opt.max_blocks, "at most N at a time (10000)" },
	{ "wide", 0, NULL, SS_OPT_FLAG, &opt.wide,
	  "prefixes shorter than /8, or /32 of IPv6, too" },
	{ "strict", 0, NULL, SS_OPT_FLAG, &opt.strict, "stop at the first line that is no JSON" },
	{ "max-events", 'n', "N", SS_OPT_U64, &opt.max_events, "stop after N requests (0: never)" },
	{ "duration", 'd', "TIME", SS_OPT_DURATION, &opt.duration_ns,
	  "stop after TIME (0: never)" },
	{ 0 },
};

const struct ss_cmd act_command = {
	.name = "ss-breaker",
	.verb = "act",
	.summary =
		"Carry out the action.request lines of standard input that are about addresses:\n"
		"block, unblock.  Each block ends by itself.  NAME: at one instance; else at all.",
	.operands = "[NAME]",
	.options = options,
};

int act_main(int count, char **operands)
{
	static char name[SS_BREAKER_INSTANCE_MAX];

	if (count > 1)
		ss_cli_usage("unexpected operand '%s'", operands[1]);
	if (!opt.ttl_ns || !opt.max_ttl_ns)
		ss_cli_usage("--%s: no time at all", opt.ttl_ns ? "max-ttl" : "ttl");
	if (opt.ttl_ns == UNSAID)
		opt.ttl_ns = TTL_DEFAULT;
	else if (opt.ttl_ns > opt.max_ttl_ns)
		ss_cli_usage("--ttl: no block holds longer than --max-ttl says (24h if it does not)");
	if (count) {
		instance_name(operands[0], name);
		opt.name = name;
		opt.said = operands[0];
	}
	ss_bpf_init();
	return act_run(&opt);
}
