// SPDX-License-Identifier: BSD-2-Clause
/* Rules that partial evaluation leaves beside its queries, in packages below "partial". */
#include "rego/compile/pass.h"
#include "rego/step/impl.h"
#include "rego/syntax/parser.h"

struct keeping {
	struct k k;
	struct ev child;
	struct lookup *l;
	const struct rego_rule *rule;
	const term *package, *ref; /* of the new rule; of a function: its whole path in package */
	bool defined;
	void (*make)(struct keeping *p, struct rego_body *b);
	struct step *s;
};

const term *step_namespaced(struct step *s, const term *ref)
{
	term *t = step_list(s, REGO_TERM_REF, ref->list.count + 1);

	t->list.items[0] = ref->list.items[0];
	t->list.items[1] = step_value(s, rego_cstring(s->a, "partial"));
	for (uint32_t i = 1; i < ref->list.count; i++)
		t->list.items[i + 1] = ref->list.items[i];
	return t;
}

static bool is_name(const term *t)
{
	return t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING &&
	       rego_is_word(rego_text(t->value), rego_len(t->value));
}

/* data.partial.a.p[x]: the package data.partial.a, and the rule p[x]. */
static void cut(struct step *s, const term *path, const term **package, term **rule)
{
	uint32_t start = 2, strings = 1;

	while (strings < path->list.count && rego_term_is_string(path->list.items[strings]))
		strings++;
	for (uint32_t i = start; i < strings && is_name(path->list.items[i]); i++)
		start = i;
	*package = step_prefix(s, path, start);
	*rule = step_list(s, REGO_TERM_REF, path->list.count - start);
	for (uint32_t i = start; i < path->list.count; i++)
		(*rule)->list.items[i - start] = path->list.items[i];
	if (rego_term_is_string((*rule)->list.items[0]))
		(*rule)->list.items[0] = step_var(s, rego_text((*rule)->list.items[0]->value));
}

static struct support *package_of(struct step *s, const term *package)
{
	struct support *p = s->support;

	while (p && !step_same(s, p->package, package))
		p = p->next;
	return p;
}

bool step_supports(struct step *s, const term *path)
{
	const term *package;
	struct support *p;
	term *rule;

	cut(s, path, &package, &rule);
	p = package_of(s, package);
	for (uint32_t i = 0; p && i < p->module->rule_count; i++) {
		const struct rego_head *h = p->module->rules[i]->head;

		if (rule->list.count == 1 ? step_same(s, h->ref->list.items[0], rule->list.items[0])
					  : step_has_prefix(s, h->ref, rule))
			return true;
	}
	return false;
}

void step_support_in(struct step *s, const term *package, struct rego_rule *r)
{
	struct support *p = package_of(s, package), **last = &s->support;
	struct rego_rule **more;
	struct rego_module *m;

	if (!p) {
		p = rego_new(s->a, struct support);
		p->package = package;
		p->module = rego_new(s->a, struct rego_module);
		p->module->package = (term *)package;
		p->module->version =
			s->vm->policy->options.version == REGO_V0 ? REGO_V0_V1 : REGO_V1;
		while (*last)
			last = &(*last)->next;
		*last = p;
	}
	m = p->module;
	more = rego_new_array(s->a, struct rego_rule *, m->rule_count + 1);
	if (m->rule_count)
		memcpy(more, m->rules, m->rule_count * sizeof(*more));
	m->rules = more;
	r->module = m;
	m->rules[m->rule_count++] = r;
}

void step_support(struct step *s, const term *path, struct rego_rule *r)
{
	const term *package;
	term *rule;

	cut(s, path, &package, &rule);
	step_support_in(s, package, r);
}

/* --- the rules that stay ---------------------------------------------------------------------- */

static const term *plug(struct keeping *p, const term *t)
{
	return step_plug_for(p->s, p->child.b, t, p->s->root);
}

static struct stop *go_keep(struct k *k)
{
	struct keeping *p = (struct keeping *)k;
	struct step *s = p->s;
	struct saved *q;
	struct rego_body *b;

