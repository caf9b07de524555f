// SPDX-License-Identifier: BSD-2-Clause
/* Refs: through the tree of rules and base documents, then inside values. */
#include "rego/step/impl.h"

struct walking {
	struct k k;
	struct lookup l;
	const term *key;
	const term *in;
	struct binds *in_b;
	struct stop *later;
	struct k *next;
	struct rego_val made;
};

term *step_plugged(struct lookup *l, uint32_t count)
{
	term *t = step_list(l->e->s, REGO_TERM_REF, count);

	for (uint32_t i = 0; i < count; i++)
		t->list.items[i] = (term *)l->plugged[i];
	return t;
}

/* --- inside a value ------------------------------------------------------------------- */

static struct stop *in_value(struct walking *w);

static const term *get(struct step *s, const term *t, const term *key, struct binds **b)
{
	enum rego_kind kind = step_kind(t);

	if (t->kind == REGO_TERM_VALUE) {
		struct rego_val v;

		if (key->kind != REGO_TERM_VALUE || kind < REGO_ARRAY)
			return NULL;
		v = rego_get(t->value, key->value);
		return rego_defined(v) ? step_value(s, v) : NULL;
	}
	if (kind == REGO_ARRAY) {
		int64_t i = key->kind == REGO_TERM_VALUE && key->value.kind == REGO_NUMBER &&
					    !key->value.big
				    ? key->value.i
				    : -1;

		return i >= 0 && i < step_len(t) ? step_apply(step_item(s, t, (uint32_t)i), b)
						 : NULL;
	}
	for (uint32_t i = 0; i < (kind == REGO_UNDEFINED ? 0 : step_len(t)); i++) {
		const term *x = kind == REGO_SET ? step_item(s, t, i) : step_key(s, t, i);

		if (step_same(s, step_plug(s, *b, x), key))
			return step_apply(kind == REGO_SET ? key : step_member(s, t, i), b);
	}
	return NULL;
}

static struct stop *in_next(struct walking *w, const term *key)
{
	struct walking next = *w;

	next.in = get(w->l.e->s, w->in, step_norm(w->l.e->s, key), &next.in_b);
	if (!next.in)
		return NULL;
	next.l.pos++;
	return in_value(&next);
}

static struct stop *go_in_key(struct k *k)
{
	struct walking *w = (struct walking *)k;

	return in_next(w, step_plug(w->l.e->s, w->in_b, w->key));
}

/* Keeps the first early end that is for somebody further out, and goes on. */
static struct stop *keep_later(struct walking *w, struct stop *x)
{
	if (!x || !x->deferred)
		return x;
	if (!w->later)
		w->later = x;
	return NULL;
}

static struct stop *in_array(struct walking *w)
{
	struct step *s = w->l.e->s;
	const term *at = w->l.ref->list.items[w->l.pos];
	struct stop *x = NULL;

	if (at->kind != REGO_TERM_VAR)
		return NULL;
	for (uint32_t i = 0; i < step_len(w->in) && !x; i++) {
		const term *key = step_value(s, rego_int(i)), *var;
		struct binds *b = w->l.b;
		struct undo undo;

		step_tell_unify(w->l.e, key, at);
		var = step_apply(at, &b);
		w->l.b = b;
		step_bind(s, b, var, key, b, &undo);
		x = in_next(w, key);
		step_undo(&undo);
		x = keep_later(w, x);
	}
	return x;
}

static struct stop *in_all(struct walking *w)
{
	struct step *s = w->l.e->s;
	enum rego_kind kind = step_kind(w->in);
	const term *at = w->l.ref->list.items[w->l.pos];
	struct stop *x = NULL;

	w->later = NULL;
	w->k.go = go_in_key;
	if (kind == REGO_ARRAY)
		x = in_array(w);
	for (uint32_t i = 0; (kind == REGO_OBJECT || kind == REGO_SET) && i < step_len(w->in) && !x;
	     i++) {
		w->key = kind == REGO_SET ? step_item(s, w->in, i) : step_key(s, w->in, i);
		x = keep_later(w, step_biunify(w->l.e, w->key, at, w->in_b, w->l.b, &w->k));
	}
	return x ? x : w->later;
}

