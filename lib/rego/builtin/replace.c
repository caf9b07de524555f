/* SPDX-License-Identifier: BSD-2-Clause */
/* replace and strings.replace_n, as Go's strings.Replacer: at each place the first pattern of the
 * list that matches there is replaced, and what was put in is not looked at again. */
#include "rego/builtin/functions.h"
#include "rego/builtin/prefixes.h"
#include "rego/builtin/text.h"

/* Of patterns that match at one place the first in order is the shortest. */
struct replacer {
	struct rego_prefixes patterns;
	const struct rego_pair *pairs; /* in the order of the patterns */
	bool empty;		       /* the first pattern is the empty text */
};

static void init(struct rego_arena *a, struct replacer *r, const struct rego_pair *pairs,
		 size_t count)
{
	const struct rego_string **texts = rego_new_array(a, const struct rego_string *, count);

	for (size_t i = 0; i < count; i++)
		texts[i] = pairs[i].key.string;
	/* They are in order: so the places stay the same. */
	rego_prefixes_init(&r->patterns, texts, count, false);
	r->pairs = pairs;
	r->empty = count && !texts[0]->len;
}

/* The shortest pattern, not empty, that the text begins with. */
static const struct rego_pair *match(const struct replacer *r, const char *s, size_t len)
{
	const struct rego_string **found = rego_prefixes_find(&r->patterns, s, len);

	return found ? &r->pairs[found - r->patterns.texts] : NULL;
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

		init(c->arena, &r, &pair, 1);
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
	init(c->arena, &r, args[0].object->pairs, args[0].object->count);
	return replace(c, &r, args[1]);
}
