/* SPDX-License-Identifier: BSD-2-Clause */
/* yaml.unmarshal and yaml.is_valid: YAML by way of JSON, as sigs.k8s.io/yaml does it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gobase64.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/builtin/yaml2.h"
#include "rego/value/number.h"

struct decoder {
	struct rego_call *c;
	const char *error;
	uint64_t count, by_alias;
	int aliases, depth;
};

static struct rego_val fail(struct decoder *d, const char *error)
{
	if (!d->error)
		d->error = error;
	return rego_undefined();
}

/* --- scalars -------------------------------------------------------------- */
/* As encoding/json writes it. */
static struct rego_val float_value(struct decoder *d, double f)
{
	struct rego_text t = { .arena = d->c->arena };
	char text[REGO_DOUBLE_TEXT + 1];
	char *e;

	/* No YAML makes a set: so it is found again if it is still there at the end. */
	if (!isfinite(f)) {
		struct rego_val name = rego_cstring(d->c->arena, isnan(f) ? "NaN"
								 : f < 0  ? "-Inf"
									  : "+Inf");

		return rego_set(d->c->arena, &name, 1);
	}
	if (f == 0 || (fabs(f) >= 1e-6 && fabs(f) < 1e21)) {
		rego_put_plain(&t, f);
		return rego_number(d->c->arena, rego_text_done(&t), t.len);
	}
	text[rego_double_text(f, text)] = '\0';
	e = strchr(text, 'e');
	/* e-09 is e-9 there */
	if (e && e[1] == '-' && e[2] == '0')
		memmove(e + 2, e + 3, strlen(e + 3) + 1);
	return rego_number(d->c->arena, text, strlen(text));
}

static struct rego_val scalar_value(struct decoder *d, const struct rego_yaml2 *n,
				    struct rego_yaml2_value *v)
{
	struct rego_arena *a = d->c->arena;
	struct rego_bytes bytes;
	const char *error;

	if (!rego_yaml2_resolve(d->c, n, v, &error))
		return fail(d, error);
	if (!strcmp(n->tag, "tag:yaml.org,2002:binary")) {
		bytes = rego_base64_decode(a, REGO_BASE64_STD, v->text, v->len, &error);
		if (!bytes.data)
			return fail(d, "yaml: !!binary value contains invalid base64 data");
		v->text = (const char *)bytes.data;
		v->len = bytes.len;
	}
	switch (v->type) {
	case REGO_YAML2_NULL: return rego_null();
	case REGO_YAML2_BOOL: return rego_bool(v->b);
	case REGO_YAML2_INT: return rego_int(v->i);
	case REGO_YAML2_UINT: return rego_uint(a, v->u);
	case REGO_YAML2_FLOAT: return float_value(d, v->f);
	default: return rego_string(a, v->text, v->len);
	}
}

/* --- maps ----------------------------------------------------------------- */
/* With the digits of a float of 32 bits, and without an exponent from 1e-4 to 1e6. */
static const char *float_key(struct rego_arena *a, double f)
{
	char text[40];
	int digits, exponent;

	if (!isfinite((float)f))
		return isnan(f) ? ".nan" : f < 0 ? "-.inf" : ".inf";
	for (digits = 1; digits <= 9; digits++) {
		snprintf(text, sizeof(text), "%.*e", digits - 1, (double)(float)f);
		if (strtof(text, NULL) == (float)f)
			break;
	}
	exponent = atoi(strchr(text, 'e') + 1);
	if (exponent >= -4 && exponent < 6)
		snprintf(text, sizeof(text), "%.*f",
			 digits - 1 > exponent ? digits - 1 - exponent : 0, (double)(float)f);
	return rego_strndup(a, text, strlen(text));
}

static struct rego_val bad_key(struct decoder *d, const char *type, const struct rego_yaml2 *key,
			       const struct rego_yaml2 *value)
{
	struct rego_text k = { .arena = d->c->arena }, v = { .arena = d->c->arena };

	rego_yaml2_print(d->c, &k, key, &d->error);
	rego_yaml2_print(d->c, &v, value, &d->error);
	/* Alone, nothing is shown without its type. */
	if (!strcmp(rego_text_done(&v), "interface {}(nil)"))
		v = (struct rego_text){ .arena = d->c->arena };
	if (!v.len)
		rego_puts(&v, "<nil>");
	return fail(d,
		    rego_printf(d->c->arena, "unsupported map key of type: %s, key: %s, value: %s",
				type, strcmp(type, "uint64") ? "<nil>" : rego_text_done(&k),
				rego_text_done(&v)));
}

