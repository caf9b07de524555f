/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64 and hexadecimal. */
#include "rego/builtin/functions.h"
#include "rego/builtin/gobase64.h"
#include "rego/builtin/gofmt.h"
#include "rego/value/string.h"

static struct rego_val base64_encode(struct rego_call *c, const struct rego_val *args,
				     enum rego_base64 kind)
{
	const char *text;
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	text = rego_base64_encode(c->arena, kind, args[0].string->text, args[0].string->len, &len);
	return rego_string(c->arena, text, len);
}

struct rego_val rego_fn_base64_encode(struct rego_call *c, const struct rego_val *args)
{
	return base64_encode(c, args, REGO_BASE64_STD);
}

struct rego_val rego_fn_base64url_encode(struct rego_call *c, const struct rego_val *args)
{
	return base64_encode(c, args, REGO_BASE64_URL);
}

struct rego_val rego_fn_base64url_encode_no_pad(struct rego_call *c, const struct rego_val *args)
{
	return base64_encode(c, args, REGO_BASE64_RAW_URL);
}

struct rego_val rego_fn_base64_decode(struct rego_call *c, const struct rego_val *args)
{
	struct rego_bytes bytes;
	const char *error;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	bytes = rego_base64_decode(c->arena, REGO_BASE64_STD, args[0].string->text,
				   args[0].string->len, &error);
	if (!bytes.data)
		return rego_fail(c, "%s", error);
	return rego_string(c->arena, (const char *)bytes.data, bytes.len);
}

struct rego_val rego_fn_base64_is_valid(struct rego_call *c, const struct rego_val *args)
{
	const char *error;

	return rego_bool(args[0].kind == REGO_STRING &&
			 rego_base64_decode(c->arena, REGO_BASE64_STD, args[0].string->text,
					    args[0].string->len, &error)
				 .data);
}

struct rego_val rego_fn_base64url_decode(struct rego_call *c, const struct rego_val *args)
{
	struct rego_bytes bytes;
	const char *error;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	bytes = rego_base64url_decode(c->arena, args[0].string->text, args[0].string->len, &error);
	if (!bytes.data)
		return rego_fail(c, "%s", error);
	return rego_string(c->arena, (const char *)bytes.data, bytes.len);
}

/* --- hexadecimal ---------------------------------------------------------- */
struct rego_val rego_fn_hex_encode(struct rego_call *c, const struct rego_val *args)
{
	static const char digits[] = "0123456789abcdef";
	const struct rego_string *s = args[0].string;
	struct rego_string *out;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	out = rego_new_string(c->arena, (size_t)s->len * 2);
	for (uint32_t i = 0; i < s->len; i++) {
		out->text[2 * i] = digits[(unsigned char)s->text[i] >> 4];
		out->text[2 * i + 1] = digits[(unsigned char)s->text[i] & 15];
	}
	return rego_string_val(out);
}

static struct rego_val bad_byte(struct rego_call *c, char byte)
{
	struct rego_gofmt sharp = { .sharp = true };
	struct rego_text t = { .arena = c->arena };

	rego_gofmt_int(&t, &sharp, (unsigned char)byte, 'U');
	return rego_fail(c, "encoding/hex: invalid byte: %s", rego_text_done(&t));
}

struct rego_val rego_fn_hex_decode(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string;
	char *out;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	out = rego_alloc(c->arena, s->len / 2 + 1);
	for (uint32_t i = 0; i < s->len; i++) {
		if (rego_hex_digit(s->text[i]) < 0)
			return bad_byte(c, s->text[i]);
		if (i & 1)
			out[i / 2] = (char)(rego_hex_digit(s->text[i - 1]) << 4 |
					    rego_hex_digit(s->text[i]));
	}
	if (s->len & 1)
		return rego_fail(c, "encoding/hex: odd length hex string");
	return rego_string(c->arena, out, s->len / 2);
}
