/* SPDX-License-Identifier: BSD-2-Clause */
/* What rules name that is not there: perhaps still to come, perhaps a slip of the pen. */
#ifndef SS_FILTER_GONE_H
#define SS_FILTER_GONE_H

#include "event/rules.h"

/*
 * Warn of the processes and containers that are asked for by those of the compiled rules
 * whose bits are in RULES, and that there are not.  WHOSE: what asks for them; NULL: it is named.
 */
void ss_filter_warn_gone(const struct ss_rules *r, uint64_t rules, const char *whose);
/* The same of files that processes may run, */
void ss_filter_warn_files(const struct ss_rules *r, uint64_t rules, const char *whose);
/* and of those whose processes the rules leave out. */
void ss_filter_warn_files_not(const struct ss_rules *r, uint64_t rules);

#endif
