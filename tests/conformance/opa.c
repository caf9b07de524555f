// SPDX-License-Identifier: BSD-2-Clause
/* opa - run cases of OPA's conformance suite on our engine
 *
 * A case is an object: modules, data, input or input_term, query, strict_error, and what is wanted:
 * want_result (a set of bindings, compared as JSON) or want_error_code and want_error (a part of
 * the text).  Each runs in a process of its own, so that one that dies is one that failed.  */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/strbuf.h"
#include "rego/rego.h"
#include "rego/value/number.h"

/* OPA's own harness compiles without a look at the data, too. */
static struct rego_options options = { .version = REGO_V1,
				       .test_builtins = true,
				       .no_path_check = true };
static bool verbose, in_process;
static const char *only;
static unsigned int limit = 20; /* seconds for one case */

enum verdict { PASSED, FAILED, SKIPPED };

struct tally {
	unsigned int count[3];
};

struct test { /* one case */
	struct rego_arena *arena;
	struct rego_val c;
	struct ss_strbuf why; /* what went wrong */
};

__attribute__((format(printf, 2, 3))) static enum verdict failed(struct test *t, const char *fmt,
								 ...)
{
	char text[4096];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	ss_strbuf_str(&t->why, text);
	return FAILED;
}

static const char *text_of(struct test *t, const char *key)
{
	struct rego_val v = rego_get_text(t->c, key);

	return v.kind == REGO_STRING ? rego_text(v) : NULL;
}

static bool flag_of(struct test *t, const char *key)
{
	struct rego_val v = rego_get_text(t->c, key);

	return v.kind == REGO_BOOL && v.b;
}

static enum verdict first_error(struct test *t, const char *what, const struct rego_errors *e)
{
	if (!e || !e->first)
		return failed(t, "%s: refused without an error", what);
	return failed(t, "%s: %s:%u: %s: %s", what,
		      e->first->loc.source ? e->first->loc.source->name : "", e->first->loc.row,
		      e->first->code, e->first->message);
}

/* --- what is wanted and what was got ------------------------------------------- */
static int by_order(const void *a, const void *b)
{
	return rego_compare(*(const struct rego_val *)a, *(const struct rego_val *)b);
}

/* As it would come out of a JSON text: sets are arrays, keys are strings. */
static struct rego_val as_json(struct rego_arena *a, struct rego_val v, bool sort)
{
	struct ss_strbuf text = { 0 };
	const char *error = NULL;

	rego_json_write(&text, v);
	v = rego_json_read(a, NULL, text.data ? text.data : "", text.len, &error);
	ss_strbuf_fini(&text);
	if (sort && v.kind == REGO_ARRAY)
		qsort(v.array->items, v.array->count, sizeof(v.array->items[0]), by_order);
	return v;
}

static bool generated(const char *name)
{
	return !strncmp(name, "__localq", 8) || name[0] == '$';
}

static struct rego_val got_set(struct test *t, const struct rego_result *r)
{
	struct rego_builder set = { .arena = t->arena };
	bool sort = flag_of(t, "sort_bindings");

	for (uint32_t i = 0; i < r->count; i++) {
		struct rego_builder row = { .arena = t->arena };
		struct rego_val b = r->answers[i].bindings;

		for (uint32_t k = 0; b.kind == REGO_OBJECT && k < b.object->count; k++) {
			const struct rego_pair *p = &b.object->pairs[k];

			if (!generated(rego_text(p->key)))
				rego_add_pair(&row, p->key, as_json(t->arena, p->value, sort));
		}
		rego_add(&set, rego_build_object(&row));
	}
	return rego_build_set(&set);
}

static enum verdict check_result(struct test *t, struct rego_val want, const struct rego_result *r)
{
	struct rego_val set = rego_set(t->arena, want.array->items, want.array->count);
	struct rego_val got = got_set(t, r);

	if (rego_equal(set, got))
		return PASSED;
	ss_strbuf_str(&t->why, "want ");
	rego_term_write(&t->why, set);
	ss_strbuf_str(&t->why, "\n  got  ");
	rego_term_write(&t->why, got);
	return FAILED;
}

