// SPDX-License-Identifier: BSD-2-Clause
/* The table as a completion script for bash, zsh and fish. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cli_table.h"

/* TEXT with BEFORE in front of every byte of SPECIAL; a single quote becomes QUOTE. */
static void put_escaped(const char *text, const char *special, char before, const char *quote)
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

/* "a|b" as "a b". */
static void put_choices(const char *choices)
{
	for (; *choices; choices++)
		putchar(*choices == '|' ? ' ' : *choices);
}

static void put_words(const char *const *words)
{
	for (const char *const *w = words; w && *w; w++)
		printf("%s%s", w == words ? "" : " ", *w);
}

/* A shell function's name: no dash. */
static void put_function(const struct ss_cmd *cmd)
{
	putchar('_');
	for (const char *c = cmd->name; *c; c++)
		putchar(*c == '-' ? '_' : *c);
	if (cmd->verb)
		printf("_%s", cmd->verb);
}

/* What operands may be, the verbs included. */
static void put_operands(const struct ss_cmd *cmd)
{
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		printf("%s ", (*v)->verb);
	put_words(cmd->words);
}

static bool is(const struct ss_opt *opt, const char *arg)
{
	return opt->arg && !strcmp(opt->arg, arg);
}

static bool takes(const struct ss_cmd *cmd, const char *arg)
{
	return cmd->operands && strstr(cmd->operands, arg);
}

/* --- bash ------------------------------------------------------------------- */

static void bash_value(const struct ss_opt *opt)
{
	printf("\t--%s", opt->name);
	if (opt->letter)
		printf(" | -%c", opt->letter);
	fputs(")", stdout);
	if (ss_cli_choices(opt)) {
		fputs(" words='", stdout);
		put_choices(ss_cli_choices(opt));
		fputs("'", stdout);
	} else if (is(opt, "FILE")) {
		fputs(" kind=-f", stdout);
	} else if (is(opt, "DIR")) {
		fputs(" kind=-d", stdout);
	} else if (is(opt, "PID")) {
		fputs(" words=$(cd /proc && echo [0-9]*)", stdout);
	} else if (is(opt, "UID")) {
		fputs(" words=$(cut -d: -f3 /etc/passwd)", stdout);
	}
	puts(" ;;");
}

static void bash_options(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++) {
		printf("%s--%s%s", i ? " " : "", opt->name, opt->arg ? "=" : "");
		if (opt->letter)
			printf(" -%c", opt->letter);
	}
}

/* A verb's words are completed by a function of its own. */
static void bash_verbs(const struct ss_cmd *cmd)
{
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++) {
		printf("\tif [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} == %s ]]; then\n\t\t",
		       (*v)->verb);
		put_function(*v);
		puts("\n\t\treturn\n\tfi");
	}
}

static void bash_function(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	put_function(cmd);
	puts("()\n{");
	bash_verbs(cmd);
	puts("\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	     "\tlocal words='' kind=''\n"
	     "\tif [[ $cur == '=' ]]; then\n"
	     "\t\tcur=\n"
	     "\telif [[ $prev == '=' ]]; then\n"
	     "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	     "\tfi\n"
	     "\tcase $prev in");
	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++)
		if (opt->arg)
			bash_value(opt);
	fputs("\t*)\n\t\tif [[ $cur == -* ]]; then\n\t\t\twords='", stdout);
	bash_options(cmd);
	fputs("'\n\t\telse\n\t\t\twords='", stdout);
	put_operands(cmd);
	printf("'%s\n\t\tfi\n\t\t;;\n\tesac\n", takes(cmd, "FILE")  ? " kind=-f"
						: takes(cmd, "DIR") ? " kind=-d"
								    : "");
	puts("\tmapfile -t COMPREPLY < <(compgen ${kind:+\"$kind\"} -W \"$words\" -- \"$cur\")\n"
	     "\t[[ -z $kind ]] || compopt -o filenames 2>/dev/null\n"
	     "\t[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null\n"
	     "}");
}

static void bash(const struct ss_cmd *cmd)
{
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		bash_function(*v);
	bash_function(cmd);
	fputs("complete -F ", stdout);
	put_function(cmd);
	printf(" %s\n", cmd->name);
}

/* --- zsh -------------------------------------------------------------------- */

