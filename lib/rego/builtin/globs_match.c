/* SPDX-License-Identifier: BSD-2-Clause */
/* regex.globs_match(): whether some text fits both globs, of characters, dots and sets with
 * + or * behind them.  The answers, also where they are too simple, are those of the package that
 * OPA uses; what that would ask again and again is remembered here. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/text.h"
#include "rego/value/string.h"

enum type { CHARACTER, DOT, SET };
enum flag { NONE, PLUS, STAR };

struct runes {
	uint32_t low, high;
};

struct token {
	enum type type;
	enum flag flag;
	uint32_t code;
	struct runes *runes; /* of a set: sorted, apart from each other */
	size_t count;
};

struct glob {
	struct token *tokens;
	size_t count;
};

struct reader {
	struct rego_call *c;
	const char *text; /* for errors */
	const uint32_t *in;
	size_t len, at;
};

/* --- reading -------------------------------------------------------------- */
__attribute__((format(printf, 3, 4))) static bool invalid(struct reader *r, size_t pos,
							  const char *fmt, ...)
{
	char what[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	rego_fail(r->c, "input:%s, pos:%zu, %s: the input provided is invalid", r->text, pos, what);
	return false;
}

static const char *rune_text(struct reader *r, uint32_t code)
{
	struct rego_text t = { .arena = r->c->arena };

	rego_put_rune(&t, code);
	return rego_text_done(&t);
}

/* The next rune, with a backslash before it or not; there is one. */
static bool next_rune(struct reader *r, uint32_t *code, bool *escaped)
{
	*escaped = r->in[r->at] == '\\';
	if (*escaped && r->at == r->len - 1)
		return invalid(r, r->at, "input ends with a \\ (escape) character");
	r->at += *escaped;
	*code = r->in[r->at++];
	return true;
}

static int compare_runes(const void *a, const void *b)
{
	const struct runes *x = a, *y = b;

	return (x->low > y->low) - (x->low < y->low);
}

static void finish_set(struct token *t)
{
	size_t n = 0;

	qsort(t->runes, t->count, sizeof(*t->runes), compare_runes);
	for (size_t i = 0; i < t->count; i++) {
		if (n && t->runes[i].low <= t->runes[n - 1].high + 1) {
			if (t->runes[i].high > t->runes[n - 1].high)
				t->runes[n - 1].high = t->runes[i].high;
		} else {
			t->runes[n++] = t->runes[i];
		}
	}
	t->count = n;
}

/* The end of a range, after its '-'. */
static bool read_range(struct reader *r, uint32_t low, uint32_t *high)
{
	bool escaped;

	if (r->at + 1 >= r->len)
		return invalid(r, r->at,
			       "range character '-' must be followed by a Unicode character");
	if (!next_rune(r, high, &escaped))
		return false;
	if (!escaped && (*high == ']' || *high == '-'))
		return invalid(r, r->at,
			       "range character '-' cannot be followed by a special symbol");
	if (*high < low)
		return invalid(r, r->at, "range is out of order: '%s' comes before '%s' in Unicode",
			       rune_text(r, *high), rune_text(r, low));
	return true;
}

static bool read_set(struct reader *r, struct token *t)
{
	bool escaped, has_last = false;
	uint32_t code, last = 0;

	t->type = SET;
	t->runes = rego_new_array(r->c->arena, struct runes, r->len - r->at + 1);
	while (r->at < r->len) {
		if (!next_rune(r, &code, &escaped))
			return false;
		if (!escaped && code == ']') {
			finish_set(t);
			return true;
		}
		if (!escaped && code == '-') {
			if (!has_last)
				return invalid(r, r->at,
					       "range character '-' must be preceded by a Unicode "
					       "character");
			if (!read_range(r, last, &code))
				return false;
			t->runes[t->count++] = (struct runes){ last, code };
			has_last = false;
			continue;
		}
		t->runes[t->count++] = (struct runes){ code, code };
		last = code;
		has_last = true;
	}
	return invalid(r, r->at, "found [ without matching ]");
}

static bool read_token(struct reader *r, struct token *t)
{
	bool escaped;
	uint32_t code;

	*t = (struct token){ .type = CHARACTER };
	if (!next_rune(r, &code, &escaped))
		return false;
	t->code = code;
	if (!escaped && code == '.')
		t->type = DOT;
	else if (!escaped && code == ']')
		return invalid(r, r->at, "set-close ']' with no preceding '['");
	else if (!escaped && (code == '+' || code == '*'))
		return invalid(r, r->at, "flag '%c' must be preceded by a non-flag", (int)code);
	else if (!escaped && code == '[' && !read_set(r, t))
		return false;
	if (r->at == r->len)
		return true;
	/* What follows a backslash is no flag, and must be there. */
	if (r->in[r->at] == '\\' && r->at == r->len - 1)
		return next_rune(r, &code, &escaped);
	t->flag = r->in[r->at] == '+' ? PLUS : r->in[r->at] == '*' ? STAR : NONE;
	r->at += t->flag != NONE;
	return true;
}

static bool same(const struct token *a, const struct token *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == CHARACTER)
		return a->code == b->code;
	if (a->type == DOT)
		return true;
	return a->count == b->count &&
	       (!a->count || !memcmp(a->runes, b->runes, a->count * sizeof(*a->runes)));
}

/* Of the same with a flag twice, one is left. */
static void add(struct glob *g, const struct token *t)
{
	struct token *last = g->count ? &g->tokens[g->count - 1] : NULL;

	if (last && last->flag != NONE && t->flag != NONE && same(last, t))
		last->flag = last->flag == PLUS || t->flag == PLUS ? PLUS : STAR;
	else
		g->tokens[g->count++] = *t;
}

