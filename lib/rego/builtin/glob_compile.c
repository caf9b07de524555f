/* SPDX-License-Identifier: BSD-2-Clause */
/* From the tree of a glob to what matches it, with the same shortcuts as gobwas/glob: some of them
 * change what matches. */
#include <string.h>

#include "core/utf8.h"
#include "rego/builtin/glob.h"
#include "rego/value/string.h"

struct compiler {
	struct rego_arena *arena;
	const uint32_t *separators;
	size_t separator_count;
	uint64_t steps;
};

static void step(struct compiler *c, size_t n)
{
	c->steps += n;
	if (c->steps > REGO_GLOB_STEPS)
		rego_stop(c->arena, REGO_STOP_STEPS);
}

/* --- making matchers ------------------------------------------------------ */
static struct rego_match *new_match(struct compiler *c, enum rego_match_kind kind)
{
	struct rego_match *m = rego_new(c->arena, struct rego_match);

	m->kind = kind;
	m->runes_long = -1;
	return m;
}

static struct rego_match *with_text(struct compiler *c, enum rego_match_kind kind, const char *text,
				    size_t len)
{
	struct rego_match *m = new_match(c, kind);

	m->text = text;
	m->len = len;
	if (kind == REGO_MATCH_TEXT)
		m->runes_long = (int)rego_rune_count(text, len);
	return m;
}

static struct rego_match *with_separators(struct compiler *c, enum rego_match_kind kind,
					  const uint32_t *runes, size_t count)
{
	struct rego_match *m = new_match(c, kind);

	m->runes = runes;
	m->rune_count = count;
	if (kind == REGO_MATCH_SINGLE || kind == REGO_MATCH_LIST)
		m->runes_long = 1;
	return m;
}

static struct rego_match *with_subs(struct compiler *c, enum rego_match_kind kind,
				    struct rego_match *const *subs, size_t count)
{
	struct rego_match *m = new_match(c, kind);

	m->subs = rego_new_array(c->arena, struct rego_match *, count + 3);
	if (count)
		memcpy(m->subs, subs, count * sizeof(struct rego_match *));
	m->count = count;
	return m;
}

static struct rego_match *limit(struct compiler *c, enum rego_match_kind kind, int n)
{
	struct rego_match *m = new_match(c, kind);

	m->limit = n;
	return m;
}

static struct rego_match *tree(struct compiler *c, struct rego_match *value,
			       struct rego_match *left, struct rego_match *right)
{
	struct rego_match *subs[3] = { value, left, right };
	struct rego_match *m = with_subs(c, REGO_MATCH_TREE, subs, 3);
	int all = 0;

	for (int i = 0; i < 3 && all >= 0; i++)
		if (subs[i])
			all = subs[i]->runes_long < 0 ? -1 : all + subs[i]->runes_long;
	m->runes_long = all;
	return m;
}

static struct rego_match *any_of(struct compiler *c, struct rego_match **subs, size_t count)
{
	struct rego_match *m = with_subs(c, REGO_MATCH_ANY_OF, subs, count);
	int len = -1;

	for (size_t i = 0; i < count; i++) {
		if (len == -1)
			len = subs[i]->runes_long;
		else if (len != subs[i]->runes_long) {
			len = -1;
			break;
		}
	}
	m->runes_long = len;
	return m;
}

static const uint32_t *runes_of(struct compiler *c, const char *text, size_t len, size_t *count)
{
	uint32_t *runes = rego_new_array(c->arena, uint32_t, len + 1);

	*count = 0;
	for (size_t i = 0; i < len; ++*count)
		i += rego_rune(text + i, len - i, &runes[*count]);
	return runes;
}

static char *text_of(struct compiler *c, const uint32_t *runes, size_t count, size_t *len)
{
	char *text = rego_alloc(c->arena, count * 4 + 1);

	*len = 0;
	for (size_t i = 0; i < count; i++)
		*len += ss_utf8_put(text + *len, runes[i]);
	return text;
}

/* --- one matcher ---------------------------------------------------------- */
static bool is(const struct rego_match *m, enum rego_match_kind kind)
{
	return m && m->kind == kind;
}

/* A text with something simple on one side or both. */
static struct rego_match *simpler_tree(struct compiler *c, struct rego_match *m)
{
	const struct rego_match *text = m->subs[0], *left = m->subs[1], *right = m->subs[2];
	struct rego_match *out;

