// SPDX-License-Identifier: BSD-2-Clause
/* Edits put together: what goes and comes between two things kept is one edit of each kind, what
 * both share is kept, and an edit moves where that saves something kept.  The order of the steps is
 * that of the library that OPA uses, whose results differ with it. */
#include <string.h>

#include "diff.h"

uint32_t diff_common_prefix(struct diff_text a, struct diff_text b)
{
	uint32_t n = 0;

	while (n < a.len && n < b.len && a.at[n] == b.at[n])
		n++;
	return n;
}

uint32_t diff_common_suffix(struct diff_text a, struct diff_text b)
{
	uint32_t n = 0;

	while (n < a.len && n < b.len && a.at[a.len - n - 1] == b.at[b.len - n - 1])
		n++;
	return n;
}

void diff_splice(struct diff *d, uint32_t i, uint32_t n, const struct diff_edit *new,
		 uint32_t count)
{
	uint32_t after = d->count - i - n;

	if (d->count - n + count > d->room) {
		uint32_t room = (d->count + count) * 2 + 8;
		struct diff_edit *items = rego_new_array(d->arena, struct diff_edit, room);

		if (d->count)
			memcpy(items, d->items, d->count * sizeof(*items));
		d->items = items;
		d->room = room;
	}
	if (after)
		memmove(d->items + i + count, d->items + i + n, after * sizeof(*d->items));
	if (count)
		memcpy(d->items + i, new, count * sizeof(*new));
	d->count += count - n;
}

void diff_add(struct diff *d, enum diff_kind kind, struct diff_text text)
{
	diff_splice(d, d->count, 0, &(struct diff_edit){ kind, text }, 1);
}

static struct diff_text join(struct rego_arena *a, struct diff_text x, struct diff_text y)
{
	uint32_t *at;

	if (!x.len || !y.len)
		return x.len ? x : y;
	if (x.at + x.len == y.at)
		return (struct diff_text){ x.at, x.len + y.len };
	at = rego_new_array(a, uint32_t, (size_t)x.len + y.len);
	memcpy(at, x.at, x.len * sizeof(*at));
	memcpy(at + x.len, y.at, y.len * sizeof(*at));
	return (struct diff_text){ at, x.len + y.len };
}

struct group { /* the edits since something was kept */
	uint32_t adds, drops;
	struct diff_text added, dropped;
};

/* What both sides begin or end with is kept.  Returns where the kept edit after them is now. */
static uint32_t factor(struct diff *d, uint32_t at, struct group *g)
{
	uint32_t n = diff_common_prefix(g->added, g->dropped), first = at - g->adds - g->drops;

	if (n) {
		struct diff_text same = diff_part(g->added, 0, n);

		if (first && d->items[first - 1].kind == DIFF_KEEP) {
			d->items[first - 1].text = join(d->arena, d->items[first - 1].text, same);
		} else {
			diff_splice(d, 0, 0, &(struct diff_edit){ DIFF_KEEP, same }, 1);
			at++;
		}
		g->added = diff_from(g->added, n);
		g->dropped = diff_from(g->dropped, n);
	}
	n = diff_common_suffix(g->added, g->dropped);
	if (n) {
		d->items[at].text =
			join(d->arena, diff_from(g->added, g->added.len - n), d->items[at].text);
		g->added.len -= n;
		g->dropped.len -= n;
	}
	return at;
}

/* The group before the kept edit at the place becomes one edit of each kind. */
static uint32_t close_group(struct diff *d, uint32_t at, struct group *g)
{
	struct diff_edit new[2];
	uint32_t n = 0;

	if (g->adds && g->drops)
		at = factor(d, at, g);
	if (g->drops)
		new[n++] = (struct diff_edit){ DIFF_DROP, g->dropped };
	if (g->adds)
		new[n++] = (struct diff_edit){ DIFF_ADD, g->added };
	diff_splice(d, at - g->adds - g->drops, g->adds + g->drops, new, n);
	return at - g->adds - g->drops + 1 + n;
}

static void merge_groups(struct diff *d)
{
	struct group g = { 0 };

	diff_add(d, DIFF_KEEP, (struct diff_text){ NULL, 0 });
	for (uint32_t i = 0; i < d->count;) {
		struct diff_edit *x = &d->items[i];

		if (x->kind == DIFF_ADD) {
			g.adds++;
			g.added = join(d->arena, g.added, x->text);
			i++;
			continue;
		}
		if (x->kind == DIFF_DROP) {
			g.drops++;
			g.dropped = join(d->arena, g.dropped, x->text);
			i++;
			continue;
		}
		if (g.adds + g.drops > 1) {
			i = close_group(d, i, &g);
		} else if (i && x[-1].kind == DIFF_KEEP) {
			x[-1].text = join(d->arena, x[-1].text, x->text);
			diff_splice(d, i, 1, NULL, 0);
		} else {
			i++;
		}
		g = (struct group){ 0 };
	}
	if (!d->items[d->count - 1].text.len)
		d->count--;
}

/* An edit between two kept ones that ends or begins with one of these takes its place. */
static bool shift(struct diff *d, uint32_t i)
{
	struct diff_edit *x = &d->items[i], *before = x - 1, *after = x + 1;

	if (before->kind != DIFF_KEEP || after->kind != DIFF_KEEP)
		return false;
	if (diff_common_suffix(x->text, before->text) == before->text.len) {
		x->text.len -= before->text.len;
		x->text = join(d->arena, before->text, x->text);
		after->text = join(d->arena, before->text, after->text);
		diff_splice(d, i - 1, 1, NULL, 0);
		return true;
	}
	if (diff_common_prefix(x->text, after->text) == after->text.len) {
		before->text = join(d->arena, before->text, after->text);
		x->text = join(d->arena, diff_from(x->text, after->text.len), after->text);
		diff_splice(d, i + 1, 1, NULL, 0);
		return true;
	}
	return false;
}

void diff_merge(struct diff *d)
{
	bool again = true;

	while (again) {
		merge_groups(d);
		again = false;
		for (uint32_t i = 1; i + 1 < d->count; i++)
			again |= shift(d, i);
	}
}
