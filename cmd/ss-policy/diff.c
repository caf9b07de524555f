// SPDX-License-Identifier: BSD-2-Clause
/* Which edits make one text of another: what both begin and end with is kept, a common middle of
 * half the length splits them, else the middle of Myers' shortest path does (An O(ND) Difference
 * Algorithm, 1986).  It is the order of the library that OPA uses, so that the edits are the same.
 */
#include "diff.h"

#include <string.h>

#include "core/clock.h"
#include "rego/value/string.h"

#define SECOND 1000000000

struct half { /* a common middle, and what is before and after it */
	struct diff_text before[2], after[2], middle;
};

struct finder {
	struct rego_arena *arena;
	int64_t end; /* after a second, coarser edits will do */
};

static struct diff find(const struct finder *f, struct diff_text a, struct diff_text b);

/* Where part is in t, from a place on; -1: nowhere. */
static int64_t place_of(struct diff_text t, struct diff_text part, uint32_t from)
{
	for (uint32_t i = from; i + part.len <= t.len; i++)
		if (!memcmp(t.at + i, part.at, part.len * sizeof(*part.at)))
			return i;
	return -1;
}

static bool half_from(struct diff_text l, struct diff_text s, uint32_t i, struct half *best)
{
	struct diff_text seed = diff_part(l, i, i + l.len / 4);

	best->middle.len = 0;
	for (int64_t j = place_of(s, seed, 0); j >= 0; j = place_of(s, seed, (uint32_t)j + 1)) {
		uint32_t k = (uint32_t)j;
		uint32_t after = diff_common_prefix(diff_from(l, i), diff_from(s, k));
		uint32_t before = diff_common_suffix(diff_part(l, 0, i), diff_part(s, 0, k));

		if (best->middle.len >= before + after)
			continue;
		best->before[0] = diff_part(l, 0, i - before);
		best->after[0] = diff_from(l, i + after);
		best->before[1] = diff_part(s, 0, k - before);
		best->after[1] = diff_from(s, k + after);
		best->middle = diff_part(s, k - before, k + after);
	}
	return best->middle.len * 2 >= l.len;
}

static void swap(struct diff_text *x)
{
	struct diff_text t = x[0];

	x[0] = x[1];
	x[1] = t;
}

static bool half_match(struct diff_text a, struct diff_text b, struct half *h)
{
	bool swapped = a.len <= b.len, one, two;
	struct diff_text l = swapped ? b : a, s = swapped ? a : b;
	struct half other;

	if (l.len < 4 || s.len * 2 < l.len)
		return false;
	one = half_from(l, s, (l.len + 3) / 4, h);
	two = half_from(l, s, (l.len + 1) / 2, &other);
	if (two && (!one || h->middle.len <= other.middle.len))
		*h = other;
	if (swapped) {
		swap(h->before);
		swap(h->after);
	}
	return one || two;
}

/* Two pairs of texts, one after the other. */
static struct diff both(const struct finder *f, const struct half *h)
{
	struct diff d = find(f, h->before[0], h->before[1]), rest;

	if (h->middle.len)
		diff_add(&d, DIFF_KEEP, h->middle);
	rest = find(f, h->after[0], h->after[1]);
	diff_splice(&d, d.count, 0, rest.items, rest.count);
	return d;
}

struct path { /* how far each diagonal is reached, from one end */
	int64_t *reached, start, end;
};

struct middle {
	struct diff_text a, b;
	int64_t most, delta;
	struct path forth, back;
	int64_t x, y; /* where they meet */
};

static bool same_at(const struct middle *m, bool back, int64_t x, int64_t y)
{
	if (back)
		return m->a.at[m->a.len - x - 1] == m->b.at[m->b.len - y - 1];
	return m->a.at[x] == m->b.at[y];
}

/* The other path has been where this one is. */
static bool meets(struct middle *m, bool back, int64_t k, int64_t x)
{
	const int64_t *other = back ? m->forth.reached : m->back.reached;
	int64_t at = m->most + m->delta - k, n = m->a.len;

	if (at < 0 || at >= 2 * m->most || other[at] == -1)
		return false;
	m->x = back ? other[at] : x;
	m->y = back ? m->most + m->x - at : x - k;
	return back ? other[at] >= n - x : x >= n - other[at];
}

/* One step more from one end. */
static bool step(struct middle *m, bool back, int64_t d)
{
	struct path *p = back ? &m->back : &m->forth;
	int64_t *v = p->reached + m->most;

	for (int64_t k = -d + p->start; k <= d - p->end; k += 2) {
		bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
		int64_t x = down ? v[k + 1] : v[k - 1] + 1, y = x - k;

		while (x < m->a.len && y < m->b.len && same_at(m, back, x, y)) {
			x++;
			y++;
		}
		v[k] = x;
		if (x > m->a.len)
			p->end += 2;
		else if (y > m->b.len)
			p->start += 2;
		else if (back == !(m->delta % 2) && meets(m, back, k, x))
			return true;
	}
	return false;
}

static int64_t *new_path(const struct finder *f, int64_t most)
{
	int64_t *v = rego_new_array(f->arena, int64_t, (size_t)most * 2 + 2);

	for (int64_t i = 0; i < most * 2 + 2; i++)
		v[i] = -1;
	v[most + 1] = 0;
	return v;
}

