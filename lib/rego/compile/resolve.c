/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of rules and imports become full refs below data. */
#include "rego/compile/pass.h"

struct global {
	struct rego_term *path; /* a ref */
	bool used;
};

struct resolving {
	struct rego_pass *pass;
	const struct rego_term *package;
	const struct rego_vars *exports; /* names of the package's rules, in whatever module */
	struct rego_vars names; /* of imports and of the exports that were used, as in list */
	struct global *list;
	uint32_t room;
	struct rego_vars *ignore; /* innermost scope of declared variables */
};

static struct rego_term *resolve_term(struct resolving *r, struct rego_term *t);
static void resolve_body(struct resolving *r, struct rego_body *b);
static void resolve_expr(struct resolving *r, struct rego_expr *x);

static void add_global(struct resolving *r, const struct rego_string *name, struct rego_term *path)
{
	rego_vars_add(&r->names, name);
	if (r->names.count > r->room) {
		uint32_t room = r->room ? r->room * 2 : 16;
		struct global *list = rego_new_array(r->pass->arena, struct global, room);

		if (r->room)
			memcpy(list, r->list, r->room * sizeof(*list));
		r->list = list;
		r->room = room;
	}
	r->list[rego_vars_find(&r->names, name) - r->names.items] = (struct global){ path, false };
}

/* --- declared variables of a body, which hide globals ------------------------------- */
static bool declare_var(struct rego_walk *w, struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		rego_vars_add(w->arg, t->var);
	return false;
}

static void declare_in(struct rego_vars *s, struct rego_term *t)
{
	struct rego_walk w = { .term = declare_var, .arg = s };

	rego_walk_term(&w, t);
}

static void declare_some(struct rego_vars *s, const struct rego_expr *x)
{
	for (uint32_t i = 0; i < x->some.count; i++) {
		struct rego_term *t = x->some.items[i];

		if (t->kind == REGO_TERM_VAR)
			rego_vars_add(s, t->var);
		if (t->kind != REGO_TERM_CALL)
			continue;
		if (t->list.count == 4)
			declare_in(s, t->list.items[2]);
		declare_in(s, t->list.items[1]);
	}
}

static bool declare_expr(struct rego_walk *w, struct rego_expr *x)
{
	if (rego_calls(x, "assign") && rego_operands(x) == 2)
		declare_in(w->arg, rego_operand_of(x, 0));
	else if (x->kind == REGO_EXPR_SOME)
		declare_some(w->arg, x);
	return false;
}

static bool not_closures(struct rego_walk *w, struct rego_term *t)
{
	(void)w;
	return rego_is_closure(t);
}

void rego_declared(struct rego_vars *s, struct rego_body *b)
{
	struct rego_walk w = { .expr = declare_expr, .term = not_closures, .arg = s };

	rego_walk_body(&w, b);
}

void rego_declared_in_expr(struct rego_vars *s, struct rego_expr *x)
{
	struct rego_walk w = { .expr = declare_expr, .term = not_closures, .arg = s };

	rego_walk_expr(&w, x);
}

/* --- resolving ------------------------------------------------------------------------- */
/* Only what a module names gets a ref: a package of many modules has as many rules for each. */
static void add_export(struct resolving *r, const struct rego_string *name)
{
	struct rego_pass *p = r->pass;
	uint32_t count = r->package->list.count;
	struct rego_term *path = rego_new_list(p, REGO_TERM_REF, count + 1, NULL);

	memcpy(path->list.items, r->package->list.items, count * sizeof(path));
	path->list.items[count] =
		rego_new_value(p, (struct rego_val){ .kind = REGO_STRING, .string = name }, NULL);
	add_global(r, name, path);
}

static struct global *global_of(struct resolving *r, const struct rego_term *t)
{
	struct rego_var_entry *e;

