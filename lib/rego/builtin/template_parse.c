/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: tokens to nodes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/template.h"
#include "rego/value/string.h"

#define MOST_DEPTH 1000

struct tree { /* a template, or one defined in it */
	struct tree *outer;
	const char *name;
	size_t name_len;
	struct rego_token vars[64];
	int var_count, action_line, ranges;
};

struct parser {
	struct rego_arena *arena;
	struct rego_tlexer lex;
	struct rego_token token[3];
	int peeked, depth;
	struct tree *tree;
	struct rego_template *all;
	const char *error;
};

static struct rego_tnode *fail(struct parser *p, const char *text)
{
	if (!p->error)
		p->error = rego_printf(p->arena, "template: template:%d: %s", p->token[0].line,
				       text);
	return NULL;
}

static struct rego_token next(struct parser *p)
{
	if (p->peeked > 0)
		p->peeked--;
	else
		p->token[0] = rego_template_next(&p->lex);
	return p->token[p->peeked];
}

static struct rego_token peek(struct parser *p)
{
	if (!p->peeked) {
		p->token[0] = rego_template_next(&p->lex);
		p->peeked = 1;
	}
	return p->token[p->peeked - 1];
}

static struct rego_token next_solid(struct parser *p)
{
	struct rego_token t;

	do
		t = next(p);
	while (t.type == REGO_TT_SPACE);
	return t;
}

static struct rego_token peek_solid(struct parser *p)
{
	struct rego_token t = next_solid(p);

	p->peeked++;
	return t;
}

static const char *show_token(struct parser *p, struct rego_token t)
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

static struct rego_tnode *unexpected(struct parser *p, struct rego_token t, const char *context)
{
	const char *text = show_token(p, t);
	size_t n = strlen(text);
	bool action = n >= 7 && !strcmp(text + n - 7, " action");

	if (t.type != REGO_TT_ERROR)
		return fail(p, rego_printf(p->arena, "unexpected %s in %s", text, context));
	if (p->tree->action_line && p->tree->action_line != t.line)
		text = rego_printf(p->arena, "%s%s started at template:%d", text,
				   action ? "" : " in action", p->tree->action_line);
	return fail(p, text);
}

static struct rego_tnode *new_node(struct parser *p, enum rego_tn type, size_t pos)
{
	struct rego_tnode *n = rego_new(p->arena, struct rego_tnode);

	*n = (struct rego_tnode){ .type = type, .pos = pos };
	return n;
}

static void append(struct parser *p, struct rego_tnode *n, struct rego_tnode *kid)
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

static struct rego_tnode *pipeline(struct parser *p, const char *context, enum rego_tt end);
static struct rego_tnode *item_list(struct parser *p, struct rego_tnode **end);

static struct rego_tnode *worded(struct parser *p, enum rego_tn type, size_t pos, const char *s,
				 size_t len)
{
	struct rego_tnode *n = new_node(p, type, pos);

	n->text = s;
	n->len = len;
	return n;
}

static bool push_var(struct parser *p, struct rego_token t)
{
	struct tree *tree = p->tree;

	if (tree->var_count == (int)(sizeof(tree->vars) / sizeof(*tree->vars)))
		rego_stop(p->arena, REGO_STOP_DEPTH);
	tree->vars[tree->var_count++] = t;
	return true;
}

static struct rego_tnode *use_var(struct parser *p, struct rego_token t)
{
	if (t.len == 1)
		return worded(p, REGO_TN_VARIABLE, t.pos, t.s, t.len);
	for (int i = 0; i < p->tree->var_count; i++)
		if (p->tree->vars[i].len == t.len && !memcmp(p->tree->vars[i].s, t.s, t.len))
			return worded(p, REGO_TN_VARIABLE, t.pos, t.s, t.len);
	return fail(p, rego_printf(p->arena, "undefined variable %s",
				   rego_go_quote(p->arena, t.s, t.len)));
}

