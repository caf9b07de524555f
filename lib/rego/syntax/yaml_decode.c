/* SPDX-License-Identifier: BSD-2-Clause */
/* Nodes decoded into what an annotation wants, with the mismatches that Go's yaml v3 reports. */
#include "rego/syntax/yaml_decode.h"

#include "rego/builtin/gobase64.h"

void rego_decode_text(struct rego_decoder *d, const char *text)
{
	struct rego_lines *l;

	if (d->error_count++ >= REGO_YAML_MOST_ERRORS)
		return;
	l = rego_new(d->arena, struct rego_lines);
	l->text = text;
	if (!d->errors)
		d->last = &d->errors;
	*d->last = l;
	d->last = &l->next;
}

void rego_decode_error(struct rego_decoder *d, const struct rego_node *n, const char *tag,
		       const char *type)
{
	const char *value = "";

	if (n->tag && *n->tag)
		tag = n->tag;
	if (strcmp(tag, "!!seq") && strcmp(tag, "!!map"))
		value = n->len > 10 ? rego_printf(d->arena, " `%.7s...`", n->text)
				    : rego_printf(d->arena, " `%s`", n->text);
	rego_decode_text(d, rego_printf(d->arena, "line %u: cannot unmarshal %s%s into %s", n->line,
					tag, value, type));
}

const char *rego_decode_failure(struct rego_decoder *d)
{
	const char *all;

	if (d->failed || !d->errors)
		return d->failed;
	all = "yaml: unmarshal errors:";
	for (const struct rego_lines *l = d->errors; l; l = l->next)
		all = rego_printf(d->arena, "%s\n  %s", all, l->text);
	return all;
}

bool rego_node_is_null(struct rego_decoder *d, const struct rego_node *n)
{
	struct rego_yaml v;

	if (n->kind == REGO_NODE_ALIAS)
		return n->target && rego_node_is_null(d, n->target);
	if (n->kind != REGO_NODE_SCALAR || n->quoted)
		return false;
	if (n->tag && !strcmp(n->tag, "!!null"))
		return true;
	return (!n->tag || !*n->tag) &&
	       !strcmp(rego_yaml_resolve(d, "", n->text, n->len, &v), "!!null");
}

/* 99 % of the work may come from aliases in a small document, 10 % in a large one. */
static bool too_many_aliases(const struct rego_decoder *d)
{
	double allowed = 0.99, n = (double)d->decoded;

	if (d->aliased <= 100 || d->decoded <= 1000)
		return false;
	if (d->decoded >= 4000000)
		allowed = 0.10;
	else if (d->decoded > 400000)
		allowed = 0.99 - 0.89 * ((n - 400000) / 3600000);
	return (double)d->aliased / n > allowed;
}

/* Count a node, and follow an alias to what it stands for: NULL when that has failed. */
struct rego_node *rego_decode_enter(struct rego_decoder *d, struct rego_node *n)
{
	if (d->failed)
		return NULL;
	d->decoded++;
	if (d->alias_depth)
		d->aliased++;
	if (too_many_aliases(d)) {
		d->failed = "yaml: document contains excessive aliasing";
		return NULL;
	}
	if (n->kind != REGO_NODE_ALIAS)
		return n;
	if (n->open) {
		d->failed =
			rego_printf(d->arena, "yaml: anchor '%s' value contains itself", n->text);
		return NULL;
	}
	n->open = true;
	d->alias_depth++;
	return rego_decode_enter(d, n->target);
}

void rego_decode_leave(struct rego_decoder *d, struct rego_node *n)
{
	if (n->kind == REGO_NODE_ALIAS && n->open) {
		n->open = false;
		d->alias_depth--;
	}
}

static bool scalar(struct rego_decoder *d, const struct rego_node *n, struct rego_yaml *v,
		   const char **tag)
{
	bool string = n->quoted && (!n->tag || !*n->tag || !strcmp(n->tag, "!!str"));

	string = string || (n->tag && !strcmp(n->tag, "!!str"));
	*tag = rego_yaml_resolve(d, string ? "!!str" : n->tag ? n->tag : "", n->text, n->len, v);
	if (!d->failed && !strcmp(*tag, "!!binary")) {
		const char *error;
		struct rego_bytes b =
			rego_base64_decode(d->arena, REGO_BASE64_STD, n->text, n->len, &error);

		if (b.data)
			v->value = rego_string(d->arena, (const char *)b.data, b.len);
		else
			d->failed = "yaml: !!binary value contains invalid base64 data";
	}
	return !d->failed;
}

static bool decode_string(struct rego_decoder *d, struct rego_node *n, struct rego_val *out)
{
	struct rego_yaml v;
	const char *tag;

	if (rego_node_is_null(d, n))
		return false;
	if (n->kind != REGO_NODE_SCALAR) {
		rego_decode_error(d, n, n->kind == REGO_NODE_LIST ? "!!seq" : "!!map", "string");
		return false;
	}
	if (!scalar(d, n, &v, &tag))
		return false;
	*out = !strcmp(tag, "!!binary") ? v.value : rego_string(d->arena, n->text, n->len);
	return true;
}

