// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a policy, of v1 and v0, strict and not, and then a query: a unit or errors,
 * within memory.  Each rule of a unit is in its order once, and each has a node.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rego/compile/compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST_MEMORY ((size_t)256 << 20)

static void require(bool what)
{
	if (!what)
		abort();
}

static void check_unit(const struct rego_unit *u)
{
	uint32_t rules = 0, at_nodes = 0, firsts = 0;

	for (uint32_t i = 0; i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->rule_count; k++, firsts++)
			for (struct rego_rule *r = u->modules[i]->rules[k]; r; r = r->otherwise)
				rules++;
	for (uint32_t i = 0; i < u->node_count; i++) {
		require(u->nodes[i]->id == i);
		at_nodes += u->nodes[i]->rule_count;
	}
	require(u->order_count == rules);
	require(at_nodes == firsts);
}

static void query(struct rego_arena *a, const struct rego_unit *u, struct rego_intern *names)
{
	static const char text[] = "x := data.a.p; y = data.a[z]; not x == z; f := [w | w = y[_]]";
	struct rego_parse_options o = { .names = names, .version = REGO_V1 };
	struct rego_source *s = rego_new(a, struct rego_source);
	struct rego_errors e;
	struct rego_body *b;

	*s = (struct rego_source){ .name = "", .text = text, .len = sizeof(text) - 1 };
	rego_errors_init(&e, a, 0);
	b = rego_parse_body(a, s, &o, &e);
	require(b != NULL);
	require(rego_compile_query(a, u, b, NULL, NULL, true, &e) || e.count);
}

static void compile(struct rego_arena *a, const char *text, size_t len, unsigned int flags)
{
	struct rego_intern *names = rego_new(a, struct rego_intern);
	struct rego_parse_options parse = { .names = names,
					    .annotations = true,
					    .version = flags & 1 ? REGO_V0 : REGO_V1 };
	struct rego_compile_options o = { .names = names,
					  .strict = flags & 2,
					  .keep_print = !(flags & 4),
					  .tests = flags & 8,
					  .test_rules = flags & 16,
					  .most_errors = 10 };
	struct rego_source *s = rego_new(a, struct rego_source);
	struct rego_module *m;
	struct rego_unit *u;
	struct rego_errors e;

	*s = (struct rego_source){ .name = "a.rego", .text = text, .len = len };
	rego_intern_init(names, a);
	rego_errors_init(&e, a, 0);
	m = rego_parse_module(a, s, &parse, &e);
	if (!m)
		return;
	u = rego_compile(a, &m, 1, &o, &e);
	require(!u == (e.count != 0));
	if (!u)
		return;
	check_unit(u);
	query(a, u, names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rego_arena a;
	jmp_buf out;
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	rego_arena_init(&a, MOST_MEMORY);
	rego_arena_hurry(&a, 5000000000);
	if (rego_arena_try(&a, &out))
		compile(&a, text, size - 1, data[0]);
	rego_arena_fini(&a);
	free(text);
	return 0;
}
