/* SPDX-License-Identifier: BSD-2-Clause */
/* Matching globs.  Each matcher can say whether it matches the whole of a text, and where in a
 * text it first matches and how long such matches are ("segments"): so a tree searches for its
 * value and tries what is left and right of it. */
#include <string.h>
#include <sys/types.h>

#include "core/utf8.h"
#include "rego/builtin/glob.h"
#include "rego/value/string.h"

/* Bytes looked at until a match is too much: a tree of many stars is exponential. */
#define MAX_STEPS (1 << 28)
#define MAX_DEPTH 2000

struct matching {
	struct rego_arena *arena;
	size_t *lengths; /* segments: a stack */
	size_t count, room;
	uint64_t steps;
	int depth;
};

static bool matches(struct matching *x, const struct rego_match *m, const char *s, size_t len);
/* Where the first match is, or -1; its lengths are pushed. */
static ssize_t find(struct matching *x, const struct rego_match *m, const char *s, size_t len);

static void push(struct matching *x, size_t length)
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

static void count_steps(struct matching *x, size_t n)
{
	x->steps += n + 1;
	if (x->steps > MAX_STEPS)
		rego_stop(x->arena, REGO_STOP_STEPS);
}

/* --- helpers -------------------------------------------------------------- */
static bool listed(const struct rego_match *m, uint32_t code)
{
	for (size_t i = 0; i < m->rune_count; i++)
		if (m->runes[i] == code)
			return true;
	return false;
}

static ssize_t text_index(const char *s, size_t len, const char *what, size_t what_len)
{
	const char *at = memmem(s, len, what, what_len);

	return at ? at - s : -1;
}

static ssize_t rune_index(const char *s, size_t len, uint32_t code)
{
	char text[4];

	return text_index(s, len, text, ss_utf8_put(text, code));
}

/* Of the first separator in the list, not in the text, that there is. */
static ssize_t separator_index(const struct rego_match *m, const char *s, size_t len)
{
	for (size_t i = 0; i < m->rune_count; i++) {
		ssize_t at = rune_index(s, len, m->runes[i]);

		if (at >= 0)
			return at;
	}
	return -1;
}

static ssize_t last_separator(const struct rego_match *m, const char *s, size_t len)
{
	for (size_t i = 0; i < m->rune_count; i++) {
		const char *last = m->runes[i] < 0x80 ? memrchr(s, (int)m->runes[i], len) : NULL;
		ssize_t at = last ? last - s : -1;

		/* The first one of those that are not ASCII. */
		if (m->runes[i] >= 0x80)
			at = rune_index(s, len, m->runes[i]);
		if (at >= 0)
			return at;
	}
	return -1;
}

static bool one_rune(const struct rego_match *m, uint32_t code)
{
	switch (m->kind) {
	case REGO_MATCH_LIST: return listed(m, code) != m->not ;
	case REGO_MATCH_RANGE: return (code >= m->low && code <= m->high) != m->not ;
	default: return !listed(m, code);
	}
}

static bool starts(const char *s, size_t len, const char *with, size_t with_len)
{
	return len >= with_len && !memcmp(s, with, with_len);
}

static bool ends(const char *s, size_t len, const char *with, size_t with_len)
{
	return len >= with_len && !memcmp(s + len - with_len, with, with_len);
}

/* Lengths of all starts of s: 0 and after each rune; offset is added. */
static void push_starts(struct matching *x, const char *s, size_t len, size_t offset)
{
	uint32_t code;

	for (size_t i = 0; i < len; i += rego_rune(s + i, len - i, &code))
		push(x, offset + i);
	push(x, offset + len);
}

/* --- rows ----------------------------------------------------------------- */
/* The first byte after that many runes' last one began: a rune of many bytes is cut, as it always
 * was.  Of none it is the same as of all. */
static bool row_part(const char *s, size_t len, int runes, size_t *end)
{
	size_t last = 0;
	uint32_t code;
	int n = 0;

	for (size_t i = 0; i < len; i += rego_rune(s + i, len - i, &code)) {
		last = i;
		if (++n == runes)
			break;
	}
	*end = last + 1;
	return n >= runes && *end <= len;
}