static void zsh_action(const struct ss_opt *opt)
{
	if (ss_cli_choices(opt)) {
		fputs("(", stdout);
		put_choices(ss_cli_choices(opt));
		fputs(")", stdout);
	} else if (is(opt, "FILE")) {
		fputs("_files", stdout);
	} else if (is(opt, "DIR")) {
		fputs("_files -/", stdout);
	} else if (is(opt, "PID")) {
		fputs("_pids", stdout);
	} else if (is(opt, "UID")) {
		fputs("($(cut -d\\: -f3 /etc/passwd))", stdout);
	}
}

/* The options that may not follow this one: itself, or after --help any. */
static void zsh_excludes(const struct ss_opt *opt)
{
	if (opt->letter == 'h' || opt->letter == 'V' || is(opt, "SHELL"))
		fputs("(- *)", stdout);
	else if (opt->type == SS_OPT_LIST || opt->letter == 'v')
		fputs("*", stdout);
	else if (opt->letter)
		printf("(-%c --%s)", opt->letter, opt->name);
}

static void zsh_option(const struct ss_opt *opt)
{
	const char *equals = opt->arg ? "=" : "";

	fputs("\t'", stdout);
	zsh_excludes(opt);
	if (opt->letter)
		printf("'{-%c%s,--%s%s}'", opt->letter, opt->arg ? "+" : "", opt->name, equals);
	else
		printf("--%s%s", opt->name, equals);
	fputs("[", stdout);
	put_escaped(opt->help, "\\[]:", '\\', "'\\''");
	fputs("]", stdout);
	if (opt->arg) {
		printf(":%s:", ss_cli_choices(opt) ? opt->name : opt->arg);
		zsh_action(opt);
	}
	puts("' \\");
}

static void zsh_arguments(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	puts("_arguments -s -S \\");
	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++)
		zsh_option(opt);
	if (cmd->verb && cmd->words && takes(cmd, "FILE"))
		puts("\t'1:file:_files' \\");
	if (cmd->words) {
		fputs("\t'*:operand:(", stdout);
		put_operands(cmd);
		puts(")'");
	} else if (takes(cmd, "FILE")) {
		puts("\t'*:file:_files'");
	} else if (takes(cmd, "DIR")) {
		puts("\t'*:directory:_files -/'");
	} else {
		puts("\t'*:: :'");
	}
}

static void zsh(const struct ss_cmd *cmd)
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

/* --- fish ------------------------------------------------------------------- */

static void fish_value(const struct ss_opt *opt)
{
	if (is(opt, "FILE")) {
		fputs(" -r -F", stdout);
		return;
	}
	fputs(" -x", stdout);
	if (ss_cli_choices(opt)) {
		fputs(" -a '", stdout);
		put_choices(ss_cli_choices(opt));
		fputs("'", stdout);
	} else if (is(opt, "DIR")) {
		fputs(" -a '(__fish_complete_directories)'", stdout);
	} else if (is(opt, "PID")) {
		fputs(" -a '(__fish_complete_pids)'", stdout);
	} else if (is(opt, "UID")) {
		fputs(" -a '(cut -d: -f3 /etc/passwd)'", stdout);
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

static void fish(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	if (!cmd->verb && !takes(cmd, "FILE") && !takes(cmd, "DIR"))
		printf("complete -c %s -f\n", cmd->name);
	if (cmd->verb && takes(cmd, "FILE")) {
		fish_begin(cmd);
		puts(" -F");
	}
	if (cmd->words) {
		fish_begin(cmd);
		fputs(" -a '", stdout);
		put_operands(cmd);
		puts("'");
	}
	for (size_t i = 0; (opt = ss_cli_opt(cmd, i)); i++) {
		fish_begin(cmd);
		if (opt->letter)
			printf(" -s %c", opt->letter);
		printf(" -l %s", opt->name);
		if (opt->arg)
			fish_value(opt);
		fputs(" -d '", stdout);
		put_escaped(opt->help, "\\", '\\', "\\'");
		puts("'");
	}
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		fish(*v);
}

int ss_cli_print_completion(const struct ss_cmd *cmd, const char *shell)
{
	if (!strcmp(shell, "bash"))
		bash(cmd);
	else if (!strcmp(shell, "zsh"))
		zsh(cmd);
	else if (!strcmp(shell, "fish"))
		fish(cmd);
	else
		return -EINVAL;
	return 0;
}
