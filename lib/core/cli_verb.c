// SPDX-License-Identifier: BSD-2-Clause
/* Verbs: the one that is meant, and what is wrong where there is none. */
#include <stdio.h>
#include <string.h>

#include "core/cli_table.h"
#include "core/nearest.h"

const struct ss_cmd *ss_cli_find_verb(const struct ss_cmd *cmd, const char *word)
{
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		if (!strcmp((*v)->verb, word))
			return *v;
	return NULL;
}

/* "run, force, off" */
static const char *list(const struct ss_cmd *cmd)
{
	static char text[256];
	size_t end = 0;

	for (const struct ss_cmd *const *v = cmd->verbs; *v && end < sizeof(text); v++)
		end += snprintf(text + end, sizeof(text) - end, "%s%s", end ? ", " : "",
				(*v)->verb);
	return text;
}

void ss_cli_no_verb(void)
{
	ss_cli_usage("what is to be done?  The verbs are %s", list(ss_cli_command()));
}

void ss_cli_unexpected(const struct ss_cmd *cmd, const char *word)
{
	const char *near = NULL;
	int best = 0;

	if (!cmd->verbs || ss_cli_find_verb(cmd, word))
		ss_cli_usage("unexpected operand '%s'", word);
	for (const struct ss_cmd *const *v = cmd->verbs; *v; v++)
		if (ss_nearer(word, (*v)->verb, &best))
			near = (*v)->verb;
	ss_cli_usage("unknown verb '%s'%s%s%s; the verbs are %s", word,
		     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "",
		     list(cmd));
}

/* These are answered whatever comes after them. */
static bool is_question(const char *word)
{
	return !strcmp(word, "-h") || !strcmp(word, "--help") || !strcmp(word, "-V") ||
	       !strcmp(word, "--version") || !strncmp(word, "--completion", 12);
}

/* Is what follows WORD its value, by one of the verbs? */
static bool wants_value(const struct ss_cmd *cmd, const char *word)
{
	const struct ss_opt *opt;

	for (const struct ss_cmd *const *v = cmd->verbs; *v; v++)
		for (size_t i = 0; (opt = ss_cli_opt(*v, i)); i++) {
			bool is = word[1] == '-' ? !strcmp(word + 2, opt->name)
						 : word[1] == opt->letter && !word[2];

			if (is && opt->arg)
				return true;
		}
	return false;
}

/* Where a verb is all that there is, options are of the verb, and stand after it. */
void ss_cli_check_order(const struct ss_cmd *cmd, int argc, char **argv)
{
	int at = 1;

	if (!cmd->verbs || cmd->operands || cmd->options)
		return;
	while (at < argc && argv[at][0] == '-' && strcmp(argv[at], "--") != 0) {
		if (is_question(argv[at]))
			return;
		at += wants_value(cmd, argv[at]) ? 2 : 1;
	}
	if (at > 1 && at < argc && ss_cli_find_verb(cmd, argv[at]))
		ss_cli_usage("options stand after the verb: %s %s %s", cmd->name, argv[at],
			     argv[1]);
}
