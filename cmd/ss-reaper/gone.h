/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SS_REAPER_GONE_H
#define SS_REAPER_GONE_H

#include "reaper/rule.h"

/* Warn of what the rules name that is not there, and of whom they protect in vain. */
void gone_warn(const struct ss_reap_config *c);

#endif
