/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/core: what the completion scripts have in common. */
#ifndef SS_CLI_COMPLETE_H
#define SS_CLI_COMPLETE_H

#include "core/cli_table.h"

/* To stdout: TEXT with BEFORE in front of every byte of SPECIAL; a single quote becomes QUOTE. */
void ss_complete_escaped(const char *text, const char *special, char before, const char *quote);
/* "a|b" as "a b". */
void ss_complete_choices(const char *choices);
/* What operands may be, the verbs included. */
void ss_complete_operands(const struct ss_cmd *cmd);

/* Is the argument of OPT an ARG; may operands be one? */
bool ss_complete_is(const struct ss_opt *opt, const char *arg);
bool ss_complete_takes(const struct ss_cmd *cmd, const char *arg);

/* The words that OPT takes a list of, or NULL; and these with spaces between. */
const char *const *ss_complete_list(const struct ss_cmd *cmd, const struct ss_opt *opt);
void ss_complete_words(const char *const *words);

/* cli_bash.c, cli_zsh.c, cli_fish.c: the script. */
void ss_complete_bash(const struct ss_cmd *cmd);
void ss_complete_zsh(const struct ss_cmd *cmd);
void ss_complete_fish(const struct ss_cmd *cmd);

#endif
