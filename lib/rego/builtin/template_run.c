/* SPDX-License-Identifier: BSD-2-Clause */
/* Templates: execution. */
#include <stdlib.h>
#include <string.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/gojson.h"
#include "rego/builtin/template.h"

#define MOST_DEPTH 500
#define MOST_STEPS 10000000
#define MOST_ARGS  64

struct variable {
	const char *name;
	size_t len;
	struct rego_tval value;
};

struct state {
	struct rego_arena *arena;
	const struct rego_template *all, *self;
	const char *text;
	const struct rego_tnode *node; /* for errors */
	struct variable *vars;
	size_t count, room, floor; /* floor: those of this template begin */
	struct rego_text *out;
	const char *error;
	enum rego_tn jump; /* BREAK, CONTINUE; TEXT: none */
	int depth;
	uint32_t steps;
};

static const struct rego_tval invalid = { .kind = REGO_TK_INVALID };
static const struct rego_tval missing = { .kind = REGO_TK_MISSING };

static struct rego_tval eval_pipe(struct state *s, struct rego_tval dot,
				  const struct rego_tnode *pipe);
static struct rego_tval eval_arg(struct state *s, struct rego_tval dot, const struct rego_tnode *n);
static void walk(struct state *s, struct rego_tval dot, const struct rego_tnode *n);

static struct rego_tval fail(struct state *s, const char *text)
{
	struct rego_text shown = { .arena = s->arena };
	size_t line = 1, column = 0;

	if (s->error)
		return invalid;
	for (size_t i = 0; i < s->node->pos; i++) {
		column++;
		if (s->text[i] == '\n') {
			line++;
			column = 0;
		}
	}
	rego_template_show(&shown, s->node);
	s->error = rego_printf(s->arena, "template: template:%zu:%zu: executing %s at <%s>: %s",
			       line, column,
			       rego_go_quote(s->arena, s->self->name, s->self->name_len),
			       rego_text_done(&shown), text);
	return invalid;
}

static void push(struct state *s, const char *name, size_t len, struct rego_tval v)
{
	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 16;
		struct variable *vars = rego_new_array(s->arena, struct variable, room);

		if (s->count)
			memcpy(vars, s->vars, s->count * sizeof(*vars));
		s->vars = vars;
		s->room = room;
	}
	s->vars[s->count++] = (struct variable){ name, len, v };
}

static struct variable *find_var(struct state *s, const char *name, size_t len)
{
	for (size_t i = s->count; i > s->floor; i--)
		if (s->vars[i - 1].len == len && !memcmp(s->vars[i - 1].name, name, len))
			return &s->vars[i - 1];
	fail(s, rego_printf(s->arena, "undefined variable: %.*s", (int)len, name));
	return NULL;
}

static void set_var(struct state *s, const struct rego_tnode *n, struct rego_tval v)
{
	struct variable *var = find_var(s, n->text, n->len);

	if (var)
		var->value = v;
}

/* json.Number has methods. */
static bool method(struct state *s, const struct rego_tval *v, const char *name, size_t len,
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
			fail(s, rego_printf(s->arena, "error calling Int64: strconv.ParseInt: "
					    "parsing \"%s\": invalid syntax", text));
	} else {
		return false;
	}
	return true;
}

static struct rego_tval field(struct state *s, struct rego_tval v, const char *name, size_t len,
			      bool has_args)
{
	struct rego_tval out = invalid;
	struct rego_val found;

	if (v.kind == REGO_TK_INVALID || v.kind == REGO_TK_MISSING)
		return invalid;
	if (v.kind == REGO_TK_NIL)
		return fail(s, rego_printf(s->arena, "nil pointer evaluating interface {}.%.*s",
					   (int)len, name));
	if (method(s, &v, name, len, &out)) {
		if (has_args)
			fail(s, rego_printf(s->arena, "wrong number of args for %.*s: want 0 got 1",
					    (int)len, name));
		return out;
	}
	if (v.kind != REGO_TK_MAP)
		return fail(s, rego_printf(s->arena, "can't evaluate field %.*s in type %s",
					   (int)len, name,
					   v.boxed ? "interface {}" : rego_tval_type(&v)));
	if (has_args)
		return fail(s, rego_printf(s->arena, "%.*s is not a method but has arguments",
					   (int)len, name));
	found = rego_get(v.v, rego_string(s->arena, name, len));
	return found.kind == REGO_UNDEFINED ? invalid : rego_tval_of(s->arena, found);
}

