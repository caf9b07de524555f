// SPDX-License-Identifier: BSD-2-Clause
/* Documents that many rules make together: sets, and objects below refs with variables. */
#include "rego/step/impl.h"

/* The document while it grows: one builder for each object and set. */
struct node {
	struct rego_val key, value; /* value: of a leaf */
	bool is_set;
	struct node **children;
	uint32_t count, room;
};

struct making {
	struct k matched; /* the head fits the ref, */
	struct k found;	  /* and the body is true */
	struct lookup *l;
	struct rules *r;
	struct ev child;
	const struct rego_rule *rule;
	struct node *root;
	bool unknown, defined;
	struct ev *by; /* who fits the head: what is told has its number */
	struct k *next;
};

#define MATCHED(x) ((struct making *)((char *)(x)-offsetof(struct making, matched)))
#define FOUND(x)   ((struct making *)((char *)(x)-offsetof(struct making, found)))

static bool is_set(const struct rego_rule *r)
{
	return !r->head->value;
}

/* --- the document ----------------------------------------------------------------------- */

static struct node *child_of(struct node *n, struct rego_val key)
{
	uint32_t hash = rego_hash(key);

	for (uint32_t i = 0; i < n->count; i++)
		if (rego_hash(n->children[i]->key) == hash && rego_equal(n->children[i]->key, key))
			return n->children[i];
	return NULL;
}

static struct node *add_child(struct step *s, struct node *n, struct rego_val key)
{
	struct node *child = rego_new(s->a, struct node);

	child->key = key;
	if (n->count == n->room) {
		struct node **more = rego_new_array(s->a, struct node *, n->room * 2 + 4);

		if (n->count)
			memcpy(more, n->children, n->count * sizeof(*more));
		n->children = more;
		n->room = n->room * 2 + 4;
	}
	n->children[n->count++] = child;
	return child;
}

static struct rego_val built(struct step *s, const struct node *n)
{
	struct rego_builder b = { .arena = s->a };

	if (rego_defined(n->value))
		return n->value;
	for (uint32_t i = 0; i < n->count; i++) {
		if (n->is_set)
			rego_add(&b, n->children[i]->key);
		else
			rego_add_pair(&b, n->children[i]->key, built(s, n->children[i]));
	}
	return n->is_set ? rego_build_set(&b) : rego_build_object(&b);
}

static struct rego_val plugged(struct making *m, const term *t)
{
	const term *v = step_norm(m->l->e->s, step_plug(m->l->e->s, m->child.b, t));

	return v->kind == REGO_TERM_VALUE ? v->value : rego_null();
}

static _Noreturn void conflict(struct making *m)
{
	step_fail(m->l->e, &m->rule->head->loc, "eval_conflict_error",
		  "object keys must be unique");
}

/* Adds what the rule gives; true: it was there already. */
static bool reduce(struct making *m)
{
	struct step *s = m->l->e->s;
	const term *ref = step_rule_ref(s, m->rule);
	struct node *n = m->root, *child;
	struct rego_val v;
	bool there;

	for (uint32_t i = m->l->pos + 1; !m->root->is_set && i < ref->list.count; i++) {
		bool last = i + 1 == ref->list.count;
		struct rego_val key = plugged(m, ref->list.items[i]);

		child = child_of(n, key);
		if (child && !last && (rego_defined(child->value) || child->is_set))
			conflict(m);
		if (child && last && !is_set(m->rule)) {
			v = plugged(m, m->rule->head->value);
			if (!rego_equal(built(s, child), v))
				conflict(m);
			child->value = v; /* nothing may be put into it any more */
			return true;
		}
		if (child && last && !child->is_set)
			conflict(m);
		if (!child) {
			child = add_child(s, n, key);
			child->is_set = last && is_set(m->rule);
			if (last && !is_set(m->rule)) {
				child->value = plugged(m, m->rule->head->value);
				return false;
			}
		}
		n = child;
	}
	if (!n->is_set) /* "p contains x" beside "p[k] contains y" */
		conflict(m);
	v = plugged(m, m->rule->head->key);
	there = child_of(n, v) != NULL;
	if (!there)
		add_child(s, n, v);
	return there;
}

/* --- all rules ----------------------------------------------------------------------------- */

static struct stop *go_reduce(struct k *k)
{
	struct making *m = FOUND(k);

	step_tell_rule(&m->child, REGO_STEP_EXIT, m->rule);
	reduce(m);
	step_tell_rule(&m->child, REGO_STEP_REDO, m->rule);
	return NULL;
}

static struct node *empty(struct making *m)
{
	struct node *n = rego_new(m->l->e->s->a, struct node);

	n->is_set = m->r->set && m->r->ground;
	return n;
}

static struct stop *make_all(struct making *m, struct rego_val *made)
{
	struct stop *x = NULL;

	m->root = empty(m);
	m->found.go = go_reduce;
	for (uint32_t i = 0; i < m->r->count && !x; i++) {
		m->rule = m->r->rules[i];
		step_rule(&m->child, m->l->e, m->rule);
		step_tell_rule(&m->child, REGO_STEP_ENTER, m->rule);
		x = step_eval(&m->child, &m->found);
	}
	*made = built(m->l->e->s, m->root);
	return x;
}

