// SPDX-License-Identifier: BSD-2-Clause
/* The rules of one place in the tree, as one function: a complete document, a set, a document of
 * partial rules, or a function of the language. */
#include "rego/vm/gen.h"
#include "rego/vm/index.h"
#include "rego/vm/order.h"

struct group {
	struct rego_rule **rules; /* without default rules */
	uint32_t count, room;
	const struct rego_rule_node *node;
	uint32_t depth;	 /* of the node: its path's length, with data */
	uint32_t result; /* register */
	bool early;	 /* all rules have the same constant value */
	bool shows;	 /* what is tried in vain, by errors or prints */
	uint32_t single; /* register: early with what OPA's index leaves; 0: never */
	bool keyed;	 /* of a partial document, only what is at the key in register 0 */
	bool chain;	 /* rules are the branches of one: the first that has a value is taken */
	const struct rego_index *index;
	uint32_t index_place, chosen; /* the register */
};

static void add_rules(struct rego_gen *g, struct group *o, const struct rego_rule_node *n)
{
	for (uint32_t i = 0; i < n->rule_count; i++) {
		if (n->rules[i]->is_default)
			continue;
		if (o->count == o->room) {
			struct rego_rule **old = o->rules;

			o->room = o->room ? o->room * 2 : 8;
			o->rules = rego_new_array(g->arena, struct rego_rule *, o->room);
			if (o->count)
				memcpy(o->rules, old, o->count * sizeof(*old));
		}
		o->rules[o->count++] = n->rules[i];
	}
	if (!o->node->ground)
		for (uint32_t i = 0; i < n->child_count; i++)
			add_rules(g, o, n->children[i]);
}

static uint32_t gen_value(struct rego_gen *g, const struct rego_rule *r, bool kept)
{
	if (!r->head->value)
		return rego_gen_constant(g, rego_bool(true));
	return kept ? rego_gen_kept(g, r->head->value) : rego_gen_term(g, r->head->value);
}

static void gen_arguments(struct rego_gen *g, const struct rego_rule *r)
{
	for (uint32_t i = 0; i < r->head->arg_count; i++)
		rego_gen_match(g, r->head->args[i], i);
}

/* The value can be the only one: no other is looked for then. */
static void gen_only(struct rego_gen *g, struct group *o, uint32_t v)
{
	uint32_t only = rego_label(g), unheard = rego_label(g), on = rego_label(g);

	if (o->single || (o->shows && o->index)) {
		rego_word(g, REGO_OP_IF_UNHEARD);
		rego_to(g, unheard);
		if (o->single) {
			rego_op(g, IF_DEFINED, o->single);
			rego_to(g, only);
		}
		rego_jump(g, on);
		rego_here(g, only);
		rego_op(g, RETURN, v);
		rego_here(g, unheard);
	}
	if (o->index && !o->chain && !g->program->options.no_early_exit)
		rego_op(g, SINGLE, o->chosen, v);
	rego_here(g, on);
}

/* One rule or one of its else branches.  failed: where to go when it has no result, next: after
 * one; taken: register that says a branch had one. */
static void gen_branch(struct rego_gen *g, struct group *o, const struct rego_rule *r,
		       uint32_t failed, uint32_t next, uint32_t taken)
{
	uint32_t mark = g->trail_count, v;

	if (taken)
		rego_op(g, UNDEF, taken);
	g->fail = failed;
	gen_arguments(g, r);
	rego_gen_guarded(g, r);
	v = gen_value(g, r, false);
	rego_gen_event(g, REGO_EVENT_EXIT, r, NULL);
	if (o->early || ((o->chain || o->count == 1) && g->fail == failed)) {
		rego_op(g, RETURN, v);
	} else {
		gen_only(g, o, v);
		rego_at(g, &r->loc);
		rego_op(g, RESULT, o->result, v);
		if (taken)
			rego_op(g, MOVE, taken, v);
		rego_jump(g, g->fail == failed ? next : g->fail);
	}
	rego_unbind_to(g, mark);
}

static void gen_chain(struct rego_gen *g, struct group *o, const struct rego_rule *r, uint32_t next)
{
	uint32_t taken = r->otherwise && !o->early ? rego_register(g, 1) : 0, failed;

	for (; r->otherwise; r = r->otherwise) {
		failed = rego_label(g);
		gen_branch(g, o, r, failed, next, taken);
		rego_here(g, failed);
		if (taken) {
			rego_op(g, IF_DEFINED, taken);
			rego_to(g, next);
		}
	}
	gen_branch(g, o, r, next, next, taken);
}

