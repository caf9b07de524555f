/* SPDX-License-Identifier: BSD-2-Clause */
/* Partial evaluation, when it has its stack. */
#ifndef REGO_STEP_RUN_H
#define REGO_STEP_RUN_H

#include "rego/step/impl.h"

void step_partial_run(struct ev *e, const struct rego_partial_options *o, struct rego_partial *p);

#endif
