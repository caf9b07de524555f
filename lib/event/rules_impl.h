/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the rules share. */
#ifndef SS_RULES_IMPL_H
#define SS_RULES_IMPL_H

#include "event/rules.h"

#define SS_RULE_COMM_LEN 16
#define SS_RULE_ADDR_LEN 17

/* rules_scope.c: the criteria before END that MAP has, and under "not" those it refuses. */
int ss_rules_criteria(struct ss_rules *r, int rule, struct ss_config *c, const struct ss_node *map,
		      enum ss_criterion end);

/* A criterion of a rule. */
struct ss_rule_part {
	struct ss_rules *rules;
	int rule;
	enum ss_criterion by;
	bool negated;
};

/* One more key for it.  0, -E2BIG or -ENOMEM. */
int ss_rule_put(const struct ss_rule_part *p, enum ss_match match, const void *key,
		unsigned int bits);

/* rules_value.c: one more value for it, as people write it.  -EINVAL: why says what is wrong. */
int ss_rule_value(const struct ss_rule_part *p, const char *text);

/* rules_path.c: the same for a pattern, and for a file that is run. */
int ss_rule_path(const struct ss_rule_part *p, const char *text);
int ss_rule_exe(const struct ss_rule_part *p, const char *text);

#define SHOWN "'%.80s'" /* of a value, in a message */

/* Put the message into why and return -EINVAL. */
__attribute__((format(printf, 2, 3))) int ss_rule_refuse(const struct ss_rule_part *p,
							 const char *fmt, ...);

/* The key of an address; *bits is its length.  False: TEXT is none. */
bool ss_rule_addr(const char *text, uint8_t key[SS_RULE_ADDR_LEN], unsigned int *bits);
/* The number of an error's name, 0 if there is none of that name. */
uint32_t ss_rule_errno(const char *name, size_t len);

/* Do the first BITS of both agree? */
bool ss_bits_equal(const uint8_t *a, const uint8_t *b, unsigned int bits);

/* Rules that want a value, and rules that refuse it. */
struct ss_rule_hits {
	uint64_t pos, neg;
};

/* One criterion of one event. */
struct ss_rule_look {
	const struct ss_rule_table *table;
	struct ss_json_val line;
	struct ss_strbuf *room;
	struct ss_rule_hits sure, maybe; /* those of sure are in maybe too */
};

struct ss_rule_bytes {
	const char *data;
	size_t len;
	bool cut; /* something is missing before them */
};

/* rules_check.c: one value that the event has. */
void ss_rule_see(struct ss_rule_look *l, struct ss_rule_bytes b);
/* rules_look.c: all values that the event has of a criterion. */
extern void (*const ss_rule_looks[SS_CRITERIA])(struct ss_rule_look *l);

#endif
