/* SPDX-License-Identifier: BSD-2-Clause */
/* Types and details of type errors as JSON. */
#include "rego/compile/detail.h"

#include "rego/syntax/ast_json.h"
#include "rego/syntax/json_out.h"

static void write_text(struct rego_json_out *o, const char *key, const char *text)
{
	rego_out_key(o, key);
	rego_out_string(o, text);
}

static void write_type(struct rego_json_out *o, const char *key, const struct rego_type *t)
{
	rego_out_key(o, key);
	rego_type_write(o, t);
}

static void write_types(struct rego_json_out *o, const char *key,
			const struct rego_type *const *list, uint32_t count)
{
	rego_out_key(o, key);
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < count; i++) {
		rego_out_item(o);
		rego_type_write(o, list[i]);
	}
	rego_out_end(o, ']');
}

static void write_pair(struct rego_json_out *o, const struct rego_type *key,
		       const struct rego_type *value)
{
	rego_out_begin(o, '{');
	write_type(o, "key", key);
	write_type(o, "value", value);
	rego_out_end(o, '}');
}

static void write_dynamic(struct rego_json_out *o, const struct rego_type *t)
{
	if (t->kind == REGO_TYPE_ARRAY && t->value) {
		write_type(o, "dynamic", t->value);
	} else if (t->kind == REGO_TYPE_OBJECT && t->dynamic) {
		rego_out_key(o, "dynamic");
		write_pair(o, t->key, t->value);
	}
}

static void write_static(struct rego_json_out *o, const struct rego_type *t)
{
	if (!t->count)
		return;
	if (t->kind == REGO_TYPE_ARRAY)
		write_types(o, "static", t->items, t->count);
	if (t->kind != REGO_TYPE_OBJECT)
		return;
	rego_out_key(o, "static");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < t->count; i++) {
		rego_out_item(o);
		rego_out_begin(o, '{');
		rego_out_key(o, "key");
		rego_out_value(o, t->props[i].key);
		write_type(o, "value", t->props[i].value);
		rego_out_end(o, '}');
	}
	rego_out_end(o, ']');
}

/* Keys are in the order of the alphabet. */
void rego_type_write(struct rego_json_out *o, const struct rego_type *t)
{
	static const char *const names[] = { "null",   "boolean", "number", "string",  "array",
					     "object", "set",	  "any",    "function" };

	if (!t) {
		rego_out_value(o, rego_null());
		return;
	}
	if (t->labelled)
		t = t->labelled;
	rego_out_begin(o, '{');
	if (t->kind == REGO_TYPE_FUNCTION && t->count)
		write_types(o, "args", t->items, t->count);
	if (t->note)
		write_text(o, "description", t->note);
	write_dynamic(o, t);
	if (t->label || t->kind == REGO_TYPE_RECURSIVE)
		write_text(o, "name", t->label ? t->label : t->name);
	if (t->kind == REGO_TYPE_ANY && t->count)
		write_types(o, "of", t->items, t->count);
	if (t->kind == REGO_TYPE_SET && t->value)
		write_type(o, "of", t->value);
	if (t->kind == REGO_TYPE_FUNCTION && t->value)
		write_type(o, "result", t->value);
	write_static(o, t);
	if (t->kind != REGO_TYPE_RECURSIVE)
		write_text(o, "type", names[t->kind]);
	if (t->kind == REGO_TYPE_FUNCTION && t->key)
		write_type(o, "variadic", t->key);
	rego_out_end(o, '}');
}

static void write_wanted(struct rego_json_out *o, const struct rego_type_detail *d)
{
	const struct rego_type *f = d->want;
	bool result = d->result && f->value;

	rego_out_key(o, "want");
	rego_out_begin(o, '{');
	if (f->count || result) {
		rego_out_key(o, "args");
		rego_out_begin(o, '[');
		for (uint32_t i = 0; i < f->count + result; i++) {
			rego_out_item(o);
			rego_type_write(o, i < f->count ? f->items[i] : f->value);
		}
		rego_out_end(o, ']');
	}
	if (f->key)
		write_type(o, "variadic", f->key);
	rego_out_end(o, '}');
}

static void write_ref(struct rego_json_out *o, const struct rego_type_detail *d)
{
	rego_out_key(o, "ref");
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < d->ref->list.count; i++) {
		rego_out_item(o);
		rego_out_term(o, d->ref->list.items[i]);
	}
	rego_out_end(o, ']');
	rego_out_key(o, "pos");
	rego_out_value(o, rego_int(d->place));
}

static void write_one_of(struct rego_json_out *o, const struct rego_type_detail *d)
{
	rego_out_key(o, "oneOf");
	if (!d->one_of_count) {
		rego_out_value(o, rego_null());
		return;
	}
	rego_out_begin(o, '[');
	for (uint32_t i = 0; i < d->one_of_count; i++) {
		const struct rego_term *t = d->one_of[i];

		rego_out_item(o);
		if (t->kind == REGO_TERM_VAR)
			rego_out_string(o, t->var->text);
		else
			rego_out_value(o, t->value);
	}
	rego_out_end(o, ']');
}

void rego_detail_write(struct rego_json_out *o, const struct rego_type_detail *d)
{
	rego_out_begin(o, '{');
	switch (d->kind) {
	case REGO_DETAIL_ARGUMENTS:
		write_types(o, "have", d->list, d->count);
		write_wanted(o, d);
		break;
	case REGO_DETAIL_MATCH:
		write_type(o, "a", d->have);
		write_type(o, "b", d->want);
		break;
	case REGO_DETAIL_REF:
		write_ref(o, d);
		write_type(o, "have", d->have);
		break;
	case REGO_DETAIL_KEY:
		write_ref(o, d);
		if (d->have)
			write_type(o, "have", d->have);
		write_type(o, "want", d->want);
		write_one_of(o, d);
		break;
	}
	rego_out_end(o, '}');
}
