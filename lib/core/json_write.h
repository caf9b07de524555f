/* SPDX-License-Identifier: BSD-2-Clause */
/* A streaming JSON writer into a ss_strbuf: escaping, UTF-8 repair, the 2^53 rule. */
#ifndef SS_JSON_WRITE_H
#define SS_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

/*
 * One value at a time; commas are the writer's business.  KEY is the member's
 * name, or NULL inside an array and at the top.  Keys are ours and are written
 * as they are.  Nothing is checked or reported on the way: a failed allocation
 * is in buf->err at the end.
 */
struct ss_json {
	struct ss_strbuf *buf;
	bool comma; /* the next value needs one */
};

/* Numbers up to this are numbers; anything that can be wider is written with ss_json_id(). */
#define SS_JSON_MAX_INT (UINT64_C(1) << 53)

static inline void ss_json_init(struct ss_json *w, struct ss_strbuf *buf)
{
	*w = (struct ss_json){ .buf = buf };
}

/* { and [ */
static inline void ss_json_object(struct ss_json *w, const char *key);
static inline void ss_json_array(struct ss_json *w, const char *key);
void ss_json_end_object(struct ss_json *w);
void ss_json_end_array(struct ss_json *w);
/* End the outermost object and the line: the writer is ready for the next. */
void ss_json_end_line(struct ss_json *w);

/* Above 2^53: a string. */
static inline void ss_json_u64(struct ss_json *w, const char *key, uint64_t value);
/* Beyond +-2^53: a string. */
static inline void ss_json_i64(struct ss_json *w, const char *key, int64_t value);
static inline void ss_json_bool(struct ss_json *w, const char *key, bool value);
static inline void ss_json_null(struct ss_json *w, const char *key);
/* Decimal, always a string. */
static inline void ss_json_id(struct ss_json *w, const char *key, uint64_t value);
/* "0x1f", always a string. */
void ss_json_hex(struct ss_json *w, const char *key, uint64_t value);

/*
 * LEN bytes that may hold anything.  Escapes the quote, the backslash,
 * U+0000-001F and U+007F; each maximal invalid part becomes one U+FFFD (the
 * W3C's and Unicode 15 s.3.9's practice).  Returns true if something was
 * repaired: the caller then adds the exact bytes with ss_json_str_hex(),
 * or has used ss_json_bytes(), which does both.
 */
static inline bool ss_json_str(struct ss_json *w, const char *key, const char *value, size_t len);
/* "KEY_hex": the bytes as lower-case hex.  KEY without the suffix; NULL: just the hex string. */
void ss_json_str_hex(struct ss_json *w, const char *key, const char *value, size_t len);
/* ss_json_str(), and its KEY_hex sibling if it was repaired; none where KEY is NULL. */
void ss_json_bytes(struct ss_json *w, const char *key, const char *value, size_t len);
/* A NUL-terminated string of ours. */
static inline void ss_json_cstr(struct ss_json *w, const char *key, const char *value);
/* JSON text that is ready, copied as it is. */
static inline void ss_json_raw(struct ss_json *w, const char *key, const char *json, size_t len);

/*
 * What the inline ones stand for.  Keys are nearly always literals, whose length
 * the compiler then knows: measuring them is much of the work otherwise.
 */
void ss_json_put_open(struct ss_json *w, const char *key, size_t key_len, char bracket);
void ss_json_put_number(struct ss_json *w, const char *key, size_t key_len, uint64_t value,
			bool minus, bool quoted);
bool ss_json_put_str(struct ss_json *w, const char *key, size_t key_len, const char *value,
		     size_t len);
void ss_json_put_raw(struct ss_json *w, const char *key, size_t key_len, const char *json,
		     size_t len);

static inline size_t ss_json_key_len(const char *key)
{
	return key ? __builtin_strlen(key) : 0;
}

static inline void ss_json_object(struct ss_json *w, const char *key)
{
	ss_json_put_open(w, key, ss_json_key_len(key), '{');
}

static inline void ss_json_array(struct ss_json *w, const char *key)
{
	ss_json_put_open(w, key, ss_json_key_len(key), '[');
}

static inline void ss_json_u64(struct ss_json *w, const char *key, uint64_t value)
{
	ss_json_put_number(w, key, ss_json_key_len(key), value, false, value > SS_JSON_MAX_INT);
}

static inline void ss_json_i64(struct ss_json *w, const char *key, int64_t value)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

	ss_json_put_number(w, key, ss_json_key_len(key), size, value<0, size> SS_JSON_MAX_INT);
}

static inline void ss_json_id(struct ss_json *w, const char *key, uint64_t value)
{
	ss_json_put_number(w, key, ss_json_key_len(key), value, false, true);
}

static inline void ss_json_bool(struct ss_json *w, const char *key, bool value)
{
	ss_json_raw(w, key, value ? "true" : "false", value ? 4 : 5);
}

static inline void ss_json_null(struct ss_json *w, const char *key)
{
	ss_json_raw(w, key, "null", 4);
}

static inline bool ss_json_str(struct ss_json *w, const char *key, const char *value, size_t len)
{
	return ss_json_put_str(w, key, ss_json_key_len(key), value, len);
}

static inline void ss_json_cstr(struct ss_json *w, const char *key, const char *value)
{
	ss_json_put_str(w, key, ss_json_key_len(key), value, __builtin_strlen(value));
}

static inline void ss_json_raw(struct ss_json *w, const char *key, const char *json, size_t len)
{
	ss_json_put_raw(w, key, ss_json_key_len(key), json, len);
}

#endif
