// SPDX-License-Identifier: BSD-2-Clause
#include "schema.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>

#include "core/cli.h"
#include "core/json_write.h"
#include "core/log.h"
#include "load_impl.h"
#include "rego/syntax/ast.h"

static int wrong(const char *path, const char *why)
{
	struct ss_strbuf text = { 0 };

	ss_strbuf_printf(&text, "1 error occurred during loading: %s: %s\n", path, why);
	ss_say(text.data, text.len);
	ss_strbuf_fini(&text);
	return SS_EXIT_FAILURE;
}

/* One file, JSON or YAML, as JSON behind its name. */
static int take(const char *path, const char *name, struct ss_strbuf *json)
{
	struct ss_strbuf text = { 0 }, value = { 0 }, why = { 0 };
	int err = load_file(path, &text);
	struct ss_json w;

	if (err) {
		ss_strbuf_fini(&text);
		return ss_error(err, "cannot read the schema %s", path);
	}
	err = load_yaml(text.data ? text.data : "", text.len, &value, &why);
	if (err) {
		err = wrong(path, why.data ? why.data : "too large");
	} else {
		if (json->len > 1)
			ss_strbuf_char(json, ',');
		ss_json_init(&w, json);
		ss_json_cstr(&w, NULL, name);
		ss_strbuf_char(json, ':');
		ss_strbuf_add(json, value.data, value.len);
	}
	ss_strbuf_fini(&text);
	ss_strbuf_fini(&value);
	ss_strbuf_fini(&why);
	return err;
}

/* a/b.json: schema.a.b, as a ref is printed. */
static int take_named(const char *path, const char *below, struct ss_strbuf *json)
{
	struct ss_strbuf name = { 0 };
	const char *base = strrchr(below, '/'), *end;
	int err;

	base = base ? base + 1 : below;
	end = strrchr(base, '.');
	if (!end)
		end = base + strlen(base);
	ss_strbuf_str(&name, "schema");
	while (below < end) {
		size_t n = strcspn(below, "/");

		if (below + n > end)
			n = (size_t)(end - below);
		if (rego_is_word(below, n))
			ss_strbuf_printf(&name, ".%.*s", (int)n, below);
		else
			ss_strbuf_printf(&name, "[\"%.*s\"]", (int)n, below);
		below += n;
		below += *below == '/';
	}
	err = name.err ? ss_error(name.err, "cannot read the schema %s", path)
		       : take(path, name.data, json);
	ss_strbuf_fini(&name);
	return err;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int take_tree(const char *path, struct ss_strbuf *json)
{
	char *paths[] = { (char *)path, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	size_t skip = strlen(path);
	int err = 0;
	FTSENT *f;

	if (!tree)
		return ss_error(-errno, "cannot read %s", path);
	while (!err && (f = fts_read(tree))) {
		const char *below = f->fts_path + skip;

		if (f->fts_info == FTS_ERR || f->fts_info == FTS_DNR || f->fts_info == FTS_NS)
			err = ss_error(-f->fts_errno, "cannot read %s", f->fts_path);
		else if (f->fts_info == FTS_F)
			err = take_named(f->fts_path, below + strspn(below, "/"), json);
	}
	fts_close(tree);
	return err;
}

int schemas_load(const char *path, struct ss_strbuf *json)
{
	struct stat st;
	int err;

	if (!path)
		return 0;
	if (!strncmp(path, "file://", 7))
		path += 7;
	if (stat(path, &st))
		return ss_error(-errno, "cannot read the schema %s", path);
	ss_strbuf_char(json, '{');
	err = S_ISDIR(st.st_mode) ? take_tree(path, json) : take(path, "schema", json);
	ss_strbuf_char(json, '}');
	if (!err && json->err)
		err = ss_error(json->err, "cannot read the schema %s", path);
	return err;
}
