/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the reaper's rules share. */
#ifndef SS_REAP_RULE_IMPL_H
#define SS_REAP_RULE_IMPL_H

#include "reaper/rule.h"

#define SHOWN		"'%.80s'"				 /* of a value, in a message */
#define SS_REAP_LONGEST (UINT64_C(3650) * 86400 * SS_NS_PER_SEC) /* of any time in a rule */
#define SS_REAP_PROTECT                                                                            \
	"protect." /* how the names begin of the scope's rules of whom not to touch */
#define SS_REAP_NAME_MAX       127 /* of a kernel function */
#define SS_REAP_TARGET_OPTIONS "--func, --syscall, --uprobe, --oncpu or --lifetime"

/* Put the message into WHY, as one line, and return -EINVAL. */
__attribute__((format(printf, 2, 3))) int ss_reap_refuse(struct ss_strbuf *why, const char *fmt,
							 ...);

/* A time that is not 0; a message begins with WHAT, "floor: ". */
int ss_reap_time_parse(const char *what, const char *text, uint64_t *ns, struct ss_strbuf *why);
/* "report" or "action" */
int ss_reap_on_return_parse(const char *text, bool *report, struct ss_strbuf *why);
/* As ss_reap_rate_parse(), or "none". */
int ss_reap_mass_parse(struct ss_reap_config *c, const char *text, struct ss_strbuf *why);

/* rule.c: a rule with its defaults, which number R it has in scope.  0 or -ENOMEM. */
int ss_reap_rule_add(struct ss_reap_config *c, int r, const char *name);
/* Has rule R any criteria of who? */
bool ss_reap_scoped(const struct ss_rules *scope, int r);
/* "limit: " and the like before what is in why.  Returns ERR. */
int ss_reap_where(struct ss_strbuf *why, int err, const char *where);

/* target.c: RULE is about each of a list, "read,fsync"; of probes there is no list. */
int ss_reap_target_add(struct ss_reap_config *c, struct ss_reap_rule *rule, enum ss_reap_kind kind,
		       const char *list);

/* rule_check.c: what is wrong with a rule as a whole.  0, or -EINVAL with why. */
int ss_reap_rule_check(struct ss_reap_config *c, struct ss_reap_rule *rule);
/* What is right and yet to be told.  0 or -ENOMEM. */
int ss_reap_rules_warn(struct ss_reap_config *c);

#endif
