/* SPDX-License-Identifier: BSD-2-Clause */
/* Where references in schemas lead: documents by their identifiers, parts of them by pointers. */
#include <ctype.h>
#include <stdlib.h>

#include "rego/builtin/gojson.h"
#include "rego/builtin/gourl.h"
#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"

struct document {
	struct document *next;
	const char *uri;
	struct rego_val value;
	int draft; /* 0: that of the schema that refers to it */
};

struct reference {
	struct reference *next;
	const void *object;
	const char *ref;
};

#define SLOTS 256

struct rego_schema_pool {
	struct rego_call *call;
	struct rego_arena *arena;
	struct document *documents[SLOTS];
	struct reference *references[SLOTS];
};

struct rego_schema_pool *rego_schema_pool_new(struct rego_call *c)
{
	struct rego_schema_pool *p = rego_new(c->arena, struct rego_schema_pool);

	p->call = c;
	p->arena = c->arena;
	return p;
}

static unsigned int slot_of_text(const char *s)
{
	unsigned int h = 5381;

	for (; *s; s++)
		h = h * 33 + (unsigned char)*s;
	return (h ^ h >> 16) % SLOTS;
}

static unsigned int slot_of_pointer(const void *p)
{
	uintptr_t h = (uintptr_t)p >> 4;

	return (unsigned int)(h ^ h >> 8 ^ h >> 16) % SLOTS;
}

static struct document *find(struct rego_schema_pool *p, const char *uri)
{
	struct document *d = p->documents[slot_of_text(uri)];

	while (d && strcmp(d->uri, uri))
		d = d->next;
	return d;
}

static void keep(struct rego_schema_pool *p, const char *uri, struct rego_val v, int draft)
{
	struct document *d = rego_new(p->arena, struct document), **slot;

	slot = &p->documents[slot_of_text(uri)];
	*d = (struct document){ *slot, uri, v, draft };
	*slot = d;
}

/* Go's resolvePath: ref beside base, . and .. taken out. */
static const char *resolve_path(struct rego_arena *a, const char *base, const char *ref)
{
	const char *slash = strrchr(base, '/'), *s = ref;
	struct rego_text t = { .arena = a };
	bool first = true, dots = false, more = true;

	if (!*ref)
		s = base;
	else if (*ref != '/')
		s = rego_printf(a, "%.*s%s", slash ? (int)(slash + 1 - base) : 0, base, ref);
	if (!*s)
		return "";
	rego_putc(&t, '/');
	while (more) {
		size_t len = strcspn(s, "/");
		bool up = len == 2 && !memcmp(s, "..", 2);

		dots = up || (len == 1 && *s == '.');
		if (up) {
			const char *last = memrchr(t.data + 1, '/', t.len - 1);

			t.len = last ? (size_t)(last - t.data) : 1;
			first = t.len == 1;
		} else {
			if (!dots && !first)
				rego_putc(&t, '/');
			if (!dots)
				rego_put(&t, s, len);
			first = false;
		}
		more = s[len];
		s += len + more;
	}
	if (dots)
		rego_putc(&t, '/');
	s = rego_text_done(&t);
	return s[1] == '/' ? s + 1 : s;
}

static void set_path(struct rego_arena *a, struct rego_url *u, const char *path)
{
	const char *error, *plain;

	plain = rego_url_unescape(a, path, strlen(path), REGO_URL_PATH, NULL, &error);
	u->path = plain ? plain : path;
	u->raw_path = path;
}

/* RFC 3986 as Go's ResolveReference: child as seen from base. */
static const char *resolve(struct rego_arena *a, const char *base, const char *child,
			   const char **error)
{
	struct rego_url *b = rego_url_parse(a, base, strlen(base), error);
	struct rego_url *c = b ? rego_url_parse(a, child, strlen(child), error) : NULL;
	bool absolute;

	if (!c)
		return NULL;
	absolute = *c->scheme || *c->host || c->has_user;
	if (!*c->scheme)
		c->scheme = b->scheme;
	if (absolute) {
		set_path(a, c, resolve_path(a, rego_url_escaped_path(a, c), ""));
		return rego_url_text(a, c);
	}
	if (*c->opaque) {
		c->path = c->raw_path = "";
		return rego_url_text(a, c);
	}
	if (!*c->path && !c->force_query && !*c->raw_query)
		c->raw_query = b->raw_query;
	if (!*c->path && *b->opaque) {
		c->opaque = b->opaque;
		c->path = c->raw_path = "";
		return rego_url_text(a, c);
	}
	c->host = b->host;
	c->has_user = b->has_user;
	c->user = b->user;
	c->has_password = b->has_password;
	c->password = b->password;
	set_path(a, c, resolve_path(a, rego_url_escaped_path(a, b), rego_url_escaped_path(a, c)));
	return rego_url_text(a, c);
}