	if (t->kind != REGO_TERM_VAR || rego_vars_has(r->ignore, t->var))
		return NULL;
	e = rego_vars_find(&r->names, t->var);
	if (!e && r->exports && rego_vars_find(r->exports, t->var)) {
		add_export(r, t->var);
		e = rego_vars_find(&r->names, t->var);
	}
	if (!e)
		return NULL;
	r->list[e - r->names.items].used = true;
	return &r->list[e - r->names.items];
}

/* The ref of a global, with room for more items.  Its terms are those of the package or import
 * statement: as in OPA, all their uses share a location, that of the last use. */
static struct rego_term *global_ref(struct resolving *r, const struct global *g,
				    const struct rego_loc *loc, uint32_t more)
{
	uint32_t count = g->path->list.count;
	struct rego_term *t = rego_new_list(r->pass, REGO_TERM_REF, count + more, loc);

	t->generated = false;
	for (uint32_t i = 0; i < count; i++) {
		t->list.items[i] = g->path->list.items[i];
		t->list.items[i]->loc = *loc;
	}
	return t;
}

static struct rego_term *resolve_ref(struct resolving *r, struct rego_term *t)
{
	struct rego_term **items = t->list.items;
	const struct global *g = global_of(r, items[0]);
	uint32_t count = t->list.count, head = 0;
	struct rego_term *ref;

	if (g) {
		head = g->path->list.count - 1;
		ref = global_ref(r, g, &items[0]->loc, count - 1);
		ref->loc = t->loc;
	} else {
		ref = t;
		if (items[0]->kind != REGO_TERM_VAR)
			ref->list.items[0] = resolve_term(r, items[0]);
	}
	for (uint32_t i = 1; i < count; i++)
		ref->list.items[head + i] = resolve_term(r, items[i]);
	ref->list.count = head + count;
	return ref;
}

static void resolve_items(struct resolving *r, struct rego_term *t)
{
	for (uint32_t i = 0; i < t->list.count; i++)
		t->list.items[i] = resolve_term(r, t->list.items[i]);
	if (t->kind == REGO_TERM_SET || t->kind == REGO_TERM_OBJECT)
		rego_sort_term(r->pass->arena, t);
}

static void resolve_comprehension(struct resolving *r, struct rego_term *t)
{
	struct rego_vars declared, *outer = r->ignore;

	rego_vars_init(&declared, r->pass->arena, outer);
	rego_declared(&declared, t->comp.body);
	r->ignore = &declared;
	if (t->kind == REGO_TERM_OBJECT_COMP)
		t->comp.key = resolve_term(r, t->comp.key);
	t->comp.term = resolve_term(r, t->comp.term);
	resolve_body(r, t->comp.body);
	r->ignore = outer;
}

static struct rego_term *resolve_term(struct resolving *r, struct rego_term *t)
{
	const struct global *g;

	switch (t->kind) {
	case REGO_TERM_VAR: g = global_of(r, t); return g ? global_ref(r, g, &t->loc, 0) : t;
	case REGO_TERM_REF: return resolve_ref(r, t);
	case REGO_TERM_ARRAY:
	case REGO_TERM_SET:
	case REGO_TERM_OBJECT:
	case REGO_TERM_CALL: resolve_items(r, t); break;
	case REGO_TERM_TEMPLATE:
		for (uint32_t i = 0; i < t->list.count; i++)
			if (t->list.items[i]->kind == REGO_TERM_EXPR)
				resolve_expr(r, t->list.items[i]->expr);
		break;
	default:
		if (rego_is_closure(t))
			resolve_comprehension(r, t);
	}
	return t;
}

static void resolve_every(struct resolving *r, struct rego_expr *x)
{
	struct rego_vars locals, *outer = r->ignore;

	rego_vars_init(&locals, r->pass->arena, outer);
	if (x->every.key)
		rego_collect_term(&locals, x->every.key, 0);
	rego_collect_term(&locals, x->every.value, 0);
	r->ignore = &locals;
	x->every.domain = resolve_term(r, x->every.domain);
	resolve_body(r, x->every.body);
	r->ignore = outer;
}

