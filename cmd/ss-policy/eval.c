// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy eval: the command line, and which of the two ways it asks for. */
#include "eval.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "eval_run.h"
#include "load.h"
#include "show.h"
#include "stream.h"

static struct eval_params o = { .format = SHOW_JSON, .count = 1, .profile_limit = 10 };
static uint64_t optimize, pretty_limit = 80;
static bool from_stdin, v1, read_speed, instrument;
static int target;
static const char *capabilities;
static struct stream_options stream;

static const struct ss_opt options[] = {
	{ "data", 'd', "FILE", SS_OPT_LIST, &o.paths.data,
	  "policies and data of a file or folder" },
	{ "bundle", 'b', "FILE", SS_OPT_LIST, &o.paths.bundles, "a bundle: a folder or .tar.gz" },
	{ "ignore", 0, "PATTERN", SS_OPT_LIST, &o.paths.ignore, "pass over files of such names" },
	{ "skip-verify", 0, NULL, SS_OPT_FLAG, &o.paths.skip_verify,
	  "take signed bundles unverified" },
	{ "input", 'i', "FILE", SS_OPT_STR, &o.input_file, "the input, JSON or YAML" },
	{ "stdin-input", 'I', NULL, SS_OPT_FLAG, &o.input_stdin, "the input is standard input" },
	{ "stdin", 0, NULL, SS_OPT_FLAG, &from_stdin, "the query is standard input" },
	{ "format", 'f', "json|pretty|values|bindings|raw|discard|source", SS_OPT_CHOICE, &o.format,
	  "how answers are written" },
	{ "import", 0, "PATH", SS_OPT_LIST, &o.imports, "an import of the query" },
	{ "package", 0, "PATH", SS_OPT_STR, &o.package, "the package the query is in" },
	{ "schema", 's', "FILE", SS_OPT_STR, &o.schema, "JSON schema of the input, or a folder" },
	{ "fail", 0, NULL, SS_OPT_FLAG, &o.want_defined, "status 3 when the query is undefined" },
	{ "fail-defined", 0, NULL, SS_OPT_FLAG, &o.want_undefined,
	  "status 3 when the query is defined" },
	{ "strict", 'S', NULL, SS_OPT_FLAG, &o.strict, "refuse what strict mode refuses" },
	{ "strict-builtin-errors", 0, NULL, SS_OPT_FLAG, &o.strict_errors,
	  "the first error of a built-in ends it" },
	{ "show-builtin-errors", 0, NULL, SS_OPT_FLAG, &o.show_builtin_errors,
	  "show errors of built-in functions" },
	{ "v0-compatible", 0, NULL, SS_OPT_FLAG, &o.v0, "policies are Rego v0" },
	{ "v1-compatible", 0, NULL, SS_OPT_FLAG, &v1, NULL },
	{ "timeout", 0, "TIME", SS_OPT_DURATION, &o.timeout_ns,
	  "give up after so long (of a stream: 1s)" },
	LIMIT_OPTIONS(o.limits),
	{ "explain", 0, "off|full|notes|fails|debug", SS_OPT_CHOICE, &o.explain,
	  "tell how the answer was found" },
	{ "var-values", 0, NULL, SS_OPT_FLAG, &o.values, "of --explain: show values of variables" },
	{ "metrics", 0, NULL, SS_OPT_FLAG, &o.metrics, "tell how long the parts of it took" },
	{ "profile", 0, NULL, SS_OPT_FLAG, &o.profile, "tell where the time went" },
	{ "profile-sort", 0, "COLUMN", SS_OPT_LIST, &o.profile_sort,
	  "the order of rows, first to last" },
	{ "profile-limit", 0, "N", SS_OPT_U64, &o.profile_limit, "show so many rows; 0: all" },
	{ "coverage", 0, NULL, SS_OPT_FLAG, &o.coverage, "tell which rules were evaluated" },
	{ "count", 0, "N", SS_OPT_U64, &o.count, "do it N times: statistics of it" },
	{ "partial", 'p', NULL, SS_OPT_FLAG, &o.partial, "evaluate as far as values are known" },
	{ "unknowns", 'u', "REF", SS_OPT_LIST, &o.unknowns, "of --partial: what is unknown" },
	{ "disable-inlining", 0, "REF", SS_OPT_LIST, &o.no_inline,
	  "of --partial: documents that stay rules" },
	{ "shallow-inlining", 0, NULL, SS_OPT_FLAG, &o.shallow,
	  "of --partial: such rules stay rules" },
	{ "nondeterminstic-builtins", 0, NULL, SS_OPT_FLAG, &o.nondeterministic, NULL },
	{ "disable-indexing", 0, NULL, SS_OPT_FLAG, &o.no_index,
	  "evaluate without the rule index" },
	{ "disable-early-exit", 0, NULL, SS_OPT_FLAG, &o.no_early_exit, "try all rules" },
	{ "disable-optimiser", 0, NULL, SS_OPT_FLAG, &o.no_optimiser, "plain code" },
	{ "optimize", 'O', "LEVEL", SS_OPT_U64, &optimize, NULL },
	{ "optimize-store-for-read-speed", 0, NULL, SS_OPT_FLAG, &read_speed, NULL },
	{ "pretty-limit", 0, "N", SS_OPT_U64, &pretty_limit, NULL },
	{ "target", 't', "rego|wasm", SS_OPT_CHOICE, &target, NULL },
	{ "capabilities", 0, "FILE", SS_OPT_STR, &capabilities, NULL },
	{ "instrument", 0, NULL, SS_OPT_FLAG, &instrument, NULL },
	{ "entrypoint", 'e', "PATH", SS_OPT_LIST, &stream.entries, "of a stream: ask this" },
	{ "pass", 0, NULL, SS_OPT_FLAG, &stream.pass, "of a stream: print what was read, too" },
	{ "max-events", 'n', "N", SS_OPT_U64, &stream.max_events, "of a stream: stop after N" },
	{ "duration", 0, "TIME", SS_OPT_DURATION, &stream.duration_ns,
	  "of a stream: stop after TIME" },
	{ 0 },
};