/* The first key within N that is no scalar, of the innermost map; else N, which is none either. */
static const struct rego_yaml2 *inner_key(const struct rego_yaml2 *n, int depth)
{
	for (size_t i = 0; i < n->count && depth < 100; i++) {
		const struct rego_yaml2 *one = n->items[i], *found;

		if (one->kind == REGO_YAML2_SCALAR || one->kind == REGO_YAML2_ALIAS)
			continue;
		found = inner_key(one, depth + 1);
		if (found != one || (n->kind == REGO_YAML2_MAP && i % 2 == 0))
			return found;
	}
	return n;
}

static struct rego_val key_value(struct decoder *d, const struct rego_yaml2 *key,
				 const struct rego_yaml2 *value)
{
	struct rego_arena *a = d->c->arena;
	const struct rego_yaml2 *n = key->kind == REGO_YAML2_ALIAS ? key->alias : key;
	struct rego_text t = { .arena = a };
	struct rego_yaml2_value v;

	if (n->kind != REGO_YAML2_SCALAR) {
		n = inner_key(n, 0);
		rego_puts(&t, "yaml: invalid map key: ");
		rego_yaml2_print(d->c, &t, n, &d->error);
		return fail(d, rego_text_done(&t));
	}
	if (!rego_defined(scalar_value(d, n, &v)))
		return rego_undefined();
	switch (v.type) {
	case REGO_YAML2_NULL: return bad_key(d, "%!s(<nil>)", n, value);
	case REGO_YAML2_UINT: return bad_key(d, "uint64", n, value);
	case REGO_YAML2_BOOL: return rego_cstring(a, v.b ? "true" : "false");
	case REGO_YAML2_INT: return rego_stringf(a, "%lld", (long long)v.i);
	case REGO_YAML2_FLOAT: return rego_cstring(a, float_key(a, v.f));
	default: return rego_string(a, v.text, v.len);
	}
}

static bool is_merge(const struct rego_yaml2 *n)
{
	return n->kind == REGO_YAML2_SCALAR && n->len == 2 && !memcmp(n->text, "<<", 2) &&
	       (n->plain || !strcmp(n->tag, "tag:yaml.org,2002:merge"));
}

static bool put_map(struct decoder *d, const struct rego_yaml2 *n, struct rego_builder *out);

static const struct rego_yaml2 *target(const struct rego_yaml2 *n)
{
	return n->kind == REGO_YAML2_ALIAS ? n->alias : n;
}

/* <<: a map, or a list of them of which the first counts most. */
static bool merge(struct decoder *d, const struct rego_yaml2 *n, struct rego_builder *out)
{
	static const char wanted[] =
		"yaml: map merge requires map or sequence of maps as the value";

	if (n->kind == REGO_YAML2_LIST) {
		for (size_t i = n->count; i-- > 0;) {
			if (target(n->items[i])->kind != REGO_YAML2_MAP) {
				fail(d, wanted);
				return false;
			}
			if (!put_map(d, n->items[i], out))
				return false;
		}
		return true;
	}
	if (target(n)->kind == REGO_YAML2_MAP)
		return put_map(d, n, out);
	fail(d, wanted);
	return false;
}

static struct rego_val decode(struct decoder *d, struct rego_yaml2 *n);

/* Documents that consist of aliases for the most part are refused. */
static bool count_node(struct decoder *d)
{
	double share, most = 0.99;

	d->count++;
	d->by_alias += d->aliases > 0;
	if (d->by_alias <= 100 || d->count <= 1000)
		return true;
	share = (double)d->by_alias / (double)d->count;
	if (d->count >= 4000000)
		most = 0.10;
	else if (d->count > 400000)
		most = 0.99 - 0.89 * ((double)(d->count - 400000) / 3600000);
	if (share <= most)
		return true;
	fail(d, "yaml: document contains excessive aliasing");
	return false;
}

/* Steps into an alias; false: it is in itself. */
static bool enter(struct decoder *d, struct rego_yaml2 *n)
{
	if (n->busy) {
		fail(d,
		     rego_printf(d->c->arena, "yaml: anchor '%s' value contains itself", n->text));
		return false;
	}
	n->busy = true;
	d->aliases++;
	return true;
}