	step_tell_rule(&p->child, REGO_STEP_EXIT, p->rule);
	p->defined = true;
	q = step_pop_saved(s);
	b = step_saved_body(s, q);
	if (step_passes(s, b))
		p->make(p, b);
	step_tell_rule(&p->child, REGO_STEP_REDO, p->rule);
	step_put_saved(s, q);
	return NULL;
}

/* True when its body may be true. */
static bool keep_rule(struct keeping *p, struct ev *e, const struct rego_rule *r,
		      const term *const *unknown, uint32_t count)
{
	struct step *s = e->s;

	p->k.go = go_keep;
	p->s = s;
	p->rule = r;
	p->defined = false;
	step_rule(&p->child, e, r);
	step_tell_rule(&p->child, REGO_STEP_ENTER, r);
	step_push_saved(s);
	if (unknown)
		step_push_unknown(s, unknown, count, p->child.b);
	step_eval(&p->child, &p->k);
	if (unknown)
		step_pop_unknown(s);
	step_pop_saved(s);
	return p->defined;
}

static struct rego_rule *new_rule(struct keeping *p, struct rego_head *h, struct rego_body *b,
				  bool propagate)
{
	struct step *s = p->s;
	struct rego_rule *r = rego_new(s->a, struct rego_rule);
	struct rego_vars live;

	r->head = h;
	r->is_default = p->rule->is_default;
	r->body = b;
	if (propagate && !s->partial->shallow) {
		rego_vars_init(&live, s->a, NULL);
		for (uint32_t i = 0; i < h->arg_count; i++)
			rego_collect_term(&live, h->args[i], 0);
		if (h->key)
			rego_collect_term(&live, h->key, 0);
		if (h->value)
			rego_collect_term(&live, h->value, 0);
		for (uint32_t i = 1; i < h->ref->list.count; i++)
			rego_collect_term(&live, h->ref->list.items[i], 0);
		r->body = step_propagate(s, &live, true, b);
	}
	return r;
}

/* --- documents with one value -------------------------------------------------------------------
 */

static void make_complete(struct keeping *p, struct rego_body *b)
{
	struct rego_head *h = rego_new(p->s->a, struct rego_head);

	h->ref = rego_copy_term(p->s->a, p->ref);
	if (h->ref->list.count == 1)
		h->name = h->ref->list.items[0]->var;
	h->value = (term *)plug(p, p->rule->head->value);
	step_support_in(p->s, p->package, new_rule(p, h, b, true));
}

static bool keep_complete(struct lookup *l, const struct rego_rule *r, const term *path)
{
	struct step *s = l->e->s;
	struct keeping p = { .l = l, .make = make_complete };
	uint32_t before = r->module->package->list.count;
	term *ref = step_list(s, REGO_TERM_REF, l->pos + 1 - before);

	for (uint32_t i = 0; i < ref->list.count; i++)
		ref->list.items[i] = (term *)l->plugged[before + i];
	ref->list.items[0] = step_var(s, rego_text(ref->list.items[0]->value));
	p.ref = ref;
	p.package = step_prefix(s, path, path->list.count - ref->list.count);
	return keep_rule(&p, l->e, r, NULL, 0);
}

struct stop *step_support_complete(struct lookup *l, struct rules *r, struct k *k)
{
	struct step *s = l->e->s;
	const term *path = step_namespaced(s, step_plugged(l, l->pos + 1));
	bool defined = step_supports(s, path);

	if (!defined) {
		for (uint32_t i = 0; i < r->count; i++)
			defined |= keep_complete(l, r->rules[i], path);
		if (r->usual)
			defined |= keep_complete(l, r->usual, path);
	}
	if (!defined)
		return NULL;
	return step_save_unify(l->e, step_namespaced(s, l->ref), l->rterm, l->b, l->rb, k);
}

/* --- sets and objects
 * ----------------------------------------------------------------------------- */

