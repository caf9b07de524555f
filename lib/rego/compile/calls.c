/* SPDX-License-Identifier: BSD-2-Clause */
/* What calls refer to: built-ins and functions. */
#include "rego/compile/check.h"

static uint32_t name_hash(const char *name, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619u;
	return h ^ h >> 15;
}

const struct rego_builtin *rego_pass_builtin_named(const struct rego_pass *p, const char *name,
						   size_t len)
{
	uint32_t at = name_hash(name, len);
	const struct rego_builtin *b;

	for (;; at++) {
		b = p->builtins[at % REGO_DECL_SLOTS];
		if (!b)
			return NULL;
		if (!strncmp(b->name, name, len) && !b->name[len])
			return b;
	}
}

void rego_index_builtins(struct rego_pass *p)
{
	p->builtins = rego_zalloc(p->arena, REGO_DECL_SLOTS * sizeof(*p->builtins));
	for (size_t f = 0; rego_builtin_families[f]; f++)
		for (const struct rego_builtin *b = rego_builtin_families[f]; b->name; b++) {
			uint32_t at = name_hash(b->name, strlen(b->name));

			if (b->flags & REGO_TEST_ONLY && !p->options->test_builtins)
				continue;
			while (p->builtins[at % REGO_DECL_SLOTS])
				at++;
			p->builtins[at % REGO_DECL_SLOTS] = b;
		}
}

#define LONGEST_NAME 64

/* The name of a ref of one variable and strings, with dots; its length, or 0. */
static size_t dotted(const struct rego_term *ref, char *name)
{
	size_t len = 0;

	if (ref->kind == REGO_TERM_VAR && ref->var->len < LONGEST_NAME) {
		memcpy(name, ref->var->text, ref->var->len);
		return ref->var->len;
	}
	if (ref->kind != REGO_TERM_REF)
		return 0;
	for (uint32_t i = 0; i < ref->list.count; i++) {
		const struct rego_term *t = ref->list.items[i];
		const struct rego_string *part;

		if (i ? t->kind != REGO_TERM_VALUE || t->value.kind != REGO_STRING
		      : t->kind != REGO_TERM_VAR)
			return 0;
		part = i ? t->value.string : t->var;
		if (len + part->len + 1 >= LONGEST_NAME)
			return 0;
		if (i)
			name[len++] = '.';
		memcpy(name + len, part->text, part->len);
		len += part->len;
	}
	return len;
}

const struct rego_builtin *rego_pass_builtin(const struct rego_pass *p, const struct rego_term *ref)
{
	char name[LONGEST_NAME];
	size_t len = dotted(ref, name);

	return len ? rego_pass_builtin_named(p, name, len) : NULL;
}

/* The function type without labels. */
static const struct rego_type *unlabel(struct rego_pass *p, const struct rego_type *f)
{
	struct rego_type *plain;

	if (!f)
		return NULL;
	plain = rego_new(p->arena, struct rego_type);
	*plain = *f;
	plain->items = rego_new_array(p->arena, const struct rego_type *, f->count + 1);
	for (uint32_t i = 0; i < f->count; i++)
		plain->items[i] = rego_type_unlabelled(p->arena, f->items[i]);
	plain->key = rego_type_unlabelled(p->arena, f->key);
	plain->value = rego_type_unlabelled(p->arena, f->value);
	plain->labelled = f;
	return plain;
}

static const struct rego_type *with_note(struct rego_pass *p, const struct rego_type *t,
					 const char **docs)
{
	size_t len = strcspn(*docs, "\n");
	struct rego_type *copy;

	if (!t || !t->label || !len) {
		*docs += len + ((*docs)[len] == '\n');
		return t;
	}
	copy = rego_new(p->arena, struct rego_type);
	*copy = *t;
	copy->note = rego_strndup(p->arena, *docs, len);
	*docs += len + ((*docs)[len] == '\n');
	return copy;
}

/* The function type with what is said of its arguments and its result, a line each. */
static const struct rego_type *describe(struct rego_pass *p, const struct rego_type *f,
					const char *docs)
{
	struct rego_type *copy;

	if (!f || !docs)
		return f;
	copy = rego_new(p->arena, struct rego_type);
	*copy = *f;
	for (uint32_t i = 0; i < f->count; i++)
		copy->items[i] = with_note(p, f->items[i], &docs);
	copy->value = with_note(p, f->value, &docs);
	return copy;
}

static const struct rego_decl *find_decl(struct rego_pass *p, const struct rego_builtin *b)
{
	uint32_t at = (uint32_t)((uintptr_t)b >> 4) % REGO_DECL_SLOTS;
	struct rego_decl *d;

	for (;; at = (at + 1) % REGO_DECL_SLOTS) {
		d = &p->decls[at];
		if (d->builtin == b)
			return d;
		if (!d->builtin)
			break;
	}
	d->builtin = b;
	d->labelled = describe(p, rego_type_parse(p->arena, b->decl), b->docs);
	d->type = unlabel(p, d->labelled);
	return d;
}

const struct rego_type *rego_builtin_type(struct rego_pass *p, const struct rego_builtin *b)
{
	return find_decl(p, b)->type;
}

