/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of reading JSON into an arena: what is read rests on a stack until its array or object
 * ends, so depth costs memory, not the machine's stack. */
#ifndef REGO_JSON_READER_H
#define REGO_JSON_READER_H

#include "rego/value/index.h"
#include "rego/value/intern.h"
#include "rego/value/number_priv.h"
#include "rego/value/string.h"
#include "rego/value/wish.h"

#define REGO_DEEPEST   10000 /* as encoding/json of Go */
#define REGO_LONG_NAME 48    /* longer texts are not looked up in the policy's names */
#define REGO_MANY_KEYS 64    /* so large an object gets an index at once */
#define REGO_SEEN_KEYS 16    /* keys of this text that are known again: a power of two */

struct rego_open { /* an array or object that has not ended */
	uint32_t first;
	bool object;
	const struct rego_wish *wish; /* of its members; NULL: all */
};

struct rego_reader {
	struct rego_arena *arena;
	const struct rego_intern *names;
	const char *text, *p, *end;
	struct rego_val *stack;
	struct rego_open *open;
	uint32_t count, room, depth, open_room;
	const char *why;
	const struct rego_wish *wish; /* of the value that comes next; NULL: all of it */
	const struct rego_string *seen[REGO_SEEN_KEYS]; /* by hash; not made yet: NULL */
};

static inline bool rego_read_fail(struct rego_reader *r, const char *why)
{
	r->why = why;
	return false;
}

/* From behind the first quote to behind the last, whatever is in between. */
bool rego_read_string(struct rego_reader *r, struct rego_val *out);
/* Any number at r->p. */
bool rego_read_number(struct rego_reader *r, struct rego_val *out);
void rego_read_room(struct rego_reader *r);
/* An array or object begins; false when it is nested too deeply. */
bool rego_read_open(struct rego_reader *r, bool object);
/* The innermost one has ended: one value in place of its parts. */
struct rego_val rego_read_close(struct rego_reader *r);

static inline void rego_read_push(struct rego_reader *r, struct rego_val v)
{
	if (__builtin_expect(r->count == r->room, 0))
		rego_read_room(r);
	r->stack[r->count++] = v;
}

/* The value of n plain bytes: one of the names, or a new string. */
static inline struct rego_val rego_plain_string(struct rego_reader *r, const char *p, size_t n)
{
	struct rego_string *s;
	uint32_t hash = 0;

	if (r->names && n <= REGO_LONG_NAME) {
		const struct rego_string *name;

		hash = rego_text_hash(p, n);
		name = rego_intern_hashed(r->names, hash, p, n);
		if (name)
			return rego_string_val(name);
	}
	s = rego_new_string(r->arena, n);
	memcpy(s->text, p, n);
	s->hash = hash;
	return rego_string_val(s);
}

/* The same of a key that is UTF-8: many objects of a text have the same ones, which are one string
 * then, found and compared by where it is. */
static inline struct rego_val rego_plain_key(struct rego_reader *r, const char *p, size_t n)
{
	uint32_t hash = n <= REGO_LONG_NAME ? rego_text_hash(p, n) : 0;
	const struct rego_string **seen = &r->seen[hash % REGO_SEEN_KEYS], *name = NULL;
	struct rego_string *s;

	if (hash && r->names)
		name = rego_intern_hashed(r->names, hash, p, n);
	if (name)
		return rego_string_val(name);
	if (hash && *seen && (*seen)->hash == hash && (*seen)->len == n &&
	    !memcmp((*seen)->text, p, n))
		return rego_string_val(*seen);
	s = rego_new_string(r->arena, n);
	memcpy(s->text, p, n);
	s->hash = hash;
	s->runes = (uint32_t)rego_rune_count(p, n);
	if (hash)
		*seen = s;
	return rego_string_val(s);
}

/* The whole text by its tokens; false when there is anything wrong or unusual in it. */
bool rego_read_tokens(struct rego_reader *r, struct rego_val *out);
/* The same, without making a value of it. */
bool rego_check_tokens(struct rego_reader *r);

#endif