/* Bytes of the character that begins at s, with its escape; 0: none. */
static size_t one_char(const char *s, size_t len)
{
	uint32_t code;
	size_t n = 2;

	if (s[0] != '\\')
		return s[0] == '\'' ? 0 : rego_rune(s, len, &code);
	if (len < 2 || s[1] == '"')
		return 0;
	if (s[1] == 'x' || (s[1] >= '0' && s[1] <= '7'))
		n = 4;
	else if (s[1] == 'u' || s[1] == 'U')
		n = s[1] == 'u' ? 6 : 10;
	return n <= len ? n : 0;
}

/* The value of one character as Go's UnquoteChar reads it. */
static bool char_value(struct parser *p, const char *s, size_t n, int64_t *value)
{
	char *quoted = rego_printf(p->arena, "\"%.*s\"", (int)n, s);
	const char *out;
	size_t len, used;

	if (n == 1 || (n == 2 && s[1] == '\'')) {
		*value = (unsigned char)s[n - 1];
		return *value < 0x80 || n == 1;
	}
	if (!rego_template_unquote(p->arena, quoted, strlen(quoted), &out, &len))
		return false;
	*value = rego_rune_at(out, len, &used);
	if (len == 1)
		*value = (unsigned char)*out;
	return true;
}

static struct rego_tnode *char_number(struct parser *p, struct rego_tnode *n)
{
	size_t used = n->len > 2 ? one_char(n->text + 1, n->len - 1) : 0;

	if (!used || !char_value(p, n->text + 1, used, &n->i))
		return fail(p, "invalid syntax");
	n->d = (double)n->i;
	n->is_int = true;
	if (used + 2 == n->len)
		return n;
	return fail(p, rego_printf(p->arena, "malformed character constant: %.*s", (int)n->len,
				   n->text));
}

/* Underscores stand between digits, or behind 0x. */
static bool good_underscores(const char *s)
{
	char before = '^';
	bool hex = false;

	s += *s == '-' || *s == '+';
	if (s[0] == '0' && s[1] && strchr("bBoOxX", s[1])) {
		hex = s[1] == 'x' || s[1] == 'X';
		before = '0';
		s += 2;
	}
	for (; *s; s++) {
		if ((*s >= '0' && *s <= '9') || (hex && strchr("abcdefABCDEF", *s))) {
			before = '0';
		} else if (*s == '_' ? before != '0' : before == '_') {
			return false;
		} else {
			before = *s == '_' ? '_' : '!';
		}
	}
	return before != '_';
}

/* ParseUint and ParseInt of base 0: which of both it is. */
static void integer(struct rego_tnode *n, const char *s)
{
	bool minus = *s == '-', sign = minus || *s == '+';
	const char *digits = s + sign;
	int base = 10;
	uint64_t u;
	char *end;

	if (digits[0] == '0' && digits[1]) {
		char kind = (char)(digits[1] | 0x20);

		base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
		digits += kind == 'x' || kind == 'b' || kind == 'o' ? 2 : 1;
	}
	if (!*digits || *digits == '+' || *digits == '-')
		return;
	errno = 0;
	u = strtoull(digits, &end, base);
	if (*end || errno)
		return;
	n->is_uint = !sign || !u;
	n->is_int = u <= (uint64_t)INT64_MAX + minus;
	n->i = minus ? (int64_t)(0 - u) : (int64_t)u;
	n->d = minus ? -(double)u : (double)u;
}

static struct rego_tnode *number(struct parser *p, struct rego_token t)
{
	struct rego_tnode *n = worded(p, REGO_TN_NUMBER, t.pos, t.s, t.len);
	char *s = rego_strndup(p->arena, t.s, t.len), *to = s, *end;
	const char *quoted = rego_go_quote(p->arena, t.s, t.len);

