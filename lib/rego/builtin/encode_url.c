/* SPDX-License-Identifier: BSD-2-Clause */
/* urlquery.* and uri.*, as Go's net/url has them. */
#include "rego/builtin/functions.h"
#include "rego/builtin/gourl.h"
#include "rego/builtin/text.h"

/* As Go's default. */
#define MAX_PARAMETERS 10000

struct rego_val rego_fn_urlquery_encode(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	return rego_cstring(c->arena, rego_url_escape(c->arena, args[0].string->text,
						      args[0].string->len, REGO_URL_QUERY));
}

struct rego_val rego_fn_urlquery_decode(struct rego_call *c, const struct rego_val *args)
{
	const char *text, *error;
	size_t len;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	text = rego_url_unescape(c->arena, args[0].string->text, args[0].string->len,
				 REGO_URL_QUERY, &len, &error);
	return text ? rego_string(c->arena, text, len) : rego_fail(c, "%s", error);
}

/* --- urlquery.encode_object ----------------------------------------------- */
static const char *escaped(struct rego_arena *a, struct rego_val v)
{
	return rego_url_escape(a, v.string->text, v.string->len, REGO_URL_QUERY);
}

static void put_pair(struct rego_text *t, struct rego_val key, struct rego_val value)
{
	if (t->len)
		rego_putc(t, '&');
	rego_puts(t, escaped(t->arena, key));
	rego_putc(t, '=');
	rego_puts(t, escaped(t->arena, value));
}

/* A string, or an array or a set of them. */
static bool put_values(struct rego_text *t, struct rego_val key, struct rego_val value)
{
	const struct rego_val *items;
	uint32_t n;

	if (value.kind == REGO_STRING) {
		put_pair(t, key, value);
		return true;
	}
	if (value.kind != REGO_ARRAY && value.kind != REGO_SET)
		return false;
	items = value.kind == REGO_ARRAY ? value.array->items : value.set->items;
	n = value.kind == REGO_ARRAY ? value.array->count : value.set->count;
	for (uint32_t i = 0; i < n; i++) {
		if (items[i].kind != REGO_STRING)
			return false;
		put_pair(t, key, items[i]);
	}
	return true;
}

struct rego_val rego_fn_urlquery_encode_object(struct rego_call *c, const struct rego_val *args)
{
	struct rego_text t = { .arena = c->arena };
	struct rego_builder texts = { .arena = c->arena };
	struct rego_val object;

	if (!rego_want(c, args, 1, REGO_OBJECT))
		return rego_undefined();
	/* Keys as JSON has them, and in that order. */
	for (uint32_t i = 0; i < args[0].object->count; i++) {
		struct rego_val key = args[0].object->pairs[i].key;

		if (key.kind != REGO_STRING)
			key = rego_cstring(c->arena, rego_json_text(c->arena, key, NULL));
		rego_add_pair(&texts, key, args[0].object->pairs[i].value);
	}
	object = rego_build_object(&texts);
	for (uint32_t i = 0; i < object.object->count; i++)
		if (!put_values(&t, object.object->pairs[i].key, object.object->pairs[i].value))
			return rego_operand_as(
				c, 1, "values must be string, array[string], or set[string]");
	return rego_text_value(&t);
}

/* --- urlquery.decode_object ----------------------------------------------- */
struct parameter {
	struct rego_val key, value;
};

/* False: it is left out, and *error may say why. */
static bool read_parameter(struct rego_arena *a, const char *s, size_t len, struct parameter *p,
			   const char **error)
{
	const char *equals, *key, *value, *why;
	size_t key_len, value_len;

	if (memchr(s, ';', len)) {
		*error = "invalid semicolon separator in query";
		return false;
	}
	if (!len)
		return false;
	equals = memchr(s, '=', len);
	key_len = equals ? (size_t)(equals - s) : len;
	key = rego_url_unescape(a, s, key_len, REGO_URL_QUERY, &key_len, &why);
	value = key ? rego_url_unescape(a, equals ? equals + 1 : s + len,
					equals ? len - (size_t)(equals + 1 - s) : 0, REGO_URL_QUERY,
					&value_len, &why)
		    : NULL;
	if (!value) {
		*error = *error ? *error : why;
		return false;
	}
	p->key = rego_string(a, key, key_len);
	p->value = rego_string(a, value, value_len);
	return true;
}

static bool too_many(const struct rego_string *query)
{
	size_t n = 1;

	for (uint32_t i = 0; i < query->len; i++)
		n += query->text[i] == '&';
	return n > MAX_PARAMETERS;
}

/* Parameters in the order of their keys; values of one key in the order of the query. */
static void insert(struct parameter *list, size_t n, struct parameter p)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (rego_compare(p.key, list[mid].key) < 0)
			high = mid;
		else
			low = mid + 1;
	}
	memmove(list + low + 1, list + low, (n - low) * sizeof(*list));
	list[low] = p;
}

struct rego_val rego_fn_urlquery_decode_object(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	const char *at, *end, *part_end, *error = NULL;
	struct parameter *list, p;
	size_t count = 0;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	if (too_many(args[0].string))
		return rego_fail(c, "number of URL query parameters exceeded limit");
	list = rego_new_array(c->arena, struct parameter, args[0].string->len / 2 + 1);
	at = args[0].string->text;
	for (end = at + args[0].string->len; at < end; at = part_end + 1) {
		part_end = memchr(at, '&', (size_t)(end - at));
		part_end = part_end ? part_end : end;
		if (read_parameter(c->arena, at, (size_t)(part_end - at), &p, &error))
			insert(list, count++, p);
	}
	if (error)
		return rego_fail(c, "%s", error);
	for (size_t i = 0; i < count;) {
		struct rego_builder values = { .arena = c->arena };
		struct rego_val key = list[i].key;

		for (; i < count && rego_equal(list[i].key, key); i++)
			rego_add(&values, list[i].value);
		rego_add_pair(&out, key, rego_build_array(&values));
	}
	return rego_build_object(&out);
}

/* --- uri ------------------------------------------------------------------ */
static void put_part(struct rego_builder *b, const char *name, const char *text)
{
	if (*text)
		rego_add_pair(b, rego_cstring(b->arena, name), rego_cstring(b->arena, text));
}

struct rego_val rego_fn_uri_parse(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_url *url;
	const char *error;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	url = rego_url_parse(c->arena, args[0].string->text, args[0].string->len, &error);
	if (!url)
		return rego_fail(c, "%s", error);
	put_part(&out, "scheme", url->scheme);
	put_part(&out, "hostname", rego_url_hostname(c->arena, url));
	put_part(&out, "port", rego_url_port(url));
	put_part(&out, "path", url->path);
	if (*url->path)
		put_part(&out, "raw_path", *url->raw_path ? url->raw_path : url->path);
	put_part(&out, "raw_query", url->raw_query);
	put_part(&out, "fragment", url->fragment);
	return rego_build_object(&out);
}

struct rego_val rego_fn_uri_is_valid(struct rego_call *c, const struct rego_val *args)
{
	const char *error;

	return rego_bool(
		args[0].kind == REGO_STRING && args[0].string->len &&
		rego_url_parse(c->arena, args[0].string->text, args[0].string->len, &error));
}
