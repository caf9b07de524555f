/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SS_POLICY_BENCH_H
#define SS_POLICY_BENCH_H

#include "core/cli.h"

extern const struct ss_cmd bench_command;
int bench_main(int count, char **operands);

#endif
