/* SPDX-License-Identifier: BSD-2-Clause */
/* rego.metadata.rule() and .chain() become constants, bound before the body. */
#include "rego/compile/annotated.h"

struct metadata {
	struct rego_pass *pass;
	const struct rego_expr *chain, *rule; /* the first calls */
	struct rego_term *chain_var, *rule_var;
};

static bool op_is(const struct rego_expr *x, const char *last)
{
	const struct rego_term *op;

	if (x->kind != REGO_EXPR_CALL)
		return false;
	op = x->term->list.items[0];
	return op->kind == REGO_TERM_REF && op->list.count == 3 &&
	       rego_is_var(op->list.items[0], "rego") &&
	       op->list.items[1]->kind == REGO_TERM_VALUE &&
	       op->list.items[1]->value.kind == REGO_STRING &&
	       !strcmp(rego_text(op->list.items[1]->value), "metadata") &&
	       op->list.items[2]->kind == REGO_TERM_VALUE &&
	       op->list.items[2]->value.kind == REGO_STRING &&
	       !strcmp(rego_text(op->list.items[2]->value), last);
}

static bool find_call(struct rego_walk *w, struct rego_expr *x)
{
	struct metadata *m = w->arg;

	if (!m->chain && op_is(x, "chain"))
		m->chain = x;
	else if (!m->rule && op_is(x, "rule"))
		m->rule = x;
	return false;
}

static struct rego_val text_value(struct rego_pass *p, const char *s)
{
	return rego_string(p->arena, s, strlen(s));
}

/* {"path": [...], "annotations": {...}}; the path without data. */
static struct rego_val link_value(struct rego_pass *p, struct rego_val path,
				  const struct rego_annotations *a)
{
	struct rego_builder b = { .arena = p->arena };
	uint32_t count = (uint32_t)rego_len(path);

	rego_add_pair(&b, text_value(p, "path"),
		      rego_array(p->arena, path.array->items + 1, count ? count - 1 : 0));
	if (a)
		rego_add_pair(&b, text_value(p, "annotations"),
			      rego_annotations_value(p->arena, a));
	return rego_build_object(&b);
}

static struct rego_val chain_value(struct rego_pass *p, const struct rego_rule *r)
{
	struct rego_annotation_list own = rego_rule_annotations(p, r, true);
	struct rego_annotation_list above = rego_subpackage_annotations(p, r->module);
	const struct rego_annotations *document = rego_document_annotations(p, r);
	const struct rego_annotations *package = rego_package_annotations(p, r->module);
	struct rego_builder b = { .arena = p->arena };
	struct rego_val path = rego_rule_path(p->arena, r);

	for (uint32_t i = 0; i < own.count; i++)
		rego_add(&b, link_value(p, path, own.items[i]));
	if (!own.count)
		rego_add(&b, link_value(p, path, NULL));
	if (document)
		rego_add(&b, link_value(p, path, document));
	if (package)
		rego_add(&b, link_value(p, rego_annotations_path(p->arena, package), package));
	for (uint32_t i = above.count; i; i--)
		rego_add(&b, link_value(p, rego_annotations_path(p->arena, above.items[i - 1]),
					above.items[i - 1]));
	return rego_build_array(&b);
}

static struct rego_val rule_value(struct rego_pass *p, const struct rego_rule *r)
{
	struct rego_annotation_list own = rego_rule_annotations(p, r, true);

	return own.count ? rego_annotations_value(p->arena, own.items[0])
			 : rego_object(p->arena, NULL, 0);
}

/* --- calls ------------------------------------------------------------------------------ */
static bool replace_calls(struct rego_walk *w, struct rego_body *b)
{
	struct metadata *m = w->arg;

	for (uint32_t i = 0; i < b->count; i++) {
		const struct rego_expr *x = b->exprs[i];
		struct rego_term *var = NULL;
		struct rego_expr *eq;

		if (op_is(x, "chain"))
			var = m->chain_var;
		else if (op_is(x, "rule"))
			var = m->rule_var;
		if (!var)
			continue;
		if (rego_operands(x)) {
			eq = rego_new_equality(m->pass, rego_operand_of(x, 0),
					       rego_new_var(m->pass, var->var, NULL), &x->loc);
		} else {
			eq = rego_new_true(m->pass, &x->loc);
			eq->term = rego_new_var(m->pass, var->var, NULL);
		}
		eq->generated = true;
		eq->index = i;
		b->exprs[i] = eq;
	}
	return false;
}

static struct rego_term *bind_value(struct metadata *m, struct rego_exprs *out, struct rego_val v,
				    const struct rego_loc *loc)
{
	struct rego_expr *x = rego_new_capture(m->pass, rego_new_value(m->pass, v, loc));

	rego_exprs_add(out, x);
	return rego_operand_of(x, 0);
}

static bool rewrite_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct metadata m = { .pass = p };
	struct rego_walk finding = { .expr = find_call, .arg = &m };
	struct rego_walk replacing = { .body = replace_calls, .pass = p, .arg = &m };
	struct rego_exprs out = { .arena = p->arena };

	for (struct rego_rule *branch = r; branch; branch = branch->otherwise)
		rego_walk_rule(&finding, branch);
	if (!m.chain && !m.rule)
		return false;
	if (m.chain)
		m.chain_var = bind_value(&m, &out, chain_value(p, r), &m.chain->loc);
	if (m.rule)
		m.rule_var = bind_value(&m, &out, rule_value(p, r), &m.rule->loc);
	rego_exprs_add_body(&out, r->body);
	*r->body = *rego_exprs_body(&out, &r->body->loc);
	rego_walk_rule(&replacing, r);
	return false;
}

void rego_rewrite_metadata(struct rego_pass *p)
{
	rego_each_rule(p, rewrite_rule);
}
