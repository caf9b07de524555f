// SPDX-License-Identifier: BSD-2-Clause
/* What is said to a repl: is it asked, or defined? */
#include <errno.h>
#include <string.h>

#include "session.h"

struct reading {
	struct rego_arena arena;
	struct rego_source source;
	struct rego_errors errors;
	struct rego_parse_options options;
};

/* x = 1, or f(x) := 2: one that could be asked as well. */
static bool is_equation(struct rego_arena *a, const struct rego_body *b)
{
	const struct rego_expr *x = b->exprs[0];
	const char *name;

	if (b->count != 1 || x->kind != REGO_EXPR_CALL || x->negated || x->with_count)
		return false;
	name = rego_text_of_term(a, x->term->list.items[0]);
	return !strcmp(name, "assign") || !strcmp(name, "eq");
}

/* p[1] or count(xs): in a module it may stand for "is true", here it is a question. */
static bool is_question(struct rego_arena *a, const struct rego_rule *r, const struct rego_body *b)
{
	return b && r->generated_body && !r->is_default && !r->head->contains && !is_equation(a, b);
}

static struct rego_module *read_module(struct reading *r, const struct session *s, const char *text)
{
	r->source.text = rego_printf(&r->arena, "package %s\n%s", s->package, text);
	r->source.len = strlen(r->source.text);
	return rego_parse_module(&r->arena, &r->source, &r->options, &r->errors);
}

static enum session_kind kind_of(struct reading *r, const struct session *s, const char *text)
{
	const struct rego_module *m = read_module(r, s, text);
	const struct rego_body *b;

	r->source = (struct rego_source){ .name = "", .text = text, .len = strlen(text) };
	b = rego_parse_body(&r->arena, &r->source, &r->options, &r->errors);
	if (m && m->rule_count && !is_question(&r->arena, m->rules[0], b))
		return SESSION_RULES;
	return b ? SESSION_QUERY : SESSION_OPEN;
}

static enum session_kind try_kind(struct reading *r, const struct session *s, const char *text)
{
	jmp_buf out;

	if (!rego_arena_try(&r->arena, &out))
		return SESSION_OPEN;
	rego_errors_init(&r->errors, &r->arena, 0);
	return kind_of(r, s, text);
}

enum session_kind session_kind(const struct session *s, const char *text)
{
	struct reading r = { .options = { .version = s->rego.version } };
	enum session_kind kind;

	rego_arena_init(&r.arena, s->limits.memory);
	kind = try_kind(&r, s, text);
	rego_arena_fini(&r.arena);
	return kind;
}

static int put_names(struct reading *r, const struct session *s, const char *text,
		     struct ss_strbuf *list)
{
	const struct rego_module *m;
	const char *last = "";
	jmp_buf out;

	if (!rego_arena_try(&r->arena, &out))
		return -ENOMEM;
	rego_errors_init(&r->errors, &r->arena, 0);
	m = read_module(r, s, text);
	for (uint32_t i = 0; m && i < m->rule_count; i++) {
		const char *name = m->rules[i]->head->ref->list.items[0]->var->text;

		if (strcmp(name, last) != 0)
			ss_strbuf_printf(list, "%s%s", *last ? " " : "", name);
		last = name;
	}
	return list->err;
}

int session_names(const struct session *s, const char *text, struct ss_strbuf *list)
{
	struct reading r = { .options = { .version = s->rego.version } };
	int err;

	rego_arena_init(&r.arena, s->limits.memory);
	err = put_names(&r, s, text, list);
	rego_arena_fini(&r.arena);
	return err;
}
