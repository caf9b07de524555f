/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk through a query: finds what each part refers to, then lets the rules see it. */
#include "rego/builtin/gql_rules.h"

#include <stdarg.h>

void rego_gql_step(struct rego_gql_walk *w)
{
	if (++w->steps > REGO_GQL_STEPS)
		rego_stop(w->arena, REGO_STOP_STEPS);
}

struct rego_gql_definition *rego_gql_type_of(struct rego_gql_walk *w, const char *name)
{
	return rego_gql_find(&w->schema->types, name);
}

void rego_gql_report(struct rego_gql_walk *w, const struct rego_gql_pos *pos, const char *fmt, ...)
{
	va_list args;
	const char *text;

	va_start(args, fmt);
	text = rego_vprintf(w->arena, fmt, args);
	va_end(args);
	if (pos)
		rego_putf(&w->errors, "%s:%d:%d: %s\n", pos->file ? pos->file : "input", pos->line,
			  pos->column, text);
	else
		rego_putf(&w->errors, "input: %s\n", text);
}

static void walk_value(struct rego_gql_walk *w, struct rego_gql_value *v)
{
	struct rego_gql_child *c;

	if (!v)
		return;
	rego_gql_step(w);
	if (v->kind == REGO_GQL_VARIABLE && w->operation) {
		struct rego_gql_variable *var;

		v->variable = NULL;
		REGO_GQL_EACH (var, &w->operation->variables)
			if (!strcmp(var->name, v->raw)) {
				v->variable = var;
				var->used = true;
				break;
			}
	}
	REGO_GQL_EACH (c, &v->children) {
		struct rego_gql_field_def *f = NULL;

		if (v->kind == REGO_GQL_OBJECT && v->definition)
			f = rego_gql_field_named(&v->definition->fields, c->name);
		if (f && c->value) {
			c->value->expected = f->type;
			c->value->expected_has_default =
				f->default_value && f->default_value->kind != REGO_GQL_NULL;
			c->value->definition = rego_gql_type_of(w, rego_gql_type_name(f->type));
		}
		if (v->kind == REGO_GQL_LIST && v->expected && v->expected->elem && c->value) {
			c->value->expected = v->expected->elem;
			c->value->definition = v->definition;
		}
		if (v->kind == REGO_GQL_OBJECT || v->kind == REGO_GQL_LIST)
			walk_value(w, c->value);
	}
	rego_gql_on_value(w, v);
}

static void walk_arguments(struct rego_gql_walk *w, const struct rego_gql_list *defs,
			   const struct rego_gql_list *arguments)
{
	struct rego_gql_argument *arg;

	REGO_GQL_EACH (arg, arguments) {
		struct rego_gql_field_def *def =
			defs ? rego_gql_field_named(defs, arg->name) : NULL;

		if (def) {
			arg->value->expected = def->type;
			arg->value->expected_has_default =
				def->default_value && def->default_value->kind != REGO_GQL_NULL;
			arg->value->definition = rego_gql_type_of(w, rego_gql_type_name(def->type));
		}
		walk_value(w, arg->value);
	}
}

static void walk_directives(struct rego_gql_walk *w, struct rego_gql_definition *parent,
			    const struct rego_gql_list *l, const char *location)
{
	struct rego_gql_directive *d;

	REGO_GQL_EACH (d, l) {
		d->definition = rego_gql_find(&w->schema->directives, d->name);
		d->location = location;
		walk_arguments(w, d->definition ? &d->definition->arguments : NULL, &d->arguments);
		rego_gql_on_directive(w, d, parent);
	}
	rego_gql_on_directives(w, l);
}

static void walk_selections(struct rego_gql_walk *w, struct rego_gql_definition *parent,
			    const struct rego_gql_list *l);

static struct rego_gql_field_def *field_of(struct rego_gql_walk *w,
					   struct rego_gql_definition *parent, const char *name)
{
	struct rego_gql_field_def *f;

	if (strcmp(name, "__typename"))
		return parent ? rego_gql_field_named(&parent->fields, name) : NULL;
	f = rego_new(w->arena, struct rego_gql_field_def);
	f->name = name;
	f->type = rego_new(w->arena, struct rego_gql_type);
	f->type->name = "String";
	return f;
}

static void walk_field(struct rego_gql_walk *w, struct rego_gql_definition *parent,
		       struct rego_gql_selection *f)
{
	struct rego_gql_definition *next = NULL;

