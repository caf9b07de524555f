// SPDX-License-Identifier: BSD-2-Clause
/* A query over files and over what has been said. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "session.h"
#include "tell.h"

/* What an interrupt ends. */
static struct rego_eval *volatile running;

void session_interrupt(int number)
{
	struct rego_eval *e = running;

	(void)number;
	if (e)
		rego_eval_cancel(e);
}

static int put_out(struct ss_strbuf *out)
{
	int err = ss_strbuf_print(out);

	if (!err && fflush(stdout))
		err = -errno;
	ss_strbuf_fini(out);
	return err && err != -EPIPE ? ss_error(err, "cannot write") : err;
}

static void print_line(void *arg, const char *file, int row, const char *text, size_t len)
{
	(void)arg, (void)file, (void)row;
	ss_say(text, len);
	ss_say("\n", 1);
}

static int add_rules(const struct session *s, struct rego_policy *p)
{
	struct ss_strbuf module = { 0 };
	int err = 0;

	for (size_t i = 0; i < s->rules.count && !err; i++) {
		ss_strbuf_clear(&module);
		ss_strbuf_printf(&module, "%s\n%s\n", s->rules.items[i].head,
				 s->rules.items[i].text);
		err = module.err ? module.err : rego_policy_add(p, "repl", module.data, module.len);
	}
	ss_strbuf_fini(&module);
	return err;
}

struct rego_policy *session_policy(const struct session *s)
{
	struct rego_policy *p = rego_policy_new(&s->rego);
	struct loaded loaded = { 0 };
	int err;

	if (!p) {
		ss_error(-ENOMEM, "cannot load policies");
		return NULL;
	}
	err = load_paths(p, &s->paths, &loaded);
	if (!err)
		err = add_rules(s, p);
	if (!err)
		err = rego_policy_compile(p);
	if (err == -EINVAL)
		tell_errors(rego_policy_errors(p), "");
	load_fini(&loaded);
	if (!err)
		return p;
	rego_policy_free(p);
	return NULL;
}

static int evaluate(const struct session *s, struct rego_eval *e, const struct rego_query *q)
{
	struct rego_val input = rego_undefined();
	struct rego_result result = { 0 };
	struct ss_strbuf out = { 0 };
	const char *error = NULL;
	int err;

	if (s->input)
		input = load_input(e, s->input, &error);
	if (error)
		return ss_error(-EINVAL, "unable to parse input: %s", error);
	err = rego_eval_run(e, q, input, &result);
	if (err) {
		ss_error(0, "%s", result.error);
		return err;
	}
	show_result(&out, s->format, &result, NULL);
	return put_out(&out);
}

static int ask(const struct session *s, struct rego_policy *p, const struct rego_query *q)
{
	struct rego_eval *e = rego_eval_new(p, &s->limits);
	int err;

	if (!e)
		return ss_error(-ENOMEM, "cannot evaluate");
	rego_eval_env(e)->print = print_line;
	running = e;
	err = evaluate(s, e, q);
	running = NULL;
	rego_eval_free(e);
	return err;
}

/* The query is "_ = ..." inside: that _ is unsafe, too, says nothing. */
static void tell_query(struct rego_errors *errors)
{
	struct rego_error **at = &errors->first;

	while (*at)
		if (strcmp((*at)->message, "var _ is unsafe") != 0 || !(*at)->next)
			at = &(*at)->next;
		else
			*at = (*at)->next;
	tell_errors(errors, "");
}

int session_ask(struct session *s, const char *query)
{
	const char **imports = calloc(s->imports.count + 1, sizeof(*imports));
	struct rego_query_options with = { .package = s->package, .imports = imports };
	struct rego_policy *p = imports ? session_policy(s) : NULL;
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_query *q;
	int err = -EINVAL;

	if (!p) {
		free(imports);
		return err;
	}
	for (size_t i = 0; i < s->imports.count; i++)
		imports[i] = s->imports.items[i].text;
	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_with(p, query, &with, &errors);
	if (q)
		err = ask(s, p, q);
	else
		tell_query(&errors);
	rego_query_free(q);
	rego_arena_fini(&arena);
	rego_policy_free(p);
	free(imports);
	return err;
}