static struct stop *whole(struct making *m)
{
	struct lookup *l = m->l;
	struct step *s = l->e->s;
	struct rego_val key = step_key_of(s, l->plugged, l->pos + 1), v;
	const struct known *known = step_known(s, key);
	struct stop *x;

	if (known && !known->undefined) {
		v = known->value;
	} else {
		x = make_all(m, &v);
		if (x)
			return x;
		step_know(s, key, v);
	}
	return step_biunify(l->e, step_value(s, v), l->rterm, l->b, l->rb, m->next);
}

/* --- rules that fit what is asked for --------------------------------------------------------- */

struct fitting {
	struct k k;
	struct making *m;
	uint32_t at;
	struct k *next;
};

static struct stop *go_fit(struct k *k)
{
	struct fitting *f = (struct fitting *)k;
	struct making *m = f->m;
	struct step *s = m->l->e->s;
	const term *ref = m->l->ref, *head = step_rule_ref(s, m->rule);
	struct fitting more = *f;

	more.at++;
	if (f->at < ref->list.count && f->at < head->list.count)
		return step_biunify(m->by, ref->list.items[f->at], head->list.items[f->at], m->l->b,
				    m->child.b, &more.k);
	if (is_set(m->rule) && f->at < ref->list.count && head->list.count <= ref->list.count)
		return step_biunify(m->by, ref->list.items[f->at], step_head_key(m->rule), m->l->b,
				    m->child.b, f->next);
	return f->next->go(f->next);
}

static struct stop *fit(struct making *m, struct k *k)
{
	struct fitting f = { { go_fit }, m, m->l->pos + 1, k };

	return go_fit(&f.k);
}

static term *wrapped(struct step *s, const term *leaf, const term *ref, uint32_t from)
{
	term *t = (term *)leaf;

	for (uint32_t i = ref->list.count; i-- > from;) {
		term *o = step_list(s, REGO_TERM_OBJECT, 2);

		o->list.items[0] = ref->list.items[i];
		o->list.items[1] = t;
		t = o;
	}
	return t;
}

/* The value of the rule alone, in objects for the rest of its ref. */
static struct stop *give(struct making *m)
{
	struct step *s = m->l->e->s;
	const term *ref = step_rule_ref(s, m->rule), *v = m->rule->head->value;
	struct binds *b = m->child.b;
	term *t;

	v = step_apply(v ? v : step_head_key(m->rule), &b);
	t = (term *)v;
	if (is_set(m->rule)) {
		t = step_list(s, REGO_TERM_SET, 1);
		t->list.items[0] = (term *)v;
	}
	return step_in_term(m->l, m->l->pos + 1, wrapped(s, t, ref, m->l->pos + 1), b, m->next);
}

static struct stop *go_one(struct k *k)
{
	struct making *m = FOUND(k);
	struct stop *x;

	step_tell_rule(&m->child, REGO_STEP_EXIT, m->rule);
	if (m->unknown) {
		x = give(m);
		if (x)
			return x;
	} else if (reduce(m)) {
		step_tell_rule(&m->child, REGO_STEP_DUPLICATE, m->rule);
		return NULL;
	}
	step_tell_rule(&m->child, REGO_STEP_REDO, m->rule);
	return NULL;
}

static struct stop *go_matched(struct k *k)
{
	struct making *m = MATCHED(k);

	m->defined = true;
	return step_eval(&m->child, &m->found);
}

static struct stop *fit_first(struct making *m, const struct rego_rule *r)
{
	struct stop *x;

	m->by = &m->child;
	m->matched.go = go_matched;
	m->found.go = go_one;
	m->rule = r;
	m->defined = false;
	step_rule(&m->child, m->l->e, r);
	step_tell_rule(&m->child, REGO_STEP_ENTER, r);
	x = fit(m, &m->matched);
	if (!x && !m->defined)
		step_tell_rule(&m->child, REGO_STEP_FAIL, r);
	return x;
}

static struct stop *go_give(struct k *k)
{
	struct making *m = MATCHED(k);
	struct stop *x;

	step_tell_rule(&m->child, REGO_STEP_EXIT, m->rule);
	x = give(m);
	if (!x)
		step_tell_rule(&m->child, REGO_STEP_REDO, m->rule);
	return x;
}

static struct stop *go_fit_last(struct k *k)
{
	struct making *m = FOUND(k);

	m->defined = true;
	return fit(m, &m->matched);
}

static struct stop *fit_last(struct making *m, const struct rego_rule *r)
{
	struct stop *x;

	m->by = m->l->e;
	m->matched.go = go_give;
	m->found.go = go_fit_last;
	m->rule = r;
	m->defined = false;
	step_rule(&m->child, m->l->e, r);
	step_tell_rule(&m->child, REGO_STEP_ENTER, r);
	x = step_eval(&m->child, &m->found);
	if (!x && !m->defined)
		step_tell_rule(&m->child, REGO_STEP_FAIL, r);
	return x;
}