/* .a.b.c: with arguments the last one is called, which nothing can be. */
static struct rego_tval fields(struct state *s, struct rego_tval v, const char *path, size_t len,
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

static bool no_args(struct state *s, const struct rego_tnode *cmd, const struct rego_tval *last)
{
	struct rego_text t = { .arena = s->arena };

	if ((!cmd || cmd->count < 2) && last->kind == REGO_TK_MISSING)
		return true;
	if (cmd)
		rego_template_show(&t, cmd->kids[0]);
	fail(s, rego_printf(s->arena, "can't give argument to non-function %s",
			    rego_text_done(&t)));
	return false;
}

static struct rego_tval variable(struct state *s, const struct rego_tnode *n,
				 const struct rego_tnode *cmd, const struct rego_tval *last)
{
	const char *dot = memchr(n->text, '.', n->len);
	size_t len = dot ? (size_t)(dot - n->text) : n->len;
	struct variable *var;

	s->node = n;
	var = find_var(s, n->text, len);
	if (!var)
		return invalid;
	if (!dot)
		return no_args(s, cmd, last) ? var->value : invalid;
	return fields(s, var->value, dot, n->len - len,
		      (cmd && cmd->count > 1) || last->kind != REGO_TK_MISSING);
}

static struct rego_tval chain(struct state *s, struct rego_tval dot, const struct rego_tnode *n,
			      bool has_args)
{
	struct rego_tval v;

	s->node = n;
	v = eval_arg(s, dot, n->other);
	return s->error ? invalid : fields(s, v, n->text, n->len, has_args);
}

static struct rego_tval constant(struct state *s, const struct rego_tnode *n)
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
		return fail(s, rego_printf(s->arena, "%.*s overflows int", (int)n->len, n->text));
	return (struct rego_tval){ .kind = REGO_TK_FLOAT, .d = n->d };
}

/* How many arguments each function takes; -1: any number. */
static const struct {
	const char *name;
	int least, most;
} functions[] = {
	{ "and", 1, -1 },   { "call", 1, -1 },	{ "eq", 1, -1 },      { "ge", 2, 2 },
	{ "gt", 2, 2 },	    { "html", 0, -1 },	{ "index", 1, -1 },   { "js", 0, -1 },
	{ "le", 2, 2 },	    { "len", 1, 1 },	{ "lt", 2, 2 },	      { "ne", 2, 2 },
	{ "not", 1, 1 },    { "or", 1, -1 },	{ "print", 0, -1 },   { "printf", 1, -1 },
	{ "println", 0, -1 }, { "slice", 1, -1 }, { "urlquery", 0, -1 },
};

static int function_index(const char *name, size_t len)
{
	for (int i = 0; i < (int)(sizeof(functions) / sizeof(*functions)); i++)
		if (strlen(functions[i].name) == len && !memcmp(functions[i].name, name, len))
			return i;
	return -1;
}

bool rego_template_function(const char *name, size_t len)
{
	return function_index(name, len) >= 0;
}

static bool count_fits(struct state *s, int fn, size_t given, bool last)
{
	size_t n = given + last;
	const char *name = functions[fn].name;

	if (functions[fn].most < 0 && n < (size_t)functions[fn].least)
		fail(s, rego_printf(s->arena, "wrong number of args for %s: want at least %d got "
				    "%zu", name, functions[fn].least, given));
	else if (functions[fn].most >= 0 && n != (size_t)functions[fn].most)
		fail(s, rego_printf(s->arena, "wrong number of args for %s: want %d got %zu", name,
				    functions[fn].most, n));
	return !s->error;
}

/* and, or: as many arguments as it takes. */
static struct rego_tval logic(struct state *s, struct rego_tval dot, bool or,
			      const struct rego_tnode *cmd, const struct rego_tval *last)
{
	struct rego_tval v = invalid;

	for (size_t i = 1; cmd && i < cmd->count; i++) {
		v = eval_arg(s, dot, cmd->kids[i]);
		if (s->error || rego_tval_true(&v) == or)
			return v;
	}
	return last->kind == REGO_TK_MISSING ? v : *last;
}

