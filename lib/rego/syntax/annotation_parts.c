/* SPDX-License-Identifier: BSD-2-Clause */
/* The fields of an annotation that have a form of their own: schemas, compile, custom. */
#include "rego/syntax/annotation_parts.h"

#include "core/strbuf.h"
#include "rego/builtin/text.h"

static const char *take(struct rego_arena *a, struct ss_strbuf *b)
{
	char *s = rego_strndup(a, b->len ? b->data : "", b->len);

	ss_strbuf_fini(b);
	return s;
}

static const char *errors_text(struct rego_arena *a, const struct rego_errors *e)
{
	struct ss_strbuf *b = rego_new_buffer(a);

	if (e->count == 1)
		ss_strbuf_str(b, "1 error occurred: ");
	else
		ss_strbuf_printf(b, "%u errors occurred:\n", e->count);
	for (const struct rego_error *x = e->first; x; x = x->next) {
		if (x != e->first)
			ss_strbuf_char(b, '\n');
		rego_error_write(b, x);
	}
	return take(a, b);
}

/* As %v prints what is no term: the list of a call, or the expression. */
static const char *no_term_text(struct rego_arena *a, const struct rego_expr *x)
{
	struct ss_strbuf *b = rego_new_buffer(a);

	if (x->kind != REGO_EXPR_CALL) {
		rego_print_expr(b, x);
		return take(a, b);
	}
	ss_strbuf_char(b, '[');
	for (uint32_t i = 0; i < x->term->list.count; i++) {
		if (i)
			ss_strbuf_char(b, ' ');
		rego_print_term(b, x->term->list.items[i]);
	}
	ss_strbuf_char(b, ']');
	return take(a, b);
}

struct rego_term *rego_annotation_term(struct rego_parser *p, const char *text, const char **error)
{
	struct rego_parse_options o = { .names = p->names, .version = REGO_V1 };
	struct rego_source *source = rego_new(p->arena, struct rego_source);
	struct rego_errors e;
	struct rego_body *b;
	struct ss_strbuf *s;

	source->name = "";
	source->text = text;
	source->len = strlen(text);
	rego_errors_init(&e, p->arena, 0);
	b = rego_parse_body(p->arena, source, &o, &e);
	if (!b) {
		*error = rego_printf(p->arena, "failed to parse term: %s",
				     errors_text(p->arena, &e));
		return NULL;
	}
	if (b->count != 1) {
		s = rego_new_buffer(p->arena);
		rego_print_body(s, b);
		*error = rego_printf(p->arena, "expected exactly one term but got: %s",
				     take(p->arena, s));
		return NULL;
	}
	if (b->exprs[0]->kind == REGO_EXPR_TERM)
		return b->exprs[0]->term;
	*error = rego_printf(p->arena, "expected term but got %s",
			     no_term_text(p->arena, b->exprs[0]));
	return NULL;
}

struct rego_term *rego_annotation_ref(struct rego_parser *p, const char *text, const char **error)
{
	struct rego_term *t = rego_annotation_term(p, text, error);

	if (!t) {
		*error = rego_printf(p->arena, "failed to parse ref: %s", *error);
		return NULL;
	}
	if (t->kind == REGO_TERM_REF)
		return t;
	*error = rego_printf(p->arena, "expected ref but got %s", rego_text_of_term(p->arena, t));
	return NULL;
}

bool rego_string_keys(struct rego_arena *a, const struct rego_yaml *y, const char *path,
		      const char **error)
{
	const char *slash = *path ? "/" : "";

	if (y->kind == REGO_YAML_LIST) {
		for (uint32_t i = 0; i < y->count; i++) {
			if (!rego_string_keys(a, y->items[i],
					      rego_printf(a, "%s%s%u", path, slash, i), error))
				return false;
		}
		return true;
	}
	if (y->kind != REGO_YAML_ANY_MAP)
		return true;
	for (uint32_t i = 0; i < y->count; i += 2) {
		if (y->items[i]->kind != REGO_YAML_STRING) {
			*error = rego_printf(a, "invalid map key type(s): %s", path);
			return false;
		}
		if (!rego_string_keys(
			    a, y->items[i + 1],
			    rego_printf(a, "%s%s%s", path, slash, rego_text(y->items[i]->value)),
			    error))
			return false;
	}
	return true;
}

/* schema, or schema.a.b. */
static struct rego_term *schema_ref(struct rego_parser *p, const char *text, const char **error)
{
	struct rego_term *t = rego_annotation_term(p, text, error);
	void *items[] = { t };
	struct rego_list one = { .items = items, .count = 1 };

	if (t && rego_is_var(t, "schema"))
		return rego_node_list(p, REGO_TERM_REF, &one, t->loc);
	if (t && t->kind == REGO_TERM_REF && rego_is_var(t->list.items[0], "schema"))
		return t;
	*error = "invalid schema reference";
	return NULL;
}

