/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: the functions. */
#include <string.h>

#include "rego/builtin/gourl.h"
#include "rego/builtin/template.h"
#include "rego/builtin/unicode.h"

static const char zero_value[] = "reflect: call of reflect.Value.Type on zero Value";

static struct rego_tval of_bool(bool b)
{
	return (struct rego_tval){ .kind = REGO_TK_BOOL, .i = b };
}

static size_t length_of(const struct rego_tval *v)
{
	return v->kind == REGO_TK_MAP	 ? v->v.object->count
	       : v->kind == REGO_TK_LIST ? v->v.array->count
					 : rego_len(v->v);
}

static bool has_length(const struct rego_tval *v)
{
	return v->kind == REGO_TK_MAP || v->kind == REGO_TK_LIST || v->kind == REGO_TK_STRING ||
	       v->kind == REGO_TK_NUMBER;
}

static const char *call_len(struct rego_arena *a, const struct rego_tval *v, struct rego_tval *out)
{
	if (v->kind == REGO_TK_NIL)
		return "len of nil pointer";
	if (v->kind == REGO_TK_INVALID)
		return zero_value;
	if (!has_length(v))
		return rego_printf(a, "len of type %s", rego_tval_type(v));
	*out = (struct rego_tval){ .kind = REGO_TK_INT, .i = (int64_t)length_of(v) };
	return NULL;
}

static const char *index_of(struct rego_arena *a, const struct rego_tval *v, size_t most,
			    size_t *out)
{
	if (v->kind == REGO_TK_NIL || v->kind == REGO_TK_INVALID)
		return "cannot index slice/array with nil";
	if (v->kind != REGO_TK_INT && v->kind != REGO_TK_BYTE)
		return rego_printf(a, "cannot index slice/array with type %s", rego_tval_type(v));
	if (v->i < 0 || (uint64_t)v->i > most)
		return rego_printf(a, "index out of range: %lld", (long long)v->i);
	*out = (size_t)v->i;
	return NULL;
}

static const char *index_map(struct rego_arena *a, struct rego_tval *item,
			     const struct rego_tval *key)
{
	struct rego_val v;

	if (key->kind == REGO_TK_NIL || key->kind == REGO_TK_INVALID)
		return "value is nil; should be of type string";
	if (key->kind != REGO_TK_STRING)
		return rego_printf(a, "value has type %s; should be string", rego_tval_type(key));
	v = rego_get(item->v, key->v);
	*item = rego_tval_of(a, v.kind == REGO_UNDEFINED ? rego_null() : v);
	return NULL;
}

static const char *call_index(struct rego_arena *a, const struct rego_tval *args, size_t n,
			      struct rego_tval *out)
{
	struct rego_tval item = args[0];
	const char *error;
	size_t i;

	if (item.kind == REGO_TK_NIL || item.kind == REGO_TK_INVALID)
		return "index of untyped nil";
	for (size_t k = 1; k < n; k++) {
		if (item.kind == REGO_TK_NIL)
			return "index of nil pointer";
		if (!has_length(&item))
			return rego_printf(a, "can't index item of type %s", rego_tval_type(&item));
		if (item.kind == REGO_TK_MAP) {
			error = index_map(a, &item, &args[k]);
			if (error)
				return error;
			continue;
		}
		error = index_of(a, &args[k], length_of(&item), &i);
		if (error)
			return error;
		if (i == length_of(&item))
			return item.kind == REGO_TK_LIST ? "reflect: slice index out of range"
							 : "reflect: string index out of range";
		if (item.kind == REGO_TK_LIST)
			item = rego_tval_of(a, item.v.array->items[i]);
		else
			item = (struct rego_tval){ .kind = REGO_TK_BYTE,
						   .i = (unsigned char)rego_text(item.v)[i] };
	}
	*out = item;
	return NULL;
}

static const char *call_slice(struct rego_arena *a, const struct rego_tval *args, size_t n,
			      struct rego_tval *out)
{
	const struct rego_tval *v = &args[0];
	size_t at[3] = { 0 };
	const char *error;

