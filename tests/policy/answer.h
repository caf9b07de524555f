/* SPDX-License-Identifier: BSD-2-Clause */
/* Our engine's answer to a case of tests/policy/differ, a JSON object as tests/policy/peer gives
 * OPA's: {"modules": [text], "v0", "strict", "strict_errors", "query", "data": JSON text, "input":
 * JSON text, "fmt"} in; {"result", "print", "errors": [{code, message, file, row, col, details}]}
 * or {"fmt": text} out. */
#ifndef POLICY_ANSWER_H
#define POLICY_ANSWER_H

#include <stdio.h>
#include <stdlib.h>

#include "core/strbuf.h"
#include "rego/rego.h"
#include "rego/syntax/format.h"

struct question {
	struct rego_arena *arena;
	struct rego_val c; /* the case */
	struct ss_strbuf *out, print;
	struct rego_cache *cache; /* may be NULL */
	bool begun;		  /* the answer has a member */
};

static inline struct rego_val question_text(const struct question *q, const char *key)
{
	struct rego_val v = rego_get_text(q->c, key);

	return v.kind == REGO_STRING ? v : rego_undefined();
}

static inline bool question_flag(const struct question *q, const char *key)
{
	struct rego_val v = rego_get_text(q->c, key);

	return v.kind == REGO_BOOL && v.b;
}

static inline void answer_string(struct question *q, const char *s, size_t len)
{
	rego_json_write_as(q->out, rego_string(q->arena, s, len), 0, true);
}

static inline void answer_key(struct question *q, const char *key)
{
	ss_strbuf_printf(q->out, "%s\"%s\":", q->begun ? "," : "", key);
	q->begun = true;
}

static inline void answer_error(struct question *q, const struct rego_error *e)
{
	ss_strbuf_str(q->out, "{\"code\":");
	answer_string(q, e->code ? e->code : "", e->code ? strlen(e->code) : 0);
	ss_strbuf_str(q->out, ",\"message\":");
	answer_string(q, e->message, strlen(e->message));
	if (e->loc.source && e->loc.source->name && e->loc.source->name[0]) {
		ss_strbuf_str(q->out, ",\"file\":");
		answer_string(q, e->loc.source->name, strlen(e->loc.source->name));
	}
	if (e->loc.row)
		ss_strbuf_printf(q->out, ",\"row\":%u", e->loc.row);
	if (e->loc.col)
		ss_strbuf_printf(q->out, ",\"col\":%u", e->loc.col);
	if (e->details && *e->details) {
		ss_strbuf_str(q->out, ",\"details\":");
		answer_string(q, e->details, strlen(e->details));
	}
	ss_strbuf_char(q->out, '}');
}

static inline void answer_errors(struct question *q, const struct rego_errors *e)
{
	answer_key(q, "errors");
	for (const struct rego_error *x = e->first; x; x = x->next) {
		ss_strbuf_char(q->out, x == e->first ? '[' : ',');
		answer_error(q, x);
	}
	ss_strbuf_char(q->out, ']');
}

static inline void answer_way(struct question *q, const struct rego_answer *a)
{
	for (uint32_t i = 0; i < a->value_count; i++) {
		const struct rego_expr_value *v = &a->values[i];

		ss_strbuf_str(q->out, i ? ",{\"value\":" : "{\"expressions\":[{\"value\":");
		rego_json_write_as(q->out, v->value, 0, true);
		ss_strbuf_str(q->out, ",\"text\":");
		answer_string(q, v->text, strlen(v->text));
		ss_strbuf_printf(q->out, ",\"location\":{\"row\":%u,\"col\":%u}}", v->row, v->col);
	}
	ss_strbuf_str(q->out, a->value_count ? "]" : "{\"expressions\":null");
	if (rego_len(a->bindings)) {
		ss_strbuf_str(q->out, ",\"bindings\":");
		rego_json_write_as(q->out, a->bindings, 0, true);
	}
	ss_strbuf_char(q->out, '}');
}

static inline void answer_result(struct question *q, const struct rego_result *r)
{
	if (!r->count)
		return;
	answer_key(q, "result");
	for (uint32_t i = 0; i < r->count; i++) {
		ss_strbuf_char(q->out, i ? ',' : '[');
		answer_way(q, &r->answers[i]);
	}
	ss_strbuf_char(q->out, ']');
}

static inline void answer_print(void *arg, const char *file, int row, const char *text, size_t len)
{
	struct question *q = arg;

	(void)file, (void)row;
	ss_strbuf_char(&q->print, q->print.len ? ',' : '[');
	rego_json_write_as(&q->print, rego_string(q->arena, text, len), 0, true);
}

