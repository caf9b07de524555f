// SPDX-License-Identifier: BSD-2-Clause
/* Answers and errors in the formats of opa eval. */
#include "show.h"

#include <string.h>

#include "rego/compile/detail.h"
#include "rego/syntax/json_out.h"

static void new_line(struct ss_strbuf *out, int depth)
{
	ss_strbuf_char(out, '\n');
	while (depth-- > 0)
		ss_strbuf_str(out, "  ");
}

static size_t string_end(const char *json, size_t len, size_t i)
{
	for (i++; i < len && json[i] != '"'; i++)
		if (json[i] == '\\')
			i++;
	return i;
}

void show_indent(struct ss_strbuf *out, const char *json, size_t len)
{
	int depth = 0;

	for (size_t i = 0; i < len; i++) {
		size_t from = i;
		char c = json[i];

		if (c == '"') {
			i = string_end(json, len, i);
			ss_strbuf_add(out, json + from, i - from + 1);
		} else if ((c == '{' || c == '[') && i + 1 < len && json[i + 1] == c + 2) {
			ss_strbuf_add(out, json + i++, 2); /* empty */
		} else if (c == '{' || c == '[') {
			ss_strbuf_char(out, c);
			new_line(out, ++depth);
		} else if (c == '}' || c == ']') {
			new_line(out, --depth);
			ss_strbuf_char(out, c);
		} else if (c == ',') {
			ss_strbuf_char(out, c);
			new_line(out, depth);
		} else {
			ss_strbuf_char(out, c);
			if (c == ':')
				ss_strbuf_char(out, ' ');
		}
	}
	ss_strbuf_char(out, '\n');
}

static void put_value(struct ss_strbuf *out, struct rego_val v)
{
	rego_json_write_as(out, v, 0, true);
}

static void put_text(struct ss_strbuf *out, const char *text)
{
	struct rego_arena a;
	jmp_buf jmp;

	rego_arena_init(&a, 0);
	if (rego_arena_try(&a, &jmp))
		put_value(out, rego_cstring(&a, text));
	rego_arena_fini(&a);
}

static void put_answer(struct ss_strbuf *out, const struct rego_answer *a)
{
	ss_strbuf_str(out, "{\"expressions\":[");
	for (uint32_t i = 0; i < a->value_count; i++) {
		ss_strbuf_str(out, i ? ",{\"value\":" : "{\"value\":");
		put_value(out, a->values[i].value);
		ss_strbuf_str(out, ",\"text\":");
		put_text(out, a->values[i].text);
		ss_strbuf_printf(out, ",\"location\":{\"row\":%u,\"col\":%u}}", a->values[i].row,
				 a->values[i].col);
	}
	ss_strbuf_char(out, ']');
	if (rego_len(a->bindings)) {
		ss_strbuf_str(out, ",\"bindings\":");
		put_value(out, a->bindings);
	}
	ss_strbuf_char(out, '}');
}

static void put_error(struct ss_strbuf *out, const struct rego_error *x);

void show_error_list(struct ss_strbuf *out, const struct rego_error *first)
{
	for (const struct rego_error *x = first; x; x = x->next) {
		ss_strbuf_char(out, x == first ? '[' : ',');
		put_error(out, x);
	}
	ss_strbuf_str(out, first ? "]" : "[]");
}

void show_answers(struct ss_strbuf *out, const struct rego_result *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		ss_strbuf_char(out, i ? ',' : '[');
		put_answer(out, &r->answers[i]);
	}
	ss_strbuf_str(out, r->count ? "]" : "[]");
}

static void put_json(struct ss_strbuf *out, const struct rego_result *r,
		     const struct rego_error *errors)
{
	ss_strbuf_char(out, '{');
	if (errors) {
		ss_strbuf_str(out, "\"errors\":");
		show_error_list(out, errors);
	}
	if (r->count) {
		ss_strbuf_str(out, errors ? ",\"result\":" : "\"result\":");
		show_answers(out, r);
	}
	ss_strbuf_char(out, '}');
}

void show_sorted(struct ss_strbuf *out, const char *json, size_t len)
{
	struct ss_strbuf sorted = { 0 };
	const char *error = NULL;
	struct rego_arena a;
	jmp_buf jmp;

	rego_arena_init(&a, 0);
	if (rego_arena_try(&a, &jmp))
		put_value(&sorted, rego_json_read(&a, NULL, json, len, &error));
	rego_arena_fini(&a);
	show_indent(out, sorted.data, sorted.len);
	ss_strbuf_fini(&sorted);
}

static void put_values(struct ss_strbuf *out, const struct rego_answer *a)
{
	for (uint32_t i = 0; i < a->value_count; i++) {
		ss_strbuf_char(out, i ? ',' : '[');
		put_value(out, a->values[i].value);
	}
	ss_strbuf_str(out, a->value_count ? "]" : "[]");
}

