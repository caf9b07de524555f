/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of rules. */
#include <stdlib.h>

#include "rego/compile/pass.h"

/* A node while the tree grows: children in a list, found by hash when there are many. */
struct growing {
	struct rego_rule_node node; /* first: a pointer to it is one to this */
	uint32_t child_room, rule_room;
	uint32_t *slots, mask;
};

static uint32_t *slot_of(struct growing *g, struct rego_val key)
{
	uint32_t at = rego_hash(key) & g->mask;

	while (g->slots[at] && !rego_equal(g->node.children[g->slots[at] - 1]->key, key))
		at = (at + 1) & g->mask;
	return &g->slots[at];
}

static struct growing *find_child(struct growing *g, struct rego_val key)
{
	uint32_t place;

	if (!g->slots)
		return NULL;
	place = *slot_of(g, key);
	return place ? (struct growing *)g->node.children[place - 1] : NULL;
}

static void more_children(struct rego_pass *p, struct growing *g)
{
	uint32_t room = g->child_room ? g->child_room * 2 : 4;
	struct rego_rule_node **list = rego_new_array(p->arena, struct rego_rule_node *, room);

	if (g->child_room)
		memcpy(list, g->node.children, g->child_room * sizeof(*list));
	g->node.children = list;
	g->child_room = room;
	g->mask = room * 2 - 1;
	g->slots = rego_zalloc(p->arena, (size_t)room * 2 * sizeof(*g->slots));
	for (uint32_t i = 0; i < g->node.child_count; i++)
		*slot_of(g, list[i]->key) = i + 1;
}

static struct growing *child_of(struct rego_pass *p, struct growing *g, struct rego_val key)
{
	struct growing *child = find_child(g, key);

	if (child)
		return child;
	if (g->node.child_count == g->child_room)
		more_children(p, g);
	child = rego_new(p->arena, struct growing);
	child->node.key = key;
	child->node.parent = &g->node;
	child->node.ground = true;
	g->node.children[g->node.child_count++] = &child->node;
	*slot_of(g, key) = g->node.child_count;
	p->unit->node_count++;
	return child;
}

static void add_rule(struct rego_pass *p, struct growing *g, struct rego_rule *r)
{
	if (g->node.rule_count == g->rule_room) {
		uint32_t room = g->rule_room ? g->rule_room * 2 : 2;
		struct rego_rule **list = rego_new_array(p->arena, struct rego_rule *, room);

		if (g->rule_room)
			memcpy(list, g->node.rules, g->rule_room * sizeof(*list));
		g->node.rules = list;
		g->rule_room = room;
	}
	if (!g->node.rule_count) {
		g->node.kind = rego_rule_kind(r);
		g->node.arity = r->head->arg_count;
	}
	if (r->is_default && !g->node.default_rule)
		g->node.default_rule = r;
	if (!rego_ref_is_ground(r->head->ref))
		g->node.ground = false;
	g->node.rules[g->node.rule_count++] = r;
}

/* The tree is gone through by recursion. */
#define MOST_PARTS 2000

static void check_length(struct rego_pass *p, uint32_t parts)
{
	if (parts > MOST_PARTS)
		rego_stop(p->arena, REGO_STOP_DEPTH);
}

static struct rego_val part_of(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		return (struct rego_val){ .kind = REGO_STRING, .string = t->var };
	return t->value;
}

static struct growing *package_node(struct rego_pass *p, const struct rego_module *m)
{
	struct growing *g = (struct growing *)p->unit->root;

	check_length(p, m->package->list.count);
	for (uint32_t i = 1; i < m->package->list.count; i++)
		g = child_of(p, g, part_of(m->package->list.items[i]));
	return g;
}

static void add_module(struct rego_pass *p, struct rego_module *m)
{
	struct growing *package = package_node(p, m);

	for (uint32_t i = 0; i < m->rule_count; i++) {
		const struct rego_term *ref = m->rules[i]->head->ref;
		uint32_t ground = rego_ground_prefix(ref);
		struct growing *g = package;

		check_length(p, ground);
		for (uint32_t k = 0; k < ground; k++)
			g = child_of(p, g, part_of(ref->list.items[k]));
		add_rule(p, g, m->rules[i]);
	}
}

