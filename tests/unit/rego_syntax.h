/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of Rego's syntax: a text parsed and printed, formatted, or its errors.  The wanted
 * texts are those of OPA 1.18.1. */
#ifndef REGO_SYNTAX_H
#define REGO_SYNTAX_H

#include "check.h"
#include "core/strbuf.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/format.h"

struct syntax_case {
	enum rego_version version;
	const char *text, *want;
};

enum syntax_what { SYNTAX_PRINT, SYNTAX_JSON, SYNTAX_FORMAT, SYNTAX_FORMAT_BOTH, SYNTAX_FORMAT_DROP };

static inline void syntax_format(struct rego_arena *a, const struct rego_source *s,
				 enum rego_version v, enum syntax_what what, struct ss_strbuf *out,
				 struct rego_errors *e)
{
	struct rego_format_options o = { .version = v,
					 .v0_and_v1 = what == SYNTAX_FORMAT_BOTH,
					 .drop_v0_imports = what == SYNTAX_FORMAT_DROP };
	const char *error = rego_format(a, s, &o, out, e);

	if (error) {
		ss_strbuf_clear(out);
		ss_strbuf_str(out, error);
	}
}

static inline void syntax_run(struct ss_strbuf *out, enum syntax_what what,
			      const struct syntax_case *c)
{
	struct rego_source s = { .name = "t.rego", .text = c->text, .len = strlen(c->text) };
	struct rego_parse_options o = { .version = c->version, .annotations = true };
	struct rego_module *m;
	struct rego_errors e;
	struct rego_arena a;
	jmp_buf jump;

	ss_strbuf_clear(out);
	rego_arena_init(&a, 64 << 20);
	if (!rego_arena_try(&a, &jump)) {
		ss_strbuf_str(out, rego_stop_text(a.why));
		rego_arena_fini(&a);
		return;
	}
	rego_errors_init(&e, &a, 0);
	if (what >= SYNTAX_FORMAT) {
		syntax_format(&a, &s, c->version, what, out, &e);
	} else {
		m = rego_parse_module(&a, &s, &o, &e);
		if (!m)
			rego_errors_write(out, &e);
		else if (what == SYNTAX_JSON)
			rego_module_json(out, m, 0);
		else
			rego_print_module(out, m);
	}
	rego_arena_fini(&a);
}

static inline void syntax_check(enum syntax_what what, const struct syntax_case *cases, size_t n)
{
	struct ss_strbuf out = { 0 };

	for (size_t i = 0; i < n; i++) {
		syntax_run(&out, what, &cases[i]);
		if (!check_str(out.data ? out.data : "", cases[i].want))
			printf("# of the text '%s'\n", cases[i].text);
	}
	ss_strbuf_fini(&out);
}

#define SYNTAX_CHECK(what, cases) syntax_check(what, cases, sizeof(cases) / sizeof((cases)[0]))

#endif
