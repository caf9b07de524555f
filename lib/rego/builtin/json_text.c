/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON to text and back. */
#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"

struct rego_val rego_fn_json_marshal(struct rego_call *c, const struct rego_val *args)
{
	const char *text, *error = rego_no_json_number(c->arena, args[0]);
	size_t len;

	if (error)
		return rego_fail(c, "%s", error);
	text = rego_json_text(c->arena, args[0], &len);
	return rego_string(c->arena, text, len);
}

struct rego_val rego_fn_json_unmarshal(struct rego_call *c, const struct rego_val *args)
{
	const char *error;
	struct rego_val v;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	v = rego_gojson(c->arena, args[0].string->text, args[0].string->len, REGO_GOJSON_OPA,
			&error);
	return rego_defined(v) ? v : rego_fail(c, "%s", error);
}

struct rego_val rego_fn_json_is_valid(struct rego_call *c, const struct rego_val *args)
{
	return rego_bool(args[0].kind == REGO_STRING &&
			 rego_gojson_valid(c->arena, args[0].string->text, args[0].string->len));
}

/* --- json.marshal_with_options -------------------------------------------- */
struct layout {
	bool pretty, said_pretty;
	struct rego_val prefix, indent; /* strings */
};

static bool read_option(struct rego_call *c, const struct rego_pair *p, uint32_t index,
			struct layout *l)
{
	const char *key = rego_term_text(c->arena, p->key), *error;

	if (p->key.kind != REGO_STRING) {
		error = rego_printf(c->arena, "operand %u must be string but got %s", index,
				    rego_kind_name(p->key.kind));
		rego_operand_as(c, 2, "failed to stringify key %s at index %u: %s", key, index,
				error);
		return false;
	}
	if (!strcmp(key, "\"pretty\"")) {
		l->said_pretty = true;
		l->pretty = p->value.kind == REGO_BOOL && p->value.b;
		if (p->value.kind != REGO_BOOL)
			rego_operand_as(c, 2, "key %s failed cast to bool", key);
		return p->value.kind == REGO_BOOL;
	}
	if (strcmp(key, "\"prefix\"") && strcmp(key, "\"indent\"")) {
		rego_operand_as(c, 2, "object contained unknown key %s", key);
		return false;
	}
	if (p->value.kind != REGO_STRING) {
		rego_operand_as(
			c, 2, "key %s failed cast to string: operand %u must be string but got %s",
			key, index, rego_kind_name(p->value.kind));
		return false;
	}
	*(key[1] == 'p' ? &l->prefix : &l->indent) = p->value;
	l->pretty = l->said_pretty ? l->pretty : true;
	return true;
}

static void new_line(struct rego_text *t, const struct layout *l, size_t depth)
{
	rego_putc(t, '\n');
	rego_put(t, l->prefix.string->text, l->prefix.string->len);
	while (depth--)
		rego_put(t, l->indent.string->text, l->indent.string->len);
}

/* Compact JSON over many lines, as json.Indent. */
static void indent(struct rego_text *t, const struct layout *l, const char *s, size_t len)
{
	bool quoted = false;
	size_t depth = 0;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (quoted || c == '"') {
			rego_putc(t, c);
			if (quoted && c == '\\')
				rego_putc(t, s[++i]);
			else if (c == '"')
				quoted = !quoted;
			continue;
		}
		if ((c == '{' || c == '[') && i + 1 < len && (s[i + 1] == '}' || s[i + 1] == ']')) {
			rego_putc(t, c);
			rego_putc(t, s[++i]);
			continue;
		}
		if (c == '}' || c == ']')
			new_line(t, l, --depth);
		rego_putc(t, c);
		if (c == '{' || c == '[')
			new_line(t, l, ++depth);
		else if (c == ',')
			new_line(t, l, depth);
		else if (c == ':')
			rego_putc(t, ' ');
	}
}

struct rego_val rego_fn_json_marshal_with_options(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	struct layout l = { 0 };
	const char *text, *error;
	size_t len;

	if (!rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	l.prefix = rego_string(c->arena, "", 0);
	l.indent = rego_string(c->arena, "\t", 1);
	for (uint32_t i = 0; i < args[1].object->count; i++)
		if (!read_option(c, &args[1].object->pairs[i], i, &l))
			return rego_undefined();
	error = rego_no_json_number(c->arena, args[0]);
	if (error)
		return rego_fail(c, "%s", error);
	text = rego_json_text(c->arena, args[0], &len);
	if (!l.pretty)
		return rego_string(c->arena, text, len);
	rego_put(&t, l.prefix.string->text, l.prefix.string->len);
	indent(&t, &l, text, len);
	return rego_text_value(&t);
}
