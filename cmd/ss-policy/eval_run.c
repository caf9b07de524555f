// SPDX-License-Identifier: BSD-2-Clause
#include "eval_run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "cover.h"
#include "load_impl.h"
#include "report.h"
#include "schema.h"

struct run { /* one of --count */
	const struct eval_params *o;
	const char *query;
	struct ss_strbuf *input; /* NULL: there is none */
	const char *schemas;
	bool shown; /* the first: its answers are shown */
	struct metrics *metrics;
	struct profile *profile;
	struct trace trace;
	struct cover *cover;
	struct ss_strbuf coverage;
	double percent;
	struct report *report;
	bool defined, failed;
	int (*show)(struct run *r); /* while all that is shown is there */
};

static int put_out(struct ss_strbuf *b)
{
	int err = ss_strbuf_print(b);

	ss_strbuf_fini(b);
	return err;
}

static int show(struct run *r)
{
	struct ss_strbuf out = { 0 }, err = { 0 };
	int e;

	report_show(&out, &err, (enum show_format)r->o->format, r->report);
	if (err.len)
		ss_say(err.data, err.len);
	ss_strbuf_fini(&err);
	e = put_out(&out);
	return e;
}

/* --- what is told while it runs -------------------------------------------------------- */

static void on_event(void *arg, const struct rego_step_event *ev)
{
	struct run *r = arg;
	struct rego_event covered = { .rule = ev->rule, .expr = ev->expr };

	if (r->o->explain)
		trace_event(&r->trace, ev);
	if (r->profile)
		profile_event(r->profile, ev);
	if (!r->cover)
		return;
	if (ev->op == REGO_STEP_EXIT && ev->rule) {
		covered.kind = REGO_EVENT_EXIT;
		covered.loc = &ev->rule->head->loc;
		cover_event(r->cover, &covered);
	} else if (ev->op == REGO_STEP_EVAL) {
		covered.kind = REGO_EVENT_EVAL;
		covered.loc = &ev->expr->loc;
		cover_event(r->cover, &covered);
	}
}

static void print_line(void *arg, const char *file, int row, const char *text, size_t len)
{
	(void)arg, (void)file, (void)row;
	ss_say(text, len);
	ss_say("\n", 1);
}

/* --- asking ------------------------------------------------------------------------------ */

static void measured(struct run *r)
{
	if (r->profile)
		profile_end(r->profile, &r->o->profile_sort, r->o->profile_limit);
	if (r->o->explain)
		trace_filter(&r->trace, (enum trace_mode)r->o->explain);
}

static int cover(struct run *r, const struct rego_policy *p)
{
	int err = r->cover && p ? cover_count(r->cover, p) : 0;

	if (!r->cover || err)
		return err;
	r->percent = cover_percent(r->cover);
	ss_strbuf_clear(&r->coverage);
	cover_report(r->cover, &r->coverage);
	r->report->coverage = &r->coverage;
	r->report->percent = r->percent;
	return 0;
}

static int fail(struct run *r, const struct rego_error *first)
{
	int err = r->report->coverage ? 0 : cover(r, NULL);

	if (err)
		return err;
	r->failed = true;
	r->report->result = NULL;
	r->report->partial = NULL;
	r->report->errors = first;
	return r->show(r);
}

/* The evaluation's error, or those of built-ins that became undefined. */
static int settle(struct run *r, const struct rego_policy *p, const struct rego_result *result,
		  int err)
{
	struct rego_error x = { .code = result->error_code,
				.message = result->error_message,
				.loc = result->error_loc };
	struct ss_strbuf odd = { 0 };
	int cannot = cover(r, p);

	if (cannot)
		return cannot;
	if (err == -EINVAL)
		return fail(r, &x);
	r->report->errors = r->o->show_builtin_errors ? result->builtin_errors : NULL;
	r->report->result = r->report->partial ? NULL : result;
	r->defined = result->count;
	if (show_odd_number(&odd, (enum show_format)r->o->format, result)) {
		ss_error(0, "json: invalid number literal \"%s\"", odd.data);
		ss_strbuf_fini(&odd);
		return SS_EXIT_FAILURE;
	}
	ss_strbuf_fini(&odd);
	return r->show(r);
}

static bool is_ref(const struct rego_term *t)
{
	return t && (t->kind == REGO_TERM_REF || t->kind == REGO_TERM_VAR);
}

/* Terms of --unknowns or --disable-inlining; NULL when one is none, and that was said. */
static struct rego_term **refs_of(struct rego_arena *a, struct rego_policy *p,
				  const struct ss_strlist *list)
{
	struct rego_term **terms = rego_new_array(a, struct rego_term *, list->count + 1);
	struct rego_parse_options o = { .names = rego_policy_names(p), .version = REGO_V1 };
	struct rego_errors errors;

	rego_errors_init(&errors, a, 0);
	for (size_t i = 0; i < list->count; i++) {
		struct rego_source *s = rego_new(a, struct rego_source);

		*s = (struct rego_source){ .name = "",
					   .text = list->items[i],
					   .len = strlen(list->items[i]) };
		terms[i] = rego_parse_term(a, s, &o, &errors);
		if (is_ref(terms[i]))
			continue;
		ss_error(0, "illegal argument with --unknowns, specify string with one or more "
			    "--unknowns");
		return NULL;
	}
	return terms;
}

