/* SPDX-License-Identifier: BSD-2-Clause */
/* Annotations in JSON, and as the value that rego.metadata.rule() gives. */
#include "rego/syntax/json_out.h"

static void put_authors(struct rego_json_out *o, const struct rego_annotations *x)
{
	rego_out_key(o, "authors");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < x->author_count; i++) {
		rego_out_item(o);
		rego_out_begin(o, '{');
		rego_out_key(o, "name");
		rego_out_string(o, x->authors[i].name);
		if (*x->authors[i].email) {
			rego_out_key(o, "email");
			rego_out_string(o, x->authors[i].email);
		}
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_resources(struct rego_json_out *o, const struct rego_annotations *x)
{
	rego_out_key(o, "related_resources");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < x->resource_count; i++) {
		rego_out_item(o);
		rego_out_begin(o, '{');
		if (*x->resources[i].description) {
			rego_out_key(o, "description");
			rego_out_string(o, x->resources[i].description);
		}
		rego_out_key(o, "ref");
		rego_out_string(o, x->resources[i].ref);
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_ref(struct rego_json_out *o, const struct rego_term *ref, rego_out_terms_fn *terms)
{
	if (ref)
		terms(o, ref->list.items, ref->list.count);
	else
		rego_out_raw(o, "[]");
}

static void put_schemas(struct rego_json_out *o, const struct rego_annotations *x,
			rego_out_terms_fn *terms)
{
	rego_out_key(o, "schemas");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < x->schema_count; i++) {
		const struct rego_schema_annotation *s = &x->schemas[i];

		rego_out_item(o);
		rego_out_begin(o, '{');
		rego_out_key(o, "path");
		put_ref(o, s->path, terms);
		if (s->schema) {
			rego_out_key(o, "schema");
			put_ref(o, s->schema, terms);
		}
		if (rego_defined(s->definition)) {
			rego_out_key(o, "definition");
			rego_out_value(o, s->definition);
		}
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

static void put_compile(struct rego_json_out *o, const struct rego_annotations *x,
			rego_out_terms_fn *terms)
{
	rego_out_key(o, "compile");
	rego_out_begin(o, '{');
	if (x->unknown_count) {
		rego_out_key(o, "unknowns");
		rego_out_begin(o, '[');
		for (uint32_t i = 0; i < x->unknown_count; i++) {
			rego_out_item(o);
			put_ref(o, x->unknowns[i], terms);
		}
		rego_out_end(o, ']');
	}
	if (x->mask_rule) {
		rego_out_key(o, "mask_rule");
		put_ref(o, x->mask_rule, terms);
	}
	rego_out_end(o, '}');
}

static void put_value(struct rego_json_out *o, const char *key, struct rego_val v)
{
	if (!rego_defined(v) || !rego_len(v))
		return;
	rego_out_key(o, key);
	rego_out_value(o, v);
}

static void put_text(struct rego_json_out *o, const char *key, const char *s)
{
	if (!*s)
		return;
	rego_out_key(o, key);
	rego_out_string(o, s);
}

/* Sorted by key, as Go writes a map. */
void rego_out_annotations(struct rego_json_out *o, const struct rego_annotations *x,
			  rego_out_terms_fn *terms)
{
	rego_out_begin(o, '{');
	if (x->author_count)
		put_authors(o, x);
	if (x->has_compile)
		put_compile(o, x, terms);
	put_value(o, "custom", x->custom);
	put_text(o, "description", x->description);
	if (x->entrypoint) {
		rego_out_key(o, "entrypoint");
		rego_out_raw(o, "true");
	}
	put_value(o, "labels", x->labels);
	put_value(o, "organizations", x->organizations);
	if (x->resource_count)
		put_resources(o, x);
	if (x->schema_count)
		put_schemas(o, x, terms);
	rego_out_key(o, "scope");
	rego_out_string(o, x->scope);
	put_text(o, "title", x->title);
	rego_out_end(o, '}');
}

static struct rego_val ref_array(struct rego_arena *a, const struct rego_term *ref)
{
	struct rego_builder b = { .arena = a };

	for (uint32_t i = 0; i < ref->list.count; i++) {
		const struct rego_term *t = ref->list.items[i];

		if (t->kind == REGO_TERM_VALUE)
			rego_add(&b, t->value);
		else
			rego_add(&b, rego_cstring(a, rego_text_of_term(a, t)));
	}
	return rego_build_array(&b);
}

static void add(struct rego_builder *b, const char *key, struct rego_val v)
{
	rego_add_pair(b, rego_cstring(b->arena, key), v);
}

static void add_text(struct rego_builder *b, const char *key, const char *s)
{
	if (*s)
		add(b, key, rego_cstring(b->arena, s));
}

static struct rego_val resources_value(struct rego_arena *a, const struct rego_annotations *x)
{
	struct rego_builder list = { .arena = a };

	for (uint32_t i = 0; i < x->resource_count; i++) {
		struct rego_builder b = { .arena = a };

		add(&b, "ref", rego_cstring(a, x->resources[i].ref));
		add_text(&b, "description", x->resources[i].description);
		rego_add(&list, rego_build_object(&b));
	}
	return rego_build_array(&list);
}

static struct rego_val authors_value(struct rego_arena *a, const struct rego_annotations *x)
{
	struct rego_builder list = { .arena = a };

	for (uint32_t i = 0; i < x->author_count; i++) {
		struct rego_builder b = { .arena = a };

		add_text(&b, "name", x->authors[i].name);
		add_text(&b, "email", x->authors[i].email);
		rego_add(&list, rego_build_object(&b));
	}
	return rego_build_array(&list);
}

static struct rego_val schemas_value(struct rego_arena *a, const struct rego_annotations *x)
{
	struct rego_builder list = { .arena = a };

	for (uint32_t i = 0; i < x->schema_count; i++) {
		struct rego_builder b = { .arena = a };

		add(&b, "path", ref_array(a, x->schemas[i].path));
		if (x->schemas[i].schema)
			add(&b, "schema", ref_array(a, x->schemas[i].schema));
		if (rego_defined(x->schemas[i].definition))
			add(&b, "definition", x->schemas[i].definition);
		rego_add(&list, rego_build_object(&b));
	}
	return rego_build_array(&list);
}

struct rego_val rego_annotations_value(struct rego_arena *a, const struct rego_annotations *x)
{
	struct rego_builder b = { .arena = a };

	add_text(&b, "scope", x->scope);
	add_text(&b, "title", x->title);
	if (x->entrypoint)
		add(&b, "entrypoint", rego_bool(true));
	add_text(&b, "description", x->description);
	if (rego_defined(x->organizations) && rego_len(x->organizations))
		add(&b, "organizations", x->organizations);
	if (x->resource_count)
		add(&b, "related_resources", resources_value(a, x));
	if (x->author_count)
		add(&b, "authors", authors_value(a, x));
	if (x->schema_count)
		add(&b, "schemas", schemas_value(a, x));
	if (rego_defined(x->custom) && rego_len(x->custom))
		add(&b, "custom", x->custom);
	if (rego_defined(x->labels) && rego_len(x->labels))
		add(&b, "labels", x->labels);
	return rego_build_object(&b);
}