	if (t.type == REGO_TT_CHARCONST)
		return char_number(p, n);
	if (t.type == REGO_TT_COMPLEX || s[t.len - 1] == 'i')
		return fail(p, rego_printf(p->arena, "complex number not supported: %s", quoted));
	if (strchr(s, '_') && !good_underscores(s))
		return fail(p, rego_printf(p->arena, "illegal number syntax: %s", quoted));
	for (const char *from = s; *from; from++)
		if (*from != '_')
			*to++ = *from;
	*to = 0;
	integer(n, s);
	if (n->is_int || n->is_uint)
		return n;
	n->d = strtod(s, &end);
	if (*end || end == s || (strpbrk(s, "xX") && !strpbrk(s, "pP")))
		return fail(p, rego_printf(p->arena, "illegal number syntax: %s", quoted));
	if (!strpbrk(s, ".eEpP"))
		return fail(p, rego_printf(p->arena, "integer overflow: %s", quoted));
	return n;
}

static struct rego_tnode *string_node(struct parser *p, struct rego_token t)
{
	struct rego_tnode *n = worded(p, REGO_TN_STRING, t.pos, t.s, t.len);

	if (!rego_template_unquote(p->arena, t.s, t.len, &n->value, &n->value_len))
		return fail(p, "invalid syntax");
	return n;
}

static struct rego_tnode *parenthesized(struct parser *p)
{
	struct rego_tnode *n;

	if (++p->depth > MOST_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	n = pipeline(p, "parenthesized pipeline", REGO_TT_RPAREN);
	p->depth--;
	return n;
}

/* NULL without an error: what comes is no term. */
static struct rego_tnode *term(struct parser *p)
{
	struct rego_token t = next_solid(p);
	struct rego_tnode *n;

	switch (t.type) {
	case REGO_TT_IDENT:
		if (!rego_template_function(t.s, t.len))
			return fail(p, rego_printf(p->arena, "function %s not defined",
						   rego_go_quote(p->arena, t.s, t.len)));
		return worded(p, REGO_TN_IDENT, t.pos, t.s, t.len);
	case REGO_TT_DOT:
		return worded(p, REGO_TN_DOT, t.pos, ".", 1);
	case REGO_TT_NIL:
		return worded(p, REGO_TN_NIL, t.pos, "nil", 3);
	case REGO_TT_VARIABLE:
		return use_var(p, t);
	case REGO_TT_FIELD:
		return worded(p, REGO_TN_FIELD, t.pos, t.s, t.len);
	case REGO_TT_BOOL:
		n = worded(p, REGO_TN_BOOL, t.pos, t.s, t.len);
		n->truth = t.len == 4;
		return n;
	case REGO_TT_CHARCONST:
	case REGO_TT_COMPLEX:
	case REGO_TT_NUMBER:
		return number(p, t);
	case REGO_TT_LPAREN:
		return parenthesized(p);
	case REGO_TT_STRING:
	case REGO_TT_RAW:
		return string_node(p, t);
	default:
		p->peeked++;
		return NULL;
	}
}

static struct rego_tnode *operand(struct parser *p)
{
	struct rego_tnode *n = term(p), *chain;
	struct rego_text t = { .arena = p->arena };
	size_t pos;

	if (!n || peek(p).type != REGO_TT_FIELD)
		return n;
	pos = peek(p).pos;
	if (n->type == REGO_TN_FIELD || n->type == REGO_TN_VARIABLE)
		rego_put(&t, n->text, n->len);
	while (peek(p).type == REGO_TT_FIELD) {
		struct rego_token field = next(p);

		rego_put(&t, field.s, field.len);
	}
	if (n->type == REGO_TN_BOOL || n->type == REGO_TN_STRING || n->type == REGO_TN_NUMBER ||
	    n->type == REGO_TN_NIL || n->type == REGO_TN_DOT)
		return fail(p, rego_printf(p->arena, "unexpected . after term %s",
					   rego_go_quote(p->arena, n->text, n->len)));
	if (n->type == REGO_TN_FIELD || n->type == REGO_TN_VARIABLE)
		return worded(p, n->type, pos, rego_text_done(&t), t.len);
	chain = worded(p, REGO_TN_CHAIN, pos, rego_text_done(&t), t.len);
	chain->other = n;
	return chain;
}

static struct rego_tnode *command(struct parser *p)
{
	struct rego_tnode *cmd = new_node(p, REGO_TN_COMMAND, peek_solid(p).pos), *arg;
	struct rego_token t;

