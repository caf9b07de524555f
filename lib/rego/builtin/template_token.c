/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: tokens and nodes as the parser takes and makes them, and its errors. */
#include "rego/builtin/template_parse.h"

#include <string.h>

#include "rego/value/string.h"

struct rego_tnode *rego_tp_fail(struct rego_tp *p, const char *text)
{
	if (!p->error)
		p->error =
			rego_printf(p->arena, "template: template:%d: %s", p->token[0].line, text);
	return NULL;
}

struct rego_token rego_tp_next(struct rego_tp *p)
{
	if (p->peeked > 0)
		p->peeked--;
	else
		p->token[0] = rego_template_next(&p->lex);
	return p->token[p->peeked];
}

struct rego_token rego_tp_peek(struct rego_tp *p)
{
	if (!p->peeked) {
		p->token[0] = rego_template_next(&p->lex);
		p->peeked = 1;
	}
	return p->token[p->peeked - 1];
}

struct rego_token rego_tp_next_solid(struct rego_tp *p)
{
	struct rego_token t;

	do
		t = rego_tp_next(p);
	while (t.type == REGO_TT_SPACE);
	return t;
}

struct rego_token rego_tp_peek_solid(struct rego_tp *p)
{
	struct rego_token t = rego_tp_next_solid(p);

	p->peeked++;
	return t;
}

static const char *show_token(struct rego_tp *p, struct rego_token t)
{
	size_t len = 0, used;

	if (t.type == REGO_TT_EOF)
		return "EOF";
	if (t.type == REGO_TT_ERROR)
		return rego_strndup(p->arena, t.s, t.len);
	if (t.type > REGO_TT_KEYWORD)
		return rego_printf(p->arena, "<%.*s>", (int)t.len, t.s);
	if (t.len <= 10)
		return rego_go_quote(p->arena, t.s, t.len);
	for (int i = 0; i < 10 && len < t.len; i++, len += used)
		rego_rune_at(t.s + len, t.len - len, &used);
	return rego_printf(p->arena, "%s...", rego_go_quote(p->arena, t.s, len));
}

struct rego_tnode *rego_tp_unexpected(struct rego_tp *p, struct rego_token t, const char *context)
{
	const char *text = show_token(p, t);
	size_t n = strlen(text);
	bool action = n >= 7 && !strcmp(text + n - 7, " action");

	if (t.type != REGO_TT_ERROR)
		return rego_tp_fail(p, rego_printf(p->arena, "unexpected %s in %s", text, context));
	if (p->tree->action_line && p->tree->action_line != t.line)
		text = rego_printf(p->arena, "%s%s started at template:%d", text,
				   action ? "" : " in action", p->tree->action_line);
	return rego_tp_fail(p, text);
}

bool rego_tp_expect(struct rego_tp *p, enum rego_tt type, const char *context, size_t *pos)
{
	struct rego_token t = rego_tp_next_solid(p);

	if (pos)
		*pos = t.pos;
	if (t.type != type)
		rego_tp_unexpected(p, t, context);
	return t.type == type;
}

struct rego_tnode *rego_tp_node(struct rego_tp *p, enum rego_tn type, size_t pos)
{
	struct rego_tnode *n = rego_new(p->arena, struct rego_tnode);

	*n = (struct rego_tnode){ .type = type, .pos = pos };
	return n;
}

struct rego_tnode *rego_tp_word(struct rego_tp *p, enum rego_tn type, size_t pos, const char *s,
				size_t len)
{
	struct rego_tnode *n = rego_tp_node(p, type, pos);

	n->text = s;
	n->len = len;
	return n;
}

void rego_tp_append(struct rego_tp *p, struct rego_tnode *n, struct rego_tnode *kid)
{
	if (n->count == n->room) {
		size_t room = n->room ? n->room * 2 : 4;
		struct rego_tnode **kids = rego_new_array(p->arena, struct rego_tnode *, room);

		if (n->count)
			memcpy(kids, n->kids, n->count * sizeof(*kids));
		n->kids = kids;
		n->room = room;
	}
	n->kids[n->count++] = kid;
}
