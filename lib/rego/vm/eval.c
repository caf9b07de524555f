// SPDX-License-Identifier: BSD-2-Clause
/* Evaluations: one thread's registers and caches, used for one query after the other. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "rego/vm/vm.h"

#define REGISTERS (1U << 20) /* address space only, until they are used */
#define CALLS	  100000
#define SPARE	  ((size_t)1 << 20) /* for the text of an error */

static size_t register_bytes(void)
{
	return REGISTERS * sizeof(struct rego_val);
}

struct rego_eval *rego_eval_new(const struct rego_policy *p, const struct rego_limits *l)
{
	struct rego_eval *e = calloc(1, sizeof(*e));
	uint32_t calls = l && l->depth ? l->depth : CALLS;
	void *regs;

	if (!e)
		return NULL;
	regs = mmap(NULL, register_bytes(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	e->regs = regs == MAP_FAILED ? NULL : regs;
	e->frames = calloc((size_t)calls + 2, sizeof(*e->frames));
	e->slots = calloc((size_t)(p->unit ? p->unit->node_count : 0) + 1, sizeof(*e->slots));
	e->policy = p;
	e->program = &p->program;
	if (l)
		e->limits = *l;
	if (e->limits.host_count) {
		e->net = (struct rego_net){ l->hosts, l->host_count };
		e->env.net = &e->net;
	}
	rego_arena_init(&e->arena, e->limits.memory ? e->limits.memory : (size_t)1 << 30);
	if (!e->regs || !e->frames || !e->slots) {
		rego_eval_free(e);
		return NULL;
	}
	e->regs_end = e->regs + REGISTERS;
	e->frames_end = e->frames + calls + 2;
	return e;
}

void rego_eval_free(struct rego_eval *e)
{
	if (!e)
		return;
	rego_arena_fini(&e->arena);
	if (e->regs)
		munmap(e->regs, register_bytes());
	free(e->frames);
	free(e->slots);
	free(e);
}

struct rego_env *rego_eval_env(struct rego_eval *e)
{
	return &e->env;
}

void rego_eval_events(struct rego_eval *e, void (*fn)(void *arg, const struct rego_event *ev),
		      void *arg)
{
	e->event = fn;
	e->event_arg = arg;
}

void rego_eval_cancel(struct rego_eval *e)
{
	e->cancelled = true;
}

struct rego_arena *rego_eval_arena(struct rego_eval *e)
{
	return &e->arena;
}

void rego_eval_reset(struct rego_eval *e)
{
	rego_arena_reset(&e->arena);
}

static struct rego_val read_input(struct rego_eval *e, const struct rego_wish *wish,
				  const char *json, size_t len, const char **error)
{
	struct rego_val v;
	jmp_buf out;

	*error = NULL;
	if (!rego_arena_try(&e->arena, &out)) {
		e->arena.out = NULL;
		*error = rego_stop_text(e->arena.why);
		return rego_undefined();
	}
	v = rego_json_read_for(&e->arena, &e->policy->strings, wish, json, len, error);
	e->arena.out = NULL;
	return v;
}

struct rego_val rego_eval_input(struct rego_eval *e, const char *json, size_t len,
				const char **error)
{
	bool all = e->policy->options.no_optimiser;

	return read_input(e, all ? NULL : &e->policy->program.wish, json, len, error);
}

struct rego_val rego_eval_member(struct rego_eval *e, const char *json, size_t len,
				 const char *name, const char **error)
{
	const struct rego_string *key;
	struct rego_wish all = { .all = true }, *below = &all;
	struct rego_wish wish = { .keys = &key, .below = &below, .count = 1, .room = 1 };

	/* A name that the policy does not know is none that it looks at. */
	key = rego_intern_find(&e->policy->strings, name, strlen(name));
	return key ? read_input(e, &wish, json, len, error) : rego_undefined();
}

bool rego_eval_depends_only(const struct rego_eval *e, const char *name)
{
	return !e->looks_at_more && !e->env.changing && e->looks_at &&
	       !strcmp(e->looks_at->text, name);
}

/* Again: the budget is what is left of it, and what was asked once is known. */
static void limit(struct rego_eval *e)
{
	if (e->again) {
		e->arena.deadline = e->deadline;
		return;
	}
	e->nondet = NULL;
	e->steps_left = e->limits.steps;
	e->steps_slice = 0;
	if (!e->limits.steps)
		e->steps_slice = 4096;
	rego_arena_hurry(&e->arena, e->limits.time_ns);
	e->deadline = e->arena.deadline;
}

static void prepare(struct rego_eval *e, struct rego_val input)
{
	struct timespec now;

	e->input = input;
	e->looks_at = NULL;
	e->looks_at_more = false;
	e->env.changing = false;
	e->data = e->program->data;
	e->overlay = rego_undefined();
	e->mocks = NULL;
	e->masks = NULL;
	e->with = NULL;
	e->memos = NULL;
	e->memo_mask = e->memo_count = 0;
	e->layer = ++e->last_layer;
	e->frame = e->frames;
	e->frames[0] = (struct rego_frame){ .regs = e->regs };
	e->nested = 0;
	e->answers = (struct rego_builder){ .arena = &e->arena };
	e->answer_count = 0;
	e->failed = false;
	e->cancelled = false;
	e->error_code = e->error_message = NULL;
	rego_errors_init(&e->builtin_errors, &e->arena, 0);
	limit(e);
	if (!e->env.now_ns) {
		clock_gettime(CLOCK_REALTIME, &now);
		e->env.now_ns = now.tv_sec * 1000000000 + now.tv_nsec;
	}
}

static struct rego_val bindings(struct rego_eval *e, const struct rego_query_unit *u,
				const struct rego_val *values)
{
	struct rego_builder b = { .arena = &e->arena };

	for (uint32_t i = 0; i < u->var_count; i++)
		if (rego_defined(values[i]))
			rego_add_pair(
				&b,
				rego_string(&e->arena, u->var_names[i]->text, u->var_names[i]->len),
				values[i]);
	return rego_build_object(&b);
}

/* With strict errors the first one is the result, found at the end as OPA does: there may be
 * answers, too. */
static void be_strict(struct rego_eval *e)
{
	const struct rego_error *first = e->builtin_errors.first;

	if (!e->limits.strict_builtin_errors || !first)
		return;
	e->failed = true;
	e->error_code = first->code;
	e->error_message = first->message;
	e->error_loc = first->loc;
}

void rego_vm_collect(struct rego_eval *e, const struct rego_query *q, const struct rego_val *values,
		     uint32_t count, struct rego_result *r)
{
	const struct rego_query_unit *u = q->unit;
	uint32_t width = u->capture_count + u->var_count;

	r->count = count;
	r->answers = rego_new_array(&e->arena, struct rego_answer, r->count + 1);
	for (uint32_t i = 0; i < r->count; i++) {
		const struct rego_val *v = values + (size_t)i * width;
		struct rego_answer *a = &r->answers[i];

		a->value_count = u->capture_count;
		a->values = rego_new_array(&e->arena, struct rego_expr_value, a->value_count + 1);
		for (uint32_t j = 0; j < a->value_count; j++)
			a->values[j] = (struct rego_expr_value){ v[j], u->captures[j].text,
								 u->captures[j].loc.row,
								 u->captures[j].loc.col };
		a->bindings = bindings(e, u, v + u->capture_count);
	}
	r->builtin_errors = e->builtin_errors.first;
}

/* "file:row: code: message"; a query has no file. */
static void tell(struct rego_eval *e, struct rego_result *r)
{
	const struct rego_source *s = e->error_loc.source;
	size_t limit = e->arena.limit;
	jmp_buf out;

	r->error_code = e->error_code;
	r->error_message = e->error_message;
	r->error_loc = e->error_loc;
	r->error = e->error_message;
	if (!rego_arena_try(&e->arena, &out)) {
		e->arena.limit = limit;
		return;
	}
	/* The evaluation may have used up all it had. */
	if (limit)
		e->arena.limit = e->arena.used + SPARE;
	if (!s)
		r->error = rego_printf(&e->arena, "%s: %s", e->error_code, e->error_message);
	else if (s->name[0])
		r->error = rego_printf(&e->arena, "%s:%u: %s: %s", s->name, e->error_loc.row,
				       e->error_code, e->error_message);
	else
		r->error = rego_printf(&e->arena, "%u:%u: %s: %s", e->error_loc.row,
				       e->error_loc.col, e->error_code, e->error_message);
	e->arena.out = NULL;
	e->arena.limit = limit;
}

int rego_vm_guard(struct rego_eval *e, struct rego_val input, int (*fn)(void *arg), void *arg,
		  struct rego_result *r)
{
	memset(r, 0, sizeof(*r));
	e->arena.out = &e->out;
	e->arena.why = 0;
	if (!setjmp(e->out)) {
		prepare(e, input);
		fn(arg);
		be_strict(e);
		e->arena.out = NULL;
		e->arena.deadline = 0;
		if (!e->failed)
			return 0;
	} else {
		memset(r, 0, sizeof(*r));
		be_strict(e);
	}
	e->arena.deadline = 0; /* what is left is to tell it */
	if (!e->failed) {
		e->error_code = "eval_cancel_error";
		e->error_message = rego_stop_text(e->arena.why);
		e->error_loc = (struct rego_loc){ 0 };
	}
	tell(e, r);
	e->arena.out = NULL;
	return -EINVAL;
}

struct run {
	struct rego_eval *e;
	const struct rego_query *q;
	struct rego_result *r;
};

static int run(void *arg)
{
	struct run *x = arg;

	rego_vm_run(x->e, x->q->code, NULL, 0);
	rego_vm_collect(x->e, x->q, x->e->answers.items, x->e->answer_count, x->r);
	return 0;
}

int rego_vm_ask(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		struct rego_result *r)
{
	struct run x = { e, q, r };

	return rego_vm_guard(e, input, run, &x, r);
}