static void gen_default(struct rego_gen *g, struct group *o)
{
	const struct rego_rule *r = o->node->default_rule;
	uint32_t none = rego_label(g), mark = g->trail_count;

	if (r) {
		g->fail = none;
		gen_arguments(g, r);
		rego_gen_event(g, REGO_EVENT_ENTER, r, NULL);
		rego_gen_body(g, r->body);
		rego_gen_event(g, REGO_EVENT_EXIT, r, NULL);
		rego_op(g, RETURN, gen_value(g, r, false));
		rego_unbind_to(g, mark);
	}
	rego_here(g, none);
	rego_word(g, REGO_OP_NOTHING);
}

/* --- partial rules --------------------------------------------------------------- */

static void gen_into_set(struct rego_gen *g, struct group *o, const struct rego_rule *r)
{
	rego_op(g, ADD, o->result, rego_gen_kept(g, r->head->key));
	rego_jump(g, g->fail);
}

static void gen_into_doc(struct rego_gen *g, struct group *o, const struct rego_rule *r)
{
	const struct rego_term *ref = rego_rule_ref(g->arena, r);
	bool set = rego_rule_kind(r) == REGO_RULE_SET;
	uint32_t n = ref->list.count - o->depth, *path = rego_new_array(g->arena, uint32_t, n), v;

	for (uint32_t i = 0; i < n; i++)
		path[i] = rego_gen_term(g, ref->list.items[o->depth + i]);
	v = set ? rego_gen_kept(g, r->head->key) : gen_value(g, r, true);
	rego_at(g, &r->head->loc);
	rego_word(g, set ? REGO_OP_DOC_ADD : REGO_OP_DOC_PUT);
	rego_word(g, o->result);
	rego_word(g, v);
	rego_word(g, n);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, path[i]);
	rego_jump(g, g->fail);
}

/* The first key below the node. */
static const struct rego_term *first_key(struct rego_gen *g, const struct group *o,
					 const struct rego_rule *r)
{
	const struct rego_term *ref;

	if (o->node->ground)
		return r->head->key;
	ref = rego_rule_ref(g->arena, r);
	return o->depth < ref->list.count ? ref->list.items[o->depth] : r->head->key;
}

/* Elements of a set and keys of an object cannot be found by unification: while their variables
 * have no values nothing matches, as in OPA. */
static bool can_match(const struct rego_gen *g, const struct rego_term *t)
{
	if (t->kind == REGO_TERM_SET)
		return rego_term_bound(g, t);
	if (t->kind != REGO_TERM_ARRAY && t->kind != REGO_TERM_OBJECT)
		return true;
	for (uint32_t i = 0; i < t->list.count; i++) {
		bool key = t->kind == REGO_TERM_OBJECT && i % 2 == 0;

		if (key ? !rego_term_bound(g, t->list.items[i]) : !can_match(g, t->list.items[i]))
			return false;
	}
	return true;
}

static void gen_partial_branch(struct rego_gen *g, struct group *o, const struct rego_rule *r,
			       uint32_t next)
{
	uint32_t mark = g->trail_count;

	g->fail = next;
	rego_gen_guarded(g, r);
	rego_gen_event(g, REGO_EVENT_EXIT, r, NULL);
	if (o->node->ground)
		gen_into_set(g, o, r);
	else
		gen_into_doc(g, o, r);
	rego_unbind_to(g, mark);
}

/* Only one branch is tried, the first that can be true by what OPA's index asks: what the others
 * say counts no more, whether that one has a result or not. */
static void gen_partial(struct rego_gen *g, struct group *o, const struct rego_rule *r,
			uint32_t next)
{
	uint32_t mark = g->trail_count;

	g->fail = next;
	if (o->keyed && !can_match(g, first_key(g, o, r))) {
		rego_jump(g, next);
		return;
	}
	if (o->keyed)
		rego_gen_match(g, first_key(g, o, r), 0);
	for (bool alone = !r->otherwise; r; r = r->otherwise) {
		uint32_t unwanted = alone ? next : rego_label(g);

		if (!alone) {
			g->fail = unwanted;
			rego_gen_wants(g, r);
		}
		gen_partial_branch(g, o, r, next);
		if (!alone)
			rego_here(g, unwanted);
	}
	rego_jump(g, next);
	rego_unbind_to(g, mark);
}

/* --- the function ------------------------------------------------------------------ */

bool rego_is_partial(const struct rego_rule_node *n)
{
	return !n->ground || n->kind == REGO_RULE_SET;
}

/* Before any of the rules is tried. */
static void gen_single(struct rego_gen *g, struct group *o)
{
	uint32_t roots = o->chain ? 1 : o->count;

	if (o->early || rego_is_partial(o->node))
		return;
	o->shows = rego_can_show(g, o->rules, roots);
	o->single = o->shows ? rego_gen_single(g, o->rules, roots) : 0;
}

