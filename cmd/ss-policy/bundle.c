// SPDX-License-Identifier: BSD-2-Clause
/* Bundles: a directory, or a .tar.gz that is read as a stream and never unpacked. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "manifest.h"

#define MAX_FILES 100000

/* What of a bundle counts: the rest is somebody else's. */
static bool is_wanted(const char *name)
{
	enum load_kind kind = load_kind_of(name);

	return kind == LOAD_REGO || kind == LOAD_RULES || !strcmp(name, "data.json") ||
	       !strcmp(name, "data.yaml") || !strcmp(name, "data.yml");
}

/* What decides about the whole of it, and is looked at before the rest. */
static const char *const about[] = { ".manifest", ".signatures.json", "patch.json" };

static bool is_about(const char *name)
{
	for (size_t i = 0; i < sizeof(about) / sizeof(*about); i++)
		if (!strcmp(name, about[i]))
			return true;
	return false;
}

static int take_about(struct load *load, const char *name, const char *text, size_t len)
{
	struct bundle *b = load->bundles;

	if (!strcmp(name, ".manifest"))
		return manifest_read(load, b, text, len);
	if (!strcmp(name, "patch.json"))
		return load_wrong(load,
				  "bundle %s: patch.json: a bundle that changes another one "
				  "cannot be loaded from a file",
				  b->path);
	if (load->o->skip_verify)
		return 0;
	return load_wrong(load,
			  "bundle %s: .signatures.json: signatures are not verified "
			  "(--skip-verify loads it all the same)",
			  b->path);
}

/* REL/NAME in the bundle, and PATH for people. */
static int take(struct load *load, const char *path, const char *name, const char *rel,
		const char *text, size_t len)
{
	enum load_kind kind = load_kind_of(name);
	struct ss_strbuf inside = { 0 };
	int err;

	ss_strbuf_printf(&inside, "%s%s%s", rel, *rel ? "/" : "", name);
	load->inside = inside.data;
	if (inside.err)
		err = inside.err;
	else if (kind == LOAD_RULES)
		err = load_rules(load, path, text, len);
	else if (kind == LOAD_REGO)
		err = load_module(load, path, text, len);
	else
		err = load_document(load, path, rel, text, len, kind == LOAD_YAML);
	load->inside = NULL;
	ss_strbuf_fini(&inside);
	return err;
}

/* --- a directory ------------------------------------------------------------------------ */
static int in_directory(struct load *load, const char *path, const char *name, const char *rel)
{
	struct ss_strbuf text = { 0 };
	int err;

	if (!is_wanted(name))
		return 0;
	err = load_file(path, &text);
	if (err)
		err = load_unread(load, path, err);
	else
		err = take(load, path, name, rel, text.data ? text.data : "", text.len);
	ss_strbuf_fini(&text);
	return err;
}

static int about_file(struct load *load, const char *dir, const char *name)
{
	struct ss_strbuf path = { 0 }, text = { 0 };
	int err;

	ss_strbuf_printf(&path, "%s/%s", dir, name);
	err = path.err ? path.err : load_file(path.data, &text);
	if (!err)
		err = take_about(load, name, text.data ? text.data : "", text.len);
	else
		err = err == -ENOENT ? 0 : load_unread(load, path.data, err);
	ss_strbuf_fini(&path);
	ss_strbuf_fini(&text);
	return err;
}

static int about_directory(struct load *load, const char *dir)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(about) / sizeof(*about) && !err; i++)
		err = about_file(load, dir, about[i]);
	return err;
}

/* --- an archive --------------------------------------------------------------------------- */
static int read_entry(struct archive *a, struct ss_strbuf *text)
{
	ssize_t n;

	while (ss_strbuf_reserve(text, 65536)) {
		n = archive_read_data(a, text->data + text->len, 65536);
		if (n < 0)
			return -EBADMSG;
		text->len += n;
		if (!n)
			return 0;
		if (text->len > LOAD_MAX_FILE)
			return -EFBIG;
	}
	return text->err;
}

/* "./a/b/data.json" is data.json below a/b.  False: a path that leaves the bundle. */
static bool split(struct ss_strbuf *path, const char **name, const char **rel)
{
	char *slash;

	if (path->err || !strcmp(path->data, "..") || !strncmp(path->data, "../", 3))
		return false;
	slash = strrchr(path->data, '/');
	*name = slash ? slash + 1 : path->data;
	*rel = slash ? path->data : "";
	if (slash)
		*slash = '\0';
	return true;
}

