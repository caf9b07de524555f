/* SPDX-License-Identifier: BSD-2-Clause */
/* Types from JSON schemas, as OPA reads them: type, properties, items, anyOf, allOf and refs within
 * the schema. */
#include "rego/compile/schema.h"

#include "rego/builtin/schema.h"

enum kind_bit {
	KIND_ARRAY = 1 << 0,
	KIND_BOOLEAN = 1 << 1,
	KIND_NUMBER = 1 << 2,
	KIND_NULL = 1 << 3,
	KIND_OBJECT = 1 << 4,
	KIND_STRING = 1 << 5,
};

struct reading {
	struct rego_pass *pass;
	struct rego_val root;
	const char *error;
	unsigned int depth;
	struct definition *definitions;
};

/* A definition that a ref names; while it is read, it stands for itself. */
struct definition {
	const char *name;
	const struct rego_type *type;
	struct rego_type *recursive;
	bool busy;
	struct definition *next;
};

#define MOST_DEPTH 200

static const struct rego_type *read_schema(struct reading *r, struct rego_val s,
					   unsigned int kinds);

static unsigned int kind_of(struct rego_val name)
{
	static const struct {
		const char *name;
		unsigned int bit;
	} kinds[] = {
		{ "array", KIND_ARRAY },   { "boolean", KIND_BOOLEAN }, { "integer", KIND_NUMBER },
		{ "number", KIND_NUMBER }, { "null", KIND_NULL },	{ "object", KIND_OBJECT },
		{ "string", KIND_STRING },
	};

	for (size_t i = 0; name.kind == REGO_STRING && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, rego_text(name)))
			return kinds[i].bit;
	return 0;
}

static unsigned int kinds_of(struct rego_val s)
{
	struct rego_val type = rego_get_text(s, "type");
	unsigned int kinds = kind_of(type);

	for (uint32_t i = 0; type.kind == REGO_ARRAY && i < type.array->count; i++)
		kinds |= kind_of(type.array->items[i]);
	return kinds;
}

/* What "#/a/b" names in the whole schema; undefined when there is no such thing. */
static struct rego_val find_ref(struct reading *r, const char *ref)
{
	struct rego_val v = r->root;

	if (*ref++ != '#')
		return rego_undefined();
	while (*ref == '/' && rego_defined(v)) {
		size_t len = strcspn(++ref, "/");

		v = v.kind == REGO_OBJECT ? rego_get(v, rego_string(r->pass->arena, ref, len))
					  : rego_undefined();
		ref += len;
	}
	return v;
}

static const struct rego_type *read_ref(struct reading *r, const char *name)
{
	struct rego_val target = find_ref(r, name);
	struct definition *d = r->definitions;

	while (d && strcmp(d->name, name))
		d = d->next;
	if (d && d->busy) {
		if (!d->recursive)
			d->recursive = rego_type_recursive(r->pass->arena, name);
		return d->recursive;
	}
	if (d)
		return d->type;
	if (!rego_defined(target)) {
		r->error = rego_printf(r->pass->arena,
				       "unable to compile the schema: Object has no key '%s'",
				       strrchr(name, '/') ? strrchr(name, '/') + 1 : name);
		return NULL;
	}
	d = rego_new(r->pass->arena, struct definition);
	*d = (struct definition){ .name = name, .busy = true, .next = r->definitions };
	r->definitions = d;
	d->type = read_schema(r, target, kinds_of(target));
	d->busy = false;
	if (d->recursive)
		d->recursive->value = d->type;
	return d->type;
}

static const struct rego_type *read_object(struct reading *r, struct rego_val s)
{
	struct rego_val props = rego_get_text(s, "properties");
	uint32_t count = props.kind == REGO_OBJECT ? props.object->count : 0;
	struct rego_arena *a = r->pass->arena;
	struct rego_property *list;

	if (!count)
		return rego_type_object(a, NULL, 0, true, &rego_type_any, &rego_type_any);
	list = rego_new_array(a, struct rego_property, count);
	for (uint32_t i = 0; i < count; i++) {
		struct rego_val v = props.object->pairs[i].value;

		list[i].key = props.object->pairs[i].key;
		list[i].value = read_schema(r, v, kinds_of(v));
	}
	return rego_type_object(a, list, count, false, NULL, NULL);
}

static const struct rego_type *read_array(struct reading *r, struct rego_val s)
{
	struct rego_val items = rego_get_text(s, "items");
	struct rego_arena *a = r->pass->arena;
	const struct rego_type **list;

	if (items.kind == REGO_OBJECT)
		return rego_type_array(a, NULL, 0, read_schema(r, items, kinds_of(items)));
	if (items.kind != REGO_ARRAY || !items.array->count)
		return rego_type_array(a, NULL, 0, &rego_type_any);
	list = rego_new_array(a, const struct rego_type *, items.array->count);
	for (uint32_t i = 0; i < items.array->count; i++)
		list[i] = read_schema(r, items.array->items[i], kinds_of(items.array->items[i]));
	return rego_type_array(a, list, items.array->count, NULL);
}

static const struct rego_type *read_plain(struct reading *r, struct rego_val s, unsigned int kinds)
{
	if (kinds & KIND_BOOLEAN)
		return &rego_type_boolean;
	if (kinds & KIND_STRING)
		return &rego_type_string;
	if (kinds & KIND_NUMBER)
		return &rego_type_number;
	if (kinds & KIND_OBJECT)
		return read_object(r, s);
	if (kinds & KIND_ARRAY)
		return read_array(r, s);
	if (rego_len(rego_get_text(s, "properties")))
		return read_object(r, s);
	return rego_len(rego_get_text(s, "items")) ? read_array(r, s) : &rego_type_any;
}

