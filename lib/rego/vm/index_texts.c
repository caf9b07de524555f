// SPDX-License-Identifier: BSD-2-Clause
/* The index's questions for what a text begins or ends with. */
#include "rego/vm/index_priv.h"

/* All different texts that are asked for, in order. */
static struct rego_prefixes *all_texts(struct making *m, const struct node *x,
				       const uint32_t *rules, uint32_t n)
{
	bool ends = m->sources.items[x->source].how == REGO_ENDS;
	struct rego_prefixes *p = rego_new(m->g->arena, struct rego_prefixes);
	const struct rego_string **texts;
	size_t count = 0, kept = 0;

	texts = rego_new_array(m->g->arena, const struct rego_string *,
			       rego_index_constants(m, x, rules, n) + 1);
	for (uint32_t i = 0; i < n; i++) {
		const struct rego_condition *c = rego_index_condition(m, rules[i], x->source);

		for (uint32_t j = 0; c && j < c->count; j++)
			texts[count++] = c->values[j].string;
	}
	rego_prefixes_init(p, texts, count, ends);
	for (size_t i = 0; i < count; i++) /* equal ones are one interned string */
		if (!kept || texts[kept - 1] != texts[i])
			texts[kept++] = texts[i];
	rego_prefixes_init(p, texts, kept, ends);
	return p;
}

static size_t text_place(const struct rego_prefixes *p, const struct rego_string *s)
{
	return (size_t)(rego_prefixes_longest(p, s->text, s->len) - p->texts);
}

static void join(struct making *m, struct list *to, const struct list *other)
{
	struct list both = { 0 };
	uint32_t i = 0, j = 0;

	while (i < to->count || j < other->count)
		if (j == other->count || (i < to->count && to->rules[i] < other->rules[j]))
			rego_index_add(m, &both, to->rules[i++]);
		else
			rego_index_add(m, &both, other->rules[j++]);
	*to = both;
}

/* To the rules of each text those of the texts that it begins with; false: that is too much. */
static bool inherit(struct making *m, const struct rego_prefixes *p, struct list *lists, uint32_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < p->count; i++) { /* the shorter ones come first */
		const struct rego_string *s = p->texts[i], **shorter;

		shorter = rego_prefixes_longest(p, s->text + p->backwards, s->len - 1);
		if (shorter)
			join(m, &lists[i], &lists[shorter - p->texts]);
		total += lists[i].count;
		if (total > 64 + 8 * (size_t)n)
			return false;
	}
	return true;
}

bool rego_index_ask_texts(struct making *m, struct node *x, const uint32_t *rules, uint32_t n,
			  uint32_t used, uint32_t depth)
{
	struct rego_prefixes *p = x->texts = all_texts(m, x, rules, n);
	struct list rest = { 0 }, *lists;

	lists = rego_zalloc(m->g->arena, p->count * sizeof(*lists));
	for (uint32_t i = 0; i < n; i++) {
		const struct rego_condition *c = rego_index_condition(m, rules[i], x->source);

		for (uint32_t j = 0; c && j < c->count; j++)
			rego_index_add(m, &lists[text_place(p, c->values[j].string)], rules[i]);
		if (!c)
			rego_index_add(m, &rest, rules[i]);
	}
	if (!inherit(m, p, lists, n))
		return false;
	x->wanted = rego_zalloc(m->g->arena, p->count * sizeof(struct node *));
	for (size_t i = 0; i < p->count; i++)
		x->wanted[i] = rego_index_node(m, lists[i].rules, lists[i].count, used, depth);
	if (rest.count)
		x->rest = rego_index_node(m, rest.rules, rest.count, used, depth);
	x->all = rego_index_leaf(m, rules, n);
	return true;
}
