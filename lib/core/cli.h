/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: one table drives parsing, --help and the shell completions. */
#ifndef SS_CLI_H
#define SS_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

enum ss_opt_type {
	SS_OPT_FLAG,	 /* bool; --name, and --name=true or =false */
	SS_OPT_STR,	 /* const char *, points into argv */
	SS_OPT_U64,	 /* uint64_t */
	SS_OPT_PID,	 /* pid_t, 1 to INT_MAX */
	SS_OPT_DURATION, /* uint64_t, ns, see ss_parse_duration() */
	SS_OPT_SIZE,	 /* uint64_t, bytes */
	SS_OPT_CHOICE,	 /* int, index into the words of arg: "json|text" */
	SS_OPT_LIST,	 /* struct ss_strlist: one more string each time it is given */
};

/* Values of an option that may be given more than once, in order; they point into argv. */
struct ss_strlist {
	const char **items;
	size_t count;
};

struct ss_opt {
	const char *name; /* long name, no dashes */
	char letter;	  /* short name, or 0 */
	const char *arg;  /* metavariable, or NULL for a flag; the shells complete FILE, DIR, PID,
			     UID and the words of a "a|b" */
	enum ss_opt_type type;
	void *to;	  /* where the value goes; its start value is the default */
	const char *help; /* NULL: taken, but neither shown nor completed */
};

/* What an option with that metavariable takes: words with commas between. */
struct ss_cmd_list {
	const char *arg;
	const char *const *words; /* NULL-terminated */
};

struct ss_cmd {
	const char *name;
	const char *verb;	      /* what follows the name, if this is one of its verbs */
	const char *summary;	      /* one sentence */
	const char *operands;	      /* "[TYPE...]" for the usage line, or NULL for none */
	const char *const *words;     /* what operands complete to, NULL-terminated; or NULL */
	const char *names;	      /* a folder whose names operands complete to; or NULL */
	const struct ss_opt *options; /* ends with a zeroed entry */
	const struct ss_cmd_list *lists; /* ends with a zeroed entry; or NULL */
	const struct ss_cmd *const
		*verbs; /* each with a table of its own; NULL-terminated; or NULL */
};

/* The whole set, for scripts: yes, failed, bad command line, and "the answer is no". */
enum { SS_EXIT_OK = 0, SS_EXIT_FAILURE = 1, SS_EXIT_USAGE = 2, SS_EXIT_NO = 3 };

/*
 * Parse argv, set up logging and streams (fds 0-2 are open afterwards, SIGPIPE
 * is ignored).  Handles -h/--help, -V/--version, -q/--quiet, -v/--verbose and
 * --completion=SHELL (print the completion script).  Options may stand after
 * operands; "--" ends them.  Exits with SS_EXIT_USAGE on a bad command line,
 * naming the word at fault and the nearest option there is.
 * Where the first word is a verb of CMD, all this is done by the verb's table.
 * Returns the index of the first operand; operands are moved to the end of argv.
 */
int ss_cli_start(const struct ss_cmd *cmd, int argc, char **argv);
/* The table that was used: CMD, or one of its verbs. */
const struct ss_cmd *ss_cli_command(void);

/* Complain about an operand or a combination of options, and exit with SS_EXIT_USAGE. */
__attribute__((format(printf, 1, 2))) _Noreturn void ss_cli_usage(const char *fmt, ...);
/* The same after a complaint that has been made: where help is.  SS_EXIT_USAGE. */
int ss_cli_try_help(void);
/* The same where there is no verb, and has to be one. */
_Noreturn void ss_cli_no_verb(void);

/*
 * Print and flush what is in OUT, which is empty then.  0 or -errno; a line says why only if
 * memory was short: what standard output refuses is told by ss_cli_finish(), once.
 */
int ss_cli_print(struct ss_strbuf *out);

/*
 * Turn 0, -errno or a positive SS_EXIT_* into the exit status, after flushing
 * stdio's stdout: a full disk is SS_EXIT_FAILURE.  -EPIPE ends the process by
 * SIGPIPE, as it would any filter, so a shell sees 141.
 */
int ss_cli_finish(int err);

#endif
