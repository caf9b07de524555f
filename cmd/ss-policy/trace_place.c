/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a step is: the file and the row, in a column that is not too wide. */
#include "trace_place.h"

#include <stdlib.h>
#include <string.h>

static size_t digits(uint32_t n)
{
	return n < 10 ? 1 : digits(n / 10) + 1;
}

static const char *file_of(const struct rego_step_event *ev)
{
	return ev->loc && ev->loc->source ? ev->loc->source->name : NULL;
}

/* Directories below the first one. */
static char *inner_path(const char *file)
{
	const char *end = strrchr(file, '/'), *at = file;
	char *path;

	if (!end)
		return strdup(".");
	if (*at == '/')
		at++;
	path = end > at ? strndup(at, (size_t)(end - at)) : strdup("");
	if (path && strchr(path, '/'))
		memmove(path, strchr(path, '/') + 1, strlen(strchr(path, '/')));
	return path;
}

static bool in_all(const char *part, size_t len, char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!memmem(paths[i], strlen(paths[i]), part, len))
			return false;
	return true;
}

static char *longest_common(char *const *paths, size_t n)
{
	size_t all = strlen(paths[0]), best = 0, at = 0;

	for (size_t i = 0; i < all; i++)
		while (i + best < all && in_all(paths[0] + i, best + 1, paths, n)) {
			best++;
			at = i;
		}
	return strndup(paths[0] + at, best);
}

static bool known(const char *const *files, size_t n, const char *file)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(files[i], file))
			return true;
	return false;
}

void trace_shorten(struct trace_place *p, const struct trace *t)
{
	const char **files = calloc(t->count + 1, sizeof(*files));
	char **paths = calloc(t->count + 1, sizeof(*paths));
	size_t n = 0, longest = 0, len, cut;

	for (size_t i = 0; files && paths && i < t->count; i++) {
		const char *file = file_of(&t->items[i]);

		if (!file)
			continue;
		len = (*file ? strlen(file) : 5) + digits(t->items[i].loc->row) + 1;
		longest = len > longest ? len : longest;
		if (*file && !known(files, n, file)) {
			paths[n] = inner_path(file);
			files[n++] = file;
		}
	}
	if (n && longest > TRACE_PLACE_WIDTH) {
		p->common = longest_common(paths, n);
		len = p->common ? strlen(p->common) : 0;
		if (longest - len + 3 < TRACE_PLACE_WIDTH) {
			cut = TRACE_PLACE_WIDTH - (longest - len + 3);
			if (len)
				p->common[cut > len ? 0 : len - cut] = '\0';
		}
	}
	for (size_t i = 0; i < n; i++)
		free(paths[i]);
	free(files);
	free(paths);
}

void trace_put_place(struct ss_strbuf *out, const struct trace_place *p,
		     const struct rego_step_event *ev)
{
	const char *file = file_of(ev), *common;

	if (!file)
		return;
	common = p->common && strlen(p->common) > 3 ? strstr(file, p->common) : NULL;
	if (!*file)
		ss_strbuf_str(out, "query");
	else if (common)
		ss_strbuf_printf(out, "%.*s...%s", (int)(common - file), file,
				 common + strlen(p->common));
	else
		ss_strbuf_str(out, file);
	ss_strbuf_printf(out, ":%u", ev->loc->row);
}