/* In the arena of the terms that are unknown. */
static int partly(struct run *r, struct rego_arena *a, struct rego_eval *e,
		  const struct rego_query *q, struct rego_policy *p, struct rego_val input,
		  const struct rego_step_options *step)
{
	struct rego_partial_options o = { .step = *step,
					  .shallow = r->o->shallow,
					  .nondeterministic = r->o->nondeterministic };
	struct rego_partial left = { 0 };
	struct rego_result result = { 0 };
	uint64_t before = metrics_now();
	int err;

	o.unknowns = refs_of(a, p, &r->o->unknowns);
	o.unknown_count = (uint32_t)r->o->unknowns.count;
	o.no_inline = refs_of(a, p, &r->o->no_inline);
	o.no_inline_count = (uint32_t)r->o->no_inline.count;
	a->out = NULL;
	if (!o.unknowns || !o.no_inline)
		return SS_EXIT_FAILURE;
	err = rego_step_partial(e, q, input, &o, &left, &result);
	metrics_add(r->metrics, METRIC_PARTIAL, before);
	measured(r);
	r->report->partial = &left;
	return err && err != -EINVAL ? err : settle(r, p, &result, err);
}

static int ask_partly(struct run *r, struct rego_eval *e, const struct rego_query *q,
		      struct rego_policy *p, struct rego_val input,
		      const struct rego_step_options *step)
{
	struct rego_arena a;
	jmp_buf jmp;
	int err;

	rego_arena_init(&a, 0);
	if (rego_arena_try(&a, &jmp))
		err = partly(r, &a, e, q, p, input, step);
	else
		err = -ENOMEM;
	rego_arena_fini(&a);
	return err;
}

static bool steps_wanted(const struct run *r)
{
	return r->o->explain || r->o->profile || r->o->coverage || r->o->partial;
}

static int ask_input(struct run *r, struct rego_eval *e, struct rego_policy *p,
		     const struct rego_query *q, struct rego_val input)
{
	bool locals = r->o->explain && (r->o->format == SHOW_JSON || r->o->format == SHOW_PRETTY ||
					r->o->format == SHOW_DISCARD);
	bool watched = r->o->explain || r->o->profile || r->o->coverage;
	struct rego_step_options step = { .event = watched ? on_event : NULL,
					  .event_arg = r,
					  .locals = locals,
					  .unify = r->o->explain == TRACE_DEBUG };
	struct rego_result result = { 0 };
	uint64_t before = metrics_now();
	int err;

	if (r->o->partial)
		return ask_partly(r, e, q, p, input, &step);
	if (steps_wanted(r))
		err = rego_step_run(e, q, input, &step, &result);
	else
		err = rego_eval_run(e, q, input, &result);
	metrics_add(r->metrics, METRIC_QUERY_EVAL, before);
	metrics_add(r->metrics, METRIC_EXTERNAL, 0);
	measured(r);
	return err && err != -EINVAL ? err : settle(r, p, &result, err);
}

static int ask(struct run *r, struct rego_policy *p, const struct rego_query *q)
{
	struct rego_limits limits = { .strict_builtin_errors = r->o->strict_errors,
				      .time_ns = r->o->timeout_ns };
	struct rego_val input = rego_undefined();
	const char *error = NULL;
	struct rego_eval *e;
	int err;

	limits_eval(&r->o->limits, &limits);
	e = rego_eval_new(p, &limits);
	if (!e)
		return ss_error(-ENOMEM, "cannot evaluate");
	rego_eval_env(e)->print = print_line;
	if (r->input)
		input = load_input(e, r->input, &error);
	if (error)
		err = ss_error(-EINVAL, "unable to parse input: %s", error);
	else
		err = ask_input(r, e, p, q, input);
	rego_eval_free(e);
	return err;
}