static bool row_matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	size_t n;

	for (size_t k = 0; k < m->count; k++) {
		if (!row_part(s, len, m->subs[k]->runes_long, &n) || !matches(x, m->subs[k], s, n))
			return false;
		s += n;
		len -= n;
	}
	return true;
}

static ssize_t find_row(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	uint32_t code;

	/* Its length counts runes where bytes are compared, as it always did. */
	for (size_t i = 0; i < len; i += rego_rune(s + i, len - i, &code)) {
		if (len - i < (size_t)m->runes_long)
			break;
		if (row_matches(x, m, s + i, len - i)) {
			push(x, (size_t)m->runes_long);
			return (ssize_t)i;
		}
	}
	return -1;
}

/* --- trees ---------------------------------------------------------------- */
/* Leaves the stack as it is. */
static bool side_matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	size_t top = x->count;
	bool is = m ? matches(x, m, s, len) : !len;

	x->count = top;
	return is;
}

/* Whether after one of the lengths from mark on the rest matches; the longest first. */
static bool right_matches(struct matching *x, const struct rego_match *right, const char *s,
			  size_t len, size_t from, size_t mark)
{
	for (size_t i = x->count; i-- > mark;) {
		size_t to = from + x->lengths[i];

		to = to < len ? to : len;
		if (side_matches(x, right, s + to, len - to))
			return true;
	}
	return false;
}

static bool tree_matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	const struct rego_match *left = m->subs[1], *right = m->subs[2];
	size_t offset = left && left->runes_long >= 0 ? (size_t)left->runes_long : 0;
	size_t end = len, mark = x->count;
	uint32_t code;

	if (m->runes_long != -1 && (size_t)m->runes_long > len)
		return false;
	if (!right)
		end = len;
	else if (right->runes_long >= 0)
		end = len > (size_t)right->runes_long ? len - (size_t)right->runes_long : 0;
	while (offset < end) {
		ssize_t at = find(x, m->subs[0], s + offset, end - offset);
		bool found = at >= 0 && side_matches(x, left, s, offset + (size_t)at) &&
			     right_matches(x, right, s, len, offset + (size_t)at, mark);

		x->count = mark;
		if (at < 0 || found)
			return found;
		offset += (size_t)at;
		if (offset >= len)
			break;
		offset += rego_rune(s + offset, len - offset, &code);
	}
	return false;
}

/* --- all kinds ------------------------------------------------------------ */
static bool every_matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	for (size_t i = 0; i < m->count; i++)
		if (!matches(x, m->subs[i], s, len))
			return false;
	return true;
}

static bool any_matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	for (size_t i = 0; i < m->count; i++)
		if (matches(x, m->subs[i], s, len))
			return true;
	return false;
}

static bool rune_matches(const struct rego_match *m, const char *s, size_t len)
{
	uint32_t code = 0xfffd;
	size_t n = len ? rego_rune(s, len, &code) : 0;

	return n == len && one_rune(m, code);
}

static bool kind_matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	switch (m->kind) {
	case REGO_MATCH_SUPER: return true;
	case REGO_MATCH_NOTHING: return !len;
	case REGO_MATCH_TEXT: return m->len == len && (!len || !memcmp(m->text, s, len));
	case REGO_MATCH_ANY: return separator_index(m, s, len) < 0;
	case REGO_MATCH_CONTAINS: return (text_index(s, len, m->text, m->len) >= 0) != m->not ;
	case REGO_MATCH_MAX: return rego_rune_count(s, len) <= (size_t)m->limit;
	case REGO_MATCH_MIN: return rego_rune_count(s, len) >= (size_t)m->limit;
	case REGO_MATCH_PREFIX: return starts(s, len, m->text, m->len);
	case REGO_MATCH_SUFFIX: return ends(s, len, m->text, m->len);
	case REGO_MATCH_PREFIX_ANY:
		return starts(s, len, m->text, m->len) &&
		       separator_index(m, s + m->len, len - m->len) < 0;
	case REGO_MATCH_SUFFIX_ANY:
		return ends(s, len, m->text, m->len) && separator_index(m, s, len - m->len) < 0;
	case REGO_MATCH_PREFIX_SUFFIX:
		return starts(s, len, m->text, m->len) && ends(s, len, m->suffix, m->suffix_len);
	case REGO_MATCH_LIST:
	case REGO_MATCH_RANGE:
	case REGO_MATCH_SINGLE: return rune_matches(m, s, len);
	case REGO_MATCH_ROW:
		return rego_rune_count(s, len) == (size_t)m->runes_long &&
		       row_matches(x, m, s, len);
	case REGO_MATCH_ANY_OF: return any_matches(x, m, s, len);
	case REGO_MATCH_EVERY_OF: return every_matches(x, m, s, len);
	case REGO_MATCH_TREE: return tree_matches(x, m, s, len);
	}
	return false;
}

