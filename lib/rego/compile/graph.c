/* SPDX-License-Identifier: BSD-2-Clause */
/* Which rules need which: their order, and rules that need themselves.
 *
 * The graph has three kinds of vertices: a rule, all rules at a node of the tree, and all rules
 * at a node and below.  So a ref that may name a thousand rules is one edge. */
#include <stdlib.h>

#include "rego/compile/graph.h"

struct building {
	struct rego_pass *pass;
	struct rego_graph *graph;
	uint32_t from;
};

static void add_edge(struct rego_pass *p, struct rego_graph *g, uint32_t from, uint32_t to)
{
	struct rego_vertex *v = &g->vertices[from];

	if (v->count && v->edges[v->count - 1] == to)
		return;
	if (v->count == v->room) {
		uint32_t room = v->room ? v->room * 2 : 4;
		uint32_t *edges = rego_new_array(p->arena, uint32_t, room);

		if (v->count)
			memcpy(edges, v->edges, v->count * sizeof(*edges));
		v->edges = edges;
		v->room = room;
	}
	v->edges[v->count++] = to;
}

static uint32_t vertex_at(const struct rego_graph *g, const struct rego_rule_node *n)
{
	return g->rule_count + 2 * n->id;
}

static uint32_t vertex_below(const struct rego_graph *g, const struct rego_rule_node *n)
{
	return vertex_at(g, n) + 1;
}

/* All that a ref may name, from its item i on, below the node. */
static void add_ref(struct building *b, const struct rego_term *ref, uint32_t i,
		    const struct rego_rule_node *n)
{
	struct rego_graph *g = b->graph;

	for (; i < ref->list.count; i++) {
		const struct rego_term *t = ref->list.items[i];

		if (!rego_is_constant(t))
			break;
		n = t->kind == REGO_TERM_VALUE ? rego_rule_child(n, t->value) : NULL;
		if (!n)
			return;
		if (n->rule_count)
			add_edge(b->pass, g, b->from, vertex_at(g, n));
	}
	if (i >= ref->list.count) {
		add_edge(b->pass, g, b->from, vertex_below(g, n));
		return;
	}
	for (uint32_t k = 0; k < n->child_count; k++) {
		if (n->children[k]->rule_count)
			add_edge(b->pass, g, b->from, vertex_at(g, n->children[k]));
		add_ref(b, ref, i + 1, n->children[k]);
	}
}

static bool visit_term(struct rego_walk *w, struct rego_term *t)
{
	struct building *b = w->arg;

	if (rego_is_data_ref(b->pass, t))
		add_ref(b, t, 1, b->pass->unit->root);
	return false;
}

static void add_rule(struct rego_pass *p, struct rego_graph *g, uint32_t rule)
{
	struct building b = { .pass = p, .graph = g, .from = rule };
	struct rego_walk w = { .term = visit_term, .pass = p, .arg = &b };

	rego_walk_rule(&w, g->rules[rule]);
}

static void add_nodes(struct rego_pass *p, struct rego_graph *g)
{
	const struct rego_unit *u = p->unit;

	for (uint32_t i = 0; i < u->node_count; i++) {
		const struct rego_rule_node *n = u->nodes[i];

		for (uint32_t k = 0; k < n->rule_count; k++) {
			uint32_t place = rego_graph_place(g, n->rules[k]);

			for (struct rego_rule *r = n->rules[k]; r; r = r->otherwise)
				add_edge(p, g, vertex_at(g, n), place++);
		}
		add_edge(p, g, vertex_below(g, n), vertex_at(g, n));
		for (uint32_t k = 0; k < n->child_count; k++)
			add_edge(p, g, vertex_below(g, n), vertex_below(g, n->children[k]));
	}
}

static int by_address(const void *x, const void *y)
{
	const struct rego_rule_place *a = x, *b = y;

	return ((uintptr_t)a->rule > (uintptr_t)b->rule) -
	       ((uintptr_t)a->rule < (uintptr_t)b->rule);
}

uint32_t rego_graph_place(const struct rego_graph *g, const struct rego_rule *r)
{
	struct rego_rule_place key = { .rule = r };
	const struct rego_rule_place *found =
		bsearch(&key, g->places, g->rule_count, sizeof(key), by_address);

	return found->place;
}

/* Rules in the order of the text; else branches follow their rule. */
static void add_rules(struct rego_pass *p, struct rego_graph *g)
{
	const struct rego_unit *u = p->unit;
	uint32_t n = 0;

	for (uint32_t i = 0; i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->rule_count; k++)
			for (struct rego_rule *r = u->modules[i]->rules[k]; r; r = r->otherwise)
				g->rule_count++;
	g->rules = rego_new_array(p->arena, struct rego_rule *, g->rule_count + 1);
	g->places = rego_new_array(p->arena, struct rego_rule_place, g->rule_count + 1);
	for (uint32_t i = 0; i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->rule_count; k++)
			for (struct rego_rule *r = u->modules[i]->rules[k]; r; r = r->otherwise) {
				g->places[n] = (struct rego_rule_place){ r, n };
				g->rules[n++] = r;
			}
	if (n)
		qsort(g->places, n, sizeof(*g->places), by_address);
}

/* --- the order, and cycles: Tarjan's components, without recursion ------------------------------
 */
struct frame {
	uint32_t vertex, edge;
};

struct tarjan {
	struct rego_pass *pass;
	struct rego_graph *graph;
	uint32_t *number, *low; /* number 0: not reached */
	bool *open;
	uint32_t *stack, depth;
	struct frame *frames;
	uint32_t frame_count, next, ordered;
};