bool rego_decode_string(struct rego_decoder *d, struct rego_node *n, struct rego_val *out)
{
	struct rego_node *real = rego_decode_enter(d, n);
	bool fine = real && decode_string(d, real, out);

	rego_decode_leave(d, n);
	return fine;
}

static bool bool_word(const char *s, bool *out)
{
	static const char *const yes[] = { "y", "Y", "yes", "Yes", "YES", "on", "On", "ON" };
	static const char *const no[] = { "n", "N", "no", "No", "NO", "off", "Off", "OFF" };

	for (size_t i = 0; i < 8; i++) {
		*out = !strcmp(s, yes[i]);
		if (*out || !strcmp(s, no[i]))
			return true;
	}
	return false;
}

static bool decode_bool(struct rego_decoder *d, struct rego_node *n, bool *out)
{
	const char *tag = n->kind == REGO_NODE_LIST ? "!!seq" : "!!map";
	struct rego_yaml v;

	if (rego_node_is_null(d, n))
		return false;
	if (n->kind == REGO_NODE_SCALAR) {
		if (!scalar(d, n, &v, &tag))
			return false;
		if (v.kind == REGO_YAML_BOOL) {
			*out = v.value.b;
			return true;
		}
		if (v.kind == REGO_YAML_STRING && bool_word(rego_text(v.value), out))
			return true;
	}
	rego_decode_error(d, n, tag, "bool");
	return false;
}

bool rego_decode_bool(struct rego_decoder *d, struct rego_node *n, bool *out)
{
	struct rego_node *real = rego_decode_enter(d, n);
	bool fine = real && decode_bool(d, real, out);

	rego_decode_leave(d, n);
	return fine;
}

struct rego_yaml *rego_decode_new(struct rego_decoder *d, enum rego_yaml_kind kind, uint32_t room)
{
	struct rego_yaml *y = rego_new(d->arena, struct rego_yaml);

	y->kind = kind;
	y->items = rego_new_array(d->arena, struct rego_yaml *, room);
	return y;
}

/* Not what is wanted; a scalar may be wrong in itself. */
void rego_decode_mismatch(struct rego_decoder *d, const struct rego_node *n, const char *type)
{
	const char *tag = n->kind == REGO_NODE_MAP ? "!!map" : "!!seq";
	struct rego_yaml v;

	if (n->kind != REGO_NODE_SCALAR || scalar(d, n, &v, &tag))
		rego_decode_error(d, n, tag, type);
}

static bool wants_list(struct rego_decoder *d, struct rego_node *n, const char *type)
{
	if (rego_node_is_null(d, n))
		return false;
	if (n->kind == REGO_NODE_LIST)
		return true;
	rego_decode_mismatch(d, n, type);
	return false;
}

typedef bool item_fn(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out);

static bool any_item(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out)
{
	return rego_decode_any(d, n, out);
}

static bool string_item(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out)
{
	*out = rego_decode_new(d, REGO_YAML_STRING, 0);
	return rego_decode_string(d, n, &(*out)->value);
}

static bool map_item(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out)
{
	*out = rego_decode_map(d, n);
	if (!*out && rego_node_is_null(d, n))
		*out = rego_decode_new(d, REGO_YAML_MAP, 0);
	return *out;
}

static struct rego_yaml *decode_items(struct rego_decoder *d, struct rego_node *n, const char *type,
				      item_fn *item)
{
	struct rego_node *real = rego_decode_enter(d, n);
	struct rego_yaml *y = NULL;

	if (real && wants_list(d, real, type)) {
		y = rego_decode_new(d, REGO_YAML_LIST, real->count);
		for (uint32_t i = 0; i < real->count && !d->failed; i++) {
			if (item(d, real->items[i], &y->items[y->count]))
				y->count++;
		}
	}
	rego_decode_leave(d, n);
	return y;
}

struct rego_yaml *rego_decode_strings(struct rego_decoder *d, struct rego_node *n)
{
	return decode_items(d, n, "[]string", string_item);
}

struct rego_yaml *rego_decode_list(struct rego_decoder *d, struct rego_node *n)
{
	return decode_items(d, n, "[]interface {}", any_item);
}

struct rego_yaml *rego_decode_maps(struct rego_decoder *d, struct rego_node *n)
{
	return decode_items(d, n, "[]map[string]interface {}", map_item);
}

static bool decode_any(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out)
{
	struct rego_yaml *y;
	const char *tag;

	switch (n->kind) {
	case REGO_NODE_SCALAR:
		y = *out = rego_new(d->arena, struct rego_yaml);
		return scalar(d, n, y, &tag);
	case REGO_NODE_LIST:
		y = *out = rego_decode_new(d, REGO_YAML_LIST, n->count);
		for (uint32_t i = 0; i < n->count && !d->failed; i++) {
			if (rego_decode_any(d, n->items[i], &y->items[y->count]))
				y->count++;
		}
		return !d->failed;
	default: *out = rego_decode_any_map(d, n); return *out && !d->failed;
	}
}

bool rego_decode_any(struct rego_decoder *d, struct rego_node *n, struct rego_yaml **out)
{
	struct rego_node *real = rego_decode_enter(d, n);
	bool fine = real && decode_any(d, real, out);

	rego_decode_leave(d, n);
	return fine;
}
