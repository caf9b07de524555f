// SPDX-License-Identifier: BSD-2-Clause
/* What the table says to people: --help, and the option that was meant. */
#include <stdio.h>
#include <string.h>

#include "core/cli_table.h"
#include "core/nearest.h"

static const struct ss_opt common[] = {
	{ "quiet", 'q', NULL, SS_OPT_FLAG, NULL, "no messages but errors" },
	{ "verbose", 'v', NULL, SS_OPT_FLAG, NULL, "say more; twice: everything" },
	{ "help", 'h', NULL, SS_OPT_FLAG, NULL, "print this help" },
	{ "version", 'V', NULL, SS_OPT_FLAG, NULL, "print the version" },
	{ "completion", 0, "SHELL", SS_OPT_STR, NULL,
	  "print the completions for bash, zsh or fish" },
};

enum { WIDTH_MAX = 38 }; /* of a column of options, so that there is room for words */
enum { COMMON = sizeof(common) / sizeof(common[0]) };

const struct ss_opt *ss_cli_opt(const struct ss_cmd *cmd, size_t i)
{
	size_t own = 0;

	while (cmd->options && cmd->options[own].name) {
		if (own == i)
			return &cmd->options[own];
		own++;
	}
	return i - own < COMMON ? &common[i - own] : NULL;
}

const struct ss_opt *ss_cli_shown(const struct ss_cmd *cmd, size_t i)
{
	const struct ss_opt *opt;

	for (size_t k = 0; (opt = ss_cli_opt(cmd, k)); k++)
		if (opt->help && !i--)
			return opt;
	return NULL;
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

static void print_usage(const char *before, const struct ss_cmd *cmd)
{
	printf("%s %s%s%s [OPTION...]%s%s\n", before, cmd->name, cmd->verb ? " " : "",
	       cmd->verb ? cmd->verb : "", cmd->operands ? " " : "",
	       cmd->operands ? cmd->operands : "");
}

/* The common options without a word, where there are many others. */
static void print_common(void)
{
	char text[80];

	for (size_t i = 0; i < COMMON; i++) {
		usage_of(&common[i], text, sizeof(text));
		/* "  -q, --quiet"; without a letter there is room in its place */
		fputs(common[i].letter ? text : text + strlen("    "), stdout);
	}
	putchar('\n');
}

/* One that is too long for the column has its words in the next line. */
static void print_option(const struct ss_opt *opt, int width)
{
	char text[80];
	int n = usage_of(opt, text, sizeof(text));

	if (n > width)
		printf("%s\n%*s  %s\n", text, width, "", opt->help);
	else
		printf("%-*s  %s\n", width, text, opt->help);
}

static void print_options(const struct ss_cmd *cmd, bool short_of_lines)
{
	const struct ss_opt *opt;
	char text[80];
	int width = 0;

	for (size_t i = 0; (opt = ss_cli_shown(cmd, i)); i++) {
		int n = usage_of(opt, text, sizeof(text));

		if (n > width && n <= WIDTH_MAX)
			width = n;
	}
	for (size_t i = 0; (opt = ss_cli_shown(cmd, i)); i++) {
		if (short_of_lines && opt == common)
			break;
		print_option(opt, width);
	}
	if (short_of_lines)
		print_common();
}

void ss_cli_print_help(const struct ss_cmd *cmd)
{
	enum { SCREEN = 24, AROUND = 3, GAPS = 2 }; /* lines; those around the options */
	size_t lines = AROUND;
	const char *gap;

	print_usage("Usage:", cmd);
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++, lines++)
		print_usage("   or:", *v);
	for (size_t i = 0; ss_cli_shown(cmd, i); i++)
		lines++;
	gap = lines + GAPS <= SCREEN ? "\n" : "";
	printf("%s\n%s", cmd->summary, gap);
	print_options(cmd, lines > SCREEN);
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
