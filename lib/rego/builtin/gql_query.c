/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of GraphQL's executable documents: operations and fragments. */
#include "rego/builtin/gql_parser.h"

static struct rego_gql_list selections(struct rego_gql_parser *p);

static bool is_name(const struct rego_gql_token *t, const char *name)
{
	return t->kind == GQL_NAME && !strcmp(t->value, name);
}

static struct rego_gql_list required_selections(struct rego_gql_parser *p)
{
	if (!rego_gql_is(p, GQL_BRACE_L)) {
		rego_gql_expect(p, GQL_BRACE_L);
		return (struct rego_gql_list){ 0 };
	}
	return selections(p);
}

static struct rego_gql_selection *new_selection(struct rego_gql_parser *p)
{
	struct rego_gql_selection *s = rego_new(p->arena, struct rego_gql_selection);

	s->alias = s->name = s->condition = "";
	return s;
}

static struct rego_gql_selection *field(struct rego_gql_parser *p)
{
	struct rego_gql_selection *f = new_selection(p);

	f->pos = rego_gql_peek_pos(p);
	f->comment = p->comment;
	f->alias = rego_gql_name(p);
	f->name = rego_gql_skip(p, GQL_COLON) ? rego_gql_name(p) : f->alias;
	f->arguments = rego_gql_arguments(p, false);
	f->directives = rego_gql_directives(p, false);
	if (rego_gql_is(p, GQL_BRACE_L))
		f->selections = selections(p);
	return f;
}

static const char *fragment_name(struct rego_gql_parser *p)
{
	struct rego_gql_token t = rego_gql_peek(p);

	if (t.value && !strcmp(t.value, "on")) {
		rego_gql_unexpected(p, &t);
		return "";
	}
	return rego_gql_name(p);
}

static struct rego_gql_selection *spread(struct rego_gql_parser *p)
{
	struct rego_gql_selection *s = new_selection(p);
	struct rego_gql_token t;

	s->comment = rego_gql_expect(p, GQL_SPREAD);
	t = rego_gql_peek(p);
	s->pos = rego_gql_peek_pos(p);
	if (t.kind == GQL_NAME && strcmp(t.value, "on")) {
		s->kind = REGO_GQL_SPREAD;
		s->name = fragment_name(p);
		s->directives = rego_gql_directives(p, false);
		return s;
	}
	s->kind = REGO_GQL_INLINE;
	if (t.value && !strcmp(t.value, "on")) {
		rego_gql_take(p);
		s->condition = rego_gql_name(p);
	}
	s->directives = rego_gql_directives(p, false);
	s->selections = required_selections(p);
	return s;
}

static struct rego_gql_list selections(struct rego_gql_parser *p)
{
	struct rego_gql_list l = { 0 };

	rego_gql_deeper(p);
	if (rego_gql_open(p, GQL_BRACE_L)) {
		while (rego_gql_more(p, GQL_BRACE_R))
			rego_gql_add(p->arena, &l,
				     rego_gql_is(p, GQL_SPREAD) ? spread(p) : field(p));
		rego_gql_close(p, l.count);
	}
	p->depth--;
	return l;
}

static struct rego_gql_variable *variable(struct rego_gql_parser *p)
{
	struct rego_gql_variable *v = rego_new(p->arena, struct rego_gql_variable);

	v->pos = rego_gql_peek_pos(p);
	v->comment = p->comment;
	rego_gql_expect(p, GQL_DOLLAR);
	v->name = rego_gql_name(p);
	rego_gql_expect(p, GQL_COLON);
	v->type = rego_gql_type(p);
	if (rego_gql_skip(p, GQL_EQUALS))
		v->default_value = rego_gql_value(p, true);
	v->directives = rego_gql_directives(p, false);
	return v;
}

static struct rego_gql_list variables(struct rego_gql_parser *p)
{
	struct rego_gql_list l = { 0 };

	if (!rego_gql_open(p, GQL_PAREN_L))
		return l;
	while (rego_gql_more(p, GQL_PAREN_R))
		rego_gql_add(p->arena, &l, variable(p));
	rego_gql_close(p, l.count);
	return l;
}

static struct rego_gql_operation *operation(struct rego_gql_parser *p)
{
	struct rego_gql_operation *o = rego_new(p->arena, struct rego_gql_operation);

	o->name = "";
	o->pos = rego_gql_peek_pos(p);
	o->comment = p->comment;
	if (rego_gql_is(p, GQL_BRACE_L)) {
		/* As in OPA, comments before a bare { are lost. */
		o->comment = NULL;
		o->operation = "query";
		o->selections = required_selections(p);
		return o;
	}
	o->operation = rego_gql_operation_type(p);
	if (rego_gql_is(p, GQL_NAME))
		o->name = rego_gql_take(p).value;
	o->variables = variables(p);
	o->directives = rego_gql_directives(p, false);
	o->selections = required_selections(p);
	return o;
}

static struct rego_gql_fragment *fragment(struct rego_gql_parser *p)
{
	struct rego_gql_fragment *f = rego_new(p->arena, struct rego_gql_fragment);

	f->pos = rego_gql_peek_pos(p);
	f->comment = p->comment;
	rego_gql_keyword(p, "fragment");
	f->name = fragment_name(p);
	f->variables = variables(p);
	rego_gql_keyword(p, "on");
	f->condition = rego_gql_name(p);
	f->directives = rego_gql_directives(p, false);
	f->selections = required_selections(p);
	return f;
}

const char *rego_gql_parse_query(struct rego_arena *a, const char *text, size_t len,
				 struct rego_gql_query *out)
{
	struct rego_gql_parser p = {
		.arena = a,
		.lexer = { .arena = a, .text = text, .len = len, .line = 1 },
		.prev.value = "",
	};

	*out = (struct rego_gql_query){ 0 };
	while (rego_gql_peek(&p).kind != GQL_EOF && !p.error) {
		struct rego_gql_token t = rego_gql_peek(&p);

		if (t.kind == GQL_BRACE_L || is_name(&t, "query") || is_name(&t, "mutation") ||
		    is_name(&t, "subscription"))
			rego_gql_add(a, &out->operations, operation(&p));
		else if (is_name(&t, "fragment"))
			rego_gql_add(a, &out->fragments, fragment(&p));
		else
			rego_gql_unexpected_peek(&p);
	}
	return p.error;
}
