// SPDX-License-Identifier: BSD-2-Clause
/* The table as a completion script: what the shells have in common. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cli_complete.h"

void ss_complete_escaped(const char *text, const char *special, char before, const char *quote)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs(quote, stdout);
			continue;
		}
		if (strchr(special, *text))
			putchar(before);
		putchar(*text);
	}
}

void ss_complete_choices(const char *choices)
{
	for (; *choices; choices++)
		putchar(*choices == '|' ? ' ' : *choices);
}

void ss_complete_words(const char *const *words)
{
	for (const char *const *w = words; w && *w; w++)
		printf("%s%s", w == words ? "" : " ", *w);
}

void ss_complete_operands(const struct ss_cmd *cmd)
{
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		printf("%s ", (*v)->verb);
	ss_complete_words(cmd->words);
}

const char *const *ss_complete_list(const struct ss_cmd *cmd, const struct ss_opt *opt)
{
	for (const struct ss_cmd_list *l = cmd->lists; l && l->arg; l++)
		if (ss_complete_is(opt, l->arg))
			return l->words;
	return NULL;
}

bool ss_complete_is(const struct ss_opt *opt, const char *arg)
{
	return opt->arg && !strcmp(opt->arg, arg);
}

bool ss_complete_takes(const struct ss_cmd *cmd, const char *arg)
{
	return cmd->operands && strstr(cmd->operands, arg);
}

int ss_cli_print_completion(const struct ss_cmd *cmd, const char *shell)
{
	if (!strcmp(shell, "bash"))
		ss_complete_bash(cmd);
	else if (!strcmp(shell, "zsh"))
		ss_complete_zsh(cmd);
	else if (!strcmp(shell, "fish"))
		ss_complete_fish(cmd);
	else
		return -EINVAL;
	return 0;
}
