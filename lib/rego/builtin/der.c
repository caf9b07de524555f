/* SPDX-License-Identifier: BSD-2-Clause */
/* DER, as strict as golang.org/x/crypto/cryptobyte: shortest lengths, low tag numbers. */
#include "rego/builtin/der.h"

#include <stdio.h>

bool rego_der_any(struct rego_der *s, unsigned int *tag, struct rego_der *body,
		  struct rego_der *whole)
{
	size_t head = 2, len;

	if (s->len < 2 || (s->data[0] & 0x1f) == 0x1f)
		return false;
	len = s->data[1];
	if (len & 0x80) {
		size_t n = len & 0x7f;

		if (!n || n > 4 || s->len < 2 + n)
			return false;
		len = 0;
		for (size_t i = 0; i < n; i++)
			len = len << 8 | s->data[2 + i];
		if (len < 128 || len >> ((n - 1) * 8) == 0)
			return false;
		head += n;
	}
	if (s->len - head < len)
		return false;
	if (tag)
		*tag = s->data[0];
	if (whole)
		*whole = (struct rego_der){ s->data, head + len };
	*body = (struct rego_der){ s->data + head, len };
	/* body may be s itself. */
	if (body != s)
		*s = (struct rego_der){ body->data + len, s->len - head - len };
	return true;
}

bool rego_der_peek(const struct rego_der *s, unsigned int tag)
{
	return s->len && s->data[0] == tag;
}

bool rego_der_read(struct rego_der *s, unsigned int tag, struct rego_der *body)
{
	return rego_der_peek(s, tag) && rego_der_any(s, NULL, body, NULL);
}

bool rego_der_element(struct rego_der *s, unsigned int tag, struct rego_der *whole)
{
	struct rego_der body;

	return rego_der_peek(s, tag) && rego_der_any(s, NULL, &body, whole);
}

bool rego_der_optional(struct rego_der *s, unsigned int tag, struct rego_der *body, bool *present)
{
	*present = rego_der_peek(s, tag);
	return !*present || rego_der_read(s, tag, body);
}

static bool shortest(const struct rego_der *i)
{
	if (!i->len)
		return false;
	if (i->len == 1)
		return true;
	return !(i->data[0] == 0 && !(i->data[1] & 0x80)) &&
	       !(i->data[0] == 0xff && (i->data[1] & 0x80));
}

bool rego_der_integer(struct rego_der *s, struct rego_der *body)
{
	return rego_der_read(s, REGO_DER_INTEGER, body) && shortest(body);
}

bool rego_der_int64(struct rego_der *s, unsigned int tag, int64_t *out)
{
	struct rego_der body;
	uint64_t v;

	if (!rego_der_read(s, tag, &body) || !shortest(&body) || body.len > 8)
		return false;
	v = body.data[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < body.len; i++)
		v = v << 8 | body.data[i];
	*out = (int64_t)v;
	return true;
}

bool rego_der_bits(struct rego_der *s, struct rego_der *bytes, unsigned int *unused)
{
	struct rego_der body;
	unsigned int pad;

	if (!rego_der_read(s, REGO_DER_BITS, &body) || !body.len)
		return false;
	pad = body.data[0];
	*bytes = (struct rego_der){ body.data + 1, body.len - 1 };
	if (pad > 7 || (!bytes->len && pad) ||
	    (bytes->len && (bytes->data[bytes->len - 1] & ((1u << pad) - 1))))
		return false;
	*unused = pad;
	return true;
}

/* A number of seven bits a byte that fits 31 bits, in its shortest form. */
static bool base128(struct rego_der *s, uint32_t *out)
{
	uint32_t v = 0;

	for (int i = 0; s->len; i++) {
		unsigned char b = *s->data++;

		s->len--;
		if (i == 5 || v >= 1u << 24 || (!i && b == 0x80))
			return false;
		v = v << 7 | (b & 0x7f);
		if (!(b & 0x80)) {
			*out = v;
			return true;
		}
	}
	return false;
}

bool rego_oid_parse(struct rego_der body, struct rego_oid *oid)
{
	uint32_t v;

	if (!body.len || !base128(&body, &v))
		return false;
	oid->part[0] = v < 80 ? v / 40 : 2;
	oid->part[1] = v < 80 ? v % 40 : v - 80;
	oid->count = 2;
	while (body.len) {
		if (oid->count == REGO_OID_MOST || !base128(&body, &v))
			return false;
		oid->part[oid->count++] = v;
	}
	return true;
}

bool rego_der_oid(struct rego_der *s, struct rego_oid *oid)
{
	struct rego_der body;

	return rego_der_read(s, REGO_DER_OID, &body) && rego_oid_parse(body, oid);
}

const char *rego_oid_text(struct rego_arena *a, const struct rego_oid *oid)
{
	char *text = rego_alloc(a, (size_t)oid->count * 11 + 1), *to = text;

	*to = 0;
	for (uint32_t i = 0; i < oid->count; i++)
		to += sprintf(to, i ? ".%u" : "%u", oid->part[i]);
	return text;
}

struct rego_val rego_oid_value(struct rego_arena *a, const struct rego_oid *oid)
{
	struct rego_builder b = { .arena = a };

	for (uint32_t i = 0; i < oid->count; i++)
		rego_add(&b, rego_int(oid->part[i]));
	return rego_build_array(&b);
}

bool rego_oid_is(const struct rego_oid *oid, const char *text)
{
	char have[REGO_OID_MOST * 11 + 1], *to = have;

	for (uint32_t i = 0; i < oid->count; i++)
		to += sprintf(to, i ? ".%u" : "%u", oid->part[i]);
	return oid->count && !strcmp(have, text);
}