static enum verdict check_answer(struct test *t, int err, const struct rego_result *r)
{
	struct rego_val want = rego_get_text(t->c, "want_result");
	const char *code = text_of(t, "want_error_code"), *text = text_of(t, "want_error");

	if (err && !code && !text)
		return failed(t, "unexpected error: %s", r->error ? r->error : strerror(-err));
	if (!err && (code || text)) {
		failed(t, "want error %s: %s\n  got  ", code ? code : "", text ? text : "");
		rego_term_write(&t->why, got_set(t, r));
		return FAILED;
	}
	if (code && (!r->error_code || strcmp(code, r->error_code)))
		return failed(t, "want error %s: %s\n  got  %s", code, text ? text : "", r->error);
	if (text && (!r->error || !strstr(r->error, text)))
		return failed(t, "want error %s\n  got  %s", text, r->error ? r->error : "none");
	if (want.kind == REGO_ARRAY)
		return check_result(t, want, r);
	return code || text ? PASSED : failed(t, "nothing is wanted");
}

/* --- running ---------------------------------------------------------------------- */
static struct rego_val parse_term(struct test *t, struct rego_arena *to, const char *text)
{
	struct rego_policy *p = rego_policy_new(&options);
	char *query = rego_printf(t->arena, "x = %s", text);
	struct rego_limits limits = { 0 };
	struct rego_val v = rego_undefined();
	struct rego_errors errors;
	struct rego_result r;
	struct rego_query *q;
	struct rego_eval *e;

	rego_errors_init(&errors, t->arena, 0);
	if (!p || rego_policy_compile(p) < 0)
		return v;
	q = rego_query_new(p, query, NULL, &errors);
	e = rego_eval_new(p, &limits);
	if (q && e && !rego_eval_run(e, q, rego_undefined(), &r) && r.count)
		v = rego_copy(to, rego_get_text(r.answers[0].bindings, "x"));
	rego_eval_free(e);
	rego_query_free(q);
	rego_policy_free(p);
	return v;
}

static bool take_input(struct test *t, struct rego_eval *e, struct rego_val *input)
{
	struct rego_val given = rego_get_text(t->c, "input");
	const char *term = text_of(t, "input_term"), *error = NULL;
	struct ss_strbuf text = { 0 };

	*input = rego_undefined();
	if (term) {
		*input = parse_term(t, rego_eval_arena(e), term);
		return rego_defined(*input);
	}
	if (!rego_defined(given) || given.kind == REGO_NULL)
		return true;
	rego_json_write(&text, given);
	*input = rego_eval_input(e, text.data, text.len, &error);
	ss_strbuf_fini(&text);
	return rego_defined(*input);
}

static enum verdict run_query(struct test *t, struct rego_policy *p)
{
	struct rego_limits limits = { .strict_builtin_errors = flag_of(t, "strict_error") };
	enum verdict v = FAILED;
	struct rego_errors errors;
	struct rego_result r = { 0 };
	struct rego_val input;
	struct rego_query *q;
	struct rego_eval *e;

	rego_errors_init(&errors, t->arena, 0);
	q = rego_query_new(p, text_of(t, "query"), NULL, &errors);
	if (!q)
		return first_error(t, "query", &errors);
	e = rego_eval_new(p, &limits);
	if (!e)
		failed(t, "no evaluation");
	else if (!take_input(t, e, &input))
		failed(t, "bad input");
	else
		v = check_answer(t, rego_eval_run(e, q, input, &r), &r);
	rego_eval_free(e);
	rego_query_free(q);
	return v;
}

static bool add_modules(struct test *t, struct rego_policy *p)
{
	struct rego_val modules = rego_get_text(t->c, "modules");

	for (uint32_t i = 0; modules.kind == REGO_ARRAY && i < modules.array->count; i++) {
		struct rego_val m = modules.array->items[i];
		char *name = rego_printf(t->arena, "test-%u.rego", i);

		if (rego_policy_add(p, name, rego_text(m), rego_len(m)) < 0)
			return false;
	}
	return true;
}