static struct stop *go_saved(struct k *k)
{
	struct walking *w = (struct walking *)k;
	struct lookup *l = &w->l;
	term *ref = step_ref_of(l->e->s, w->key, (const term *const *)l->ref->list.items + l->pos,
				l->ref->list.count - l->pos);

	return step_biunify(l->e, ref, l->rterm, l->b, l->rb, w->next);
}

/* The value is unknown: it gets a name, and what is below is asked of that. */
static struct stop *save_value(struct walking *w)
{
	struct ev *e = w->l.e;

	w->key = step_var(e->s, rego_printf(e->s->a, "$_ref_%u", e->vars++));
	w->k.go = go_saved;
	return step_biunify(e, w->in, w->key, w->in_b, w->l.b, &w->k);
}

static struct stop *in_value(struct walking *w)
{
	struct lookup *l = &w->l;
	const term *key;

	if (l->ref->list.count == l->pos)
		return step_biunify(l->e, w->in, l->rterm, w->in_b, l->rb, w->next);
	if (step_saved(l->e->s, w->in, w->in_b))
		return save_value(w);
	key = step_plug(l->e->s, l->b, l->ref->list.items[l->pos]);
	if (rego_term_is_ground(key))
		return in_next(w, key);
	return in_all(w);
}

struct stop *step_in_term(struct lookup *l, uint32_t pos, const term *t, struct binds *tb,
			  struct k *k)
{
	struct walking w = { .l = *l, .in = step_norm(l->e->s, t), .in_b = tb, .next = k };

	w.l.pos = pos;
	return in_value(&w);
}

/* --- the tree of rules ------------------------------------------------------------------- */

static struct stop *through(struct walking *w);

static struct stop *go_leaf(struct k *k)
{
	struct walking *w = (struct walking *)k;
	const term *v = step_norm(w->l.e->s, step_plug(w->l.e->s, w->l.e->b, w->key));

	if (v->kind == REGO_TERM_VALUE)
		w->made = v->value;
	return NULL;
}

/* The path to a leaf.  As a slice of Go it is shared by all that fits into its room: what was told
 * of the first leaves shows the last one there. */
struct path {
	term **items;
	uint32_t count, room;
};

static void extend(struct step *s, struct path *p, const term *key)
{
	if (p->count == p->room) {
		term **more = rego_new_array(s->a, term *, p->room * 2 + 1);

		memcpy(more, p->items, p->count * sizeof(*more));
		p->items = more;
		p->room *= 2;
	}
	p->items[p->count] = (term *)key;
}

/* What the rules at and below a node give, as one object. */
static struct stop *leaves(struct walking *w, struct path at, const struct rego_rule_node *n,
			   struct rego_val *made)
{
	struct ev *e = w->l.e;
	struct step *s = e->s;
	struct rego_builder b = { .arena = s->a };
	struct stop *x = NULL;

	for (uint32_t i = 0; i < n->child_count && !x; i++) {
		const struct rego_rule_node *child = n->children[i];
		struct walking leaf = { .k = { go_leaf }, .l = w->l };
		struct path below;
		term *ref;

		if (child->hidden)
			continue;
		extend(s, &at, step_value(s, child->key));
		below = at;
		below.count++;
		leaf.key = step_var(s, "$_leaf");
		if (child->rule_count) {
			ref = step_list(s, REGO_TERM_REF, 0);
			ref->list.items = below.items;
			ref->list.count = below.count;
			x = step_unify(e, ref, leaf.key, &leaf.k);
		} else {
			x = leaves(w, below, child, &leaf.made);
		}
		if (rego_defined(leaf.made))
			rego_add_pair(&b, child->key, leaf.made);
	}
	*made = rego_build_object(&b);
	return x;
}

static struct stop *whole(struct walking *w)
{
	struct lookup *l = &w->l;
	struct step *s = l->e->s;
	term *ref = step_plugged(l, l->ref->list.count);
	struct rego_val base, virtual = rego_undefined();
	struct stop *x;
	bool unknown;

	if (step_partial(l->e) && step_unknown(l->e, ref, l->e->b))
		return step_save_unify(l->e, ref, l->rterm, l->b, l->rb, w->next);
	base = step_resolve(l->e, ref, &unknown);
	if (l->node) {
		x = leaves(w, (struct path){ ref->list.items, ref->list.count, ref->list.count },
			   l->node, &virtual);
		if (x)
			return x;
	}
	if (rego_defined(virtual))
		base = rego_defined(base) ? step_merge(s->a, base, virtual) : virtual;
	if (!rego_defined(base))
		return NULL;
	return step_biunify(l->e, l->rterm, step_value(s, base), l->rb, l->b, w->next);
}

