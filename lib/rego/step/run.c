// SPDX-License-Identifier: BSD-2-Clause
/* One evaluation from beginning to end, on a stack that is large enough for deep policies. */
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>

#include "rego/compile/pass.h"
#include "rego/step/impl.h"
#include "rego/step/run.h"

#define STACK ((size_t)512 << 20) /* address space only, until it is used */
#define SPARE ((size_t)1 << 20)	  /* for whatever is called without a look at the stack */

struct job {
	struct rego_eval *vm;
	const struct rego_query *q;
	struct rego_val input;
	const struct rego_step_options *o;
	struct rego_result *r;
	int (*go)(struct job *j);
	const char *stack;
	const struct rego_partial_options *partial;
	struct rego_partial *left;
	int err;
};

static void prepare(struct step *s, struct ev *e, const struct job *j)
{
	struct rego_eval *vm = j->vm;
	const char *head = "eq";

	*s = (struct step){
		.vm = vm,
		.a = &vm->arena,
		.unit = vm->program->unit,
		.known_names = vm->program->strings,
		.query = j->q->unit,
		.o = j->o,
		.stack = j->stack,
		.partial = j->partial,
	};
	rego_intern_init(&s->own, s->a);
	s->own.before = s->known_names->count;
	s->names = j->left ? vm->program->strings : &s->own;
	s->index = rego_zalloc(s->a, (s->unit->node_count + 1) * sizeof(*s->index));
	s->eq = step_list(s, REGO_TERM_REF, 1);
	s->eq->list.items[0] = step_var(s, head);
	s->data = step_var(s, "data");
	s->yes = step_value(s, rego_bool(true));
	s->root = step_binds(s, 0);
	step_push_known(s);
	*e = (struct ev){ .s = s,
			  .query = j->q->unit->body,
			  .input = j->input,
			  .b = s->root,
			  .id = s->next_id++,
			  .starts = true };
}

/* --- answers -------------------------------------------------------------------------------- */

struct asking {
	struct k k;
	struct ev e;
	struct rego_builder answers; /* of each: the captured values, then those of the variables */
	uint32_t count;
};

static struct rego_val bound(struct ev *e, const struct rego_string *var)
{
	term t = { .kind = REGO_TERM_VAR, .var = var };
	const term *v = step_norm(e->s, step_plug(e->s, e->b, &t));

	return v->kind == REGO_TERM_VALUE ? v->value : rego_undefined();
}

static struct stop *go_answer(struct k *k)
{
	struct asking *a = (struct asking *)k;
	const struct rego_query_unit *u = a->e.s->query;

	for (uint32_t i = 0; i < u->capture_count; i++)
		rego_add(&a->answers,
			 u->captures[i].var ? bound(&a->e, u->captures[i].var) : rego_bool(true));
	for (uint32_t i = 0; i < u->var_count; i++)
		rego_add(&a->answers, bound(&a->e, u->vars[i]));
	a->count++;
	return NULL;
}

static int ask(struct job *j)
{
	struct step s;
	struct asking a = { .k = { go_answer }, .answers = { .arena = &j->vm->arena } };

	prepare(&s, &a.e, j);
	step_run(&a.e, &a.k);
	rego_vm_collect(j->vm, j->q, a.answers.items, a.count, j->r);
	return 0;
}

static int ask_partly(struct job *j)
{
	struct step s;
	struct ev e;

	prepare(&s, &e, j);
	step_partial_run(&e, j->partial, j->left);
	j->r->builtin_errors = j->vm->builtin_errors.first;
	return 0;
}

/* --- the thread ------------------------------------------------------------------------------- */

static void *run(void *arg)
{
	struct job *j = arg;
	struct rego_arena *names = j->left ? j->vm->program->strings->arena : NULL;

	if (names) /* the compiler's passes over what is left name variables in it */
		names->out = &j->vm->out;
	j->err = rego_vm_guard(j->vm, j->input, (int (*)(void *))j->go, j, j->r);
	if (names)
		names->out = NULL;
	return NULL;
}

static int on_stack(struct job *j)
{
	void *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	pthread_attr_t attr;
	pthread_t thread;
	int err;

	if (stack == MAP_FAILED)
		return -ENOMEM;
	j->stack = (const char *)stack + SPARE;
	pthread_attr_init(&attr);
	err = pthread_attr_setstack(&attr, stack, STACK);
	if (!err)
		err = pthread_create(&thread, &attr, run, j);
	pthread_attr_destroy(&attr);
	if (!err)
		err = pthread_join(thread, NULL);
	munmap(stack, STACK);
	return err ? -err : j->err;
}

int rego_step_run(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		  const struct rego_step_options *o, struct rego_result *r)
{
	struct job j = { .vm = e, .q = q, .input = input, .o = o, .r = r, .go = ask };

	return on_stack(&j);
}

int rego_step_partial(struct rego_eval *e, const struct rego_query *q, struct rego_val input,
		      const struct rego_partial_options *o, struct rego_partial *p,
		      struct rego_result *r)
{
	struct job j = { .vm = e,
			 .q = q,
			 .input = input,
			 .o = &o->step,
			 .r = r,
			 .go = ask_partly,
			 .partial = o,
			 .left = p };

	return on_stack(&j);
}
