// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker check - what a file means, and what it would do with packets */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "breaker/profile.h"
#include "check.h"
#include "core/log.h"
#include "read_profile.h"
#include "verbs.h"

static struct check_options opt;
static const char *config, *level;
static bool defaults;

static const struct ss_opt options[] = {
	{ "config", 'c', "FILE", SS_OPT_STR, &config, "this file (YAML); else what is built in" },
	{ "packet", 0, "FILE", SS_OPT_LIST, &opt.files,
	  "say what becomes of the packets in FILE (pcap, pcapng)" },
	{ "level", 0, "NAME", SS_OPT_STR, &level, "at this level; else at each" },
	{ "egress", 0, NULL, SS_OPT_FLAG, &opt.egress, "of packets that go out" },
	{ "defaults", 0, NULL, SS_OPT_FLAG, &defaults, "print what is built in, as a file" },
	{ "format", 0, "text|json", SS_OPT_CHOICE, &opt.format, "for people or for programs" },
	{ 0 },
};

const struct ss_cmd check_command = {
	.name = "ss-breaker",
	.verb = "check",
	.summary = "Say what a file means, what is wrong with it, and what it does with packets.",
	.operands = "[FILE|-]",
	.options = options,
};

static int choose_level(const struct ss_profile *p)
{
	const char *near;

	opt.level = level ? ss_profile_level(p, level) : -1;
	if (!level || opt.level >= 0)
		return 0;
	near = ss_profile_level_near(p, level);
	ss_error(0, "--level: there is no level '%s'%s%s%s", level, near ? " (did you mean '" : "",
		 near ? near : "", near ? "'?)" : "");
	return SS_EXIT_USAGE;
}

static void warn(const struct ss_profile *p)
{
	const char *closed = ss_profile_locks_out_at(p);

	if (closed && !ss_profile_has_management(p))
		ss_warn("the class management is empty: only the ssh that run finds gets in at "
			"level '%s'",
			closed);
	if (!p->rules.sources && !opt.files.count)
		ss_warn("there are no sources: only 'force' changes the level");
}

static int say(const struct ss_profile *p, struct ss_strbuf *out)
{
	warn(p);
	if (opt.files.count)
		return check_packets(p, &opt, out);
	if (opt.format) {
		ss_profile_json(p, out);
		ss_strbuf_char(out, '\n');
	} else {
		ss_profile_describe(p, out);
	}
	return 0;
}

/* How much is to come on standard input. */
static int inputs(const char *path)
{
	int n = path && !strcmp(path, "-");

	for (size_t i = 0; i < opt.files.count; i++)
		n += !strcmp(opt.files.items[i], "-");
	return n;
}

static void check_options(int count, char **operands)
{
	if (count > 1 || (count && config))
		ss_cli_usage("only one file at a time");
	if (defaults && (count || config || opt.files.count || opt.format))
		ss_cli_usage("--defaults: nothing else is looked at");
	if ((level || opt.egress) && !opt.files.count)
		ss_cli_usage("--%s is about the packets of --packet", level ? "level" : "egress");
	if (inputs(count ? operands[0] : config) > 1)
		ss_cli_usage("-: standard input can be read once");
}

int check_main(int count, char **operands)
{
	struct ss_profile p = { 0 };
	struct ss_strbuf out = { 0 };
	int err, wrote;

	check_options(count, operands);
	if (defaults)
		return fputs(ss_profile_builtin, stdout) < 0 ? -EIO : 0;
	err = read_profile(&p, count ? operands[0] : config, NULL);
	if (err == SS_EXIT_USAGE)
		err = SS_EXIT_NO; /* here that is the answer */
	if (!err)
		err = choose_level(&p);
	if (!err)
		err = say(&p, &out);
	wrote = ss_cli_print(&out);
	ss_strbuf_fini(&out);
	ss_profile_fini(&p);
	return wrote ? wrote : err;
}
