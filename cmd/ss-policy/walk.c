// SPDX-License-Identifier: BSD-2-Clause
/* The files below a directory, in the order of names, but for those that are passed over. */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "load_impl.h"

/* One of the patterns of "a,b*". */
static bool is_one_of(const char *patterns, const char *name)
{
	char one[NAME_MAX + 1];

	while (*patterns) {
		size_t n = strcspn(patterns, ",");

		if (n < sizeof(one)) {
			memcpy(one, patterns, n);
			one[n] = '\0';
			if (!fnmatch(one, name, 0))
				return true;
		}
		patterns += n + (patterns[n] == ',');
	}
	return false;
}

static bool is_ignored(const struct load *load, const char *name)
{
	for (size_t i = 0; i < load->o->ignore.count; i++)
		if (is_one_of(load->o->ignore.items[i], name))
			return true;
	return false;
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int walk(struct load *load, const char *dir, const char *rel, int depth, load_fn *fn);

static int visit(struct load *load, const char *dir, const char *rel, const char *name, int depth,
		 load_fn *fn)
{
	struct ss_strbuf path = { 0 }, below = { 0 };
	struct stat st;
	int err;

	if (strcmp(dir, "."))
		ss_strbuf_printf(&path, "%s%s", dir, strcmp(dir, "/") ? "/" : "");
	ss_strbuf_str(&path, name);
	ss_strbuf_printf(&below, "%s%s%s", rel, *rel ? "/" : "", name);
	err = path.err ? path.err : below.err;
	if (err || is_ignored(load, name))
		goto out;
	if (stat(path.data, &st))
		err = load_unread(load, path.data, -errno);
	else if (S_ISDIR(st.st_mode))
		err = walk(load, path.data, below.data, depth + 1, fn);
	else if (S_ISREG(st.st_mode))
		err = fn(load, path.data, name, rel);
out:
	ss_strbuf_fini(&path);
	ss_strbuf_fini(&below);
	return err;
}

static int walk(struct load *load, const char *dir, const char *rel, int depth, load_fn *fn)
{
	struct dirent **list;
	int n, err = 0;

	if (depth > LOAD_MAX_DEPTH)
		return load_unread(load, dir, -ELOOP);
	n = scandir(dir, &list, not_dots, by_name);
	if (n < 0)
		return load_unread(load, dir, -errno);
	for (int i = 0; i < n; i++) {
		if (!err)
			err = visit(load, dir, rel, list[i]->d_name, depth, fn);
		free(list[i]);
	}
	free(list);
	return err;
}

/* Take the last of the names away; false: there is none, or it is "..". */
static bool go_up(struct ss_strbuf *path)
{
	size_t end = path->len;

	while (end && path->data[end - 1] != '/')
		end--;
	if (end == path->len || !strcmp(path->data + end, ".."))
		return false;
	path->len = end > 1 ? end - 1 : end;
	path->data[path->len] = '\0';
	return true;
}

void load_clean(struct ss_strbuf *out, const char *path)
{
	bool rooted = *path == '/';

	if (rooted)
		ss_strbuf_char(out, '/');
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && !strncmp(path, "..", 2)) {
			if ((out->len && go_up(out)) || rooted)
				n = 0, path += 2;
		} else if (n == 1 && *path == '.') {
			n = 0, path++;
		}
		if (n && out->len && out->data[out->len - 1] != '/')
			ss_strbuf_char(out, '/');
		ss_strbuf_add(out, path, n);
		path += n;
		path += *path == '/';
	}
	if (!out->len)
		ss_strbuf_char(out, '.');
}

int load_walk(struct load *load, const char *dir, load_fn *fn)
{
	struct ss_strbuf clean = { 0 };
	int err;

	load_clean(&clean, dir);
	err = clean.err ? clean.err : walk(load, clean.data, "", 0, fn);
	ss_strbuf_fini(&clean);
	return err;
}
