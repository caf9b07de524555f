// SPDX-License-Identifier: BSD-2-Clause
/* The table as a completion script for bash. */
#include <stdio.h>

#include "core/cli_complete.h"

/* A shell function's name: no dash. */
static void put_function(const struct ss_cmd *cmd)
{
	putchar('_');
	for (const char *c = cmd->name; *c; c++)
		putchar(*c == '-' ? '_' : *c);
	if (cmd->verb)
		printf("_%s", cmd->verb);
}

static void bash_value(const struct ss_cmd *cmd, const struct ss_opt *opt)
{
	printf("\t--%s", opt->name);
	if (opt->letter)
		printf(" | -%c", opt->letter);
	fputs(")", stdout);
	if (ss_cli_choices(opt)) {
		fputs(" words='", stdout);
		ss_complete_choices(ss_cli_choices(opt));
		fputs("'", stdout);
	} else if (ss_complete_list(cmd, opt)) {
		fputs(" words='", stdout);
		ss_complete_words(ss_complete_list(cmd, opt));
		fputs("' list=1", stdout);
	} else if (ss_complete_is(opt, "FILE")) {
		fputs(" kind=-f", stdout);
	} else if (ss_complete_is(opt, "DIR")) {
		fputs(" kind=-d", stdout);
	} else if (ss_complete_is(opt, "PID")) {
		fputs(" words=$(cd /proc && echo [0-9]*)", stdout);
	} else if (ss_complete_is(opt, "UID")) {
		fputs(" words=$(cut -d: -f1 /etc/passwd)", stdout);
	}
	puts(" ;;");
}

static void bash_options(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	for (size_t i = 0; (opt = ss_cli_shown(cmd, i)); i++) {
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

/* Of a list only the last word is looked at: what stands before it is put before each answer. */
static const char bash_list[] = "\tif [[ $list && $cur == *,* ]]; then\n"
				"\t\tlist=${cur%,*},\n"
				"\t\tcur=${cur##*,}\n"
				"\telse\n"
				"\t\tlist=\n"
				"\tfi";

static void bash_function(const struct ss_cmd *cmd)
{
	const struct ss_opt *opt;

	put_function(cmd);
	puts("()\n{");
	bash_verbs(cmd);
	puts("\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}");
	printf("\tlocal words='' kind=''%s\n", cmd->lists ? " list=''" : "");
	puts("\tif [[ $cur == '=' ]]; then\n"
	     "\t\tcur=\n"
	     "\telif [[ $prev == '=' ]]; then\n"
	     "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	     "\tfi\n"
	     "\tcase $prev in");
	for (size_t i = 0; (opt = ss_cli_shown(cmd, i)); i++)
		if (opt->arg)
			bash_value(cmd, opt);
	fputs("\t*)\n\t\tif [[ $cur == -* ]]; then\n\t\t\twords='", stdout);
	bash_options(cmd);
	fputs("'\n\t\telse\n\t\t\twords='", stdout);
	ss_complete_operands(cmd);
	if (cmd->names)
		printf("'$(ls %s 2>/dev/null)'", cmd->names);
	printf("'%s\n\t\tfi\n\t\t;;\n\tesac\n", ss_complete_takes(cmd, "FILE")	? " kind=-f"
						: ss_complete_takes(cmd, "DIR") ? " kind=-d"
										: "");
	if (cmd->lists)
		puts(bash_list);
	printf("\tmapfile -t COMPREPLY < <(compgen ${kind:+\"$kind\"} %s-W \"$words\" -- \"$cur\")\n",
	       cmd->lists ? "${list:+-P \"$list\"} " : "");
	puts("\t[[ -z $kind ]] || compopt -o filenames 2>/dev/null\n"
	     "\t[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null\n"
	     "}");
}

void ss_complete_bash(const struct ss_cmd *cmd)
{
	for (const struct ss_cmd *const *v = cmd->verbs; v && *v; v++)
		bash_function(*v);
	bash_function(cmd);
	fputs("complete -F ", stdout);
	put_function(cmd);
	printf(" %s\n", cmd->name);
}
