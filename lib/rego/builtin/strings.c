/* SPDX-License-Identifier: BSD-2-Clause */
/* Looking into strings, cutting and joining them.  Offsets count code points. */
#include "core/utf8.h"
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"
#include "rego/builtin/prefixes.h"
#include "rego/builtin/text.h"
#include "rego/value/string.h"

static bool want_strings(struct rego_call *c, const struct rego_val *args, int n)
{
	for (int i = 1; i <= n; i++)
		if (!rego_want(c, args, i, REGO_STRING))
			return false;
	return true;
}

static bool is_ascii(const struct rego_string *s)
{
	return s->runes == s->len;
}

static const char *find(const char *s, size_t len, const struct rego_string *what)
{
	return memmem(s, len, what->text, what->len);
}

/* The last eight bytes tell most of them apart: paths begin alike. */
static inline bool is_at(const char *at, const struct rego_string *with)
{
	size_t n = with->len;

	if (n >= 8 && rego_load(at + n - 8, 8) != rego_load(with->text + n - 8, 8))
		return false;
	return !memcmp(at, with->text, n);
}

static inline bool starts(const struct rego_string *s, const struct rego_string *with)
{
	return s->len >= with->len && is_at(s->text, with);
}

static inline bool ends(const struct rego_string *s, const struct rego_string *with)
{
	return s->len >= with->len && is_at(s->text + s->len - with->len, with);
}

struct rego_val rego_fn_contains(struct rego_call *c, const struct rego_val *args)
{
	if (!want_strings(c, args, 2))
		return rego_undefined();
	return rego_bool(find(args[0].string->text, args[0].string->len, args[1].string));
}

struct rego_val rego_fn_startswith(struct rego_call *c, const struct rego_val *args)
{
	if (!want_strings(c, args, 2))
		return rego_undefined();
	return rego_bool(starts(args[0].string, args[1].string));
}

struct rego_val rego_fn_endswith(struct rego_call *c, const struct rego_val *args)
{
	if (!want_strings(c, args, 2))
		return rego_undefined();
	return rego_bool(ends(args[0].string, args[1].string));
}

/* --- strings.any_prefix_match, strings.any_suffix_match ------------------- */
static bool want_texts(struct rego_call *c, const struct rego_val *args, int operand)
{
	struct rego_val v = args[operand - 1];
	struct rego_items items = rego_items(v);

	if (v.kind == REGO_STRING)
		return true;
	if (!rego_has_items(v)) {
		rego_operand(c, operand, "one of {string, set, array}", v);
		return false;
	}
	for (uint32_t i = 0; i < items.count; i++) {
		if (items.at[i].kind == REGO_STRING)
			continue;
		rego_element(c, operand, v, "string", items.at[i]);
		return false;
	}
	return true;
}

static struct rego_items texts(const struct rego_val *v)
{
	return v->kind == REGO_STRING ? (struct rego_items){ v, 1 } : rego_items(*v);
}

/* So few are compared with each of the others: putting those in order takes longer. */
#define FEW 16

static bool begins(const struct rego_string *s, const struct rego_string *with, bool at_end)
{
	return at_end ? ends(s, with) : starts(s, with);
}

static bool few_match(struct rego_items strings, struct rego_items wanted, bool at_end)
{
	for (uint32_t i = 0; i < strings.count; i++)
		for (uint32_t j = 0; j < wanted.count; j++)
			if (begins(strings.at[i].string, wanted.at[j].string, at_end))
				return true;
	return false;
}

static struct rego_val any_match(struct rego_call *c, const struct rego_val *args, bool at_end)
{
	const struct rego_string **parts;
	struct rego_items strings, wanted;
	struct rego_prefixes p;

	if (!want_texts(c, args, 1) || !want_texts(c, args, 2))
		return rego_undefined();
	strings = texts(&args[0]);
	wanted = texts(&args[1]);
	if (strings.count <= FEW || wanted.count <= FEW)
		return rego_bool(few_match(strings, wanted, at_end));
	parts = rego_new_array(c->arena, const struct rego_string *, wanted.count);
	for (uint32_t i = 0; i < wanted.count; i++) {
		parts[i] = wanted.at[i].string;
		if (!parts[i]->len && strings.count)
			return rego_bool(true);
	}
	rego_prefixes_init(&p, parts, wanted.count, at_end);
	for (uint32_t i = 0; i < strings.count; i++)
		if (rego_prefixes_find(&p, strings.at[i].string->text, strings.at[i].string->len))
			return rego_bool(true);
	return rego_bool(false);
}

struct rego_val rego_fn_strings_any_prefix_match(struct rego_call *c, const struct rego_val *args)
{
	return any_match(c, args, false);
}

static bool is_utf8(const struct rego_string *s)
{
	bool valid = true;
	size_t i = 0;

	while (i < s->len && valid) {
		if (s->len - i >= 8 && !(rego_load(s->text + i, 8) & UINT64_C(0x8080808080808080)))
			i += 8;
		else
			i += ss_utf8_sequence(s->text + i, s->len - i, &valid);
	}
	return valid;
}

static bool all_utf8(struct rego_items texts)
{
	for (uint32_t i = 0; i < texts.count; i++)
		if (!is_utf8(texts.at[i].string))
			return false;
	return true;
}

static struct rego_val reversed(struct rego_call *c, struct rego_items texts)
{
	struct rego_builder out = { .arena = c->arena };

	for (uint32_t i = 0; i < texts.count; i++)
		rego_add(&out, rego_fn_strings_reverse(c, &texts.at[i]));
	return rego_build_array(&out);
}

