/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of GraphQL that queries and schemas have in common: values, types, directives. */
#include "rego/builtin/gql_parser.h"

static void fail(struct rego_gql_parser *p, const struct rego_gql_token *t, const char *text)
{
	if (!p->error)
		p->error = rego_gql_at(p->arena, &t->pos, text);
}

static void take_comments(struct rego_gql_parser *p)
{
	rego_gql_comments *group;

	if (p->error || p->in_comments)
		return;
	p->in_comments = true;
	group = rego_new(p->arena, rego_gql_comments);
	while (!p->error && rego_gql_peek(p).kind == GQL_COMMENT)
		rego_gql_add(p->arena, group, (void *)rego_gql_take(p).value);
	p->comment = group;
	p->in_comments = false;
}

struct rego_gql_token rego_gql_peek(struct rego_gql_parser *p)
{
	if (p->error)
		return p->prev;
	if (!p->peeked) {
		p->peek_token = rego_gql_next(&p->lexer);
		p->peeked = true;
		if (p->peek_token.kind == GQL_COMMENT)
			take_comments(p);
	}
	return p->peek_token;
}

struct rego_gql_token rego_gql_take(struct rego_gql_parser *p)
{
	if (p->error)
		return p->prev;
	rego_gql_peek(p);
	p->peeked = false;
	p->comment = NULL;
	p->prev = p->peek_token;
	if (p->prev.error)
		p->error = rego_gql_at(p->arena, &p->prev.pos, p->prev.error);
	return p->prev;
}

struct rego_gql_pos *rego_gql_peek_pos(struct rego_gql_parser *p)
{
	struct rego_gql_pos *pos;

	if (p->error)
		return NULL;
	pos = rego_new(p->arena, struct rego_gql_pos);
	*pos = rego_gql_peek(p).pos;
	return pos;
}

bool rego_gql_is(struct rego_gql_parser *p, enum rego_gql_token_kind kind)
{
	return rego_gql_peek(p).kind == kind;
}

bool rego_gql_skip(struct rego_gql_parser *p, enum rego_gql_token_kind kind)
{
	if (p->error || !rego_gql_is(p, kind))
		return false;
	rego_gql_take(p);
	return true;
}

static const char *token_text(struct rego_arena *a, const struct rego_gql_token *t)
{
	const char *kind = rego_gql_token_name(t->kind);

	return t->len ? rego_printf(a, "%s %s", kind, rego_go_quote(a, t->value, t->len)) : kind;
}

rego_gql_comments *rego_gql_keyword(struct rego_gql_parser *p, const char *word)
{
	struct rego_gql_token t = rego_gql_peek(p);
	rego_gql_comments *comment = p->comment;

	if (t.kind == GQL_NAME && !strcmp(t.value, word))
		rego_gql_take(p);
	else
		fail(p, &t,
		     rego_printf(p->arena, "Expected \"%s\", found %s", word,
				 token_text(p->arena, &t)));
	return comment;
}

rego_gql_comments *rego_gql_expect(struct rego_gql_parser *p, enum rego_gql_token_kind kind)
{
	struct rego_gql_token t = rego_gql_peek(p);
	rego_gql_comments *comment = p->comment;

	if (t.kind == kind)
		rego_gql_take(p);
	else
		fail(p, &t,
		     rego_printf(p->arena, "Expected %s, found %s", rego_gql_token_name(kind),
				 rego_gql_token_name(t.kind)));
	return comment;
}

const char *rego_gql_name(struct rego_gql_parser *p)
{
	struct rego_gql_token t = rego_gql_peek(p);

	rego_gql_expect(p, GQL_NAME);
	return t.value ? t.value : "";
}

void rego_gql_unexpected(struct rego_gql_parser *p, const struct rego_gql_token *t)
{
	fail(p, t, rego_printf(p->arena, "Unexpected %s", token_text(p->arena, t)));
}

void rego_gql_unexpected_peek(struct rego_gql_parser *p)
{
	struct rego_gql_token t = rego_gql_peek(p);

	rego_gql_unexpected(p, &t);
}

bool rego_gql_open(struct rego_gql_parser *p, enum rego_gql_token_kind start)
{
	return rego_gql_skip(p, start);
}

bool rego_gql_more(struct rego_gql_parser *p, enum rego_gql_token_kind end)
{
	return rego_gql_peek(p).kind != end && !p->error;
}

rego_gql_comments *rego_gql_close(struct rego_gql_parser *p, bool some)
{
	struct rego_gql_token t = rego_gql_peek(p);
	rego_gql_comments *comment;

	if (!some) {
		fail(p, &t,
		     rego_printf(p->arena, "expected at least one definition, found %s",
				 rego_gql_token_name(t.kind)));
		return NULL;
	}
	comment = p->comment;
	rego_gql_take(p);
	return comment;
}

