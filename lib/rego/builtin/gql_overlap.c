/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules that look at selections as a whole: fields that answer to one name must be able to be
 * merged, fragments must not contain themselves. */
#include "rego/builtin/gql_rules.h"

/* Why two fields conflict: a text, or conflicts below. */
struct conflict {
	const char *name, *text;
	struct rego_gql_list below; /* struct conflict */
	struct rego_gql_pos *pos;
};

/* Fields that answer to a name. */
struct same_name {
	const char *name;
	struct rego_gql_list fields;
};

struct fields {
	struct rego_gql_list names; /* struct same_name, as they come */
	struct rego_gql_map by_name;
	struct rego_gql_list spreads;
};

struct overlap {
	struct rego_gql_walk *walk;
	struct rego_gql_map compared; /* fragments, with the fields at hand */
	int depth;
};

static void collect(struct rego_gql_walk *w, struct fields *f, const struct rego_gql_list *l)
{
	struct rego_gql_selection *s;

	REGO_GQL_EACH (s, l) {
		const char *name = *s->alias ? s->alias : s->name;
		struct same_name *n;

		rego_gql_step(w);
		if (s->kind == REGO_GQL_INLINE) {
			collect(w, f, &s->selections);
			continue;
		}
		if (s->kind == REGO_GQL_SPREAD) {
			rego_gql_add(w->arena, &f->spreads, s);
			continue;
		}
		n = rego_gql_find(&f->by_name, name);
		if (!n) {
			n = rego_new(w->arena, struct same_name);
			n->name = name;
			rego_gql_put(w->arena, &f->by_name, name, n);
			rego_gql_add(w->arena, &f->names, n);
		}
		rego_gql_add(w->arena, &n->fields, s);
	}
}

static bool same_arguments(struct rego_gql_walk *w, const struct rego_gql_list *x,
			   const struct rego_gql_list *y)
{
	struct rego_gql_argument *p, *q;

	if (x->count != y->count)
		return false;
	REGO_GQL_EACH (p, x) {
		bool found = false;

		REGO_GQL_EACH (q, y) {
			rego_gql_step(w);
			if (!strcmp(p->name, q->name) && p->value && q->value &&
			    p->value->kind == q->value->kind &&
			    !strcmp(p->value->raw, q->value->raw)) {
				found = true;
				break;
			}
		}
		if (!found)
			return false;
	}
	return true;
}

static bool types_conflict(struct rego_gql_walk *w, const struct rego_gql_type *x,
			   const struct rego_gql_type *y)
{
	struct rego_gql_definition *p, *q;

	for (; x->elem && y->elem; x = x->elem, y = y->elem)
		;
	if (x->elem || y->elem || x->non_null != y->non_null)
		return true;
	p = rego_gql_type_of(w, x->name);
	q = rego_gql_type_of(w, y->name);
	if (!p || !q || (strcmp(p->kind, "SCALAR") && strcmp(p->kind, "ENUM")) ||
	    (strcmp(q->kind, "SCALAR") && strcmp(q->kind, "ENUM")))
		return false;
	return strcmp(p->name, q->name);
}

static void between(struct overlap *o, struct rego_gql_list *out, bool exclusive,
		    const struct fields *x, const struct fields *y);

/* The same fields: nothing to compare. */
static bool same_fields(const struct fields *x, const struct fields *y)
{
	struct same_name *n, *m;

	if (x->names.count != y->names.count)
		return false;
	REGO_GQL_EACH (n, &x->names) {
		m = y->names.items[i_n];
		if (n->fields.count != m->fields.count ||
		    memcmp(n->fields.items, m->fields.items, n->fields.count * sizeof(void *)))
			return false;
	}
	return true;
}

static void deeper(struct overlap *o)
{
	if (++o->depth > REGO_GQL_DEPTH)
		rego_stop(o->walk->arena, REGO_STOP_DEPTH);
}

static void with_fragment(struct overlap *o, struct rego_gql_list *out, bool exclusive,
			  const struct fields *x, struct rego_gql_selection *spread)
{
	struct rego_gql_selection *s;
	struct fields y = { 0 };

	if (rego_gql_find(&o->compared, spread->name))
		return;
	rego_gql_put(o->walk->arena, &o->compared, spread->name, spread);
	if (!spread->fragment)
		return;
	collect(o->walk, &y, &spread->fragment->selections);
	if (same_fields(x, &y))
		return;
	deeper(o);
	between(o, out, exclusive, x, &y);
	REGO_GQL_EACH (s, &y.spreads)
		if (strcmp(s->name, spread->name))
			with_fragment(o, out, exclusive, x, s);
	o->depth--;
}

