// SPDX-License-Identifier: BSD-2-Clause
#include "tell.h"

#include "core/log.h"
#include "rego/compile/detail.h"
#include "rego/syntax/json_out.h"

static void put_details(struct rego_json_out *o, const struct rego_error *x)
{
	if (x->detail) {
		rego_out_key(o, "details");
		rego_detail_write(o, x->detail);
	}
	if (!x->line)
		return;
	rego_out_key(o, "details");
	rego_out_begin(o, '{');
	rego_out_key(o, "line");
	rego_out_text(o, x->line, x->line_len);
	rego_out_key(o, "idx");
	rego_out_value(o, rego_int(x->index));
	rego_out_end(o, '}');
}

void tell_json(struct ss_strbuf *out, const struct rego_errors *e)
{
	struct rego_json_out o = { .out = out, .indent = 2 };

	rego_out_begin(&o, '{');
	rego_out_key(&o, "errors");
	rego_out_begin(&o, '[');
	for (const struct rego_error *x = e->first; x; x = x->next) {
		rego_out_item(&o);
		rego_out_begin(&o, '{');
		rego_out_key(&o, "message");
		rego_out_string(&o, x->message);
		if (x->code) {
			rego_out_key(&o, "code");
			rego_out_string(&o, x->code);
		}
		if (x->loc.source) {
			rego_out_key(&o, "location");
			rego_out_location(&o, x->loc);
		}
		put_details(&o, x);
		rego_out_end(&o, '}');
	}
	rego_out_end(&o, ']');
	rego_out_end(&o, '}');
	ss_strbuf_char(out, '\n');
}

void tell_text(struct ss_strbuf *out, const struct rego_errors *e, const char *when)
{
	uint32_t n = 0;

	for (const struct rego_error *x = e->first; x; x = x->next)
		n++;
	if (n == 1)
		ss_strbuf_printf(out, "1 error occurred%s: ", when);
	else
		ss_strbuf_printf(out, "%u errors occurred%s:\n", n, when);
	for (const struct rego_error *x = e->first; x; x = x->next) {
		rego_error_write(out, x);
		ss_strbuf_char(out, '\n');
	}
}

void tell_errors(const struct rego_errors *e, const char *when)
{
	struct ss_strbuf out = { 0 };

	tell_text(&out, e, when);
	ss_say(out.data, out.len);
	ss_strbuf_fini(&out);
}
