// SPDX-License-Identifier: BSD-2-Clause
/* A streaming JSON writer: each value reserves its room once and is written through a pointer. */
#include "core/json_write.h"

#include <string.h>

#include "core/json_escape.h"

/* The most that one number takes: a sign, twenty digits, two quotes. */
#define NUMBER_SIZE 24

static const char hex_digits[] = "0123456789abcdef";

static inline bool room(struct ss_strbuf *b, size_t more)
{
	if (__builtin_expect(!b->err && more < b->cap - b->len, 1))
		return true;
	return ss_strbuf_reserve(b, more);
}

/* Room for the value's MORE bytes behind comma and key, and those two written.  NULL: no memory. */
static inline char *begin(struct ss_json *w, const char *key, size_t more)
{
	size_t len = key ? strlen(key) : 0;
	char *out;

	if (!room(w->buf, len + 4 + more))
		return NULL;
	out = w->buf->data + w->buf->len;
	*out = ',';
	out += w->comma;
	w->comma = true;
	if (key) {
		*out++ = '"';
		memcpy(out, key, len);
		out += len;
		*out++ = '"';
		*out++ = ':';
	}
	return out;
}

static inline void finish(struct ss_json *w, char *end)
{
	*end = '\0';
	w->buf->len = end - w->buf->data;
}

static void open_container(struct ss_json *w, const char *key, char c)
{
	char *out = begin(w, key, 1);

	if (!out)
		return;
	*out++ = c;
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

void ss_json_object(struct ss_json *w, const char *key)
{
	open_container(w, key, '{');
}

void ss_json_array(struct ss_json *w, const char *key)
{
	open_container(w, key, '[');
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

static void put_number(struct ss_json *w, const char *key, bool minus, uint64_t value, bool quoted)
{
	char *out = begin(w, key, NUMBER_SIZE);

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

void ss_json_u64(struct ss_json *w, const char *key, uint64_t value)
{
	put_number(w, key, false, value, value > SS_JSON_MAX_INT);
}

void ss_json_i64(struct ss_json *w, const char *key, int64_t value)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

	put_number(w, key, value<0, size, size> SS_JSON_MAX_INT);
}

void ss_json_id(struct ss_json *w, const char *key, uint64_t value)
{
	put_number(w, key, false, value, true);
}

void ss_json_hex(struct ss_json *w, const char *key, uint64_t value)
{
	unsigned int digits = (67 - __builtin_clzll(value | 1)) / 4;
	char *out = begin(w, key, NUMBER_SIZE);

	if (!out)
		return;
	memcpy(out, "\"0x", 3);
	out += 3;
	for (unsigned int i = digits; i-- > 0; value >>= 4)
		out[i] = hex_digits[value & 15];
	out[digits] = '"';
	finish(w, out + digits + 1);
}

void ss_json_bool(struct ss_json *w, const char *key, bool value)
{
	ss_json_raw(w, key, value ? "true" : "false", value ? 4 : 5);
}

void ss_json_null(struct ss_json *w, const char *key)
{
	ss_json_raw(w, key, "null", 4);
}

void ss_json_raw(struct ss_json *w, const char *key, const char *json, size_t len)
{
	char *out = begin(w, key, len);

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

bool ss_json_str(struct ss_json *w, const char *key, const char *value, size_t len)
{
	char *out = begin(w, key, len + 2);
	size_t plain;

	if (!out)
		return false;
	*out++ = '"';
	plain = ss_json_copy_plain(out, value, len);
	out += plain;
	if (plain < len) {
		finish(w, out);
		return put_rest(w, value + plain, len - plain);
	}
	*out++ = '"';
	finish(w, out);
	return false;
}

void ss_json_cstr(struct ss_json *w, const char *key, const char *value)
{
	ss_json_str(w, key, value, strlen(value));
}

void ss_json_str_hex(struct ss_json *w, const char *key, const char *value, size_t len)
{
	char *out = begin(w, key, len * 2 + 6);

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
