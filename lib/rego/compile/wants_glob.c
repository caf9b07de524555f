// SPDX-License-Identifier: BSD-2-Clause
/* What glob.match() wants, as far as OPA's index knows it: the text cut at the delimiters is an
 * array that has the plain pieces of the pattern at their places. */
#include "rego/compile/wants.h"

#include <string.h>

#include "rego/value/string.h"

/* As OPA does it, a byte of the text is taken for the character of that number. */
static bool cuts(const struct rego_string *cut, unsigned char c)
{
	const char two[] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)) };

	if (c < 0x80)
		return memchr(cut->text, c, cut->len);
	return memmem(cut->text, cut->len, two, sizeof(two));
}

struct rego_val rego_want_cut(struct rego_arena *a, struct rego_val text,
			      const struct rego_string *cut)
{
	struct rego_builder pieces = { .arena = a };
	const char *s = rego_text(text);
	size_t len = rego_len(text), begin = 0;
	bool escaped = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\\' || escaped) {
			escaped = !escaped;
		} else if (cuts(cut, (unsigned char)s[i])) {
			rego_add(&pieces, rego_string(a, s + begin, i - begin));
			begin = i + 1;
		}
	}
	rego_add(&pieces, rego_string(a, s + begin, len - begin));
	return rego_build_array(&pieces);
}

static bool plain(struct rego_val piece)
{
	const char *s = rego_text(piece);
	bool escaped = false;

	for (size_t i = 0; i < rego_len(piece); i++) {
		if (!escaped && s[i] && strchr("[?{*", s[i]))
			return false;
		escaped = !escaped && s[i] == '\\';
	}
	return true;
}

/* A * may be anything. */
static struct rego_term *piece_term(struct rego_arena *a, struct rego_val piece)
{
	struct rego_term *t = rego_new(a, struct rego_term);

	if (rego_len(piece) == 1 && *rego_text(piece) == '*') {
		t->kind = REGO_TERM_VAR;
		t->var = rego_cstring(a, "$globwildcard").string;
		return t;
	}
	t->kind = REGO_TERM_VALUE;
	t->value = piece;
	return plain(piece) ? t : NULL;
}

/* All characters of the array together; NULL: not only strings. */
static const struct rego_string *all_of(struct rego_arena *a, const struct rego_term *t)
{
	struct rego_string *all;
	size_t len = 0;

	if (t->kind != REGO_TERM_ARRAY)
		return NULL;
	if (!t->list.count)
		return rego_cstring(a, ".").string;
	for (uint32_t i = 0; i < t->list.count; i++) {
		const struct rego_term *item = t->list.items[i];

		if (item->kind != REGO_TERM_VALUE || item->value.kind != REGO_STRING)
			return NULL;
		len += rego_len(item->value);
	}
	all = rego_new_string(a, len);
	len = 0;
	for (uint32_t i = 0; i < t->list.count; i++) {
		const struct rego_string *s = t->list.items[i]->value.string;

		memcpy(all->text + len, s->text, s->len);
		len += s->len;
	}
	return all;
}

bool rego_want_glob(struct rego_arena *a, const struct rego_term *pattern,
		    const struct rego_term *delimiters, struct rego_want *w)
{
	const struct rego_string *cut = all_of(a, delimiters);
	struct rego_term *list;
	struct rego_val pieces;

	if (!cut || pattern->kind != REGO_TERM_VALUE || pattern->value.kind != REGO_STRING)
		return false;
	pieces = rego_want_cut(a, pattern->value, cut);
	list = rego_new(a, struct rego_term);
	list->kind = REGO_TERM_ARRAY;
	list->list.count = pieces.array->count;
	list->list.items = rego_new_array(a, struct rego_term *, list->list.count);
	for (uint32_t i = 0; i < list->list.count; i++) {
		list->list.items[i] = piece_term(a, pieces.array->items[i]);
		if (!list->list.items[i])
			return false;
	}
	w->value = list;
	w->cut = cut;
	return true;
}
