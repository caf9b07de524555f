/* SPDX-License-Identifier: BSD-2-Clause */
/* "Did you mean": names by how far they are from what was typed. */
#include <ctype.h>
#include <stdlib.h>

#include "rego/builtin/gql_rules.h"

struct choice {
	const char *name;
	int distance;
};

static char *lower(struct rego_arena *a, const char *s)
{
	char *out = rego_strndup(a, s, strlen(s));

	for (char *c = out; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

static int min3(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

static int edits(struct rego_arena *arena, const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	int *row = rego_new_array(arena, int, m + 1);

	for (size_t k = 0; k <= m; k++)
		row[k] = (int)k;
	for (size_t i = 1; i <= n; i++) {
		int corner = row[0];

		row[0] = (int)i;
		for (size_t k = 1; k <= m; k++) {
			int up = row[k];

			row[k] = min3(up + 1, row[k - 1] + 1, corner + (a[i - 1] != b[k - 1]));
			corner = up;
		}
	}
	return row[m];
}

static int distance(struct rego_arena *a, const char *typed, const char *option)
{
	const char *x, *y;

	if (!strcmp(typed, option))
		return 0;
	x = lower(a, typed);
	y = lower(a, option);
	return strcmp(x, y) ? edits(a, x, y) : 1;
}

/* As Go's sort.Slice sorts up to twelve: by insertion, so equals keep their order. */
static void sort_choices(struct choice *c, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && c[k].distance < c[k - 1].distance; k--) {
			struct choice t = c[k];

			c[k] = c[k - 1];
			c[k - 1] = t;
		}
}

const char *rego_gql_or_list(struct rego_arena *a, const char **items, size_t count, bool quoted)
{
	const char *mark = quoted ? "\"" : "";
	struct rego_text t = { .arena = a };

	if (count > 5)
		count = 5;
	for (size_t i = 0; i < count; i++) {
		if (i)
			rego_puts(&t, count == 2 ? " or " : i == count - 1 ? ", or " : ", ");
		rego_putf(&t, "%s%s%s", mark, items[i], mark);
	}
	return rego_text_done(&t);
}

const char *rego_gql_did_you_mean(struct rego_arena *a, const char *prefix, const char *typed,
				  const char **options, size_t count, bool quoted)
{
	int most = (int)((double)strlen(typed) * 0.4) + 1;
	struct choice *found = rego_new_array(a, struct choice, count + 1);
	const char **names = rego_new_array(a, const char *, count + 1);
	size_t n = 0, len = strlen(typed);

	for (size_t i = 0; i < count; i++) {
		size_t other = strlen(options[i]);
		int d;

		/* Too long or too short to be near. */
		if ((other > len ? other - len : len - other) > (size_t)most)
			continue;
		d = distance(a, typed, options[i]);
		if (d <= most)
			found[n++] = (struct choice){ options[i], d };
	}
	if (!n)
		return "";
	sort_choices(found, n);
	for (size_t i = 0; i < n; i++)
		names[i] = found[i].name;
	return rego_printf(a, " %s %s?", prefix, rego_gql_or_list(a, names, n, quoted));
}

const char **rego_gql_field_names(struct rego_arena *a, const struct rego_gql_list *fields)
{
	const char **names = rego_new_array(a, const char *, fields->count + 1);
	struct rego_gql_field_def *f;

	REGO_GQL_EACH (f, fields)
		names[i_f] = f->name;
	return names;
}
