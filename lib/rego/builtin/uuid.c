/* SPDX-License-Identifier: BSD-2-Clause */
/* UUIDs: made at random, and read. */
#include <stdio.h>
#include <strings.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

/* 100 ns steps from 1582-10-15 to 1970-01-01. */
#define EPOCH INT64_C(122192928000000000)

struct rego_val rego_fn_uuid_rfc4122(struct rego_call *c, const struct rego_val *args)
{
	const char *key = rego_term_text(c->arena, args[0]);
	unsigned char b[16];
	uint64_t part;

	for (int i = 0; i < 2; i++) {
		part = rego_random(c, rego_printf(c->arena, "%d%s", i, key), strlen(key) + 1);
		memcpy(b + 8 * i, &part, 8);
	}
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	return rego_stringf(c->arena,
			    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
			    b[11], b[12], b[13], b[14], b[15]);
}

/* Plain, with hyphens, in braces, or with urn:uuid: before it. */
static bool read_uuid(const char *s, size_t len, unsigned char out[16])
{
	bool plain = len == 32;

	if (len == 45 && strncasecmp(s, "urn:uuid:", 9))
		return false;
	if (len != 32 && len != 36 && len != 38 && len != 45)
		return false;
	s += len == 45 ? 9 : len == 38;
	if (!plain && (s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-'))
		return false;
	for (int i = 0; i < 16; i++) {
		s += !plain && (i == 4 || i == 6 || i == 8 || i == 10);
		if (rego_hex_digit(s[0]) < 0 || rego_hex_digit(s[1]) < 0)
			return false;
		out[i] = (unsigned char)(rego_hex_digit(s[0]) << 4 | rego_hex_digit(s[1]));
		s += 2;
	}
	return true;
}

static const char *variant(unsigned char b)
{
	if ((b & 0xc0) == 0x80)
		return "RFC4122";
	if ((b & 0xe0) == 0xc0)
		return "Microsoft";
	return (b & 0xe0) == 0xe0 ? "Future" : "Reserved";
}

static const char *domain(struct rego_arena *a, unsigned char b)
{
	static const char *const names[] = { "Person", "Group", "Org" };

	return b < 3 ? names[b] : rego_printf(a, "Domain%d", b);
}

static const char *mac_kind(unsigned char b)
{
	static const char *const kinds[] = { "global:unicast", "global:multicast", "local:unicast",
					     "local:multicast" };

	return kinds[b & 3];
}

static int64_t nanoseconds(const unsigned char b[16])
{
	uint64_t t = (uint64_t)(b[6] & 0x0f) << 56 | (uint64_t)b[7] << 48 | (uint64_t)b[4] << 40 |
		     (uint64_t)b[5] << 32 | (uint64_t)b[0] << 24 | (uint64_t)b[1] << 16 |
		     (uint64_t)b[2] << 8 | b[3];

	/* What is too far away wraps around, as in OPA. */
	return (int64_t)((t - (uint64_t)EPOCH) * 100);
}

static void put(struct rego_builder *b, const char *key, struct rego_val value)
{
	rego_add_pair(b, rego_cstring(b->arena, key), value);
}

/* What versions 1 and 2 hold. */
static void put_origin(struct rego_builder *out, const unsigned char b[16])
{
	struct rego_arena *a = out->arena;

	put(out, "time", rego_int(nanoseconds(b)));
	put(out, "nodeid",
	    rego_stringf(a, "%02x-%02x-%02x-%02x-%02x-%02x", b[10], b[11], b[12], b[13], b[14],
			 b[15]));
	put(out, "macvariables", rego_cstring(a, mac_kind(b[10])));
	put(out, "clocksequence", rego_int((b[8] << 8 | b[9]) & 0x3fff));
	if (b[6] >> 4 != 2)
		return;
	put(out, "id", rego_int((int64_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3]));
	put(out, "domain", rego_cstring(a, domain(a, b[9])));
}

struct rego_val rego_fn_uuid_parse(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	unsigned char b[16];

	if (!rego_want(c, args, 1, REGO_STRING) ||
	    !read_uuid(args[0].string->text, args[0].string->len, b))
		return rego_undefined();
	put(&out, "version", rego_int(b[6] >> 4));
	put(&out, "variant", rego_cstring(c->arena, variant(b[8])));
	if (b[6] >> 4 == 1 || b[6] >> 4 == 2)
		put_origin(&out, b);
	return rego_build_object(&out);
}
