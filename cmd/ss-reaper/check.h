/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-reaper check: what files of rules mean. */
#ifndef SS_CHECK_RULES_H
#define SS_CHECK_RULES_H

#include "core/cli.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd check_command;
int check_main(int count, char **operands);

#endif
