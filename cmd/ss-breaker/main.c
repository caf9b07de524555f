// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker - let pass what the state of the machine allows */
#include "verbs.h"

static const struct {
	const struct ss_cmd *command;
	int (*main)(int, char **);
} all[] = {
	{ &run_command, run_main },	    { &force_command, force_main },
	{ &confirm_command, confirm_main }, { &off_command, off_main },
	{ &status_command, status_main },   { &act_command, act_main },
	{ &check_command, check_main },	    { &top_command, top_main },
};

#define VERBS (sizeof(all) / sizeof(all[0]))

int main(int argc, char **argv)
{
	const struct ss_cmd *verbs[VERBS + 1] = { NULL };
	const struct ss_cmd command = {
		.name = "ss-breaker",
		.summary =
			"A circuit breaker at a network interface: with less battery, more heat or "
			"more\npressure, fewer packets (run).  Choose a level by hand (force, "
			"confirm, off),\nsee what it does (status, top), block addresses (act), "
			"read files (check).",
		.verbs = verbs,
	};
	int first;

	for (size_t i = 0; i < VERBS; i++)
		verbs[i] = all[i].command;
	first = ss_cli_start(&command, argc, argv);
	for (size_t i = 0; i < VERBS; i++)
		if (ss_cli_command() == all[i].command)
			return ss_cli_finish(all[i].main(argc - first, argv + first));
	ss_cli_no_verb();
}