	if (!left && !right)
		return with_text(c, REGO_MATCH_TEXT, text->text, text->len);
	if (is(left, REGO_MATCH_SUPER) && is(right, REGO_MATCH_SUPER))
		return with_text(c, REGO_MATCH_CONTAINS, text->text, text->len);
	if (is(left, REGO_MATCH_SUPER) && !right)
		return with_text(c, REGO_MATCH_SUFFIX, text->text, text->len);
	if (is(right, REGO_MATCH_SUPER) && !left)
		return with_text(c, REGO_MATCH_PREFIX, text->text, text->len);
	if (!left && is(right, REGO_MATCH_SUFFIX)) {
		out = with_text(c, REGO_MATCH_PREFIX_SUFFIX, text->text, text->len);
		out->suffix = right->text;
		out->suffix_len = right->len;
		return out;
	}
	if (!right && is(left, REGO_MATCH_PREFIX)) {
		out = with_text(c, REGO_MATCH_PREFIX_SUFFIX, left->text, left->len);
		out->suffix = text->text;
		out->suffix_len = text->len;
		return out;
	}
	if ((!right && is(left, REGO_MATCH_ANY)) || (!left && is(right, REGO_MATCH_ANY))) {
		out = with_text(c, right ? REGO_MATCH_PREFIX_ANY : REGO_MATCH_SUFFIX_ANY,
				text->text, text->len);
		out->runes = (right ? right : left)->runes;
		out->rune_count = (right ? right : left)->rune_count;
		return out;
	}
	return m;
}

static struct rego_match *optimize(struct compiler *c, struct rego_match *m)
{
	size_t len;
	char *text;

	if (!m)
		return NULL;
	switch (m->kind) {
	case REGO_MATCH_ANY: return m->rune_count ? m : new_match(c, REGO_MATCH_SUPER);
	case REGO_MATCH_ANY_OF: return m->count == 1 ? m->subs[0] : m;
	case REGO_MATCH_LIST:
		if (m->negated || m->rune_count != 1)
			return m;
		text = text_of(c, m->runes, 1, &len);
		return with_text(c, REGO_MATCH_TEXT, text, len);
	case REGO_MATCH_TREE:
		m->subs[1] = optimize(c, m->subs[1]);
		m->subs[2] = optimize(c, m->subs[2]);
		return is(m->subs[0], REGO_MATCH_TEXT) ? simpler_tree(c, m) : m;
	default: return m;
	}
}

/* --- neighbours ----------------------------------------------------------- */
static bool same_runes(const struct rego_match *m, const uint32_t *runes, size_t count)
{
	return m->rune_count == count &&
	       (!count || !memcmp(m->runes, runes, count * sizeof(*runes)));
}

/* What only counts runes and shuns the same separators. */
static struct rego_match *glue_every(struct compiler *c, struct rego_match **m, size_t n)
{
	bool any = false, super = false, single = false;
	struct rego_match *every, *part;
	int min = 0;

	for (size_t i = 0; i < n; i++) {
		switch (m[i]->kind) {
		case REGO_MATCH_SUPER: super = true; break;
		case REGO_MATCH_ANY: any = true; break;
		case REGO_MATCH_LIST:
			if (!m[i]->negated)
				return NULL;
			/* fallthrough */
		case REGO_MATCH_SINGLE:
			single = true;
			min++;
			break;
		default: return NULL;
		}
		if (!same_runes(m[i], m[0]->runes, m[0]->rune_count))
			return NULL;
	}
	if (super && !any && !single)
		return new_match(c, REGO_MATCH_SUPER);
	if (any && !super && !single)
		return with_separators(c, REGO_MATCH_ANY, m[0]->runes, m[0]->rune_count);
	if ((any || super) && min > 0 && !m[0]->rune_count)
		return limit(c, REGO_MATCH_MIN, min);
	every = with_subs(c, REGO_MATCH_EVERY_OF, NULL, 0);
	if (min > 0)
		every->subs[every->count++] = limit(c, REGO_MATCH_MIN, min);
	if (min > 0 && !any && !super)
		every->subs[every->count++] = limit(c, REGO_MATCH_MAX, min);
	if (m[0]->rune_count) {
		part = new_match(c, REGO_MATCH_CONTAINS);
		part->text = text_of(c, m[0]->runes, m[0]->rune_count, &part->len);
		part->negated = true;
		every->subs[every->count++] = part;
	}
	return every;
}

static struct rego_match *glue_row(struct compiler *c, struct rego_match **m, size_t n)
{
	struct rego_match *row;
	int len = 0;

	for (size_t i = 0; i < n; i++) {
		if (m[i]->runes_long < 0)
			return NULL;
		len += m[i]->runes_long;
	}
	row = with_subs(c, REGO_MATCH_ROW, m, n);
	row->runes_long = len;
	return row;
}

static struct rego_match *glue(struct compiler *c, struct rego_match **m, size_t n)
{
	struct rego_match *glued;

	step(c, n);
	if (n < 2)
		return NULL;
	glued = glue_every(c, m, n);
	return glued ? glued : glue_row(c, m, n);
}