static bool is_format(struct state *s, const struct rego_tval *v, const struct rego_tnode *n)
{
	struct rego_text t = { .arena = s->arena };

	if (v->kind == REGO_TK_STRING)
		return true;
	if (n && (n->type == REGO_TN_NUMBER || n->type == REGO_TN_BOOL)) {
		rego_template_show(&t, n);
		fail(s, rego_printf(s->arena, "expected string; found %s", rego_text_done(&t)));
	} else if (n && n->type == REGO_TN_NIL) {
		fail(s, "cannot assign nil to string");
	} else if (v->kind == REGO_TK_INVALID) {
		fail(s, "invalid value; expected string");
	} else {
		fail(s, rego_printf(s->arena, "wrong type for value; expected string; got %s",
				    rego_tval_type(v)));
	}
	return false;
}

static struct rego_tval call(struct state *s, struct rego_tval dot, const struct rego_tnode *name,
			     const struct rego_tnode *cmd, const struct rego_tval *last)
{
	struct rego_tval args[MOST_ARGS], out = invalid;
	size_t given = cmd ? cmd->count - 1 : 0, n = 0;
	int fn = function_index(name->text, name->len);
	const char *error;

	s->node = name;
	if (fn < 0 || !count_fits(s, fn, given, last->kind != REGO_TK_MISSING))
		return invalid;
	if (!strcmp(functions[fn].name, "and") || !strcmp(functions[fn].name, "or"))
		return logic(s, dot, functions[fn].name[0] == 'o', cmd, last);
	if (given >= MOST_ARGS)
		rego_stop(s->arena, REGO_STOP_DEPTH);
	for (; n < given; n++) {
		args[n] = eval_arg(s, dot, cmd->kids[n + 1]);
		if (s->error)
			return invalid;
		if (!n && !strcmp(functions[fn].name, "printf") &&
		    !is_format(s, &args[0], cmd->kids[1]))
			return invalid;
	}
	if (last->kind != REGO_TK_MISSING)
		args[n++] = *last;
	if (!given && !strcmp(functions[fn].name, "printf") && !is_format(s, &args[0], NULL))
		return invalid;
	if (!strcmp(functions[fn].name, "call")) {
		struct rego_text t = { .arena = s->arena };

		if (cmd && cmd->count > 1)
			rego_template_show(&t, cmd->kids[1]);
		error = args[0].kind == REGO_TK_INVALID || args[0].kind == REGO_TK_NIL ?
			"call of nil" :
			rego_printf(s->arena, "non-function %s of type %s", rego_text_done(&t),
				    rego_tval_type(&args[0]));
	} else {
		error = rego_template_call(s->arena, functions[fn].name, args, n, &out);
	}
	if (!error)
		return out;
	s->node = cmd ? cmd : name;
	return fail(s, rego_printf(s->arena, "error calling %s: %s", functions[fn].name, error));
}

static struct rego_tval eval_arg(struct state *s, struct rego_tval dot, const struct rego_tnode *n)
{
	s->node = n;
	switch (n->type) {
	case REGO_TN_DOT:
		return dot;
	case REGO_TN_NIL:
		return invalid;
	case REGO_TN_FIELD:
		return fields(s, dot, n->text, n->len, false);
	case REGO_TN_VARIABLE:
		return variable(s, n, NULL, &missing);
	case REGO_TN_PIPE:
		return eval_pipe(s, dot, n);
	case REGO_TN_IDENT:
		return call(s, dot, n, NULL, &missing);
	case REGO_TN_CHAIN:
		return chain(s, dot, n, false);
	case REGO_TN_BOOL:
		return (struct rego_tval){ .kind = REGO_TK_BOOL, .i = n->truth };
	case REGO_TN_STRING:
		return rego_tval_string(s->arena, n->value, n->value_len);
	default:
		return constant(s, n);
	}
}

static struct rego_tval command(struct state *s, struct rego_tval dot,
				const struct rego_tnode *cmd, const struct rego_tval *last)
{
	const struct rego_tnode *first = cmd->kids[0];
	bool has_args = cmd->count > 1 || last->kind != REGO_TK_MISSING;

	switch (first->type) {
	case REGO_TN_FIELD:
		s->node = first;
		return fields(s, dot, first->text, first->len, has_args);
	case REGO_TN_CHAIN:
		return chain(s, dot, first, has_args);
	case REGO_TN_IDENT:
		return call(s, dot, first, cmd, last);
	case REGO_TN_PIPE:
		return no_args(s, cmd, last) ? eval_pipe(s, dot, first) : invalid;
	case REGO_TN_VARIABLE:
		return variable(s, first, cmd, last);
	default:
		break;
	}
	s->node = first;
	if (!no_args(s, cmd, last))
		return invalid;
	if (first->type == REGO_TN_NIL)
		return fail(s, "nil is not a command");
	return eval_arg(s, dot, first);
}

