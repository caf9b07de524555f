/* SPDX-License-Identifier: BSD-2-Clause */
/* Case, trimming and turning strings round. */
#include "rego/builtin/functions.h"
#include "rego/builtin/text.h"
#include "rego/builtin/unicode.h"
#include "rego/value/string.h"

/* --- case ----------------------------------------------------------------- */
typedef uint32_t rune_fn(uint32_t code);

static struct rego_val map_ascii(struct rego_call *c, struct rego_val v, rune_fn *fn)
{
	const struct rego_string *s = v.string;
	struct rego_string *out;
	uint32_t i = 0;

	while (i < s->len && fn((unsigned char)s->text[i]) == (unsigned char)s->text[i])
		i++;
	if (i == s->len)
		return v;
	out = rego_new_string(c->arena, s->len);
	memcpy(out->text, s->text, i);
	for (; i < s->len; i++)
		out->text[i] = (char)fn((unsigned char)s->text[i]);
	return rego_string_val(out);
}

/* Runes are as many as bytes in what is no UTF-8, too. */
static bool is_ascii(const struct rego_string *s)
{
	if (s->runes != s->len)
		return false;
	for (uint32_t i = 0; i < s->len; i++)
		if (s->text[i] & 0x80)
			return false;
	return true;
}

static struct rego_val map_runes(struct rego_call *c, struct rego_val v, rune_fn *fn)
{
	struct rego_text out = { .arena = c->arena };
	const struct rego_string *s = v.string;
	uint32_t code;

	if (!rego_want(c, &v, 1, REGO_STRING))
		return rego_undefined();
	if (is_ascii(s))
		return map_ascii(c, v, fn);
	for (size_t i = 0; i < s->len;) {
		i += rego_rune(s->text + i, s->len - i, &code);
		rego_put_rune(&out, fn(code));
	}
	return rego_text_value(&out);
}

void rego_put_lower(struct rego_text *t, const char *s, size_t len)
{
	uint32_t code;

	for (size_t i = 0; i < len;) {
		i += rego_rune(s + i, len - i, &code);
		rego_put_rune(t, rego_to_lower(code));
	}
}

struct rego_val rego_fn_lower(struct rego_call *c, const struct rego_val *args)
{
	return map_runes(c, args[0], rego_to_lower);
}

struct rego_val rego_fn_upper(struct rego_call *c, const struct rego_val *args)
{
	return map_runes(c, args[0], rego_to_upper);
}

struct rego_val rego_fn_strings_reverse(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string;
	struct rego_string *out;
	bool broken = false;
	uint32_t code;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	out = rego_new_string(c->arena, s->len);
	out->runes = s->runes;
	for (size_t i = 0, n; i < s->len; i += n) {
		n = rego_rune(s->text + i, s->len - i, &code);
		memcpy(out->text + s->len - i - n, s->text + i, n);
		/* OPA writes U+FFFD there, over what it has written before. */
		if (n == 1 && (s->text[i] & 0x80) && i >= 2) {
			memcpy(out->text + s->len - i - 1, "\xef\xbf\xbd", 3);
			broken = true;
		}
	}
	return broken ? rego_string(c->arena, out->text, out->len) : rego_string_val(out);
}

/* --- trimming ------------------------------------------------------------- */
enum side { LEFT = 1, RIGHT = 2 };

typedef bool in_set_fn(uint32_t code, const struct rego_string *set);

static bool in_text(uint32_t code, const struct rego_string *set)
{
	uint32_t c;

	if (code < 0x80)
		return memchr(set->text, (int)code, set->len);
	for (size_t i = 0; i < set->len;) {
		i += rego_rune(set->text + i, set->len - i, &c);
		if (c == code)
			return true;
	}
	return false;
}

static bool is_white(uint32_t code, const struct rego_string *set)
{
	(void)set;
	return rego_is_space(code);
}

/* The rune that ends at end. */
static size_t last_rune(const char *at, const char *end, uint32_t *code)
{
	size_t most = (size_t)(end - at) < 4 ? (size_t)(end - at) : 4;

	for (size_t n = 2; n <= most; n++)
		if (rego_rune(end - n, n, code) == n)
			return n;
	rego_rune(end - 1, 1, code);
	return 1;
}

static struct rego_val trim(struct rego_call *c, struct rego_val v, int sides, in_set_fn *in_set,
			    const struct rego_string *set)
{
	const char *at = v.string->text, *end = at + v.string->len;
	uint32_t code;
	size_t n;

	while ((sides & LEFT) && at < end) {
		n = rego_rune(at, (size_t)(end - at), &code);
		if (!in_set(code, set))
			break;
		at += n;
	}
	while ((sides & RIGHT) && at < end) {
		n = last_rune(at, end, &code);
		if (!in_set(code, set))
			break;
		end -= n;
	}
	if ((size_t)(end - at) == v.string->len)
		return v;
	return rego_string(c->arena, at, (size_t)(end - at));
}

static struct rego_val trim_set(struct rego_call *c, const struct rego_val *args, int sides)
{
	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	return trim(c, args[0], sides, in_text, args[1].string);
}

struct rego_val rego_fn_trim(struct rego_call *c, const struct rego_val *args)
{
	return trim_set(c, args, LEFT | RIGHT);
}

struct rego_val rego_fn_trim_left(struct rego_call *c, const struct rego_val *args)
{
	return trim_set(c, args, LEFT);
}

struct rego_val rego_fn_trim_right(struct rego_call *c, const struct rego_val *args)
{
	return trim_set(c, args, RIGHT);
}

struct rego_val rego_fn_trim_space(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	return trim(c, args[0], LEFT | RIGHT, is_white, NULL);
}

struct rego_val rego_fn_trim_prefix(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string, *prefix = args[1].string;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	if (!prefix->len || s->len < prefix->len || memcmp(s->text, prefix->text, prefix->len))
		return args[0];
	return rego_string(c->arena, s->text + prefix->len, s->len - prefix->len);
}

struct rego_val rego_fn_trim_suffix(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string, *suffix = args[1].string;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	if (!suffix->len || s->len < suffix->len ||
	    memcmp(s->text + s->len - suffix->len, suffix->text, suffix->len))
		return args[0];
	return rego_string(c->arena, s->text, s->len - suffix->len);
}