static void leave(struct decoder *d, struct rego_yaml2 *n)
{
	n->busy = false;
	d->aliases--;
}

static bool put_map(struct decoder *d, const struct rego_yaml2 *n, struct rego_builder *out)
{
	struct rego_yaml2 *alias = NULL;
	bool ok = true;

	if (!count_node(d))
		return false;
	if (n->kind == REGO_YAML2_ALIAS) {
		alias = (struct rego_yaml2 *)n;
		if (!enter(d, alias))
			return false;
		ok = put_map(d, n->alias, out);
		leave(d, alias);
		return ok;
	}
	for (size_t i = 0; ok && i + 1 < n->count; i += 2) {
		struct rego_val key, value;

		if (is_merge(n->items[i])) {
			ok = merge(d, n->items[i + 1], out);
			continue;
		}
		ok = count_node(d);
		key = ok ? key_value(d, n->items[i], n->items[i + 1]) : rego_undefined();
		value = rego_defined(key) ? decode(d, n->items[i + 1]) : rego_undefined();
		ok = rego_defined(value);
		if (ok)
			rego_add_pair(out, key, value);
	}
	return ok;
}

static struct rego_val decode_list(struct decoder *d, const struct rego_yaml2 *n)
{
	struct rego_builder out = { .arena = d->c->arena };

	for (size_t i = 0; i < n->count; i++) {
		struct rego_val v = decode(d, n->items[i]);

		if (!rego_defined(v))
			return v;
		rego_add(&out, v);
	}
	return rego_build_array(&out);
}

static struct rego_val decode_node(struct decoder *d, struct rego_yaml2 *n)
{
	struct rego_builder out = { .arena = d->c->arena };
	struct rego_yaml2_value ignored;
	struct rego_val v;

	switch (n->kind) {
	case REGO_YAML2_ALIAS:
		if (!enter(d, n))
			return rego_undefined();
		v = decode(d, n->alias);
		leave(d, n);
		return v;
	case REGO_YAML2_SCALAR: return scalar_value(d, n, &ignored);
	case REGO_YAML2_LIST: return decode_list(d, n);
	default: break;
	}
	/* What is put in first does not count: that is the last of equal keys. */
	return put_map(d, n, &out) ? rego_build_object(&out) : rego_undefined();
}

static struct rego_val decode(struct decoder *d, struct rego_yaml2 *n)
{
	struct rego_val v;

	/* A map counts itself. */
	if (n->kind != REGO_YAML2_MAP && !count_node(d))
		return rego_undefined();
	if (++d->depth > 10000)
		rego_stop(d->c->arena, REGO_STOP_DEPTH);
	v = decode_node(d, n);
	d->depth--;
	return v;
}

/* The first number, as JSON is written, that it cannot have; NULL: none. */
static const char *no_json(struct rego_val v)
{
	const char *found = NULL;

	if (v.kind == REGO_SET)
		return rego_text(v.set->items[0]);
	for (uint32_t i = 0; !found && v.kind == REGO_ARRAY && i < v.array->count; i++)
		found = no_json(v.array->items[i]);
	for (uint32_t i = 0; !found && v.kind == REGO_OBJECT && i < v.object->count; i++)
		found = no_json(v.object->pairs[i].value);
	return found;
}

static struct rego_val from_yaml(struct rego_call *c, struct rego_val text, const char **error)
{
	struct decoder d = { .c = c };
	struct rego_yaml2 *tree;
	struct rego_val v = rego_null();

	if (!rego_yaml2_read(c->arena, text.string->text, text.string->len, &tree, error))
		return rego_undefined();
	if (tree)
		v = decode(&d, tree);
	*error = d.error;
	if (rego_defined(v) && no_json(v)) {
		*error = rego_printf(c->arena, "json: unsupported value: %s", no_json(v));
		return rego_undefined();
	}
	return v;
}

struct rego_val rego_fn_yaml_unmarshal(struct rego_call *c, const struct rego_val *args)
{
	const char *error;
	struct rego_val v;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	v = from_yaml(c, args[0], &error);
	return rego_defined(v) ? v : rego_fail(c, "%s", error);
}

struct rego_val rego_fn_yaml_is_valid(struct rego_call *c, const struct rego_val *args)
{
	const char *error;

	return rego_bool(args[0].kind == REGO_STRING &&
			 rego_defined(from_yaml(c, args[0], &error)));
}