static struct rego_tval eval_pipe(struct state *s, struct rego_tval dot,
				  const struct rego_tnode *pipe)
{
	struct rego_tval v = missing;

	if (!pipe)
		return invalid;
	s->node = pipe;
	for (size_t i = 0; i < pipe->count && !s->error; i++) {
		v = command(s, dot, pipe->kids[i], &v);
		v.boxed = false;
		if (v.kind == REGO_TK_NIL)
			v = invalid;
	}
	for (int i = 0; i < pipe->decls && !s->error; i++) {
		if (pipe->assigns)
			set_var(s, pipe->decl[i], v);
		else
			push(s, pipe->decl[i]->text, pipe->decl[i]->len, v);
	}
	return v;
}

static void iterate(struct state *s, const struct rego_tnode *n, struct rego_tval index,
		    struct rego_tval item)
{
	const struct rego_tnode *pipe = n->pipe;
	size_t mark = s->count;

	if (pipe->decls && pipe->assigns) {
		set_var(s, pipe->decl[0], pipe->decls > 1 ? index : item);
		if (pipe->decls > 1)
			set_var(s, pipe->decl[1], item);
	} else if (pipe->decls) {
		s->vars[s->count - 1].value = item;
		if (pipe->decls > 1)
			s->vars[s->count - 2].value = index;
	}
	if (++s->steps > MOST_STEPS)
		rego_stop(s->arena, REGO_STOP_STEPS);
	if (!s->error)
		walk(s, item, n->list);
	if (s->jump == REGO_TN_CONTINUE)
		s->jump = REGO_TN_TEXT;
	s->count = mark;
}

static int64_t range_count(struct state *s, const struct rego_tnode *n, const struct rego_tval *v)
{
	struct rego_text t = { .arena = s->arena };

	switch (v->kind) {
	case REGO_TK_INVALID:
		return 0;
	case REGO_TK_LIST:
		return v->v.array->count;
	case REGO_TK_MAP:
		return v->v.object->count;
	default:
		break;
	}
	rego_template_print(&t, v, 1, false);
	if (v->kind != REGO_TK_INT && v->kind != REGO_TK_BYTE)
		fail(s, rego_printf(s->arena, "range can't iterate over %s", rego_text_done(&t)));
	else if (n->pipe->decls > 1)
		fail(s, rego_printf(s->arena, "can't use %s to iterate over more than one variable",
				    rego_text_done(&t)));
	return v->i;
}

static void walk_range(struct state *s, struct rego_tval dot, const struct rego_tnode *n)
{
	struct rego_tval v = eval_pipe(s, dot, n->pipe), index, item;
	int64_t count = s->error ? 0 : range_count(s, n, &v);

	if (s->error)
		return;
	for (int64_t i = 0; i < count && !s->error && s->jump != REGO_TN_BREAK; i++) {
		index = (struct rego_tval){ .kind = REGO_TK_INT, .i = i };
		if (v.kind == REGO_TK_LIST) {
			item = rego_tval_of(s->arena, v.v.array->items[i]);
		} else if (v.kind == REGO_TK_MAP) {
			index = rego_tval_of(s->arena, v.v.object->pairs[i].key);
			index.boxed = false;
			item = rego_tval_of(s->arena, v.v.object->pairs[i].value);
		} else {
			item = index;
			item.kind = v.kind;
		}
		iterate(s, n, index, item);
	}
	s->jump = REGO_TN_TEXT;
	if (count <= 0 && n->other)
		walk(s, dot, n->other);
}

static void walk_template(struct state *s, struct rego_tval dot, const struct rego_tnode *n)
{
	const struct rego_template *t = s->all, *self = s->self;
	size_t count, floor = s->floor;

	while (t && (t->name_len != n->value_len || memcmp(t->name, n->value, n->value_len)))
		t = t->next;
	if (!t) {
		fail(s, rego_printf(s->arena, "template %s not defined",
				    rego_go_quote(s->arena, n->value, n->value_len)));
		return;
	}
	dot = eval_pipe(s, dot, n->pipe);
	if (s->error)
		return;
	count = s->count;
	s->self = t;
	s->floor = s->count;
	push(s, "$", 1, dot);
	walk(s, dot, t->root);
	s->count = count;
	s->floor = floor;
	if (!s->error)
		s->self = self;
}

