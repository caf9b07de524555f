/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside cli: the option table with the options that every command has. */
#ifndef SS_CLI_TABLE_H
#define SS_CLI_TABLE_H

#include "core/cli.h"

/* The command's options, then the common ones; NULL after the last. */
const struct ss_opt *ss_cli_opt(const struct ss_cmd *cmd, size_t i);
/* Of those that have a help. */
const struct ss_opt *ss_cli_shown(const struct ss_cmd *cmd, size_t i);

/*
 * The option of this name or, as with getopt_long(), the only one that begins so; and the
 * one of LETTER, which stands in WORD.  Where there is none that is a bad command line.
 */
const struct ss_opt *ss_cli_find_name(const struct ss_cmd *cmd, const char *name, size_t len);
const struct ss_opt *ss_cli_find_letter(const struct ss_cmd *cmd, const char *word, char letter);

/* cli_verb.c.  The verb of CMD that WORD is, or NULL. */
const struct ss_cmd *ss_cli_find_verb(const struct ss_cmd *cmd, const char *word);
/* Options that stand before the verb of a command that has none of its own: a bad command line. */
void ss_cli_check_order(const struct ss_cmd *cmd, int argc, char **argv);
/* An operand, of a command that takes none. */
_Noreturn void ss_cli_unexpected(const struct ss_cmd *cmd, const char *word);

/* The words a value is one of ("json|text"), or NULL if it is free. */
const char *ss_cli_choices(const struct ss_opt *opt);

void ss_cli_print_help(const struct ss_cmd *cmd);
/* Returns 0, or -EINVAL for a shell we do not know. */
int ss_cli_print_completion(const struct ss_cmd *cmd, const char *shell);
/* The option whose name is nearest to a misspelt NAME, or NULL if none is near. */
const struct ss_opt *ss_cli_nearest(const struct ss_cmd *cmd, const char *name);

#endif
