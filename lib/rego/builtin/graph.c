/* SPDX-License-Identifier: BSD-2-Clause */
/* graph.reachable and graph.reachable_paths. */
#include "rego/builtin/functions.h"
#include "rego/builtin/items.h"

/* Longer paths are beyond any graph that is asked about. */
#define MAX_PATH 10000

static bool want_graph(struct rego_call *c, const struct rego_val *args)
{
	if (!rego_want(c, args, 1, REGO_OBJECT))
		return false;
	if (rego_has_items(args[1]))
		return true;
	rego_operand(c, 2, "{array, set}", args[1]);
	return false;
}

/* Place of a node in the graph; the count when it is not there. */
static uint32_t place(struct rego_val graph, struct rego_val node)
{
	uint32_t low = 0, high = graph.object->count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = rego_compare(node, graph.object->pairs[mid].key);

		if (!order)
			return mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return graph.object->count;
}

struct rego_val rego_fn_graph_reachable(struct rego_call *c, const struct rego_val *args)
{
	struct rego_builder out = { .arena = c->arena };
	struct rego_items next;
	uint32_t *queue, head = 0, tail = 0, count;
	bool *seen;

	if (!want_graph(c, args))
		return rego_undefined();
	count = args[0].object->count;
	queue = rego_new_array(c->arena, uint32_t, (size_t)count + 1);
	seen = rego_zalloc(c->arena, (size_t)count + 1);
	next = rego_items(args[1]);
	for (;;) {
		for (uint32_t i = 0; i < next.count; i++) {
			uint32_t node = place(args[0], next.at[i]);

			if (node == count || seen[node])
				continue;
			seen[node] = true;
			queue[tail++] = node;
			/* As the one who asks, or the edge, spells it. */
			rego_add(&out, next.at[i]);
		}
		if (head == tail)
			break;
		next = rego_items(args[0].object->pairs[queue[head++]].value);
	}
	return rego_build_set(&out);
}

struct paths {
	struct rego_val graph;
	struct rego_builder out;
	struct rego_val *path;
	uint32_t len, room;
	bool *on_path; /* by place */
};

static void commit(struct paths *p)
{
	rego_add(&p->out, rego_array(p->out.arena, p->path, p->len));
}

static void push(struct paths *p, struct rego_val node)
{
	if (p->len == MAX_PATH)
		rego_stop(p->out.arena, REGO_STOP_DEPTH);
	if (p->len == p->room) {
		struct rego_val *more = rego_new_array(p->out.arena, struct rego_val, p->room * 2);

		memcpy(more, p->path, p->room * sizeof(*more));
		p->path = more;
		p->room *= 2;
	}
	p->path[p->len++] = node;
}

static void follow(struct paths *p, struct rego_val node);

/* All paths from the node at that place of the graph on. */
static void enter(struct paths *p, struct rego_val node, uint32_t at)
{
	struct rego_items edges = rego_items(p->graph.object->pairs[at].value);
	bool again = p->on_path[at], first = !p->len;

	push(p, node);
	p->on_path[at] = true;
	if (!edges.count)
		commit(p);
	for (uint32_t i = 0; i < edges.count; i++) {
		uint32_t next = first ? place(p->graph, edges.at[i]) : p->graph.object->count;

		/* OPA takes the first step without a look at where it comes from. */
		if (next < p->graph.object->count)
			enter(p, edges.at[i], next);
		else
			follow(p, edges.at[i]);
	}
	p->on_path[at] = again;
	p->len--;
}

/* A path ends before a node that is not in the graph or already on it, and after one that has no
 * edges. */
static void follow(struct paths *p, struct rego_val node)
{
	uint32_t at = place(p->graph, node);

	if (at == p->graph.object->count || p->on_path[at])
		commit(p);
	else
		enter(p, node, at);
}

struct rego_val rego_fn_graph_reachable_paths(struct rego_call *c, const struct rego_val *args)
{
	struct paths p = { .out.arena = c->arena, .room = 16 };
	struct rego_items from = rego_items(args[1]);

	if (!want_graph(c, args))
		return rego_undefined();
	p.graph = args[0];
	p.path = rego_new_array(c->arena, struct rego_val, p.room);
	p.on_path = rego_zalloc(c->arena, (size_t)args[0].object->count + 1);
	for (uint32_t i = 0; i < from.count; i++) {
		uint32_t at = place(p.graph, from.at[i]);

		if (at < p.graph.object->count)
			enter(&p, from.at[i], at);
	}
	return rego_build_set(&p.out);
}
