// SPDX-License-Identifier: BSD-2-Clause
/* Results of tests for programs, as opa test -f json has them. */
#include "rego/syntax/json_out.h"
#include "show.h"
#include "test.h"

static void put_cases(struct rego_json_out *o, const struct test_cases *cases)
{
	if (!cases->count)
		return;
	rego_out_key(o, "sub_results");
	rego_out_begin(o, '{');
	for (uint32_t i = 0; i < cases->count; i++) {
		const struct test_case *c = &cases->items[i];

		rego_out_item(o);
		rego_out_string(o, c->name);
		ss_strbuf_char(o->out, ':');
		rego_out_begin(o, '{');
		if (!c->nameless && *c->name) {
			rego_out_key(o, "name");
			rego_out_string(o, c->name);
		}
		if (c->failed) {
			rego_out_key(o, "fail");
			rego_out_raw(o, "true");
		}
		put_cases(o, &c->below);
		rego_out_end(o, '}');
	}
	rego_out_end(o, '}');
}

static void put_error(struct rego_json_out *o, const struct test_result *t)
{
	rego_out_key(o, "error");
	rego_out_begin(o, '{');
	rego_out_key(o, "code");
	rego_out_string(o, t->error_code ? t->error_code : "");
	rego_out_key(o, "message");
	rego_out_string(o, t->error_message ? t->error_message : t->error);
	if (t->error_loc.row) {
		rego_out_key(o, "location");
		rego_out_location(o, t->error_loc);
	}
	rego_out_end(o, '}');
}

static void put_one(struct rego_json_out *o, const struct test_result *t)
{
	rego_out_begin(o, '{');
	rego_out_key(o, "location");
	rego_out_location(o, t->loc);
	rego_out_key(o, "package");
	rego_out_string(o, t->package);
	rego_out_key(o, "name");
	rego_out_string(o, t->name);
	if (t->outcome == TEST_FAIL) {
		rego_out_key(o, "fail");
		rego_out_raw(o, "true");
	} else if (t->outcome == TEST_SKIP) {
		rego_out_key(o, "skip");
		rego_out_raw(o, "true");
	} else if (t->outcome == TEST_ERROR) {
		put_error(o, t);
	}
	rego_out_key(o, "duration");
	rego_out_value(o, rego_int((int64_t)t->took_ns));
	if (t->trace.len) {
		rego_out_key(o, "trace");
		ss_strbuf_add(o->out, t->trace.data, t->trace.len);
	}
	if (t->output.len) {
		rego_out_key(o, "output");
		rego_out_base64(o, t->output.data, t->output.len);
	}
	put_cases(o, &t->cases);
	rego_out_end(o, '}');
}

void test_report_json(struct ss_strbuf *out, const struct test_results *r)
{
	struct ss_strbuf json = { 0 };
	struct rego_json_out o = { .out = &json };

	rego_out_begin(&o, '[');
	for (uint32_t i = 0; i < r->count; i++) {
		rego_out_item(&o);
		put_one(&o, r->items[i]);
	}
	rego_out_end(&o, ']');
	show_indent(out, json.data, json.len);
	ss_strbuf_fini(&json);
}
