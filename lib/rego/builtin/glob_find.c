/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in a text a glob first matches, and how long such matches are. */
#include <string.h>

#include "rego/builtin/glob_priv.h"
#include "rego/value/string.h"

static void push(struct rego_globbing *x, size_t length)
{
	if (x->count == x->room) {
		size_t room = x->room ? x->room * 2 : 64;
		size_t *more = rego_new_array(x->arena, size_t, room);

		if (x->count)
			memcpy(more, x->lengths, x->count * sizeof(*more));
		x->lengths = more;
		x->room = room;
	}
	x->lengths[x->count++] = length;
}

static ssize_t last_separator(const struct rego_match *m, const char *s, size_t len)
{
	for (size_t i = 0; i < m->rune_count; i++) {
		const char *last = m->runes[i] < 0x80 ? memrchr(s, (int)m->runes[i], len) : NULL;
		ssize_t at = last ? last - s : -1;

		/* The first one of those that are not ASCII. */
		if (m->runes[i] >= 0x80)
			at = rego_glob_rune_index(s, len, m->runes[i]);
		if (at >= 0)
			return at;
	}
	return -1;
}

/* Lengths of all starts of s: 0 and after each rune; offset is added. */
static void push_starts(struct rego_globbing *x, const char *s, size_t len, size_t offset)
{
	uint32_t code;

	for (size_t i = 0; i < len; i += rego_rune(s + i, len - i, &code))
		push(x, offset + i);
	push(x, offset + len);
}

static ssize_t find_row(struct rego_globbing *x, const struct rego_match *m, const char *s,
			size_t len)
{
	uint32_t code;

	/* Its length counts runes where bytes are compared, as it always did. */
	for (size_t i = 0; i < len; i += rego_rune(s + i, len - i, &code)) {
		if (len - i < (size_t)m->runes_long)
			break;
		if (rego_glob_row_matches(x, m, s + i, len - i)) {
			push(x, (size_t)m->runes_long);
			return (ssize_t)i;
		}
	}
	return -1;
}

static ssize_t find_rune(struct rego_globbing *x, const struct rego_match *m, const char *s,
			 size_t len)
{
	uint32_t code;

	for (size_t i = 0, n; i < len; i += n) {
		n = rego_rune(s + i, len - i, &code);
		if (rego_glob_one_rune(m, code)) {
			push(x, n);
			return (ssize_t)i;
		}
	}
	return -1;
}

/* The lengths from mark to split and those after it become one sorted list. */
static void merge(struct rego_globbing *x, size_t mark, size_t split)
{
	size_t i = mark, j = split, end = x->count;

	while (i < split || j < end) {
		if (j == end || (i < split && x->lengths[i] < x->lengths[j])) {
			push(x, x->lengths[i++]);
		} else {
			i += i < split && x->lengths[i] == x->lengths[j];
			push(x, x->lengths[j++]);
		}
	}
	memmove(x->lengths + mark, x->lengths + end, (x->count - end) * sizeof(*x->lengths));
	x->count -= end - mark;
}

static ssize_t find_any_of(struct rego_globbing *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	size_t mark = x->count;
	ssize_t first = -1;

	for (size_t i = 0; i < m->count; i++) {
		size_t split = x->count;
		ssize_t at = rego_glob_find(x, m->subs[i], s, len);

		if (at >= 0 && (first < 0 || at < first)) {
			memmove(x->lengths + mark, x->lengths + split,
				(x->count - split) * sizeof(*x->lengths));
			x->count -= split - mark;
			first = at;
		} else if (at == first && at >= 0) {
			merge(x, mark, split);
		} else {
			x->count = split;
		}
	}
	return first;
}

/* Lengths that all of them have; each is searched for where the one before was found. */
static ssize_t find_every(struct rego_globbing *x, const struct rego_match *m, const char *s,
			  size_t len)
{
	size_t mark = x->count, index = 0, offset = 0;

	for (size_t k = 0; k < m->count; k++) {
		size_t split = x->count, kept = mark;
		ssize_t at = rego_glob_find(x, m->subs[k], s + index, len - index);
		ssize_t delta;

		if (at < 0) {
			x->count = mark;
			return -1;
		}
		if (k) {
			delta = (ssize_t)index - (at + (ssize_t)offset);
			for (size_t i = mark; i < split; i++) {
				ssize_t length = (ssize_t)x->lengths[i] + delta;

				rego_glob_count(x, x->count - split);
				for (size_t j = split; j < x->count; j++)
					if (length == (ssize_t)x->lengths[j])
						x->lengths[kept++] = x->lengths[j];
			}
			x->count = kept;
			if (kept == mark)
				return -1;
		}
		index = (size_t)at + offset;
		offset += (size_t)at;
	}
	return (ssize_t)index;
}

