/* SPDX-License-Identifier: BSD-2-Clause */
/* The rule at the end of a time zone: "CET-1CEST,M3.5.0,M10.5.0/3". */
#ifndef REGO_TIME_RULE_H
#define REGO_TIME_RULE_H

#include "rego/builtin/time_zone.h"

/* What is the case at sec, when the last change was at last; t stays when the rule is none.  The
 * name is part of the rule. */
void rego_time_rule(const char *rule, int64_t last, int64_t sec, struct rego_zone_time *t);

#endif
