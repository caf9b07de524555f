/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: values, and how package fmt prints them. */
#include <string.h>

#include "rego/builtin/gofmt.h"
#include "rego/builtin/template.h"

#define MOST_DEPTH 1000

struct rego_tval rego_tval_of(struct rego_arena *a, struct rego_val v)
{
	struct rego_tval out = { .kind = REGO_TK_NIL, .boxed = true, .v = v };
	const char *text;

	switch (v.kind) {
	case REGO_BOOL:
		out.kind = REGO_TK_BOOL;
		out.i = v.b;
		break;
	case REGO_NUMBER:
		text = rego_term_text(a, v);
		out.kind = REGO_TK_NUMBER;
		out.v = rego_cstring(a, text);
		break;
	case REGO_STRING: out.kind = REGO_TK_STRING; break;
	case REGO_ARRAY: out.kind = REGO_TK_LIST; break;
	case REGO_OBJECT: out.kind = REGO_TK_MAP; break;
	default: break;
	}
	return out;
}

struct rego_tval rego_tval_string(struct rego_arena *a, const char *s, size_t len)
{
	return (struct rego_tval){ .kind = REGO_TK_STRING, .v = rego_string(a, s, len) };
}

const char *rego_tval_type(const struct rego_tval *v)
{
	static const char *const names[] = {
		[REGO_TK_INVALID] = "<nil>",
		[REGO_TK_NIL] = "interface {}",
		[REGO_TK_BOOL] = "bool",
		[REGO_TK_INT] = "int",
		[REGO_TK_BYTE] = "uint8",
		[REGO_TK_FLOAT] = "float64",
		[REGO_TK_STRING] = "string",
		[REGO_TK_NUMBER] = "json.Number",
		[REGO_TK_MAP] = "map[string]interface {}",
		[REGO_TK_LIST] = "[]interface {}",
		[REGO_TK_MISSING] = "<nil>",
	};

	return names[v->kind];
}

bool rego_tval_true(const struct rego_tval *v)
{
	switch (v->kind) {
	case REGO_TK_BOOL:
	case REGO_TK_INT:
	case REGO_TK_BYTE: return v->i;
	case REGO_TK_FLOAT: return v->d != 0;
	case REGO_TK_STRING:
	case REGO_TK_NUMBER: return rego_len(v->v);
	case REGO_TK_MAP: return v->v.object->count;
	case REGO_TK_LIST: return v->v.array->count;
	default: return false;
	}
}

static bool takes(enum rego_tk kind, uint32_t verb)
{
	const char *verbs;

	switch (kind) {
	case REGO_TK_BOOL: verbs = "vt"; break;
	case REGO_TK_INT:
	case REGO_TK_BYTE: verbs = "vdboOxXcqU"; break;
	case REGO_TK_FLOAT: verbs = "veEfFgGbxX"; break;
	default: verbs = "vsqxX";
	}
	return verb && verb < 0x80 && strchr(verbs, (int)verb);
}

static void put(struct rego_text *t, const struct rego_gofmt *f, uint32_t verb,
		const struct rego_tval *v, int depth);

static void put_bad(struct rego_text *t, const struct rego_gofmt *f, uint32_t verb,
		    const struct rego_tval *v)
{
	rego_puts(t, "%!");
	rego_put_rune(t, verb);
	rego_putc(t, '(');
	if (v->kind == REGO_TK_NIL || v->kind == REGO_TK_INVALID) {
		rego_puts(t, "<nil>)");
		return;
	}
	rego_putf(t, "%s=", rego_tval_type(v));
	put(t, f, 'v', v, 0);
	rego_putc(t, ')');
}

static void put_list(struct rego_text *t, const struct rego_gofmt *f, uint32_t verb,
		     const struct rego_tval *v, int depth)
{
	uint32_t count = v->kind == REGO_TK_MAP ? v->v.object->count : v->v.array->count;

	if (depth > MOST_DEPTH)
		rego_stop(t->arena, REGO_STOP_DEPTH);
	if (f->sharp_v)
		rego_putf(t, "%s{", rego_tval_type(v));
	else
		rego_puts(t, v->kind == REGO_TK_MAP ? "map[" : "[");
	for (uint32_t i = 0; i < count; i++) {
		struct rego_tval item;

		if (i)
			rego_puts(t, f->sharp_v ? ", " : " ");
		if (v->kind == REGO_TK_MAP) {
			item = rego_tval_of(t->arena, v->v.object->pairs[i].key);
			put(t, f, verb, &item, depth + 1);
			rego_putc(t, ':');
			item = rego_tval_of(t->arena, v->v.object->pairs[i].value);
		} else {
			item = rego_tval_of(t->arena, v->v.array->items[i]);
		}
		put(t, f, verb, &item, depth + 1);
	}
	rego_putc(t, f->sharp_v ? '}' : ']');
}

