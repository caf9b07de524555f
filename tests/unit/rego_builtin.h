/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of built-in functions: name, arguments as JSON, and what is answered.
 * {"$set": [..]} is a set, {"$obj": [[key, value], ..]} an object of any keys, {"$num": ".5"} a
 * number of that spelling.  The answer is a term, "undefined", or an error as "code: text".
 */
#ifndef SS_REGO_BUILTIN_H
#define SS_REGO_BUILTIN_H

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/strbuf.h"
#include "rego/builtin/builtin.h"
#include "rego/value/number.h"

static struct rego_arena row_arena;
static struct rego_env row_env = { .now_ns = 1700000000000000000 };
static struct ss_strbuf row_text;

static struct rego_val row_value(struct rego_val v);

static struct rego_val row_object(struct rego_val v)
{
	struct rego_builder b = { .arena = &row_arena };
	const char *key = v.object->count == 1 ? rego_text(v.object->pairs[0].key) : "";
	struct rego_val only = v.object->count == 1 ? row_value(v.object->pairs[0].value) : v;

	if (!strcmp(key, "$set"))
		return rego_set(&row_arena, only.array->items, only.array->count);
	if (!strcmp(key, "$num"))
		return rego_number_spelled(&row_arena, only.string->text, only.string->len);
	for (uint32_t i = 0; !strcmp(key, "$obj") && i < only.array->count; i++) {
		const struct rego_val *pair = only.array->items[i].array->items;

		rego_add_pair(&b, pair[0], pair[1]);
	}
	for (uint32_t i = 0; strcmp(key, "$obj") && i < v.object->count; i++)
		rego_add_pair(&b, v.object->pairs[i].key, row_value(v.object->pairs[i].value));
	return rego_build_object(&b);
}

static struct rego_val row_value(struct rego_val v)
{
	struct rego_builder b = { .arena = &row_arena };

	if (v.kind == REGO_OBJECT)
		return row_object(v);
	if (v.kind != REGO_ARRAY)
		return v;
	for (uint32_t i = 0; i < v.array->count; i++)
		rego_add(&b, row_value(v.array->items[i]));
	return rego_build_array(&b);
}

/* The arguments are in row_arena, which catches what stops it; good until the next call. */
static const char *row_answer(const char *name, struct rego_val args)
{
	static const char *const codes[] = {
		[REGO_FAULT_BUILTIN] = "eval_builtin_error",
		[REGO_FAULT_TYPE] = "eval_type_error",
		[REGO_FAULT_CONFLICT] = "eval_conflict_error",
		[REGO_FAULT_INTERNAL] = "eval_internal_error",
		[REGO_FAULT_CANCEL] = "eval_cancel_error",
	};
	const struct rego_builtin *b = rego_builtin_find(name, strlen(name));
	struct rego_call c = { .arena = &row_arena, .env = &row_env, .name = name };
	struct rego_val v;

	ss_strbuf_clear(&row_text);
	if (!row_env.cache)
		row_env.cache = rego_cache_new(100);
	if (!b || !b->fn || args.kind != REGO_ARRAY || args.array->count != b->arity)
		return "no such call";
	v = row_value(args);
	v = b->fn(&c, v.array->items);
	if (c.fault)
		ss_strbuf_printf(&row_text, "%s: %s", codes[c.fault], c.message);
	else if (!rego_defined(v))
		ss_strbuf_str(&row_text, "undefined");
	else
		rego_term_write(&row_text, v);
	return row_text.data;
}

/* As the one above, for arguments that are text. */
static inline const char *row_call(const char *name, const char *args)
{
	const char *error = NULL;
	jmp_buf out;

	rego_arena_reset(&row_arena);
	if (!rego_arena_try(&row_arena, &out))
		return rego_stop_text(row_arena.why);
	return row_answer(name, rego_json_read(&row_arena, NULL, args, strlen(args), &error));
}

static inline void rows_end(void)
{
	rego_arena_fini(&row_arena);
	row_arena = (struct rego_arena){ 0 };
	rego_cache_free(row_env.cache);
	row_env.cache = NULL;
	ss_strbuf_fini(&row_text);
}

#endif
