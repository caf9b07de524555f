// SPDX-License-Identifier: BSD-2-Clause
/* Making expressions and bodies, and whether their types are right. */
#include "rego/compile/check.h"
#include "rego/compile/pass.h"
#include "rego/step/impl.h"

struct rego_expr *step_new_expr(struct step *s, const term *t)
{
	struct rego_expr *x = rego_new(s->a, struct rego_expr);

	x->kind = REGO_EXPR_TERM;
	x->term = (term *)t;
	return x;
}

struct rego_expr *step_new_call(struct step *s, term *const *terms, uint32_t n)
{
	term *call = step_list(s, REGO_TERM_CALL, n);
	struct rego_expr *x = step_new_expr(s, call);

	memcpy(call->list.items, terms, n * sizeof(*terms));
	x->kind = REGO_EXPR_CALL;
	return x;
}

struct rego_expr *step_new_eq(struct step *s, const term *a, const term *b)
{
	term *terms[] = { s->eq, (term *)a, (term *)b };

	return step_new_call(s, terms, 3);
}

void step_append(struct step *s, struct rego_body *b, struct rego_expr *x)
{
	struct rego_expr **more = rego_new_array(s->a, struct rego_expr *, b->count + 1);

	if (b->count)
		memcpy(more, b->exprs, b->count * sizeof(*more));
	b->exprs = more;
	x->index = b->count;
	b->exprs[b->count++] = x;
}

struct rego_body *step_new_body(struct step *s, struct rego_expr *x)
{
	struct rego_body *b = rego_new(s->a, struct rego_body);

	if (x)
		step_append(s, b, x);
	return b;
}

struct rego_pass *step_pass(struct step *s)
{
	if (!s->pass) {
		struct rego_errors *errors = rego_new(s->a, struct rego_errors);

		rego_errors_init(errors, s->a, 0);
		s->pass = rego_new(s->a, struct rego_pass);
		*s->pass = s->unit->state->pass;
		s->pass->arena = s->a;
		s->pass->errors = errors;
		s->pass->error_count = 0;
	}
	return s->pass;
}

bool step_passes(struct step *s, struct rego_body *b)
{
	struct rego_pass *p = step_pass(s);
	uint32_t before = p->errors->count;

	p->error_count = 0;
	rego_check_query_types(p, rego_copy_body(s->a, b));
	return p->errors->count == before;
}
