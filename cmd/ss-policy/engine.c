// SPDX-License-Identifier: BSD-2-Clause
#include "engine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"

#define CACHED 1000 /* compiled patterns and keys */

void engine_tell(const struct rego_errors *errors)
{
	struct ss_strbuf text = { 0 };

	for (const struct rego_error *e = errors->first; e; e = e->next) {
		ss_strbuf_clear(&text);
		rego_error_write(&text, e);
		ss_error(0, "%s", text.data ? text.data : e->message);
	}
	ss_strbuf_fini(&text);
}

static int prepare(struct engine *e, const struct rego_limits *limits, const char *query)
{
	struct rego_errors errors;
	struct rego_arena arena;
	int err = 0;

	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	e->query = rego_query_new(e->policy, query, NULL, &errors);
	if (!e->query) {
		engine_tell(&errors);
		err = -EINVAL;
	}
	rego_arena_fini(&arena);
	if (err)
		return err;
	e->eval = rego_eval_new(e->policy, limits);
	e->cache = rego_cache_new(CACHED);
	if (!e->eval || !e->cache)
		return ss_error(-ENOMEM, "cannot evaluate");
	rego_eval_env(e->eval)->cache = e->cache;
	return 0;
}

int engine_open(struct engine *e, const struct load_options *load, const struct rego_options *o,
		const struct rego_limits *limits, const char *query)
{
	int err;

	memset(e, 0, sizeof(*e));
	e->policy = rego_policy_new(o);
	if (!e->policy)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(e->policy, load, &e->loaded);
	if (!err)
		err = rego_policy_compile(e->policy);
	if (err == -EINVAL)
		engine_tell(rego_policy_errors(e->policy));
	if (!err)
		err = prepare(e, limits, query);
	if (err)
		engine_close(e);
	return err;
}

void engine_close(struct engine *e)
{
	rego_eval_free(e->eval);
	rego_query_free(e->query);
	rego_cache_free(e->cache);
	rego_policy_free(e->policy);
	load_fini(&e->loaded);
	memset(e, 0, sizeof(*e));
}
