/* SPDX-License-Identifier: BSD-2-Clause */
/* The head of a rule: name, arguments, key, value. */
#include "rego/syntax/parse_rule.h"

/* The name in messages. */
static const char *ref_text(struct rego_parser *p, const struct rego_term *ref)
{
	return rego_text_of_term(p->arena, ref);
}

struct rego_head *rego_ref_head(struct rego_parser *p, struct rego_term *ref)
{
	struct rego_head *h = rego_new(p->arena, struct rego_head);

	if (ref->kind == REGO_TERM_VAR) {
		void *items[] = { ref };
		struct rego_list l = { .items = items, .count = 1 };

		ref = rego_node_list(p, REGO_TERM_REF, &l, ref->loc);
	}
	h->ref = ref;
	if (ref->list.count == 1)
		h->name = ref->list.items[0]->var;
	return h;
}

static struct rego_head *head_of_call(struct rego_parser *p, struct rego_term *call)
{
	struct rego_term *op = call->list.items[0];
	struct rego_head *h;

	if (op->list.items[0]->kind != REGO_TERM_VAR) {
		rego_parser_illegal(p, "rule head ref %s invalid", ref_text(p, op));
		return NULL;
	}
	h = rego_ref_head(p, op);
	h->function = true;
	h->arg_count = call->list.count - 1;
	h->args = call->list.items + 1;
	return h;
}

static struct rego_head *head_name(struct rego_parser *p)
{
	struct rego_term *t = rego_parse_head_ref(p, rego_parser_var(p));

	if (!t) {
		rego_parser_illegal(p, "expected rule head name");
		return NULL;
	}
	switch (t->kind) {
	case REGO_TERM_VAR:
	case REGO_TERM_REF: return rego_ref_head(p, t);
	case REGO_TERM_CALL: return head_of_call(p, t);
	default: return NULL;
	}
}

static void head_key(struct rego_parser *p, struct rego_head *h)
{
	h->contains = true;
	if (h->function)
		rego_parser_illegal(p,
				    "the contains keyword can only be used with multi-value rule "
				    "definitions (e.g., %s contains <VALUE> { ... })",
				    ref_text(p, h->ref));
	rego_parser_scan(p);
	h->key = rego_parse_infix(p);
	if (!h->key)
		rego_parser_illegal(p, "expected rule key term (e.g., %s contains <VALUE> { ... })",
				    ref_text(p, h->ref));
}

static void head_value(struct rego_parser *p, struct rego_head *h, bool is_default)
{
	const char *name;

	h->assign = p->s.tok == TOK_ASSIGN;
	rego_parser_scan(p);
	h->value = rego_parse_infix(p);
	if (h->value)
		return;
	name = ref_text(p, h->ref);
	if (!h->assign)
		rego_parser_illegal(
			p, "expected rule value term (e.g., %s[<nil>] = <VALUE> { ... })", name);
	else if (h->arg_count)
		rego_parser_illegal(
			p, "expected function value term (e.g., %s(...) := <VALUE> { ... })", name);
	else if (is_default)
		rego_parser_illegal(
			p, "expected default rule value term (e.g., default %s := <VALUE>)", name);
	else
		rego_parser_illegal(p, "expected rule value term (e.g., %s := <VALUE> { ... })",
				    name);
}

struct rego_head *rego_parse_head(struct rego_parser *p, bool is_default)
{
	struct rego_loc begin = p->s.loc;
	struct rego_head *h = head_name(p);

	if (!h)
		return NULL;
	if (p->s.tok == TOK_CONTAINS)
		head_key(p, h);
	else if (p->s.tok == TOK_UNIFY || p->s.tok == TOK_ASSIGN)
		head_value(p, h, is_default);
	if (!h->value && !h->key && !h->contains && (h->ref->list.count != 2 || h->arg_count)) {
		h->generated_value = true;
		h->value = rego_node_true(p, (struct rego_loc){ 0 });
	}
	h->loc = rego_parser_span(p, begin, begin.at, p->s.last_end);
	return h;
}

struct rego_head *rego_copy_head_again(struct rego_parser *p, const struct rego_head *from)
{
	struct rego_head *h = rego_copy_head(p->arena, from);

	for (uint32_t i = 0; i < h->arg_count; i++) {
		if (h->args[i]->kind == REGO_TERM_VAR && h->args[i]->generated)
			h->args[i] = rego_node_wildcard(p, h->args[i]->loc);
	}
	return h;
}
