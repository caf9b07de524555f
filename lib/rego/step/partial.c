// SPDX-License-Identifier: BSD-2-Clause
/* Partial evaluation from the query on. */
#include <stdlib.h>

#include "rego/compile/pass.h"
#include "rego/step/run.h"

struct left {
	struct k k;
	struct ev *e;
	struct rego_partial *p;
	struct rego_vars live;
	uint32_t room;
};

static int by_expr(const void *a, const void *b)
{
	struct rego_expr *const *x = a, *const *y = b;

	return rego_compare_exprs(*x, *y);
}

/* What is known of the query's variables is said by equalities. */
static void add_bindings(struct ev *e, struct rego_body *b)
{
	struct step *s = e->s;
	uint32_t n = e->b->count;
	struct rego_expr **all = rego_new_array(s->a, struct rego_expr *, n + 1);

	for (uint32_t i = 0; i < n; i++) {
		const term *key = e->b->items[i].key;

		all[i] = step_new_eq(s, key, step_plug_for(s, e->b, key, s->root));
	}
	qsort(all, n, sizeof(*all), by_expr);
	for (uint32_t i = 0; i < n; i++)
		step_append(s, b, all[i]);
}

static struct stop *go_left(struct k *k)
{
	struct left *l = (struct left *)k;
	struct step *s = l->e->s;
	struct rego_body *b = step_saved_query(s);
	struct rego_partial *p = l->p;

	add_bindings(l->e, b);
	if (!step_passes(s, b))
		return NULL;
	if (!s->partial->shallow)
		b = step_propagate(s, &l->live, false, b);
	if (p->query_count == l->room) {
		struct rego_body **more = rego_new_array(s->a, struct rego_body *, l->room * 2 + 8);

		if (p->query_count)
			memcpy(more, p->queries, p->query_count * sizeof(*more));
		p->queries = more;
		l->room = l->room * 2 + 8;
	}
	p->queries[p->query_count++] = b;
	return NULL;
}

static bool note_live(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR && !rego_var_is_generated(t->var))
		rego_vars_add(w->arg, t->var);
	return false;
}

static void find_live(struct left *l, const term *const *unknown, uint32_t n)
{
	struct rego_walk w = { .term = note_live, .arg = &l->live };

	for (uint32_t i = 0; i < n; i++) {
		const term *t = unknown[i];

		rego_vars_add(&l->live, t->kind == REGO_TERM_REF ? t->list.items[0]->var : t->var);
	}
	rego_walk_body(&w, (struct rego_body *)l->e->query);
}

static int compare_lists(term *const *a, uint32_t an, term *const *b, uint32_t bn)
{
	for (uint32_t i = 0; i < an && i < bn; i++) {
		int c = rego_compare_terms(a[i], b[i]);

		if (c)
			return c;
	}
	return an < bn ? -1 : an > bn;
}

static int compare_maybe(const term *a, const term *b)
{
	if (!a || !b)
		return !!a - !!b;
	return rego_compare_terms(a, b);
}

static int compare_heads(const struct rego_head *a, const struct rego_head *b)
{
	int c = compare_lists(a->args, a->arg_count, b->args, b->arg_count);

	c = c ? c : rego_compare_terms(a->ref, b->ref);
	c = c ? c : compare_maybe(a->key, b->key);
	return c ? c : compare_maybe(a->value, b->value);
}

static int by_rule(const void *a, const void *b)
{
	const struct rego_rule *x = *(struct rego_rule *const *)a;
	const struct rego_rule *y = *(struct rego_rule *const *)b;
	int c = compare_heads(x->head, y->head);

	c = c ? c : x->is_default - y->is_default;
	for (uint32_t i = 0; !c && i < x->body->count && i < y->body->count; i++)
		c = rego_compare_exprs(x->body->exprs[i], y->body->exprs[i]);
	if (c)
		return c;
	return x->body->count < y->body->count ? -1 : x->body->count > y->body->count;
}

static void list_support(struct step *s, struct rego_partial *p)
{
	struct support *x;

	for (x = s->support; x; x = x->next)
		p->support_count++;
	p->support = rego_new_array(s->a, struct rego_module *, p->support_count + 1);
	p->support_count = 0;
	for (x = s->support; x; x = x->next) {
		qsort(x->module->rules, x->module->rule_count, sizeof(*x->module->rules), by_rule);
		p->support[p->support_count++] = x->module;
	}
}

void step_partial_run(struct ev *e, const struct rego_partial_options *o, struct rego_partial *p)
{
	struct step *s = e->s;
	struct left l = { .k = { go_left }, .e = e, .p = p };
	const term **unknown = rego_new_array(s->a, const term *, o->unknown_count + 1);
	struct disabled no_inline = { .refs = (const term *const *)o->no_inline,
				      .count = o->no_inline_count };
	uint32_t n = o->unknown_count;

	for (uint32_t i = 0; i < n; i++)
		unknown[i] = step_as_unknown(s, o->unknowns[i]);
	if (!n)
		unknown[n++] = step_ref_of(s, step_var(s, "input"), NULL, 0);
	rego_vars_init(&l.live, s->a, NULL);
	find_live(&l, unknown, n);
	step_push_unknown(s, unknown, n, e->b);
	step_push_saved(s);
	if (no_inline.count)
		step_disable(s, &no_inline);
	step_run(e, &l.k);
	list_support(s, p);
}
