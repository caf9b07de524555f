/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules that are tests: those of one name get numbers, and those with variables in their names tell
 * which case they are by a call of internal.test_case. */
#include <stdio.h>

#include "rego/compile/pass.h"

static const char *item_name(const struct rego_term *t)
{
	if (t->kind == REGO_TERM_VAR)
		return t->var->text;
	return t->kind == REGO_TERM_VALUE && t->value.kind == REGO_STRING ? rego_text(t->value)
									  : "";
}

static bool is_test_name(const char *name)
{
	return !strncmp(name, "test_", 5);
}

/* How many items of the head's ref name the test; 0 when it is none. */
static uint32_t name_length(const struct rego_head *h)
{
	uint32_t ground = rego_ground_prefix(h->ref);

	for (uint32_t i = 0; i < ground; i++) {
		const char *name = item_name(h->ref->list.items[i]);

		if (is_test_name(name))
			return i + 1;
		if (!strncmp(name, "todo_test_", 10))
			return 0;
	}
	return 0;
}

static const struct rego_string *full_name(struct rego_pass *p, const struct rego_rule *r,
					   uint32_t count)
{
	struct rego_term *ref = rego_rule_ref(p->arena, r);

	ref->list.count = r->module->package->list.count + count;
	ss_strbuf_clear(&p->text);
	rego_print_term(&p->text, ref);
	return rego_intern(p->names, p->text.data ? p->text.data : "", p->text.len);
}

static void number_test(struct rego_pass *p, struct rego_rule *r, uint32_t last, uint32_t number)
{
	struct rego_term **item = &r->head->ref->list.items[last];
	const char *text = rego_printf(p->arena, "%s#%02u", item_name(*item), number);
	const struct rego_string *name = rego_pass_name(p, text);
	struct rego_val v = { .kind = REGO_STRING, .string = name };

	*item = last ? rego_new_value(p, v, &(*item)->loc) : rego_new_var(p, name, &(*item)->loc);
}

/* The second rule of a name becomes NAME#01. */
void rego_number_tests(struct rego_pass *p)
{
	const struct rego_unit *u = p->unit;
	struct rego_vars names;
	uint32_t *counts, rules = 1;

	if (!p->options->tests)
		return;
	for (uint32_t i = 0; i < u->module_count; i++)
		rules += u->modules[i]->rule_count;
	counts = rego_zalloc(p->arena, rules * sizeof(*counts));
	rego_vars_init(&names, p->arena, NULL);
	for (uint32_t i = 0; i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->rule_count; k++) {
			struct rego_rule *r = u->modules[i]->rules[k];
			uint32_t count = name_length(r->head), place;
			const struct rego_string *name;

			if (!count)
				continue;
			name = full_name(p, r, count);
			rego_vars_add(&names, name);
			place = (uint32_t)(rego_vars_find(&names, name) - names.items);
			if (counts[place])
				number_test(p, r, count - 1, counts[place]);
			counts[place]++;
		}
}

/* --- cases --------------------------------------------------------------------------------- */
static bool find_case_call(struct rego_walk *w, struct rego_expr *x)
{
	bool *found = w->arg;
	const struct rego_builtin *b = NULL;

	if (x->kind == REGO_EXPR_CALL)
		b = rego_pass_builtin(w->pass, x->term->list.items[0]);
	*found = *found || (b && !strcmp(b->name, "internal.test_case"));
	return *found;
}

static void move_expr(struct rego_body *b, uint32_t from, uint32_t to)
{
	struct rego_expr *x = b->exprs[from];

	memmove(b->exprs + to + 1, b->exprs + to, (from - to) * sizeof(x));
	b->exprs[to] = x;
}

/* The place of the first expression with the variable; count when there is none. */
static uint32_t first_use(struct rego_pass *p, const struct rego_body *b, uint32_t count,
			  const struct rego_string *var)
{
	for (uint32_t i = 0; i < count; i++) {
		struct rego_vars vars;

		rego_vars_init(&vars, p->arena, NULL);
		rego_collect_expr(&vars, b->exprs[i], 0);
		if (rego_vars_has(&vars, var))
			return i;
	}
	return count;
}

/* Where a generated "term = ..." may stand at the earliest. */
static uint32_t earliest(struct rego_pass *p, const struct rego_body *b, uint32_t at)
{
	struct rego_vars vars;
	struct rego_walk w = { .term = rego_note_generated, .arg = &vars };
	uint32_t highest = 0;

	rego_vars_init(&vars, p->arena, NULL);
	rego_walk_term(&w, rego_operand_of(b->exprs[at], 1));
	if (!vars.count)
		return 0;
	for (uint32_t i = 0; i < vars.count; i++) {
		uint32_t use = first_use(p, b, at, vars.items[i].var);

		if (use < at && use > highest)
			highest = use;
	}
	return highest + 1;
}

static void move_bindings(struct rego_pass *p, struct rego_body *b, const struct rego_term *term)
{
	for (uint32_t i = b->count; i;) {
		const struct rego_expr *x = b->exprs[i - 1];
		uint32_t to = i - 1;

		if (x->generated && (rego_calls(x, "eq") || rego_calls(x, "assign")) &&
		    rego_operands(x) == 2 && !rego_compare_terms(rego_operand_of(x, 0), term))
			to = earliest(p, b, i - 1);
		/* Once moved, another one is in its place. */
		if (to < i - 1)
			move_expr(b, i - 1, to);
		else
			i--;
	}
}

static void tell_case(struct rego_pass *p, struct rego_rule *r, uint32_t from)
{
	const struct rego_term *ref = r->head->ref;
	uint32_t count = ref->list.count - from, below = 0;
	struct rego_term *args = rego_new_list(p, REGO_TERM_ARRAY, count, NULL);
	struct rego_expr *call = rego_new_true(p, NULL);
	struct rego_exprs list = { .arena = p->arena };

	memcpy(args->list.items, ref->list.items + from, count * sizeof(args));
	for (uint32_t i = 0; i < count; i++)
		move_bindings(p, r->body, args->list.items[i]);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t use;

		if (args->list.items[i]->kind != REGO_TERM_VAR)
			continue;
		use = first_use(p, r->body, r->body->count, args->list.items[i]->var);
		if (use < r->body->count && use + 1 > below)
			below = use + 1;
	}
	call->kind = REGO_EXPR_CALL;
	call->term = rego_new_call(p, "internal.test_case", 1, NULL);
	call->term->list.items[1] = args;
	for (uint32_t i = 0; i <= r->body->count; i++) {
		if (i == below)
			rego_exprs_add(&list, call);
		if (i < r->body->count)
			rego_exprs_add(&list, r->body->exprs[i]);
	}
	*r->body = *rego_exprs_body(&list, &r->body->loc);
}

void rego_tell_cases(struct rego_pass *p)
{
	const struct rego_unit *u = p->unit;

	for (uint32_t i = 0; p->options->tests && i < u->module_count; i++)
		for (uint32_t k = 0; k < u->modules[i]->rule_count; k++) {
			struct rego_rule *r = u->modules[i]->rules[k];
			uint32_t count = name_length(r->head);
			bool told = false;
			struct rego_walk w = { .expr = find_case_call, .pass = p, .arg = &told };

			if (!count || r->head->ref->list.count <= count)
				continue;
			rego_walk_body(&w, r->body);
			if (!told)
				tell_case(p, r, count);
		}
}