static void print_value(struct state *s, struct rego_tval v)
{
	if (v.kind == REGO_TK_INVALID || v.kind == REGO_TK_MISSING)
		rego_puts(s->out, "<no value>");
	else
		rego_template_print(s->out, &v, 1, false);
}

static void walk_choice(struct state *s, struct rego_tval dot, const struct rego_tnode *n)
{
	struct rego_tval v = eval_pipe(s, dot, n->pipe);

	if (s->error)
		return;
	if (rego_tval_true(&v))
		walk(s, n->type == REGO_TN_WITH ? v : dot, n->list);
	else if (n->other)
		walk(s, dot, n->other);
}

static void walk_node(struct state *s, struct rego_tval dot, const struct rego_tnode *n)
{
	size_t mark = s->count;
	struct rego_tval v;

	s->node = n;
	switch (n->type) {
	case REGO_TN_TEXT:
		rego_put(s->out, n->text, n->len);
		return;
	case REGO_TN_ACTION:
		v = eval_pipe(s, dot, n->pipe);
		if (!n->pipe->decls && !s->error)
			print_value(s, v);
		return;
	case REGO_TN_TEMPLATE:
		walk_template(s, dot, n);
		return;
	case REGO_TN_IF:
	case REGO_TN_WITH:
		walk_choice(s, dot, n);
		break;
	case REGO_TN_RANGE:
		walk_range(s, dot, n);
		break;
	default:
		s->jump = n->type;
	}
	s->count = mark;
}

static void walk(struct state *s, struct rego_tval dot, const struct rego_tnode *n)
{
	if (++s->depth > MOST_DEPTH)
		rego_stop(s->arena, REGO_STOP_DEPTH);
	if (++s->steps > MOST_STEPS)
		rego_stop(s->arena, REGO_STOP_STEPS);
	for (size_t i = 0; i < n->count && !s->error && s->jump == REGO_TN_TEXT; i++)
		walk_node(s, dot, n->kids[i]);
	s->depth--;
}

const char *rego_template_run(struct rego_arena *a, const struct rego_template *all,
			      const char *text, struct rego_val data, struct rego_text *out)
{
	struct state s = { .arena = a, .all = all, .text = text, .out = out,
			   .jump = REGO_TN_TEXT };
	struct rego_tval dot = rego_tval_of(a, data);

	dot.boxed = false;
	for (s.self = all; s.self->name_len != 8 || memcmp(s.self->name, "template", 8);)
		s.self = s.self->next;
	push(&s, "$", 1, dot);
	walk(&s, dot, s.self->root);
	return s.error;
}

struct rego_val rego_fn_strings_render_template(struct rego_call *c, const struct rego_val *args)
{
	static const char nothing[] = "<no value>", shown[] = "<undefined>";
	struct rego_text out = { .arena = c->arena }, made = { .arena = c->arena };
	const struct rego_template *all;
	const char *error = NULL, *text, *at;
	struct rego_val data;

	if (!rego_want(c, args, 1, REGO_STRING) || !rego_want(c, args, 2, REGO_OBJECT))
		return rego_undefined();
	text = rego_term_text(c->arena, args[1]);
	data = rego_gojson(c->arena, text, strlen(text), REGO_GOJSON_FIRST, &error);
	if (data.kind == REGO_UNDEFINED)
		return rego_fail(c, "%s", error);
	all = rego_template_parse(c->arena, rego_text(args[0]), rego_len(args[0]), &error);
	if (all)
		error = rego_template_run(c->arena, all, rego_text(args[0]), data, &out);
	if (error)
		return rego_fail(c, "%s", error);
	text = rego_text_done(&out);
	for (const char *end = text + out.len;;) {
		at = memmem(text, (size_t)(end - text), nothing, strlen(nothing));
		rego_put(&made, text, (size_t)((at ? at : end) - text));
		if (!at)
			break;
		rego_puts(&made, shown);
		text = at + strlen(nothing);
	}
	return rego_text_value(&made);
}