static void resolve_expr(struct resolving *r, struct rego_expr *x)
{
	switch (x->kind) {
	case REGO_EXPR_TERM:
	case REGO_EXPR_CALL: x->term = resolve_term(r, x->term); break;
	case REGO_EXPR_SOME:
		if (x->some.items[0]->kind == REGO_TERM_CALL)
			resolve_items(r, x->some.items[0]);
		break;
	case REGO_EXPR_EVERY: resolve_every(r, x); break;
	case REGO_EXPR_NOT: resolve_body(r, x->body); break;
	}
	for (uint32_t i = 0; i < x->with_count; i++) {
		x->with[i].target = resolve_term(r, x->with[i].target);
		x->with[i].value = resolve_term(r, x->with[i].value);
	}
}

static void resolve_body(struct resolving *r, struct rego_body *b)
{
	for (uint32_t i = 0; i < b->count; i++)
		resolve_expr(r, b->exprs[i]);
}

/* --- rules -------------------------------------------------------------------------------- */
struct arguments {
	struct rego_vars *vars;
	const struct rego_term *root; /* input or data among them */
};

/* Variables of arguments: those that a call can give a value. */
static bool note_argument(struct rego_walk *w, struct rego_term *t)
{
	struct arguments *s = w->arg;

	if (s->root)
		return true;
	if (rego_is_root_ref(w->pass, t))
		s->root = t;
	if (t->kind == REGO_TERM_VAR)
		rego_vars_add(s->vars, t->var);
	for (uint32_t i = 1; t->kind == REGO_TERM_OBJECT && i < t->list.count; i += 2)
		rego_walk_term(w, t->list.items[i]);
	return s->root || t->kind == REGO_TERM_SET || t->kind == REGO_TERM_CALL ||
	       rego_is_closure(t);
}

static bool note_arguments(struct rego_pass *p, struct rego_vars *vars, struct rego_rule *rule)
{
	struct arguments s = { .vars = vars };
	struct rego_walk w = { .term = note_argument, .pass = p, .arg = &s };

	for (uint32_t i = 0; i < rule->head->arg_count; i++)
		rego_walk_term(&w, rule->head->args[i]);
	if (!s.root)
		return true;
	rego_pass_error(p, REGO_COMPILE_ERROR, &rule->loc,
			"args must not shadow %s (use a different variable name)",
			rego_pass_text(p, s.root));
	return false;
}

static bool resolve_rule(struct resolving *r, struct rego_rule *rule)
{
	struct rego_head *h = rule->head;
	struct rego_vars args, declared;

	rego_vars_init(&args, r->pass->arena, NULL);
	if (!note_arguments(r->pass, &args, rule))
		return false;
	rego_vars_init(&declared, r->pass->arena, &args);
	rego_declared(&declared, rule->body);
	r->ignore = &declared;
	for (uint32_t i = 1; i < h->ref->list.count; i++)
		h->ref->list.items[i] = resolve_term(r, h->ref->list.items[i]);
	if (h->key)
		h->key = resolve_term(r, h->key);
	if (h->value)
		h->value = resolve_term(r, h->value);
	resolve_body(r, rule->body);
	return true;
}

static bool is_language_import(const struct rego_term *path)
{
	const struct rego_term *head = path->kind == REGO_TERM_REF ? path->list.items[0] : path;

	return head->kind == REGO_TERM_VAR &&
	       (!strcmp(head->var->text, "future") || !strcmp(head->var->text, "rego"));
}

const struct rego_string *rego_import_name(struct rego_pass *p, const struct rego_import *i)
{
	const struct rego_term *last = i->path;

	if (i->alias)
		return i->alias;
	if (last->kind == REGO_TERM_REF)
		last = last->list.items[last->list.count - 1];
	if (last->kind == REGO_TERM_VAR)
		return last->var;
	return rego_intern(p->names, rego_text(last->value), rego_len(last->value));
}