	if (v->kind == REGO_TK_NIL || v->kind == REGO_TK_INVALID)
		return "slice of untyped nil";
	if (n > 4)
		return rego_printf(a, "too many slice indexes: %zu", n - 1);
	if (!has_length(v) || v->kind == REGO_TK_MAP)
		return rego_printf(a, "can't slice item of type %s", rego_tval_type(v));
	if (v->kind != REGO_TK_LIST && n == 4)
		return "cannot 3-index slice a string";
	at[1] = length_of(v);
	for (size_t i = 1; i < n; i++) {
		if (args[i].boxed)
			return "cannot index slice/array with type interface {}";
		error = index_of(a, &args[i], length_of(v), &at[i - 1]);
		if (error)
			return error;
	}
	if (at[0] > at[1])
		return rego_printf(a, "invalid slice index: %zu > %zu", at[0], at[1]);
	if (n == 4 && at[1] > at[2])
		return rego_printf(a, "invalid slice index: %zu > %zu", at[1], at[2]);
	*out = *v;
	out->boxed = false;
	out->v = v->kind == REGO_TK_LIST ? rego_array(a, v->v.array->items + at[0], at[1] - at[0])
					 : rego_string(a, rego_text(v->v) + at[0], at[1] - at[0]);
	return NULL;
}

/* Kinds that compare with each other. */
static enum rego_tk basic(const struct rego_tval *v)
{
	switch (v->kind) {
	case REGO_TK_NUMBER: return REGO_TK_STRING;
	case REGO_TK_BOOL:
	case REGO_TK_INT:
	case REGO_TK_BYTE:
	case REGO_TK_FLOAT:
	case REGO_TK_STRING: return v->kind;
	default: return REGO_TK_INVALID;
	}
}

static bool is_nothing(const struct rego_tval *v)
{
	return v->kind == REGO_TK_NIL || v->kind == REGO_TK_INVALID;
}

static int compare(const struct rego_tval *x, const struct rego_tval *y)
{
	if (basic(x) == REGO_TK_FLOAT)
		return (x->d > y->d) - (x->d < y->d);
	if (basic(x) == REGO_TK_STRING)
		return rego_compare(x->v, y->v);
	return (x->i > y->i) - (x->i < y->i);
}

static bool integers(const struct rego_tval *x, const struct rego_tval *y)
{
	return (x->kind == REGO_TK_INT || x->kind == REGO_TK_BYTE) &&
	       (y->kind == REGO_TK_INT || y->kind == REGO_TK_BYTE);
}

static const char *shown(struct rego_arena *a, const char *format, const struct rego_tval *v)
{
	struct rego_text t = { .arena = a };

	rego_template_printf(&t, format, 2, v, 1);
	return rego_text_done(&t);
}

static const char *not_comparable(struct rego_arena *a, const struct rego_tval *x,
				  const struct rego_tval *y)
{
	if (x->kind != y->kind)
		return rego_printf(a, "non-comparable types %s: %s, %s: %s", shown(a, "%s", x),
				   rego_tval_type(x), rego_tval_type(y), shown(a, "%v", y));
	return rego_printf(a, "non-comparable type %s: %s", shown(a, "%s", y), rego_tval_type(y));
}

static const char *incompatible(struct rego_arena *a, const struct rego_tval *x,
				const struct rego_tval *y)
{
	return rego_printf(a, "incompatible types for comparison: %s and %s", rego_tval_type(x),
			   rego_tval_type(y));
}

static const char *call_eq(struct rego_arena *a, const struct rego_tval *args, size_t n,
			   struct rego_tval *out)
{
	const struct rego_tval *x = &args[0];

	*out = of_bool(false);
	if (n < 2)
		return "missing argument for comparison";
	for (size_t i = 1; i < n; i++) {
		const struct rego_tval *y = &args[i];
		bool same = false;

		if (basic(x) != basic(y)) {
			if (integers(x, y))
				same = x->i == y->i;
			else if (!is_nothing(x) && !is_nothing(y))
				return incompatible(a, x, y);
		} else if (basic(x) == REGO_TK_INVALID) {
			if (!is_nothing(x) && !is_nothing(y))
				return not_comparable(a, x, y);
			same = is_nothing(x) && is_nothing(y);
		} else {
			same = !compare(x, y);
		}
		if (same) {
			*out = of_bool(true);
			break;
		}
	}
	return NULL;
}

