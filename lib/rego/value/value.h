/* SPDX-License-Identifier: BSD-2-Clause */
/* Rego's values: 16 bytes, immutable, passed by value.
 *
 * What they point to lives in an arena and is never freed alone.  Values of the policy and of
 * its data are sealed (hashes and indices made) before other threads see them.  Order is that of
 * the language: null < bool < number < string < array < object < set.  Arrays of elements and
 * objects are contiguous; sets and objects are sorted and free of duplicates, so that iteration
 * is in the order of the language. */
#ifndef REGO_VALUE_H
#define REGO_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rego/value/arena.h"

enum rego_kind {
	REGO_UNDEFINED,
	REGO_NULL,
	REGO_BOOL,
	REGO_NUMBER,
	REGO_STRING,
	REGO_ARRAY,
	REGO_OBJECT,
	REGO_SET,
};

struct rego_string {
	uint32_t len;
	uint32_t hash;	/* 0: not yet made */
	uint32_t id;	/* place in the intern table of the policy + 1; 0: not interned */
	uint32_t runes; /* code points, a byte that is not UTF-8 being one, too; == len when each
			 * byte is one: ASCII but for such bytes */
	char text[];	/* any bytes, nearly always UTF-8, and a NUL that len does not count */
};

struct rego_number; /* number.h: what does not fit an int64, or is spelled unusually */

struct rego_val {
	uint8_t kind;
	uint8_t big; /* REGO_NUMBER: 0: i holds it, 1: number points to it; of what nests 1: a loop
		      * over it, or over what is in it, meets it as it was written */
	uint16_t depth; /* of what nests: how deep */
	uint32_t below; /* how many values are in it, and in them; twice what is there twice */
	union {
		bool b;
		int64_t i;
		const struct rego_number *number;
		const struct rego_string *string;
		struct rego_array *array;
		struct rego_object *object;
		struct rego_set *set;
	};
};

/* Whatever goes through a value is bounded by these; to make a larger one stops.  What is shared
 * counts each time: a small program could make a value that nobody can print. */
#define REGO_MOST_DEPTH 12000
#define REGO_MOST_BELOW (1U << 30)

struct rego_pair {
	struct rego_val key, value;
};

struct rego_array {
	uint32_t count;
	uint32_t hash; /* 0: not yet made */
	struct rego_val items[];
};

struct rego_set {
	uint32_t count;
	uint32_t hash;
	uint32_t *index; /* open addressing over items, made at need for many; else NULL */
	uint32_t mask;
	bool odd; /* has numbers that the order of the language cannot place (10.0 == 1) */
	struct rego_set *written; /* neither sorted nor unique; for values that are marked big */
	struct rego_val items[];  /* sorted, unique */
};

struct rego_object {
	uint32_t count;
	uint32_t hash;
	uint32_t *index;
	uint32_t mask;
	bool odd;
	struct rego_object *written;
	struct rego_pair pairs[]; /* sorted by key, unique */
};

/* --- making --------------------------------------------------------------- */
static inline struct rego_val rego_undefined(void)
{
	return (struct rego_val){ .kind = REGO_UNDEFINED };
}
static inline struct rego_val rego_null(void)
{
	return (struct rego_val){ .kind = REGO_NULL };
}
static inline struct rego_val rego_bool(bool b)
{
	return (struct rego_val){ .kind = REGO_BOOL, .i = b };
}
static inline struct rego_val rego_int(int64_t i)
{
	return (struct rego_val){ .kind = REGO_NUMBER, .i = i };
}
/* A copy, byte for byte: as in Go, a string may hold what is not UTF-8, and shows it as U+FFFD only
 * where it is written as JSON. */
struct rego_val rego_string(struct rego_arena *a, const char *s, size_t len);
struct rego_val rego_cstring(struct rego_arena *a, const char *s);
__attribute__((format(printf, 2, 3))) struct rego_val rego_stringf(struct rego_arena *a,
								   const char *fmt, ...);
