/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled regular expressions: what Go's package regexp offers, over RE2. */
#include "rego/builtin/regex.h"

#include <stdlib.h>
#include <string.h>

#include "rego/builtin/re2.h"
#include "rego/builtin/regex_syntax.h"

struct name { /* of a group; its text is behind all of them */
	size_t at, len;
	int group;
};

struct rego_regex {
	struct rego_re2 *re2;
	int groups;
	bool not_boundary;
	size_t name_count;
	struct name names[];
};

static void free_regex(void *thing)
{
	struct rego_regex *re = thing;

	rego_re2_free(re->re2);
	free(re);
}

static char *name_text(struct rego_regex *re)
{
	return (char *)&re->names[re->name_count];
}

static struct rego_regex *with_names(const struct rego_regex_syntax *s)
{
	size_t size = sizeof(struct rego_regex) + s->name_count * sizeof(struct name), at = 0;
	struct rego_regex *re;

	for (size_t i = 0; i < s->name_count; i++)
		size += s->names[i].len;
	re = malloc(size);
	if (!re)
		return NULL;
	re->name_count = s->name_count;
	for (size_t i = 0; i < s->name_count; i++) {
		re->names[i] = (struct name){ at, s->names[i].len, s->names[i].group };
		memcpy(name_text(re) + at, s->names[i].text, s->names[i].len);
		at += s->names[i].len;
	}
	return re;
}

static void *make_regex(struct rego_call *c, const char *pattern, size_t len, const char **error)
{
	struct rego_regex_syntax s;
	struct rego_regex *re;

	if (!rego_regex_parse(c->arena, pattern, len, &s)) {
		*error = s.error;
		return NULL;
	}
	/* Allocated before what the arena does not know is made. */
	*error = rego_printf(c->arena, "error parsing regexp: expression too large: `%.*s`",
			     (int)len, pattern);
	rego_text_done(&s.out);
	re = with_names(&s);
	if (!re)
		return NULL;
	re->re2 = rego_re2_new(s.out.data, s.out.len);
	if (!re->re2) {
		free(re);
		return NULL;
	}
	re->groups = rego_re2_groups(re->re2);
	re->not_boundary = s.not_boundary;
	return re;
}

static size_t size_of_regex(const void *re)
{
	return rego_re2_size(((const struct rego_regex *)re)->re2);
}

static const struct rego_cached regexes = { .make = make_regex,
					    .free = free_regex,
					    .size = size_of_regex };

const struct rego_regex *rego_regex_get(struct rego_call *c, const char *pattern, size_t len,
					const char **error)
{
	return rego_cache_get(c, &regexes, pattern, len, error);
}

int rego_regex_groups(const struct rego_regex *re)
{
	return re->groups;
}

/* RE2 takes the bytes of a rune for places where \B is: such a match is none. */
static bool search_runes(const struct rego_regex *re, const char *text, size_t len, size_t start,
			 struct rego_span *spans, int n)
{
	struct rego_span whole[1];

	if (!n)
		spans = whole;
	n = n ? n : 1;
	while (start <= len && rego_re2_search(re->re2, text, len, start, spans, n)) {
		start = (size_t)spans[0].start;
		if (start == len || (text[start] & 0xc0) != 0x80)
			return true;
		start++;
	}
	return false;
}

bool rego_regex_search(const struct rego_regex *re, const char *text, size_t len, size_t start,
		       struct rego_span *spans, int n)
{
	if (re->not_boundary)
		return search_runes(re, text, len, start, spans, n);
	return rego_re2_search(re->re2, text, len, start, spans, n);
}

int rego_regex_group(const struct rego_regex *re, const char *name, size_t len,
		     const struct rego_span *spans)
{
	for (size_t i = 0; i < re->name_count; i++) {
		const struct name *n = &re->names[i];
		const char *text = name_text((struct rego_regex *)re) + n->at;

		if (n->len == len && !memcmp(text, name, len) && spans[n->group].start >= 0)
			return n->group;
	}
	return -1;
}

/* An empty match right after another match is none; after an empty match the search goes on
 * one rune further. */
bool rego_regex_next(const struct rego_regex *re, const char *text, size_t len,
		     struct rego_regex_walk *w, struct rego_span *spans, int n)
{
	while (!w->done) {
		uint32_t rune;
		bool empty, accept = true;

		if (w->at > len || !rego_regex_search(re, text, len, w->at, spans, n)) {
			w->done = true;
			return false;
		}
		empty = spans[0].end == spans[0].start;
		if ((size_t)spans[0].end == w->at && empty) {
			accept = spans[0].start + 1 != w->last_end;
			w->at += w->at < len ? rego_rune(text + w->at, len - w->at, &rune) : 1;
		} else {
			w->at = (size_t)spans[0].end;
		}
		w->last_end = spans[0].end + 1;
		if (accept)
			return true;
	}
	return false;
}
