/* SPDX-License-Identifier: BSD-2-Clause */
/* yaml.marshal: the JSON of a value, read as YAML and written as such: so sigs.k8s.io/yaml does it,
 * and that shows in numbers and in rare characters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/numtext.h"
#include "rego/builtin/text.h"
#include "rego/builtin/unicode.h"
#include "rego/builtin/yaml2.h"
#include "rego/value/number.h"
#include "rego/value/string.h"

struct writer {
	struct rego_call *c;
	yaml_emitter_t emitter;
	struct rego_text out;
	const char *error;
	int depth;
};

static void end_writer(void *what)
{
	struct writer *w = what;

	yaml_emitter_delete(&w->emitter);
}

static int put(void *what, unsigned char *data, size_t len)
{
	struct writer *w = what;

	rego_put(&w->out, data, len);
	return 1;
}

static bool emit(struct writer *w, yaml_event_t *e, int made)
{
	if (!made)
		rego_stop(w->c->arena, REGO_STOP_MEMORY);
	if (yaml_emitter_emit(&w->emitter, e))
		return true;
	w->error = rego_printf(w->c->arena, "yaml: %s",
			       w->emitter.problem ? w->emitter.problem
						  : "unknown problem generating YAML content");
	return false;
}

/* --- scalars -------------------------------------------------------------- */
static bool emit_scalar(struct writer *w, const char *s, size_t len, yaml_scalar_style_t style)
{
	yaml_event_t e;

	return emit(w, &e,
		    yaml_scalar_event_initialize(&e, NULL, NULL, (const yaml_char_t *)s, (int)len,
						 1, 1, style));
}

/* 190:20:30 was a number once. */
static bool is_base60(const char *s, size_t len)
{
	const char *end = s + len;

	s += s < end && (*s == '-' || *s == '+');
	if (s == end || *s < '0' || *s > '9')
		return false;
	s += strspn(s, "0123456789_");
	if (s == end || *s != ':')
		return false;
	while (s < end && *s == ':') {
		size_t n = strspn(++s, "0123456789");

		if (n < 1 || n > 2 || (n == 2 && *s > '5'))
			return false;
		s += n;
	}
	if (s < end && *s == '.')
		s += 1 + strspn(s + 1, "0123456789_");
	return s == end;
}

static bool emit_string(struct writer *w, const char *s, size_t len)
{
	yaml_scalar_style_t style = YAML_DOUBLE_QUOTED_SCALAR_STYLE;

	if (memchr(s, '\n', len))
		style = YAML_LITERAL_SCALAR_STYLE;
	else if (rego_yaml2_is_string(w->c, s, len) && !is_base60(s, len))
		style = YAML_PLAIN_SCALAR_STYLE;
	return emit_scalar(w, s, len, style);
}

static bool emit_plain(struct writer *w, const char *s)
{
	return emit_scalar(w, s, strlen(s), YAML_PLAIN_SCALAR_STYLE);
}

static bool emit_value(struct writer *w, const struct rego_yaml2 *n)
{
	char text[REGO_DOUBLE_TEXT + 1];
	struct rego_yaml2_value v;

	if (!rego_yaml2_resolve(w->c, n, &v, &w->error))
		return false;
	switch (v.type) {
	case REGO_YAML2_NULL: return emit_plain(w, "null");
	case REGO_YAML2_BOOL: return emit_plain(w, v.b ? "true" : "false");
	case REGO_YAML2_INT: return emit_plain(w, rego_printf(w->c->arena, "%lld", (long long)v.i));
	case REGO_YAML2_UINT:
		return emit_plain(w, rego_printf(w->c->arena, "%llu", (unsigned long long)v.u));
	case REGO_YAML2_FLOAT: text[rego_double_text(v.f, text)] = '\0'; return emit_plain(w, text);
	default: return emit_string(w, v.text, v.len);
	}
}

/* --- the order of keys ---------------------------------------------------- */
struct runes {
	const uint32_t *at;
	size_t count;
};

struct entry {
	struct runes key;
	struct rego_yaml2 *name, *value;
};

/* The number that begins at i; *end is behind it. */
static int64_t number_at(struct runes r, size_t i, int64_t start, size_t *end)
{
	uint64_t n = (uint64_t)start;

	for (; i < r.count && rego_is_digit(r.at[i]); i++)
		n = n * 10 + r.at[i] - '0';
	*end = i;
	return (int64_t)n;
}

/* At the first rune that differs: numbers by what they are worth, letters after all else. */
static int compare_at(struct runes a, struct runes b, size_t i)
{
	bool x = rego_is_letter(a.at[i]), y = rego_is_letter(b.at[i]);
	int64_t start = 0, m, n;
	size_t a_end, b_end;

	if (x && y)
		return a.at[i] < b.at[i] ? -1 : 1;
	if (x || y)
		return y ? -1 : 1;
	if (a.at[i] == '0' || b.at[i] == '0')
		for (size_t j = i; j-- > 0 && rego_is_digit(a.at[j]) && !start;)
			start = a.at[j] != '0';
	m = number_at(a, i, start, &a_end);
	n = number_at(b, i, start, &b_end);
	if (m != n)
		return m < n ? -1 : 1;
	if (a_end != b_end)
		return a_end < b_end ? -1 : 1;
	return a.at[i] < b.at[i] ? -1 : 1;
}

