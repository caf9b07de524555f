// SPDX-License-Identifier: BSD-2-Clause
/* The shortest way from one text to the other in lines (Myers), unless it is long. */
#include "diff.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT 3
/* More changes than that, and the rest is shown as all gone and all new. */
#define MOST_CHANGES 1000

struct line {
	const char *text;
	size_t len; /* with its line end */
};

struct text {
	struct line *lines;
	int count;
};

static struct text split(const char *s, size_t len)
{
	const char *end = s + len;
	struct text t = { 0 };
	int room = 0;

	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		size_t n = nl ? (size_t)(nl - s) + 1 : (size_t)(end - s);

		if (t.count == room) {
			struct line *more;

			room = room ? room * 2 : 64;
			more = realloc(t.lines, (size_t)room * sizeof(*more));
			if (!more)
				break;
			t.lines = more;
		}
		t.lines[t.count++] = (struct line){ s, n };
		s += n;
	}
	return t;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

/* Which lines stay: keep_a[i] and keep_b[j] are set in pairs, from the top. */
struct match {
	bool *keep_a, *keep_b;
};

/* After D changes, how far diagonal K reaches is v[K]; the rows are kept to go back. */
static int reach(const struct text *a, const struct text *b, int **rows, int most)
{
	for (int d = 0; d <= most; d++) {
		int *v = calloc((size_t)(2 * d + 3), sizeof(*v));
		const int *old = d ? rows[d - 1] : NULL;

		rows[d] = v;
		if (!v)
			return -1;
		for (int k = -d; k <= d; k += 2) {
			int x = 0, y;

			/* Row d-1 has its diagonal k at k + d. */
			if (old)
				x = k == -d || (k != d && old[k - 1 + d] < old[k + 1 + d]) ?
					    old[k + 1 + d] :
					    old[k - 1 + d] + 1;
			for (y = x - k; x < a->count && y < b->count &&
					same(&a->lines[x], &b->lines[y]);
			     y = x - k)
				x++;
			v[k + d + 1] = x;
			if (x >= a->count && x - k >= b->count)
				return d;
		}
	}
	return -1;
}

static void go_back(const struct text *a, const struct text *b, int *const *rows, int d,
		    struct match *m)
{
	int x = a->count, y = b->count;

	for (; d >= 0; d--) {
		const int *old = d ? rows[d - 1] : NULL;
		int k = x - y, from_x = 0, from_y = 0;

		if (old) {
			bool down = k == -d || (k != d && old[k - 1 + d] < old[k + 1 + d]);

			from_x = down ? old[k + 1 + d] : old[k - 1 + d];
			from_y = from_x - (down ? k + 1 : k - 1);
		}
		while (x > from_x && y > from_y && same(&a->lines[x - 1], &b->lines[y - 1])) {
			m->keep_a[--x] = true;
			m->keep_b[--y] = true;
		}
		x = from_x;
		y = from_y;
	}
}

static void put(FILE *out, char mark, const struct line *l)
{
	fputc(mark, out);
	fwrite(l->text, 1, l->len, out);
	if (l->text[l->len - 1] != '\n')
		fputs("\n\\ No newline at end of file\n", out);
}

/* One hunk from *i, *j on; more than twice the context of kept lines ends it. */
static void put_hunk(FILE *out, const struct text *a, const struct text *b, const struct match *m,
		     int *i, int *j)
{
	int from_i = *i > CONTEXT ? *i - CONTEXT : 0, from_j = *j - (*i - from_i);
	int x = *i, y = *j, kept = 0, end_x = x, end_y = y;

	while ((x < a->count || y < b->count) && kept <= 2 * CONTEXT) {
		if (x < a->count && !m->keep_a[x]) {
			x++;
			kept = 0;
		} else if (y < b->count && !m->keep_b[y]) {
			y++;
			kept = 0;
		} else {
			x++;
			y++;
			kept++;
		}
		if (!kept) {
			end_x = x;
			end_y = y;
		}
	}
	for (kept = 0; kept < CONTEXT && end_x < a->count && m->keep_a[end_x]; kept++) {
		end_x++;
		end_y++;
	}
	fprintf(out, "@@ -%d,%d +%d,%d @@\n", from_i + (end_x > from_i), end_x - from_i,
		from_j + (end_y > from_j), end_y - from_j);
	for (x = from_i, y = from_j; x < end_x || y < end_y;) {
		if (x < end_x && !m->keep_a[x]) {
			put(out, '-', &a->lines[x++]);
		} else if (y < end_y && !m->keep_b[y]) {
			put(out, '+', &b->lines[y++]);
		} else {
			put(out, ' ', &a->lines[x++]);
			y++;
		}
	}
	*i = end_x;
	*j = end_y;
}

static void put_hunks(FILE *out, const struct text *a, const struct text *b, const struct match *m)
{
	int i = 0, j = 0;

	while (i < a->count || j < b->count) {
		if (i < a->count && j < b->count && m->keep_a[i] && m->keep_b[j]) {
			i++;
			j++;
		} else {
			put_hunk(out, a, b, m, &i, &j);
		}
	}
}

void diff_print(FILE *out, const char *name, const char *a, size_t a_len, const char *b,
		size_t b_len)
{
	struct text x = split(a, a_len), y = split(b, b_len);
	int most = x.count + y.count < MOST_CHANGES ? x.count + y.count : MOST_CHANGES, d;
	struct match m = { calloc((size_t)x.count + 1, 1), calloc((size_t)y.count + 1, 1) };
	int **rows = calloc((size_t)most + 1, sizeof(*rows));

	if (m.keep_a && m.keep_b && rows) {
		d = reach(&x, &y, rows, most);
		if (d >= 0)
			go_back(&x, &y, rows, d, &m);
		fprintf(out, "--- %s\n+++ %s (formatted)\n", name, name);
		put_hunks(out, &x, &y, &m);
	}
	for (int i = 0; rows && i <= most; i++)
		free(rows[i]);
	free(rows);
	free(m.keep_a);
	free(m.keep_b);
	free(x.lines);
	free(y.lines);
}
