/* SPDX-License-Identifier: BSD-2-Clause */
/* The parser of GraphQL's type system documents. */
#include "rego/builtin/gql_parser.h"

struct description {
	const char *text;
	rego_gql_comments *comment;
};

static struct description description(struct rego_gql_parser *p)
{
	struct rego_gql_token t = rego_gql_peek(p);
	struct description d = { "", NULL };

	if (t.kind != GQL_BLOCK_STRING && t.kind != GQL_STRING)
		return d;
	d.comment = p->comment;
	d.text = rego_gql_take(p).value;
	return d;
}

/* The start of a field, argument or enum value: description, comments, position. */
static void member_start(struct rego_gql_parser *p, const char **text, rego_gql_comments **before,
			 rego_gql_comments **after, struct rego_gql_pos **pos)
{
	struct description d = description(p);

	*text = d.text;
	*before = *d.text ? d.comment : NULL;
	rego_gql_peek(p);
	*after = p->comment;
	*pos = rego_gql_peek_pos(p);
}

/* An argument, or a field of an input object. */
static struct rego_gql_field_def *input_value(struct rego_gql_parser *p)
{
	struct rego_gql_field_def *f = rego_new(p->arena, struct rego_gql_field_def);

	member_start(p, &f->description, &f->before, &f->after, &f->pos);
	f->name = rego_gql_name(p);
	rego_gql_expect(p, GQL_COLON);
	f->type = rego_gql_type(p);
	if (rego_gql_skip(p, GQL_EQUALS))
		f->default_value = rego_gql_value(p, true);
	f->directives = rego_gql_directives(p, true);
	return f;
}

static struct rego_gql_list argument_defs(struct rego_gql_parser *p)
{
	struct rego_gql_list l = { 0 };

	if (!rego_gql_open(p, GQL_PAREN_L))
		return l;
	while (rego_gql_more(p, GQL_PAREN_R))
		rego_gql_add(p->arena, &l, input_value(p));
	rego_gql_close(p, l.count);
	return l;
}

static struct rego_gql_field_def *field_def(struct rego_gql_parser *p)
{
	struct rego_gql_field_def *f = rego_new(p->arena, struct rego_gql_field_def);

	member_start(p, &f->description, &f->before, &f->after, &f->pos);
	f->name = rego_gql_name(p);
	f->arguments = argument_defs(p);
	rego_gql_expect(p, GQL_COLON);
	f->type = rego_gql_type(p);
	f->directives = rego_gql_directives(p, true);
	return f;
}

static struct rego_gql_enum_value *enum_value(struct rego_gql_parser *p)
{
	struct rego_gql_enum_value *v = rego_new(p->arena, struct rego_gql_enum_value);

	member_start(p, &v->description, &v->before, &v->after, &v->pos);
	v->name = rego_gql_name(p);
	v->directives = rego_gql_directives(p, true);
	return v;
}

enum members { FIELDS, INPUTS, VALUES };

static void member_list(struct rego_gql_parser *p, struct rego_gql_definition *d, enum members what)
{
	struct rego_gql_list *l = what == VALUES ? &d->values : &d->fields;

	if (!rego_gql_open(p, GQL_BRACE_L))
		return;
	while (rego_gql_more(p, GQL_BRACE_R))
		rego_gql_add(p->arena, l,
			     what == FIELDS   ? (void *)field_def(p)
			     : what == INPUTS ? (void *)input_value(p)
					      : (void *)enum_value(p));
	d->end = rego_gql_close(p, l->count);
}

static void interfaces(struct rego_gql_parser *p, struct rego_gql_list *l)
{
	struct rego_gql_token t = rego_gql_peek(p);

	if (!t.value || strcmp(t.value, "implements"))
		return;
	rego_gql_take(p);
	rego_gql_skip(p, GQL_AMP);
	do
		rego_gql_add(p->arena, l, (void *)rego_gql_name(p));
	while (rego_gql_skip(p, GQL_AMP) && !p->error);
}

