// SPDX-License-Identifier: BSD-2-Clause
/* The order of OPA's index of rules (v1/ast/index.go): references of all rules by how often they
 * occur; a rule's place is what it wants of each of them in turn. */
#include "rego/vm/order.h"

#include <stdlib.h>

/* What a rule wants of a reference, in the order in which the index looks. */
enum want { WANT_NOTHING, WANT_ANY, WANT_VALUE, WANT_MAPPED };

struct ref { /* of the input, base data, or an argument */
	const struct rego_term *term; /* NULL: argument */
	uint32_t arg, items;	      /* how many items of the term count */
	uint32_t uses, first;	      /* in which turn it was found */
};

struct wish {
	uint32_t ref;
	enum want want;
	const struct rego_term *value; /* a variable for WANT_ANY, or NULL */
};

struct wishes {
	struct wish *items;
	uint32_t count, room;
};

struct known { /* variables with a constant */
	const struct rego_string *var;
	const struct rego_term *value;
};

struct ordering {
	struct rego_gen *g;
	struct ref *refs;
	uint32_t ref_count, ref_room;
	/* of the rule that is looked at */
	const struct rego_rule *rule;
	struct wishes *wishes;
	bool changed; /* the wishes, since it was cleared */
	bool wrong;   /* OPA's index asks whether the collection is an array, not whether it has it */
	struct known *known;
	uint32_t known_count, known_room;
};

struct place { /* of a rule in the tree */
	struct rego_rule *rule;
	uint32_t index, depth;
	const uint8_t *path; /* what is wanted of each reference, and of elements of arrays */
};

static void *more(struct rego_arena *a, void *old, uint32_t count, uint32_t *room, size_t size)
{
	uint32_t n = *room ? *room * 2 : 8;
	void *p;

	if (count < *room)
		return old;
	p = rego_alloc_array(a, size, n);
	if (count)
		memcpy(p, old, count * size);
	*room = n;
	return p;
}

/* --- references ----------------------------------------------------------------- */

static bool constant(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VALUE)
		return true;
	if (t->kind != REGO_TERM_ARRAY && t->kind != REGO_TERM_OBJECT && t->kind != REGO_TERM_SET)
		return false;
	for (uint32_t i = 0; i < t->list.count; i++)
		if (!constant(t->list.items[i]))
			return false;
	return true;
}

static bool scalar(const struct rego_term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind <= REGO_STRING;
}

/* Does the path of data go through rules? */
static bool is_virtual(const struct ordering *o, const struct rego_term *t, uint32_t n)
{
	const struct rego_rule_node *node = o->g->unit->root;

	for (uint32_t i = 1; i < n; i++) {
		if (t->list.items[i]->kind != REGO_TERM_VALUE)
			return false;
		node = rego_rule_child(node, t->list.items[i]->value);
		if (!node)
			return false;
		if (node->rule_count)
			return true;
	}
	return true;
}

static bool usable(const struct ordering *o, const struct rego_term *t, uint32_t n)
{
	const struct rego_term *head = t->list.items[0];
	bool data;

	if (head->kind != REGO_TERM_VAR)
		return false;
	data = head->var == o->g->unit->data;
	if (!data && head->var != o->g->unit->input)
		return false;
	for (uint32_t i = 1; i < n; i++)
		if (!constant(t->list.items[i]))
			return false;
	return !data || !is_virtual(o, t, n);
}