static void gen_rules(struct rego_gen *g, struct group *o)
{
	uint32_t end = rego_label(g), choice = rego_label(g), taken = 0;
	uint32_t *starts = rego_new_array(g->arena, uint32_t, o->count + 1);

	if (o->chain && !o->early) {
		taken = rego_register(g, 1);
		rego_op(g, UNDEF, taken);
	}
	gen_single(g, o);
	if (o->index) {
		o->chosen = rego_register(g, 2);
		rego_op(g, CHOOSE, o->chosen);
		rego_to(g, end);
		rego_word(g, o->index_place);
		rego_here(g, choice);
		if (taken) {
			rego_op(g, IF_DEFINED, taken);
			rego_to(g, end);
		}
		rego_op(g, CHOICE, o->chosen);
		rego_to(g, end);
		rego_word(g, o->index_place);
	}
	for (uint32_t i = 0; i < o->count; i++) {
		uint32_t next = o->index ? choice : rego_label(g);

		starts[i] = g->count;
		if (rego_is_partial(o->node))
			gen_partial(g, o, o->rules[i], next);
		else if (o->chain)
			gen_branch(g, o, o->rules[i], choice, end, taken);
		else
			gen_chain(g, o, o->rules[i], next);
		if (!o->index)
			rego_here(g, next);
	}
	if (o->index)
		rego_index_starts(o->index, starts, o->count);
	rego_here(g, end);
}

/* The branches of one rule in place of it, when an index helps to find the right one. */
static void open_chain(struct rego_gen *g, struct group *o)
{
	struct rego_rule **branches;
	uint32_t count = 0;

	for (const struct rego_rule *r = o->rules[0]; r; r = r->otherwise)
		count++;
	branches = rego_new_array(g->arena, struct rego_rule *, count);
	count = 0;
	for (struct rego_rule *r = o->rules[0]; r; r = r->otherwise)
		branches[count++] = r;
	o->index = rego_index_make(g, branches, NULL, count, false, &o->index_place);
	if (!o->index)
		return;
	o->chain = true;
	o->rules = branches;
	o->count = count;
}

static void gen_end(struct rego_gen *g, struct group *o)
{
	uint32_t none = rego_label(g), some = rego_label(g), d;

	if (rego_is_partial(o->node)) {
		d = rego_register(g, 1);
		rego_word(g, o->node->ground ? REGO_OP_BUILT_SET : REGO_OP_DOC_DONE);
		rego_word(g, d);
		rego_word(g, o->result);
		rego_op(g, RETURN, d);
		return;
	}
	rego_op(g, IF_DEFINED, o->result);
	rego_to(g, some);
	rego_here(g, none);
	gen_default(g, o);
	rego_here(g, some);
	rego_op(g, RETURN, o->result);
}

struct rego_code *rego_gen_rules(struct rego_program *p, const struct rego_rule_node *n, bool keyed,
				 uint32_t *bound, struct rego_errors *e)
{
	struct group o = { .node = n, .keyed = keyed };
	const struct rego_term **keys = NULL;
	struct rego_gen g;
	struct rego_code *c;
	uint32_t args = keyed ? 1 : n->kind == REGO_RULE_FUNCTION ? n->arity : 0;

	rego_gen_init(&g, p, p->arena, bound);
	g.errors = e;
	for (const struct rego_rule_node *up = n; up; up = up->parent)
		o.depth++;
	add_rules(&g, &o, n);
	rego_order_rules(&g, o.rules, o.count);
	rego_register(&g, args);
	o.result = rego_register(&g, 1);
	rego_op(&g, UNDEF, o.result);
	if (rego_is_partial(n)) {
		g.words[g.count - 2] = n->ground ? REGO_OP_BUILD : REGO_OP_DOC;
	} else {
		o.early = rego_same_values(&g, o.rules, o.count);
	}
	if (keyed) {
		keys = rego_new_array(g.arena, const struct rego_term *, o.count + 1);
		for (uint32_t i = 0; i < o.count; i++)
			keys[i] = first_key(&g, &o, o.rules[i]);
	}
	if (!p->options.no_index && o.count == 1 && !rego_is_partial(n))
		open_chain(&g, &o);
	else if (!p->options.no_index)
		o.index = rego_index_make(&g, o.rules, keys, o.count, true, &o.index_place);
	gen_rules(&g, &o);
	gen_end(&g, &o);
	rego_unbind_to(&g, 0);
	c = rego_gen_done(&g, "", args);
	c->node = n->id;
	c->memo = args && !keyed && g.costly;
	p->prints |= g.prints;
	if (g.too_large && n->rule_count)
		rego_error(e, "rego_compile_error", n->rules[0]->loc, "rule is too large");
	return c;
}
