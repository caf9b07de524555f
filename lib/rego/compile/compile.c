/* SPDX-License-Identifier: BSD-2-Clause */
/* The passes, in OPA's order; after one that found errors none follows. */
#include "rego/compile/compile.h"

#include <stdlib.h>

#include "rego/compile/pass.h"

static void (*const passes[])(struct rego_pass *p) = {
	rego_resolve_modules,
	rego_rewrite_head_refs,
	rego_number_tests,
	rego_check_overrides,
	rego_check_imports,
	rego_make_tree,
	rego_rewrite_locals,
	rego_tell_cases,
	rego_rewrite_templates,
	rego_check_void_calls,
	rego_rewrite_prints,
	rego_expand_terms,
	rego_find_annotations,
	rego_rewrite_metadata,
	rego_make_graph,
	rego_rewrite_comprehensions,
	rego_rewrite_heads,
	rego_rewrite_withs,
	rego_check_conflicts,
	rego_check_undefined,
	rego_check_heads,
	rego_check_bodies,
	rego_rewrite_equals,
	rego_rewrite_dynamics,
	rego_rewrite_tests,
	rego_check_recursion,
	rego_check_types,
	rego_check_deprecated,
	NULL,
};

static int by_file(const void *x, const void *y)
{
	const struct rego_module *const *a = x, *const *b = y;

	return strcmp((*a)->source->name, (*b)->source->name);
}

static void free_text(void *text)
{
	ss_strbuf_fini(text);
}

void rego_pass_begin(struct rego_pass *p, struct rego_arena *a,
		     const struct rego_compile_options *o, struct rego_errors *e)
{
	p->arena = a;
	p->names = o->names;
	p->errors = e;
	p->most_errors = o->most_errors;
	p->options = o;
	p->prefix = "__local";
	p->input = rego_pass_name(p, "input");
	p->data = rego_pass_name(p, "data");
	rego_vars_init(&p->reserved, a, NULL);
	rego_vars_add(&p->reserved, p->data);
	rego_vars_add(&p->reserved, p->input);
	rego_vars_init(&p->taken, a, NULL);
	rego_index_builtins(p);
	p->decls = rego_zalloc(a, REGO_DECL_SLOTS * sizeof(*p->decls));
	rego_arena_defer(a, free_text, &p->text);
}

struct rego_unit *rego_compile(struct rego_arena *a, struct rego_module **modules, uint32_t count,
			       const struct rego_compile_options *o, struct rego_errors *e)
{
	struct rego_compile *c = rego_new(a, struct rego_compile);
	struct rego_unit *u = rego_new(a, struct rego_unit);
	struct rego_pass *p = &c->pass;
	uint32_t before = e->count;

	c->options = *o;
	rego_pass_begin(p, a, &c->options, e);
	p->unit = u;
	u->arena = a;
	u->names = o->names;
	u->input = p->input;
	u->data = p->data;
	u->state = c;
	u->modules = rego_new_array(a, struct rego_module *, count + 1);
	if (count)
		memcpy(u->modules, modules, count * sizeof(*modules));
	u->module_count = count;
	if (count > 1)
		qsort(u->modules, count, sizeof(*u->modules), by_file);
	for (uint32_t i = 0; i < count; i++)
		if (!rego_prepare_module(p, u->modules[i]))
			return NULL;
	for (uint32_t i = 0; passes[i]; i++) {
		passes[i](p);
		if (e->count != before)
			return NULL;
	}
	u->original = p->original;
	u->original_count = p->original_room;
	return u;
}
