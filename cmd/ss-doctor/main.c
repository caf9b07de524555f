// SPDX-License-Identifier: BSD-2-Clause
/* ss-doctor - say what this kernel allows each command to do */
#include <stdio.h>
#include <string.h>

#include "bpf/object.h"
#include "core/cli.h"
#include "core/log.h"
#include "report.h"

static bool want_json, want_brief;

static const struct ss_opt options[] = {
	{ "json", 'j', NULL, SS_OPT_FLAG, &want_json, "print one JSON object, for scripts" },
	{ "brief", 'b', NULL, SS_OPT_FLAG, &want_brief, "print the verdict, a line a command" },
	{ 0 },
};

static const struct ss_cmd command = {
	.name = "ss-doctor",
	.summary = "Say what this kernel allows each command to do, and why not the rest.",
	.operands = "[COMMAND...]",
	.words = command_names,
	.options = options,
};

static uint64_t bit_of(const char *name)
{
	for (int i = 0; commands[i].name; i++)
		if (!strcmp(commands[i].name, name))
			return UINT64_C(1) << i;
	ss_cli_usage("'%s' is not a command of SentinelStack that uses BPF", name);
}

static int verdict(const struct survey *s)
{
	for (const struct command *c = commands; c->name; c++)
		if (survey_asked(s, c) && !survey_works(s, c))
			return SS_EXIT_NO;
	return SS_EXIT_OK;
}

int main(int argc, char **argv)
{
	int (*report)(const struct survey *) = report_text;
	static struct survey survey;
	static char page[64 << 10];
	uint64_t asked = 0;
	int i, err;

	for (i = ss_cli_start(&command, argc, argv); i < argc; i++)
		asked |= bit_of(argv[i]);
	if (want_json && want_brief)
		ss_cli_usage("--json and --brief exclude each other");
	if (want_json || want_brief)
		report = want_json ? report_json : report_brief;
	/* One write for the whole report, and one place that sees it fail. */
	setvbuf(stdout, page, _IOFBF, sizeof(page));
	ss_bpf_init();
	survey_run(&survey, asked ? asked : UINT64_MAX, !asked && !want_brief);
	err = report(&survey);
	if (err)
		ss_error(err, "cannot print the report");
	return ss_cli_finish(err ? err : verdict(&survey));
}
