/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy eval: what a query gives. */
#ifndef SS_POLICY_EVAL_H
#define SS_POLICY_EVAL_H

#include "core/cli.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd eval_command;
int eval_main(int count, char **operands);

#endif