static int compare(const void *x, const void *y)
{
	struct runes a = ((const struct entry *)x)->key, b = ((const struct entry *)y)->key;

	for (size_t i = 0; i < a.count && i < b.count; i++)
		if (a.at[i] != b.at[i])
			return compare_at(a, b, i);
	return (a.count > b.count) - (a.count < b.count);
}

static struct runes runes_of(struct rego_arena *a, const char *s, size_t len)
{
	uint32_t *at = rego_new_array(a, uint32_t, len + 1);
	struct runes r = { at, 0 };

	for (size_t i = 0; i < len; r.count++)
		i += rego_rune(s + i, len - i, &at[r.count]);
	return r;
}

/* Numbers that are too long make the order contradict itself, and then it shows how a few are
 * sorted: one by one, as Go does it. */
static void sort_entries(struct entry *e, size_t n)
{
	if (n > 12) {
		qsort(e, n, sizeof(*e), compare);
		return;
	}
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && compare(&e[j], &e[j - 1]) < 0; j--) {
			struct entry swap = e[j];

			e[j] = e[j - 1];
			e[j - 1] = swap;
		}
}

/* --- the tree ------------------------------------------------------------- */
static bool emit_node(struct writer *w, const struct rego_yaml2 *n);

static bool emit_map(struct writer *w, const struct rego_yaml2 *n)
{
	struct entry *entries = rego_new_array(w->c->arena, struct entry, n->count / 2 + 1);
	size_t count = n->count / 2;
	yaml_event_t e;

	for (size_t i = 0; i < count; i++) {
		struct rego_yaml2 *key = n->items[2 * i];

		entries[i] = (struct entry){ runes_of(w->c->arena, key->text, key->len), key,
					     n->items[2 * i + 1] };
	}
	sort_entries(entries, count);
	if (!emit(w, &e,
		  yaml_mapping_start_event_initialize(&e, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE)))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!emit_string(w, entries[i].name->text, entries[i].name->len) ||
		    !emit_node(w, entries[i].value))
			return false;
	return emit(w, &e, yaml_mapping_end_event_initialize(&e));
}

static bool emit_list(struct writer *w, const struct rego_yaml2 *n)
{
	yaml_event_t e;

	if (!emit(w, &e,
		  yaml_sequence_start_event_initialize(&e, NULL, NULL, 1,
						       YAML_BLOCK_SEQUENCE_STYLE)))
		return false;
	for (size_t i = 0; i < n->count; i++)
		if (!emit_node(w, n->items[i]))
			return false;
	return emit(w, &e, yaml_sequence_end_event_initialize(&e));
}

static bool emit_node(struct writer *w, const struct rego_yaml2 *n)
{
	bool ok;

	if (++w->depth > 10000)
		rego_stop(w->c->arena, REGO_STOP_DEPTH);
	ok = n->kind == REGO_YAML2_MAP	  ? emit_map(w, n)
	     : n->kind == REGO_YAML2_LIST ? emit_list(w, n)
					  : emit_value(w, n);
	w->depth--;
	return ok;
}

static bool emit_document(struct writer *w, const struct rego_yaml2 *tree)
{
	yaml_event_t e;

	if (!emit(w, &e, yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING)) ||
	    !emit(w, &e, yaml_document_start_event_initialize(&e, NULL, NULL, NULL, 1)) ||
	    !emit_node(w, tree))
		return false;
	w->emitter.open_ended = 0; /* no "..." behind a scalar that ends with empty lines */
	return emit(w, &e, yaml_document_end_event_initialize(&e, 1)) &&
	       emit(w, &e, yaml_stream_end_event_initialize(&e));
}

struct rego_val rego_fn_yaml_marshal(struct rego_call *c, const struct rego_val *args)
{
	struct writer *w = rego_new(c->arena, struct writer);
	struct rego_yaml2 *tree;
	const char *error, *json;
	size_t len;

	error = rego_no_json_number(c->arena, args[0]);
	if (error)
		return rego_fail(c, "error marshaling into JSON: %s", error);
	json = rego_json_text(c->arena, args[0], &len);
	if (!rego_yaml2_read(c->arena, json, len, &tree, &error))
		return rego_fail(c, "%s", error);
	w->c = c;
	w->out.arena = c->arena;
	if (!yaml_emitter_initialize(&w->emitter))
		rego_stop(c->arena, REGO_STOP_MEMORY);
	rego_arena_defer(c->arena, end_writer, w);
	yaml_emitter_set_output(&w->emitter, put, w);
	yaml_emitter_set_unicode(&w->emitter, 1);
	if (!emit_document(w, tree) || !yaml_emitter_flush(&w->emitter))
		return rego_fail(c, "%s", w->error);
	return rego_text_value(&w->out);
}