static int compile_and_ask(struct run *r, struct rego_policy *p)
{
	size_t n = r->o->imports.count;
	const char **list = n ? calloc(n + 1, sizeof(*list)) : NULL;
	struct rego_query_options with = { .package = r->o->package,
					   .imports = list,
					   .partial = r->o->partial };
	uint64_t before = metrics_now(), parse = 0;
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_query *q;
	int err;

	if (rego_policy_compile(p)) {
		metrics_add(r->metrics, METRIC_COMPILE, before);
		free(list);
		return fail(r, rego_policy_errors(p)->first);
	}
	metrics_add(r->metrics, METRIC_COMPILE, before);
	if (list)
		memcpy(list, r->o->imports.items, n * sizeof(*list));
	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	with.parse_ns = &parse;
	before = metrics_now();
	q = rego_query_with(p, r->query, &with, &errors);
	if (q || !errors.first || !errors.first->code ||
	    strcmp(errors.first->code, "rego_parse_error") != 0)
		metrics_add(r->metrics, METRIC_QUERY_COMPILE, before + parse);
	r->metrics->has[METRIC_QUERY_PARSE] = true;
	r->metrics->ns[METRIC_QUERY_PARSE] += parse;
	err = q ? ask(r, p, q) : fail(r, errors.first);
	rego_query_free(q);
	rego_arena_fini(&arena);
	free(list);
	return err;
}

static int load_and_ask(struct run *r)
{
	static const struct rego_error empty = { .message = "cannot evaluate empty query" };
	struct rego_options o = {
		.version = r->o->v0 ? REGO_V0 : REGO_V1,
		.strict = r->o->strict,
		.no_index = r->o->no_index,
		.no_early_exit = r->o->no_early_exit,
		.no_optimiser = r->o->no_optimiser,
		.keep_print = true,
		.most_errors = MOST_ERRORS,
		.events = r->o->coverage,
		.schemas = r->schemas,
	};
	struct loaded loaded = { 0 };
	uint64_t before = metrics_now();
	struct rego_policy *p;
	int err;

	if (!*r->query)
		return fail(r, &empty);
	limits_policy(&r->o->limits, &o);
	p = rego_policy_new(&o);
	if (!p)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(p, &r->o->paths, &loaded);
	metrics_add(r->metrics,
		    r->o->paths.data.count || !r->o->paths.bundles.count ? METRIC_LOAD_FILES
									 : METRIC_LOAD_BUNDLES,
		    before + loaded.parse_ns + loaded.data_ns);
	if (loaded.data_ns) {
		r->metrics->has[METRIC_DATA] = true;
		r->metrics->ns[METRIC_DATA] += loaded.data_ns;
	}
	r->metrics->has[METRIC_PARSE] = true;
	r->metrics->ns[METRIC_PARSE] += loaded.parse_ns;
	if (err == -EINVAL && rego_policy_errors(p)->first)
		err = fail(r, rego_policy_errors(p)->first);
	else if (!err)
		err = compile_and_ask(r, p);
	load_fini(&loaded);
	rego_policy_free(p);
	return err;
}

/* --- several times --------------------------------------------------------------------------- */

static int show_nothing(struct run *r)
{
	(void)r;
	return 0;
}

static int status(const struct run *r, int err)
{
	if (err)
		return err;
	if (r->failed)
		return SS_EXIT_FAILURE;
	return (r->o->want_defined && !r->defined) || (r->o->want_undefined && r->defined)
		       ? SS_EXIT_NO
		       : 0;
}

/* What is shown of several runs is the last one's: by then all have been measured. */
static int run_all(const struct eval_params *o, struct run *first)
{
	struct metrics *metrics = calloc(o->count, sizeof(*metrics));
	struct profile *profiles = calloc(o->count, sizeof(*profiles));
	int err = metrics && profiles ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < o->count; i++) {
		struct report report = {
			.version = o->v0 ? REGO_V0 : REGO_V1,
			.trace = &first->trace,
			.values = o->values,
			.metrics = o->metrics ? metrics : NULL,
			.profiles = o->profile ? profiles : NULL,
			.runs = o->count,
		};

		first->metrics = &metrics[i];
		first->profile = o->profile ? &profiles[i] : NULL;
		first->report = &report;
		first->shown = i + 1 == o->count;
		first->show = first->shown ? show : show_nothing;
		first->trace.count = 0;
		first->cover = o->coverage ? cover_new() : NULL;
		err = load_and_ask(first);
		cover_free(first->cover);
	}
	for (size_t i = 0; profiles && i < o->count; i++)
		profile_fini(&profiles[i]);
	free(profiles);
	free(metrics);
	trace_fini(&first->trace);
	ss_strbuf_fini(&first->coverage);
	return err;
}

int eval_run(const struct eval_params *o, const char *query)
{
	const char *from = o->input_stdin ? "-" : o->input_file;
	struct run r = { .o = o, .query = query };
	struct ss_strbuf input = { 0 }, schemas = { 0 };
	int err = 0;

	if (from && !strncmp(from, "file://", 7))
		from += 7;
	if (from) {
		err = load_file(from, &input);
		if (err)
			err = ss_error(err, "cannot read '%s'", from);
		r.input = &input;
	}
	if (!err)
		err = schemas_load(o->schema, &schemas);
	r.schemas = schemas.data;
	if (!err)
		err = run_all(o, &r);
	ss_strbuf_fini(&input);
	ss_strbuf_fini(&schemas);
	return status(&r, err);
}