static void union_types(struct rego_gql_parser *p, struct rego_gql_list *l)
{
	if (!rego_gql_skip(p, GQL_EQUALS))
		return;
	rego_gql_skip(p, GQL_PIPE);
	do
		rego_gql_add(p->arena, l, (void *)rego_gql_name(p));
	while (rego_gql_skip(p, GQL_PIPE) && !p->error);
}

static const struct {
	const char *word, *kind;
} kinds[] = {
	{ "scalar", "SCALAR" }, { "type", "OBJECT" }, { "interface", "INTERFACE" },
	{ "union", "UNION" },	{ "enum", "ENUM" },   { "input", "INPUT_OBJECT" },
};

static int kind_of(const struct rego_gql_token *t)
{
	for (int i = 0; t->kind == GQL_NAME && i < 6; i++)
		if (!strcmp(kinds[i].word, t->value))
			return i;
	return -1;
}

/* What comes behind the name; extended: it is an extension, which has to have something. */
static void definition_body(struct rego_gql_parser *p, struct rego_gql_definition *d, int kind,
			    bool extended)
{
	if (kind == 1 || (kind == 2 && !extended))
		interfaces(p, &d->interfaces);
	d->directives = rego_gql_directives(p, !(extended && kind == 5));
	switch (kind) {
	case 1:
	case 2: member_list(p, d, FIELDS); break;
	case 3: union_types(p, &d->types); break;
	case 4: member_list(p, d, VALUES); break;
	case 5: member_list(p, d, INPUTS); break;
	default: break;
	}
	if (extended && !d->directives.count && !d->interfaces.count && !d->fields.count &&
	    !d->types.count && !d->values.count)
		rego_gql_unexpected_peek(p);
}

static struct rego_gql_definition *definition(struct rego_gql_parser *p, int kind,
					      const struct description *text,
					      rego_gql_comments *extended)
{
	struct rego_gql_definition *d = rego_new(p->arena, struct rego_gql_definition);
	rego_gql_comments *comment = rego_gql_keyword(p, kinds[kind].word);

	d->kind = kinds[kind].kind;
	d->pos = rego_gql_peek_pos(p);
	d->description = text ? text->text : "";
	d->before = text ? text->comment : NULL;
	d->after = text ? comment : extended;
	d->name = rego_gql_name(p);
	definition_body(p, d, kind, !text);
	return d;
}

static struct rego_gql_root *root(struct rego_gql_parser *p)
{
	struct rego_gql_root *r = rego_new(p->arena, struct rego_gql_root);

	r->pos = rego_gql_peek_pos(p);
	r->comment = p->comment;
	r->operation = rego_gql_operation_type(p);
	rego_gql_expect(p, GQL_COLON);
	r->type = rego_gql_name(p);
	return r;
}

static struct rego_gql_schema_def *
schema_def(struct rego_gql_parser *p, const struct description *text, rego_gql_comments *extended)
{
	struct rego_gql_schema_def *d = rego_new(p->arena, struct rego_gql_schema_def);
	rego_gql_comments *comment = rego_gql_keyword(p, "schema");

	d->pos = rego_gql_peek_pos(p);
	d->description = text ? text->text : "";
	d->before = text ? text->comment : NULL;
	d->after = text ? comment : extended;
	d->directives = rego_gql_directives(p, true);
	if (rego_gql_open(p, GQL_BRACE_L)) {
		while (rego_gql_more(p, GQL_BRACE_R))
			rego_gql_add(p->arena, &d->roots, root(p));
		d->end = rego_gql_close(p, d->roots.count);
	}
	if (!text && !d->directives.count && !d->roots.count)
		rego_gql_unexpected_peek(p);
	return d;
}

