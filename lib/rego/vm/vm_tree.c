// SPDX-License-Identifier: BSD-2-Clause
/* Places in "data" that are found while running: base documents and rules side by side.
 *
 * A place is two registers: the node of rules there (-1: none), and the base document.  The first
 * is marked when that is no base document: it is the value of a rule, or of partial rules that are
 * not asked yet, because the next key may be one that few of them can have. */
#include "rego/vm/vm.h"

enum { OF_RULE = 1, NOT_ASKED = 2 };

static uint32_t depth_of(const struct rego_rule_node *n)
{
	uint32_t d = 0;

	for (; n->parent; n = n->parent)
		d++;
	return d;
}

bool rego_vm_masked(const struct rego_eval *e, const struct rego_rule_node *n)
{
	uint32_t depth = depth_of(n);

	for (const struct rego_mask *m = e->masks; m; m = m->next) {
		const struct rego_rule_node *up = n;
		uint32_t i = depth;

		for (; i > m->count; i--)
			up = up->parent;
		if (i < m->count)
			continue;
		for (; i && rego_equal(up->key, m->path[i - 1]); i--)
			up = up->parent;
		if (!i)
			return true;
	}
	return false;
}

static struct rego_val at_node(struct rego_eval *e, struct rego_val v,
			       const struct rego_rule_node *n)
{
	uint32_t depth = depth_of(n), i = depth;
	struct rego_val *path = rego_new_array(&e->arena, struct rego_val, depth + 1);

	for (; n->parent; n = n->parent)
		path[--i] = n->key;
	for (; i < depth && rego_defined(v); i++)
		v = rego_get(v, path[i]);
	return v;
}

struct rego_val rego_vm_base(struct rego_eval *e, const struct rego_rule_node *n)
{
	return at_node(e, e->data, n);
}

struct rego_val rego_vm_rules(struct rego_eval *e, const struct rego_rule_node *n)
{
	const struct rego_code *c = e->program->codes[n->id];
	struct rego_val v;

	if (e->masks && rego_vm_masked(e, n))
		return rego_vm_base(e, n);
	if (!c || c->args)
		return rego_undefined();
	if (e->slots[n->id].layer == e->layer)
		return e->slots[n->id].value;
	v = rego_vm_run(e, c, NULL, 0);
	rego_vm_store(e, n->id, v);
	return v;
}

static const struct rego_rule_node *node_of(struct rego_eval *e, const struct rego_val *c)
{
	return c[0].i < 0 || c[0].big ? NULL : e->program->unit->nodes[c[0].i];
}

/* Partial rules: what they have at the key. */
static struct rego_val rules_at(struct rego_eval *e, const struct rego_rule_node *n,
				struct rego_val key)
{
	const struct rego_code *c = e->program->keyed[n->id];
	struct rego_memo *m;

	if (e->slots[n->id].layer == e->layer)
		return rego_get(e->slots[n->id].value, key);
	m = rego_vm_memo(e, c, &key, 1);
	if (!m->known) {
		m->value = rego_vm_run(e, c, &key, 1);
		m->known = true;
	}
	return rego_get(m->value, key);
}

/* The value at a place that no key is asked of. */
static struct rego_val whole(struct rego_eval *e, const struct rego_val *c)
{
	return c[0].big == NOT_ASKED ? rego_vm_rules(e, e->program->unit->nodes[c[0].i]) : c[1];
}

void rego_vm_tree(struct rego_eval *e, struct rego_val *c, uint32_t node)
{
	const struct rego_rule_node *n = e->program->unit->nodes[node];

	c[0] = rego_int(e->masks && rego_vm_masked(e, n) ? -1 : (int64_t)node);
	c[1] = rego_vm_base(e, n);
}