static struct stop *down(struct walking *w, const term *key)
{
	struct walking next = *w;
	struct lookup *l = &next.l;

	key = step_norm(l->e->s, key);
	l->plugged[l->pos] = key;
	l->pos++;
	l->node = NULL;
	if (w->l.node && key->kind == REGO_TERM_VALUE &&
	    !step_replaced(l->e->s, l->plugged, l->pos)) {
		l->node = rego_rule_child(w->l.node, key->value);
		if (l->node && l->node->rule_count) {
			l->pos--;
			return step_rules(l, w->next);
		}
	}
	return through(&next);
}

static struct stop *go_down(struct k *k)
{
	struct walking *w = (struct walking *)k;

	return down(w, w->key);
}

static struct stop *each_base(struct walking *w, struct rego_val doc)
{
	struct lookup *l = &w->l;
	struct step *s = l->e->s;
	uint32_t n = (uint32_t)(doc.kind >= REGO_ARRAY ? rego_len(doc) : 0);
	const term *at = l->ref->list.items[l->pos];

	for (uint32_t i = 0; i < n; i++) {
		struct stop *x;

		if (doc.kind == REGO_ARRAY)
			w->key = step_value(s, rego_int(i));
		else if (doc.kind == REGO_OBJECT)
			w->key = step_value(s, doc.object->pairs[i].key);
		else
			w->key = step_value(s, doc.set->items[i]);
		x = step_biunify(l->e, w->key, at, l->b, l->b, &w->k);
		if (x && !w->later && x->deferred)
			w->later = x;
		else if (x)
			return x;
	}
	return w->later;
}

static struct stop *each_key(struct walking *w)
{
	struct lookup *l = &w->l;
	struct step *s = l->e->s;
	term *prefix = step_plugged(l, l->pos);
	const term *at = l->ref->list.items[l->pos];
	struct rego_val doc;
	struct stop *x;
	bool unknown;

	w->k.go = go_down;
	w->later = NULL;
	if (step_partial(l->e) && step_is_disabled(s, prefix, true))
		return step_save_unify(l->e, step_plugged(l, l->ref->list.count), l->rterm, l->b,
				       l->rb, w->next);
	doc = step_resolve(l->e, prefix, &unknown);
	x = each_base(w, doc);
	if (x || !l->node)
		return x;
	for (uint32_t i = 0; i < l->node->child_count && !x; i++) {
		w->key = step_value(s, l->node->children[i]->key);
		x = step_biunify(l->e, w->key, at, l->b, l->b, &w->k);
	}
	return x;
}

static struct stop *through(struct walking *w)
{
	struct lookup *l = &w->l;
	const term *key;

	if (l->ref->list.count == l->pos)
		return whole(w);
	key = step_plug(l->e->s, l->b, l->ref->list.items[l->pos]);
	return rego_term_is_ground(key) ? down(w, key) : each_key(w);
}

struct stop *step_ref(struct ev *e, const term *a, const term *b, struct binds *b1,
		      struct binds *b2, struct k *k)
{
	struct step *s = e->s;
	struct walking w = { .l = { .e = e, .ref = a, .pos = 1, .b = b1, .rterm = b, .rb = b2 },
			     .next = k };
	const term *head = a->list.items[0];

	if (step_is_doc(s, a, s->unit->data)) {
		w.l.node = s->unit->root;
		w.l.plugged = rego_new_array(s->a, const term *, a->list.count + 1);
		memcpy(w.l.plugged, a->list.items, a->list.count * sizeof(*w.l.plugged));
		return through(&w);
	}
	if (step_is_doc(s, a, s->unit->input)) {
		if (!rego_defined(e->input))
			return NULL;
		w.in = step_value(s, e->input);
		w.in_b = b1;
		return in_value(&w);
	}
	w.in_b = b1;
	w.in = step_norm(s, step_apply(head, &w.in_b));
	return w.in == head ? NULL : in_value(&w);
}
