/* SPDX-License-Identifier: BSD-2-Clause */
/* ss-policy check and ss-policy fmt. */
#ifndef SS_POLICY_CHECK_H
#define SS_POLICY_CHECK_H

#include "core/cli.h"

extern const struct ss_cmd check_command, fmt_command;

int check_main(int count, char **operands);
int fmt_main(int count, char **operands);

#endif