static struct rego_val below(struct rego_eval *e, const struct rego_val *c, struct rego_val key)
{
	switch (c[0].big) {
	case OF_RULE: return rego_get(c[1], key);
	case NOT_ASKED: return rules_at(e, e->program->unit->nodes[c[0].i], key);
	default: return rego_vm_stored(c[1], key);
	}
}

bool rego_vm_tree_key(struct rego_eval *e, struct rego_val *to, const struct rego_val *c,
		      struct rego_val key)
{
	const struct rego_rule_node *n = node_of(e, c);

	n = n ? rego_rule_child(n, key) : NULL;
	if (n && e->masks && rego_vm_masked(e, n))
		n = NULL;
	to[1] = below(e, c, key);
	to[0] = rego_int(n ? (int64_t)n->id : -1);
	to[0].big = c[0].big ? OF_RULE : 0;
	if (!n || !n->rule_count)
		return n || rego_defined(to[1]);
	if (e->program->keyed[n->id]) {
		to[0].big = NOT_ASKED;
		return true;
	}
	to[0].big = OF_RULE;
	to[1] = rego_vm_rules(e, n);
	return rego_defined(to[1]);
}

struct rego_val rego_vm_tree_looped(struct rego_eval *e, const struct rego_val *c)
{
	return rego_vm_looped(whole(e, c));
}

bool rego_vm_tree_next(struct rego_eval *e, struct rego_val *it, const struct rego_val *c,
		       struct rego_val *key)
{
	const struct rego_rule_node *n = node_of(e, c);
	struct rego_val unused;

	if (it[0].kind >= REGO_ARRAY && rego_vm_next(it, key, &unused))
		return true;
	if (!n || it[2].i >= n->child_count)
		return false;
	*key = n->children[it[2].i++]->key;
	return true;
}

/* --- whole documents --------------------------------------------------------------------- */

/* Objects are one object, and of the rest a stays. */
static struct rego_val merge(struct rego_eval *e, struct rego_val a, struct rego_val b)
{
	struct rego_builder out = { .arena = &e->arena };
	struct rego_val other;
	uint32_t i;

	if (!rego_defined(a) || !rego_defined(b))
		return rego_defined(a) ? a : b;
	if (a.kind != REGO_OBJECT || b.kind != REGO_OBJECT)
		return a;
	for (i = 0; i < a.object->count; i++) {
		other = rego_get(b, a.object->pairs[i].key);
		rego_add_pair(&out, a.object->pairs[i].key,
			      merge(e, a.object->pairs[i].value, other));
	}
	for (i = 0; i < b.object->count; i++)
		if (!rego_defined(rego_get(a, b.object->pairs[i].key)))
			rego_add_pair(&out, b.object->pairs[i].key, b.object->pairs[i].value);
	return rego_build_object(&out);
}

static struct rego_val leaves(struct rego_eval *e, const struct rego_rule_node *n)
{
	struct rego_builder out = { .arena = &e->arena };

	if (++e->nested > REGO_MOST_NESTED)
		rego_stop(&e->arena, REGO_STOP_DEPTH);
	for (uint32_t i = 0; i < n->child_count; i++) {
		const struct rego_rule_node *child = n->children[i];
		struct rego_val v;

		if (child->hidden)
			continue;
		v = child->rule_count ? rego_vm_rules(e, child) : leaves(e, child);
		if (rego_defined(v))
			rego_add_pair(&out, child->key, v);
	}
	e->nested--;
	return rego_build_object(&out);
}

struct rego_val rego_vm_tree_value(struct rego_eval *e, const struct rego_val *c)
{
	const struct rego_rule_node *n = node_of(e, c);
	struct rego_val base = c[1], v;

	if (!n)
		return whole(e, c);
	if (e->slots[n->id].layer == e->layer)
		return e->slots[n->id].value;
	if (e->masks)
		base = merge(e, at_node(e, e->overlay, n), at_node(e, e->program->data, n));
	v = merge(e, base, leaves(e, n));
	rego_vm_store(e, n->id, v);
	return v;
}
