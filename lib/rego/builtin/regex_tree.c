/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree that a pattern is in Go, as far as its limits ask for it, and repetition. */
#include "rego/builtin/regex_parse.h"

#include <string.h>

/* Limits of Go's: copies by counted repetition, nesting, instructions. */
#define MAX_REPEAT 1000
#define MAX_HEIGHT 1000
#define MAX_SIZE   ((128 << 20) / 40)

/* --- the tree, as far as limits ask --------------------------------------- */
static uint32_t more32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* What item is in becomes as high as that and as long as both. */
static void join(struct rego_rx_part *into, const struct rego_rx_part *item, enum rego_rx_kind kind)
{
	into->copies = more32(into->copies, item->copies);
	into->height = more32(into->height, item->height - (item->kind == kind));
	into->size += item->size;
	/* Of one item it is that item, of more it is a node above them. */
	into->kind = into->count ? kind : item->kind;
	into->count++;
}

struct rego_rx_part rego_rx_whole(const struct rego_rx_part *items, enum rego_rx_kind kind)
{
	struct rego_rx_part p = *items;

	if (p.count > 1 || p.kind == kind)
		p.height++;
	if (!p.count)
		p = (struct rego_rx_part){ .copies = 1, .height = 1, .size = 1 };
	if (p.count > 1 && kind == REGO_RX_ALTERNATION)
		p.size += p.count - 1;
	p.count = 1;
	return p;
}

/* The last item is complete: no repetition can follow it. */
void rego_rx_end_item(struct rego_rx_group *g)
{
	if (g->last.count)
		join(&g->items, &g->last, REGO_RX_CONCAT);
	g->last = (struct rego_rx_part){ 0 };
}

void rego_rx_end_alternative(struct rego_rx_group *g)
{
	struct rego_rx_part all;

	rego_rx_end_item(g);
	all = rego_rx_whole(&g->items, REGO_RX_CONCAT);
	join(&g->alternatives, &all, REGO_RX_ALTERNATION);
	g->items = (struct rego_rx_part){ 0 };
}

static bool check_limits(struct rego_rx *p, const struct rego_rx_part *item)
{
	if (item->size > MAX_SIZE)
		return rego_rx_fail_whole(p, "expression too large");
	return item->height <= MAX_HEIGHT || rego_rx_fail_whole(p, "expression nests too deeply");
}

bool rego_rx_push(struct rego_rx *p, struct rego_rx_part item)
{
	struct rego_rx_group *g = rego_rx_group(p);

	rego_rx_end_item(g);
	item.count = 1;
	g->last = item;
	return check_limits(p, &item);
}

bool rego_rx_leaf(struct rego_rx *p)
{
	return rego_rx_push(p, (struct rego_rx_part){ .copies = 1, .height = 1, .size = 1 });
}

void rego_rx_open(struct rego_rx *p, bool capture)
{
	rego_rx_end_item(rego_rx_group(p));
	if (++p->depth >= p->room) {
		struct rego_rx_group *more =
			rego_new_array(p->arena, struct rego_rx_group, p->room * 2);

		memcpy(more, p->groups, p->room * sizeof(*more));
		p->groups = more;
		p->room *= 2;
	}
	*rego_rx_group(p) = (struct rego_rx_group){ .capture = capture };
}

/* --- repetition ----------------------------------------------------------- */
/* Decimal without leading zeros; -1 when it is too big.  False: no number. */
static bool small_int(const char **at, const char *end, int *out)
{
	const char *s = *at;
	int n = 0;

	if (s == end || *s < '0' || *s > '9')
		return false;
	if (end - s >= 2 && *s == '0' && s[1] >= '0' && s[1] <= '9')
		return false;
	for (; s < end && *s >= '0' && *s <= '9'; s++)
		if (n >= 0)
			n = n >= 100000000 ? -1 : n * 10 + *s - '0';
	*at = s;
	*out = n;
	return true;
}

/* {2}, {2,} or {2,3}; max is -1 when there is none. */
static bool counted(const char *s, const char *end, int *min, int *max, const char **after)
{
	s++;
	if (!small_int(&s, end, min) || s == end)
		return false;
	*max = *min;
	if (*s == ',') {
		s++;
		if (s == end)
			return false;
		if (*s == '}')
			*max = -1;
		else if (!small_int(&s, end, max))
			return false;
		else if (*max < 0)
			*min = -1;
	}
	if (s == end || *s != '}')
		return false;
	*after = s + 1;
	return true;
}

static uint64_t repeated_size(uint64_t size, int min, int max)
{
	if (max < 0)
		return min ? 1 + (uint64_t)min * size : 2 + size;
	return (uint64_t)max * size + (uint64_t)(max - min);
}

/* min and max are -1 for * + and ?; after is behind the operator. */
bool rego_rx_repeat(struct rego_rx *p, int min, int max, const char *after, bool is_counted)
{
	const char *before = p->at;
	struct rego_rx_group *g = rego_rx_group(p);
	struct rego_rx_part *item = &g->last;
	int times = max < 0 ? min : max;

	if (after < p->end && *after == '?')
		after++;
	if (p->repeat)
		return rego_rx_fail(p, "invalid nested repetition operator", p->repeat, after);
	if (!item->count)
		return rego_rx_fail(p, "missing argument to repetition operator", before, after);
	rego_put(&p->s->out, before, (size_t)(after - before));
	p->at = after;
	item->height++;
	item->kind = REGO_RX_OTHER;
	if (!is_counted) {
		item->size += *before == '*' ? 2 : 1;
		return check_limits(p, item);
	}
	item->size = repeated_size(item->size, min, max);
	if (item->size < 1)
		item->size = 1;
	if (!check_limits(p, item))
		return false;
	if (max == 0)
		item->copies = 1;
	else if (times > 0)
		item->copies *= (uint32_t)times;
	if ((min >= 2 || max >= 2) && item->copies > MAX_REPEAT)
		return rego_rx_fail(p, "invalid repeat count", before, after);
	return true;
}

bool rego_rx_brace(struct rego_rx *p, const char **repeated)
{
	const char *after, *before = p->at;
	int min, max;

	if (!counted(before, p->end, &min, &max, &after)) {
		rego_rx_put(p, '{');
		p->at++;
		return rego_rx_leaf(p);
	}
	if (min < 0 || min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && min > max))
		return rego_rx_fail(p, "invalid repeat count", before, after);
	*repeated = before;
	return rego_rx_repeat(p, min, max, after, true);
}