/* --- what is known already -------------------------------------------------------------------- */

static uint32_t longest(struct making *m)
{
	uint32_t most = 0, ceil = m->l->ref->list.count;

	for (uint32_t i = 0; i < m->r->count; i++) {
		uint32_t n = step_rule_ref(m->l->e->s, m->r->rules[i])->list.count +
			     is_set(m->r->rules[i]);

		if (n >= ceil)
			return ceil;
		if (n > most)
			most = n;
	}
	return most;
}

struct hint {
	const term **path;	/* of the document that will be known */
	uint32_t count, placed; /* placed: without what says how much of it was made */
	bool full;
};

/* True: it was known, and *x is what became of it. */
static bool look(struct making *m, struct hint *h, struct stop **x)
{
	struct lookup *l = m->l;
	struct step *s = l->e->s;
	uint32_t most = longest(m), n = l->pos + 1;
	const struct known *k = step_known(s, step_key_of(s, l->plugged, n));
	const term *first = step_plug(s, l->b, l->ref->list.items[n]);

	if (k && !k->undefined) {
		*x = step_in_term(l, n, step_value(s, k->value), l->b, m->next);
		return true;
	}
	h->path = rego_new_array(s->a, const term *, l->ref->list.count + 1);
	memcpy(h->path, l->plugged, n * sizeof(*h->path));
	if (first->kind == REGO_TERM_VAR) {
		h->full = true;
		h->count = n;
		return false;
	}
	for (uint32_t i = n; i < most; i++) {
		const term *t = step_norm(s, step_plug(s, l->b, l->ref->list.items[i]));

		if (rego_term_is_ground(t) && h->placed == h->count) {
			h->placed = i + 1;
		} else if (!h->count) {
			break;
		} else if (rego_term_is_ground(t)) {
			term *mark = step_list(s, REGO_TERM_ARRAY, 1);

			mark->list.items[0] = (term *)t;
			t = mark;
		}
		h->path[i] = t;
		h->count = i + 1;
		k = step_known(s, step_key_of(s, h->path, h->count));
		if (k && !k->undefined) {
			*x = step_in_term(l, h->placed, step_value(s, k->value), l->b, m->next);
			return true;
		}
	}
	while (h->count > h->placed && h->path[h->count - 1]->kind == REGO_TERM_VAR)
		h->count--;
	return false;
}

static struct rego_val below(struct rego_val v, const struct hint *h, uint32_t from)
{
	for (uint32_t i = from; i < h->placed && rego_defined(v); i++)
		v = rego_get(v, h->path[i]->value);
	return v;
}

static struct stop *each_rule(struct making *m)
{
	struct lookup *l = m->l;
	struct step *s = l->e->s;
	struct hint h = { 0 };
	struct rego_val v, part;
	struct stop *x = NULL;

	if (!m->unknown && look(m, &h, &x))
		return x;
	if (h.full) {
		x = make_all(m, &v);
		if (x)
			return x;
		step_know(s, step_key_of(s, h.path, h.count), v);
		return step_in_term(l, l->pos + 1, step_value(s, v), l->b, m->next);
	}
	m->root = empty(m);
	for (uint32_t i = 0; i < m->r->count && !x; i++)
		x = fit_first(m, m->r->rules[i]);
	if (x || m->unknown)
		return x;
	v = built(s, m->root);
	if (h.count) {
		part = below(v, &h, l->pos + 1);
		if (rego_defined(part))
			step_know(s, step_key_of(s, h.path, h.count), part);
	}
	return step_in_term(l, l->pos + 1, step_value(s, v), l->b, m->next);
}

/* Whether what is asked for, and not only the rules, is unknown. */
static bool asked_unknown(struct making *m)
{
	struct lookup *l = m->l;

	if (!step_partial(l->e))
		return false;
	for (uint32_t i = l->pos + 1, n = longest(m); i < n; i++)
		if (step_unknown(l->e, l->ref->list.items[i], l->b))
			return true;
	return false;
}

struct stop *step_partial_rules(struct lookup *l, struct rules *r, struct k *k)
{
	struct step *s = l->e->s;
	struct making m = { .l = l, .r = r, .next = k };
	struct stop *x = NULL;
	term *prefix;

	if (step_partial(l->e)) {
		prefix = step_prefix(s, l->ref, l->pos + 1);
		m.unknown = step_unknown(l->e, prefix, l->b);
		if (l->ref->list.count == l->pos + 1 && m.unknown)
			return step_support_partial(l, r, k);
		if (l->ref->list.count > l->pos + 1 &&
		    ((m.unknown && s->partial->shallow) || step_is_disabled(s, prefix, false)))
			return step_support_partial(l, r, k);
	}
	if (l->ref->list.count == l->pos + 1)
		return whole(&m);
	if (!r->count && !r->usual)
		return NULL;
	if (!asked_unknown(&m))
		return each_rule(&m);
	for (uint32_t i = 0; i < r->count && !x; i++)
		x = fit_last(&m, r->rules[i]);
	return x;
}
