// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper - end what misses its deadline, and what others ask to be ended */
#include "act.h"
#include "check.h"
#include "core/cli.h"
#include "reaper.h"
#include "status.h"

static const struct ss_cmd *const verbs[] = { &watch_command,  &act_command,  &check_command,
					      &status_command, &stop_command, NULL };

static const struct ss_cmd command = {
	.name = "ss-reaper",
	.summary =
		"End processes: those that miss a deadline (watch), those that others ask to be\n"
		"ended (act).  Say what rules mean (check) and what a watch has done (status);\n"
		"end one (stop).",
	.verbs = verbs,
};

int main(int argc, char **argv)
{
	int first = ss_cli_start(&command, argc, argv);

	if (ss_cli_command() == &watch_command)
		return ss_cli_finish(watch_main(argc - first, argv + first));
	if (ss_cli_command() == &act_command)
		return ss_cli_finish(act_main(argc - first, argv + first));
	if (ss_cli_command() == &check_command)
		return ss_cli_finish(check_main(argc - first, argv + first));
	if (ss_cli_command() == &status_command)
		return ss_cli_finish(status_main(argc - first, argv + first));
	if (ss_cli_command() == &stop_command)
		return ss_cli_finish(stop_main(argc - first, argv + first));
	ss_cli_no_verb();
}
