// SPDX-License-Identifier: BSD-2-Clause
/* The table as a completion script for fish. */
#include <stdio.h>

#include "core/cli_complete.h"

static void fish_value(const struct ss_cmd *cmd, const struct ss_opt *opt)
{
	if (ss_complete_is(opt, "FILE")) {
		fputs(" -r -F", stdout);
		return;
	}
	fputs(" -x", stdout);
	if (ss_cli_choices(opt)) {
		fputs(" -a '", stdout);
		ss_complete_choices(ss_cli_choices(opt));
		fputs("'", stdout);
	} else if (ss_complete_list(cmd, opt)) {
		fputs(" -a '(__fish_append , ", stdout);
		ss_complete_words(ss_complete_list(cmd, opt));
		fputs(")'", stdout);
	} else if (ss_complete_is(opt, "DIR")) {
		fputs(" -a '(__fish_complete_directories)'", stdout);
	} else if (ss_complete_is(opt, "PID")) {
		fputs(" -a '(__fish_complete_pids)'", stdout);
	} else if (ss_complete_is(opt, "UID")) {
		fputs(" -a '(cut -d: -f1 /etc/passwd)'", stdout);
	}
}

/* When: always, or with one verb only, or with none. */
static void fish_begin(const struct ss_cmd *cmd)
{
	printf("complete -c %s", cmd->name);
	if (cmd->verb)
		printf(" -n '__fish_seen_subcommand_from %s'", cmd->verb);
	if (!cmd->verbs)
		return;
	fputs(" -n 'not __fish_seen_subcommand_from", stdout);
	for (const struct ss_cmd *const *v = cmd->verbs; *v; v++)
		printf(" %s", (*v)->verb);
	putchar('\'');
}

void ss_complete_fish(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	if (!cmd->verb && !ss_complete_takes(cmd, "FILE") && !ss_complete_takes(cmd, "DIR"))
		printf("complete -c %s -f\n", cmd->name);
	if (cmd->verb && ss_complete_takes(cmd, "FILE")) {
		fish_begin(cmd);
		puts(" -F");
	}
	if (cmd->words) {
		fish_begin(cmd);
		fputs(" -a '", stdout);
		ss_complete_operands(cmd);
		puts("'");
	}
	if (cmd->names) {
		fish_begin(cmd);
		printf(" -a '(ls %s 2>/dev/null)'\n", cmd->names);
	}
	for (size_t i = 0; (opt = ss_cli_shown(cmd, i)); i++) {
		fish_begin(cmd);
		if (opt->letter)
			printf(" -s %c", opt->letter);
		printf(" -l %s", opt->name);
		if (opt->arg)
			fish_value(cmd, opt);
		fputs(" -d '", stdout);
		ss_complete_escaped(opt->help, "\\", '\\', "\\'");
		puts("'");
	}
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		ss_complete_fish(*v);
}