	for (;;) {
		peek_solid(p);
		arg = operand(p);
		if (p->error)
			return NULL;
		if (arg)
			append(p, cmd, arg);
		t = next(p);
		if (t.type == REGO_TT_SPACE)
			continue;
		if (t.type == REGO_TT_RIGHT || t.type == REGO_TT_RPAREN)
			p->peeked++;
		else if (t.type != REGO_TT_PIPE)
			return unexpected(p, t, "operand");
		break;
	}
	return cmd->count ? cmd : fail(p, "empty command");
}

/* $x := and $k, $v := at the beginning of a pipeline. */
static bool declarations(struct parser *p, struct rego_tnode *pipe, const char *context)
{
	while (peek_solid(p).type == REGO_TT_VARIABLE) {
		struct rego_token v = next(p), after = peek(p), t = peek_solid(p);
		bool comma = t.type == REGO_TT_CHAR && t.len == 1 && *t.s == ',';

		if (t.type != REGO_TT_ASSIGN && t.type != REGO_TT_DECLARE && !comma) {
			if (after.type == REGO_TT_SPACE) {
				p->token[1] = after;
				p->token[2] = v;
				p->peeked = 3;
			} else {
				p->token[1] = v;
				p->peeked = 2;
			}
			return true;
		}
		next_solid(p);
		pipe->assigns = t.type == REGO_TT_ASSIGN;
		if (pipe->decls < 2)
			pipe->decl[pipe->decls++] = worded(p, REGO_TN_VARIABLE, v.pos, v.s, v.len);
		push_var(p, v);
		if (!comma)
			return true;
		if (strcmp(context, "range") || pipe->decls == 2) {
			fail(p, rego_printf(p->arena, "too many declarations in %s", context));
			return false;
		}
		t = peek_solid(p);
		if (t.type != REGO_TT_VARIABLE && t.type != REGO_TT_RIGHT &&
		    t.type != REGO_TT_RPAREN) {
			fail(p, "range can only initialize variables");
			return false;
		}
	}
	return true;
}

static struct rego_tnode *check_pipeline(struct parser *p, struct rego_tnode *pipe,
					 const char *context)
{
	if (!pipe->count)
		return fail(p, rego_printf(p->arena, "missing value for %s", context));
	for (size_t i = 1; i < pipe->count; i++) {
		enum rego_tn type = pipe->kids[i]->kids[0]->type;

		if (type == REGO_TN_BOOL || type == REGO_TN_DOT || type == REGO_TN_NIL ||
		    type == REGO_TN_NUMBER || type == REGO_TN_STRING)
			return fail(p, rego_printf(p->arena, "non executable command in pipeline "
						   "stage %zu", i + 1));
	}
	return pipe;
}

static struct rego_tnode *pipeline(struct parser *p, const char *context, enum rego_tt end)
{
	struct rego_tnode *pipe = new_node(p, REGO_TN_PIPE, peek_solid(p).pos), *cmd;
	struct rego_token t;

	if (!declarations(p, pipe, context))
		return NULL;
	for (;;) {
		t = next_solid(p);
		if (t.type == end)
			return check_pipeline(p, pipe, context);
		switch (t.type) {
		case REGO_TT_BOOL:
		case REGO_TT_CHARCONST:
		case REGO_TT_COMPLEX:
		case REGO_TT_DOT:
		case REGO_TT_FIELD:
		case REGO_TT_IDENT:
		case REGO_TT_NUMBER:
		case REGO_TT_NIL:
		case REGO_TT_RAW:
		case REGO_TT_STRING:
		case REGO_TT_VARIABLE:
		case REGO_TT_LPAREN:
			p->peeked++;
			cmd = command(p);
			if (!cmd)
				return NULL;
			append(p, pipe, cmd);
			continue;
		default:
			return unexpected(p, t, context);
		}
	}
}

static struct rego_tnode *control(struct parser *p, enum rego_tn type, const char *context)
{
	struct rego_tnode *n = new_node(p, type, 0), *end = NULL;
	int vars = p->tree->var_count;
	enum rego_tt again = type == REGO_TN_IF ? REGO_TT_IF : REGO_TT_WITH;

