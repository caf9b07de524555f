// SPDX-License-Identifier: BSD-2-Clause
/*
 * Any bytes as a module, of v1 and v0: a tree or errors, within memory.  A tree
 * prints and copies alike; what is formatted can be parsed again, and its rules
 * are as many.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/strbuf.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool what)
{
	if (!what)
		abort();
}

static void print_rules(struct ss_strbuf *out, const struct rego_module *m, struct rego_arena *copy)
{
	for (uint32_t i = 0; i < m->rule_count; i++) {
		if (copy)
			rego_print_rule(out, rego_copy_rule(copy, m->rules[i]));
		else
			rego_print_rule(out, m->rules[i]);
	}
}

static void read_tree(struct rego_arena *a, const struct rego_module *m)
{
	struct ss_strbuf one = { 0 }, other = { 0 };
	const char *error;

	print_rules(&one, m, NULL);
	print_rules(&other, m, a);
	require(one.len == other.len && (!one.len || !memcmp(one.data, other.data, one.len)));
	ss_strbuf_clear(&one);
	rego_print_module(&one, m);
	ss_strbuf_clear(&one);
	rego_module_json(&one, m, 2);
	/* .5 is a number of Rego and not of JSON, as in OPA. */
	rego_json_read(a, NULL, one.data, one.len, &error);
	ss_strbuf_fini(&one);
	ss_strbuf_fini(&other);
}

static void format(struct rego_arena *a, const struct rego_source *source, enum rego_version v,
		   uint32_t rules)
{
	struct rego_format_options o = { .version = v };
	struct rego_parse_options p = { .version = v };
	struct ss_strbuf *out = rego_new(a, struct ss_strbuf);
	struct rego_source again = { .name = "again.rego" };
	const struct rego_module *m;
	struct rego_errors e;

	rego_errors_init(&e, a, 0);
	rego_arena_defer(a, (void (*)(void *))ss_strbuf_fini, out);
	if (rego_format(a, source, &o, out, &e) || out->err)
		return;
	again.text = out->len ? out->data : "";
	again.len = out->len;
	m = rego_parse_module(a, &again, &p, &e);
	/* OPA's formatting breaks some odd texts, or loses rules in them: so does ours. */
	if (m)
		require(m->rule_count <= rules);
}

static void run(const struct rego_source *source, enum rego_version v, bool formats)
{
	struct rego_parse_options o = { .version = v, .annotations = true };
	struct rego_module *m;
	struct rego_errors e;
	struct rego_arena a;
	jmp_buf jump;

	rego_arena_init(&a, 64 << 20);
	if (rego_arena_try(&a, &jump)) {
		rego_errors_init(&e, &a, 0);
		m = rego_parse_module(&a, source, &o, &e);
		require(!m == (e.count != 0));
		if (m && formats)
			format(&a, source, v, m->rule_count);
		else if (m)
			read_tree(&a, m);
		for (const struct rego_error *x = e.first; x; x = x->next) {
			struct ss_strbuf text = { 0 };

			rego_error_write(&text, x);
			ss_strbuf_fini(&text);
		}
	}
	rego_arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rego_source source = { .name = "fuzz.rego", .len = size };
	char *text = malloc(size + 1);

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	source.text = text;
	for (int v = 0; v < 4; v++)
		run(&source, v & 1 ? REGO_V1 : REGO_V0, v & 2);
	free(text);
	return 0;
}
