/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a policy, as opa's commands say it. */
#ifndef SS_POLICY_TELL_H
#define SS_POLICY_TELL_H

#include "rego/rego.h"

/* To stderr: how many there are WHEN ("" or " during loading"), then each. */
void tell_errors(const struct rego_errors *e, const char *when);

#endif
