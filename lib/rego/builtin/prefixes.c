/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts in order: those that begin alike are next to each other, the shortest first. */
#include "rego/builtin/prefixes.h"

#include <stdlib.h>

static int byte_at(const struct rego_prefixes *p, const struct rego_string *s, size_t at)
{
	if (at >= s->len)
		return -1;
	return (unsigned char)s->text[p->backwards ? s->len - 1 - at : at];
}

static int compare(const void *a, const void *b, void *set)
{
	const struct rego_string *x = *(const struct rego_string *const *)a;
	const struct rego_string *y = *(const struct rego_string *const *)b;
	int m, n;

	for (size_t i = 0;; i++) {
		m = byte_at(set, x, i);
		n = byte_at(set, y, i);
		if (m != n || m < 0)
			return (m > n) - (m < n);
	}
}

/* The first from low to high that has no smaller byte there. */
static size_t bound(const struct rego_prefixes *p, size_t low, size_t high, size_t at, int byte)
{
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (byte_at(p, p->texts[mid], at) < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void rego_prefixes_init(struct rego_prefixes *p, const struct rego_string **texts, size_t count,
			bool backwards)
{
	p->texts = texts;
	p->count = count;
	p->backwards = backwards;
	if (count > 1)
		qsort_r(texts, count, sizeof(struct rego_string *), compare, p);
	for (int b = 0; b <= 256; b++)
		p->first[b] = bound(p, b ? p->first[b - 1] : 0, count, 0, b);
}

static const struct rego_string **find(const struct rego_prefixes *p, const char *s, size_t len,
				       bool longest)
{
	const struct rego_string **found = NULL;
	size_t low = 0, high = p->count;

	for (size_t at = 0; at < len; at++) {
		int byte = (unsigned char)s[p->backwards ? len - 1 - at : at];

		if (!at) {
			low = p->first[byte];
			high = p->first[byte + 1];
		} else if (byte_at(p, p->texts[low], at) != byte ||
			   byte_at(p, p->texts[high - 1], at) != byte) {
			low = bound(p, low, high, at, byte);
			high = bound(p, low, high, at, byte + 1);
		}
		if (low == high)
			break;
		if (p->texts[low]->len == at + 1) {
			found = &p->texts[low];
			if (!longest)
				break;
		}
	}
	return found;
}

const struct rego_string **rego_prefixes_find(const struct rego_prefixes *p, const char *s,
					      size_t len)
{
	return find(p, s, len, false);
}

const struct rego_string **rego_prefixes_longest(const struct rego_prefixes *p, const char *s,
						 size_t len)
{
	return find(p, s, len, true);
}
