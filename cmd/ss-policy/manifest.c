// SPDX-License-Identifier: BSD-2-Clause
#include "manifest.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "rego/value/number.h"

struct bundle *bundle_new(struct load *load, const char *path)
{
	static const char *everything[] = { "" };
	struct bundle *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	*b = (struct bundle){ .next = load->bundles,
			      .path = path,
			      .roots = everything,
			      .root_count = 1,
			      .version = -1,
			      .versions = rego_undefined() };
	rego_arena_init(&b->arena, 0);
	load->bundles = b;
	return b;
}

void bundles_free(struct bundle *first)
{
	while (first) {
		struct bundle *next = first->next;

		rego_arena_fini(&first->arena);
		free(first);
		first = next;
	}
}

/* --- roots ------------------------------------------------------------------------------- */
/* PATH is at or below ROOT, in whole words. */
static bool is_below(const char *root, const char *path)
{
	size_t n = strlen(root);

	return !n || (!strncmp(root, path, n) && (!path[n] || path[n] == '/'));
}

static bool permits(const struct bundle *b, const char *path)
{
	for (uint32_t i = 0; i < b->root_count; i++)
		if (is_below(b->roots[i], path))
			return true;
	return false;
}

/* [a b] */
static void write_roots(struct ss_strbuf *out, const struct bundle *b)
{
	for (uint32_t i = 0; i < b->root_count; i++)
		ss_strbuf_printf(out, "%s%s", i ? " " : "[", b->roots[i]);
	ss_strbuf_char(out, ']');
}

/* "manifest roots [a] do not permit ..." */
static int forbid(struct load *load, const struct bundle *b, const char *what)
{
	struct ss_strbuf roots = { 0 };

	write_roots(&roots, b);
	load_wrong(load, "bundle %s: manifest roots %s do not permit %s", b->path, roots.data,
		   what);
	ss_strbuf_fini(&roots);
	return 0;
}

static int overlap(struct load *load, const struct bundle *b, const struct bundle *other,
		   const char *root, const char *others)
{
	bool first = strcmp(b->path, other->path) < 0;

	if (strcmp(root, others))
		return load_wrong(load,
				  "detected overlapping roots in manifests for these bundles: "
				  "[%s, %s] (%s overlaps %s)",
				  first ? b->path : other->path, first ? other->path : b->path,
				  is_below(root, others) ? root : others,
				  is_below(root, others) ? others : root);
	return load_wrong(load,
			  "detected overlapping roots in manifests for these bundles: "
			  "[%s, %s] (root %s is in multiple bundles)",
			  first ? b->path : other->path, first ? other->path : b->path, root);
}

static int everywhere(struct load *load, const struct bundle *b, const struct bundle *other)
{
	bool first = strcmp(b->path, other->path) < 0;
	const struct bundle *who = b->rooted ? other : b;

	return load_wrong(load,
			  "bundles [%s, %s] have overlapping roots and cannot be activated "
			  "simultaneously because bundle(s) [%s] specify empty root paths ('') "
			  "which overlap with any other bundle root",
			  first ? b->path : other->path, first ? other->path : b->path, who->path);
}

int manifest_apart(struct load *load, const struct bundle *b)
{
	for (const struct bundle *other = b->next; other; other = other->next) {
		if (permits(b, "") || permits(other, ""))
			return everywhere(load, b, other);
		for (uint32_t i = 0; i < b->root_count; i++)
			for (uint32_t j = 0; j < other->root_count; j++)
				if (is_below(b->roots[i], other->roots[j]) ||
				    is_below(other->roots[j], b->roots[i]))
					return overlap(load, b, other, b->roots[i],
						       other->roots[j]);
	}
	return 0;
}

/* --- what a manifest says ------------------------------------------------------------------ */
static const char *clean_root(struct bundle *b, struct rego_val v)
{
	const char *s = rego_text(v);
	size_t n = rego_len(v);

	while (n && *s == '/')
		s++, n--;
	while (n && s[n - 1] == '/')
		n--;
	return rego_strndup(&b->arena, s, n);
}

/* NULL, or what is wrong. */
static const char *take_roots(struct load *load, struct bundle *b, struct rego_val v)
{
	if (!rego_defined(v) || v.kind == REGO_NULL)
		return NULL;
	if (v.kind != REGO_ARRAY)
		return "roots is no array";
	b->rooted = true;
	b->roots = rego_new_array(&b->arena, const char *, rego_len(v) + 1);
	b->root_count = 0;
	for (uint32_t i = 0; i < rego_len(v); i++) {
		if (v.array->items[i].kind != REGO_STRING)
			return "roots has something that is no string";
		b->roots[i] = clean_root(b, v.array->items[i]);
		for (uint32_t j = 0; j < i; j++)
			if (is_below(b->roots[i], b->roots[j]) ||
			    is_below(b->roots[j], b->roots[i]))
				load_wrong(
					load,
					"bundle %s: manifest has overlapped roots: '%s' and '%s'",
					b->path, b->roots[j], b->roots[i]);
		b->root_count++;
	}
	return NULL;
}

static bool is_version(struct rego_val v)
{
	int64_t n;

	return rego_to_int64(v, &n) && (n == 0 || n == 1);
}