	if (++p->depth > MOST_DEPTH)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	n->pipe = pipeline(p, context, REGO_TT_RIGHT);
	if (!n->pipe)
		return NULL;
	n->pos = n->pipe->pos;
	p->tree->ranges += type == REGO_TN_RANGE;
	n->list = item_list(p, &end);
	p->tree->ranges -= type == REGO_TN_RANGE;
	if (!n->list)
		return NULL;
	if (end->type == REGO_TN_ELSE && type != REGO_TN_RANGE && peek(p).type == again) {
		next(p);
		n->other = new_node(p, REGO_TN_LIST, end->pos);
		end = control(p, type, context);
		if (!end)
			return NULL;
		append(p, n->other, end);
	} else if (end->type == REGO_TN_ELSE) {
		n->other = item_list(p, &end);
		if (n->other && end->type != REGO_TN_END)
			return fail(p, "expected end; found {{else}}");
		if (!n->other)
			return NULL;
	}
	p->tree->var_count = vars;
	p->depth--;
	return n;
}

static bool expect(struct parser *p, enum rego_tt type, const char *context, size_t *pos)
{
	struct rego_token t = next_solid(p);

	if (pos)
		*pos = t.pos;
	if (t.type != type)
		unexpected(p, t, context);
	return t.type == type;
}

static struct rego_tnode *jump(struct parser *p, struct rego_token word, enum rego_tn type)
{
	const char *name = type == REGO_TN_BREAK ? "{{break}}" : "{{continue}}";