const struct rego_type *rego_builtin_labelled(struct rego_pass *p, const struct rego_builtin *b)
{
	return find_decl(p, b)->labelled;
}

int rego_arity(const struct rego_pass *p, const struct rego_term *ref)
{
	const struct rego_builtin *b = rego_pass_builtin(p, ref);
	const struct rego_rule_node *n;

	if (b)
		return b->arity;
	n = ref->kind == REGO_TERM_REF ? rego_node_of(p, ref) : NULL;
	return n && n->rule_count ? (int)n->rules[0]->head->arg_count : -1;
}

struct rego_target rego_unit_target(const struct rego_unit *u, const struct rego_term *ref)
{
	const struct rego_pass *p = &u->state->pass;
	struct rego_target t = { .builtin = rego_pass_builtin(p, ref) };

	if (!t.builtin && ref->kind == REGO_TERM_REF) {
		t.node = rego_node_of(p, ref);
		if (t.node && !t.node->rule_count)
			t.node = NULL;
	}
	return t;
}

/* --- undefined functions --------------------------------------------------------------- */
static const char *have_and_want(struct rego_pass *p, const struct rego_expr *x,
				 const struct rego_type *want)
{
	uint32_t count = rego_operands(x);
	const struct rego_type **have =
		rego_new_array(p->arena, const struct rego_type *, count + 1);

	for (uint32_t i = 0; i < count; i++)
		have[i] = rego_early_type(p, rego_operand_of(x, i));
	p->detail = rego_argument_detail(p, have, count, want, false);
	ss_strbuf_clear(&p->text);
	ss_strbuf_str(&p->text, "have: (");
	for (uint32_t i = 0; i < count; i++) {
		if (i)
			ss_strbuf_str(&p->text, ", ");
		rego_type_print(&p->text, have[i]);
	}
	ss_strbuf_str(&p->text, ")\nwant: ");
	rego_type_print_args(&p->text, want, false);
	return rego_strndup(p->arena, p->text.data, p->text.len);
}

static void report_arity(struct rego_pass *p, const struct rego_expr *x, int want, int have)
{
	const struct rego_term *op = x->term->list.items[0];
	const struct rego_builtin *b = rego_pass_builtin(p, op);
	const struct rego_type *f = b ? rego_builtin_labelled(p, b) : rego_early_type(p, op);
	const char *details;

	/* The functions of modules have types when queries are looked at. */
	if (!b && (!f || f->kind != REGO_TYPE_FUNCTION)) {
		rego_pass_error(p, REGO_TYPE_ERROR, &x->loc,
				"function %s has arity %d, got %d argument%s", rego_pass_ref(p, op),
				want, have, have == 1 ? "" : "s");
		return;
	}
	details = have_and_want(p, x, f);
	rego_pass_details(p, REGO_TYPE_ERROR, &x->loc, details, "%s: arity mismatch",
			  rego_pass_ref(p, op));
}

static bool check_call(struct rego_walk *w, struct rego_expr *x)
{
	struct rego_pass *p = w->pass;
	int arity, have;

	if (x->kind != REGO_EXPR_CALL)
		return false;
	arity = rego_arity(p, x->term->list.items[0]);
	have = (int)rego_operands(x);
	if (arity < 0) {
		rego_pass_error(p, REGO_TYPE_ERROR, &x->loc, "undefined function %s",
				rego_pass_ref(p, x->term->list.items[0]));
		return true;
	}
	if (x->generated) {
		if (rego_calls(x, "eq") || have == arity + 1)
			return false;
		report_arity(p, x, arity, have - 1);
		return true;
	}
	if (have == arity || have == arity + 1)
		return false;
	report_arity(p, x, arity, have);
	return true;
}

static bool check_rule(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .expr = check_call, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

void rego_check_undefined(struct rego_pass *p)
{
	rego_each_rule(p, check_rule);
}

void rego_check_query_undefined(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .expr = check_call, .pass = p };

	rego_walk_body(&w, b);
}

/* --- calls without a result that are used as values ---------------------------------------- */
static bool check_void(struct rego_walk *w, struct rego_term *t)
{
	const struct rego_builtin *b;
	const struct rego_type *type;

	if (t->kind != REGO_TERM_CALL)
		return false;
	b = rego_pass_builtin(w->pass, t->list.items[0]);
	type = b ? rego_builtin_type(w->pass, b) : NULL;
	if (type && !type->value)
		rego_pass_error(w->pass, REGO_TYPE_ERROR, &t->loc, "%s used as value",
				rego_pass_text(w->pass, t));
	return false;
}

static bool check_rule_voids(struct rego_pass *p, struct rego_rule *r)
{
	struct rego_walk w = { .term = check_void, .pass = p };

	rego_walk_rule(&w, r);
	return false;
}

void rego_check_void_calls(struct rego_pass *p)
{
	rego_each_rule(p, check_rule_voids);
}

void rego_check_query_void_calls(struct rego_pass *p, struct rego_body *b)
{
	struct rego_walk w = { .term = check_void, .pass = p };

	rego_walk_body(&w, b);
}