static struct diff bisect(const struct finder *f, struct diff_text a, struct diff_text b)
{
	struct middle m = { .a = a,
			    .b = b,
			    .most = ((int64_t)a.len + b.len + 1) / 2,
			    .delta = (int64_t)a.len - b.len };
	struct diff d = { .arena = f->arena };

	m.forth.reached = new_path(f, m.most);
	m.back.reached = new_path(f, m.most);
	for (int64_t i = 0; i < m.most && (i % 16 || (int64_t)ss_clock_mono() <= f->end); i++) {
		if (step(&m, false, i) || step(&m, true, i)) {
			struct half h = { .before = { diff_part(a, 0, (uint32_t)m.x),
						      diff_part(b, 0, (uint32_t)m.y) },
					  .after = { diff_from(a, (uint32_t)m.x),
						     diff_from(b, (uint32_t)m.y) } };

			return both(f, &h);
		}
	}
	diff_add(&d, DIFF_DROP, a);
	diff_add(&d, DIFF_ADD, b);
	return d;
}

/* Texts that begin and end with other characters. */
static struct diff find_inside(const struct finder *f, struct diff_text a, struct diff_text b)
{
	struct diff d = { .arena = f->arena };
	struct diff_text l = a.len > b.len ? a : b, s = a.len > b.len ? b : a;
	enum diff_kind kind = a.len > b.len ? DIFF_DROP : DIFF_ADD;
	int64_t at = s.len ? place_of(l, s, 0) : -1;
	struct half h;

	if (!s.len) {
		diff_add(&d, a.len ? DIFF_DROP : DIFF_ADD, l);
	} else if (at >= 0) {
		diff_add(&d, kind, diff_part(l, 0, (uint32_t)at));
		diff_add(&d, DIFF_KEEP, s);
		diff_add(&d, kind, diff_from(l, (uint32_t)at + s.len));
	} else if (s.len == 1) {
		diff_add(&d, DIFF_DROP, a);
		diff_add(&d, DIFF_ADD, b);
	} else {
		return half_match(a, b, &h) ? both(f, &h) : bisect(f, a, b);
	}
	return d;
}

static struct diff find(const struct finder *f, struct diff_text a, struct diff_text b)
{
	struct diff d = { .arena = f->arena };
	uint32_t begin = diff_common_prefix(a, b), end;
	struct diff_text prefix = diff_part(a, 0, begin), suffix;

	if (begin == a.len && begin == b.len) {
		if (begin)
			diff_add(&d, DIFF_KEEP, a);
		return d;
	}
	a = diff_from(a, begin);
	b = diff_from(b, begin);
	end = diff_common_suffix(a, b);
	suffix = diff_from(a, a.len - end);
	a.len -= end;
	b.len -= end;
	d = find_inside(f, a, b);
	if (begin)
		diff_splice(&d, 0, 0, &(struct diff_edit){ DIFF_KEEP, prefix }, 1);
	if (end)
		diff_add(&d, DIFF_KEEP, suffix);
	diff_merge(&d);
	return d;
}

static struct diff_text characters(struct rego_arena *a, const char *s, size_t len)
{
	uint32_t *at = rego_new_array(a, uint32_t, len + 1), n = 0;

	while (len) {
		size_t size = rego_rune(s, len, &at[n++]);

		s += size;
		len -= size;
	}
	return (struct diff_text){ at, n };
}

static void put_character(FILE *out, uint32_t c)
{
	if (c < 0x80) {
		putc((int)c, out);
		return;
	}
	if (c < 0x800) {
		putc((int)(0xc0 | c >> 6), out);
	} else {
		if (c < 0x10000) {
			putc((int)(0xe0 | c >> 12), out);
		} else {
			putc((int)(0xf0 | c >> 18), out);
			putc((int)(0x80 | (c >> 12 & 0x3f)), out);
		}
		putc((int)(0x80 | (c >> 6 & 0x3f)), out);
	}
	putc((int)(0x80 | (c & 0x3f)), out);
}

/* Each line of an edit has its own colour, so that a pager keeps it. */
static void put_edit(FILE *out, const struct diff_edit *x)
{
	const char *colour = x->kind == DIFF_ADD ? "\x1b[32m" : "\x1b[31m";

	if (x->kind != DIFF_KEEP)
		fputs(colour, out);
	for (uint32_t i = 0; i < x->text.len; i++) {
		bool end = x->kind != DIFF_KEEP && x->text.at[i] == '\n';

		if (end)
			fputs("\x1b[0m", out);
		put_character(out, x->text.at[i]);
		if (end)
			fputs(colour, out);
	}
	if (x->kind != DIFF_KEEP)
		fputs("\x1b[0m", out);
}

void diff_print(FILE *out, const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct rego_arena arena;
	struct finder f = { .arena = &arena, .end = (int64_t)ss_clock_mono() + SECOND };
	struct diff d;
	jmp_buf jump;

	rego_arena_init(&arena, 0);
	if (rego_arena_try(&arena, &jump)) {
		d = find(&f, characters(&arena, a, a_len), characters(&arena, b, b_len));
		for (uint32_t i = 0; i < d.count; i++)
			put_edit(out, &d.items[i]);
		putc('\n', out);
	}
	rego_arena_fini(&arena);
}
