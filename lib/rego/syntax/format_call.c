/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls: operators between their operands, the others with arguments. */
#include "rego/syntax/format_parts.h"

/* The operators; other calls are written alike, built-in or not. */
static const struct rego_builtin *builtin_of(const struct rego_term *call)
{
	const struct rego_term *op = call->list.items[0], *head;
	const char *name;

	if (op->kind != REGO_TERM_REF || op->list.count > 2)
		return NULL;
	head = op->list.items[0];
	if (head->kind != REGO_TERM_VAR)
		return NULL;
	name = head->var->text;
	/* In v0 it may be a name; OPA finds built-ins by their operators, too. */
	if (op->list.count == 1 && !strcmp(name, "in"))
		name = "internal.member_3";
	if (op->list.count == 2) {
		const struct rego_term *second = op->list.items[1];

		if (strcmp(name, "internal") || second->kind != REGO_TERM_VALUE ||
		    second->value.kind != REGO_STRING)
			return NULL;
		name = !strcmp(rego_text(second->value), "member_2")   ? "internal.member_2"
		       : !strcmp(rego_text(second->value), "member_3") ? "internal.member_3"
								       : "";
	}
	return rego_builtin_find(name, strlen(name));
}

/* Past "name: ". */
static const char *skip_name(const char *s)
{
	const char *name = s;

	while ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || *s == '_' ||
	       (*s >= '0' && *s <= '9'))
		s++;
	return s[0] == ':' && s[1] == ' ' ? s + 2 : name;
}

/* The declaration's arguments: "(x: any, set[any]) => y" is "any,set[any]". */
static const char *wanted(struct rego_fmt *f, const char *decl)
{
	size_t len = strlen(decl);
	char *out = rego_alloc(f->arena, len + 1), *o = out;
	int depth = 0;

	for (const char *s = decl; *s; s++) {
		if (strchr("([{<", *s))
			depth++;
		if (strchr(")]}>", *s) && (*s != '>' || s[-1] != '='))
			depth--;
		if (!depth)
			break;
		if (s != decl)
			*o++ = *s;
		if (depth == 1 && s == decl)
			s = skip_name(s + 1) - 1;
		else if (depth == 1 && s[0] == ',' && s[1] == ' ')
			s = skip_name(s + 2) - 1;
	}
	*o = '\0';
	return out;
}

static void wrong_arity(struct rego_fmt *f, const struct rego_builtin *b, const char *name,
			const struct rego_term *call, struct rego_loc loc)
{
	const char *have = "";
	struct rego_error *e;

	for (uint32_t i = 1; i < call->list.count; i++)
		have = rego_printf(f->arena, "%s%s%s", have, i > 1 ? "," : "",
				   rego_term_kind_name(call->list.items[i]));
	e = rego_error(&f->errors, "rego_type_error", loc, "%s: arity mismatch", name);
	e->details = rego_printf(f->arena, "have: (%s)\nwant: (%s)", have, wanted(f, b->decl));
}

static rego_fmt_result write_plain(struct rego_fmt *f, struct rego_term *call,
				   struct rego_fmt_comments *c)
{
	struct rego_term *op = call->list.items[0];
	struct rego_fmt_group g = { .kind = FMT_TERMS, .count = call->list.count - 1 };
	struct rego_fmt_comments before = *c;
	rego_fmt_result r = rego_fmt_ref(f, op, c);

	if (r != FMT_FINE)
		return r;
	/* As in OPA: what the name took is there for the arguments, too. */
	*c = before;
	rego_fmt_str(f, "(");
	g.items = rego_new_array(f->arena, void *, g.count);
	for (uint32_t i = 0; i < g.count; i++)
		g.items[i] = call->list.items[i + 1];
	r = rego_fmt_list(f, &g, rego_fmt_row(op->loc),
			  rego_fmt_closing_row(0, 0, '(', ')', op->loc), c);
	rego_fmt_str(f, ")");
	return rego_fmt_lose(c, r);
}

static rego_fmt_result between(struct rego_fmt *f, struct rego_term *lhs, const char *op,
			       struct rego_term *rhs, bool parens, struct rego_fmt_comments *c)
{
	rego_fmt_result r;

	r = parens ? rego_fmt_term_in(f, true, lhs, c) : rego_fmt_term(f, lhs, c);
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	rego_fmt_str(f, " ");
	rego_fmt_str(f, op);
	rego_fmt_str(f, " ");
	return parens ? rego_fmt_lose(c, rego_fmt_term_in(f, true, rhs, c))
		      : rego_fmt_term(f, rhs, c);
}

rego_fmt_result rego_fmt_in(struct rego_fmt *f, bool parens, struct rego_term *call, uint32_t arity,
			    struct rego_loc loc, struct rego_fmt_comments *c)
{
	struct rego_term **args = call->list.items + 1;
	rego_fmt_result r;

	if (call->list.count - 1 != arity) {
		wrong_arity(f, builtin_of(call), builtin_of(call)->name, call, loc);
		return FMT_FINE;
	}
	if (arity == 2)
		return between(f, args[0], "in", args[1], true, c);
	if (parens)
		rego_fmt_str(f, "(");
	r = rego_fmt_term_in(f, true, args[0], c);
	if (r == FMT_FINE) {
		rego_fmt_str(f, ", ");
		r = between(f, args[1], "in", args[2], true, c);
	}
	if (parens)
		rego_fmt_str(f, ")");
	return rego_fmt_lose(c, r);
}

rego_fmt_result rego_fmt_call(struct rego_fmt *f, bool parens, struct rego_term *t,
			      struct rego_fmt_comments *c)
{
	const struct rego_builtin *b = builtin_of(t);
	rego_fmt_result r;

	if (!b || !b->infix)
		return write_plain(f, t, c);
	if (!strcmp(b->infix, "in"))
		return rego_fmt_in(f, true, t, b->arity, t->loc, c);
	if (parens)
		rego_fmt_str(f, "(");
	if (b->arity != t->list.count - 1) {
		wrong_arity(f, b, b->name, t, t->loc);
		return FMT_FINE;
	}
	r = between(f, t->list.items[1], b->infix, t->list.items[2], true, c);
	if (r == FMT_FINE && parens)
		rego_fmt_str(f, ")");
	return r;
}

/* An expression: z = x + y may be a call of three. */
rego_fmt_result rego_fmt_call_expr(struct rego_fmt *f, struct rego_expr *x,
				   struct rego_fmt_comments *c)
{
	struct rego_term *t = x->term, **args = t->list.items + 1;
	const struct rego_builtin *b = builtin_of(t);
	const struct rego_term *op = t->list.items[0];
	bool is_name = op->list.count == 1; /* in(...), in v0 */
	rego_fmt_result r;

	if (!b || !b->infix)
		return write_plain(f, t, c);
	if (!strcmp(b->infix, "in") && !is_name)
		return rego_fmt_in(f, false, t, b->arity, t->list.items[0]->loc, c);
	if (b->arity == t->list.count - 1)
		return between(f, args[0], b->infix, args[1], false, c);
	if (b->arity + 1u != t->list.count - 1) {
		wrong_arity(f, b, is_name ? op->list.items[0]->var->text : b->name, t, op->loc);
		return write_plain(f, t, c);
	}
	r = rego_fmt_term(f, args[2], c);
	if (r != FMT_FINE)
		return rego_fmt_lose(c, r);
	rego_fmt_str(f, " = ");
	return rego_fmt_lose(c, between(f, args[0], b->infix, args[1], false, c));
}
