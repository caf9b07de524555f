/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 both ways; the decoder finds the same byte to blame as Go's. */
#include "rego/builtin/gobase64.h"

static const char std_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static bool is_padded(enum rego_base64 kind)
{
	return kind == REGO_BASE64_STD || kind == REGO_BASE64_URL;
}

static int letter_value(enum rego_base64 kind, unsigned char c)
{
	bool url = kind == REGO_BASE64_URL || kind == REGO_BASE64_RAW_URL;

	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == (url ? '-' : '+'))
		return 62;
	return c == (url ? '_' : '/') ? 63 : -1;
}

struct decoder {
	const unsigned char *src;
	size_t len, at;
	unsigned char *out;
	size_t made;
	enum rego_base64 kind;
	size_t wrong; /* the byte to blame */
	bool failed, ended;
};

static void fail_at(struct decoder *d, size_t at)
{
	if (!d->failed)
		d->wrong = at;
	d->failed = true;
}

static void skip_line_ends(struct decoder *d)
{
	while (d->at < d->len && (d->src[d->at] == '\n' || d->src[d->at] == '\r'))
		d->at++;
}

/* A '=' was read after have letters of a group. */
static void padding(struct decoder *d, int have)
{
	if (have < 2) {
		fail_at(d, d->at - 1);
		return;
	}
	if (have == 2) {
		skip_line_ends(d);
		if (d->at == d->len) {
			fail_at(d, d->len);
			return;
		}
		if (d->src[d->at] != '=') {
			fail_at(d, d->at - 1);
			return;
		}
		d->at++;
	}
	skip_line_ends(d);
	if (d->at < d->len)
		fail_at(d, d->at);
	d->ended = true;
}

/* Up to four letters: the number read, and the bits of them in *bits. */
static int group(struct decoder *d, uint32_t *bits)
{
	int have = 0;

	for (*bits = 0; have < 4;) {
		int v;

		if (d->at == d->len) {
			if (have == 1 || (have && is_padded(d->kind)))
				fail_at(d, d->at - (size_t)have);
			d->ended = true;
			return have;
		}
		v = letter_value(d->kind, d->src[d->at++]);
		if (v >= 0) {
			*bits |= (uint32_t)v << (18 - 6 * have++);
			continue;
		}
		if (d->src[d->at - 1] == '\n' || d->src[d->at - 1] == '\r')
			continue;
		if (d->src[d->at - 1] == '=' && is_padded(d->kind))
			padding(d, have);
		else
			fail_at(d, d->at - 1);
		return have;
	}
	return have;
}

struct rego_bytes rego_base64_decode(struct rego_arena *a, enum rego_base64 kind, const char *text,
				     size_t len, const char **error)
{
	struct decoder d = { .src = (const unsigned char *)text, .len = len, .kind = kind };

	d.out = rego_alloc(a, len / 4 * 3 + 4);
	while (!d.failed && !d.ended) {
		uint32_t bits;
		int have = group(&d, &bits);

		if (d.failed)
			break;
		for (int i = 0; i + 1 < have; i++)
			d.out[d.made++] = (unsigned char)(bits >> (16 - 8 * i));
	}
	*error = NULL;
	if (d.failed) {
		*error = rego_printf(a, "illegal base64 data at input byte %zu", d.wrong);
		return (struct rego_bytes){ 0 };
	}
	d.out[d.made] = 0;
	return (struct rego_bytes){ d.out, d.made };
}

struct rego_bytes rego_base64url_decode(struct rego_arena *a, const char *text, size_t len,
					const char **error)
{
	size_t pad = 0;
	char *padded;

	if (!len || text[len - 1] != '=') {
		if (len % 4 == 1) {
			*error = rego_printf(a, "illegal base64url string: %.*s", (int)len, text);
			return (struct rego_bytes){ 0 };
		}
		pad = (4 - len % 4) % 4;
	}
	padded = rego_alloc(a, len + pad + 1);
	memcpy(padded, text, len);
	memset(padded + len, '=', pad);
	return rego_base64_decode(a, REGO_BASE64_URL, padded, len + pad, error);
}

char *rego_base64_encode(struct rego_arena *a, enum rego_base64 kind, const void *data, size_t len,
			 size_t *out_len)
{
	const char *letters =
		kind == REGO_BASE64_URL || kind == REGO_BASE64_RAW_URL ? url_letters : std_letters;
	char *out = rego_alloc(a, (len + 2) / 3 * 4 + 1), *to = out;
	const unsigned char *s = data;

	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)s[i] << 16;

		if (have > 1)
			bits |= (uint32_t)s[i + 1] << 8;
		if (have > 2)
			bits |= s[i + 2];
		for (size_t k = 0; k <= have; k++)
			*to++ = letters[bits >> (18 - 6 * k) & 63];
		for (size_t k = have; k < 3 && is_padded(kind); k++)
			*to++ = '=';
	}
	*to = 0;
	if (out_len)
		*out_len = (size_t)(to - out);
	return out;
}