static const char *less(struct rego_arena *a, const struct rego_tval *x, const struct rego_tval *y,
			bool *out)
{
	if (basic(x) == REGO_TK_INVALID || basic(y) == REGO_TK_INVALID)
		return "invalid type for comparison";
	if (basic(x) != basic(y) && !integers(x, y))
		return incompatible(a, x, y);
	if (basic(x) == REGO_TK_BOOL)
		return "invalid type for comparison";
	*out = compare(x, y) < 0;
	return NULL;
}

static const char *call_order(struct rego_arena *a, const char *name, const struct rego_tval *args,
			      struct rego_tval *out)
{
	bool smaller = false;
	const char *error = less(a, &args[0], &args[1], &smaller);

	if (error)
		return error;
	if (!strcmp(name, "lt") || !strcmp(name, "ge")) {
		*out = of_bool(smaller == (*name == 'l'));
		return NULL;
	}
	*out = of_bool((smaller || !compare(&args[0], &args[1])) == (*name == 'l'));
	return NULL;
}

static void put_html(struct rego_text *t, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (s[i]) {
		case 0: rego_puts(t, "\xef\xbf\xbd"); break;
		case '"': rego_puts(t, "&#34;"); break;
		case '\'': rego_puts(t, "&#39;"); break;
		case '&': rego_puts(t, "&amp;"); break;
		case '<': rego_puts(t, "&lt;"); break;
		case '>': rego_puts(t, "&gt;"); break;
		default: rego_putc(t, s[i]);
		}
	}
}

static bool prints(uint32_t code)
{
	return code > 0xa0 && code != 0xad && code != 0x2028 && code != 0x2029 && code != 0xfeff;
}

static void put_js(struct rego_text *t, const char *s, size_t len)
{
	size_t used;

	for (size_t i = 0; i < len; i += used) {
		uint32_t code = rego_rune_at(s + i, len - i, &used);

		if (code == '\\' || code == '\'' || code == '"')
			rego_putf(t, "\\%c", (int)code);
		else if (code < ' ' || (code < 0x80 && strchr("<>&=", (int)code)))
			rego_putf(t, "\\u%04X", code);
		else if (code >= 0x80 && !prints(code))
			rego_putf(t, "\\u%04X", code);
		else
			rego_put(t, s + i, used);
	}
}

static const char *call_text(struct rego_arena *a, const char *name, struct rego_tval *args,
			     size_t n, struct rego_tval *out)
{
	struct rego_text t = { .arena = a }, made = { .arena = a };
	bool line = !strcmp(name, "println");

	for (size_t i = 0; i < n && !line && strcmp(name, "print"); i++)
		if (is_nothing(&args[i]))
			args[i] = rego_tval_string(a, "<no value>", strlen("<no value>"));
	rego_template_print(&t, args, n, line);
	if (line || !strcmp(name, "print")) {
		*out = rego_tval_string(a, rego_text_done(&t), t.len);
		return NULL;
	}
	if (!strcmp(name, "html"))
		put_html(&made, rego_text_done(&t), t.len);
	else if (!strcmp(name, "js"))
		put_js(&made, rego_text_done(&t), t.len);
	else
		rego_puts(&made, rego_url_escape(a, rego_text_done(&t), t.len, REGO_URL_QUERY));
	*out = rego_tval_string(a, rego_text_done(&made), made.len);
	return NULL;
}

const char *rego_template_call(struct rego_arena *a, const char *name, struct rego_tval *args,
			       size_t n, struct rego_tval *out)
{
	struct rego_text t = { .arena = a };
	const char *error;

	if (!strcmp(name, "len"))
		return call_len(a, &args[0], out);
	if (!strcmp(name, "index"))
		return call_index(a, args, n, out);
	if (!strcmp(name, "slice"))
		return call_slice(a, args, n, out);
	if (!strcmp(name, "not")) {
		*out = of_bool(!rego_tval_true(&args[0]));
		return NULL;
	}
	if (!strcmp(name, "eq") || !strcmp(name, "ne")) {
		error = call_eq(a, args, n, out);
		out->i ^= *name == 'n';
		return error;
	}
	if (!strcmp(name, "printf")) {
		rego_template_printf(&t, rego_text(args[0].v), rego_len(args[0].v), args + 1,
				     n - 1);
		*out = rego_tval_string(a, rego_text_done(&t), t.len);
		return NULL;
	}
	if (strlen(name) == 2 && strcmp(name, "js"))
		return call_order(a, name, args, out);
	return call_text(a, name, args, n, out);
}