static bool add_data(struct test *t, struct rego_policy *p)
{
	struct rego_val data = rego_get_text(t->c, "data");
	struct ss_strbuf text = { 0 };
	int err;

	if (data.kind != REGO_OBJECT)
		return true;
	rego_json_write(&text, data);
	err = rego_policy_data(p, "data.json", text.data, text.len);
	ss_strbuf_fini(&text);
	return !err;
}

static void set_env(struct test *t)
{
	struct rego_val env = rego_get_text(t->c, "env");

	for (uint32_t i = 0; env.kind == REGO_OBJECT && i < env.object->count; i++)
		setenv(rego_text(env.object->pairs[i].key), rego_text(env.object->pairs[i].value),
		       1);
}

static enum verdict run_case(struct test *t)
{
	struct rego_policy *p = rego_policy_new(&options);
	enum verdict v;

	set_env(t);
	if (!p)
		return failed(t, "no policy");
	if (!add_data(t, p))
		v = first_error(t, "data", rego_policy_errors(p));
	else if (!add_modules(t, p))
		v = first_error(t, "parse", rego_policy_errors(p));
	else if (rego_policy_compile(p) < 0)
		v = first_error(t, "compile", rego_policy_errors(p));
	else
		v = run_query(t, p);
	rego_policy_free(p);
	return v;
}

/* --- one process for each case ------------------------------------------------------- */
static enum verdict wait_for(pid_t pid, struct ss_strbuf *why)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return FAILED;
	if (WIFEXITED(status) && WEXITSTATUS(status) <= SKIPPED)
		return WEXITSTATUS(status);
	if (WIFSIGNALED(status))
		ss_strbuf_printf(why, "ended by signal %d (%s)", WTERMSIG(status),
				 strsignal(WTERMSIG(status)));
	else
		ss_strbuf_printf(why, "ended with status %d", WEXITSTATUS(status));
	return FAILED;
}

static enum verdict run_apart(struct test *t)
{
	int fds[2];
	pid_t pid;

	if (in_process)
		return run_case(t);
	if (pipe(fds) < 0)
		return failed(t, "pipe: %s", strerror(errno));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		enum verdict v;

		close(fds[0]);
		alarm(limit);
		v = run_case(t);
		if (t->why.len && write(fds[1], t->why.data, t->why.len) < 0)
			v = FAILED;
		_exit(v);
	}
	close(fds[1]);
	for (ssize_t n = 1; n > 0 && ss_strbuf_reserve(&t->why, 4096);) {
		n = read(fds[0], t->why.data + t->why.len, 4096);
		if (n > 0)
			t->why.len += (size_t)n;
	}
	if (t->why.data)
		t->why.data[t->why.len] = '\0';
	close(fds[0]);
	return pid < 0 ? failed(t, "fork: %s", strerror(errno)) : wait_for(pid, &t->why);
}

/* --- files and directories -------------------------------------------------------------- */
static char *read_file(struct rego_arena *a, const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	struct stat st;
	char *text = NULL;

	if (!f)
		return NULL;
	if (!fstat(fileno(f), &st)) {
		text = rego_alloc(a, (size_t)st.st_size + 1);
		*len = fread(text, 1, (size_t)st.st_size, f);
	}
	fclose(f);
	return text;
}

static void run_file(const char *path, struct tally *sum)
{
	static const char *const names[] = { "ok", "FAILED", "skipped" };
	struct rego_arena arena;
	struct rego_val doc, cases;
	const char *error = NULL;
	size_t len = 0;
	char *text;

	rego_arena_init(&arena, 0);
	text = read_file(&arena, path, &len);
	doc = text ? rego_json_read(&arena, NULL, text, len, &error) : rego_undefined();
	cases = rego_get_text(doc, "cases");
	if (cases.kind != REGO_ARRAY) {
		fprintf(stderr, "opa: %s: %s\n", path, error ? error : "no cases");
		sum->count[FAILED]++;
	}
	for (uint32_t i = 0; cases.kind == REGO_ARRAY && i < cases.array->count; i++) {
		struct test t = { .arena = &arena, .c = cases.array->items[i] };
		enum verdict v;
		const char *note = text_of(&t, "note");

		if (only && !(note && strstr(note, only)) && !strstr(path, only))
			continue;
		v = run_apart(&t);
		sum->count[v]++;
		if (v == FAILED || verbose)
			printf("%s %s#%u %s\n", names[v], path, i, note ? note : "");
		if (v == FAILED && t.why.len)
			printf("  %s\n", t.why.data);
		ss_strbuf_fini(&t.why);
	}
	rego_arena_fini(&arena);
}