static void make_partial(struct keeping *p, struct rego_body *b)
{
	struct step *s = p->s;
	struct rego_head *h = rego_new(s->a, struct rego_head);
	const struct rego_head *from = p->rule->head;
	const term *ref = step_namespaced(s, step_rule_ref(s, p->rule)), *package;
	term *plugged = step_prefix(s, ref, ref->list.count), *rule;
	uint32_t n = ref->list.count;

	plugged->list.items = rego_new_array(s->a, term *, n);
	for (uint32_t i = 0; i < n; i++)
		plugged->list.items[i] =
			i ? (term *)plug(p, ref->list.items[i]) : ref->list.items[i];
	cut(s, plugged, &package, &rule);
	h->ref = rule;
	if (from->value)
		h->value = (term *)plug(p, from->value);
	if (from->key && !from->value) {
		h->key = (term *)plug(p, from->key);
		h->contains = true;
	}
	if (from->value && rule->list.count == 2)
		h->key = rule->list.items[1];
	if (rule->list.count == 1 || (rule->list.count == 2 && from->value))
		h->name = rule->list.items[0]->var;
	step_support_in(s, package, new_rule(p, h, b, true));
}

struct stop *step_support_partial(struct lookup *l, struct rules *r, struct k *k)
{
	struct step *s = l->e->s;
	const term *path = step_namespaced(s, step_plugged(l, l->pos + 1));
	const term *t = step_namespaced(s, l->ref);
	bool defined = step_supports(s, path);

	for (uint32_t i = 0, known = defined; !known && i < r->count; i++) {
		struct keeping p = { .l = l, .make = make_partial };

		defined |= keep_rule(&p, l->e, r->rules[i], NULL, 0);
	}
	if (!defined) {
		if (l->ref->list.count != l->pos + 1)
			return NULL;
		t = step_value(s, r->set && r->ground ? rego_set(s->a, NULL, 0)
						      : rego_object(s->a, NULL, 0));
	}
	return step_save_unify(l->e, t, l->rterm, l->b, l->rb, k);
}

/* --- functions
 * --------------------------------------------------------------------------------------- */

static void make_function(struct keeping *p, struct rego_body *b)
{
	struct step *s = p->s;
	struct rego_head *h = rego_new(s->a, struct rego_head);
	const struct rego_head *from = p->rule->head;

	h->name = from->name;
	h->ref = from->ref;
	h->function = true;
	h->arg_count = from->arg_count;
	h->args = rego_new_array(s->a, term *, from->arg_count + 1);
	for (uint32_t i = 0; i < from->arg_count; i++)
		h->args[i] = (term *)plug(p, from->args[i]);
	h->value = (term *)plug(p, from->value);
	step_support(s, p->ref, new_rule(p, h, b, false));
}

static void keep_function(struct ev *e, const struct rego_rule *r, const term *path)
{
	struct step *s = e->s;
	struct keeping p = { .make = make_function, .ref = path };
	struct rego_vars vars;
	const term **unknown;

	rego_vars_init(&vars, s->a, NULL);
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_collect_term(&vars, r->head->args[i], 0);
	unknown = rego_new_array(s->a, const term *, vars.count + 1);
	for (uint32_t i = 0; i < vars.count; i++)
		unknown[i] = step_var(s, vars.items[i].var->text);
	keep_rule(&p, e, r, unknown, vars.count);
}

struct stop *step_support_call(struct ev *e, term *const *terms, uint32_t n, uint32_t arity,
			       struct rules *r, struct k *k)
{
	struct step *s = e->s;
	const term *path = step_namespaced(s, terms[0]);
	term **call = rego_new_array(s->a, term *, n);

	if (!step_supports(s, path)) {
		for (uint32_t i = 0; i < r->count; i++)
			keep_function(e, r->rules[i], path);
		if (r->usual)
			keep_function(e, r->usual, path);
	}
	if (!step_supports(s, path))
		return NULL;
	memcpy(call, terms, n * sizeof(*call));
	call[0] = (term *)path;
	return step_save_call(e, arity, call, n, k);
}