/* The neighbours that are put together first: the most of them. */
static struct rego_match *best_glue(struct compiler *c, struct rego_match **m, size_t n,
				    size_t *left, size_t *right)
{
	struct rego_match *done = NULL;
	size_t count = 0;

	for (size_t l = 0; l < n; l++) {
		for (size_t r = n; r > l; r--) {
			struct rego_match *glued = glue(c, m + l, r - l);

			if (!glued)
				continue;
			if (done &&
			    !(done->runes_long > -1 && glued->runes_long > done->runes_long) &&
			    count >= r - l)
				continue;
			done = glued;
			*left = l;
			*right = r;
			count = r - l;
		}
	}
	return done;
}

static size_t minimize(struct compiler *c, struct rego_match **m, size_t n)
{
	size_t left, right;

	for (;;) {
		struct rego_match *glued = best_glue(c, m, n, &left, &right);

		if (!glued)
			return n;
		m[left] = glued;
		memmove(m + left + 1, m + right, (n - right) * sizeof(struct rego_match *));
		n -= right - left - 1;
	}
}

/* What has a fixed length and is longest is searched for; the rest is left and right of it. */
static struct rego_match *arrange(struct compiler *c, struct rego_match **m, size_t n)
{
	struct rego_match *glued, *left = NULL, *right = NULL;
	int longest = -1;
	size_t at = n;

	if (n == 1)
		return m[0];
	glued = glue(c, m, n);
	if (glued)
		return glued;
	for (size_t i = 0; i < n; i++) {
		if (m[i]->runes_long == -1 || m[i]->runes_long < longest)
			continue;
		longest = m[i]->runes_long;
		at = i;
	}
	if (at == n)
		return tree(c, m[0], NULL, arrange(c, m + 1, n - 1));
	if (at)
		left = arrange(c, m, at);
	if (at + 1 < n)
		right = arrange(c, m + at + 1, n - at - 1);
	return tree(c, m[at], left, right);
}

/* --- the tree ------------------------------------------------------------- */
static struct rego_match *compile(struct compiler *c, const struct rego_glob_node *n, int depth);

static struct rego_match **compile_all(struct compiler *c, const struct rego_glob_node *n,
				       int depth)
{
	struct rego_match **all = rego_new_array(c->arena, struct rego_match *, n->count + 1);

	for (size_t i = 0; i < n->count; i++)
		all[i] = optimize(c, compile(c, n->children[i], depth + 1));
	return all;
}

static struct rego_match *compile_leaf(struct compiler *c, const struct rego_glob_node *n)
{
	struct rego_match *m;
	const uint32_t *runes;
	size_t count;

	switch (n->kind) {
	case REGO_GLOB_ANY:
		return with_separators(c, REGO_MATCH_ANY, c->separators, c->separator_count);
	case REGO_GLOB_SUPER: return new_match(c, REGO_MATCH_SUPER);
	case REGO_GLOB_SINGLE:
		return with_separators(c, REGO_MATCH_SINGLE, c->separators, c->separator_count);
	case REGO_GLOB_LIST:
		runes = runes_of(c, n->text, n->len, &count);
		m = with_separators(c, REGO_MATCH_LIST, runes, count);
		m->negated = n->negated;
		return m;
	case REGO_GLOB_RANGE:
		m = new_match(c, REGO_MATCH_RANGE);
		m->runes_long = 1;
		m->low = n->low;
		m->high = n->high;
		m->negated = n->negated;
		return m;
	case REGO_GLOB_TEXT: return with_text(c, REGO_MATCH_TEXT, n->text, n->len);
	default:
		m = new_match(c, REGO_MATCH_NOTHING);
		m->runes_long = 0;
		return m;
	}
}

static struct rego_match *compile(struct compiler *c, const struct rego_glob_node *n, int depth)
{
	struct rego_glob_node *factored;
	struct rego_match **all;

	if (depth > 1000)
		rego_stop(c->arena, REGO_STOP_DEPTH);
	step(c, 1);
	if (n->kind == REGO_GLOB_ANY_OF) {
		factored = rego_glob_factor(c->arena, n, &c->steps);
		if (factored)
			return compile(c, factored, depth + 1);
		return any_of(c, compile_all(c, n, depth), n->count);
	}
	if (n->kind == REGO_GLOB_PATTERN && n->count) {
		all = compile_all(c, n, depth);
		return optimize(c, arrange(c, all, minimize(c, all, n->count)));
	}
	return optimize(c, compile_leaf(c, n));
}

struct rego_match *rego_glob_compile(struct rego_arena *a, const struct rego_glob_node *root,
				     const uint32_t *separators, size_t count)
{
	struct compiler c = { a, separators, count, 0 };

	return compile(&c, root, 0);
}