/* Whether the pair was compared, at least as strictly; notes that it is. */
static bool compared_before(struct rego_gql_walk *w, const char *x, const char *y, bool exclusive)
{
	bool swap = strcmp(x, y) > 0;
	const char *key = rego_printf(w->arena, "%s %s", swap ? y : x, swap ? x : y);
	const char *known = rego_gql_find(&w->pairs, key);

	if (known && (exclusive || *known == 'n'))
		return true;
	rego_gql_put(w->arena, &w->pairs, key, (void *)(exclusive ? "x" : "n"));
	return false;
}

static void two_fragments(struct overlap *o, struct rego_gql_list *out, bool exclusive,
			  struct rego_gql_selection *p, struct rego_gql_selection *q)
{
	struct fields x = { 0 }, y = { 0 };
	struct rego_gql_selection *s;

	rego_gql_step(o->walk);
	if (!strcmp(p->name, q->name) || compared_before(o->walk, p->name, q->name, exclusive) ||
	    !p->fragment || !q->fragment)
		return;
	collect(o->walk, &x, &p->fragment->selections);
	collect(o->walk, &y, &q->fragment->selections);
	deeper(o);
	between(o, out, exclusive, &x, &y);
	REGO_GQL_EACH (s, &y.spreads)
		two_fragments(o, out, exclusive, p, s);
	REGO_GQL_EACH (s, &x.spreads)
		two_fragments(o, out, exclusive, s, q);
	o->depth--;
}

static void sub_selections(struct overlap *o, struct rego_gql_list *out, bool exclusive,
			   const struct rego_gql_list *p, const struct rego_gql_list *q)
{
	struct fields x = { 0 }, y = { 0 };
	struct rego_gql_selection *s, *t;

	if (!p->count && !q->count)
		return;
	collect(o->walk, &x, p);
	collect(o->walk, &y, q);
	between(o, out, exclusive, &x, &y);
	REGO_GQL_EACH (s, &y.spreads) {
		o->compared = (struct rego_gql_map){ 0 };
		with_fragment(o, out, exclusive, &x, s);
	}
	REGO_GQL_EACH (s, &x.spreads) {
		o->compared = (struct rego_gql_map){ 0 };
		with_fragment(o, out, exclusive, &y, s);
	}
	REGO_GQL_EACH (s, &x.spreads)
		REGO_GQL_EACH (t, &y.spreads)
			two_fragments(o, out, exclusive, s, t);
}

static bool exclude_each_other(const struct rego_gql_selection *f,
			       const struct rego_gql_selection *g)
{
	return strcmp(f->object->name, g->object->name) && !strcmp(f->object->kind, "OBJECT") &&
	       !strcmp(g->object->kind, "OBJECT") && f->definition && g->definition;
}

static struct conflict *compare(struct overlap *o, bool exclusive, struct rego_gql_selection *f,
				struct rego_gql_selection *g)
{
	struct rego_arena *a = o->walk->arena;
	struct rego_gql_list below = { 0 };
	const char *text = NULL;
	struct conflict *c;

	rego_gql_step(o->walk);
	if (!f->object || !g->object)
		return NULL;
	exclusive = exclusive || exclude_each_other(f, g);
	if (!exclusive && strcmp(f->name, g->name))
		text = rego_printf(a, "\"%s\" and \"%s\" are different fields", f->name, g->name);
	else if (!exclusive && !same_arguments(o->walk, &f->arguments, &g->arguments))
		text = "they have differing arguments";
	else if (f->definition && g->definition &&
		 types_conflict(o->walk, f->definition->type, g->definition->type))
		text = rego_printf(a, "they return conflicting types \"%s\" and \"%s\"",
				   rego_gql_type_text(a, f->definition->type),
				   rego_gql_type_text(a, g->definition->type));
	if (!text) {
		deeper(o);
		sub_selections(o, &below, exclusive, &f->selections, &g->selections);
		o->depth--;
		if (!below.count)
			return NULL;
	}
	c = rego_new(a, struct conflict);
	*c = (struct conflict){ *f->alias ? f->alias : f->name, text, below, g->pos };
	return c;
}

static void between(struct overlap *o, struct rego_gql_list *out, bool exclusive,
		    const struct fields *x, const struct fields *y)
{
	struct rego_gql_selection *f, *g;
	struct same_name *n;

	REGO_GQL_EACH (n, &x->names) {
		struct same_name *m = rego_gql_find(&y->by_name, n->name);

		if (!m)
			continue;
		REGO_GQL_EACH (f, &n->fields)
			REGO_GQL_EACH (g, &m->fields) {
				struct conflict *c = compare(o, exclusive, f, g);

				if (c)
					rego_gql_add(o->walk->arena, out, c);
			}
	}
}

