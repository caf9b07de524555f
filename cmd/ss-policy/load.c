// SPDX-License-Identifier: BSD-2-Clause
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"
#include "manifest.h"
#include "metrics.h"
#include "rego/yaml/rules.h"

#define BLOCK (64u << 10)

int load_file(const char *path, struct ss_strbuf *out)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO), err = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (n > 0 && !err) {
		if (out->len > LOAD_MAX_FILE)
			err = -EFBIG;
		else if (!ss_strbuf_reserve(out, BLOCK))
			err = out->err;
		else if ((n = read(fd, out->data + out->len, BLOCK)) < 0)
			err = -errno;
		else
			out->len += n;
	}
	if (!err && ss_strbuf_reserve(out, 1))
		out->data[out->len] = '\0';
	close(fd);
	return err ? err : out->err;
}

static bool ends(const char *name, const char *end)
{
	size_t n = strlen(name), e = strlen(end);

	return n > e && !strcmp(name + n - e, end);
}

enum load_kind load_kind_of(const char *name)
{
	if (ends(name, ".rego"))
		return LOAD_REGO;
	if (ends(name, ".json"))
		return LOAD_JSON;
	if (rego_yaml_named(name))
		return LOAD_RULES;
	if (ends(name, ".yaml") || ends(name, ".yml"))
		return LOAD_YAML;
	return ends(name, ".tar.gz") ? LOAD_TAR : LOAD_OTHER;
}

void load_hash(struct load *load, const char *data, size_t len)
{
	uint64_t h = load->l->hash ? load->l->hash : UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)data[i]) * UINT64_C(0x100000001b3);
	load->l->hash = h;
}

int load_wrong(struct load *load, const char *format, ...)
{
	char text[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	rego_policy_wrong(load->policy, "%s", text);
	load->wrong = true;
	return 0;
}

int load_unread(struct load *load, const char *path, int err)
{
	return err == -ENOMEM ? err : load_wrong(load, "%s: %s", path, strerror(-err));
}

/* What INSIDE, its path in the bundle, is by the manifest. */
static int add_module(struct load *load, const char *name, const char *text, size_t len)
{
	int version = load->inside ? manifest_version(load->bundles, load->inside) : -1;

	if (version < 0)
		return rego_policy_add(load->policy, name, text, len);
	return rego_policy_add_as(load->policy, version ? REGO_V1 : REGO_V0, name, text, len);
}

int load_module(struct load *load, const char *name, const char *text, size_t len)
{
	uint64_t before = metrics_now();

	load->l->modules++;
	load_hash(load, name, strlen(name) + 1);
	load_hash(load, text, len);
	if (add_module(load, name, text, len))
		load->wrong = true;
	else if (load->inside)
		manifest_module(load, load->bundles, name);
	load->l->parse_ns += metrics_now() - before;
	return 0;
}

/* A file whose name says what it is; AT is the place of a document. */
static int take(struct load *load, const char *path, enum load_kind kind, const char *at)
{
	struct ss_strbuf text = { 0 };
	uint64_t before;
	int err;

	if (kind == LOAD_TAR)
		return load_bundle(load, path);
	err = load_file(path, &text);
	if (err)
		err = load_unread(load, path, err);
	else if (kind == LOAD_REGO)
		err = load_module(load, path, text.data ? text.data : "", text.len);
	else if (kind == LOAD_RULES)
		err = load_rules(load, path, text.data ? text.data : "", text.len);
	else {
		before = metrics_now();
		err = load_document(load, path, at, text.data ? text.data : "", text.len,
				    kind == LOAD_YAML);
		load->l->data_ns += metrics_now() - before;
	}
	ss_strbuf_fini(&text);
	return err;
}

static int in_directory(struct load *load, const char *path, const char *name, const char *rel)
{
	enum load_kind kind = load_kind_of(name);

	return kind == LOAD_OTHER ? 0 : take(load, path, kind, rel);
}

/* "a.b:FILE": the document's place, with slashes; *arg goes on to the file. */
static void take_prefix(const char **arg, struct ss_strbuf *at)
{
	const char *colon = strchr(*arg, ':');

	if (!colon || colon == *arg || !strncmp(colon, "://", 3))
		return;
	for (const char *c = *arg; c < colon; c++)
		ss_strbuf_char(at, *c == '.' ? '/' : *c);
	*arg = colon + 1;
}

static int take_operand(struct load *load, const char *arg)
{
	struct ss_strbuf at = { 0 };
	struct stat st;
	int err = 0;

	take_prefix(&arg, &at);
	if (!strncmp(arg, "file://", 7))
		arg += 7;
	if (at.err)
		err = at.err;
	else if (stat(arg, &st))
		err = load_unread(load, arg, -errno);
	else if (S_ISDIR(st.st_mode))
		err = load_walk(load, arg, in_directory);
	else if (load_kind_of(arg) == LOAD_OTHER)
		/* Whatever has no name that says it is Rego, which JSON never is. */
		err = take(load, arg, LOAD_REGO, "");
	else
		err = take(load, arg, load_kind_of(arg), at.data ? at.data : "");
	ss_strbuf_fini(&at);
	return err;
}

/* What is named twice is there once. */
static bool is_again(const struct ss_strlist *list, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(list->items[i], list->items[at]))
			return true;
	return false;
}

static int take_all(struct load *load, const struct ss_strlist *list,
		    int (*take_one)(struct load *load, const char *arg))
{
	int err = 0;

	for (size_t i = 0; i < list->count && !err; i++)
		if (!is_again(list, i))
			err = take_one(load, list->items[i]);
	return err;
}

int load_paths(struct rego_policy *p, const struct load_options *o, struct loaded *l)
{
	struct load load = { .policy = p, .o = o, .l = l };
	int err = take_all(&load, &o->data, take_operand);

	if (!err)
		err = take_all(&load, &o->bundles, load_apart);
	bundles_free(load.bundles);
	if (err)
		return ss_error(err, "cannot load policies");
	if (!l->revision.len && l->hash)
		ss_strbuf_printf(&l->revision, "%016llx", (unsigned long long)l->hash);
	return load.wrong ? -EINVAL : l->revision.err;
}

void load_fini(struct loaded *l)
{
	ss_strbuf_fini(&l->revision);
}