static void show_raw(struct ss_strbuf *out, const struct rego_answer *a)
{
	for (uint32_t i = 0; i < a->value_count; i++) {
		struct rego_val v = a->values[i].value;

		if (v.kind == REGO_STRING)
			ss_strbuf_add(out, rego_text(v), rego_len(v));
		else
			put_value(out, v);
		ss_strbuf_char(out, i + 1 < a->value_count ? ' ' : '\n');
	}
}

static bool all_boolean(const struct rego_answer *a)
{
	for (uint32_t i = 0; i < a->value_count; i++)
		if (a->values[i].value.kind != REGO_BOOL)
			return false;
	return true;
}

static void show_pretty(struct ss_strbuf *out, struct ss_strbuf *json, const struct rego_result *r)
{
	const struct rego_answer *a = r->answers;

	if (!r->count) {
		ss_strbuf_str(out, "undefined\n");
	} else if (r->count == 1 && !rego_len(a->bindings) && a->value_count &&
		   (a->value_count == 1 || all_boolean(a))) {
		put_value(json, a->values[0].value);
		show_indent(out, json->data, json->len);
	} else {
		show_table(out, r);
	}
}

void show_result(struct ss_strbuf *out, enum show_format f, const struct rego_result *r,
		 const struct rego_error *errors)
{
	struct ss_strbuf json = { 0 };

	if (f == SHOW_JSON) {
		put_json(&json, r, errors);
		show_indent(out, json.data, json.len);
	} else if (f == SHOW_PRETTY) {
		show_pretty(out, &json, r);
	} else if (f == SHOW_DISCARD) {
		ss_strbuf_str(out, r->count ? "{\n  \"result\": \"discarded\"\n}\n" : "{}\n");
	} else {
		for (uint32_t i = 0; i < r->count; i++) {
			ss_strbuf_clear(&json);
			if (f == SHOW_VALUES)
				put_values(&json, &r->answers[i]);
			else if (f == SHOW_BINDINGS)
				put_value(&json, r->answers[i].bindings);
			else
				show_raw(out, &r->answers[i]);
			if (f != SHOW_RAW)
				show_indent(out, json.data, json.len);
		}
	}
	if (json.err && !out->err)
		out->err = json.err;
	ss_strbuf_fini(&json);
}

/* --- errors -------------------------------------------------------------------- */

static void put_line(struct ss_strbuf *out, const struct rego_error *x)
{
	struct rego_arena a;
	jmp_buf jmp;

	rego_arena_init(&a, 0);
	if (rego_arena_try(&a, &jmp))
		put_value(out, rego_string(&a, x->line, x->line_len));
	rego_arena_fini(&a);
}

static void put_error(struct ss_strbuf *out, const struct rego_error *x)
{
	ss_strbuf_str(out, "{\"message\":");
	put_text(out, x->message);
	if (x->code) {
		ss_strbuf_str(out, ",\"code\":");
		put_text(out, x->code);
	}
	if (x->loc.row) {
		ss_strbuf_str(out, ",\"location\":{\"file\":");
		put_text(out, x->loc.source ? x->loc.source->name : "");
		ss_strbuf_printf(out, ",\"row\":%u,\"col\":%u}", x->loc.row, x->loc.col);
	}
	if (x->line) {
		ss_strbuf_str(out, ",\"details\":{\"line\":");
		put_line(out, x);
		ss_strbuf_printf(out, ",\"idx\":%u}", x->index);
	} else if (x->detail) {
		rego_out_key(&(struct rego_json_out){ .out = out, .begun = true }, "details");
		rego_detail_write(&(struct rego_json_out){ .out = out }, x->detail);
	}
	ss_strbuf_char(out, '}');
}

void show_errors(struct ss_strbuf *out, enum show_format f, const struct rego_error *first)
{
	struct ss_strbuf json = { 0 };
	uint32_t n = 0;

	for (const struct rego_error *x = first; x; x = x->next)
		n++;
	if (f == SHOW_JSON || f == SHOW_DISCARD) {
		ss_strbuf_str(&json, "{\"errors\":");
		show_error_list(&json, first);
		ss_strbuf_char(&json, '}');
		show_indent(out, json.data, json.len);
		ss_strbuf_fini(&json);
		return;
	}
	if (n == 1)
		ss_strbuf_str(out, "1 error occurred: ");
	else
		ss_strbuf_printf(out, "%u errors occurred:\n", n);
	for (const struct rego_error *x = first; x; x = x->next) {
		rego_error_write(out, x);
		ss_strbuf_char(out, '\n');
	}
}
