// SPDX-License-Identifier: BSD-2-Clause
/* The cases of a test that goes through a table, as opa test finds them. */
#include <stdlib.h>
#include <string.h>

#include "test.h"

#define DEPTH 100 /* of groups in groups */

static const char *name_of(struct rego_arena *a, struct rego_val key)
{
	struct ss_strbuf text = { 0 };
	const char *name;

	if (key.kind == REGO_STRING)
		return rego_strndup(a, rego_text(key), rego_len(key));
	rego_json_write(&text, key);
	name = rego_strndup(a, text.data ? text.data : "", text.len);
	ss_strbuf_fini(&text);
	return name;
}

/* The case of that name; one that was not there is new, and *new. */
static struct test_case *find(struct rego_arena *a, struct test_cases *cases, const char *name,
			      bool *new)
{
	struct test_case *old = cases->items;
	uint32_t i = 0;

	while (i < cases->count && strcmp(old[i].name, name) < 0)
		i++;
	*new = i == cases->count || strcmp(old[i].name, name);
	if (!*new)
		return &cases->items[i];
	if (cases->count == cases->room) {
		cases->room = cases->room ? cases->room * 2 : 8;
		cases->items = rego_new_array(a, struct test_case, cases->room);
		if (cases->count)
			memcpy(cases->items, old, cases->count * sizeof(*old));
	}
	memmove(cases->items + i + 1, cases->items + i, (cases->count - i) * sizeof(*old));
	cases->count++;
	cases->items[i] = (struct test_case){ .name = name };
	return &cases->items[i];
}

static bool take(struct rego_arena *a, struct test_cases *cases, struct rego_val value, int depth)
{
	bool failed = false, new;

	for (uint32_t i = 0; i < value.object->count; i++) {
		struct rego_val v = value.object->pairs[i].value;
		struct test_case *c = find(a, cases, name_of(a, value.object->pairs[i].key), &new);

		c->nameless = v.kind == REGO_NULL;
		if (v.kind == REGO_OBJECT && depth < DEPTH)
			c->failed = take(a, &c->below, v, depth + 1);
		else if (v.kind != REGO_NULL)
			c->failed = v.kind != REGO_BOOL || !v.b;
		failed |= c->failed;
	}
	return failed;
}

bool test_cases_of(struct rego_arena *a, struct test_cases *cases, struct rego_val value)
{
	return value.kind == REGO_OBJECT && take(a, cases, value, 0);
}

struct test_case *test_case_begun(struct rego_arena *a, struct test_cases *cases,
				  struct rego_val names)
{
	struct test_case *path[DEPTH];
	uint32_t n = names.kind == REGO_ARRAY ? names.array->count : 0;
	bool new, failed;

	if (!n || n > DEPTH)
		return NULL;
	for (uint32_t i = 0; i < n; i++) {
		path[i] = find(a, cases, name_of(a, names.array->items[i]), &new);
		path[i]->failed |= new;
		cases = &path[i]->below;
	}
	failed = path[n - 1]->failed;
	for (uint32_t i = 0; i < n; i++)
		path[i]->failed |= failed;
	return path[n - 1];
}
