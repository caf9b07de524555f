// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy eval: load, compile, ask once, show. */
#include "eval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "load.h"
#include "show.h"
#include "stream.h"

static struct load_options paths;
static struct ss_strlist imports;
static const char *input_file;
static bool from_stdin, input_stdin, want_defined, want_undefined, strict, strict_errors, v0;
static bool no_index, no_early_exit, no_optimiser, show_builtin_errors;
static int format = SHOW_JSON;
static uint64_t timeout_ns;
static struct stream_options stream;

static const struct ss_opt options[] = {
	{ "data", 'd', "FILE", SS_OPT_LIST, &paths.data, "policies and data of a file or folder" },
	{ "bundle", 'b', "FILE", SS_OPT_LIST, &paths.bundles, "a bundle: a folder or .tar.gz" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &paths.ignore, "pass over files of such names" },
	{ "input", 'i', "FILE", SS_OPT_STR, &input_file, "the input, JSON or YAML" },
	{ "stdin-input", 'I', NULL, SS_OPT_FLAG, &input_stdin, "the input is standard input" },
	{ "stdin", 0, NULL, SS_OPT_FLAG, &from_stdin, "the query is standard input" },
	{ "format", 'f', "json|pretty|values|bindings|raw|discard", SS_OPT_CHOICE, &format,
	  "how answers are written" },
	{ "import", 0, "PATH", SS_OPT_LIST, &imports, "an import of the query" },
	{ "fail", 0, NULL, SS_OPT_FLAG, &want_defined, "status 3 when the query is undefined" },
	{ "fail-defined", 0, NULL, SS_OPT_FLAG, &want_undefined,
	  "status 3 when the query is defined" },
	{ "strict", 0, NULL, SS_OPT_FLAG, &strict, "refuse what strict mode refuses" },
	{ "strict-builtin-errors", 0, NULL, SS_OPT_FLAG, &strict_errors,
	  "the first error of a built-in ends it" },
	{ "show-builtin-errors", 0, NULL, SS_OPT_FLAG, &show_builtin_errors,
	  "show errors of built-in functions" },
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &v0, "policies are Rego v0" },
	{ "timeout", 0, "TIME", SS_OPT_DURATION, &timeout_ns, "give up after so long" },
	{ "entrypoint", 'e', "PATH", SS_OPT_LIST, &stream.entries,
	  "of a stream: ask (data.ss.deny, warn, actions)" },
	{ "pass", 'p', NULL, SS_OPT_FLAG, &stream.pass,
	  "of a stream: print what was read too, as it came" },
	{ "max-events", 'n', "N", SS_OPT_U64, &stream.max_events, "of a stream: stop after N" },
	{ "duration", 0, "TIME", SS_OPT_DURATION, &stream.duration_ns,
	  "of a stream: stop after TIME (10s)" },
	{ "disable-indexing", 0, NULL, SS_OPT_FLAG, &no_index, "evaluate without the rule index" },
	{ "disable-early-exit", 0, NULL, SS_OPT_FLAG, &no_early_exit, "try all rules" },
	{ "disable-optimiser", 0, NULL, SS_OPT_FLAG, &no_optimiser, "plain code" },
	{ 0 },
};

const struct ss_cmd eval_command = {
	.name = "ss-policy",
	.verb = "eval",
	.summary = "Evaluate a query over policies, data and an input.",
	.operands = "[QUERY]",
	.options = options,
};

static int put_out(struct ss_strbuf *b)
{
	int err = b->err;

	if (!err && b->len && fwrite(b->data, 1, b->len, stdout) != b->len)
		err = -errno;
	ss_strbuf_fini(b);
	return err;
}

static int refuse(const struct rego_error *first)
{
	struct ss_strbuf b = { 0 };
	bool json = format == SHOW_JSON || format == SHOW_DISCARD;
	int err;

	show_errors(&b, format, first);
	if (json) {
		err = put_out(&b);
		return err ? err : SS_EXIT_FAILURE;
	}
	ss_say(b.data, b.len);
	ss_strbuf_fini(&b);
	return SS_EXIT_FAILURE;
}

static int print(struct rego_eval *e, const struct rego_query *q, struct rego_val input)
{
	struct ss_strbuf b = { 0 };
	const struct rego_error *errors;
	struct rego_result r;
	int err;

	if (rego_eval_run(e, q, input, &r)) {
		struct rego_error x = { .code = r.error_code,
					.message = r.error_message,
					.loc = r.error_loc };

		return refuse(&x);
	}
	errors = show_builtin_errors ? r.builtin_errors : NULL;
	if (errors && format != SHOW_JSON)
		return refuse(errors);
	show_result(&b, format, &r, errors);
	err = put_out(&b);
	if (err || errors)
		return err ? err : SS_EXIT_FAILURE;
	return (want_defined && !r.count) || (want_undefined && r.count) ? SS_EXIT_NO : 0;
}

