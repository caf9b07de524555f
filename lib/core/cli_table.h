/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside cli: the option table with the options that every command has. */
#ifndef SS_CLI_TABLE_H
#define SS_CLI_TABLE_H

#include "core/cli.h"

/* The command's options, then the common ones; NULL after the last. */
const struct ss_opt *ss_cli_opt(const struct ss_cmd *cmd, size_t i);

/* The words a value is one of ("json|text"), or NULL if it is free. */
const char *ss_cli_choices(const struct ss_opt *opt);

void ss_cli_print_help(const struct ss_cmd *cmd);
/* Returns 0, or -EINVAL for a shell we do not know. */
int ss_cli_print_completion(const struct ss_cmd *cmd, const char *shell);
/* The option whose name is nearest to a misspelt NAME, or NULL if none is near. */
const struct ss_opt *ss_cli_nearest(const struct ss_cmd *cmd, const char *name);

#endif