static const char *take_versions(struct bundle *b, struct rego_val one, struct rego_val each)
{
	int64_t n;

	if (rego_defined(one) && !is_version(one))
		return "rego_version is neither 0 nor 1";
	if (rego_defined(one) && rego_to_int64(one, &n))
		b->version = (int)n;
	if (!rego_defined(each))
		return NULL;
	if (each.kind != REGO_OBJECT)
		return "file_rego_versions is no object";
	for (uint32_t i = 0; i < each.object->count; i++)
		if (!is_version(each.object->pairs[i].value))
			return "file_rego_versions has what is neither 0 nor 1";
	b->versions = each;
	return NULL;
}

static const char *take(struct load *load, struct bundle *b, struct rego_val m)
{
	struct ss_strbuf *to = &load->l->revision;
	struct rego_val revision = rego_get_text(m, "revision"), wasm = rego_get_text(m, "wasm");
	const char *wrong;

	if (m.kind != REGO_OBJECT)
		return "no object";
	if (rego_defined(revision) && revision.kind != REGO_STRING)
		return "revision is no string";
	if (rego_defined(revision) && rego_len(revision)) {
		ss_strbuf_str(to, to->len ? "," : "");
		ss_strbuf_add(to, rego_text(revision), rego_len(revision));
	}
	/* Rules that are there as WebAssembly only would be missing without a word. */
	if (wasm.kind == REGO_ARRAY && rego_len(wasm))
		return "it has rules in WebAssembly, which this engine does not run";
	wrong = take_roots(load, b, rego_get_text(m, "roots"));
	return wrong ? wrong
		     : take_versions(b, rego_get_text(m, "rego_version"),
				     rego_get_text(m, "file_rego_versions"));
}

int manifest_read(struct load *load, struct bundle *b, const char *text, size_t len)
{
	const char *wrong = NULL;
	struct rego_val m;
	jmp_buf out;

	if (!rego_arena_try(&b->arena, &out))
		return -ENOMEM;
	m = rego_json_read(&b->arena, NULL, text, len, &wrong);
	if (rego_defined(m))
		wrong = take(load, b, m);
	b->arena.out = NULL;
	return wrong ? load_wrong(load, "bundle %s: .manifest: %s", b->path, wrong) : 0;
}

/* --- what it is held against ----------------------------------------------------------------- */
int manifest_version(const struct bundle *b, const char *name)
{
	int64_t n = b->version;

	for (uint32_t i = 0; rego_defined(b->versions) && i < b->versions.object->count; i++) {
		const char *pattern = rego_text(b->versions.object->pairs[i].key);

		/* A pattern may begin with the slash of the bundle. */
		if (!fnmatch(pattern + (*pattern == '/'), name, 0)) {
			rego_to_int64(b->versions.object->pairs[i].value, &n);
			break;
		}
	}
	return (int)n;
}

int manifest_module(struct load *load, const struct bundle *b, const char *name)
{
	struct ss_strbuf path = { 0 }, text = { 0 };
	uint32_t count;
	struct rego_module *const *modules = rego_policy_modules(load->policy, &count);
	const struct rego_term *package = modules[count - 1]->package;

	for (uint32_t i = 1; i < package->list.count; i++)
		ss_strbuf_printf(&path, "%s%s", i > 1 ? "/" : "",
				 rego_text(package->list.items[i]->value));
	if (!permits(b, path.data ? path.data : "")) {
		for (char *c = path.data; c && *c; c++)
			*c = *c == '/' ? '.' : *c;
		ss_strbuf_printf(&text, "'package %s' in module '%s'", path.data ? path.data : "",
				 name);
		forbid(load, b, text.data);
	}
	ss_strbuf_fini(&path);
	ss_strbuf_fini(&text);
	return 0;
}

/* The names on the way to a root may be there, what is beside it may not. */
static bool document_fits(struct load *load, const struct bundle *b, struct ss_strbuf *path,
			  struct rego_val v)
{
	const char *at = path->data ? path->data : "";
	size_t len = path->len;
	bool above = false, fits = true;

	if (permits(b, at))
		return true;
	for (uint32_t i = 0; i < b->root_count; i++)
		above |= is_below(at, b->roots[i]);
	if (v.kind != REGO_OBJECT || !above) {
		struct ss_strbuf text = { 0 };

		ss_strbuf_printf(&text,
				 "data at path '/%s' (hint: check bundle directory "
				 "structure)",
				 at);
		forbid(load, b, text.data);
		ss_strbuf_fini(&text);
		return false;
	}
	for (uint32_t i = 0; i < v.object->count && fits; i++) {
		ss_strbuf_str(path, len ? "/" : "");
		ss_strbuf_add(path, rego_text(v.object->pairs[i].key),
			      rego_len(v.object->pairs[i].key));
		fits = document_fits(load, b, path, v.object->pairs[i].value);
		path->len = len;
		if (path->data)
			path->data[len] = '\0';
	}
	return fits;
}

static int read_document(struct load *load, const struct bundle *b, struct rego_arena *arena,
			 const char *json, size_t len)
{
	struct ss_strbuf path = { 0 };
	const char *error;
	struct rego_val v;
	jmp_buf out;

	if (!rego_arena_try(arena, &out))
		return -ENOMEM;
	v = rego_json_read(arena, NULL, json, len, &error);
	if (rego_defined(v))
		document_fits(load, b, &path, v);
	ss_strbuf_fini(&path);
	return 0;
}

int manifest_document(struct load *load, const struct bundle *b, const char *json, size_t len)
{
	struct rego_arena arena;
	int err;

	if (permits(b, ""))
		return 0;
	rego_arena_init(&arena, 0);
	err = read_document(load, b, &arena, json, len);
	rego_arena_fini(&arena);
	return err;
}
