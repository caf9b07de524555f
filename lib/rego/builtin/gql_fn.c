/* SPDX-License-Identifier: BSD-2-Clause */
/* graphql.*: parse, parse_and_verify, parse_query, parse_schema, is_valid, schema_is_valid. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gql.h"

/* Digits up to the colon; NULL when there is anything else. */
static const char *number_part(const char *s, unsigned long long *out)
{
	const char *end = s;

	while (isdigit((unsigned char)*end))
		end++;
	if (end == s || *end != ':')
		return NULL;
	errno = 0;
	*out = strtoull(s, NULL, 10);
	return errno ? NULL : end + 1;
}

/* "input:1:2: text" as OPA tells it. */
static const char *located(struct rego_arena *a, const char *error)
{
	const char *s = strchr(error, ':');
	unsigned long long row, col;
	size_t len;

	s = s ? number_part(s + 1, &row) : NULL;
	s = s ? number_part(s, &col) : NULL;
	if (!s)
		return rego_printf(a, "GraphQL parse error: %s", error);
	while (*s == ' ')
		s++;
	len = strlen(s);
	if (len >= 2 && !strcmp(s + len - 2, ".\n"))
		len -= 2;
	return rego_printf(a, "%.*s in GraphQL string at location %llu:%llu", (int)len, s, row,
			   col);
}

/* The tree of a text or of a value; NULL or what is wrong. */
static const char *read_query(struct rego_arena *a, struct rego_val v, struct rego_gql_query *q)
{
	const char *why;

	*q = (struct rego_gql_query){ 0 };
	if (v.kind == REGO_OBJECT)
		return rego_gql_read_query(a, v, q);
	why = rego_gql_parse_query(a, rego_text(v), rego_len(v), q);
	return why ? located(a, why) : NULL;
}

static const char *read_schema(struct rego_arena *a, struct rego_val v,
			       struct rego_gql_schema_doc *d)
{
	const char *why;

	*d = (struct rego_gql_schema_doc){ 0 };
	if (v.kind == REGO_OBJECT)
		return rego_gql_read_schema(a, v, d);
	why = rego_gql_parse_schema(a, rego_text(v), rego_len(v), NULL, false, d);
	return why ? located(a, why) : NULL;
}

/* A schema that was read and checked, kept in the cache; its texts are in its own arena. */
struct kept {
	struct rego_arena arena;
	struct rego_gql_schema *schema;
	struct rego_val value;
};

static void free_kept(void *thing)
{
	struct kept *k = thing;

	rego_arena_fini(&k->arena);
	free(k);
}

static bool fill(struct kept *k, struct rego_val v, struct rego_arena *to, const char **error)
{
	struct rego_gql_schema_doc doc;
	const char *why;
	jmp_buf out;

	if (!rego_arena_try(&k->arena, &out)) {
		enum rego_stop stop = k->arena.why;

		free_kept(k);
		rego_stop(to, stop);
	}
	v = rego_copy(&k->arena, v);
	why = read_schema(&k->arena, v, &doc);
	if (!why) {
		k->value = rego_gql_schema_value(&k->arena, &doc);
		k->schema = rego_gql_build(&k->arena, &doc, &why);
		if (!k->schema)
			why = rego_printf(&k->arena,
					  "Error in gqlparser SchemaDocument to Schema "
					  "conversion: %s",
					  why);
	}
	k->arena.out = NULL;
	if (k->schema)
		return true;
	rego_arena_defer(to, free_kept, k);
	*error = rego_strndup(to, why, strlen(why));
	return false;
}

static struct kept *make_kept(struct rego_call *c, struct rego_val v, const char **error)
{
	struct kept *k = calloc(1, sizeof(*k));

	if (!k)
		rego_stop(c->arena, REGO_STOP_MEMORY);
	rego_arena_init(&k->arena, 0);
	return fill(k, v, c->arena, error) ? k : NULL;
}

static void *make_text(struct rego_call *c, const char *text, size_t len, const char **error)
{
	return make_kept(c, rego_string(c->arena, text, len), error);
}

static const struct rego_cached schema_family = { .make = make_text, .free = free_kept };

static struct kept *get_schema(struct rego_call *c, struct rego_val v, const char **error)
{
	struct kept *k;

	if (v.kind == REGO_STRING)
		return rego_cache_get(c, &schema_family, rego_text(v), rego_len(v), error);
	k = make_kept(c, v, error);
	if (k)
		rego_arena_defer(c->arena, free_kept, k);
	return k;
}

static bool is_document(struct rego_val v)
{
	return v.kind == REGO_STRING || v.kind == REGO_OBJECT;
}

static struct rego_val wrong_kind(struct rego_call *c, int operand, struct rego_val v)
{
	return rego_operand(c, operand, "one of {string, object}", v);
}

/* Both trees, when the query fits the schema; NULL or what is wrong. */
static const char *check_both(struct rego_call *c, const struct rego_val *args,
			      struct rego_val out[2])
{
	struct rego_gql_query query;
	const char *why = read_query(c->arena, args[0], &query);
	struct kept *k;

	if (why)
		return why;
	k = get_schema(c, args[1], &why);
	if (!k)
		return why;
	if (out) {
		out[0] = rego_gql_query_value(c->arena, &query);
		out[1] = rego_copy(c->arena, k->value);
	}
	why = rego_gql_validate(c->arena, k->schema, &query);
	return why ? located(c->arena, why) : NULL;
}

struct rego_val rego_fn_graphql_parse(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val pair[2];
	struct rego_gql_query query;
	const char *why;

	if (!is_document(args[0]))
		return wrong_kind(c, 0, args[0]);
	if (!is_document(args[1])) {
		why = read_query(c->arena, args[0], &query);
		return why ? rego_fail(c, "%s", why) : wrong_kind(c, 1, args[1]);
	}
	why = check_both(c, args, pair);
	return why ? rego_fail(c, "%s", why) : rego_array(c->arena, pair, 2);
}

struct rego_val rego_fn_graphql_parse_and_verify(struct rego_call *c, const struct rego_val *args)
{
	struct rego_val all[3], none = rego_object(c->arena, NULL, 0);

	if (is_document(args[0]) && is_document(args[1]) && !check_both(c, args, all + 1)) {
		all[0] = rego_bool(true);
	} else {
		all[0] = rego_bool(false);
		all[1] = all[2] = none;
	}
	return rego_array(c->arena, all, 3);
}

struct rego_val rego_fn_graphql_parse_query(struct rego_call *c, const struct rego_val *args)
{
	struct rego_gql_query query;
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	why = read_query(c->arena, args[0], &query);
	return why ? rego_fail(c, "%s", why) : rego_gql_query_value(c->arena, &query);
}

struct rego_val rego_fn_graphql_parse_schema(struct rego_call *c, const struct rego_val *args)
{
	struct rego_gql_schema_doc doc;
	const char *why;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	why = read_schema(c->arena, args[0], &doc);
	return why ? rego_fail(c, "%s", why) : rego_gql_schema_value(c->arena, &doc);
}

struct rego_val rego_fn_graphql_is_valid(struct rego_call *c, const struct rego_val *args)
{
	return rego_bool(is_document(args[0]) && is_document(args[1]) &&
			 !check_both(c, args, NULL));
}

struct rego_val rego_fn_graphql_schema_is_valid(struct rego_call *c, const struct rego_val *args)
{
	const char *why;

	return rego_bool(is_document(args[0]) && get_schema(c, args[0], &why));
}
