// SPDX-License-Identifier: BSD-2-Clause
/* The option that a word of the command line means. */
#include <stdio.h>
#include <string.h>

#include "core/cli_table.h"

_Noreturn static void unknown_name(const struct ss_cmd *cmd, const char *name, int len)
{
	char copy[64];
	const struct ss_opt *meant;

	snprintf(copy, sizeof(copy), "%.*s", len, name);
	meant = ss_cli_nearest(cmd, copy);
	if (meant)
		ss_cli_usage("unknown option '--%.*s' (did you mean --%s?)", len, name,
			     meant->name);
	ss_cli_usage("unknown option '--%.*s'", len, name);
}

static bool begins(const struct ss_opt *opt, const char *name, size_t len)
{
	return !strncmp(opt->name, name, len);
}

_Noreturn static void ambiguous(const struct ss_cmd *cmd, const char *name, int len)
{
	const struct ss_opt *opt;
	char list[512] = "";
	size_t end = 0;

	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)) && end < sizeof(list); i++)
		if (begins(opt, name, len))
			end += snprintf(list + end, sizeof(list) - end, "%s--%s", end ? ", " : "",
					opt->name);
	ss_cli_usage("option '--%.*s' is ambiguous (%s)", len, name, list);
}

const struct ss_opt *ss_cli_find_name(const struct ss_cmd *cmd, const char *name, size_t len)
{
	const struct ss_opt *opt, *found = NULL;
	int matches = 0;

	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++) {
		if (!begins(opt, name, len))
			continue;
		if (!opt->name[len])
			return opt;
		found = opt;
		matches++;
	}
	if (matches > 1)
		ambiguous(cmd, name, len);
	if (!found)
		unknown_name(cmd, name, len);
	return found;
}

const struct ss_opt *ss_cli_find_letter(const struct ss_cmd *cmd, const char *word, char letter)
{
	const struct ss_opt *opt;

	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++)
		if (opt->letter == letter)
			return opt;
	opt = ss_cli_nearest(cmd, word + 1);
	if (opt && !strcmp(opt->name, word + 1))
		ss_cli_usage("unknown option '%s' (did you mean --%s?)", word, opt->name);
	ss_cli_usage("unknown option '-%c'%s%s", letter, word[2] ? " in " : "",
		     word[2] ? word : "");
}