struct rego_val rego_fn_strings_any_suffix_match(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val turned[2];

	if (!want_texts(c, args, 1) || !want_texts(c, args, 2))
		return rego_undefined();
	if (all_utf8(texts(&args[0])) && all_utf8(texts(&args[1])))
		return any_match(c, args, true);
	/* OPA compares what strings.reverse() makes, of which bytes that are no UTF-8 are lost. */
	turned[0] = reversed(c, texts(&args[0]));
	turned[1] = reversed(c, texts(&args[1]));
	return any_match(c, turned, false);
}

/* --- where it is ---------------------------------------------------------- */
/* Where the next occurrence begins, at a rune; NULL: nowhere. */
static const char *next(const char *at, const char *end, const struct rego_string *what)
{
	return find(at, (size_t)(end - at), what);
}

static struct rego_val rune_index(const struct rego_string *s, const char *at)
{
	size_t bytes = (size_t)(at - s->text);

	return rego_int((int64_t)(is_ascii(s) ? bytes : rego_rune_count(s->text, bytes)));
}

struct rego_val rego_fn_indexof(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string;
	const char *at;

	if (!want_strings(c, args, 2))
		return rego_undefined();
	if (!args[1].string->len)
		return rego_fail(c, "empty search character");
	at = next(s->text, s->text + s->len, args[1].string);
	return at ? rune_index(s, at) : rego_int(-1);
}

/* Occurrences may overlap. */
struct rego_val rego_fn_indexof_n(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	const struct rego_string *s = args[0].string;
	const char *at, *from, *end;
	int64_t runes = 0;

	if (!want_strings(c, args, 2))
		return rego_undefined();
	if (!args[1].string->len)
		return rego_fail(c, "empty search character");
	from = at = s->text;
	end = s->text + s->len;
	while (at < end && (at = next(at, end, args[1].string))) {
		rego_arena_look(c->arena); /* to compare with what overlaps takes long */
		runes += (int64_t)rego_rune_count(from, (size_t)(at - from));
		rego_add(&out, rego_int(runes));
		from = at++;
	}
	return rego_build_array(&out);
}

/* Without overlaps; the empty text is between all runes. */
struct rego_val rego_fn_strings_count(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string;
	const char *at, *end;
	int64_t n = 0;

	if (!want_strings(c, args, 2))
		return rego_undefined();
	if (!args[1].string->len)
		return rego_int((int64_t)s->runes + 1);
	end = s->text + s->len;
	for (at = s->text; (at = next(at, end, args[1].string)); at += args[1].string->len)
		n++;
	return rego_int(n);
}

/* --- cutting and joining -------------------------------------------------- */
static const char *skip_runes(const char *at, const char *end, int64_t n)
{
	uint32_t code;

	for (; n > 0 && at < end; n--)
		at += rego_rune(at, (size_t)(end - at), &code);
	return at;
}

struct rego_val rego_fn_substring(struct rego_call *c, const struct rego_val *args)
{
	const struct rego_string *s = args[0].string;
	const char *from, *to, *end;
	int64_t start, length;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want_int(c, args, 2, &start) ||
	    !rego_want_int(c, args, 3, &length))
		return rego_undefined();
	if (start < 0)
		return rego_fail(c, "negative offset");
	if (start >= s->runes)
		return rego_string(c->arena, "", 0);
	if (length < 0 || length > s->runes - start)
		length = s->runes - start;
	if (!start && length == s->runes)
		return args[0];
	end = s->text + s->len;
	from = is_ascii(s) ? s->text + start : skip_runes(s->text, end, start);
	to = is_ascii(s) ? from + length : skip_runes(from, end, length);
	return rego_string(c->arena, from, (size_t)(to - from));
}

static struct rego_val each_rune(struct rego_call *c, const struct rego_string *s)
{
	struct rego_builder out = { .arena = c->arena };
	uint32_t code;

	for (size_t i = 0, n; i < s->len; i += n) {
		n = rego_rune(s->text + i, s->len - i, &code);
		rego_add(&out, rego_string(c->arena, s->text + i, n));
	}
	return rego_build_array(&out);
}

struct rego_val rego_fn_split(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	const char *at, *end, *found;

	if (!want_strings(c, args, 2))
		return rego_undefined();
	if (!args[1].string->len)
		return each_rune(c, args[0].string);
	at = args[0].string->text;
	end = at + args[0].string->len;
	while ((found = next(at, end, args[1].string))) {
		rego_add(&out, rego_string(c->arena, at, (size_t)(found - at)));
		at = found + args[1].string->len;
	}
	if (!out.count)
		rego_add(&out, args[0]);
	else
		rego_add(&out, rego_string(c->arena, at, (size_t)(end - at)));
	return rego_build_array(&out);
}

static struct rego_val join(struct rego_call *c, struct rego_items items,
			    const struct rego_string *with)
{
	struct rego_string *joined;
	size_t len = 0, runes = 0;
	char *to;

	for (uint32_t i = 0; i < items.count; i++) {
		len += items.at[i].string->len + (i ? with->len : 0);
		runes += items.at[i].string->runes + (i ? with->runes : 0);
	}
	joined = rego_new_string(c->arena, len);
	joined->runes = (uint32_t)runes;
	to = joined->text;
	for (uint32_t i = 0; i < items.count; i++) {
		if (i)
			to = mempcpy(to, with->text, with->len);
		to = mempcpy(to, items.at[i].string->text, items.at[i].string->len);
	}
	return rego_string_val(joined);
}

struct rego_val rego_fn_concat(struct rego_call *c, const struct rego_val *args)
{
	struct rego_items items = rego_items(args[1]);

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (!rego_has_items(args[1]))
		return rego_operand(c, 2, "one of {set, array}", args[1]);
	for (uint32_t i = 0; i < items.count; i++)
		if (items.at[i].kind != REGO_STRING)
			return rego_element(c, 2, args[1], "string", items.at[i]);
	return join(c, items, args[0].string);
}