static const struct rego_type *read_any_of(struct reading *r, struct rego_val s,
					   struct rego_val any, unsigned int kinds)
{
	const struct rego_type *t = NULL;

	if (kinds)
		t = read_plain(r, s, kinds);
	if (t && (t->kind != REGO_TYPE_OBJECT || t->dynamic))
		t = NULL;
	for (uint32_t i = 0; i < any.array->count; i++) {
		struct rego_val one = any.array->items[i];

		t = rego_type_or(r->pass->arena, read_schema(r, one, kinds_of(one)), t);
	}
	return t;
}

/* --- allOf: one schema of all ------------------------------------------------------------- */
static struct rego_val resolved(struct reading *r, struct rego_val s)
{
	for (int i = 0; i < MOST_DEPTH; i++) {
		struct rego_val ref = rego_get_text(s, "$ref");

		if (ref.kind != REGO_STRING)
			break;
		s = find_ref(r, rego_text(ref));
	}
	return s;
}

static unsigned int merged_kinds(struct rego_val s)
{
	unsigned int kinds = kinds_of(s);

	if (rego_len(rego_get_text(s, "properties")))
		return kinds | KIND_OBJECT;
	return rego_len(rego_get_text(s, "items")) ? kinds | KIND_ARRAY : kinds;
}

static struct rego_val merge(struct rego_arena *a, struct rego_val x, struct rego_val y)
{
	static const char *const keys[] = { "properties", "items" };
	struct rego_builder b = { .arena = a };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct rego_val vx = rego_get_text(x, keys[i]), vy = rego_get_text(y, keys[i]);
		struct rego_builder both = { .arena = a };

		if (vx.kind == REGO_OBJECT && vy.kind == REGO_OBJECT && !i) {
			for (uint32_t k = 0; k < vx.object->count; k++)
				rego_add_pair(&both, vx.object->pairs[k].key,
					      vx.object->pairs[k].value);
			for (uint32_t k = 0; k < vy.object->count; k++)
				rego_add_pair(&both, vy.object->pairs[k].key,
					      vy.object->pairs[k].value);
			vx = rego_build_object(&both);
		}
		if (!rego_defined(vx))
			vx = vy;
		if (rego_defined(vx))
			rego_add_pair(&b, rego_cstring(a, keys[i]), vx);
	}
	return rego_build_object(&b);
}

static const char *kinds_text(struct reading *r, struct rego_val s)
{
	struct rego_val type = rego_get_text(s, "type");

	if (type.kind == REGO_STRING)
		return rego_text(type);
	if (merged_kinds(s))
		return merged_kinds(s) & KIND_OBJECT ? "object" : "array";
	(void)r;
	return "Undefined";
}

static const struct rego_type *read_all_of(struct reading *r, struct rego_val s,
					   struct rego_val all, unsigned int kinds)
{
	struct rego_val result = rego_undefined();
	unsigned int found = 0;

	for (uint32_t i = 0; i < all.array->count; i++) {
		struct rego_val one = resolved(r, all.array->items[i]);
		unsigned int of_one = merged_kinds(one);

		if (!of_one && rego_defined(rego_get_text(one, "anyOf")))
			continue;
		if (rego_defined(result) && of_one != found) {
			r->error = rego_printf(r->pass->arena,
					       "unable to merge these schemas: type mismatch: %s "
					       "and %s",
					       kinds_text(r, result), kinds_text(r, one));
			return NULL;
		}
		result = rego_defined(result) ? merge(r->pass->arena, result, one) : one;
		found = of_one;
	}
	if (!rego_defined(result))
		return &rego_type_any;
	if (kinds && !(kinds & found & (KIND_OBJECT | KIND_ARRAY)) && kinds != found) {
		r->error = "unable to merge these schemas";
		return NULL;
	}
	if (kinds & found & (KIND_OBJECT | KIND_ARRAY))
		result = merge(r->pass->arena, result, s);
	return read_schema(r, result, found);
}

static const struct rego_type *read_schema(struct reading *r, struct rego_val s, unsigned int kinds)
{
	const struct rego_type *t;
	struct rego_val v;

	if (s.kind != REGO_OBJECT || r->error || r->depth == MOST_DEPTH)
		return &rego_type_any;
	r->depth++;
	v = rego_get_text(s, "$ref");
	if (v.kind == REGO_STRING)
		t = read_ref(r, rego_text(v));
	else if (v = rego_get_text(s, "anyOf"), v.kind == REGO_ARRAY)
		t = read_any_of(r, s, v, kinds);
	else if (v = rego_get_text(s, "allOf"), v.kind == REGO_ARRAY)
		t = read_all_of(r, s, v, kinds);
	else
		t = read_plain(r, s, kinds);
	r->depth--;
	return t;
}

const struct rego_type *rego_schema_type(struct rego_pass *p, struct rego_val schema,
					 const char **error)
{
	struct rego_env env = { 0 };
	struct rego_call call = { .arena = p->arena, .env = &env };
	struct reading r = { .pass = p, .root = schema };
	const struct rego_type *t;

	*error = NULL;
	if (!rego_schema_parse(&call, schema, error)) {
		*error = rego_printf(p->arena, "unable to compile the schema: %s", *error);
		return NULL;
	}
	t = read_schema(&r, schema, kinds_of(schema));
	*error = r.error ? rego_printf(p->arena, "%s%s",
				       strncmp(r.error, "unable to compile", 17) ? "type checking: "
										 : "",
				       r.error)
			 : NULL;
	return t;
}
