// SPDX-License-Identifier: BSD-2-Clause
/* Queries: text to code that gives answers. */
#include <stdlib.h>

#include "core/clock.h"
#include "rego/vm/gen.h"
#include "rego/vm/vm.h"

static void gen_answer(struct rego_gen *g, const struct rego_query_unit *q)
{
	uint32_t n = q->capture_count + q->var_count, at = 0;
	uint32_t *v = rego_new_array(g->arena, uint32_t, n + 1), i, bound;

	for (i = 0; i < q->capture_count; i++) {
		bound = q->captures[i].var ? rego_var(g, q->captures[i].var) : REGO_NOWHERE;
		v[at++] = bound == REGO_NOWHERE ? rego_gen_constant(g, rego_bool(true)) : bound;
	}
	for (i = 0; i < q->var_count; i++) {
		bound = rego_var(g, q->vars[i]);
		v[at++] = bound == REGO_NOWHERE ? rego_shared(g, rego_undefined()) : bound;
	}
	rego_op(g, ANSWER, n);
	for (i = 0; i < n; i++)
		rego_word(g, v[i]);
}

struct rego_code *rego_make_query(struct rego_program *p, struct rego_arena *a,
				  const struct rego_query_unit *q, struct rego_errors *e)
{
	struct rego_consts consts = { 0 };
	struct rego_gen g;
	struct rego_code *c;
	uint32_t end;

	rego_gen_init(&g, p, a, rego_gen_bound(a, p->strings));
	g.consts = &consts;
	g.errors = e;
	g.query = true;
	end = rego_label(&g);
	g.fail = end;
	rego_gen_body(&g, q->body);
	gen_answer(&g, q);
	rego_jump(&g, g.fail);
	rego_here(&g, end);
	rego_word(&g, REGO_OP_NOTHING);
	c = rego_gen_done(&g, "query", 0);
	c->consts = consts.values;
	if (g.too_large)
		rego_error(e, "rego_compile_error", q->body->loc, "query is too large");
	return c;
}

static bool make(struct rego_query *q, const char *text, const struct rego_query_options *with,
		 struct rego_errors *e)
{
	struct rego_parse_options o = { .version = q->policy->options.version,
					.names = &q->policy->strings };
	struct rego_source *s = rego_new(&q->arena, struct rego_source);
	uint32_t errors = e->count;
	uint64_t before = ss_clock_mono();
	struct rego_body *body;

	s->name = "";
	s->text = rego_strndup(&q->arena, text, strlen(text));
	s->len = strlen(text);
	q->source = s;
	body = rego_parse_body(&q->arena, s, &o, e);
	if (with->parse_ns)
		*with->parse_ns += ss_clock_mono() - before;
	if (body && !body->count)
		rego_error(e, *text ? "rego_compile_error" : NULL, (struct rego_loc){ 0 },
			   *text ? "empty query cannot be compiled"
				 : "cannot evaluate empty query");
	if (!body || !body->count)
		return false;
	q->unit = rego_compile_query(&q->arena, q->policy->unit, body, with->package, with->imports,
				     !with->partial, e);
	if (!q->unit)
		return false;
	q->code = rego_make_query(&q->policy->program, &q->arena, q->unit, e);
	return e->count == errors;
}

/* The query's arena and the policy's (names of variables) may both run over their limit. */
static bool try_make(struct rego_query *q, const char *text, const struct rego_query_options *with,
		     struct rego_errors *e)
{
	jmp_buf out;
	bool made;

	if (!rego_arena_try(&q->arena, &out)) {
		enum rego_stop why = q->arena.why ? q->arena.why : q->policy->arena.why;

		q->policy->arena.out = NULL;
		q->arena.out = NULL;
		rego_error(e, "rego_compile_error", (struct rego_loc){ 0 }, "%s",
			   rego_stop_text(why));
		return false;
	}
	rego_arena_hurry(&q->arena, q->policy->options.time_ns);
	q->policy->arena.out = &out;
	made = make(q, text, with, e);
	q->policy->arena.out = NULL;
	q->arena.out = NULL;
	return made;
}

/* Errors refer to the query's text, terms and types: it goes when they do. */
static void free_later(void *q)
{
	rego_query_free(q);
}

struct rego_query *rego_query_new(struct rego_policy *p, const char *text,
				  const char *const *imports, struct rego_errors *e)
{
	struct rego_query_options o = { .imports = imports };

	return rego_query_with(p, text, &o, e);
}

struct rego_query *rego_query_with(struct rego_policy *p, const char *text,
				   const struct rego_query_options *o, struct rego_errors *e)
{
	struct rego_query *const q = calloc(1, sizeof(*q));

	if (!q || !p->compiled) {
		free(q);
		return NULL;
	}
	q->policy = p;
	rego_arena_init(&q->arena, p->options.memory);
	if (try_make(q, text, o, e))
		return q;
	rego_arena_defer(e->arena, free_later, q);
	return NULL;
}

void rego_query_free(struct rego_query *q)
{
	if (!q)
		return;
	rego_arena_fini(&q->arena);
	free(q);
}
