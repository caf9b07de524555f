/* SPDX-License-Identifier: BSD-2-Clause */
/* Types that schemas give to paths: of the input, and those that annotations name. */
#include "rego/compile/annotated.h"
#include "rego/compile/schema.h"

/* An object with the path in it, of items from i on. */
static const struct rego_type *object_of(struct rego_pass *p, const struct rego_term *ref,
					 uint32_t i, const struct rego_type *t,
					 const struct rego_type *dynamic)
{
	struct rego_property *prop = rego_new(p->arena, struct rego_property);

	if (i == ref->list.count)
		return t;
	prop->key = rego_json_form(p->arena, rego_constant(p->arena, ref->list.items[i]));
	prop->value = object_of(p, ref, i + 1, t, dynamic);
	return rego_type_object(p->arena, prop, 1, dynamic->dynamic, dynamic->key, dynamic->value);
}

/* The type with another one at the path. */
static const struct rego_type * override(struct rego_pass *p, const struct rego_term *ref,
					 uint32_t i, const struct rego_type *in,
					 const struct rego_type *t)
{
	static const struct rego_type anything = { .kind = REGO_TYPE_OBJECT,
						   .dynamic = true,
						   .key = &rego_type_any,
						   .value = &rego_type_any };
	struct rego_property *props;
	struct rego_val key;
	bool found = false;
	uint32_t count;

	in = rego_type_bare(in);
	if (!in || in->kind != REGO_TYPE_OBJECT)
		return object_of(p, ref, i, t, &anything);
	key = rego_json_form(p->arena, rego_constant(p->arena, ref->list.items[i]));
	count = in->count;
	props = rego_new_array(p->arena, struct rego_property, count + 1);
	for (uint32_t k = 0; k < count; k++) {
		props[k] = in->props[k];
		if (!rego_equal(props[k].key, key))
			continue;
		found = true;
		props[k].value =
			i + 1 == ref->list.count ? t : override(p, ref, i + 1, props[k].value, t);
	}
	if (!found)
		props[count++] = object_of(p, ref, i, t, in)->props[0];
	return rego_type_object(p->arena, props, count, in->dynamic, in->key, in->value);
}

static void put_type(struct rego_pass *p, struct rego_type_env *env, const struct rego_term *ref,
		     const struct rego_type *t)
{
	uint32_t count = ref->list.count, found = 0;
	const struct rego_type *in = NULL;

	for (uint32_t i = 1; !in && (i < count || i == 1); i++) {
		in = rego_env_ref(p, env, ref, i);
		found = i;
	}
	if (!in || found == count)
		rego_env_put_ref(p, env, ref, count, t);
	else
		rego_env_put_ref(p, env, ref, found, override(p, ref, found, in, t));
}

/* --- annotations
 * ---------------------------------------------------------------------------------- */
static struct rego_val find_schema(struct rego_checker *c, const struct rego_schema_annotation *s,
				   const struct rego_rule *r)
{
	struct rego_pass *p = c->pass;
	const char *name;
	struct rego_val v;

	if (!s->schema)
		return s->definition;
	if (!rego_defined(p->options->schemas))
		return rego_undefined();
	name = rego_pass_text(p, s->schema);
	v = rego_get_text(p->options->schemas, name);
	if (!rego_defined(v))
		rego_type_fault(c, &r->loc, rego_printf(p->arena, "undefined schema: %s", name),
				NULL);
	return v;
}

static void put_annotations(struct rego_checker *c, struct rego_type_env *env,
			    const struct rego_rule *r, const struct rego_annotations *a)
{
	for (uint32_t i = 0; a && i < a->schema_count; i++) {
		const struct rego_schema_annotation *s = &a->schemas[i];
		struct rego_val schema = find_schema(c, s, r);
		const struct rego_type *t;
		const char *error;

		if (!rego_defined(schema))
			continue;
		t = rego_schema_type(c->pass, schema, &error);
		if (error)
			rego_type_fault(c, &r->loc, error, NULL);
		else if (t && s->path)
			put_type(c->pass, env, s->path, t);
	}
}

void rego_put_schemas(struct rego_checker *c, struct rego_type_env *env, const struct rego_rule *r,
		      const struct rego_term *ref)
{
	struct rego_pass *p = c->pass;
	struct rego_annotation_list list;

	(void)ref;
	if (p->options->no_schemas || !p->annotated)
		return;
	list = rego_subpackage_annotations(p, r->module);
	for (uint32_t i = 0; i < list.count; i++)
		put_annotations(c, env, r, list.items[i]);
	put_annotations(c, env, r, rego_package_annotations(p, r->module));
	put_annotations(c, env, r, rego_document_annotations(p, r));
	list = rego_rule_annotations(p, r, false);
	for (uint32_t i = 0; i < list.count; i++)
		put_annotations(c, env, r, list.items[i]);
}

void rego_put_input_schema(struct rego_checker *c, struct rego_type_env *env)
{
	struct rego_pass *p = c->pass;
	struct rego_val schema = rego_undefined();
	const struct rego_type *t;
	const char *error;
	struct rego_term *ref;

	if (rego_defined(p->options->schemas))
		schema = rego_get_text(p->options->schemas, "schema");
	if (!rego_defined(schema))
		return;
	t = rego_schema_type(p, schema, &error);
	if (error) {
		rego_type_fault(c, NULL, error, NULL);
		return;
	}
	ref = rego_new_list(p, REGO_TERM_REF, 1, NULL);
	ref->list.items[0] = rego_new_var(p, p->input, NULL);
	if (t)
		rego_env_put_ref(p, env, ref, 1, t);
}
