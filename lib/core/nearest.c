// SPDX-License-Identifier: BSD-2-Clause
#include "core/nearest.h"

#include <stddef.h>
#include <string.h>

static int min3(int a, int b, int c)
{
	int least = a < b ? a : b;

	return least < c ? least : c;
}

enum { LONGEST = 40, FAR = 100 };

/* Edits that turn A into B: insert, delete, replace, swap neighbours. */
static int distance(const char *a, const char *b)
{
	int n = strnlen(a, LONGEST + 1), m = strnlen(b, LONGEST + 1);
	int d[LONGEST + 1][LONGEST + 1] = { 0 };

	if (n > LONGEST || m > LONGEST)
		return FAR;
	for (int i = 0; i <= n; i++) {
		for (int j = 0; j <= m; j++) {
			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
				       d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = min3(d[i][j], d[i - 2][j - 2] + 1, FAR);
		}
	}
	return d[n][m];
}

bool ss_nearer(const char *name, const char *word, int *best)
{
	int n = distance(name, word);

	if (!*best)
		*best = 3 + strlen(name) / 3; /* one edit, and one more for each three bytes */
	/* Kept one higher, so that 0 stays free. */
	if (n == FAR || n + 1 >= *best)
		return false;
	*best = n + 1;
	return true;
}

const char *ss_nearest(const char *name, const char *const *words)
{
	const char *nearest = NULL;
	int best = 0;

	for (; *words; words++)
		if (ss_nearer(name, *words, &best))
			nearest = *words;
	return nearest;
}
