/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Modules parsed and printed, formatted, or refused.  The files of tests/policy/syntax have a text
 * between "===" and "+++", and up to the next "===" what OPA 1.18.1 makes of it; the newline
 * before either line is no part of it.
 */
#include "check.h"

#include <stdlib.h>

#include "case_file.h"
#include "rego/syntax/ast_json.h"
#include "rego/syntax/format.h"

enum what { PRINT, JSON, FORMAT, FORMAT_BOTH, FORMAT_DROP };

static void format(struct rego_arena *a, const struct rego_source *s, enum rego_version v,
		   enum what what, struct ss_strbuf *out, struct rego_errors *e)
{
	struct rego_format_options o = { .version = v,
					 .v0_and_v1 = what == FORMAT_BOTH,
					 .drop_v0_imports = what == FORMAT_DROP };
	const char *error = rego_format(a, s, &o, out, e);

	if (error) {
		ss_strbuf_clear(out);
		ss_strbuf_str(out, error);
	}
}

static void parse(struct rego_arena *a, const struct rego_source *s, enum rego_version v,
		  enum what what, struct ss_strbuf *out, struct rego_errors *e)
{
	struct rego_parse_options o = { .version = v, .annotations = true };
	struct rego_module *m = rego_parse_module(a, s, &o, e);

	if (!m)
		rego_errors_write(out, e);
	else if (what == JSON)
		rego_module_json(out, m, 0);
	else
		rego_print_module(out, m);
}

static void check_text(enum what what, enum rego_version v, const char *text, const char *want)
{
	struct rego_source s = { .name = "t.rego", .text = text, .len = strlen(text) };
	struct ss_strbuf out = { 0 };
	struct rego_errors e;
	struct rego_arena a;
	jmp_buf jump;

	rego_arena_init(&a, 64 << 20);
	if (!rego_arena_try(&a, &jump)) {
		ss_strbuf_str(&out, rego_stop_text(a.why));
	} else {
		rego_errors_init(&e, &a, 0);
		(what >= FORMAT ? format : parse)(&a, &s, v, what, &out, &e);
	}
	if (!check_str(out.data ? out.data : "", want))
		printf("# of the text '%s'\n", text);
	rego_arena_fini(&a);
	ss_strbuf_fini(&out);
}

/* The text up to the line, whose newline before and after it is cut off; NULL: there is none. */
static char *up_to(char **at, const char *line)
{
	char *text = *at, *end = strstr(text, line);

	if (!end)
		return NULL;
	*end = 0;
	*at = end + strlen(line);
	return text;
}

static void check_file(const char *name, enum what what, enum rego_version v, int least)
{
	char path[64], *file, *at, *text, *want;
	int count = 0;

	snprintf(path, sizeof(path), "tests/policy/syntax/%s.txt", name);
	file = case_file(path);
	if (!check(file && !strncmp(file, "===\n", 4)))
		return;
	for (at = file + 4; *at; count++) {
		text = up_to(&at, "\n+++\n");
		want = text ? up_to(&at, "\n===\n") : NULL;
		if (!check(want != NULL))
			break;
		check_text(what, v, text, want);
	}
	check(count >= least);
	free(file);
}

static void heads(void)
{
	check_file("heads", PRINT, REGO_V1, 34);
}

static void expressions(void)
{
	check_file("expressions", PRINT, REGO_V1, 56);
}

static void modules(void)
{
	check_file("modules", PRINT, REGO_V1, 7);
}

static void modules_v0(void)
{
	check_file("modules_v0", PRINT, REGO_V0, 22);
}

static void annotations(void)
{
	check_file("annotations", PRINT, REGO_V1, 44);
}

static void tree(void)
{
	check_file("tree", JSON, REGO_V1, 4);
	check_file("tree_v0", JSON, REGO_V0, 1);
}

static void errors(void)
{
	check_file("errors", PRINT, REGO_V1, 144);
}

static void errors_v0(void)
{
	check_file("errors_v0", PRINT, REGO_V0, 21);
}

static void format_v1(void)
{
	check_file("format", FORMAT, REGO_V1, 24);
}

static void format_v0(void)
{
	check_file("format_v0", FORMAT, REGO_V0, 9);
}

static void format_both(void)
{
	check_file("format_both", FORMAT_BOTH, REGO_V0, 7);
}

static void format_drop(void)
{
	check_file("format_drop", FORMAT_DROP, REGO_V1, 3);
}

#define ONE   "1 error occurred: t.rego:"
#define MARK  "\xef\xbb\xbf" /* the byte-order mark */
#define BREAK "\xe2\x80\xa8" /* U+2028 */

/* What an editor would change, or not show. */
static void odd(void)
{
	check_text(PRINT, REGO_V1, MARK "package a\r\np := 1\r\n",
		   "package a\n\np := 1 if { true }");
	check_text(PRINT, REGO_V1, MARK MARK "package a",
		   ONE "1: rego_parse_error: illegal byte-order mark\n\t" MARK MARK
		       "package a\n\t   ^");
	check_text(PRINT, REGO_V1, "package a\n\n\n   p := " BREAK,
		   "2 errors occurred:\n"
		   "t.rego:4: rego_parse_error: illegal token\n\t   p := " BREAK "\n\t        ^\n"
		   "t.rego:4: rego_parse_error: illegal token\n\t   p := " BREAK "\n\t        ^");
	check_text(PRINT, REGO_V0, "package a\np { x } else = ",
		   ONE "2: rego_parse_error: unexpected eof token\n"
		       "\tp { x } else = \n\t             ^");
	check_text(PRINT, REGO_V1, "package a\n# METADATA\n# custom: {a: {1: x}}\np := 1",
		   ONE "2: rego_parse_error: invalid map key type(s): \n\t# METADATA\n\t^");
	check_text(FORMAT, REGO_V1, "package a\r\np := 1\r\n# c\r\n",
		   "package a\n\np := 1\n\n# c\n");
}

/* Another answer is a failure. */
static void can_fail(void)
{
	bool before = check_failed;

	check_failed = false;
	check_text(PRINT, REGO_V1, "package a", "package b");
	check_failed = before || !check_failed;
}

static const struct check_case cases[] = {
	{ "heads of rules", heads },
	{ "expressions and terms", expressions },
	{ "modules", modules },
	{ "modules of v0", modules_v0 },
	{ "annotations", annotations },
	{ "the tree in JSON", tree },
	{ "broken modules", errors },
	{ "broken modules of v0", errors_v0 },
	{ "formatted as v1", format_v1 },
	{ "formatted as v0", format_v0 },
	{ "formatted as v0 and v1 at once", format_both },
	{ "formatted without imports of v0", format_drop },
	{ "bytes that are rare in texts", odd },
	{ "another answer is a failure", can_fail },
};

CHECK_MAIN(cases)