static const char *location(struct rego_gql_parser *p)
{
	static const char *const known[] = {
		"QUERY",
		"MUTATION",
		"SUBSCRIPTION",
		"FIELD",
		"FRAGMENT_DEFINITION",
		"FRAGMENT_SPREAD",
		"INLINE_FRAGMENT",
		"VARIABLE_DEFINITION",
		"SCHEMA",
		"SCALAR",
		"OBJECT",
		"FIELD_DEFINITION",
		"ARGUMENT_DEFINITION",
		"INTERFACE",
		"UNION",
		"ENUM",
		"ENUM_VALUE",
		"INPUT_OBJECT",
		"INPUT_FIELD_DEFINITION",
	};
	struct rego_gql_token t = rego_gql_peek(p);

	rego_gql_expect(p, GQL_NAME);
	for (size_t i = 0; t.value && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], t.value))
			return known[i];
	rego_gql_unexpected(p, &t);
	return "";
}

static struct rego_gql_directive_def *directive_def(struct rego_gql_parser *p,
						    const struct description *text)
{
	struct rego_gql_directive_def *d = rego_new(p->arena, struct rego_gql_directive_def);
	struct rego_gql_token t;

	d->after = rego_gql_keyword(p, "directive");
	rego_gql_expect(p, GQL_AT);
	d->pos = rego_gql_peek_pos(p);
	d->before = text->comment;
	d->description = text->text;
	d->name = rego_gql_name(p);
	d->arguments = argument_defs(p);
	t = rego_gql_peek(p);
	if (t.kind == GQL_NAME && !strcmp(t.value, "repeatable")) {
		d->repeatable = true;
		rego_gql_take(p);
	}
	rego_gql_keyword(p, "on");
	rego_gql_skip(p, GQL_PIPE);
	do
		rego_gql_add(p->arena, &d->locations, (void *)location(p));
	while (rego_gql_skip(p, GQL_PIPE) && !p->error);
	return d;
}

static void extension(struct rego_gql_parser *p, struct rego_gql_schema_doc *doc)
{
	rego_gql_comments *comment = rego_gql_keyword(p, "extend");
	struct rego_gql_token t = rego_gql_peek(p);
	int kind = kind_of(&t);

	if (t.value && !strcmp(t.value, "schema"))
		rego_gql_add(p->arena, &doc->extensions, schema_def(p, NULL, comment));
	else if (kind >= 0)
		rego_gql_add(p->arena, &doc->type_extensions, definition(p, kind, NULL, comment));
	else
		rego_gql_unexpected_peek(p);
}

/* One definition; false ends the document. */
static bool one(struct rego_gql_parser *p, struct rego_gql_schema_doc *doc)
{
	struct description text = description(p);
	struct rego_gql_token t = rego_gql_peek(p);
	int kind = kind_of(&t);

	if (t.kind != GQL_NAME) {
		rego_gql_unexpected_peek(p);
		return false;
	}
	if (kind >= 0) {
		rego_gql_add(p->arena, &doc->definitions, definition(p, kind, &text, NULL));
	} else if (!strcmp(t.value, "schema")) {
		rego_gql_add(p->arena, &doc->schemas, schema_def(p, &text, NULL));
	} else if (!strcmp(t.value, "directive")) {
		rego_gql_add(p->arena, &doc->directives, directive_def(p, &text));
	} else if (!strcmp(t.value, "extend")) {
		if (*text.text)
			rego_gql_unexpected(p, &p->prev);
		extension(p, doc);
	} else {
		rego_gql_unexpected_peek(p);
	}
	return !p->error;
}

const char *rego_gql_parse_schema(struct rego_arena *a, const char *text, size_t len,
				  const char *file, bool built_in, struct rego_gql_schema_doc *out)
{
	struct rego_gql_parser p = {
		.arena = a,
		.lexer = { .arena = a, .text = text, .len = len, .line = 1, .file = file },
		.prev.value = "",
	};
	struct rego_gql_definition *d;

	*out = (struct rego_gql_schema_doc){ 0 };
	while (rego_gql_peek(&p).kind != GQL_EOF && !p.error && one(&p, out))
		;
	if (p.error)
		return p.error;
	out->comment = p.comment;
	REGO_GQL_EACH (d, &out->definitions)
		d->built_in = built_in;
	REGO_GQL_EACH (d, &out->type_extensions)
		d->built_in = built_in;
	return NULL;
}