static void add_imports(struct resolving *r, struct rego_import **imports, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (!is_language_import(imports[i]->path))
			add_global(r, rego_import_name(r->pass, imports[i]), imports[i]->path);
}

/* Names of rules, by package: at the place of the package's text in a set. */
struct exports {
	struct rego_vars packages;
	struct rego_vars *rules;
};

static const struct rego_string *package_text(struct rego_pass *p, const struct rego_term *path)
{
	ss_strbuf_clear(&p->text);
	rego_print_term(&p->text, path);
	return rego_intern(p->names, p->text.data ? p->text.data : "", p->text.len);
}

static void find_exports(struct rego_pass *p, struct exports *e)
{
	const struct rego_unit *u = p->unit;

	rego_vars_init(&e->packages, p->arena, NULL);
	e->rules = rego_new_array(p->arena, struct rego_vars, u->module_count + 1);
	for (uint32_t i = 0; i < u->module_count; i++) {
		const struct rego_module *m = u->modules[i];
		const struct rego_string *text = package_text(p, m->package);
		uint32_t before = e->packages.count;
		struct rego_vars *rules;

		rego_vars_add(&e->packages, text);
		rules = &e->rules[rego_vars_find(&e->packages, text) - e->packages.items];
		if (e->packages.count > before)
			rego_vars_init(rules, p->arena, NULL);
		for (uint32_t k = 0; k < m->rule_count; k++)
			rego_vars_add(rules, m->rules[k]->head->ref->list.items[0]->var);
	}
}

static void set_package(struct resolving *r, const struct exports *e,
			const struct rego_term *package)
{
	const struct rego_var_entry *found =
		rego_vars_find(&e->packages, package_text(r->pass, package));

	r->package = package;
	r->exports = found ? &e->rules[found - e->packages.items] : NULL;
}

static bool check_unused(struct resolving *r, struct rego_import *import)
{
	const struct rego_string *name = rego_import_name(r->pass, import);
	const struct rego_var_entry *e;

	if (is_language_import(import->path))
		return true;
	e = rego_vars_find(&r->names, name);
	if (!e || r->list[e - r->names.items].used)
		return true;
	return rego_pass_error(r->pass, REGO_COMPILE_ERROR, &import->loc, "import %s%s%s unused",
			       rego_pass_text(r->pass, import->path), import->alias ? " as " : "",
			       import->alias ? import->alias->text : "");
}

void rego_resolve_modules(struct rego_pass *p)
{
	struct exports exports;

	find_exports(p, &exports);
	for (uint32_t i = 0; i < p->unit->module_count; i++) {
		struct rego_module *m = p->unit->modules[i];
		struct resolving r = { .pass = p };

		rego_vars_init(&r.names, p->arena, NULL);
		set_package(&r, &exports, m->package);
		add_imports(&r, m->imports, m->import_count);
		for (uint32_t k = 0; k < m->rule_count; k++)
			for (struct rego_rule *rule = m->rules[k]; rule; rule = rule->otherwise)
				if (!resolve_rule(&r, rule))
					break;
		for (uint32_t k = 0; p->options->strict && k < m->import_count; k++)
			if (!check_unused(&r, m->imports[k]))
				return;
	}
}

void rego_resolve_query(struct rego_pass *p, struct rego_body *b, const struct rego_term *package,
			struct rego_import **imports, uint32_t import_count)
{
	struct resolving r = { .pass = p };
	struct rego_vars declared;
	struct exports exports;

	rego_vars_init(&r.names, p->arena, NULL);
	if (package) {
		find_exports(p, &exports);
		set_package(&r, &exports, package);
	}
	add_imports(&r, imports, import_count);
	rego_vars_init(&declared, p->arena, NULL);
	rego_declared(&declared, b);
	r.ignore = &declared;
	resolve_body(&r, b);
}