static const char *walk(struct rego_schema_pool *p, struct rego_val v, const char *uri, int draft,
			int depth);

static const char *walk_members(struct rego_schema_pool *p, struct rego_val v, const char *uri,
				int draft, int depth)
{
	for (uint32_t i = 0; i < v.object->count; i++) {
		const char *key = rego_text(v.object->pairs[i].key), *why = NULL;
		struct rego_val child = v.object->pairs[i].value;

		if (!strcmp(key, "const") || !strcmp(key, "enum"))
			continue;
		if (strcmp(key, "properties") && strcmp(key, "dependencies") &&
		    strcmp(key, "patternProperties")) {
			why = walk(p, child, uri, draft, depth);
		} else if (child.kind == REGO_OBJECT) {
			for (uint32_t k = 0; !why && k < child.object->count; k++)
				why = walk(p, child.object->pairs[k].value, uri, draft, depth);
		}
		if (why)
			return why;
	}
	return NULL;
}

static const char *walk_object(struct rego_schema_pool *p, struct rego_val v, const char *uri,
			       int draft, int depth)
{
	struct rego_val id = rego_get_text(v, "id"), ref = rego_get_text(v, "$ref");
	const char *local = uri, *error, *full;

	if (!rego_defined(id))
		id = rego_get_text(v, "$id");
	if (id.kind == REGO_STRING) {
		full = resolve(p->arena, uri, rego_text(id), &error);
		if (full) {
			local = full;
			if (find(p, local))
				return rego_printf(p->arena, "Reference already exists: \"%s\"",
						   local);
			keep(p, local, v, draft);
		}
	}
	if (ref.kind == REGO_STRING) {
		full = resolve(p->arena, local, rego_text(ref), &error);
		if (full) {
			struct reference *r = rego_new(p->arena, struct reference), **slot;

			slot = &p->references[slot_of_pointer(v.object)];
			*r = (struct reference){ *slot, v.object, full };
			*slot = r;
		}
	}
	return walk_members(p, v, local, draft, depth);
}

static const char *walk(struct rego_schema_pool *p, struct rego_val v, const char *uri, int draft,
			int depth)
{
	const char *why = NULL;

	if (depth > REGO_SCHEMA_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	for (uint32_t i = 0; v.kind == REGO_ARRAY && !why && i < v.array->count; i++)
		why = walk(p, v.array->items[i], uri, draft, depth + 1);
	return v.kind == REGO_OBJECT ? walk_object(p, v, uri, draft, depth + 1) : why;
}

bool rego_schema_draft(struct rego_call *c, struct rego_val document, int *draft,
		       const char **error)
{
	struct rego_val uri;
	struct rego_url *u;
	const char *text;

	*draft = 0;
	if (document.kind == REGO_BOOL)
		return true;
	if (document.kind != REGO_OBJECT) {
		*error = "schema is invalid";
		return false;
	}
	uri = rego_get_text(document, "$schema");
	if (!rego_defined(uri))
		return true;
	if (uri.kind != REGO_STRING) {
		*error = "$schema must be of type string";
		return false;
	}
	u = rego_url_parse(c->arena, rego_text(uri), rego_len(uri), error);
	if (!u)
		return false;
	text = rego_url_text(c->arena, u);
	for (int i = 0; i < 3; i++)
		if (!strcmp(rego_metaschemas[i].uri, text))
			*draft = rego_metaschemas[i].draft;
	return true;
}

const char *rego_schema_pool_add(struct rego_schema_pool *p, struct rego_val document,
				 const char *uri)
{
	const char *error;
	int draft;

	if (find(p, uri))
		return rego_printf(p->arena, "Reference already exists: \"%s\"", uri);
	if (!rego_schema_draft(p->call, document, &draft, &error))
		return error;
	error = walk(p, document, uri, draft, 0);
	keep(p, uri, document, draft);
	return error;
}

const char *rego_schema_pool_ref(struct rego_schema_pool *p, struct rego_val object)
{
	struct reference *r = p->references[slot_of_pointer(object.object)];

	while (r && r->object != object.object)
		r = r->next;
	return r ? r->ref : rego_text(rego_get_text(object, "$ref"));
}

/* One step of a pointer: ~1 is /, ~0 is ~. */
static struct rego_val token(struct rego_arena *a, const char *s, size_t len)
{
	char *out = rego_alloc(a, len + 1), *to = out;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '~' && i + 1 < len && (s[i + 1] == '0' || s[i + 1] == '1'))
			*to++ = s[++i] == '1' ? '/' : '~';
		else
			*to++ = s[i];
	}
	return rego_string(a, out, (size_t)(to - out));
}

