// SPDX-License-Identifier: BSD-2-Clause
/* Code of all rules of a compiled unit, and the text of code. */
#include <errno.h>

#include "core/strbuf.h"
#include "rego/vm/gen.h"

/* The constants' table moves while it grows: functions get it when it is complete. */
static void give_consts(struct rego_code **codes, uint32_t n, const struct rego_consts *t)
{
	for (uint32_t i = 0; i < n; i++)
		if (codes[i])
			codes[i]->consts = t->values;
}

int rego_make_program(struct rego_program *p, struct rego_errors *e)
{
	const struct rego_unit *u = p->unit;
	uint32_t errors = e->count, *bound = rego_gen_bound(p->arena, p->strings);

	p->codes = rego_zalloc(p->arena, (u->node_count + 1) * sizeof(struct rego_code *));
	p->keyed = rego_zalloc(p->arena, (u->node_count + 1) * sizeof(struct rego_code *));
	for (uint32_t i = 0; i < u->node_count; i++)
		if (u->nodes[i]->rule_count)
			p->codes[i] = rego_gen_rules(p, u->nodes[i], false, bound, e);
	for (uint32_t i = 0; i < u->node_count; i++)
		if (u->nodes[i]->rule_count && rego_is_partial(u->nodes[i]))
			p->keyed[i] = rego_gen_rules(p, u->nodes[i], true, bound, e);
	give_consts(p->codes, u->node_count, &p->consts);
	give_consts(p->keyed, u->node_count, &p->consts);
	return e->count > errors ? -EINVAL : 0;
}

void rego_print_code(struct ss_strbuf *out, const struct rego_code *c)
{
	static const char *const names[] = {
#define OP(name) #name,
		REGO_OPS(OP)
#undef OP
	};

	/* Lengths differ by operation: what is no operation at its place is a number. */
	for (uint32_t i = 0; i < c->word_count; i++)
		if (c->words[i] < REGO_OP_COUNT_OF)
			ss_strbuf_printf(out, "%u %s/%u\n", i, names[c->words[i]], c->words[i]);
		else
			ss_strbuf_printf(out, "%u %#x\n", i, c->words[i]);
}