void rego_gql_deeper(struct rego_gql_parser *p)
{
	if (++p->depth > REGO_GQL_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
}

static struct rego_gql_value *list_value(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_value *v = rego_new(p->arena, struct rego_gql_value);

	v->raw = "";
	v->kind = REGO_GQL_LIST;
	v->pos = rego_gql_peek_pos(p);
	v->comment = p->comment;
	if (rego_gql_open(p, GQL_BRACKET_L)) {
		while (rego_gql_more(p, GQL_BRACKET_R)) {
			struct rego_gql_child *c = rego_new(p->arena, struct rego_gql_child);

			c->name = "";
			c->value = rego_gql_value(p, constant);
			rego_gql_add(p->arena, &v->children, c);
		}
		rego_gql_take(p);
	}
	return v;
}

static struct rego_gql_value *object_value(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_value *v = rego_new(p->arena, struct rego_gql_value);

	v->raw = "";
	v->kind = REGO_GQL_OBJECT;
	v->pos = rego_gql_peek_pos(p);
	v->comment = p->comment;
	if (rego_gql_open(p, GQL_BRACE_L)) {
		while (rego_gql_more(p, GQL_BRACE_R)) {
			struct rego_gql_child *c = rego_new(p->arena, struct rego_gql_child);

			c->pos = rego_gql_peek_pos(p);
			c->comment = p->comment;
			c->name = rego_gql_name(p);
			rego_gql_expect(p, GQL_COLON);
			c->value = rego_gql_value(p, constant);
			rego_gql_add(p->arena, &v->children, c);
		}
		rego_gql_take(p);
	}
	return v;
}

static int scalar_kind(const struct rego_gql_token *t)
{
	switch (t->kind) {
	case GQL_INT: return REGO_GQL_INT;
	case GQL_FLOAT: return REGO_GQL_FLOAT;
	case GQL_STRING: return REGO_GQL_STRING;
	case GQL_BLOCK_STRING: return REGO_GQL_BLOCK;
	case GQL_NAME:
		if (!strcmp(t->value, "true") || !strcmp(t->value, "false"))
			return REGO_GQL_BOOLEAN;
		return strcmp(t->value, "null") ? REGO_GQL_ENUM : REGO_GQL_NULL;
	default: return -1;
	}
}

static struct rego_gql_value *variable_value(struct rego_gql_parser *p)
{
	struct rego_gql_value *v = rego_new(p->arena, struct rego_gql_value);

	v->kind = REGO_GQL_VARIABLE;
	v->pos = rego_gql_peek_pos(p);
	rego_gql_expect(p, GQL_DOLLAR);
	v->raw = rego_gql_name(p);
	v->raw_len = strlen(v->raw);
	return v;
}

static struct rego_gql_value *read_value(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_token t = rego_gql_peek(p);
	struct rego_gql_value *v;
	int kind = scalar_kind(&t);

	if (t.kind == GQL_BRACKET_L)
		return list_value(p, constant);
	if (t.kind == GQL_BRACE_L)
		return object_value(p, constant);
	if (t.kind == GQL_DOLLAR && !constant)
		return variable_value(p);
	if (kind < 0) {
		rego_gql_unexpected_peek(p);
		return NULL;
	}
	v = rego_new(p->arena, struct rego_gql_value);
	v->kind = kind;
	v->raw = t.value;
	v->raw_len = t.len;
	v->pos = rego_gql_peek_pos(p);
	rego_gql_take(p);
	return v;
}

struct rego_gql_value *rego_gql_value(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_value *v;

	rego_gql_deeper(p);
	v = read_value(p, constant);
	p->depth--;
	return v;
}

struct rego_gql_type *rego_gql_type(struct rego_gql_parser *p)
{
	struct rego_gql_type *t = rego_new(p->arena, struct rego_gql_type);

	rego_gql_deeper(p);
	t->name = "";
	if (rego_gql_skip(p, GQL_BRACKET_L)) {
		t->pos = rego_gql_peek_pos(p);
		t->elem = rego_gql_type(p);
		rego_gql_expect(p, GQL_BRACKET_R);
	} else {
		t->pos = rego_gql_peek_pos(p);
		t->name = rego_gql_name(p);
	}
	t->non_null = rego_gql_skip(p, GQL_BANG);
	p->depth--;
	return t;
}

static struct rego_gql_directive *directive(struct rego_gql_parser *p, bool constant);

struct rego_gql_list rego_gql_directives(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_list l = { 0 };

	while (rego_gql_is(p, GQL_AT) && !p->error)
		rego_gql_add(p->arena, &l, directive(p, constant));
	return l;
}

static struct rego_gql_argument *argument(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_argument *arg = rego_new(p->arena, struct rego_gql_argument);

	arg->pos = rego_gql_peek_pos(p);
	arg->comment = p->comment;
	arg->name = rego_gql_name(p);
	rego_gql_expect(p, GQL_COLON);
	arg->value = rego_gql_value(p, constant);
	return arg;
}

struct rego_gql_list rego_gql_arguments(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_list l = { 0 };

	if (!rego_gql_open(p, GQL_PAREN_L))
		return l;
	while (rego_gql_more(p, GQL_PAREN_R))
		rego_gql_add(p->arena, &l, argument(p, constant));
	rego_gql_close(p, l.count);
	return l;
}

static struct rego_gql_directive *directive(struct rego_gql_parser *p, bool constant)
{
	struct rego_gql_directive *d = rego_new(p->arena, struct rego_gql_directive);

	rego_gql_expect(p, GQL_AT);
	d->pos = rego_gql_peek_pos(p);
	d->name = rego_gql_name(p);
	d->arguments = rego_gql_arguments(p, constant);
	d->location = "";
	return d;
}

const char *rego_gql_operation_type(struct rego_gql_parser *p)
{
	struct rego_gql_token t = rego_gql_take(p);

	if (t.value && (!strcmp(t.value, "query") || !strcmp(t.value, "mutation") ||
			!strcmp(t.value, "subscription")))
		return t.value;
	rego_gql_unexpected(p, &t);
	return "";
}
