// SPDX-License-Identifier: BSD-2-Clause
/* print(): its lines, told at once or held back until the evaluation is known to count. */
#include "core/strbuf.h"
#include "rego/vm/vm.h"

struct rego_line {
	const struct rego_loc *loc;
	struct ss_strbuf text;
	struct rego_line *next;
};

struct printing {
	struct rego_eval *e;
	const struct rego_loc *loc;
	struct rego_val sets;
	struct rego_val *chosen; /* undefined: the set was empty */
};

static void free_text(void *line)
{
	ss_strbuf_fini(&((struct rego_line *)line)->text);
}

static void tell(struct rego_eval *e, const struct rego_line *l)
{
	e->env.print(e->env.print_arg, l->loc && l->loc->source ? l->loc->source->name : "",
		     l->loc ? (int)l->loc->row : 0, l->text.data ? l->text.data : "", l->text.len);
}

static void write_text(struct ss_strbuf *b, const struct printing *p)
{
	for (size_t i = 0; i < p->sets.array->count; i++) {
		if (i)
			ss_strbuf_char(b, ' ');
		if (!rego_defined(p->chosen[i]))
			ss_strbuf_str(b, "<undefined>");
		else if (p->chosen[i].kind == REGO_STRING)
			ss_strbuf_add(b, rego_text(p->chosen[i]), rego_len(p->chosen[i]));
		else
			rego_term_write(b, p->chosen[i]);
	}
}

static void write_line(struct printing *p)
{
	struct rego_eval *e = p->e;
	struct rego_line *l;

	if (!e->holding) {
		struct rego_line line = { .loc = p->loc };

		write_text(&line.text, p);
		tell(e, &line);
		free_text(&line);
		return;
	}
	l = rego_new(&e->arena, struct rego_line);
	l->loc = p->loc;
	rego_arena_defer(&e->arena, free_text, l);
	write_text(&l->text, p);
	*e->lines_end = l;
	e->lines_end = &l->next;
}

/* Every combination of one value of each set. */
static void print_from(struct printing *p, uint32_t i)
{
	struct rego_val set;

	if (i == p->sets.array->count) {
		write_line(p);
		return;
	}
	set = p->sets.array->items[i];
	p->chosen[i] = rego_undefined();
	if (set.kind != REGO_SET || !set.set->count) {
		print_from(p, i + 1);
		return;
	}
	for (uint32_t j = 0; j < set.set->count; j++) {
		p->chosen[i] = set.set->items[j];
		print_from(p, i + 1);
	}
}

void rego_vm_print_at(struct rego_eval *e, const struct rego_loc *loc, struct rego_val sets)
{
	struct printing p = { e, loc, sets, NULL };

	e->looks_at_more = true; /* what is printed is wanted each time */
	if (!e->env.print || sets.kind != REGO_ARRAY || sets.array->count > 1000)
		return;
	p.chosen = rego_new_array(&e->arena, struct rego_val, sets.array->count + 1);
	print_from(&p, 0);
}

void rego_vm_print(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
		   struct rego_val sets)
{
	rego_vm_print_at(e, rego_vm_place(c, pc), sets);
}

void rego_vm_hold_lines(struct rego_eval *e)
{
	e->holding = true;
	e->lines = NULL;
	e->lines_end = &e->lines;
}

void rego_vm_tell_lines(struct rego_eval *e)
{
	for (const struct rego_line *l = e->lines; l; l = l->next)
		tell(e, l);
	e->holding = false;
	e->lines = NULL;
}
