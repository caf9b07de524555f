// SPDX-License-Identifier: BSD-2-Clause
/* Words, labels, registers, constants and variables of the function whose code is being made. */
#include "rego/vm/gen.h"

/* A register or place is 31 bits, but windows this large mean a generated rule. */
#define MOST_REGISTERS 400000

static void *grown(struct rego_arena *a, void *old, uint32_t count, uint32_t *room, size_t size)
{
	uint32_t more = *room ? *room * 2 : 32;
	void *p = rego_alloc_array(a, size, more);

	if (count)
		memcpy(p, old, count * size);
	*room = more;
	return p;
}

#define GROW(g, field, n, cap)                                                                     \
	((g)->n == (g)->cap ? (void)((g)->field = grown((g)->arena, (g)->field, (g)->n, &(g)->cap, \
							sizeof(*(g)->field)))                      \
			    : (void)0)

void rego_gen_init(struct rego_gen *g, struct rego_program *p, struct rego_arena *a,
		   uint32_t *bound)
{
	memset(g, 0, sizeof(*g));
	g->program = p;
	g->arena = a;
	g->unit = p->unit;
	g->consts = &p->consts;
	g->fail = REGO_NOWHERE;
	g->bound = bound;
}

uint32_t *rego_gen_bound(struct rego_arena *a, const struct rego_intern *names)
{
	uint32_t *bound = rego_alloc_array(a, sizeof(uint32_t), names->count + 1);

	memset(bound, 0xff, (names->count + 1) * sizeof(uint32_t));
	return bound;
}

struct rego_code *rego_gen_done(struct rego_gen *g, const char *name, uint32_t args)
{
	struct rego_code *c = rego_new(g->arena, struct rego_code);

	for (uint32_t i = 0; i < g->fixup_count; i++)
		g->words[g->fixups[i]] = g->labels[g->words[g->fixups[i]]];
	c->name = name;
	c->words = g->words;
	c->word_count = g->count;
	c->registers = g->registers;
	c->args = args;
	c->node = REGO_NOWHERE;
	c->places = g->places;
	c->place_count = g->place_count;
	c->indexes = g->indexes;
	c->withs = g->withs;
	c->events = g->events;
	c->groups = g->groups;
	g->too_large = g->registers > MOST_REGISTERS;
	return c;
}

void rego_word(struct rego_gen *g, uint32_t w)
{
	GROW(g, words, count, room);
	g->words[g->count++] = w;
}

void rego_emit(struct rego_gen *g, enum rego_op op, const uint32_t *words, uint32_t n)
{
	rego_word(g, op);
	for (uint32_t i = 0; i < n; i++)
		rego_word(g, words[i]);
}

void rego_to(struct rego_gen *g, uint32_t label)
{
	GROW(g, fixups, fixup_count, fixup_room);
	g->fixups[g->fixup_count++] = g->count;
	rego_word(g, label);
}

uint32_t rego_label(struct rego_gen *g)
{
	GROW(g, labels, label_count, label_room);
	g->labels[g->label_count] = REGO_NOWHERE;
	return g->label_count++;
}

void rego_here(struct rego_gen *g, uint32_t label)
{
	g->labels[label] = g->count;
}

void rego_jump(struct rego_gen *g, uint32_t label)
{
	rego_word(g, REGO_OP_JUMP);
	rego_to(g, label);
}

uint32_t rego_register(struct rego_gen *g, uint32_t n)
{
	uint32_t r = g->registers;

	g->registers += n;
	return r;
}

/* --- constants ---------------------------------------------------------------- */

/* Equal is not the same here: 1 and 1.0 are printed in two ways. */
static bool same(struct rego_val a, struct rego_val b)
{
	if (a.kind != b.kind)
		return false;
	if (a.kind == REGO_NULL)
		return true;
	if (a.kind == REGO_NUMBER && (a.big || b.big))
		return a.big == b.big && a.number == b.number;
	return a.i == b.i;
}

static uint32_t spread(struct rego_val v)
{
	uint64_t x = (uint64_t)v.i * UINT64_C(0x9e3779b97f4a7c15) + v.kind;

	return (uint32_t)(x >> 32);
}

static void rehash(struct rego_gen *g, struct rego_consts *t)
{
	t->mask = t->mask ? t->mask * 2 + 1 : 63;
	t->slots = rego_zalloc(g->arena, ((size_t)t->mask + 1) * sizeof(uint32_t));
	for (uint32_t i = 0; i < t->count; i++) {
		uint32_t at = spread(t->values[i]) & t->mask;

		while (t->slots[at])
			at = (at + 1) & t->mask;
		t->slots[at] = i + 1;
	}
}