/* Copies of n items; sets are sorted and made unique, of equal keys of an object the last wins. */
struct rego_val rego_array(struct rego_arena *a, const struct rego_val *items, size_t n);
struct rego_val rego_set(struct rego_arena *a, const struct rego_val *items, size_t n);
struct rego_val rego_object(struct rego_arena *a, const struct rego_pair *pairs, size_t n);

/* Something that grows until it is made a value.  All zero but the arena is empty. */
struct rego_builder {
	struct rego_arena *arena;
	struct rego_val *items; /* an object has key and value in turn */
	size_t count, room;
};
void rego_add(struct rego_builder *b, struct rego_val item);
void rego_add_pair(struct rego_builder *b, struct rego_val key, struct rego_val value);
struct rego_val rego_build_array(struct rego_builder *b);
struct rego_val rego_build_set(struct rego_builder *b);
struct rego_val rego_build_object(struct rego_builder *b);

/* --- reading -------------------------------------------------------------- */
static inline bool rego_defined(struct rego_val v)
{
	return v.kind != REGO_UNDEFINED;
}
static inline bool rego_is_false(struct rego_val v)
{
	return v.kind == REGO_BOOL && !v.b;
}
/* Elements of an array, a set or an object, bytes of a string; 0 for the rest. */
size_t rego_len(struct rego_val v);
const char *rego_text(struct rego_val string);
/* "null", "boolean", "number", "string", "array", "object", "set". */
const char *rego_kind_name(enum rego_kind kind);
/* coll[key] of an array (by index), an object or a set (the element itself), else undefined. */
struct rego_val rego_get(struct rego_val coll, struct rego_val key);
struct rego_val rego_get_text(struct rego_val object, const char *key);
/* The element at a place of an array or a set; of an object the value there. */
static inline struct rego_val rego_item(struct rego_val coll, size_t i)
{
	return coll.kind == REGO_ARRAY	  ? coll.array->items[i]
	       : coll.kind == REGO_OBJECT ? coll.object->pairs[i].value
					  : coll.set->items[i];
}
bool rego_set_has(struct rego_val set, struct rego_val item);
/* < 0, 0, > 0 in the order of the language; 1 and 1.0 are equal. */
int rego_compare(struct rego_val a, struct rego_val b);
bool rego_equal(struct rego_val a, struct rego_val b);
/* Equal values have equal hashes; never 0. */
uint32_t rego_hash(struct rego_val v);
/* Make all hashes and indices below v, so that threads may read it. */
void rego_seal(struct rego_arena *a, struct rego_val v);
/* A copy of v and all below it in another arena. */
struct rego_val rego_copy(struct rego_arena *a, struct rego_val v);

/* --- JSON ----------------------------------------------------------------- */
struct rego_intern; /* strings of the policy, found by their text: intern.h */
struct ss_strbuf;

/* One JSON document; numbers keep their spelling; of equal keys the last wins.  Keys and strings
 * that names (may be NULL) holds are those.  On a syntax error: undefined, and *error is a text in
 * the arena with line and column. */
struct rego_val rego_json_read(struct rego_arena *a, const struct rego_intern *names,
			       const char *text, size_t len, const char **error);
/* Compact JSON.  Sets become arrays; keys that are no strings become the JSON text of the key. */
void rego_json_write(struct ss_strbuf *out, struct rego_val v);
/* As encoding/json of Go escapes (<, >, & too) with html; indent 0 is compact. */
void rego_json_write_as(struct ss_strbuf *out, struct rego_val v, int indent, bool html);
/* As Rego writes terms: {"a": 1}, {1, 2}, set(): in messages, %v, print. */
void rego_term_write(struct ss_strbuf *out, struct rego_val v);
/* "text" with the escapes of Go's strconv.Quote, as terms and %q have it. */
void rego_quote_write(struct ss_strbuf *out, const char *text, size_t len);
/* Whether Go would print the code point as it is (unicode.IsPrint). */
bool rego_printable(uint32_t code);

#endif
