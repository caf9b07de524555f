/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: actions and what stands between them, up to whole templates. */
#include "rego/builtin/template_parse.h"

#include <string.h>

#include "rego/value/string.h"

static struct rego_tnode *item_list(struct rego_tp *p, struct rego_tnode **end);

static struct rego_tnode *control(struct rego_tp *p, enum rego_tn type, const char *context)
{
	struct rego_tnode *n = rego_tp_node(p, type, 0), *end = NULL;
	int vars = p->tree->var_count;
	enum rego_tt again = type == REGO_TN_IF ? REGO_TT_IF : REGO_TT_WITH;

	if (++p->depth > REGO_TP_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	n->pipe = rego_tp_pipeline(p, context, REGO_TT_RIGHT);
	if (!n->pipe)
		return NULL;
	n->pos = n->pipe->pos;
	p->tree->ranges += type == REGO_TN_RANGE;
	n->list = item_list(p, &end);
	p->tree->ranges -= type == REGO_TN_RANGE;
	if (!n->list)
		return NULL;
	if (end->type == REGO_TN_ELSE && type != REGO_TN_RANGE && rego_tp_peek(p).type == again) {
		rego_tp_next(p);
		n->other = rego_tp_node(p, REGO_TN_LIST, end->pos);
		end = control(p, type, context);
		if (!end)
			return NULL;
		rego_tp_append(p, n->other, end);
	} else if (end->type == REGO_TN_ELSE) {
		n->other = item_list(p, &end);
		if (n->other && end->type != REGO_TN_END)
			return rego_tp_fail(p, "expected end; found {{else}}");
		if (!n->other)
			return NULL;
	}
	p->tree->var_count = vars;
	p->depth--;
	return n;
}

static struct rego_tnode *jump(struct rego_tp *p, struct rego_token word, enum rego_tn type)
{
	const char *name = type == REGO_TN_BREAK ? "{{break}}" : "{{continue}}";

	if (!rego_tp_expect(p, REGO_TT_RIGHT, name, NULL))
		return NULL;
	if (!p->tree->ranges)
		return rego_tp_fail(p, rego_printf(p->arena, "%s outside {{range}}", name));
	return rego_tp_node(p, type, word.pos);
}

static bool is_empty(const struct rego_tnode *list)
{
	for (size_t i = 0; list && i < list->count; i++) {
		const struct rego_tnode *n = list->kids[i];

		if (n->type != REGO_TN_TEXT)
			return false;
		for (size_t k = 0; k < n->len; k++)
			if (!strchr(" \t\r\n\v\f", n->text[k]))
				return false;
	}
	return true;
}

static bool add_template(struct rego_tp *p, const char *name, size_t len, struct rego_tnode *root)
{
	struct rego_template *t = p->all;

	while (t && (t->name_len != len || memcmp(t->name, name, len)))
		t = t->next;
	if (t && !is_empty(t->root)) {
		if (!is_empty(root))
			rego_tp_fail(p, rego_printf(p->arena,
						    "template: multiple definition of template %s",
						    rego_go_quote(p->arena, name, len)));
		return is_empty(root);
	}
	if (!t) {
		t = rego_new(p->arena, struct rego_template);
		*t = (struct rego_template){ .next = p->all, .name = name, .name_len = len };
		p->all = t;
	}
	t->root = root;
	return true;
}

/* The items up to {{end}}, as a template of its own. */
static bool definition(struct rego_tp *p, const char *name, size_t len, const char *context)
{
	struct rego_tp_tree tree = { .outer = p->tree };
	struct rego_tnode *list, *end;

	if (++p->depth > REGO_TP_DEPTH / 10)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	p->tree = &tree;
	list = item_list(p, &end);
	if (list && end->type != REGO_TN_END)
		list = rego_tp_fail(p, rego_printf(p->arena, "unexpected {{else}} in %s", context));
	p->tree = tree.outer;
	p->depth--;
	return list && add_template(p, name, len, list);
}

static bool define(struct rego_tp *p)
{
	struct rego_tp_tree *outer = p->tree, tree = { .outer = outer };
	struct rego_token t = rego_tp_next_solid(p);
	struct rego_tnode *name;

	p->tree = &tree; /* an error knows no action's line here */
	if (t.type != REGO_TT_STRING && t.type != REGO_TT_RAW)
		return rego_tp_unexpected(p, t, "define clause");
	name = rego_tp_string(p, t);
	if (!name || !rego_tp_expect(p, REGO_TT_RIGHT, "define clause", NULL))
		return false;
	p->tree = outer;
	return definition(p, name->value, name->value_len, "define clause");
}

static struct rego_tnode *invocation(struct rego_tp *p, bool block)
{
	const char *context = block ? "block clause" : "template clause";
	struct rego_token t = rego_tp_next_solid(p);
	struct rego_tnode *n, *name;