static bool same_ref(const struct ref *r, const struct rego_term *t, uint32_t n, uint32_t arg)
{
	if (!t || !r->term)
		return !t && !r->term && r->arg == arg;
	if (r->items != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (rego_compare_terms(r->term->list.items[i], t->list.items[i]))
			return false;
	return true;
}

static uint32_t ref_place(struct ordering *o, const struct rego_term *t, uint32_t n, uint32_t arg)
{
	for (uint32_t i = 0; i < o->ref_count; i++)
		if (same_ref(&o->refs[i], t, n, arg))
			return i;
	o->refs = more(o->g->arena, o->refs, o->ref_count, &o->ref_room, sizeof(*o->refs));
	o->refs[o->ref_count] = (struct ref){ t, arg, n, 0, o->ref_count };
	return o->ref_count++;
}

/* --- wishes ---------------------------------------------------------------------- */

static bool is_var(const struct wish *w)
{
	return w->want == WANT_ANY;
}

static void wish(struct ordering *o, uint32_t ref, enum want want, const struct rego_term *value)
{
	struct wishes *w = o->wishes;

	o->refs[ref].uses++;
	for (uint32_t i = 0; i < w->count; i++) {
		if (w->items[i].ref != ref)
			continue;
		if (w->items[i].want == want && w->items[i].value && value &&
		    !rego_compare_terms(w->items[i].value, value))
			return;
		if (want != WANT_ANY && is_var(&w->items[i])) {
			w->items[i] = (struct wish){ ref, want, value };
			o->changed = true;
			return;
		}
	}
	w->items = more(o->g->arena, w->items, w->count, &w->room, sizeof(*w->items));
	w->items[w->count++] = (struct wish){ ref, want, value };
	o->changed = true;
}

static const struct rego_term *constant_of(const struct ordering *o, const struct rego_term *var)
{
	for (uint32_t i = 0; i < o->known_count; i++)
		if (o->known[i].var == var->var)
			return o->known[i].value;
	return NULL;
}

/* The reference a variable stands for: x = input.y, or an argument. */
static uint32_t ref_of_var(struct ordering *o, const struct rego_term *var)
{
	const struct rego_head *h = o->rule->head;

	for (uint32_t i = 0; i < o->wishes->count; i++) {
		const struct wish *w = &o->wishes->items[i];

		if (is_var(w) && w->value && w->value->kind == REGO_TERM_VAR &&
		    w->value->var == var->var)
			return w->ref;
	}
	for (uint32_t i = 0; i < h->arg_count; i++)
		if (h->args[i]->kind == REGO_TERM_VAR && h->args[i]->var == var->var)
			return ref_place(o, NULL, 0, i);
	return REGO_NOWHERE;
}

/* A value that can be in the index: scalars, variables, and flat arrays of both. */
static bool value_wish(const struct rego_term *t, enum want *want)
{
	*want = t->kind == REGO_TERM_VAR ? WANT_ANY : WANT_VALUE;
	if (t->kind == REGO_TERM_VAR || scalar(t))
		return true;
	if (t->kind != REGO_TERM_ARRAY)
		return false;
	for (uint32_t i = 0; i < t->list.count; i++)
		if (t->list.items[i]->kind != REGO_TERM_VAR && !scalar(t->list.items[i]))
			return false;
	return true;
}

static bool equal_wish(struct ordering *o, const struct rego_term *a, const struct rego_term *b)
{
	enum want want;
	uint32_t ref;

	if (a->kind == REGO_TERM_VAR) {
		if (constant(b)) {
			o->known = more(o->g->arena, o->known, o->known_count, &o->known_room,
					sizeof(*o->known));
			o->known[o->known_count++] = (struct known){ a->var, b };
		}
		if (!value_wish(b, &want))
			return false;
		ref = ref_of_var(o, a);
		if (ref == REGO_NOWHERE)
			return false;
		wish(o, ref, want, b);
		return true;
	}
	if (a->kind != REGO_TERM_REF || !usable(o, a, a->list.count))
		return false;
	if (b->kind == REGO_TERM_VAR && constant_of(o, b))
		b = constant_of(o, b);
	if (!value_wish(b, &want))
		return false;
	wish(o, ref_place(o, a, a->list.count, 0), want, b);
	return true;
}

/* input.xs[_] == "a": the collection must have it. */
static bool element_wish(struct ordering *o, const struct rego_term *a, const struct rego_term *b)
{
	uint32_t n;

	if (a->kind != REGO_TERM_REF || a->list.count < 2)
		return false;
	n = a->list.count - 1;
	if (constant(a->list.items[n]) || !usable(o, a, n))
		return false;
	if (b->kind == REGO_TERM_VAR && constant_of(o, b))
		b = constant_of(o, b);
	if (!scalar(b))
		return false;
	wish(o, ref_place(o, a, n, 0), WANT_VALUE, b);
	return true;
}

static void member_wish(struct ordering *o, const struct rego_term *x, const struct rego_term *xs)
{
	uint32_t ref = x->kind == REGO_TERM_VAR ? ref_of_var(o, x) : REGO_NOWHERE, i, step;

	if (ref != REGO_NOWHERE) {
		if (xs->kind == REGO_TERM_VAR && constant_of(o, xs))
			xs = constant_of(o, xs);
		if (xs->kind != REGO_TERM_ARRAY && xs->kind != REGO_TERM_SET &&
		    xs->kind != REGO_TERM_OBJECT)
			return;
		step = xs->kind == REGO_TERM_OBJECT ? 2 : 1;
		for (i = step - 1; i < xs->list.count; i += step)
			wish(o, ref, WANT_VALUE, xs->list.items[i]);
		return;
	}
	if (x->kind == REGO_TERM_VAR) {
		if (constant_of(o, x))
			x = constant_of(o, x);
	} else if (!scalar(x)) {
		return;
	}
	if (xs->kind == REGO_TERM_VAR)
		ref = ref_of_var(o, xs);
	else if (xs->kind == REGO_TERM_REF && usable(o, xs, xs->list.count))
		ref = ref_place(o, xs, xs->list.count, 0);
	o->wrong |= x->kind == REGO_TERM_ARRAY;
	if (ref != REGO_NOWHERE && o->refs[ref].term) /* arguments are no documents */
		wish(o, ref, x->kind == REGO_TERM_VAR ? WANT_ANY : WANT_VALUE, x);
}

/* Of glob.match: their characters together; NULL: not constant. */
static const char *delimiters(struct ordering *o, const struct rego_term *t)
{
	const char *all = "";

	if (t->kind != REGO_TERM_ARRAY)
		return NULL;
	if (!t->list.count)
		return ".";
	for (uint32_t i = 0; i < t->list.count; i++) {
		if (t->list.items[i]->kind != REGO_TERM_VALUE ||
		    t->list.items[i]->value.kind != REGO_STRING)
			return NULL;
		all = rego_printf(o->g->arena, "%s%s", all, rego_text(t->list.items[i]->value));
	}
	return all;
}

/* Each part of the pattern is a * or plain text. */
static bool plain_glob(const struct rego_term *t, const char *ends)
{
	const char *s, *part;
	bool escaped = false;

	if (t->kind != REGO_TERM_VALUE || t->value.kind != REGO_STRING)
		return false;
	for (s = part = rego_text(t->value); *s; s++) {
		if (!escaped && strchr(ends, *s)) {
			part = s + 1;
			continue;
		}
		if (!escaped && *s == '*' && s == part && (!s[1] || strchr(ends, s[1])))
			continue;
		if (!escaped && strchr("[?{*", *s))
			return false;
		escaped = *s == '\\' && !escaped;
	}
	return true;
}

static void expr_wish(struct ordering *o, const struct rego_expr *x)
{
	struct rego_target t;
	struct rego_term **v;

	if (x->with_count || x->negated)
		return;
	if (x->kind == REGO_EXPR_TERM) {
		if (x->term->kind == REGO_TERM_REF && usable(o, x->term, x->term->list.count))
			wish(o, ref_place(o, x->term, x->term->list.count, 0), WANT_ANY, NULL);
		return;
	}
	if (x->kind != REGO_EXPR_CALL || x->term->list.count < 3)
		return;
	t = rego_unit_target(o->g->unit, x->term->list.items[0]);
	if (!t.builtin)
		return;
	v = x->term->list.items + 1;
	if (!strcmp(t.builtin->name, "eq") ||
	    (!strcmp(t.builtin->name, "equal") && x->term->list.count == 3)) {
		if (!element_wish(o, v[0], v[1]) && !element_wish(o, v[1], v[0]) &&
		    !equal_wish(o, v[0], v[1]))
			equal_wish(o, v[1], v[0]);
	} else if (!strcmp(t.builtin->name, "glob.match") && x->term->list.count == 4) {
		uint32_t ref = v[2]->kind == REGO_TERM_VAR ? ref_of_var(o, v[2]) : REGO_NOWHERE;

		if (ref != REGO_NOWHERE && delimiters(o, v[1]) && plain_glob(v[0], delimiters(o, v[1])))
			wish(o, ref, WANT_MAPPED, v[0]);
	} else if (!strcmp(t.builtin->name, "internal.member_2") && x->term->list.count == 3) {
		member_wish(o, v[0], v[1]);
	}
}

/* Rules that print are not in the index, so that what they say is heard. */
static bool prints(struct ordering *o, const struct rego_rule *r)
{
	for (uint32_t i = 0; i < r->body->count; i++) {
		const struct rego_expr *x = r->body->exprs[i];
		struct rego_target t;

		if (x->kind != REGO_EXPR_CALL)
			continue;
		t = rego_unit_target(o->g->unit, x->term->list.items[0]);
		if (t.builtin && (!strcmp(t.builtin->name, "internal.print") ||
				  !strcmp(t.builtin->name, "internal.test_case")))
			return true;
	}
	return false;
}

static void rule_wishes(struct ordering *o, const struct rego_rule *r, struct wishes *w)
{
	o->rule = r;
	o->wishes = w;
	o->known_count = 0;
	if (prints(o, r))
		return;
	for (uint32_t i = 0; i < r->body->count; i++)
		expr_wish(o, r->body->exprs[i]);
}

/* --- sorting ---------------------------------------------------------------------- */

static int compare_locs(const struct ref *a, const struct ref *b)
{
	const struct rego_loc *x = a->term ? &a->term->list.items[0]->loc : NULL;
	const struct rego_loc *y = b->term ? &b->term->list.items[0]->loc : NULL;
	int files;

	if (!x || !y)
		return !x && !y ? 0 : x ? 1 : -1;
	files = x->source && y->source ? strcmp(x->source->name, y->source->name) : 0;
	if (files)
		return files;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->col < y->col ? -1 : x->col > y->col;
}

static int by_use(const void *a, const void *b)
{
	const struct ref *x = *(const struct ref *const *)a, *y = *(const struct ref *const *)b;
	int loc;

	if (x->uses != y->uses)
		return x->uses > y->uses ? -1 : 1;
	loc = compare_locs(x, y);
	return loc ? loc : x->first < y->first ? -1 : x->first > y->first;
}

/* Deeper in the tree is later; at the same place the order is that of the text. */
static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	for (uint32_t i = 0; i < x->depth && i < y->depth; i++)
		if (x->path[i] != y->path[i])
			return x->path[i] < y->path[i] ? -1 : 1;
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* The bytes of a want: an array is looked at element by element. */
static uint32_t put_want(uint8_t *path, const struct wish *w)
{
	uint32_t n = 0;

	path[n++] = (uint8_t)w->want;
	if (w->want == WANT_VALUE && w->value && w->value->kind == REGO_TERM_ARRAY)
		for (uint32_t i = 0; i < w->value->list.count; i++)
			path[n++] = w->value->list.items[i]->kind == REGO_TERM_VAR ? WANT_ANY :
										     WANT_VALUE;
	return n;
}

static uint32_t path_room(const struct ordering *o, const struct wishes *w)
{
	uint32_t room = o->ref_count + 1;

	for (uint32_t j = 0; j < w->count; j++)
		if (w->items[j].value && w->items[j].value->kind == REGO_TERM_ARRAY)
			room += w->items[j].value->list.count;
	return room;
}

static void find_place(struct ordering *o, struct ref *const *sorted, const struct wishes *w,
		       struct place *p)
{
	uint8_t *path = rego_alloc(o->g->arena, path_room(o, w));

	p->path = path;
	for (uint32_t i = 0; w->count && i < o->ref_count; i++) {
		const struct wish *last = NULL;
		uint32_t n = 0;
		bool any = false;

		for (uint32_t j = 0; j < w->count; j++)
			if (&o->refs[w->items[j].ref] == sorted[i]) {
				last = &w->items[j];
				any |= is_var(last);
				n++;
			}
		if (n == 1)
			p->depth += put_want(path + p->depth, last);
		else
			path[p->depth++] = !n ? WANT_NOTHING : any ? WANT_ANY : WANT_VALUE;
		if (n > 1 && !any)
			return; /* one of several values: the tree ends there */
	}
}

/* With else branches: where the first of them is met. */
static void chain_place(struct ordering *o, struct ref *const *sorted, struct wishes *const *of,
			uint32_t branches, struct place *p)
{
	struct place other;

	find_place(o, sorted, of[0], p);
	for (uint32_t i = 1; i < branches; i++) {
		other = (struct place){ .rule = p->rule, .index = p->index };
		find_place(o, sorted, of[i], &other);
		if (by_place(&other, p) < 0)
			*p = other;
	}
}

static uint32_t branches_of(const struct rego_rule *r)
{
	uint32_t n = 0;

	for (; r; r = r->otherwise)
		n++;
	return n;
}

/* What each branch of a rule wishes. */
static struct wishes **all_wishes(struct ordering *o, const struct rego_rule *r)
{
	struct wishes **of = rego_new_array(o->g->arena, struct wishes *, branches_of(r));

	for (uint32_t i = 0; r; i++, r = r->otherwise) {
		of[i] = rego_new(o->g->arena, struct wishes);
		rule_wishes(o, r, of[i]);
	}
	return of;
}

void rego_order_rules(struct rego_gen *g, struct rego_rule **rules, uint32_t count)
{
	struct ordering o = { .g = g };
	struct wishes ***of = rego_new_array(g->arena, struct wishes **, count + 1);
	struct place *places = rego_zalloc(g->arena, (count + 1) * sizeof(*places));
	struct ref **sorted;

	if (count < 2)
		return;
	for (uint32_t i = 0; i < count; i++)
		of[i] = all_wishes(&o, rules[i]);
	sorted = rego_new_array(g->arena, struct ref *, o.ref_count + 1);
	for (uint32_t i = 0; i < o.ref_count; i++)
		sorted[i] = &o.refs[i];
	qsort(sorted, o.ref_count, sizeof(*sorted), by_use);
	for (uint32_t i = 0; i < count; i++) {
		places[i] = (struct place){ .rule = rules[i], .index = i };
		chain_place(&o, sorted, of[i], branches_of(rules[i]), &places[i]);
	}
	qsort(places, count, sizeof(*places), by_place);
	for (uint32_t i = 0; i < count; i++)
		rules[i] = places[i].rule;
}

/* --- what comes before a rule ------------------------------------------------------ */

/* Calls that neither fail nor speak. */
static bool quiet_call(const struct ordering *o, const struct rego_term *call)
{
	static const char *const names[] = { "eq", "equal", "neq", "lt", "lte", "gt", "gte",
					     "internal.member_2", "internal.member_3" };
	struct rego_target t = rego_unit_target(o->g->unit, call->list.items[0]);

	for (size_t i = 0; t.builtin && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(t.builtin->name, names[i]))
			return true;
	return false;
}

static bool quiet_term(const struct ordering *o, const struct rego_term *t)
{
	switch (t->kind) {
	case REGO_TERM_VALUE:
	case REGO_TERM_VAR: return true;
	case REGO_TERM_REF:
		if (t->list.items[0]->kind != REGO_TERM_VAR)
			return false;
		if (t->list.items[0]->var == o->g->unit->data &&
		    !usable(o, t, t->list.count))
			return false;
		/* fall through */
	case REGO_TERM_ARRAY:
	case REGO_TERM_OBJECT:
	case REGO_TERM_SET:
		for (uint32_t i = 0; i < t->list.count; i++)
			if (!quiet_term(o, t->list.items[i]))
				return false;
		return true;
	default: return false;
	}
}

static bool quiet(const struct ordering *o, const struct rego_expr *x)
{
	if (x->with_count)
		return false;
	if (x->kind == REGO_EXPR_TERM)
		return quiet_term(o, x->term);
	if (x->kind != REGO_EXPR_CALL || !quiet_call(o, x->term))
		return false;
	for (uint32_t i = 1; i < x->term->list.count; i++)
		if (!quiet_term(o, x->term->list.items[i]))
			return false;
	return true;
}

static bool index_shows(struct ordering *o, const struct rego_rule *r)
{
	bool loud = false, shows = false;

	if (prints(o, r))
		return false;
	for (uint32_t i = 0; i < r->body->count; i++) {
		o->changed = false;
		expr_wish(o, r->body->exprs[i]);
		shows |= loud && o->changed;
		loud |= !quiet(o, r->body->exprs[i]);
	}
	return shows || o->wrong;
}

uint32_t rego_rule_needs(struct rego_gen *g, const struct rego_rule *r, struct rego_need **needs)
{
	struct wishes w = { 0 };
	struct ordering o = { .g = g, .rule = r, .wishes = &w };

	if (!index_shows(&o, r))
		return 0;
	*needs = rego_new_array(g->arena, struct rego_need, w.count);
	for (uint32_t i = 0; i < w.count; i++) {
		const struct wish *one = &w.items[i];
		const struct ref *ref = &o.refs[one->ref];

		(*needs)[i] = (struct rego_need){ ref->term, ref->items, ref->arg,
						  one->want == WANT_VALUE ? one->value : NULL };
	}
	return w.count;
}