/* As OPA does: shorter packages first, so that what "a" says of a.b is before what "a.b" says. */
static void add_modules(struct rego_pass *p)
{
	const struct rego_unit *u = p->unit;

	for (uint32_t parts = 0, done = 0; done < u->module_count; parts++) {
		check_length(p, parts);
		for (uint32_t i = 0; i < u->module_count; i++) {
			if (u->modules[i]->package->list.count != parts)
				continue;
			add_module(p, u->modules[i]);
			done++;
		}
	}
}

static int by_key(const void *x, const void *y)
{
	const struct rego_rule_node *const *a = x, *const *b = y;

	return rego_compare((*a)->key, (*b)->key);
}

/* Nodes of a deep tree, without recursion: each is numbered when it is reached. */
static void number_nodes(struct rego_pass *p)
{
	struct rego_unit *u = p->unit;
	uint32_t done = 0, count = 1;

	u->nodes = rego_new_array(p->arena, struct rego_rule_node *, u->node_count);
	u->nodes[0] = u->root;
	for (; done < count; done++) {
		struct rego_rule_node *n = u->nodes[done];

		n->id = done;
		if (n->child_count > 1)
			qsort(n->children, n->child_count, sizeof(*n->children), by_key);
		for (uint32_t i = 0; i < n->child_count; i++)
			u->nodes[count++] = n->children[i];
	}
}

void rego_make_tree(struct rego_pass *p)
{
	struct rego_unit *u = p->unit;
	struct growing *root = rego_new(p->arena, struct growing);
	struct rego_rule_node *system;

	root->node.key = (struct rego_val){ .kind = REGO_STRING, .string = p->data };
	root->node.ground = true;
	u->root = &root->node;
	u->node_count = 1;
	add_modules(p);
	number_nodes(p);
	system = rego_rule_child(u->root, rego_cstring(p->arena, "system"));
	if (system)
		system->hidden = true;
}

struct rego_rule_node *rego_rule_child(const struct rego_rule_node *n, struct rego_val key)
{
	uint32_t low = 0, high = n->child_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int cmp = rego_compare(n->children[mid]->key, key);

		if (!cmp)
			return n->children[mid];
		if (cmp > 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

struct rego_rule_node *rego_rule_find(const struct rego_unit *u, const struct rego_val *path,
				      uint32_t count)
{
	struct rego_rule_node *n = u->root;

	for (uint32_t i = 0; n && i < count; i++)
		n = rego_rule_child(n, path[i]);
	return n;
}

enum rego_rule_kind rego_rule_kind(const struct rego_rule *r)
{
	if (r->head->arg_count || r->head->function)
		return REGO_RULE_FUNCTION;
	return r->head->value ? REGO_RULE_COMPLETE : REGO_RULE_SET;
}

struct rego_term *rego_rule_ref(struct rego_arena *a, const struct rego_rule *r)
{
	const struct rego_term *package = r->module->package, *head = r->head->ref;
	struct rego_term *t = rego_new(a, struct rego_term), *name = rego_new(a, struct rego_term);
	uint32_t before = package->list.count;

	*t = *head;
	t->list.count = before + head->list.count;
	t->list.items = rego_new_array(a, struct rego_term *, t->list.count);
	memcpy(t->list.items, package->list.items, before * sizeof(t));
	memcpy(t->list.items + before, head->list.items, head->list.count * sizeof(t));
	*name = *head->list.items[0];
	name->kind = REGO_TERM_VALUE;
	name->value = (struct rego_val){ .kind = REGO_STRING, .string = head->list.items[0]->var };
	t->list.items[before] = name;
	return t;
}

struct rego_rule_node *rego_node_of(const struct rego_pass *p, const struct rego_term *ref)
{
	struct rego_rule_node *n = p->unit->root;

	if (!rego_is_data_ref(p, ref))
		return NULL;
	for (uint32_t i = 1; n && i < ref->list.count; i++) {
		const struct rego_term *t = ref->list.items[i];

		n = t->kind == REGO_TERM_VALUE ? rego_rule_child(n, t->value) : NULL;
	}
	return n;
}
