// SPDX-License-Identifier: BSD-2-Clause
#include "proc/container_state.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/json_read.h"
#include "core/json_write.h"

#define STATE_MAX (8u << 20) /* bytes of a file; podman has all its containers in one */
#define LABEL_MAX 512	     /* bytes of a name; what is longer is none */

enum { NAME, IMAGE, POD, POD_NAMESPACE, LABELS };

static const char *const keys[LABELS] = { "name", "image", "pod", "pod_namespace" };

/* What one container is called: values in the state that was read. */
struct labels {
	const char *id;
	struct ss_json_val of[LABELS];
	struct ss_json_doc *inner; /* of a text inside a text, and that text */
	struct ss_strbuf text;
};

/* The first of these members that OBJECT has. */
static struct ss_json_val member(struct ss_json_val object, const char *const *names)
{
	struct ss_json_val v = { 0 };

	while (*names && !ss_json_exists(v)) {
		v = ss_json_get(object, *names, strlen(*names));
		names++;
	}
	return v;
}

/* Kubernetes tells its runtimes what it calls things; each hands that on under names of its own. */
static void from_annotations(struct labels *l, struct ss_json_val notes)
{
	static const char *const names[LABELS][4] = {
		[NAME] = { "io.kubernetes.cri.container-name", "io.kubernetes.container.name",
			   "nerdctl/name" },
		[IMAGE] = { "io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName" },
		[POD] = { "io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name" },
		[POD_NAMESPACE] = { "io.kubernetes.cri.sandbox-namespace",
				    "io.kubernetes.pod.namespace" },
	};

	for (int i = 0; i < LABELS; i++)
		l->of[i] = member(notes, names[i]);
}

static void from_docker(struct labels *l, struct ss_json_val root)
{
	from_annotations(l, ss_json_path(root, "Config.Labels"));
	if (!ss_json_exists(l->of[NAME]))
		l->of[NAME] = ss_json_get(root, "Name", 4);
	l->of[IMAGE] = ss_json_path(root, "Config.Image");
}

static void from_bundle(struct labels *l, struct ss_json_val root)
{
	from_annotations(l, ss_json_get(root, "annotations", 11));
}

static bool is_this(struct ss_json_val entry, const char *id)
{
	const char *text;
	size_t len;

	ss_json_text(ss_json_get(entry, "id", 2), &text, &len);
	return len > strlen(id) && !memcmp(text + 1, id, strlen(id));
}

/* Containers of podman, where the image stands in a text of JSON in the JSON. */
static void from_storage(struct labels *l, struct ss_json_val root)
{
	struct ss_json_val meta;
	const char *text;
	size_t len;

	ss_for_each_json (entry, root) {
		if (!is_this(entry, l->id))
			continue;
		l->of[NAME] = ss_json_first(ss_json_get(entry, "names", 5));
		meta = ss_json_get(entry, "metadata", 8);
		ss_json_text(meta, &text, &len);
		if (ss_json_type(meta) == SS_JSON_STRING && ss_strbuf_reserve(&l->text, len + 1) &&
		    ss_json_get_str(meta, l->text.data, &text, &len) &&
		    !ss_json_parse(l->inner, text, len, NULL))
			l->of[IMAGE] = ss_json_path(ss_json_root(l->inner), "image-name");
		return;
	}
}

/* Where they are; ? stands for the beginning of the id. */
static const struct {
	const char *pattern;
	void (*read)(struct labels *l, struct ss_json_val root);
} sources[] = {
	{ "/var/lib/docker/containers/?/config.v2.json", from_docker },
	{ "/run/containerd/io.containerd.runtime.v2.task/*/?/config.json", from_bundle },
	{ "/run/k3s/containerd/io.containerd.runtime.v2.task/*/?/config.json", from_bundle },
	{ "/run/containers/storage/*-containers/?/userdata/config.json", from_bundle },
	{ "/var/lib/containers/storage/*-containers/*containers.json", from_storage },
};

/* True if there is a value and it has been written. */
static bool put_label(struct ss_json *w, const char *key, struct ss_json_val v)
{
	struct ss_strbuf room = { 0 };
	const char *s;
	size_t len;
	bool put = false;

	ss_json_text(v, &s, &len);
	if (len <= LABEL_MAX && ss_strbuf_reserve(&room, len + 1) &&
	    ss_json_get_str(v, room.data, &s, &len)) {
		if (len && *s == '/') { /* as docker writes names */
			s++;
			len--;
		}
		put = len > 0;
		if (put)
			ss_json_str(w, key, s, len);
	}
	ss_strbuf_fini(&room);
	return put;
}

static int put_labels(struct ss_strbuf *json, const struct labels *l)
{
	struct ss_json w = { .buf = json };
	bool named = false;

	for (int i = 0; i < LABELS; i++)
		if (ss_json_exists(l->of[i]))
			named |= put_label(&w, keys[i], l->of[i]);
	return json->err ? json->err : named ? 0 : -ENOENT;
}

static int read_state(const char *path, struct ss_strbuf *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err = 0;
	struct stat st;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > STATE_MAX)
		err = -EINVAL;
	while (!err && n > 0 && b->len <= STATE_MAX) {
		if (!ss_strbuf_reserve(b, 65536))
			break;
		n = read(fd, b->data + b->len, 65536);
		if (n < 0)
			err = -errno;
		else
			b->len += n;
	}
	close(fd);
	return err ? err : b->err;
}

static int from_file(const char *path, const char *id, size_t source, struct ss_strbuf *json)
{
	struct labels l = { .id = id, .inner = ss_json_doc_new() };
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_strbuf state = { 0 };
	int err = doc && l.inner ? read_state(path, &state) : -ENOMEM;

	if (!err)
		err = ss_json_parse(doc, state.data, state.len, NULL);
	if (!err) {
		sources[source].read(&l, ss_json_root(doc));
		err = put_labels(json, &l);
	}
	ss_strbuf_fini(&l.text);
	ss_strbuf_fini(&state);
	ss_json_doc_free(l.inner);
	ss_json_doc_free(doc);
	return err;
}

/* ROOT is a name, and PATTERN a pattern with ID in it. */
static void put_pattern(struct ss_strbuf *b, const char *root, const char *pattern, const char *id)
{
	for (; *root; root++) {
		ss_strbuf_char(b, '\\');
		ss_strbuf_char(b, *root);
	}
	for (; *pattern; pattern++) {
		if (*pattern != '?') {
			ss_strbuf_char(b, *pattern);
			continue;
		}
		ss_strbuf_str(b, id);
		ss_strbuf_char(b, '*');
	}
}

static int from_source(const char *root, const char *id, size_t source, struct ss_strbuf *json)
{
	struct ss_strbuf pattern = { 0 };
	glob_t found = { 0 };
	int err = -ENOENT;

	put_pattern(&pattern, root, sources[source].pattern, id);
	if (!pattern.err && !glob(pattern.data, GLOB_NOSORT, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc && err; i++)
			err = from_file(found.gl_pathv[i], id, source, json);
	globfree(&found);
	err = pattern.err ? pattern.err : err;
	ss_strbuf_fini(&pattern);
	return err;
}

int ss_container_state(const char *root, const char *id, struct ss_strbuf *json)
{
	size_t start = json->len;
	int err = -ENOENT;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]) && err; i++) {
		json->len = start;
		err = from_source(root, id, i, json);
	}
	return err;
}