static bool read_glob(struct rego_call *c, struct rego_val v, struct glob *g)
{
	const struct rego_string *s = v.string;
	uint32_t *in = rego_new_array(c->arena, uint32_t, (size_t)s->len + 1);
	struct reader r = { .c = c, .text = s->text, .in = in };
	struct token t;

	for (size_t i = 0; i < s->len; r.len++)
		i += rego_rune(s->text + i, s->len - i, &in[r.len]);
	*g = (struct glob){ rego_new_array(c->arena, struct token, r.len + 1), 0 };
	while (r.at < r.len) {
		if (!read_token(&r, &t))
			return false;
		add(g, &t);
	}
	return true;
}

/* --- matching ------------------------------------------------------------- */
static bool in_set(uint32_t code, const struct token *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (code >= set->runes[i].low && code <= set->runes[i].high)
			return true;
	return false;
}

/* Whether one rune fits both; a dot fits even an empty set. */
static bool match(const struct token *a, const struct token *b)
{
	if (a->type > b->type) {
		const struct token *swap = a;

		a = b;
		b = swap;
	}
	if (a->type == DOT || b->type == DOT)
		return true;
	if (a->type == CHARACTER)
		return b->type == CHARACTER ? a->code == b->code : in_set(a->code, b);
	for (size_t i = 0; i < a->count; i++)
		if (in_set(a->runes[i].low, b))
			return true;
	for (size_t i = 0; i < b->count; i++)
		if (in_set(b->runes[i].low, a))
			return true;
	return false;
}

struct search {
	struct glob g[2];
	uint8_t *failed; /* by which of the globs is first and where both are */
	struct rego_arena *arena;
	int depth;
};

static bool intersect(struct search *s, int first, size_t i, size_t j);

/* The token at i takes what it can from j on, until the next one takes over. */
static bool star(struct search *s, int first, size_t i, size_t j)
{
	const struct glob *starred = &s->g[first], *other = &s->g[!first];
	const struct token *token = &starred->tokens[i];
	const struct token *next = i + 1 < starred->count ? token + 1 : NULL;

	for (; j < other->count; j++) {
		if (next && match(&other->tokens[j], next) && intersect(s, first, i + 1, j))
			return true;
		if (!match(&other->tokens[j], token))
			return false;
	}
	return !next;
}

static bool plus(struct search *s, int first, size_t i, size_t j)
{
	const struct token *other = &s->g[!first].tokens[j];

	if (!match(&s->g[first].tokens[i], other))
		return false;
	if (star(s, first, i, j + 1))
		return true;
	return other->flag != NONE && intersect(s, first, i + 1, j);
}

static bool flagged(struct search *s, int first, size_t i, size_t j)
{
	enum flag a = s->g[first].tokens[i].flag, b = s->g[!first].tokens[j].flag;

	if (a != NONE)
		return a == PLUS ? plus(s, first, i, j) : star(s, first, i, j);
	return b == PLUS ? plus(s, !first, j, i) : star(s, !first, j, i);
}

static bool intersect(struct search *s, int first, size_t i, size_t j)
{
	const struct glob *a = &s->g[first], *b = &s->g[!first];
	size_t bit;
	bool found;

	for (; i < a->count && j < b->count; i++, j++) {
		if (a->tokens[i].flag != NONE || b->tokens[j].flag != NONE)
			break;
		if (!match(&a->tokens[i], &b->tokens[j]))
			return false;
	}
	if (i == a->count || j == b->count)
		return i == a->count && j == b->count;
	bit = ((first ? j : i) * (s->g[1].count + 1) + (first ? i : j)) * 2 + (size_t)first;
	if (s->failed[bit / 8] & 1 << bit % 8)
		return false;
	if (++s->depth > 10000)
		rego_stop(s->arena, REGO_STOP_DEPTH);
	found = flagged(s, first, i, j);
	s->depth--;
	if (!found)
		s->failed[bit / 8] |= (uint8_t)(1 << bit % 8);
	return found;
}

/* Cuts what is without flags at both ends of both but for one token.  False: it does not match. */
static bool trim(struct glob *a, struct glob *b)
{
	size_t l = 0, x = a->count, y = b->count;

	for (; l < a->count && l < b->count; l++) {
		if (a->tokens[l].flag != NONE || b->tokens[l].flag != NONE)
			break;
		if (!match(&a->tokens[l], &b->tokens[l]))
			return false;
	}
	l -= l > 0;
	for (; x > l && y > l; x--, y--) {
		if (a->tokens[x - 1].flag != NONE || b->tokens[y - 1].flag != NONE)
			break;
		if (!match(&a->tokens[x - 1], &b->tokens[y - 1]))
			return false;
	}
	if (x < a->count) {
		x++;
		y++;
	}
	*a = (struct glob){ a->tokens + l, x - l };
	*b = (struct glob){ b->tokens + l, y - l };
	return true;
}

struct rego_val rego_fn_regex_globs_match(struct rego_call *c, const struct rego_val *args)
{
	struct search s = { .arena = c->arena };

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_STRING) ||
	    !read_glob(c, args[0], &s.g[0]) || !read_glob(c, args[1], &s.g[1]))
		return rego_undefined();
	if (!trim(&s.g[0], &s.g[1]))
		return rego_bool(false);
	s.failed = rego_zalloc(c->arena, ((s.g[0].count + 1) * (s.g[1].count + 1) * 2 + 7) / 8);
	return rego_bool(intersect(&s, 0, 0, 0));
}
