/* SPDX-License-Identifier: BSD-2-Clause */
/* replace and strings.replace_n, as Go's strings.Replacer: at each place the first pattern of the
 * list that matches there is replaced, and what was put in is not looked at again. */
#include "rego/builtin/functions.h"
#include "rego/builtin/text.h"

/* Sorted by pattern.  So of those that match somewhere the first is the shortest, and those that
 * begin with some text are next to each other. */
struct replacer {
	const struct rego_pair *pairs;
	size_t count;
	bool empty;	   /* the first pattern is the empty text */
	size_t first[257]; /* by first byte, of the rest */
};

static int byte_at(const struct rego_pair *p, size_t at)
{
	return at < p->key.string->len ? (unsigned char)p->key.string->text[at] : -1;
}

/* The first of pairs from low to high that has no smaller byte there. */
static size_t bound(const struct replacer *r, size_t low, size_t high, size_t at, int byte)
{
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (byte_at(&r->pairs[mid], at) < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void init(struct replacer *r, const struct rego_pair *pairs, size_t count)
{
	r->pairs = pairs;
	r->count = count;
	r->empty = count && !pairs[0].key.string->len;
	r->first[0] = r->empty;
	for (int b = 1; b <= 256; b++)
		r->first[b] = bound(r, r->empty, count, 0, b);
}

/* The shortest pattern, not empty, that the text begins with. */
static const struct rego_pair *match(const struct replacer *r, const char *s, size_t len)
{
	size_t low, high;

	if (!len)
		return NULL;
	low = r->first[(unsigned char)*s];
	high = r->first[(unsigned char)*s + 1];
	for (size_t at = 1; low < high; at++) {
		if (r->pairs[low].key.string->len == at)
			return &r->pairs[low];
		if (at == len)
			return NULL;
		low = bound(r, low, high, at, (unsigned char)s[at]);
		high = bound(r, low, high, at, (unsigned char)s[at] + 1);
	}
	return NULL;
}

static struct rego_val replace(struct rego_call *c, const struct replacer *r, struct rego_val text)
{
	struct rego_text out = { .arena = c->arena };
	const struct rego_string *s = text.string;
	size_t last = 0, i = 0;
	bool was_empty = false, changed = false;

	while (i <= s->len) {
		const struct rego_pair *p = NULL;

		/* The empty pattern comes before all others, but not twice at one place. */
		if (r->empty && !was_empty)
			p = &r->pairs[0];
		else
			p = match(r, s->text + i, s->len - i);
		was_empty = p && !p->key.string->len;
		if (!p) {
			i++;
			continue;
		}
		rego_put(&out, s->text + last, i - last);
		rego_put(&out, p->value.string->text, p->value.string->len);
		i += p->key.string->len;
		last = i;
		changed = true;
	}
	if (!changed)
		return text;
	rego_put(&out, s->text + last, s->len - last);
	return rego_text_value(&out);
}

struct rego_val rego_fn_replace(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text out = { .arena = c->arena };
	const char *at, *end, *found;

	for (int i = 1; i <= 3; i++)
		if (!rego_want(c, args, i, REGO_STRING))
			return rego_undefined();
	if (!args[1].string->len) {
		struct rego_pair pair = { args[1], args[2] };
		struct replacer r;

		init(&r, &pair, 1);
		return replace(c, &r, args[0]);
	}
	at = args[0].string->text;
	end = at + args[0].string->len;
	while ((found = memmem(at, (size_t)(end - at), args[1].string->text,
			       args[1].string->len))) {
		rego_put(&out, at, (size_t)(found - at));
		rego_put(&out, args[2].string->text, args[2].string->len);
		at = found + args[1].string->len;
	}
	if (at == args[0].string->text)
		return args[0];
	rego_put(&out, at, (size_t)(end - at));
	return rego_text_value(&out);
}

struct rego_val rego_fn_strings_replace_n(struct rego_call *c, const struct rego_val *args)
{
	struct replacer r;

	if (!rego_want(c, args, 1, REGO_OBJECT) || !rego_want(c, args, 2, REGO_STRING))
		return rego_undefined();
	for (uint32_t i = 0; i < args[0].object->count; i++) {
		if (args[0].object->pairs[i].key.kind != REGO_STRING)
			return rego_operand_as(c, 1, "non-string key found in pattern object");
		if (args[0].object->pairs[i].value.kind != REGO_STRING)
			return rego_operand_as(c, 1, "non-string value found in pattern object");
	}
	init(&r, args[0].object->pairs, args[0].object->count);
	return replace(c, &r, args[1]);
}