static bool read_schema(struct rego_parser *p, const struct rego_yaml *pair,
			struct rego_schema_annotation *s, const char **error)
{
	static const struct rego_yaml none = { .kind = REGO_YAML_NULL };
	const char *key = pair->count ? rego_text(pair->items[0]->value) : "";
	const struct rego_yaml *v = pair->count ? pair->items[1] : &none;

	s->path = rego_annotation_ref(p, key, error);
	if (!s->path) {
		*error = "invalid document reference";
		return false;
	}
	switch (v->kind) {
	case REGO_YAML_STRING:
		s->schema = schema_ref(p, rego_text(v->value), error);
		return s->schema;
	case REGO_YAML_MAP: s->definition = rego_yaml_value(p->arena, v); return true;
	default:
		*error = rego_printf(p->arena, "invalid schema declaration for path %s",
				     rego_go_quote(p->arena, key, strlen(key)));
		return false;
	}
}

static bool read_schemas(struct rego_parser *p, const struct rego_yaml *list,
			 struct rego_annotations *x, const char **error)
{
	x->schemas = rego_zalloc(p->arena, list->count * sizeof(*x->schemas));
	for (; x->schema_count < list->count; x->schema_count++) {
		if (!read_schema(p, list->items[x->schema_count], &x->schemas[x->schema_count],
				 error))
			return false;
	}
	return true;
}

static bool read_unknowns(struct rego_parser *p, const struct rego_yaml *list,
			  struct rego_annotations *x, const char **error)
{
	x->unknown_count = list->count;
	x->unknowns = rego_zalloc(p->arena, list->count * sizeof(struct rego_term *));
	for (uint32_t i = 0; i < list->count; i++) {
		const struct rego_yaml *y = list->items[i];

		if (y->kind != REGO_YAML_STRING)
			continue;
		x->unknowns[i] = rego_annotation_ref(p, rego_text(y->value), error);
		if (x->unknowns[i])
			continue;
		*error = rego_printf(
			p->arena, "invalid unknowns element %s: %s",
			rego_go_quote(p->arena, rego_text(y->value), rego_len(y->value)), *error);
		return false;
	}
	return true;
}

static bool read_mask(struct rego_parser *p, const struct rego_yaml *y, struct rego_annotations *x,
		      const char **error)
{
	const char *quoted = rego_go_quote(p->arena, rego_text(y->value), rego_len(y->value));
	struct rego_term *t = rego_annotation_term(p, rego_text(y->value), error);
	void *items[] = { t };
	struct rego_list one = { .items = items, .count = 1 };

	if (!t) {
		*error = rego_printf(p->arena, "invalid mask_rule annotation %s: %s", quoted,
				     *error);
		return false;
	}
	if (t->kind == REGO_TERM_VAR ||
	    (t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING))
		t = rego_node_list(p, REGO_TERM_REF, &one, t->loc);
	if (t->kind != REGO_TERM_REF) {
		*error = rego_printf(p->arena, "invalid mask_rule annotation type %s: string",
				     quoted);
		return false;
	}
	x->mask_rule = t;
	return true;
}

static bool read_compile(struct rego_parser *p, const struct rego_yaml *map,
			 struct rego_annotations *x, const char **error)
{
	const struct rego_yaml *unknowns = rego_yaml_get(map, "unknowns");
	const struct rego_yaml *mask = rego_yaml_get(map, "mask_rule");

	x->has_compile = true;
	if (unknowns && unknowns->kind == REGO_YAML_LIST && !read_unknowns(p, unknowns, x, error))
		return false;
	return !mask || mask->kind != REGO_YAML_STRING || read_mask(p, mask, x, error);
}

static bool read_map(struct rego_parser *p, const struct rego_yaml *map, struct rego_val *out,
		     const char **error)
{
	for (uint32_t i = 1; i < map->count; i += 2) {
		if (!rego_string_keys(p->arena, map->items[i], "", error))
			return false;
	}
	*out = rego_yaml_value(p->arena, map);
	return true;
}

struct rego_annotations *rego_fill_annotations(struct rego_parser *p,
					       const struct rego_raw_annotation *raw,
					       const char **error)
{
	struct rego_annotations *x = rego_new(p->arena, struct rego_annotations);

	x->scope = rego_defined(raw->scope) ? rego_text(raw->scope) : "";
	x->title = rego_defined(raw->title) ? rego_text(raw->title) : "";
	x->description = rego_defined(raw->description) ? rego_text(raw->description) : "";
	x->entrypoint = raw->entrypoint;
	if (raw->organizations && raw->organizations->count)
		x->organizations = rego_yaml_value(p->arena, raw->organizations);
	if ((raw->resources && !rego_read_resources(p, raw->resources, x, error)) ||
	    (raw->compile && !read_compile(p, raw->compile, x, error)) ||
	    (raw->schemas && !read_schemas(p, raw->schemas, x, error)) ||
	    (raw->authors && !rego_read_authors(p, raw->authors, x, error)) ||
	    (raw->custom && !read_map(p, raw->custom, &x->custom, error)) ||
	    (raw->labels && !read_map(p, raw->labels, &x->labels, error)))
		return NULL;
	return x;
}