	if (!expect(p, REGO_TT_RIGHT, name, NULL))
		return NULL;
	if (!p->tree->ranges)
		return fail(p, rego_printf(p->arena, "%s outside {{range}}", name));
	return new_node(p, type, word.pos);
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

static bool add_template(struct parser *p, const char *name, size_t len, struct rego_tnode *root)
{
	struct rego_template *t = p->all;

	while (t && (t->name_len != len || memcmp(t->name, name, len)))
		t = t->next;
	if (t && !is_empty(t->root)) {
		if (!is_empty(root))
			fail(p, rego_printf(p->arena, "template: multiple definition of template %s",
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
static bool definition(struct parser *p, const char *name, size_t len, const char *context)
{
	struct tree tree = { .outer = p->tree };
	struct rego_tnode *list, *end;

	if (++p->depth > MOST_DEPTH / 10)
		rego_stop(p->arena, REGO_STOP_DEPTH);
	p->tree = &tree;
	list = item_list(p, &end);
	if (list && end->type != REGO_TN_END)
		list = fail(p, rego_printf(p->arena, "unexpected {{else}} in %s", context));
	p->tree = tree.outer;
	p->depth--;
	return list && add_template(p, name, len, list);
}

static bool define(struct parser *p)
{
	struct tree *outer = p->tree, tree = { .outer = outer };
	struct rego_token t = next_solid(p);
	struct rego_tnode *name;

	p->tree = &tree; /* an error knows no action's line here */
	if (t.type != REGO_TT_STRING && t.type != REGO_TT_RAW)
		return unexpected(p, t, "define clause");
	name = string_node(p, t);
	if (!name || !expect(p, REGO_TT_RIGHT, "define clause", NULL))
		return false;
	p->tree = outer;
	return definition(p, name->value, name->value_len, "define clause");
}

static struct rego_tnode *invocation(struct parser *p, bool block)
{
	const char *context = block ? "block clause" : "template clause";
	struct rego_token t = next_solid(p);
	struct rego_tnode *n, *name;

	if (t.type != REGO_TT_STRING && t.type != REGO_TT_RAW)
		return unexpected(p, t, context);
	name = string_node(p, t);
	if (!name)
		return NULL;
	n = new_node(p, REGO_TN_TEMPLATE, t.pos);
	n->value = name->value;
	n->value_len = name->value_len;
	if (!block && next_solid(p).type == REGO_TT_RIGHT)
		return n;
	if (!block)
		p->peeked++;
	n->pipe = pipeline(p, context, REGO_TT_RIGHT);
	if (!n->pipe || (block && !definition(p, n->value, n->value_len, context)))
		return NULL;
	return n;
}

static struct rego_tnode *ending(struct parser *p, enum rego_tn type)
{
	struct rego_token t = peek_solid(p);
	size_t pos = t.pos;

	if (type == REGO_TN_END)
		return expect(p, REGO_TT_RIGHT, "end", &pos) ? new_node(p, type, pos) : NULL;
	if (t.type == REGO_TT_IF || t.type == REGO_TT_WITH)
		return new_node(p, type, pos);
	return expect(p, REGO_TT_RIGHT, "else", &pos) ? new_node(p, type, pos) : NULL;
}

static struct rego_tnode *action(struct parser *p)
{
	struct rego_token t = next_solid(p);
	struct rego_tnode *n;

	switch (t.type) {
	case REGO_TT_BLOCK:
		return invocation(p, true);
	case REGO_TT_TEMPLATE:
		return invocation(p, false);
	case REGO_TT_BREAK:
		return jump(p, t, REGO_TN_BREAK);
	case REGO_TT_CONTINUE:
		return jump(p, t, REGO_TN_CONTINUE);
	case REGO_TT_ELSE:
		return ending(p, REGO_TN_ELSE);
	case REGO_TT_END:
		return ending(p, REGO_TN_END);
	case REGO_TT_IF:
		return control(p, REGO_TN_IF, "if");
	case REGO_TT_RANGE:
		return control(p, REGO_TN_RANGE, "range");
	case REGO_TT_WITH:
		return control(p, REGO_TN_WITH, "with");
	default:
		break;
	}
	p->peeked++;
	n = new_node(p, REGO_TN_ACTION, peek(p).pos);
	n->pipe = pipeline(p, "command", REGO_TT_RIGHT);
	return n->pipe ? n : NULL;
}

static struct rego_tnode *text_or_action(struct parser *p)
{
	struct rego_token t = next_solid(p);
	struct rego_tnode *n;

	if (t.type == REGO_TT_TEXT)
		return worded(p, REGO_TN_TEXT, t.pos, t.s, t.len);
	if (t.type != REGO_TT_LEFT)
		return unexpected(p, t, "input");
	p->tree->action_line = t.line;
	n = action(p);
	p->tree->action_line = 0;
	return n;
}

static struct rego_tnode *item_list(struct parser *p, struct rego_tnode **end)
{
	struct rego_tnode *list = new_node(p, REGO_TN_LIST, peek_solid(p).pos), *n;

	while (peek_solid(p).type != REGO_TT_EOF) {
		n = text_or_action(p);
		if (!n)
			return NULL;
		*end = n;
		if (n->type == REGO_TN_END || n->type == REGO_TN_ELSE)
			return list;
		append(p, list, n);
	}
	return fail(p, "unexpected EOF");
}

static bool parse(struct parser *p)
{
	struct rego_tnode *root = new_node(p, REGO_TN_LIST, peek(p).pos), *n;

	while (peek(p).type != REGO_TT_EOF) {
		if (peek(p).type == REGO_TT_LEFT) {
			struct rego_token delim = next(p);

			if (next_solid(p).type == REGO_TT_DEFINE) {
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
			return fail(p, n->type == REGO_TN_END ? "unexpected {{end}}" :
								"unexpected {{else}}");
		append(p, root, n);
	}
	return add_template(p, "template", strlen("template"), root);
}

struct rego_template *rego_template_parse(struct rego_arena *a, const char *text, size_t len,
					  const char **error)
{
	struct tree tree = { 0 };
	struct parser p = {
		.arena = a,
		.lex = { .arena = a, .input = text, .len = len, .line = 1, .start_line = 1 },
		.tree = &tree,
	};

	if (parse(&p))
		return p.all;
	*error = p.error;
	return NULL;
}
