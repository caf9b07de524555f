// SPDX-License-Identifier: BSD-2-Clause
/* What the table says to people: --help, and the option that was meant. */
#include <stdio.h>
#include <string.h>

#include "core/cli_table.h"
#include "core/nearest.h"

static const struct ss_opt common[] = {
	{ "quiet", 'q', NULL, SS_OPT_FLAG, NULL, "print errors only" },
	{ "verbose", 'v', NULL, SS_OPT_FLAG, NULL, "say more; twice: everything" },
	{ "help", 'h', NULL, SS_OPT_FLAG, NULL, "print this help" },
	{ "version", 'V', NULL, SS_OPT_FLAG, NULL, "print the version" },
	{ "completion", 0, "SHELL", SS_OPT_STR, NULL,
	  "print the completions for bash, zsh or fish" },
};

const struct ss_opt *ss_cli_opt(const struct ss_cmd *cmd, size_t i)
{
	size_t own = 0;

	while (cmd->options && cmd->options[own].name) {
		if (own == i)
			return &cmd->options[own];
		own++;
	}
	return i - own < sizeof(common) / sizeof(common[0]) ? &common[i - own] : NULL;
}

const char *ss_cli_choices(const struct ss_opt *opt)
{
	if (opt->arg && !strcmp(opt->arg, "SHELL"))
		return "bash|zsh|fish";
	return opt->arg && strchr(opt->arg, '|') ? opt->arg : NULL;
}

/* "  -n, --count=N" into OUT; returns its length. */
static int usage_of(const struct ss_opt *opt, char *out, size_t size)
{
	char letter[8] = "    ";

	if (opt->letter)
		snprintf(letter, sizeof(letter), "-%c, ", opt->letter);
	return snprintf(out, size, "  %s--%s%s%s", letter, opt->name, opt->arg ? "=" : "",
			opt->arg ? opt->arg : "");
}

void ss_cli_print_help(const struct ss_cmd *cmd)
{
	enum { SCREEN = 24, AROUND = 5 }; /* lines; those around the options */
	const struct ss_opt *opt;
	const char *gap;
	char text[80];
	int width = 0;
	size_t i;

	for (i = 0; (opt = ss_cli_opt(cmd, i)); i++) {
		int n = usage_of(opt, text, sizeof(text));

		if (n > width)
			width = n;
	}
	gap = i + AROUND <= SCREEN ? "\n" : "";
	printf("Usage: %s [OPTION...]%s%s\n%s\n%s", cmd->name, cmd->operands ? " " : "",
	       cmd->operands ? cmd->operands : "", cmd->summary, gap);
	for (i = 0; (opt = ss_cli_opt(cmd, i)); i++) {
		usage_of(opt, text, sizeof(text));
		printf("%-*s  %s\n", width, text, opt->help);
	}
	printf("%sSee %s(8).\n", gap, cmd->name);
}

const struct ss_opt *ss_cli_nearest(const struct ss_cmd *cmd, const char *name)
{
	const struct ss_opt *opt, *nearest = NULL;
	int best = 0;

	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++)
		if (ss_nearer(name, opt->name, &best))
			nearest = opt;
	return nearest;
}