static void print_tally(const char *name, const struct tally *t)
{
	printf("%s: %u passed, %u failed, %u skipped\n", name, t->count[PASSED], t->count[FAILED],
	       t->count[SKIPPED]);
}

static bool is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* The cases of one directory, then those of the ones below. */
static void run_dir(const char *path, struct tally *sum)
{
	struct dirent **names;
	struct tally own = { 0 };
	int n = scandir(path, &names, NULL, alphasort);
	bool any = false;

	for (int pass = 0; n > 0 && pass < 2; pass++)
		for (int i = 0; i < n; i++) {
			const char *name = names[i]->d_name, *end = strrchr(name, '.');
			char *full;

			if (name[0] == '.' || asprintf(&full, "%s/%s", path, name) < 0)
				continue;
			if (pass && is_dir(full)) {
				run_dir(full, sum);
			} else if (!pass && end && !strcmp(end, ".json") && !is_dir(full)) {
				any = true;
				run_file(full, &own);
			}
			free(full);
		}
	for (int i = 0; i < n; i++)
		free(names[i]);
	if (n >= 0)
		free(names);
	for (int v = 0; v < 3; v++) {
		sum->count[v] += own.count[v];
		any &= true;
	}
	if (any && own.count[PASSED] + own.count[FAILED] + own.count[SKIPPED])
		print_tally(path, &own);
}

static int usage(FILE *out)
{
	fputs("usage: opa [OPTION]... DIRECTORY|FILE...\n"
	      "Run cases of OPA's conformance suite.\n\n"
	      "  -v, --verbose       name cases that pass, too\n"
	      "      --only=TEXT     cases with TEXT in their note or file\n"
	      "      --no-index      without the index of rules\n"
	      "      --no-optimiser  without the optimiser\n"
	      "      --no-early-exit\n"
	      "      --v0            modules are of Rego v0\n"
	      "      --in-process    do not fork for each case\n"
	      "      --limit=SECONDS for each case (20)\n",
	      out);
	return out == stdout ? 0 : 2;
}

enum { NO_INDEX = 256, NO_OPTIMISER, NO_EARLY_EXIT, V0, IN_PROCESS, ONLY, LIMIT, HELP };

static const struct option long_options[] = {
	{ "verbose", no_argument, NULL, 'v' },
	{ "only", required_argument, NULL, ONLY },
	{ "no-index", no_argument, NULL, NO_INDEX },
	{ "no-optimiser", no_argument, NULL, NO_OPTIMISER },
	{ "no-early-exit", no_argument, NULL, NO_EARLY_EXIT },
	{ "v0", no_argument, NULL, V0 },
	{ "in-process", no_argument, NULL, IN_PROCESS },
	{ "limit", required_argument, NULL, LIMIT },
	{ "help", no_argument, NULL, HELP },
	{ 0 },
};

static bool take_option(int c)
{
	switch (c) {
	case 'v': verbose = true; return true;
	case ONLY: only = optarg; return true;
	case NO_INDEX: options.no_index = true; return true;
	case NO_OPTIMISER: options.no_optimiser = true; return true;
	case NO_EARLY_EXIT: options.no_early_exit = true; return true;
	case V0: options.version = REGO_V0; return true;
	case IN_PROCESS: in_process = true; return true;
	case LIMIT: limit = (unsigned int)strtoul(optarg, NULL, 10); return true;
	default: return false;
	}
}

int main(int argc, char **argv)
{
	struct tally sum = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "v", long_options, NULL)) >= 0) {
		if (c == HELP)
			return usage(stdout);
		if (!take_option(c))
			return usage(stderr);
	}
	if (optind == argc)
		return usage(stderr);
	for (int i = optind; i < argc; i++) {
		if (is_dir(argv[i]))
			run_dir(argv[i], &sum);
		else
			run_file(argv[i], &sum);
	}
	print_tally("total", &sum);
	return sum.count[FAILED] ? 1 : 0;
}
