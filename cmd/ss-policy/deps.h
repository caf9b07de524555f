/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy deps: which documents a query depends on. */
#ifndef SS_POLICY_DEPS_H
#define SS_POLICY_DEPS_H

#include "core/cli.h"

/* The verb: its table, and what it does.  A result for ss_cli_finish(). */
extern const struct ss_cmd deps_command;
int deps_main(int count, char **operands);

#endif
