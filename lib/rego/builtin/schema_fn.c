/* SPDX-License-Identifier: BSD-2-Clause */
/* json.verify_schema and json.match_schema. */
#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/schema.h"
#include "rego/builtin/text.h"

/* The document that a string or a value is; undefined and *error. */
static struct rego_val load(struct rego_call *c, struct rego_val v, const char **error)
{
	const char *text;
	size_t len;

	if (v.kind == REGO_STRING) {
		v = rego_gojson(c->arena, rego_text(v), rego_len(v), REGO_GOJSON_WHOLE, error);
		if (!rego_defined(v))
			*error = "invalid JSON string";
		return v;
	}
	if (v.kind != REGO_OBJECT && v.kind != REGO_ARRAY) {
		*error = "wrong type, expected string or object";
		return rego_undefined();
	}
	/* Through JSON: sets become arrays, keys strings. */
	text = rego_json_text(c->arena, v, &len);
	return rego_gojson(c->arena, text, len, REGO_GOJSON_FIRST, error);
}

static struct rego_val pair(struct rego_arena *a, bool valid, struct rego_val data)
{
	struct rego_val both[] = { rego_bool(valid), data };

	return rego_array(a, both, 2);
}

struct rego_val rego_fn_json_verify_schema(struct rego_call *c, const struct rego_val *args)
{
	const char *why = NULL;
	struct rego_val v = load(c, args[0], &why);

	if (rego_defined(v) && rego_schema_parse(c, v, &why))
		return pair(c->arena, true, rego_null());
	return pair(c->arena, false, rego_stringf(c->arena, "jsonschema: %s", why));
}

struct rego_val rego_fn_json_match_schema(struct rego_call *c, const struct rego_val *args)
{
	const char *why = NULL;
	struct rego_val document = load(c, args[0], &why), schema, errors;
	struct rego_schema *s = NULL;

	if (rego_defined(document)) {
		schema = load(c, args[1], &why);
		if (rego_defined(schema))
			s = rego_schema_parse(c, schema, &why);
	}
	if (!s)
		return rego_fail(c, "%s", why);
	errors = rego_schema_errors(c, s, document);
	return pair(c->arena, !rego_len(errors), errors);
}