static void print_line(void *arg, const char *file, int row, const char *text)
{
	(void)arg, (void)file, (void)row;
	ss_say(text, strlen(text));
	ss_say("\n", 1);
}

static int ask(const struct rego_policy *p, const struct rego_query *q)
{
	struct rego_limits limits = { .strict_builtin_errors = strict_errors,
				      .time_ns = timeout_ns };
	struct rego_eval *e = rego_eval_new(p, &limits);
	struct rego_val input = rego_undefined();
	struct ss_strbuf text = { 0 };
	const char *error = NULL;
	int err = 0;

	if (!e)
		return ss_error(-ENOMEM, "cannot evaluate");
	rego_eval_env(e)->print = print_line;
	if (input_file || input_stdin) {
		const char *from = input_stdin ? "-" : input_file;

		err = load_file(from, &text);
		if (err)
			err = ss_error(err, "cannot read %s", from);
		else
			input = rego_eval_input(e, text.data, text.len, &error);
		if (!err && error)
			err = ss_error(-EINVAL, "%s: %s", from, error);
	}
	if (!err)
		err = print(e, q, input);
	ss_strbuf_fini(&text);
	rego_eval_free(e);
	return err;
}

static int compile_and_ask(struct rego_policy *p, const char *query)
{
	const char **list = imports.count ? calloc(imports.count + 1, sizeof(*list)) : NULL;
	struct rego_errors errors;
	struct rego_arena arena;
	struct rego_query *q;
	int err;

	if (rego_policy_compile(p)) {
		free(list);
		return refuse(rego_policy_errors(p)->first);
	}
	if (list)
		memcpy(list, imports.items, imports.count * sizeof(*list));
	rego_arena_init(&arena, 0);
	rego_errors_init(&errors, &arena, 0);
	q = rego_query_new(p, query, list, &errors);
	err = q ? ask(p, q) : refuse(errors.first);
	rego_query_free(q);
	rego_arena_fini(&arena);
	free(list);
	return err;
}

static int evaluate(const char *query)
{
	struct rego_options o = {
		.version = v0 ? REGO_V0 : REGO_V1,
		.strict = strict,
		.no_index = no_index,
		.no_early_exit = no_early_exit,
		.no_optimiser = no_optimiser,
		.keep_print = true,
	};
	struct rego_policy *p = rego_policy_new(&o);
	struct loaded loaded = { 0 };
	int err;

	if (!p)
		return ss_error(-ENOMEM, "cannot load policies");
	err = load_paths(p, &paths, &loaded);
	if (err == -EINVAL && rego_policy_errors(p)->first)
		err = refuse(rego_policy_errors(p)->first);
	else if (!err)
		err = compile_and_ask(p, query);
	load_fini(&loaded);
	rego_policy_free(p);
	return err;
}

/* Without a query events come on standard input, a line each. */
static int judge_stream(void)
{
	if (isatty(STDIN_FILENO))
		ss_cli_usage("what is the query?  (or events on standard input)");
	if (input_file || input_stdin)
		ss_cli_usage("what is the query?  (the input of a stream is its lines)");
	if (!paths.data.count && !paths.bundles.count)
		ss_cli_usage("which policies judge the stream?  (-d FILE or -b BUNDLE)");
	stream.load = paths;
	stream.rego = (struct rego_options){
		.version = v0 ? REGO_V0 : REGO_V1,
		.strict = strict,
		.no_index = no_index,
		.no_early_exit = no_early_exit,
		.no_optimiser = no_optimiser,
	};
	stream.limits.time_ns = timeout_ns;
	stream.fail = want_defined || want_undefined;
	return stream_run(&stream);
}

int eval_main(int count, char **operands)
{
	struct ss_strbuf query = { 0 };
	int err;

	if (want_defined && want_undefined)
		ss_cli_usage("--fail and --fail-defined exclude each other");
	if (from_stdin && input_stdin)
		ss_cli_usage("standard input is the query or the input, not both");
	if (count > 1 || (from_stdin && count))
		ss_cli_usage("one query");
	if (!count && !from_stdin)
		return judge_stream();
	if (!from_stdin)
		return evaluate(operands[0]);
	err = load_file("-", &query);
	if (err)
		err = ss_error(err, "cannot read the query");
	else
		err = evaluate(query.data);
	ss_strbuf_fini(&query);
	return err;
}