uint32_t rego_gen_constant(struct rego_gen *g, struct rego_val v)
{
	return rego_shared(g, rego_intern_value(g->program->strings, g->arena, v));
}

uint32_t rego_shared(struct rego_gen *g, struct rego_val v)
{
	struct rego_consts *t = g->consts;
	uint32_t at;

	if (t->count * 2 >= t->mask)
		rehash(g, t);
	for (at = spread(v) & t->mask; t->slots[at]; at = (at + 1) & t->mask)
		if (same(t->values[t->slots[at] - 1], v))
			return (t->slots[at] - 1) | REGO_CONST;
	rego_seal(g->arena, v);
	if (t->count == t->room)
		t->values = grown(g->arena, t->values, t->count, &t->room, sizeof(*t->values));
	t->values[t->count] = v;
	t->slots[at] = ++t->count;
	return (t->count - 1) | REGO_CONST;
}

uint32_t rego_const_text(struct rego_gen *g, const char *text)
{
	return rego_gen_constant(g, rego_cstring(g->arena, text));
}

static struct rego_val interned_items(struct rego_intern *t, struct rego_arena *a,
				      struct rego_val v)
{
	size_t n = rego_len(v), i;
	struct rego_builder b = { .arena = a };

	if (v.kind == REGO_OBJECT) {
		for (i = 0; i < n; i++)
			rego_add_pair(&b, rego_intern_value(t, a, v.object->pairs[i].key),
				      rego_intern_value(t, a, v.object->pairs[i].value));
		return rego_build_object(&b);
	}
	for (i = 0; i < n; i++)
		rego_add(&b,
			 rego_intern_value(
				 t, a, v.kind == REGO_ARRAY ? v.array->items[i] : v.set->items[i]));
	return v.kind == REGO_ARRAY ? rego_build_array(&b) : rego_build_set(&b);
}

struct rego_val rego_intern_value(struct rego_intern *t, struct rego_arena *a, struct rego_val v)
{
	switch (v.kind) {
	case REGO_STRING: v.string = rego_intern(t, v.string->text, v.string->len); return v;
	case REGO_ARRAY:
	case REGO_OBJECT:
	case REGO_SET: return rego_len(v) ? interned_items(t, a, v) : v;
	default: return v;
	}
}

/* --- the rest ------------------------------------------------------------------ */

void rego_at(struct rego_gen *g, const struct rego_loc *loc)
{
	GROW(g, places, place_count, place_room);
	g->places[g->place_count++] = (struct rego_place){ g->count, loc };
}

void rego_gen_event(struct rego_gen *g, enum rego_event_kind kind, const struct rego_rule *r,
		    const struct rego_expr *x)
{
	if (g->program->options.events)
		rego_op(g, EVENT, rego_event_place(g, kind, r, x));
}

uint32_t rego_event_place(struct rego_gen *g, enum rego_event_kind kind, const struct rego_rule *r,
			  const struct rego_expr *x)
{
	GROW(g, events, event_count, event_room);
	g->events[g->event_count] = (struct rego_event){
		.kind = kind, .loc = x ? &x->loc : &r->head->loc, .rule = r, .expr = x
	};
	return g->event_count++;
}

uint32_t rego_builtin_place(struct rego_gen *g, const struct rego_builtin *b)
{
	struct rego_program *p = g->program;

	for (uint32_t i = 0; i < p->builtin_count; i++)
		if (p->builtins[i] == b)
			return i;
	if (p->builtin_count == p->builtin_room)
		p->builtins = grown(p->arena, p->builtins, p->builtin_count, &p->builtin_room,
				    sizeof(struct rego_builtin *));
	p->builtins[p->builtin_count] = b;
	return p->builtin_count++;
}

uint32_t rego_var(const struct rego_gen *g, const struct rego_string *v)
{
	return g->bound[v->id];
}

void rego_bind(struct rego_gen *g, const struct rego_string *v, uint32_t operand)
{
	GROW(g, trail, trail_count, trail_room);
	g->trail[g->trail_count++] = v->id;
	g->bound[v->id] = operand;
}

void rego_unbind_to(struct rego_gen *g, uint32_t mark)
{
	while (g->trail_count > mark)
		g->bound[g->trail[--g->trail_count]] = REGO_NOWHERE;
}
