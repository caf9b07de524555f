/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which events are wanted: rules by name from files, and one made of the command
 * line's options, compiled into tables that the kernel's programs and the
 * evaluator over a line read the same way.
 */
#ifndef SS_RULES_H
#define SS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json_read.h"
#include "core/strbuf.h"
#include "event/types.h"

struct ss_config;
struct ss_node;

enum ss_criterion {
	SS_BY_PID,
	SS_BY_TREE,
	SS_BY_UID,
	SS_BY_COMM,
	SS_BY_EXE,
	SS_BY_CGROUP,
	SS_BY_CONTAINER,
	SS_BY_PATH,
	SS_BY_PORT,
	SS_BY_ADDR,
	SS_BY_ERRNO,
	SS_CRITERIA
};

#define SS_BY_WHO SS_BY_PATH /* those before it ask who does it */

extern const char *const ss_criterion_names[SS_CRITERIA + 1]; /* "pid"; the last is NULL */

#define SS_RULES_MAX	    63 /* with that of the command line, bit 0; the kernel needs bit 63 */
#define SS_RULE_CMDLINE	    1ull
#define SS_RULES_MAX_VALUES 4096 /* of one criterion */
#define SS_PATTERN_MAX	    254	 /* bytes of a path or a part of one */

enum ss_match {
	SS_MATCH_EXACT,
	SS_MATCH_PREFIX, /* what an LPM trie compares: the first bits */
	SS_MATCH_SUFFIX, /* the same of the reversed text; the key is reversed */
};

/*
 * A value that rules ask for.  Its key is what a map takes:
 *   pid tree uid errno	 uint32_t, cgroup uint64_t, as the machine has them
 *   comm		 16 bytes, padded with NUL
 *   container		 the first 12 digits
 *   exe path		 bytes without NUL: exact, prefix or suffix
 *   port		 prefix of two bytes, high one first (a range is several)
 *   addr		 prefix of a byte 4 or 6 and the address; v4 in v6 is v4
 */
struct ss_rule_value {
	enum ss_match match;
	unsigned int bits; /* of the key; bits beyond them, in the last byte, are 0 */
	uint8_t *key;
	uint64_t pos, neg; /* the rules that want it, and those that refuse it */
};

/*
 * Sorted by match and key, each once.  Among the prefixes (and the suffixes) a
 * longer one has the rules of the shorter ones it begins with too: the longest
 * match says all.
 */
struct ss_rule_table {
	struct ss_rule_value *values;
	size_t count, room;
	uint64_t pos_used, neg_used; /* the rules that have this criterion */
};

/*
 * Of an event of type T, where OK starts as applies[T] and for each criterion
 * POS and NEG are what all its values find in the tables:
 *   ok &= (POS | ~pos_used) & ~NEG
 * It passes if OK has the command line's bit, one of the rules to keep if any of
 * them applies to T, and none of the rules to drop.
 */
struct ss_rules {
	struct ss_rule_table by[SS_CRITERIA];
	uint64_t applies[SS_EVENT_TYPES];
	uint64_t keep, drop; /* without the command line's */
	char *names[SS_RULES_MAX];
	int count;	      /* of rules, with that of the command line */
	struct ss_strbuf why; /* after an error: one line of text */
};

/* No rules: everything passes.  NULL + errno. */
struct ss_rules *ss_rules_new(void);
void ss_rules_free(struct ss_rules *r);

/*
 * Add: one value of an option; one of --not, "exe=/bin/sh", of the criteria
 * before END; the rules of a file or of a text.  0, -EINVAL with a message in why
 * that names the option or the place in the file, or another -errno with the
 * file's name in why.
 */
int ss_rules_option(struct ss_rules *r, enum ss_criterion by, const char *value);
int ss_rules_not(struct ss_rules *r, const char *pair, enum ss_criterion end);
int ss_rules_file(struct ss_rules *r, const char *path);
int ss_rules_text(struct ss_rules *r, const char *name, const char *text, size_t len);

/*
 * A rule that is about processes instead of events, for who reads its bit himself:
 * it is in no applies, neither kept nor dropped.  Its number; -EINVAL with a message
 * in why, as of a name that is taken; or -ENOMEM.
 */
int ss_rules_rule(struct ss_rules *r, const char *name);

/*
 * Add to RULE the criteria that ask who does it: those that a map of a file has,
 * and under "not" those it refuses; what else is in the map is the caller's to
 * check.  Or one, "exe=/bin/sh".  0, -EINVAL with a message in the file's why (of a pair in
 * the rules' why), or another -errno.
 */
int ss_rules_scope(struct ss_rules *r, int rule, struct ss_config *c, const struct ss_node *map);
int ss_rules_pair(struct ss_rules *r, int rule, const char *pair, bool negated);

/* The keys of such a map: "pid" ... "container", "not"; the last is NULL. */
extern const char *const ss_rules_scope_keys[SS_BY_WHO + 2];

/* When all is added, and before the tables are used.  0 or -ENOMEM. */
int ss_rules_compile(struct ss_rules *r);

enum ss_verdict {
	SS_FILTERED,
	SS_UNSURE, /* it depends on what the line does not tell: to be let through */
	SS_PASSES,
};

/*
 * Judge an event by its line.  KERNEL: the rules that the kernel could not
 * refute when it saw the event; their tree, cgroup and container hold, since
 * the kernel knows these better.  NULL: it has not been asked; a tree is then
 * not told, a cgroup is the process's own alone, and a container the innermost.
 * What is no event (meta lines) passes.  ROOM is for decoding strings.
 */
enum ss_verdict ss_rules_check(const struct ss_rules *r, struct ss_json_val line,
			       const uint64_t *kernel, struct ss_strbuf *room);

#endif
