/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reader over one JSON text (an event line): validated once into an index of
 * values, then read in any order without allocating.
 *
 * Ours and not libsimdjson: on event lines, whole and checked to the end, both
 * take the same time (tests/bench/json; simdjson's DOM, 3.0).  Its On-Demand
 * reader takes half of that, because it does not check what it skips; but a
 * line that is no JSON has to be found and reported, not passed over.
 */
#ifndef SS_JSON_READ_H
#define SS_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_JSON_MAX_DEPTH 64
#define SS_JSON_MAX_SIZE  (16u << 20) /* bytes in one text */

enum ss_json_type {
	SS_JSON_NULL,
	SS_JSON_BOOL,
	SS_JSON_NUMBER,
	SS_JSON_STRING,
	SS_JSON_ARRAY,
	SS_JSON_OBJECT,
};

struct ss_json_doc; /* reusable: its memory grows to the largest text seen */

/* A value in a doc, valid until the next parse.  Plain data, pass it by value. */
struct ss_json_val {
	const struct ss_json_doc *doc;
	uint32_t node; /* 0: no such value */
};

struct ss_json_error {
	size_t offset;	 /* byte in the text */
	const char *why; /* static, lower case: "unterminated string" */
};

struct ss_json_doc *ss_json_doc_new(void); /* NULL + errno */
void ss_json_doc_free(struct ss_json_doc *doc);

/*
 * Check TEXT[0..len) as strict RFC 8259 (UTF-8 valid, depth and size bounded,
 * nothing but white space after the value) and index it.  TEXT is not copied
 * or changed and must stay until the values are no longer used.
 * Returns 0, -EINVAL (*error says where and why), -E2BIG (too deep, too long)
 * or -ENOMEM.  ERROR may be NULL.
 */
int ss_json_parse(struct ss_json_doc *doc, const char *text, size_t len,
		  struct ss_json_error *error);

struct ss_json_val ss_json_root(const struct ss_json_doc *doc);
static inline bool ss_json_exists(struct ss_json_val v)
{
	return v.node != 0;
}
enum ss_json_type ss_json_type(struct ss_json_val v); /* SS_JSON_NULL if absent */

/* Member of an object by its exact key; the first if there are several.  Absent if none, or no
 * object. */
struct ss_json_val ss_json_get(struct ss_json_val object, const char *key, size_t len);
/* The same along a dotted path: "process.exe".  Keys with dots need ss_json_get(). */
struct ss_json_val ss_json_path(struct ss_json_val root, const char *path);

/* Children in order.  An absent value ends the walk.  ss_json_key() of an object's child is its
 * name. */
struct ss_json_val ss_json_first(struct ss_json_val container);
struct ss_json_val ss_json_next(struct ss_json_val child);
struct ss_json_val ss_json_key(struct ss_json_val child);
#define ss_for_each_json(child, container)                                                         \
	for (struct ss_json_val child = ss_json_first(container); ss_json_exists(child);           \
	     child = ss_json_next(child))

/* The text of a value as it stands, quotes included: byte-exact pass-through of a part. */
void ss_json_text(struct ss_json_val v, const char **text, size_t *len);

/*
 * A string's bytes.  Without escapes this points into the text; otherwise it is
 * decoded into BUF, which must have room for ss_json_text()'s len.  A lone
 * surrogate decodes to U+FFFD.  Returns false if it is no string.
 */
bool ss_json_get_str(struct ss_json_val v, char *buf, const char **s, size_t *len);
/* Exact integers only: no fraction, no exponent, in range, and no sign for u64. */
bool ss_json_get_u64(struct ss_json_val v, uint64_t *out);
bool ss_json_get_i64(struct ss_json_val v, int64_t *out);
/* The nearest double; false if it is infinite.  Does not depend on the locale. */
bool ss_json_get_double(struct ss_json_val v, double *out);
bool ss_json_get_bool(struct ss_json_val v, bool *out);

#endif
