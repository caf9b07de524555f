/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of ss-breaker: their tables, and what they do.  Results for ss_cli_finish(). */
#ifndef SS_BREAKER_VERBS_H
#define SS_BREAKER_VERBS_H

#include "core/cli.h"

extern const struct ss_cmd run_command, force_command, confirm_command, off_command, status_command,
	check_command, act_command, top_command;

int run_main(int count, char **operands);
int force_main(int count, char **operands);
int confirm_main(int count, char **operands);
int off_main(int count, char **operands);
int status_main(int count, char **operands);
int check_main(int count, char **operands);
int act_main(int count, char **operands);
int top_main(int count, char **operands);

#endif