	if (t.type != REGO_TT_STRING && t.type != REGO_TT_RAW)
		return rego_tp_unexpected(p, t, context);
	name = rego_tp_string(p, t);
	if (!name)
		return NULL;
	n = rego_tp_node(p, REGO_TN_TEMPLATE, t.pos);
	n->value = name->value;
	n->value_len = name->value_len;
	if (!block && rego_tp_next_solid(p).type == REGO_TT_RIGHT)
		return n;
	if (!block)
		p->peeked++;
	n->pipe = rego_tp_pipeline(p, context, REGO_TT_RIGHT);
	if (!n->pipe || (block && !definition(p, n->value, n->value_len, context)))
		return NULL;
	return n;
}

static struct rego_tnode *ending(struct rego_tp *p, enum rego_tn type)
{
	struct rego_token t = rego_tp_peek_solid(p);
	size_t pos = t.pos;

	if (type == REGO_TN_END)
		return rego_tp_expect(p, REGO_TT_RIGHT, "end", &pos) ? rego_tp_node(p, type, pos)
								     : NULL;
	if (t.type == REGO_TT_IF || t.type == REGO_TT_WITH)
		return rego_tp_node(p, type, pos);
	return rego_tp_expect(p, REGO_TT_RIGHT, "else", &pos) ? rego_tp_node(p, type, pos) : NULL;
}

static struct rego_tnode *action(struct rego_tp *p)
{
	struct rego_token t = rego_tp_next_solid(p);
	struct rego_tnode *n;

	switch (t.type) {
	case REGO_TT_BLOCK: return invocation(p, true);
	case REGO_TT_TEMPLATE: return invocation(p, false);
	case REGO_TT_BREAK: return jump(p, t, REGO_TN_BREAK);
	case REGO_TT_CONTINUE: return jump(p, t, REGO_TN_CONTINUE);
	case REGO_TT_ELSE: return ending(p, REGO_TN_ELSE);
	case REGO_TT_END: return ending(p, REGO_TN_END);
	case REGO_TT_IF: return control(p, REGO_TN_IF, "if");
	case REGO_TT_RANGE: return control(p, REGO_TN_RANGE, "range");
	case REGO_TT_WITH: return control(p, REGO_TN_WITH, "with");
	default: break;
	}
	p->peeked++;
	n = rego_tp_node(p, REGO_TN_ACTION, rego_tp_peek(p).pos);
	n->pipe = rego_tp_pipeline(p, "command", REGO_TT_RIGHT);
	return n->pipe ? n : NULL;
}

static struct rego_tnode *text_or_action(struct rego_tp *p)
{
	struct rego_token t = rego_tp_next_solid(p);
	struct rego_tnode *n;

	if (t.type == REGO_TT_TEXT)
		return rego_tp_word(p, REGO_TN_TEXT, t.pos, t.s, t.len);
	if (t.type != REGO_TT_LEFT)
		return rego_tp_unexpected(p, t, "input");
	p->tree->action_line = t.line;
	n = action(p);
	p->tree->action_line = 0;
	return n;
}

static struct rego_tnode *item_list(struct rego_tp *p, struct rego_tnode **end)
{
	struct rego_tnode *list = rego_tp_node(p, REGO_TN_LIST, rego_tp_peek_solid(p).pos), *n;

	while (rego_tp_peek_solid(p).type != REGO_TT_EOF) {
		n = text_or_action(p);
		if (!n)
			return NULL;
		*end = n;
		if (n->type == REGO_TN_END || n->type == REGO_TN_ELSE)
			return list;
		rego_tp_append(p, list, n);
	}
	return rego_tp_fail(p, "unexpected EOF");
}

static bool parse(struct rego_tp *p)
{
	struct rego_tnode *root = rego_tp_node(p, REGO_TN_LIST, rego_tp_peek(p).pos), *n;

	while (rego_tp_peek(p).type != REGO_TT_EOF) {
		if (rego_tp_peek(p).type == REGO_TT_LEFT) {
			struct rego_token delim = rego_tp_next(p);

			if (rego_tp_next_solid(p).type == REGO_TT_DEFINE) {
				if (!define(p))
					return false;
				continue;
			}
			p->token[1] = delim;
			p->peeked = 2;
		}
		n = text_or_action(p);
		if (!n)
			return false;
		if (n->type == REGO_TN_END || n->type == REGO_TN_ELSE)
			return rego_tp_fail(p, n->type == REGO_TN_END ? "unexpected {{end}}"
								      : "unexpected {{else}}");
		rego_tp_append(p, root, n);
	}
	return add_template(p, "template", strlen("template"), root);
}

struct rego_template *rego_template_parse(struct rego_arena *a, const char *text, size_t len,
					  const char **error)
{
	struct rego_tp_tree tree = { 0 };
	struct rego_tp p = {
		.arena = a,
		.lex = { .arena = a, .input = text, .len = len, .line = 1, .start_line = 1 },
		.tree = &tree,
	};

	if (parse(&p))
		return p.all;
	*error = p.error;
	return NULL;
}
