/* SPDX-License-Identifier: BSD-2-Clause */
/* rego.parse_module: a module's syntax tree as a value. */
#include "core/strbuf.h"
#include "rego/builtin/functions.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/format.h"

static struct rego_val failed(struct rego_call *c, const struct rego_errors *e)
{
	struct ss_strbuf *b = rego_new_buffer(c->arena);

	if (!e->first->loc.row && !*e->first->loc.source->name)
		ss_strbuf_str(b, "0:0: "); /* empty, and without a name */
	rego_errors_write(b, e);
	return rego_fail(c, "%s", b->data ? b->data : "");
}

struct rego_val rego_fn_rego_parse_module(struct rego_call *c, const struct rego_val *args)
{
	struct rego_parse_options o = { .version = REGO_V1 };
	struct rego_source source = { 0 };
	struct rego_errors e;
	struct rego_module *m;
	struct ss_strbuf *b;
	const char *error = NULL;
	struct rego_val v;

	/* OPA names the first operand for both. */
	for (int i = 0; i < 2; i++) {
		if (args[i].kind != REGO_STRING)
			return rego_operand(c, 1, "string", args[i]);
	}
	source.name = rego_text(args[0]);
	source.text = rego_text(args[1]);
	source.len = rego_len(args[1]);
	rego_errors_init(&e, c->arena, 0);
	m = rego_parse_module(c->arena, &source, &o, &e);
	if (!m)
		return failed(c, &e);
	b = rego_new_buffer(c->arena);
	rego_module_json(b, m, 0);
	v = rego_json_read(c->arena, NULL, b->data, b->len, &error);
	return rego_defined(v) ? v : rego_fail(c, "%s", error);
}