static void within(struct overlap *o, struct rego_gql_list *out, const struct fields *x)
{
	struct rego_gql_selection *f;
	struct same_name *n;

	REGO_GQL_EACH (n, &x->names)
		REGO_GQL_EACH (f, &n->fields)
			for (uint32_t i = i_f + 1; i < n->fields.count; i++) {
				struct conflict *c = compare(o, false, f, n->fields.items[i]);

				if (c)
					rego_gql_add(o->walk->arena, out, c);
			}
}

static void put_conflict(struct rego_text *t, const struct conflict *c)
{
	struct conflict *b;

	if (!c->below.count) {
		rego_puts(t, c->text);
		return;
	}
	REGO_GQL_EACH (b, &c->below) {
		rego_putf(t, "%ssubfields \"%s\" conflict because ", i_b ? " and " : "", b->name);
		put_conflict(t, b);
	}
}

void rego_gql_check_overlap(struct rego_gql_walk *w, const struct rego_gql_list *selections)
{
	struct overlap o = { .walk = w };
	struct rego_gql_list out = { 0 };
	struct rego_gql_selection *s;
	struct fields x = { 0 };
	struct conflict *c;

	if (!selections->count)
		return;
	collect(w, &x, selections);
	within(&o, &out, &x);
	o.compared = (struct rego_gql_map){ 0 };
	REGO_GQL_EACH (s, &x.spreads) {
		with_fragment(&o, &out, false, &x, s);
		for (uint32_t i = i_s + 1; i < x.spreads.count; i++)
			two_fragments(&o, &out, false, s, x.spreads.items[i]);
	}
	REGO_GQL_EACH (c, &out) {
		struct rego_text t = { .arena = w->arena };

		put_conflict(&t, c);
		rego_gql_report(w, c->pos,
				"Fields \"%s\" conflict because %s. Use different aliases "
				"on the fields to fetch both if this was intentional.",
				c->name, rego_text_done(&t));
	}
}

/* --- fragments within themselves -------------------------------------------------------- */
struct cycle {
	struct rego_gql_walk *walk;
	struct rego_gql_map place; /* by name: where it is in the path, + 1 */
	struct rego_gql_list path; /* spreads */
};

/* Spreads below l: those of one level first, then of what came last. */
static void find_spreads(struct rego_gql_walk *w, const struct rego_gql_list *l,
			 struct rego_gql_list *out)
{
	struct rego_gql_list todo = { 0 };
	struct rego_gql_selection *s;

	rego_gql_add(w->arena, &todo, (void *)l);
	while (todo.count) {
		const struct rego_gql_list *set = todo.items[--todo.count];

		REGO_GQL_EACH (s, set) {
			rego_gql_step(w);
			if (s->kind == REGO_GQL_SPREAD)
				rego_gql_add(w->arena, out, s);
			else
				rego_gql_add(w->arena, &todo, &s->selections);
		}
	}
}

static void report_cycle(struct cycle *c, struct rego_gql_selection *s, uint32_t from)
{
	struct rego_text via = { .arena = c->walk->arena };

	for (uint32_t i = from; i + 1 < c->path.count; i++)
		rego_putf(&via, "%s\"%s\"", i > from ? ", " : " via ",
			  ((struct rego_gql_selection *)c->path.items[i])->name);
	rego_gql_report(c->walk, s->pos, "Cannot spread fragment \"%s\" within itself%s.", s->name,
			rego_text_done(&via));
}

static void follow(struct cycle *c, struct rego_gql_fragment *f, int depth)
{
	struct rego_arena *a = c->walk->arena;
	struct rego_gql_list spreads = { 0 };
	struct rego_gql_selection *s;
	uint32_t *place;

	if (rego_gql_find(&c->walk->cycle_seen, f->name))
		return;
	if (depth > 2 * REGO_GQL_DEPTH)
		rego_stop(a, REGO_STOP_DEPTH);
	rego_gql_put(a, &c->walk->cycle_seen, f->name, f);
	find_spreads(c->walk, &f->selections, &spreads);
	if (!spreads.count)
		return;
	place = rego_new(a, uint32_t);
	*place = c->path.count;
	rego_gql_put(a, &c->place, f->name, place);
	REGO_GQL_EACH (s, &spreads) {
		uint32_t *known = rego_gql_find(&c->place, s->name);
		struct rego_gql_fragment *next = rego_gql_find(&c->walk->fragments, s->name);

		rego_gql_add(a, &c->path, s);
		if (known)
			report_cycle(c, s, *known);
		else if (next)
			follow(c, next, depth + 1);
		c->path.count--;
	}
	rego_gql_put(a, &c->place, f->name, NULL);
}

void rego_gql_check_cycles(struct rego_gql_walk *w, struct rego_gql_fragment *f)
{
	struct cycle c = { .walk = w };

	follow(&c, f, 0);
}