static ssize_t find_contains(struct rego_globbing *x, const struct rego_match *m, const char *s,
			     size_t len)
{
	ssize_t at = rego_glob_index(s, len, m->text, m->len);
	size_t offset = 0;

	if (m->negated) {
		push_starts(x, s, at < 0 ? len : (size_t)at, 0);
		return 0;
	}
	if (at < 0)
		return -1;
	offset = (size_t)at + m->len;
	if (len <= offset)
		push(x, offset);
	else
		push_starts(x, s + offset, len - offset, offset);
	return 0;
}

static ssize_t find_count(struct rego_globbing *x, const struct rego_match *m, const char *s,
			  size_t len)
{
	bool max = m->kind == REGO_MATCH_MAX;
	size_t mark = x->count;
	uint32_t code;
	int n = 0;

	if (max)
		push(x, 0);
	else if (len < (size_t)m->limit)
		return -1;
	for (size_t i = 0; i < len && !(max && n >= m->limit);) {
		i += rego_rune(s + i, len - i, &code);
		n++;
		if (max || n >= m->limit)
			push(x, i);
	}
	return x->count > mark ? 0 : -1;
}

static ssize_t find_prefix(struct rego_globbing *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	ssize_t at = rego_glob_index(s, len, m->text, m->len), separator;
	size_t rest;

	if (at < 0)
		return -1;
	s += (size_t)at + m->len;
	rest = len - (size_t)at - m->len;
	if (m->kind == REGO_MATCH_PREFIX_ANY) {
		separator = rego_glob_separator(m, s, rest);
		rest = separator >= 0 ? (size_t)separator : rest;
	}
	push_starts(x, s, rest, m->len);
	return at;
}

static ssize_t find_suffix(struct rego_globbing *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	ssize_t at = rego_glob_index(s, len, m->text, m->len), from = 0;

	if (at < 0)
		return -1;
	if (m->kind == REGO_MATCH_SUFFIX_ANY)
		from = last_separator(m, s, (size_t)at) + 1;
	push(x, (size_t)at + m->len - (size_t)from);
	return from;
}

/* Where the suffix is for the last time, or -1. */
static ssize_t last_index(const char *s, size_t len, const char *what, size_t what_len)
{
	for (size_t i = len + 1; i-- > 0;)
		if (i + what_len <= len && !memcmp(s + i, what, what_len))
			return (ssize_t)i;
	return -1;
}

/* Every suffix counts that no later one overlaps. */
static ssize_t find_both(struct rego_globbing *x, const struct rego_match *m, const char *s,
			 size_t len)
{
	ssize_t at = rego_glob_index(s, len, m->text, m->len), next;
	size_t mark = x->count;

	if (at < 0 || (m->suffix_len && len == (size_t)at))
		return -1;
	s += at;
	len -= (size_t)at;
	if (!m->suffix_len) {
		push(x, len);
		return at;
	}
	while ((next = last_index(s, len, m->suffix, m->suffix_len)) >= 0) {
		push(x, (size_t)next + m->suffix_len);
		len = (size_t)next;
	}
	for (size_t i = mark, j = x->count; i + 1 < j; i++) {
		size_t swap = x->lengths[i];

		x->lengths[i] = x->lengths[--j];
		x->lengths[j] = swap;
	}
	return x->count > mark ? at : -1;
}

static ssize_t find_any(struct rego_globbing *x, const struct rego_match *m, const char *s,
			size_t len)
{
	ssize_t at = rego_glob_separator(m, s, len);

	push_starts(x, s, at < 0 ? len : (size_t)at, 0);
	return 0;
}

ssize_t rego_glob_find(struct rego_globbing *x, const struct rego_match *m, const char *s,
		       size_t len)
{
	ssize_t at;

	rego_glob_count(x, len);
	switch (m->kind) {
	case REGO_MATCH_TEXT:
		at = rego_glob_index(s, len, m->text, m->len);
		if (at >= 0)
			push(x, m->len);
		return at;
	case REGO_MATCH_SUPER: push_starts(x, s, len, 0); return 0;
	case REGO_MATCH_NOTHING: push(x, 0); return 0;
	case REGO_MATCH_ANY: return find_any(x, m, s, len);
	case REGO_MATCH_CONTAINS: return find_contains(x, m, s, len);
	case REGO_MATCH_MAX:
	case REGO_MATCH_MIN: return find_count(x, m, s, len);
	case REGO_MATCH_PREFIX:
	case REGO_MATCH_PREFIX_ANY: return find_prefix(x, m, s, len);
	case REGO_MATCH_SUFFIX:
	case REGO_MATCH_SUFFIX_ANY: return find_suffix(x, m, s, len);
	case REGO_MATCH_PREFIX_SUFFIX: return find_both(x, m, s, len);
	case REGO_MATCH_LIST:
	case REGO_MATCH_RANGE:
	case REGO_MATCH_SINGLE: return find_rune(x, m, s, len);
	case REGO_MATCH_ROW: return find_row(x, m, s, len);
	case REGO_MATCH_ANY_OF: return find_any_of(x, m, s, len);
	case REGO_MATCH_EVERY_OF: return find_every(x, m, s, len);
	case REGO_MATCH_TREE: break; /* is never looked for */
	}
	return -1;
}
