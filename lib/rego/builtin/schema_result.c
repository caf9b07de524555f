/* SPDX-License-Identifier: BSD-2-Clause */
/* Errors of a value, as they are collected and kept. */
#include "rego/builtin/schema_check.h"

#include <stdarg.h>

static void put_context(struct rego_text *t, const struct rego_schema_context *at)
{
	if (at->tail) {
		put_context(t, at->tail);
		rego_putc(t, '.');
	}
	rego_puts(t, at->head);
}

const char *rego_schema_field(struct rego_schema_checker *k, const struct rego_schema_context *at)
{
	struct rego_text t = { .arena = k->arena };
	const char *text;

	put_context(&t, at);
	text = rego_text_done(&t);
	return strncmp(text, "(Root).", 7) ? text : text + 7;
}

static void add_problem(struct rego_schema_checker *k, struct rego_schema_result *r,
			struct rego_schema_problem p)
{
	if (r->count == r->room) {
		uint32_t room = r->room ? r->room * 2 : 4;
		struct rego_schema_problem *more =
			rego_new_array(k->arena, struct rego_schema_problem, room);

		if (r->count)
			memcpy(more, r->problems, r->count * sizeof(*more));
		r->problems = more;
		r->room = room;
	}
	r->problems[r->count++] = p;
}

void rego_schema_tell(struct rego_schema_checker *k, struct rego_schema_result *r,
		      const struct rego_schema_context *at, const char *type, const char *fmt, ...)
{
	struct rego_schema_problem p = { type, rego_schema_field(k, at), NULL };
	va_list args;

	va_start(args, fmt);
	p.text = rego_vprintf(k->arena, fmt, args);
	va_end(args);
	add_problem(k, r, p);
	r->score -= 2;
}

void rego_schema_merge(struct rego_schema_checker *k, struct rego_schema_result *r,
		       const struct rego_schema_result *other)
{
	for (uint32_t i = 0; i < other->count; i++)
		add_problem(k, r, other->problems[i]);
	r->score += other->score;
}

struct rego_schema_result rego_schema_check_apart(struct rego_schema_checker *k,
						  const struct rego_schema *s, struct rego_val v,
						  const struct rego_schema_context *at)
{
	struct rego_schema_result r = { 0 };

	rego_schema_check(k, s, v, &r, at);
	return r;
}