typedef int take_fn(struct load *load, struct archive *a, const char *shown, const char *name,
		    const char *rel);

static int take_entry(struct load *load, struct archive *a, const char *path, take_fn *fn)
{
	struct ss_strbuf inside = { 0 }, shown = { 0 };
	const char *name, *rel;
	int err;

	load_clean(&inside, path + strspn(path, "/"));
	ss_strbuf_printf(&shown, "%s:%s", load->bundles->path, path);
	if (inside.err || shown.err)
		err = -ENOMEM;
	else if (split(&inside, &name, &rel))
		err = fn(load, a, shown.data, name, rel);
	else
		err = load_wrong(load, "bundle %s: the name '%s' leaves the bundle",
				 load->bundles->path, path);
	ss_strbuf_fini(&inside);
	ss_strbuf_fini(&shown);
	return err;
}

/* The first time round: what is said about the bundle, wherever it stands in it. */
static int about_entry(struct load *load, struct archive *a, const char *shown, const char *name,
		       const char *rel)
{
	struct ss_strbuf text = { 0 };
	int err;

	(void)shown;
	if (*rel || !is_about(name))
		return 0;
	err = read_entry(a, &text);
	if (!err)
		err = take_about(load, name, text.data ? text.data : "", text.len);
	ss_strbuf_fini(&text);
	return err;
}

static int wanted_entry(struct load *load, struct archive *a, const char *shown, const char *name,
			const char *rel)
{
	struct ss_strbuf text = { 0 };
	int err;

	if (!is_wanted(name))
		return 0;
	err = read_entry(a, &text);
	if (!err)
		err = take(load, shown, name, rel, text.data ? text.data : "", text.len);
	ss_strbuf_fini(&text);
	return err;
}

/* Sizes are added up because what is passed over has to be unpacked, too. */
static int each_entry(struct load *load, struct archive *a, take_fn *fn)
{
	struct archive_entry *entry;
	uint64_t size = 0;
	int result, err = 0;

	for (int n = 0; !err; n++) {
		result = archive_read_next_header(a, &entry);
		if (result == ARCHIVE_EOF)
			return 0;
		if (result < ARCHIVE_WARN)
			return -EBADMSG;
		size += (uint64_t)archive_entry_size(entry);
		if (n == MAX_FILES || size > LOAD_MAX_BUNDLE)
			return -EFBIG;
		if (archive_entry_filetype(entry) == AE_IFREG && archive_entry_pathname(entry))
			err = take_entry(load, a, archive_entry_pathname(entry), fn);
	}
	return err;
}

static int read_archive(struct load *load, const char *path, take_fn *fn)
{
	struct archive *a = archive_read_new();
	int err;

	if (!a)
		return -ENOMEM;
	archive_read_support_filter_gzip(a);
	archive_read_support_format_tar(a);
	if (archive_read_open_filename(a, path, 65536))
		err = -EBADMSG;
	else
		err = each_entry(load, a, fn);
	if (err == -EFBIG)
		err = load_wrong(load, "bundle %s: too large", path);
	else if (err == -EBADMSG)
		err = load_wrong(load, "bundle %s: %s", path,
				 archive_error_string(a) ? archive_error_string(a) : "no .tar.gz");
	archive_read_free(a);
	return err;
}

/* What is said about it comes first: it decides what may be in it, and that of all bundles. */
static int load_one(struct load *load, const char *path, bool apart)
{
	struct bundle *b = bundle_new(load, path);
	bool wrong = load->wrong, dir;
	struct stat st;
	int err;

	if (!b)
		return -ENOMEM;
	load->wrong = false;
	dir = !stat(path, &st) && S_ISDIR(st.st_mode);
	err = dir ? about_directory(load, path) : read_archive(load, path, about_entry);
	if (!err && apart)
		err = manifest_apart(load, b);
	if (!err && !load->wrong)
		err = dir ? load_walk(load, path, in_directory)
			  : read_archive(load, path, wanted_entry);
	load->wrong |= wrong;
	return err;
}

int load_bundle(struct load *load, const char *path)
{
	return load_one(load, path, false);
}

int load_apart(struct load *load, const char *path)
{
	return load_one(load, path, true);
}