static bool matches(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	bool is;

	count_steps(x, len);
	if (++x->depth > MAX_DEPTH)
		rego_stop(x->arena, REGO_STOP_DEPTH);
	is = kind_matches(x, m, s, len);
	x->depth--;
	return is;
}

/* --- finding -------------------------------------------------------------- */
static ssize_t find_rune(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	uint32_t code;

	for (size_t i = 0, n; i < len; i += n) {
		n = rego_rune(s + i, len - i, &code);
		if (one_rune(m, code)) {
			push(x, n);
			return (ssize_t)i;
		}
	}
	return -1;
}

/* The lengths from mark to split and those after it become one sorted list. */
static void merge(struct matching *x, size_t mark, size_t split)
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

static ssize_t find_any_of(struct matching *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	size_t mark = x->count;
	ssize_t first = -1;

	for (size_t i = 0; i < m->count; i++) {
		size_t split = x->count;
		ssize_t at = find(x, m->subs[i], s, len);

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
static ssize_t find_every(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	size_t mark = x->count, index = 0, offset = 0;

	for (size_t k = 0; k < m->count; k++) {
		size_t split = x->count, kept = mark;
		ssize_t at = find(x, m->subs[k], s + index, len - index);
		ssize_t delta;

		if (at < 0) {
			x->count = mark;
			return -1;
		}
		if (k) {
			delta = (ssize_t)index - (at + (ssize_t)offset);
			for (size_t i = mark; i < split; i++) {
				ssize_t length = (ssize_t)x->lengths[i] + delta;

				count_steps(x, x->count - split);
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

static ssize_t find_contains(struct matching *x, const struct rego_match *m, const char *s,
			     size_t len)
{
	ssize_t at = text_index(s, len, m->text, m->len);
	size_t offset = 0;

	if (m->not ) {
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

static ssize_t find_count(struct matching *x, const struct rego_match *m, const char *s, size_t len)
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

static ssize_t find_prefix(struct matching *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	ssize_t at = text_index(s, len, m->text, m->len), separator;
	size_t rest;

	if (at < 0)
		return -1;
	s += (size_t)at + m->len;
	rest = len - (size_t)at - m->len;
	if (m->kind == REGO_MATCH_PREFIX_ANY) {
		separator = separator_index(m, s, rest);
		rest = separator >= 0 ? (size_t)separator : rest;
	}
	push_starts(x, s, rest, m->len);
	return at;
}

static ssize_t find_suffix(struct matching *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	ssize_t at = text_index(s, len, m->text, m->len), from = 0;

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
static ssize_t find_both(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	ssize_t at = text_index(s, len, m->text, m->len), next;
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

static ssize_t find_any(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	ssize_t at = separator_index(m, s, len);

	push_starts(x, s, at < 0 ? len : (size_t)at, 0);
	return 0;
}

static ssize_t find(struct matching *x, const struct rego_match *m, const char *s, size_t len)
{
	ssize_t at;

	count_steps(x, len);
	switch (m->kind) {
	case REGO_MATCH_TEXT:
		at = text_index(s, len, m->text, m->len);
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

bool rego_glob_match(struct rego_arena *a, const struct rego_match *m, const char *s, size_t len)
{
	struct matching x = { .arena = a };

	return matches(&x, m, s, len);
}
