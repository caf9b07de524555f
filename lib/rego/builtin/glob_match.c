/* SPDX-License-Identifier: BSD-2-Clause */
/* Matching globs.  Each matcher can say whether it matches the whole of a text, and where in a
 * text it first matches and how long such matches are ("segments"): so a tree searches for its
 * value and tries what is left and right of it. */
#include <string.h>

#include "core/utf8.h"
#include "rego/builtin/glob_priv.h"
#include "rego/value/string.h"

/* Bytes looked at until a match is too much: a tree of many stars is exponential. */
#define MAX_STEPS (1 << 28)
#define MAX_DEPTH 2000

void rego_glob_count(struct rego_globbing *x, size_t n)
{
	x->steps += n + 1;
	if (x->steps > MAX_STEPS)
		rego_stop(x->arena, REGO_STOP_STEPS);
}

/* --- helpers ------------------------------------------------------------- */
/* --- helpers -------------------------------------------------------------- */
static bool listed(const struct rego_match *m, uint32_t code)
{
	for (size_t i = 0; i < m->rune_count; i++)
		if (m->runes[i] == code)
			return true;
	return false;
}

ssize_t rego_glob_index(const char *s, size_t len, const char *what, size_t what_len)
{
	const char *at = memmem(s, len, what, what_len);

	return at ? at - s : -1;
}

ssize_t rego_glob_rune_index(const char *s, size_t len, uint32_t code)
{
	char text[4];

	return rego_glob_index(s, len, text, ss_utf8_put(text, code));
}

/* Of the first separator in the list, not in the text, that there is. */
ssize_t rego_glob_separator(const struct rego_match *m, const char *s, size_t len)
{
	for (size_t i = 0; i < m->rune_count; i++) {
		ssize_t at = rego_glob_rune_index(s, len, m->runes[i]);

		if (at >= 0)
			return at;
	}
	return -1;
}

bool rego_glob_one_rune(const struct rego_match *m, uint32_t code)
{
	switch (m->kind) {
	case REGO_MATCH_LIST: return listed(m, code) != m->negated;
	case REGO_MATCH_RANGE: return (code >= m->low && code <= m->high) != m->negated;
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

bool rego_glob_row_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			   size_t len)
{
	size_t n;

	for (size_t k = 0; k < m->count; k++) {
		if (!row_part(s, len, m->subs[k]->runes_long, &n) ||
		    !rego_glob_matches(x, m->subs[k], s, n))
			return false;
		s += n;
		len -= n;
	}
	return true;
}

/* --- trees ---------------------------------------------------------------- */
/* Leaves the stack as it is. */
static bool side_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			 size_t len)
{
	size_t top = x->count;
	bool is = m ? rego_glob_matches(x, m, s, len) : !len;

	x->count = top;
	return is;
}

/* Whether after one of the lengths from mark on the rest matches; the longest first. */
static bool right_matches(struct rego_globbing *x, const struct rego_match *right, const char *s,
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

static bool tree_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			 size_t len)
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
		ssize_t at = rego_glob_find(x, m->subs[0], s + offset, end - offset);
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
static bool every_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			  size_t len)
{
	for (size_t i = 0; i < m->count; i++)
		if (!rego_glob_matches(x, m->subs[i], s, len))
			return false;
	return true;
}

static bool any_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			size_t len)
{
	for (size_t i = 0; i < m->count; i++)
		if (rego_glob_matches(x, m->subs[i], s, len))
			return true;
	return false;
}

static bool rune_matches(const struct rego_match *m, const char *s, size_t len)
{
	uint32_t code = 0xfffd;
	size_t n = len ? rego_rune(s, len, &code) : 0;

	return n == len && rego_glob_one_rune(m, code);
}

static bool kind_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
			 size_t len)
{
	switch (m->kind) {
	case REGO_MATCH_SUPER: return true;
	case REGO_MATCH_NOTHING: return !len;
	case REGO_MATCH_TEXT: return m->len == len && (!len || !memcmp(m->text, s, len));
	case REGO_MATCH_ANY: return rego_glob_separator(m, s, len) < 0;
	case REGO_MATCH_CONTAINS:
		return (rego_glob_index(s, len, m->text, m->len) >= 0) != m->negated;
	case REGO_MATCH_MAX: return rego_rune_count(s, len) <= (size_t)m->limit;
	case REGO_MATCH_MIN: return rego_rune_count(s, len) >= (size_t)m->limit;
	case REGO_MATCH_PREFIX: return starts(s, len, m->text, m->len);
	case REGO_MATCH_SUFFIX: return ends(s, len, m->text, m->len);
	case REGO_MATCH_PREFIX_ANY:
		return starts(s, len, m->text, m->len) &&
		       rego_glob_separator(m, s + m->len, len - m->len) < 0;
	case REGO_MATCH_SUFFIX_ANY:
		return ends(s, len, m->text, m->len) && rego_glob_separator(m, s, len - m->len) < 0;
	case REGO_MATCH_PREFIX_SUFFIX:
		return starts(s, len, m->text, m->len) && ends(s, len, m->suffix, m->suffix_len);
	case REGO_MATCH_LIST:
	case REGO_MATCH_RANGE:
	case REGO_MATCH_SINGLE: return rune_matches(m, s, len);
	case REGO_MATCH_ROW:
		return rego_rune_count(s, len) == (size_t)m->runes_long &&
		       rego_glob_row_matches(x, m, s, len);
	case REGO_MATCH_ANY_OF: return any_matches(x, m, s, len);
	case REGO_MATCH_EVERY_OF: return every_matches(x, m, s, len);
	case REGO_MATCH_TREE: return tree_matches(x, m, s, len);
	}
	return false;
}

bool rego_glob_matches(struct rego_globbing *x, const struct rego_match *m, const char *s,
		       size_t len)
{
	bool is;

	rego_glob_count(x, len);
	if (++x->depth > MAX_DEPTH)
		rego_stop(x->arena, REGO_STOP_DEPTH);
	is = kind_matches(x, m, s, len);
	x->depth--;
	return is;
}

bool rego_glob_match(struct rego_arena *a, const struct rego_match *m, const char *s, size_t len)
{
	struct rego_globbing x = { .arena = a };

	return rego_glob_matches(&x, m, s, len);
}