static struct rego_val array_item(struct rego_arena *a, struct rego_val v, const char *s,
				  size_t len, const char **error)
{
	char *end, *text = rego_strndup(a, s, len);
	long i = strtol(text, &end, 10);

	if (!len || *end || isspace((unsigned char)*text)) {
		*error = rego_printf(a, "Invalid array index '%s'", text);
		return rego_undefined();
	}
	if (i < 0 || i >= v.array->count) {
		*error = rego_printf(a, "Out of bound array[0,%u] index '%ld'", v.array->count, i);
		return rego_undefined();
	}
	return v.array->items[i];
}

static struct rego_val follow(struct rego_arena *a, struct rego_val v, const char *pointer,
			      const char **error)
{
	if (*pointer != '/')
		return v; /* no pointer at all: the document */
	while (rego_defined(v) && *pointer == '/') {
		size_t len = strcspn(++pointer, "/");
		struct rego_val key = token(a, pointer, len), next;

		if (v.kind == REGO_OBJECT) {
			next = rego_get(v, key);
			if (!rego_defined(next))
				*error = rego_printf(a, "Object has no key '%s'", rego_text(key));
			v = next;
		} else if (v.kind == REGO_ARRAY) {
			v = array_item(a, v, pointer, len, error);
		} else {
			*error =
				rego_printf(a, "Invalid token reference '%.*s'", (int)len, pointer);
			return rego_undefined();
		}
		pointer += len;
	}
	return v;
}

/* A document of the library's own. */
static struct document *load(struct rego_schema_pool *p, const char *uri, const char **error)
{
	for (int i = 0; i < 3; i++) {
		const struct rego_metaschema *m = &rego_metaschemas[i];
		struct rego_val v;

		if (strcmp(m->uri, uri))
			continue;
		v = rego_gojson(p->arena, m->text, strlen(m->text), REGO_GOJSON_FIRST, error);
		/* Its own identifier is the place it is kept at. */
		*error = rego_schema_pool_add(p, v, rego_printf(p->arena, "%s", uri));
		*error = NULL;
		return find(p, uri);
	}
	return NULL;
}

struct rego_val rego_schema_pool_get(struct rego_schema_pool *p, const char *ref, int *draft,
				     const char **error)
{
	struct document *d = find(p, ref);
	struct rego_url *u;
	const char *base, *pointer;
	struct rego_val v;

	if (d) {
		*draft = d->draft;
		return d->value;
	}
	u = rego_url_parse(p->arena, ref, strlen(ref), error);
	if (!u)
		return rego_undefined();
	pointer = u->fragment;
	u->fragment = u->raw_fragment = "";
	base = rego_url_text(p->arena, u);
	d = find(p, base);
	if (!d && (strcmp(u->scheme, "file") ? !*u->scheme || !*u->host : *u->path != '/')) {
		*error = rego_printf(p->arena, "Reference %s must be canonical", ref);
		return rego_undefined();
	}
	if (!d)
		d = load(p, base, error);
	if (!d) {
		*error = rego_printf(p->arena, "remote reference loading disabled: %s", ref);
		return rego_undefined();
	}
	*draft = d->draft;
	v = follow(p->arena, d->value, pointer, error);
	if (rego_defined(v))
		keep(p, ref, v, d->draft);
	return v;
}
