/* SPDX-License-Identifier: BSD-2-Clause */
/* Types as OPA prints them. */
#include "core/strbuf.h"
#include "rego/compile/types.h"
#include "rego/value/number.h"

static void print_key(struct ss_strbuf *out, struct rego_val v);

/* Go's %v of what JSON gives: [a b], map[k:v]. */
static void print_items(struct ss_strbuf *out, struct rego_val v)
{
	size_t n = rego_len(v);

	ss_strbuf_str(out, v.kind == REGO_OBJECT ? "map[" : "[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			ss_strbuf_str(out, " ");
		if (v.kind == REGO_ARRAY) {
			print_key(out, v.array->items[i]);
			continue;
		}
		print_key(out, v.object->pairs[i].key);
		ss_strbuf_str(out, ":");
		print_key(out, v.object->pairs[i].value);
	}
	ss_strbuf_str(out, "]");
}

static void print_key(struct ss_strbuf *out, struct rego_val v)
{
	switch (v.kind) {
	case REGO_NULL: ss_strbuf_str(out, "<nil>"); break;
	case REGO_STRING: ss_strbuf_add(out, v.string->text, v.string->len); break;
	case REGO_ARRAY:
	case REGO_OBJECT: print_items(out, v); break;
	default: rego_json_write(out, v);
	}
}

static void print_list(struct ss_strbuf *out, const struct rego_type **items, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			ss_strbuf_str(out, ", ");
		rego_type_print(out, items[i]);
	}
}

static void print_array(struct ss_strbuf *out, const struct rego_type *t)
{
	ss_strbuf_str(out, "array");
	if (t->count) {
		ss_strbuf_str(out, "<");
		print_list(out, t->items, t->count);
		ss_strbuf_str(out, ">");
	}
	if (t->value) {
		ss_strbuf_str(out, "[");
		rego_type_print(out, t->value);
		ss_strbuf_str(out, "]");
	}
}

static void print_object(struct ss_strbuf *out, const struct rego_type *t)
{
	ss_strbuf_str(out, "object");
	for (uint32_t i = 0; i < t->count; i++) {
		ss_strbuf_str(out, i ? ", " : "<");
		print_key(out, t->props[i].key);
		ss_strbuf_str(out, ": ");
		rego_type_print(out, t->props[i].value);
	}
	if (t->count)
		ss_strbuf_str(out, ">");
	if (t->dynamic) {
		ss_strbuf_str(out, "[");
		rego_type_print(out, t->key);
		ss_strbuf_str(out, ": ");
		rego_type_print(out, t->value);
		ss_strbuf_str(out, "]");
	}
}

static void print_any(struct ss_strbuf *out, const struct rego_type *t)
{
	ss_strbuf_str(out, "any");
	if (t->count) {
		ss_strbuf_str(out, "<");
		print_list(out, t->items, t->count);
		ss_strbuf_str(out, ">");
	}
}

static void print_bare(struct ss_strbuf *out, const struct rego_type *t)
{
	static const char *const names[] = { "null", "boolean", "number", "string" };

	switch (t->kind) {
	case REGO_TYPE_ARRAY: print_array(out, t); break;
	case REGO_TYPE_OBJECT: print_object(out, t); break;
	case REGO_TYPE_SET:
		ss_strbuf_str(out, "set[");
		rego_type_print(out, t->value);
		ss_strbuf_str(out, "]");
		break;
	case REGO_TYPE_ANY: print_any(out, t); break;
	case REGO_TYPE_FUNCTION:
		rego_type_print_args(out, t, false);
		ss_strbuf_str(out, " => ");
		rego_type_print(out, t->value);
		break;
	case REGO_TYPE_RECURSIVE: ss_strbuf_printf(out, "recursive(%s)", t->name); break;
	default: ss_strbuf_str(out, names[t->kind]);
	}
}

void rego_type_print(struct ss_strbuf *out, const struct rego_type *t)
{
	if (!t) {
		ss_strbuf_str(out, "???");
		return;
	}
	if (t->label)
		ss_strbuf_printf(out, "%s: ", t->label);
	print_bare(out, t);
}

void rego_type_print_args(struct ss_strbuf *out, const struct rego_type *f, bool result)
{
	ss_strbuf_str(out, "(");
	print_list(out, f->items, f->count);
	if (result && f->value) {
		ss_strbuf_str(out, f->count ? ", " : "");
		rego_type_print(out, f->value);
	}
	if (f->key) {
		ss_strbuf_str(out, f->count ? ", " : "");
		rego_type_print(out, f->key);
		ss_strbuf_str(out, "...");
	}
	ss_strbuf_str(out, ")");
}
