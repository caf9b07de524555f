// SPDX-License-Identifier: BSD-2-Clause
/* A streaming JSON writer: each value reserves its room once and is written through a pointer. */
#include "core/json_write.h"

#include <string.h>

#include "core/json_escape.h"
#include "core/json_plain.h"

/* The most that one number takes: a sign, twenty digits, two quotes. */
#define NUMBER_SIZE 24

static const char hex_digits[] = "0123456789abcdef";

static inline bool room(struct ss_strbuf *b, size_t more)
{
	if (__builtin_expect(!b->err && more < b->cap - b->len, 1))
		return true;
	return ss_strbuf_reserve(b, more);
}

/* As memcpy(), for lengths that are not known but small: two moves that may overlap. */
static inline void copy_key(char *out, const char *key, size_t len)
{
	uint64_t a, b;
	uint32_t c, d;

	if (len > 16) {
		memcpy(out, key, len);
	} else if (len >= 8) {
		memcpy(&a, key, 8);
		memcpy(&b, key + len - 8, 8);
		memcpy(out, &a, 8);
		memcpy(out + len - 8, &b, 8);
	} else if (len >= 4) {
		memcpy(&c, key, 4);
		memcpy(&d, key + len - 4, 4);
		memcpy(out, &c, 4);
		memcpy(out + len - 4, &d, 4);
	} else if (len) {
		out[0] = key[0];
		out[len / 2] = key[len / 2];
		out[len - 1] = key[len - 1];
	}
}

/* Room for the value's MORE bytes behind comma and key, and those two written.  NULL: no memory. */
static inline __attribute__((always_inline)) char *begin(struct ss_json *w, const char *key,
							 size_t key_len, size_t more)
{
	char *out;

	if (!room(w->buf, key_len + 4 + more))
		return NULL;
	out = w->buf->data + w->buf->len;
	*out = ',';
	out += w->comma;
	w->comma = true;
	if (key) {
		*out = '"';
		copy_key(out + 1, key, key_len);
		memcpy(out + 1 + key_len, "\":", 2);
		out += key_len + 3;
	}
	return out;
}

static inline void finish(struct ss_json *w, char *end)
{
	*end = '\0';
	w->buf->len = end - w->buf->data;
}

void ss_json_put_open(struct ss_json *w, const char *key, size_t key_len, char bracket)
{
	char *out = begin(w, key, key_len, 1);

	if (!out)
		return;
	*out++ = bracket;
	finish(w, out);
	w->comma = false;
}

static void close_container(struct ss_json *w, const char *text, size_t len)
{
	if (!room(w->buf, len))
		return;
	memcpy(w->buf->data + w->buf->len, text, len);
	finish(w, w->buf->data + w->buf->len + len);
	w->comma = true;
}

void ss_json_end_object(struct ss_json *w)
{
	close_container(w, "}", 1);
}

void ss_json_end_array(struct ss_json *w)
{
	close_container(w, "]", 1);
}

void ss_json_end_line(struct ss_json *w)
{
	close_container(w, "}\n", 2);
	w->comma = false;
}

static inline unsigned int count_digits(uint64_t v)
{
	static const uint64_t powers[] = {
		0,
		UINT64_C(10),
		UINT64_C(100),
		UINT64_C(1000),
		UINT64_C(10000),
		UINT64_C(100000),
		UINT64_C(1000000),
		UINT64_C(10000000),
		UINT64_C(100000000),
		UINT64_C(1000000000),
		UINT64_C(10000000000),
		UINT64_C(100000000000),
		UINT64_C(1000000000000),
		UINT64_C(10000000000000),
		UINT64_C(100000000000000),
		UINT64_C(1000000000000000),
		UINT64_C(10000000000000000),
		UINT64_C(100000000000000000),
		UINT64_C(1000000000000000000),
		UINT64_C(10000000000000000000),
	};
	/* log10(2) is 1233/4096 here: right, or one too low. */
	unsigned int guess = (64 - __builtin_clzll(v | 1)) * 1233 >> 12;

	return guess + (v >= powers[guess]);
}

static inline char *put_decimal(char *out, uint64_t v)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char *end = out + count_digits(v), *p = end;

	for (; v >= 100; v /= 100) {
		p -= 2;
		memcpy(p, pairs + v % 100 * 2, 2);
	}
	if (v >= 10)
		memcpy(p - 2, pairs + v * 2, 2);
	else
		p[-1] = (char)('0' + v);
	return end;
}

void ss_json_put_number(struct ss_json *w, const char *key, size_t key_len, uint64_t value,
			bool minus, bool quoted)
{
	char *out = begin(w, key, key_len, NUMBER_SIZE);

	if (!out)
		return;
	*out = '"';
	out += quoted;
	*out = '-';
	out += minus;
	out = put_decimal(out, value);
	*out = '"';
	out += quoted;
	finish(w, out);
}

void ss_json_hex(struct ss_json *w, const char *key, uint64_t value)
{
	unsigned int digits = (67 - __builtin_clzll(value | 1)) / 4;
	char *out = begin(w, key, ss_json_key_len(key), NUMBER_SIZE);

	if (!out)
		return;
	memcpy(out, "\"0x", 3);
	out += 3;
	for (unsigned int i = digits; i-- > 0; value >>= 4)
		out[i] = hex_digits[value & 15];
	out[digits] = '"';
	finish(w, out + digits + 1);
}

void ss_json_put_raw(struct ss_json *w, const char *key, size_t key_len, const char *json,
		     size_t len)
{
	char *out = begin(w, key, key_len, len);

	if (!out)
		return;
	memcpy(out, json, len);
	finish(w, out + len);
}

/* The rare string: what is in OUT so far is plain, the rest of VALUE is not. */
static __attribute__((noinline)) bool put_rest(struct ss_json *w, const char *value, size_t len)
{
	bool repaired = ss_json_escape(w->buf, value, len);

	ss_strbuf_char(w->buf, '"');
	return repaired;
}

bool ss_json_put_str(struct ss_json *w, const char *key, size_t key_len, const char *value,
		     size_t len)
{
	char *out = begin(w, key, key_len, len + 2);
	size_t plain;

	if (!out)
		return false;
	*out++ = '"';
	plain = ss_json_plain_copy(out, value, len);
	out += plain;
	if (plain < len) {
		finish(w, out);
		return put_rest(w, value + plain, len - plain);
	}
	*out++ = '"';
	finish(w, out);
	return false;
}

void ss_json_str_hex(struct ss_json *w, const char *key, const char *value, size_t len)
{
	char *out = begin(w, key, ss_json_key_len(key), len * 2 + 6);

	if (!out)
		return;
	if (key) {
		memcpy(out - 2, "_hex\":", 6);
		out += 4;
	}
	*out++ = '"';
	for (size_t i = 0; i < len; i++) {
		*out++ = hex_digits[(unsigned char)value[i] >> 4];
		*out++ = hex_digits[value[i] & 15];
	}
	*out++ = '"';
	finish(w, out);
}

void ss_json_bytes(struct ss_json *w, const char *key, const char *value, size_t len)
{
	/* An array's element has no name that a sibling could have: its array does. */
	if (ss_json_str(w, key, value, len) && key)
		ss_json_str_hex(w, key, value, len);
}
