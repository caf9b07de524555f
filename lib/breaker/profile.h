/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a file of YAML says: the levels, what packets are of which class, and the
 * sources that choose the level.  Made into the tables of table.h and the rules of
 * level.h.
 */
#ifndef SS_BREAKER_PROFILE_H
#define SS_BREAKER_PROFILE_H

#include "breaker/level.h"
#include "breaker/table.h"
#include "core/strbuf.h"

enum ss_source_kind {
	SS_SOURCE_BATTERY,  /* WHAT: a supply, or NULL: those of the machine */
	SS_SOURCE_THERMAL,  /* a type of zone, or NULL: the hottest of all */
	SS_SOURCE_PRESSURE, /* "memory", "cpu", "io", or the path of such a file */
	SS_SOURCE_FILE,	    /* its path; a FIFO is listened to */
	SS_SOURCE_COMMAND,
	SS_SOURCE_STDIN, /* WHAT: the key */
	SS_SOURCE_KINDS
};
extern const char *const ss_source_kind_names[SS_SOURCE_KINDS + 1];

/* Where values come from; how they are judged is in rules.source[] of the same number. */
struct ss_profile_source {
	enum ss_source_kind kind;
	char *name;	    /* unique */
	char *what, *key;   /* KEY: of an object of JSON that is read; NULL: numbers */
	bool full;	    /* of a pressure: all tasks wait, not some */
	bool percent;	    /* what is not within 0 and 100 is no value */
	uint64_t every_ns;  /* it is read; 0: it speaks by itself */
	uint64_t window_ns; /* of a pressure */
	uint64_t limit_ns;  /* of a command: how long it may take */
};

struct ss_profile {
	struct ss_breaker_table table;
	struct ss_level_rules rules;
	struct ss_profile_source sources[SS_SOURCES_MAX];
	uint32_t classes; /* bits: whose rules are given; the others have built-in ones */
	bool has_sources, has_dwell;
	struct ss_strbuf why; /* after -EINVAL: "FILE:LINE:COL: text", a line for each mistake */
};

/* All zero is an empty one. */
void ss_profile_fini(struct ss_profile *p);
/* Add what a file says.  0; -EINVAL or another -errno, with the file's name in why. */
int ss_profile_file(struct ss_profile *p, const char *path);
int ss_profile_text(struct ss_profile *p, const char *name, const char *text, size_t len);
/*
 * What was not said is as built in; and is all of it possible?  With SUPPLY there is
 * a source for the battery of that name.  The same results.
 */
int ss_profile_finish(struct ss_profile *p, const char *supply);

/* Batteries and zones that are not named are told on standard input, by the source's name. */
int ss_profile_from_stdin(struct ss_profile *p);

/* What is built in, as YAML. */
extern const char ss_profile_builtin[];

/* Management: this TCP port, for that address or (NULL) any.  0 or -errno as of a table. */
int ss_profile_manage(struct ss_profile *p, uint16_t port, const char *address);
bool ss_profile_has_management(const struct ss_profile *p);
/* The first level at which what is in no class does not pass, or not all of it; NULL: none. */
const char *ss_profile_locks_out_at(const struct ss_profile *p);
/* The number of the level of that name, or -1. */
int ss_profile_level(const struct ss_profile *p, const char *name);
/* The nearest name of a level, or NULL. */
const char *ss_profile_level_near(const struct ss_profile *p, const char *name);

/* For people: what all of it means. */
void ss_profile_describe(const struct ss_profile *p, struct ss_strbuf *out);
/* For programs: an object, on one line. */
void ss_profile_json(const struct ss_profile *p, struct ss_strbuf *out);
/* "tcp", "icmpv6"; "proto 99" of one that has no name here. */
void ss_profile_proto_text(uint8_t number, struct ss_strbuf *out);
/* A rule as it would be written, "tcp/22 10.0.0.0/8"; a policy: "drop", "100/s burst 20". */
void ss_profile_rule_text(const struct ss_breaker_rule *r, struct ss_strbuf *out);
void ss_profile_policy_text(const struct ss_breaker_policy *p, struct ss_strbuf *out);
/* A value of a source with its unit, "17.5%". */
void ss_profile_value_text(enum ss_source_kind kind, int64_t value, struct ss_strbuf *out);
/* The same without a unit, for programs. */
struct ss_json;
void ss_profile_put_value(struct ss_json *w, const char *key, int64_t value);

#endif
