// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy - decide by policies written in Rego */
#include "bench.h"
#include "check.h"
#include "core/cli.h"
#include "deps.h"
#include "eval.h"
#include "explain.h"
#include "repl.h"
#include "test.h"

static const struct ss_cmd *const verbs[] = { &eval_command,	&test_command, &bench_command,
					      &check_command,	&fmt_command,  &deps_command,
					      &explain_command, &repl_command, NULL };

static const struct ss_cmd command = {
	.name = "ss-policy",
	.summary = "Decide by policies written in Rego, the language of the Open Policy Agent.",
	.verbs = verbs,
};

int main(int argc, char **argv)
{
	int first = ss_cli_start(&command, argc, argv);

	if (ss_cli_command() == &eval_command)
		return ss_cli_finish(eval_main(argc - first, argv + first));
	if (ss_cli_command() == &test_command)
		return ss_cli_finish(test_main(argc - first, argv + first));
	if (ss_cli_command() == &bench_command)
		return ss_cli_finish(bench_main(argc - first, argv + first));
	if (ss_cli_command() == &explain_command)
		return ss_cli_finish(explain_main(argc - first, argv + first));
	if (ss_cli_command() == &check_command)
		return ss_cli_finish(check_main(argc - first, argv + first));
	if (ss_cli_command() == &fmt_command)
		return ss_cli_finish(fmt_main(argc - first, argv + first));
	if (ss_cli_command() == &deps_command)
		return ss_cli_finish(deps_main(argc - first, argv + first));
	if (ss_cli_command() == &repl_command)
		return ss_cli_finish(repl_main(argc - first, argv + first));
	ss_cli_no_verb();
}
