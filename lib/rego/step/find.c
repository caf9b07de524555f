// SPDX-License-Identifier: BSD-2-Clause
/* Which rules of a document can be true at all: OPA's index, because what it finds shows in what
 * is told (how many rules matched, and whether one answer is enough). */
#include "rego/step/trie.h"

struct finding {
	struct ev *e;
	struct index *x;
	term *const *args;
	uint32_t arg_count;
	uint32_t *rules; /* first branches of those of which one was found, in that order */
	uint32_t count, room;
	const term *value;
	bool multiple;
};

static void found(struct finding *f, const struct trie *t)
{
	struct step *s = f->e->s;

	for (uint32_t i = 0; i < t->rule_count; i++) {
		struct indexed *branch = &f->x->rules[t->rules[i]];
		struct indexed *first = &f->x->rules[branch->first];

		branch->found = f->x->lookups;
		if (first->met == f->x->lookups)
			continue;
		first->met = f->x->lookups;
		f->rules = rego_list_grow(s->a, f->rules, f->count, &f->room, sizeof(*f->rules));
		f->rules[f->count++] = branch->first;
	}
	if (t->multiple)
		f->multiple = true;
	if (f->multiple || !t->value)
		return;
	if ((rego_term_is_ground(t->value) && !f->value) ||
	    (f->value && step_same(s, f->value, t->value)))
		f->value = t->value;
	else
		f->multiple = true;
}

/* --- by what is asked ------------------------------------------------------------- */

static void traverse_next(struct finding *f, const struct trie *t);

static void traverse(struct finding *f, const struct trie *t)
{
	if (!t)
		return;
	found(f, t);
	traverse_next(f, t->next);
}

static void traverse_unknown(struct finding *f, const struct trie *t)
{
	if (!t)
		return;
	traverse(f, t);
	traverse_unknown(f, t->undefined);
	traverse_unknown(f, t->any);
	traverse_unknown(f, t->array);
	for (uint32_t i = 0; i < t->scalar_count; i++)
		traverse_unknown(f, t->scalars[i]);
}

static void traverse_array(struct finding *f, const struct trie *t, const struct rego_val *v,
			   uint32_t n)
{
	if (!t)
		return;
	if (!n) {
		traverse(f, t);
		return;
	}
	traverse_array(f, t->any, v + 1, n - 1);
	if (v->kind < REGO_ARRAY)
		traverse_array(f, step_scalar(t, *v), v + 1, n - 1);
}

static void traverse_value(struct finding *f, const struct trie *t, struct rego_val v)
{
	if (v.kind < REGO_ARRAY) {
		traverse(f, step_scalar(t, v));
		return;
	}
	if (v.kind == REGO_ARRAY)
		traverse_array(f, t->array, v.array->items, v.array->count);
	for (uint32_t i = 0; t->scalar_count && i < rego_len(v); i++) {
		struct rego_val item = rego_item(v, i);

		if (item.kind < REGO_ARRAY)
			traverse(f, step_scalar(t, item));
	}
}

/* What is there; *unknown, or a term that is no value: *odd. */
static struct rego_val ask(struct finding *f, const struct rego_wanted *w, bool *unknown, bool *odd)
{
	struct step *s = f->e->s;
	const term *t;

	*odd = false;
	if (w->ref)
		return step_resolve(f->e, w->ref, unknown);
	*unknown = w->arg >= f->arg_count;
	if (*unknown)
		return rego_undefined();
	t = step_norm(s, step_plug_for(s, f->e->b, f->args[w->arg], s->root));
	*odd = t->kind != REGO_TERM_VALUE;
	return *odd ? rego_null() : t->value;
}

static void traverse_next(struct finding *f, const struct trie *t)
{
	struct rego_val v;
	bool unknown, odd;

	if (!t)
		return;
	v = ask(f, t->ask, &unknown, &odd);
	if (unknown) {
		traverse_unknown(f, t);
		return;
	}
	traverse(f, t->undefined);
	if (!rego_defined(v))
		return;
	traverse(f, t->any);
	if (odd)
		return;
	traverse_value(f, t, v);
	for (uint32_t i = 0; i < t->cut_count && v.kind == REGO_STRING; i++)
		traverse_value(f, t, rego_want_cut(f->e->s->a, v, t->cuts[i]));
}

/* --- without asking --------------------------------------------------------------- */

static void walk_all(struct finding *f, const struct trie *t)
{
	if (!t)
		return;
	found(f, t);
	walk_all(f, t->any);
	walk_all(f, t->undefined);
	for (uint32_t i = 0; i < t->scalar_count; i++)
		walk_all(f, t->scalars[i]);
	walk_all(f, t->array);
	walk_all(f, t->next);
}

/* --- what was found --------------------------------------------------------------- */

/* The branches of one rule: the first of them stands for it. */
static void add_branches(struct finding *f, struct rules *r, uint32_t first)
{
	const struct index *x = f->x;
	const struct rego_rule **branches = NULL;
	uint32_t n = 0, end = first;

	while (end < x->count && x->rules[end].first == first)
		end++;
	if (end - first > 1)
		branches = rego_new_array(f->e->s->a, const struct rego_rule *, end - first);
	for (uint32_t i = first; i < end; i++) {
		if (x->rules[i].found != x->lookups)
			continue;
		if (n++)
			branches[n - 2] = x->rules[i].rule;
		else
			r->rules[r->count] = x->rules[i].rule;
	}
	r->branches[r->count] = branches;
	r->branch_count[r->count++] = n - 1;
	r->any_branch |= n > 1;
}

static void arrange(struct finding *f, struct rules *r)
{
	struct rego_arena *a = f->e->s->a;

	r->rules = rego_new_array(a, const struct rego_rule *, f->count + 1);
	r->branches = rego_new_array(a, const struct rego_rule **, f->count + 1);
	r->branch_count = rego_new_array(a, uint32_t, f->count + 1);
	for (uint32_t i = 0; i < f->count; i++)
		add_branches(f, r, f->rules[i]);
}

/* Whether the rules that were found may have several values. */
static bool differ(struct step *s, const struct rules *r)
{
	const term *last = NULL;

	for (uint32_t i = 0; i < r->count; i++) {
		const term *v = r->rules[i]->head->value;

		if (step_is_partial(r->rules[i]))
			return true;
		if (v && last && !step_same(s, last, v))
			return true;
		last = v ? v : last;
	}
	return false;
}

bool step_find_rules(struct ev *e, const term *ref, const struct rego_rule_node *n,
		     term *const *args, uint32_t count, struct rules *r)
{
	struct step *s = e->s;
	const struct rego_options *o = &s->vm->policy->options;
	struct finding f = { .e = e, .args = args, .arg_count = count };

	if (!n->rule_count)
		return false;
	f.x = step_index(s, n);
	f.x->lookups++;
	if (o->no_index)
		walk_all(&f, &f.x->root);
	else
		traverse(&f, &f.x->root);
	arrange(&f, r);
	r->usual = f.x->usual;
	r->set = f.x->set;
	r->ground = f.x->ground;
	if (!o->no_index && !f.multiple)
		f.multiple = differ(s, r);
	r->early = !f.multiple && !o->no_early_exit;
	step_tell_index(e, r, ref);
	return true;
}
