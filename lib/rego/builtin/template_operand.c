/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: operands of execution: variables, fields and constants. */
#include "rego/builtin/template_run.h"

#include <stdlib.h>
#include <string.h>

struct rego_tval rego_te_fail(struct rego_te *s, const char *text)
{
	struct rego_text shown = { .arena = s->arena };
	size_t line = 1, column = 0;

	if (s->error)
		return rego_te_invalid;
	for (size_t i = 0; i < s->node->pos; i++) {
		column++;
		if (s->text[i] == '\n') {
			line++;
			column = 0;
		}
	}
	rego_template_show(&shown, s->node);
	s->error =
		rego_printf(s->arena, "template: template:%zu:%zu: executing %s at <%s>: %s", line,
			    column, rego_go_quote(s->arena, s->self->name, s->self->name_len),
			    rego_text_done(&shown), text);
	return rego_te_invalid;
}

void rego_te_push(struct rego_te *s, const char *name, size_t len, struct rego_tval v)
{
	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 16;
		struct rego_te_var *vars = rego_new_array(s->arena, struct rego_te_var, room);

		if (s->count)
			memcpy(vars, s->vars, s->count * sizeof(*vars));
		s->vars = vars;
		s->room = room;
	}
	s->vars[s->count++] = (struct rego_te_var){ name, len, v };
}

static struct rego_te_var *find_var(struct rego_te *s, const char *name, size_t len)
{
	for (size_t i = s->count; i > s->floor; i--)
		if (s->vars[i - 1].len == len && !memcmp(s->vars[i - 1].name, name, len))
			return &s->vars[i - 1];
	rego_te_fail(s, rego_printf(s->arena, "undefined variable: %.*s", (int)len, name));
	return NULL;
}

void rego_te_set_var(struct rego_te *s, const struct rego_tnode *n, struct rego_tval v)
{
	struct rego_te_var *var = find_var(s, n->text, n->len);

	if (var)
		var->value = v;
}

/* json.Number has methods. */
static bool method(struct rego_te *s, const struct rego_tval *v, const char *name, size_t len,
		   struct rego_tval *out)
{
	const char *text = v->kind == REGO_TK_NUMBER ? rego_text(v->v) : NULL;
	char *end;

	if (text && len == 6 && !memcmp(name, "String", 6)) {
		*out = rego_tval_string(s->arena, text, strlen(text));
	} else if (text && len == 7 && !memcmp(name, "Float64", 7)) {
		*out = (struct rego_tval){ .kind = REGO_TK_FLOAT, .d = strtod(text, NULL) };
	} else if (text && len == 5 && !memcmp(name, "Int64", 5)) {
		*out = (struct rego_tval){ .kind = REGO_TK_INT, .i = strtoll(text, &end, 10) };
		if (*end)
			rego_te_fail(s, rego_printf(s->arena,
						    "error calling Int64: strconv.ParseInt: "
						    "parsing \"%s\": invalid syntax",
						    text));
	} else {
		return false;
	}
	return true;
}

static struct rego_tval field(struct rego_te *s, struct rego_tval v, const char *name, size_t len,
			      bool has_args)
{
	struct rego_tval out = rego_te_invalid;
	struct rego_val found;

	if (v.kind == REGO_TK_INVALID || v.kind == REGO_TK_MISSING)
		return rego_te_invalid;
	if (v.kind == REGO_TK_NIL)
		return rego_te_fail(s, rego_printf(s->arena,
						   "nil pointer evaluating interface {}.%.*s",
						   (int)len, name));
	if (method(s, &v, name, len, &out)) {
		if (has_args)
			rego_te_fail(s, rego_printf(s->arena,
						    "wrong number of args for %.*s: want 0 got 1",
						    (int)len, name));
		return out;
	}
	if (v.kind != REGO_TK_MAP)
		return rego_te_fail(s, rego_printf(s->arena, "can't evaluate field %.*s in type %s",
						   (int)len, name,
						   v.boxed ? "interface {}" : rego_tval_type(&v)));
	if (has_args)
		return rego_te_fail(s,
				    rego_printf(s->arena, "%.*s is not a method but has arguments",
						(int)len, name));
	found = rego_get(v.v, rego_string(s->arena, name, len));
	return found.kind == REGO_UNDEFINED ? rego_te_invalid : rego_tval_of(s->arena, found);
}

/* .a.b.c: with arguments the last one is called, which nothing can be. */
struct rego_tval rego_te_fields(struct rego_te *s, struct rego_tval v, const char *path, size_t len,
				bool has_args)
{
	const char *end = path + len;

	while (path < end && !s->error) {
		const char *dot = memchr(path + 1, '.', (size_t)(end - path - 1));
		size_t n = (size_t)((dot ? dot : end) - path - 1);

		v = field(s, v, path + 1, n, has_args && !dot);
		path += n + 1;
	}
	return v;
}

bool rego_te_no_args(struct rego_te *s, const struct rego_tnode *cmd, const struct rego_tval *last)
{
	struct rego_text t = { .arena = s->arena };

	if ((!cmd || cmd->count < 2) && last->kind == REGO_TK_MISSING)
		return true;
	if (cmd)
		rego_template_show(&t, cmd->kids[0]);
	rego_te_fail(s, rego_printf(s->arena, "can't give argument to non-function %s",
				    rego_text_done(&t)));
	return false;
}

struct rego_tval rego_te_variable(struct rego_te *s, const struct rego_tnode *n,
				  const struct rego_tnode *cmd, const struct rego_tval *last)
{
	const char *dot = memchr(n->text, '.', n->len);
	size_t len = dot ? (size_t)(dot - n->text) : n->len;
	struct rego_te_var *var;

	s->node = n;
	var = find_var(s, n->text, len);
	if (!var)
		return rego_te_invalid;
	if (!dot)
		return rego_te_no_args(s, cmd, last) ? var->value : rego_te_invalid;
	return rego_te_fields(s, var->value, dot, n->len - len,
			      (cmd && cmd->count > 1) || last->kind != REGO_TK_MISSING);
}

struct rego_tval rego_te_chain(struct rego_te *s, struct rego_tval dot, const struct rego_tnode *n,
			       bool has_args)
{
	struct rego_tval v;

	s->node = n;
	v = rego_te_arg(s, dot, n->other);
	return s->error ? rego_te_invalid : rego_te_fields(s, v, n->text, n->len, has_args);
}

struct rego_tval rego_te_constant(struct rego_te *s, const struct rego_tnode *n)
{
	bool hex = n->len > 2 && n->text[0] == '0' && (n->text[1] | 0x20) == 'x';
	bool real = n->text[0] != '\'' && !hex;

	s->node = n;
	for (size_t i = 0; real && i < n->len; i++)
		if (strchr(".eEpP", n->text[i]))
			return (struct rego_tval){ .kind = REGO_TK_FLOAT, .d = n->d };
	if (n->is_int)
		return (struct rego_tval){ .kind = REGO_TK_INT, .i = n->i };
	if (n->is_uint)
		return rego_te_fail(
			s, rego_printf(s->arena, "%.*s overflows int", (int)n->len, n->text));
	return (struct rego_tval){ .kind = REGO_TK_FLOAT, .d = n->d };
}