	f->definition = field_of(w, parent, f->name);
	f->object = parent;
	if (f->definition)
		next = rego_gql_type_of(w, rego_gql_type_name(f->definition->type));
	walk_arguments(w, f->definition ? &f->definition->arguments : NULL, &f->arguments);
	walk_directives(w, next, &f->directives, "FIELD");
	walk_selections(w, next, &f->selections);
	rego_gql_on_field(w, f);
}

static void walk_inline(struct rego_gql_walk *w, struct rego_gql_definition *parent,
			struct rego_gql_selection *s)
{
	struct rego_gql_definition *next = parent;

	s->object = parent;
	if (*s->condition)
		next = rego_gql_type_of(w, s->condition);
	walk_directives(w, next, &s->directives, "INLINE_FRAGMENT");
	walk_selections(w, next, &s->selections);
	rego_gql_on_inline(w, s);
}

static void walk_spread(struct rego_gql_walk *w, struct rego_gql_definition *parent,
			struct rego_gql_selection *s)
{
	struct rego_gql_fragment *f = rego_gql_find(&w->fragments, s->name);
	struct rego_gql_definition *next = f ? rego_gql_type_of(w, f->condition) : NULL;

	s->fragment = f;
	s->object = parent;
	walk_directives(w, next, &s->directives, "FRAGMENT_SPREAD");
	if (f && !rego_gql_find(&w->walked, f->name)) {
		rego_gql_put(w->arena, &w->walked, f->name, f);
		walk_directives(w, next, &f->directives, "FRAGMENT_DEFINITION");
		walk_selections(w, next, &f->selections);
	}
	rego_gql_on_spread(w, s);
}

static void walk_selections(struct rego_gql_walk *w, struct rego_gql_definition *parent,
			    const struct rego_gql_list *l)
{
	struct rego_gql_selection *s;

	/* Fragments in fragments go deeper than the text does. */
	if (++w->depth > 2 * REGO_GQL_DEPTH)
		rego_stop(w->arena, REGO_STOP_DEPTH);
	REGO_GQL_EACH (s, l) {
		rego_gql_step(w);
		if (s->kind == REGO_GQL_FIELD)
			walk_field(w, parent, s);
		else if (s->kind == REGO_GQL_INLINE)
			walk_inline(w, parent, s);
		else
			walk_spread(w, parent, s);
	}
	w->depth--;
}

static void walk_operation(struct rego_gql_walk *w, struct rego_gql_operation *o)
{
	struct rego_gql_definition *def = NULL;
	struct rego_gql_variable *v;
	const char *location = "";

	w->operation = o;
	REGO_GQL_EACH (v, &o->variables) {
		v->definition = rego_gql_type_of(w, rego_gql_type_name(v->type));
		rego_gql_on_variable(w, v);
		if (v->default_value) {
			v->default_value->expected = v->type;
			v->default_value->definition = v->definition;
		}
	}
	if (!*o->operation || !strcmp(o->operation, "query")) {
		def = w->schema->query;
		location = "QUERY";
	} else if (!strcmp(o->operation, "mutation")) {
		def = w->schema->mutation;
		location = "MUTATION";
	} else if (!strcmp(o->operation, "subscription")) {
		def = w->schema->subscription;
		location = "SUBSCRIPTION";
	}
	REGO_GQL_EACH (v, &o->variables) {
		walk_value(w, v->default_value);
		walk_directives(w, v->definition, &v->directives, "VARIABLE_DEFINITION");
	}
	walk_directives(w, def, &o->directives, location);
	walk_selections(w, def, &o->selections);
	rego_gql_on_operation(w, o);
	w->operation = NULL;
}

const char *rego_gql_validate(struct rego_arena *a, const struct rego_gql_schema *s,
			      struct rego_gql_query *q)
{
	struct rego_gql_walk w = { .arena = a, .schema = s, .query = q, .errors.arena = a };
	struct rego_gql_operation *o;
	struct rego_gql_fragment *f;

	REGO_GQL_EACH (f, &q->fragments)
		if (!rego_gql_find(&w.fragments, f->name))
			rego_gql_put(a, &w.fragments, f->name, f);
	REGO_GQL_EACH (o, &q->operations) {
		w.walked = (struct rego_gql_map){ 0 };
		walk_operation(&w, o);
	}
	REGO_GQL_EACH (f, &q->fragments) {
		w.walked = (struct rego_gql_map){ 0 };
		f->definition = rego_gql_type_of(&w, f->condition);
		walk_directives(&w, f->definition, &f->directives, "FRAGMENT_DEFINITION");
		walk_selections(&w, f->definition, &f->selections);
		rego_gql_on_fragment(&w, f);
	}
	return w.errors.len ? rego_text_done(&w.errors) : NULL;
}
