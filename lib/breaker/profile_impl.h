/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the profile's reader share. */
#ifndef SS_BREAKER_PROFILE_IMPL_H
#define SS_BREAKER_PROFILE_IMPL_H

#include "breaker/profile.h"
#include "config/config.h"
#include "core/clock.h"

/* Who speaks by himself may be silent for so long. */
#define SS_PROFILE_QUIET (300 * SS_NS_PER_SEC)

#define SHOWN "'%.80s'" /* of a value, in a message */

/* While a file is read. */
struct ss_profile_draft {
	struct ss_profile *p;
	struct ss_config *file;
	int level;		     /* that is being read */
	int source;		     /* the same */
	uint32_t skip;		     /* bits: classes that are left out */
	struct ss_breaker_rule rule; /* what is common to all that a map stands for */
	unsigned int mistakes;	     /* that stand in the profile's why, or were too many to tell */
};

/* After -EINVAL: keep what was wrong, and 0, as what comes next can be looked at as well.  Other
 * results stay: -E2BIG, with its reason, where there is no room for what comes next. */
int ss_profile_go_on(struct ss_profile_draft *d, int err);

/* One more rule, which stands at NODE. */
int ss_profile_add_rule(struct ss_profile_draft *d, const struct ss_breaker_rule *rule,
			const struct ss_node *node);
/* profile_rule.c: the map "classes". */
int ss_profile_classes(struct ss_profile_draft *d, const struct ss_node *map);
/* profile_level.c: the map "levels".  After a mistake there may be none. */
int ss_profile_levels(struct ss_profile_draft *d, const struct ss_node *map);
/* profile_source.c: the list "sources". */
int ss_profile_sources(struct ss_profile_draft *d, const struct ss_node *list);
/* Enough of it to begin with, at number I.  0 or -ENOMEM. */
int ss_profile_source_init(struct ss_profile *p, int i, enum ss_source_kind kind);
/* profile_bounds.c: its keys enter, leave, worse and urgent. */
int ss_profile_bounds(struct ss_profile_draft *d, const struct ss_node *map);
#define SS_PROFILE_UNSAID INT64_MIN /* of enter and leave */

/* profile_words.c.  0 or -EINVAL; the caller says what was wrong. */
int ss_profile_proto(const char *text, uint8_t *proto, bool *all);
int ss_profile_ports(const char *text, uint16_t *low, uint16_t *high);
int ss_profile_prefix(const char *text, struct ss_breaker_rule *r);
int ss_profile_dscp(const char *text, uint64_t *bits);
int ss_profile_icmp(const char *text, struct ss_breaker_rule *r);
int ss_profile_ethertype(const char *text, uint16_t *type);
int ss_profile_policy(const char *text, struct ss_breaker_policy *policy);
/* A decimal number in thousandths, with a unit or without. */
int ss_profile_value(const char *text, int64_t *value);
/* The words that there are, NULL-terminated: for a hint. */
extern const char *const ss_profile_proto_words[],
	*const ss_profile_dscp_words[], *const ss_profile_icmp_words[],
						*const ss_profile_ethertype_words[];

/* A time, which is not 0 unless it may be. */
int ss_profile_time(struct ss_profile_draft *d, const struct ss_node *node, bool may_be_0,
		    uint64_t *ns);

#endif