static void enter(struct tarjan *t, uint32_t v)
{
	t->number[v] = t->low[v] = ++t->next;
	t->open[v] = true;
	t->stack[t->depth++] = v;
	t->frames[t->frame_count++] = (struct frame){ v, 0 };
}

static bool loops(const struct rego_graph *g, uint32_t v)
{
	for (uint32_t i = 0; i < g->vertices[v].count; i++)
		if (g->vertices[v].edges[i] == v)
			return true;
	return false;
}

/* A component is complete: rules of it that are more than one need themselves. */
static void leave(struct tarjan *t, uint32_t v)
{
	struct rego_graph *g = t->graph;
	uint32_t first = t->depth;
	bool cyclic;

	while (t->stack[--first] != v)
		;
	cyclic = t->depth - first > 1 || loops(g, v);
	for (uint32_t i = first; i < t->depth; i++) {
		uint32_t w = t->stack[i];

		t->open[w] = false;
		if (w >= g->rule_count)
			continue;
		g->order[t->ordered++] = w;
		g->cyclic[w] = cyclic;
		g->any_cyclic = g->any_cyclic || cyclic;
	}
	t->depth = first;
}

static void step(struct tarjan *t)
{
	struct frame *f = &t->frames[t->frame_count - 1];
	const struct rego_vertex *v = &t->graph->vertices[f->vertex];
	uint32_t self = f->vertex, to;

	if (f->edge < v->count) {
		to = v->edges[f->edge++];
		if (!t->number[to])
			enter(t, to);
		else if (t->open[to] && t->number[to] < t->low[self])
			t->low[self] = t->number[to];
		return;
	}
	t->frame_count--;
	if (t->low[self] == t->number[self])
		leave(t, self);
	if (t->frame_count) {
		uint32_t parent = t->frames[t->frame_count - 1].vertex;

		if (t->low[self] < t->low[parent])
			t->low[parent] = t->low[self];
	}
}

static void find_order(struct rego_pass *p, struct rego_graph *g)
{
	struct tarjan t = { .pass = p, .graph = g };

	t.number = rego_zalloc(p->arena, (size_t)g->count * sizeof(uint32_t));
	t.low = rego_zalloc(p->arena, (size_t)g->count * sizeof(uint32_t));
	t.open = rego_zalloc(p->arena, g->count);
	t.stack = rego_new_array(p->arena, uint32_t, g->count);
	t.frames = rego_new_array(p->arena, struct frame, g->count);
	g->order = rego_new_array(p->arena, uint32_t, g->rule_count + 1);
	g->cyclic = rego_zalloc(p->arena, g->rule_count + 1);
	for (uint32_t i = 0; i < g->rule_count; i++) {
		if (!t.number[i])
			enter(&t, i);
		while (t.frame_count)
			step(&t);
	}
}

/* --- recursion
 * -------------------------------------------------------------------------------------- */
/* A way from a rule back to itself, as the rules on it. */
static const char *cycle_text(struct rego_pass *p, const struct rego_graph *g, uint32_t rule)
{
	bool *seen = rego_zalloc(p->arena, g->count);
	struct frame *way = rego_new_array(p->arena, struct frame, g->count);
	uint32_t depth = 1;

	way[0] = (struct frame){ rule, 0 };
	seen[rule] = true;
	while (depth) {
		struct frame *f = &way[depth - 1];
		uint32_t to;

		if (f->edge == g->vertices[f->vertex].count) {
			depth--;
			continue;
		}
		to = g->vertices[f->vertex].edges[f->edge++];
		if (to == rule)
			break;
		if (seen[to])
			continue;
		seen[to] = true;
		way[depth++] = (struct frame){ to, 0 };
	}
	ss_strbuf_clear(&p->text);
	for (uint32_t i = 0; i <= depth; i++) {
		uint32_t v = i < depth ? way[i].vertex : rule;

		if (v >= g->rule_count)
			continue;
		if (i)
			ss_strbuf_str(&p->text, " -> ");
		rego_print_term(&p->text, rego_rule_ref(p->arena, g->rules[v]));
	}
	return rego_strndup(p->arena, p->text.data, p->text.len);
}

void rego_check_recursion(struct rego_pass *p)
{
	const struct rego_graph *g = p->graph;
	bool more = true;

	for (uint32_t i = 0; g->any_cyclic && more && i < g->rule_count; i++) {
		const char *way;

		if (!g->cyclic[i])
			continue;
		way = cycle_text(p, g, i);
		more = rego_pass_error(
			p, REGO_RECURSION_ERROR, &g->rules[i]->loc, "rule %s is recursive: %s",
			rego_pass_text(p, rego_rule_ref(p->arena, g->rules[i])), way);
	}
}

void rego_make_graph(struct rego_pass *p)
{
	struct rego_graph *g = rego_new(p->arena, struct rego_graph);
	struct rego_unit *u = p->unit;

	p->graph = g;
	add_rules(p, g);
	g->count = g->rule_count + 2 * u->node_count;
	g->vertices = rego_zalloc(p->arena, (size_t)g->count * sizeof(*g->vertices));
	for (uint32_t i = 0; i < g->rule_count; i++)
		add_rule(p, g, i);
	add_nodes(p, g);
	find_order(p, g);
	u->order = rego_new_array(p->arena, struct rego_rule *, g->rule_count + 1);
	u->order_count = g->rule_count;
	for (uint32_t i = 0; i < g->rule_count; i++)
		u->order[i] = g->rules[g->order[i]];
}
