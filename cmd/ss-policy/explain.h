/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy explain-yaml: the Rego that rules in YAML mean. */
#ifndef SS_POLICY_EXPLAIN_H
#define SS_POLICY_EXPLAIN_H

#include "core/cli.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd explain_command;
int explain_main(int count, char **operands);

#endif