static inline void answer_run(struct question *q, struct rego_eval *e,
			      const struct rego_query *query)
{
	struct rego_val text = question_text(q, "input"), input = rego_undefined();
	const char *error = NULL;
	struct rego_result r;

	if (rego_defined(text))
		input = rego_eval_input(e, rego_text(text), rego_len(text), &error);
	if (error) {
		ss_strbuf_str(q->out, "\"errors\":[{\"code\":\"\",\"message\":\"bad input\"}]");
		return;
	}
	rego_eval_env(e)->now_ns = 1764000000000000005;
	rego_eval_env(e)->cache = q->cache;
	rego_eval_env(e)->print = answer_print;
	rego_eval_env(e)->print_arg = q;
	if (!rego_eval_run(e, query, input, &r)) {
		answer_result(q, &r);
	} else {
		struct rego_error x = { .code = r.error_code,
					.message = r.error_message,
					.loc = r.error_loc };
		struct rego_errors all = { .first = &x };

		answer_errors(q, &all);
	}
	if (q->print.len) {
		answer_key(q, "print");
		ss_strbuf_add(q->out, q->print.data, q->print.len);
		ss_strbuf_char(q->out, ']');
	}
}

static inline void answer_query(struct question *q, struct rego_policy *p)
{
	struct rego_limits limits = {
		.strict_builtin_errors = question_flag(q, "strict_errors"),
		.time_ns = 10000000000,
	};
	struct rego_val text = question_text(q, "query");
	struct rego_query *query;
	struct rego_errors errors;
	struct rego_eval *e;

	rego_errors_init(&errors, q->arena, 0);
	query = rego_query_new(p, rego_defined(text) ? rego_text(text) : "", NULL, &errors);
	e = query ? rego_eval_new(p, &limits) : NULL;
	if (e)
		answer_run(q, e, query);
	else
		answer_errors(q, &errors);
	rego_eval_free(e);
	rego_query_free(query);
}

static inline bool answer_load(struct question *q, struct rego_policy *p)
{
	struct rego_val modules = rego_get_text(q->c, "modules"), data = question_text(q, "data");
	bool good = true;

	for (uint32_t i = 0; modules.kind == REGO_ARRAY && i < modules.array->count; i++) {
		struct rego_val m = modules.array->items[i];
		char name[32];

		snprintf(name, sizeof(name), "m%u.rego", i);
		if (rego_policy_add(p, name, rego_text(m), rego_len(m)))
			good = false;
	}
	if (good && rego_defined(data) &&
	    rego_policy_data(p, "data", rego_text(data), rego_len(data)))
		good = false;
	return good && !rego_policy_compile(p);
}

static inline void answer_eval(struct question *q, struct rego_options o)
{
	struct rego_policy *p;

	o.version = question_flag(q, "v0") ? REGO_V0 : REGO_V1;
	o.strict = question_flag(q, "strict");
	o.keep_print = true;
	o.most_errors = 10;
	p = rego_policy_new(&o);
	if (answer_load(q, p))
		answer_query(q, p);
	else
		answer_errors(q, rego_policy_errors(p));
	rego_policy_free(p);
}

static inline void answer_fmt(struct question *q)
{
	struct rego_val modules = rego_get_text(q->c, "modules"), m = modules.array->items[0];
	struct rego_source source = { .name = "m0.rego", .text = rego_text(m), .len = rego_len(m) };
	struct rego_format_options o = { .version = question_flag(q, "v0") ? REGO_V0 : REGO_V1 };
	struct ss_strbuf text = { 0 };
	struct rego_errors errors;

	rego_errors_init(&errors, q->arena, 0);
	if (rego_format(q->arena, &source, &o, &text, &errors)) {
		answer_errors(q, &errors);
	} else {
		answer_key(q, "fmt");
		answer_string(q, text.data ? text.data : "", text.len);
	}
	ss_strbuf_fini(&text);
}

/* One line without its end. */
static inline void answer(struct ss_strbuf *out, struct rego_cache *cache, const char *line,
			  size_t len, const struct rego_options *options)
{
	struct rego_arena arena;
	struct question q = { .arena = &arena, .out = out, .cache = cache };
	const char *error = NULL;

	rego_arena_init(&arena, 0);
	q.c = rego_json_read(&arena, NULL, line, len, &error);
	ss_strbuf_char(out, '{');
	if (question_flag(&q, "fmt"))
		answer_fmt(&q);
	else
		answer_eval(&q, *options);
	ss_strbuf_char(out, '}');
	ss_strbuf_fini(&q.print);
	rego_arena_fini(&arena);
}

#endif
