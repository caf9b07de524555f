/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of built-in functions, one on each line of the files in tests/policy/calls, with what
 * OPA 1.18.1 answers; rego_builtin.h says what arguments and answers look like.
 */
#include "rego_builtin.h"

#include <glob.h>

#include "case_file.h"

#define LEAST 2216 /* lines, so that none is lost unseen */

/* Lines of one function that follow each other are one test. */
struct tally {
	char call[64];
	int lines, tests, failed;
};

static void end_test(struct tally *t)
{
	if (!t->call[0])
		return;
	t->tests++;
	t->failed += check_failed;
	printf("%s %d - %s\n", check_failed ? "not ok" : "ok", t->tests, t->call);
	check_failed = false;
	t->call[0] = '\0';
}

static void check_line(struct tally *t, const char *line)
{
	const char *error = NULL;
	struct rego_val v, call, want;
	jmp_buf out;

	rego_arena_reset(&row_arena);
	if (!rego_arena_try(&row_arena, &out)) {
		check_str(rego_stop_text(row_arena.why), line);
		return;
	}
	v = rego_json_read(&row_arena, NULL, line, strlen(line), &error);
	call = rego_get_text(v, "call");
	want = rego_get_text(v, "want");
	if (call.kind != REGO_STRING || want.kind != REGO_STRING) {
		check_str("not a case", line);
		return;
	}
	if (strcmp(t->call, rego_text(call))) {
		end_test(t);
		snprintf(t->call, sizeof(t->call), "%s", rego_text(call));
	}
	t->lines++;
	if (!check_str(row_answer(t->call, rego_get_text(v, "args")), rego_text(want)))
		printf("# of: %s\n", line);
}

static void check_file(struct tally *t, const char *name)
{
	char *text = case_file(name), *at = text;

	printf("# %s\n", name);
	while (at && *at)
		check_line(t, case_line(&at));
	free(text);
}

/* Another answer is a failure. */
static void can_fail(struct tally *t)
{
	bool failed;

	check_line(t, "{\"call\": \"count\", \"args\": [[1, 2]], \"want\": \"3\"}");
	failed = check_failed;
	check_failed = false;
	check(failed);
	snprintf(t->call, sizeof(t->call), "another answer is a failure");
	end_test(t);
}

int main(void)
{
	struct tally t = { 0 };
	glob_t files = { 0 };

	glob("tests/policy/calls/*.ndjson", 0, NULL, &files);
	for (size_t i = 0; i < files.gl_pathc; i++)
		check_file(&t, files.gl_pathv[i]);
	end_test(&t);
	globfree(&files);
	check(t.lines >= LEAST);
	snprintf(t.call, sizeof(t.call), "all %d lines are there", LEAST);
	end_test(&t);
	can_fail(&t);
	rows_end();
	printf("1..%d\n", t.tests);
	return t.failed != 0;
}
