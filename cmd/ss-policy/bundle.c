// SPDX-License-Identifier: BSD-2-Clause
/* Bundles: a directory, or a .tar.gz that is read as a stream and never unpacked. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/json_read.h"
#include "core/log.h"
#include "load_impl.h"

#define MAX_FILES 100000

int load_manifest(struct load *load, const char *name, const char *text, size_t len)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_json_error error = { .why = "too deep" };
	struct ss_strbuf *to = &load->l->revision;
	const char *s;
	char *buf;
	size_t n;
	int err;

	if (!doc)
		return -errno;
	err = ss_json_parse(doc, text, len, &error);
	buf = malloc(len + 1);
	if (!err && buf && ss_json_get_str(ss_json_path(ss_json_root(doc), "revision"), buf, &s, &n)) {
		ss_strbuf_str(to, to->len ? "," : "");
		ss_strbuf_add(to, s, n);
	}
	if (err == -EINVAL || err == -E2BIG) {
		ss_error(0, "%s: %s at byte %zu", name, error.why, error.offset);
		load->l->unread = true;
		err = 0;
	}
	err = buf ? err : -ENOMEM;
	free(buf);
	ss_json_doc_free(doc);
	return err;
}

/* What of a bundle counts: the rest is somebody else's. */
static int take(struct load *load, const char *path, const char *name, const char *rel,
		const char *text, size_t len)
{
	if (!strcmp(name, ".manifest") && !*rel)
		return load_manifest(load, path, text, len);
	if (load_kind_of(name) == LOAD_REGO)
		return load_module(load, path, text, len);
	if (load_kind_of(name) == LOAD_RULES)
		return load_rules(load, path, text, len);
	if (!strcmp(name, "data.json"))
		return load_document(load, path, rel, text, len, false);
	if (!strcmp(name, "data.yaml") || !strcmp(name, "data.yml"))
		return load_document(load, path, rel, text, len, true);
	return 0;
}

static int in_directory(struct load *load, const char *path, const char *name, const char *rel)
{
	struct ss_strbuf text = { 0 };
	int err = load_file(path, &text);

	if (err && err != -ENOMEM) {
		ss_error(err, "%s", path);
		load->l->unread = true;
		err = 0;
	} else if (!err) {
		err = take(load, path, name, rel, text.data ? text.data : "", text.len);
	}
	ss_strbuf_fini(&text);
	return err;
}

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
static bool split(char *path, const char **name, const char **rel)
{
	char *slash;

	while (path[0] == '/' || (path[0] == '.' && path[1] == '/'))
		path += path[0] == '/' ? 1 : 2;
	if (!strncmp(path, "../", 3) || strstr(path, "/../"))
		return false;
	slash = strrchr(path, '/');
	*name = slash ? slash + 1 : path;
	*rel = slash ? path : "";
	if (slash)
		*slash = '\0';
	return true;
}

static int take_entry(struct load *load, struct archive *a, const char *bundle, const char *path)
{
	struct ss_strbuf text = { 0 }, shown = { 0 };
	char *copy = strdup(path);
	const char *name, *rel;
	int err = copy ? 0 : -ENOMEM;

	if (!err && !split(copy, &name, &rel))
		err = -EBADMSG;
	if (!err)
		err = read_entry(a, &text);
	ss_strbuf_printf(&shown, "%s:%s", bundle, path);
	err = err ? err : shown.err;
	if (!err)
		err = take(load, shown.data, name, rel, text.data ? text.data : "", text.len);
	free(copy);
	ss_strbuf_fini(&text);
	ss_strbuf_fini(&shown);
	return err;
}

static int read_archive(struct load *load, struct archive *a, const char *path)
{
	struct archive_entry *entry;
	int result, err = 0;

	for (int n = 0; !err; n++) {
		result = archive_read_next_header(a, &entry);
		if (result == ARCHIVE_EOF)
			return 0;
		if (result < ARCHIVE_WARN || n == MAX_FILES)
			return -EBADMSG;
		if (archive_entry_filetype(entry) == AE_IFREG)
			err = take_entry(load, a, path, archive_entry_pathname(entry));
	}
	return err;
}

int load_bundle(struct load *load, const char *path)
{
	struct archive *a;
	struct stat st;
	int err = 0;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return load_walk(load, path, in_directory);
	a = archive_read_new();
	if (!a)
		return -ENOMEM;
	archive_read_support_filter_gzip(a);
	archive_read_support_format_tar(a);
	if (archive_read_open_filename(a, path, 65536))
		err = -EBADMSG;
	else
		err = read_archive(load, a, path);
	if (err == -EBADMSG || err == -EFBIG) {
		const char *why = archive_error_string(a);

		ss_error(0, "%s: %s", path, why ? why : "not a bundle (a .tar.gz)");
		load->l->unread = true;
		err = 0;
	}
	archive_read_free(a);
	return err;
}
