// SPDX-License-Identifier: BSD-2-Clause
/* The table as a completion script for zsh. */
#include <stdio.h>

#include "core/cli_complete.h"

static void zsh_action(const struct ss_cmd *cmd, const struct ss_opt *opt)
{
	if (ss_cli_choices(opt)) {
		fputs("(", stdout);
		ss_complete_choices(ss_cli_choices(opt));
		fputs(")", stdout);
	} else if (ss_complete_list(cmd, opt)) {
		printf("_values -s , %s ", opt->arg);
		ss_complete_words(ss_complete_list(cmd, opt));
	} else if (ss_complete_is(opt, "FILE")) {
		fputs("_files", stdout);
	} else if (ss_complete_is(opt, "DIR")) {
		fputs("_files -/", stdout);
	} else if (ss_complete_is(opt, "PID")) {
		fputs("_pids", stdout);
	} else if (ss_complete_is(opt, "UID")) {
		fputs("($(cut -d\\: -f1 /etc/passwd))", stdout);
	}
}

/* The options that may not follow this one: itself, or after --help any. */
static void zsh_excludes(const struct ss_opt *opt)
{
	if (opt->letter == 'h' || opt->letter == 'V' || ss_complete_is(opt, "SHELL"))
		fputs("(- *)", stdout);
	else if (opt->type == SS_OPT_LIST || opt->letter == 'v')
		fputs("*", stdout);
	else if (opt->letter)
		printf("(-%c --%s)", opt->letter, opt->name);
}

static void zsh_option(const struct ss_cmd *cmd, const struct ss_opt *opt)
{
	const char *equals = opt->arg ? "=" : "";

	fputs("\t'", stdout);
	zsh_excludes(opt);
	if (opt->letter)
		printf("'{-%c%s,--%s%s}'", opt->letter, opt->arg ? "+" : "", opt->name, equals);
	else
		printf("--%s%s", opt->name, equals);
	fputs("[", stdout);
	ss_complete_escaped(opt->help, "\\[]:", '\\', "'\\''");
	fputs("]", stdout);
	if (opt->arg) {
		printf(":%s:", ss_cli_choices(opt) ? opt->name : opt->arg);
		zsh_action(cmd, opt);
	}
	puts("' \\");
}

static void zsh_arguments(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	puts("_arguments -s -S \\");
	for (size_t i = 0; (opt = ss_cli_shown(cmd, i)); i++)
		zsh_option(cmd, opt);
	if (cmd->verb && cmd->words && ss_complete_takes(cmd, "FILE"))
		puts("\t'1:file:_files' \\");
	if (cmd->words) {
		fputs("\t'*:operand:(", stdout);
		ss_complete_operands(cmd);
		puts(")'");
	} else if (ss_complete_takes(cmd, "FILE")) {
		puts("\t'*:file:_files'");
	} else if (ss_complete_takes(cmd, "DIR")) {
		puts("\t'*:directory:_files -/'");
	} else if (cmd->names) {
		printf("\t'*:name:($(ls %s 2>/dev/null))'\n", cmd->names);
	} else {
		puts("\t'*:: :'");
	}
}

void ss_complete_zsh(const struct ss_cmd *cmd)
{
	printf("#compdef %s\n", cmd->name);
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++) {
		printf("if (( CURRENT > 2 )) && [[ $words[2] == %s ]]; then\n"
		       "shift words\n(( CURRENT-- ))\n",
		       (*v)->verb);
		zsh_arguments(*v);
		puts("return\nfi");
	}
	zsh_arguments(cmd);
}