static void put(struct rego_text *t, const struct rego_gofmt *f, uint32_t verb,
		const struct rego_tval *v, int depth)
{
	if (v->kind == REGO_TK_MAP || v->kind == REGO_TK_LIST) {
		put_list(t, f, verb, v, depth);
	} else if (v->kind == REGO_TK_NIL || v->kind == REGO_TK_INVALID) {
		if (depth)
			rego_puts(t, f->sharp_v ? "interface {}(nil)" : "<nil>");
		else if (verb == 'v')
			rego_gofmt_pad(t, f, "<nil>", 5);
		else
			put_bad(t, f, verb, v);
	} else if (!takes(v->kind, verb)) {
		put_bad(t, f, verb, v);
	} else if (v->kind == REGO_TK_BOOL) {
		rego_gofmt_pad(t, f, v->i ? "true" : "false", v->i ? 4 : 5);
	} else if (v->kind == REGO_TK_INT || v->kind == REGO_TK_BYTE) {
		rego_gofmt_int(t, f, v->i, verb == 'v' ? 'd' : (char)verb);
	} else if (v->kind == REGO_TK_FLOAT) {
		rego_gofmt_float(t, f, v->d, (char)verb);
	} else {
		rego_gofmt_string(t, f, rego_text(v->v), rego_len(v->v), (char)verb);
	}
}

static bool is_string(const struct rego_tval *v)
{
	return v->kind == REGO_TK_STRING || v->kind == REGO_TK_NUMBER;
}

void rego_template_print(struct rego_text *t, const struct rego_tval *v, size_t n, bool line)
{
	struct rego_gofmt plain = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (i && (line || (!is_string(&v[i]) && !is_string(&v[i - 1]))))
			rego_putc(t, ' ');
		put(t, &plain, 'v', &v[i], 0);
	}
	if (line)
		rego_putc(t, '\n');
}

static void put_type(struct rego_text *t, const struct rego_gofmt *f, const struct rego_tval *v)
{
	const char *type = v->kind == REGO_TK_NIL ? "<nil>" : rego_tval_type(v);

	rego_gofmt_string(t, f, type, strlen(type), 's');
}

static void put_extra(struct rego_text *t, const struct rego_tval *v, size_t n, size_t used)
{
	struct rego_gofmt plain = { 0 };

	rego_puts(t, "%!(EXTRA ");
	for (size_t i = used; i < n; i++) {
		rego_puts(t, i > used ? ", " : "");
		if (v[i].kind == REGO_TK_NIL || v[i].kind == REGO_TK_INVALID) {
			rego_puts(t, "<nil>");
			continue;
		}
		rego_putf(t, "%s=", rego_tval_type(&v[i]));
		put(t, &plain, 'v', &v[i], 0);
	}
	rego_putc(t, ')');
}

struct format {
	struct rego_gofmt_reader in;
	const struct rego_tval *args;
};

static bool number(const struct rego_gofmt_reader *in, size_t i, int64_t *n)
{
	const struct rego_tval *v = &((const struct format *)in)->args[i];

	*n = v->i;
	return v->kind == REGO_TK_INT || v->kind == REGO_TK_BYTE;
}

void rego_template_printf(struct rego_text *t, const char *format, size_t len,
			  const struct rego_tval *v, size_t n)
{
	struct format f = {
		.in = { .out = t, .at = format, .end = format + len, .count = n, .number = number },
		.args = v
	};
	uint32_t verb;

	while (rego_gofmt_verb(&f.in, &verb)) {
		if (verb == 'T')
			put_type(t, &f.in.spec, &v[f.in.next++]);
		else
			put(t, &f.in.spec, verb, &v[f.in.next++], 0);
	}
	if (rego_gofmt_extra(&f.in))
		put_extra(t, v, n, f.in.next);
}
