/* SPDX-License-Identifier: BSD-2-Clause */
/* Decoded YAML as values of Rego, and as Go's %s prints it. */
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/syntax/yaml.h"
#include "rego/value/number.h"

const struct rego_yaml *rego_yaml_get(const struct rego_yaml *map, const char *key)
{
	if (!map || (map->kind != REGO_YAML_MAP && map->kind != REGO_YAML_ANY_MAP))
		return NULL;
	for (uint32_t i = 0; i < map->count; i += 2) {
		if (map->items[i]->kind == REGO_YAML_STRING &&
		    !strcmp(rego_text(map->items[i]->value), key))
			return map->items[i + 1];
	}
	return NULL;
}

static struct rego_val printed_key(struct rego_arena *a, const struct rego_yaml *k)
{
	char buf[REGO_NUMBER_TEXT];
	const char *s;
	size_t len;

	switch (k->kind) {
	case REGO_YAML_NULL: return rego_cstring(a, "null");
	case REGO_YAML_BOOL: return rego_cstring(a, k->value.b ? "true" : "false");
	default:
		if (k->value.kind == REGO_STRING)
			return k->value;
		s = rego_number_text(k->value, buf, &len);
		return rego_string(a, s, len);
	}
}

struct rego_val rego_yaml_value(struct rego_arena *a, const struct rego_yaml *y)
{
	struct rego_builder b = { .arena = a };

	switch (y->kind) {
	case REGO_YAML_LIST:
		for (uint32_t i = 0; i < y->count; i++)
			rego_add(&b, rego_yaml_value(a, y->items[i]));
		return rego_build_array(&b);
	case REGO_YAML_MAP:
	case REGO_YAML_ANY_MAP:
		for (uint32_t i = 0; i < y->count; i += 2)
			rego_add_pair(&b, printed_key(a, y->items[i]),
				      rego_yaml_value(a, y->items[i + 1]));
		return rego_build_object(&b);
	default: return y->value;
	}
}

static int compare_keys(const void *a, const void *b)
{
	const struct rego_yaml *const *x = a, *const *y = b;

	return rego_compare((*x)->value, (*y)->value);
}

static void print_map(struct ss_strbuf *out, const struct rego_yaml *y)
{
	struct rego_yaml **pairs = malloc(y->count * sizeof(struct rego_yaml *) + 1);

	if (!pairs)
		return;
	if (y->count)
		memcpy(pairs, y->items, y->count * sizeof(struct rego_yaml *));
	qsort(pairs, y->count / 2, 2 * sizeof(*pairs), compare_keys);
	ss_strbuf_str(out, "map[");
	for (uint32_t i = 0; i < y->count; i += 2) {
		if (i)
			ss_strbuf_char(out, ' ');
		rego_yaml_print(out, pairs[i]);
		ss_strbuf_char(out, ':');
		rego_yaml_print(out, pairs[i + 1]);
	}
	ss_strbuf_char(out, ']');
	free(pairs);
}

static void print_list(struct ss_strbuf *out, const struct rego_yaml *y)
{
	ss_strbuf_char(out, '[');
	for (uint32_t i = 0; i < y->count; i++) {
		if (i)
			ss_strbuf_char(out, ' ');
		rego_yaml_print(out, y->items[i]);
	}
	ss_strbuf_char(out, ']');
}

static void print_number(struct ss_strbuf *out, const char *type, const struct rego_yaml *y)
{
	ss_strbuf_printf(out, "%%!s(%s=", type);
	if (y->value.kind == REGO_STRING)
		ss_strbuf_str(out, rego_text(y->value));
	else
		rego_number_write(out, y->value);
	ss_strbuf_char(out, ')');
}

void rego_yaml_print(struct ss_strbuf *out, const struct rego_yaml *y)
{
	switch (y->kind) {
	case REGO_YAML_NULL: ss_strbuf_str(out, "%!s(<nil>)"); break;
	case REGO_YAML_BOOL:
		ss_strbuf_printf(out, "%%!s(bool=%s)", y->value.b ? "true" : "false");
		break;
	case REGO_YAML_INT: print_number(out, y->value.big ? "uint64" : "int", y); break;
	case REGO_YAML_FLOAT: print_number(out, "float64", y); break;
	case REGO_YAML_STRING:
	case REGO_YAML_TIME: ss_strbuf_add(out, rego_text(y->value), rego_len(y->value)); break;
	case REGO_YAML_LIST: print_list(out, y); break;
	case REGO_YAML_MAP:
	case REGO_YAML_ANY_MAP: print_map(out, y); break;
	}
}