const struct ss_cmd eval_command = {
	.name = "ss-policy",
	.verb = "eval",
	.summary = "Evaluate a query over policies, data and an input.",
	.operands = "[QUERY]",
	.options = options,
};

/* Without a query events come on standard input, a line each. */
static int judge_stream(void)
{
	if (isatty(STDIN_FILENO))
		ss_cli_usage("what is the query?  (or events on standard input)");
	if (o.input_file || o.input_stdin)
		ss_cli_usage("what is the query?  (the input of a stream is its lines)");
	if (!o.paths.data.count && !o.paths.bundles.count)
		ss_cli_usage("which policies judge the stream?  (-d FILE or -b BUNDLE)");
	if (o.format != SHOW_JSON || o.want_undefined || o.package || o.imports.count || o.schema ||
	    o.show_builtin_errors)
		ss_cli_usage(
			"what is the query?  (of a stream --format, --fail-defined, --package, "
			"--import, --schema and --show-builtin-errors have no meaning)");
	if (o.explain || o.metrics || o.profile || o.coverage || o.partial || o.count != 1)
		ss_cli_usage("what is the query?  (a stream is not explained or measured)");
	stream.load = o.paths;
	stream.rego = (struct rego_options){
		.version = o.v0 ? REGO_V0 : REGO_V1,
		.strict = o.strict,
		.no_index = o.no_index,
		.no_early_exit = o.no_early_exit,
		.no_optimiser = o.no_optimiser,
	};
	limits_policy(&o.limits, &stream.rego);
	limits_eval(&o.limits, &stream.limits);
	stream.limits.time_ns = o.timeout_ns ? o.timeout_ns : SS_NS_PER_SEC;
	stream.limits.strict_builtin_errors = o.strict_errors;
	stream.fail = o.want_defined;
	return stream_run(&stream);
}

static void refuse_what_is_not_there(void)
{
	if (target)
		ss_cli_usage("--target wasm: this engine runs Rego itself, there is no wasm");
	if (capabilities)
		ss_cli_usage("--capabilities: every built-in function and keyword may be used");
	if (instrument)
		ss_cli_usage("--instrument: the engine has no such counters; --metrics has times");
	if (optimize > 2)
		ss_cli_usage("--optimize: a level of 0, 1 or 2");
}

static void check(void)
{
	refuse_what_is_not_there();
	if (from_stdin && o.input_stdin)
		ss_cli_usage("specify --stdin or --stdin-input but not both");
	if (o.input_stdin && o.input_file)
		ss_cli_usage("specify --stdin-input or --input but not both");
	if (o.want_defined && o.want_undefined)
		ss_cli_usage("specify --fail or --fail-defined but not both");
	if (o.partial && o.format != SHOW_PRETTY && o.format != SHOW_JSON &&
	    o.format != SHOW_SOURCE)
		ss_cli_usage("invalid output format for partial evaluation");
	if (!o.partial && o.format == SHOW_SOURCE)
		ss_cli_usage("invalid output format for evaluation");
	if (o.strict_errors && o.show_builtin_errors)
		ss_cli_usage("cannot use --show-builtin-errors with --strict-builtin-errors, "
			     "--strict-builtin-errors will return the first built-in error "
			     "encountered immediately");
	if (!o.count || o.count > 100000)
		ss_cli_usage("--count: 1 to 100000");
	/* In OPA a ref in --unknowns ends the look at what options imply. */
	for (size_t i = 0; i < o.unknowns.count; i++)
		if (strcmp(o.unknowns.items[i], "input") != 0)
			return;
	if (o.profile_limit != 10 || o.profile_sort.count)
		o.profile = true;
	if (o.profile)
		o.metrics = true;
}

int eval_main(int count, char **operands)
{
	struct ss_strbuf query = { 0 };
	int err;

	if (from_stdin && count)
		ss_cli_usage("specify query argument or --stdin but not both");
	if (count > 1)
		ss_cli_usage("specify at most one query argument");
	check();
	if (!count && !from_stdin)
		return judge_stream();
	if (stream.pass || stream.max_events || stream.duration_ns)
		ss_cli_usage(
			"--pass, --max-events and --duration are of a stream: without a query");
	if (!from_stdin)
		return eval_run(&o, operands[0]);
	err = load_file("-", &query);
	if (err)
		err = ss_error(err, "cannot read the query");
	else
		err = eval_run(&o, query.data);
	ss_strbuf_fini(&query);
	return err;
}
