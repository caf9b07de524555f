// SPDX-License-Identifier: BSD-2-Clause
/* Errors of the compiler: our own policies, with the answers of OPA 1.18.1 beside them.
 * tests/policy/update says what the files hold. */
#include "check.h"

#include <stdlib.h>

#include "case_file.h"
#include "core/strbuf.h"
#include "rego/compile/compile.h"

#define MOST 64

struct lines { /* errors, each with the lines below it */
	char *items[MOST];
	int count;
};

struct policy { /* one case; all text is in the file */
	const char *name;
	bool v0, strict;
	struct rego_source files[8];
	int file_count;
	struct lines want;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The line of "=== NAME [FLAGS]". */
static void begin_case(struct policy *p, char *line)
{
	char *flags = strstr(line, " [");

	*p = (struct policy){ .name = line + 4, .file_count = 1 };
	p->files[0].name = "a.rego";
	if (!flags)
		return;
	p->v0 = strstr(flags, "v0");
	p->strict = strstr(flags, "strict");
}

/* Lines are put together again in place: what is between them was a newline. */
static void add_line(struct policy *p, char *line, bool wanted)
{
	struct rego_source *s = &p->files[p->file_count - 1];
	size_t len = strlen(line);

	if (wanted && line[0] == '\t' && p->want.count) {
		line[-1] = '\n';
		return;
	}
	if (wanted) {
		p->want.items[p->want.count++] = line;
		return;
	}
	if (!s->text)
		s->text = line;
	line[len] = '\n';
	s->len = (size_t)(line - s->text) + len + 1;
}

/* The next case of a file; false at the end. */
static bool read_case(struct policy *p, char **at)
{
	bool wanted = false;

	if (strncmp(*at, "=== ", 4))
		return false;
	begin_case(p, case_line(at));
	while (**at && strncmp(*at, "=== ", 4)) {
		char *line = case_line(at);

		if (!strcmp(line, "+++")) {
			wanted = true;
		} else if (!strncmp(line, "--- ", 4)) {
			p->files[p->file_count++] = (struct rego_source){ .name = line + 4 };
		} else {
			add_line(p, line, wanted);
		}
	}
	if (p->want.count)
		qsort(p->want.items, (size_t)p->want.count, sizeof(char *), by_text);
	return true;
}

static void add_error(struct lines *out, const struct rego_error *e)
{
	struct ss_strbuf b = { 0 };

	if (out->count == MOST)
		return;
	if (e->loc.source)
		ss_strbuf_printf(&b, "%s:%u: ", e->loc.source->name, e->loc.row);
	ss_strbuf_printf(&b, "%s: %s", e->code, e->message);
	for (const char *s = e->details; s && *s; s += strcspn(s, "\n") + (strchr(s, '\n') != NULL))
		ss_strbuf_printf(&b, "\n\t%.*s", (int)strcspn(s, "\n"), s);
	out->items[out->count++] = b.data;
}

static void compile(struct policy *p, struct lines *got)
{
	struct rego_arena a = { 0 };
	struct rego_module *modules[8];
	struct rego_intern names;
	struct rego_errors e;
	struct rego_parse_options parse = { .names = &names,
					    .version = p->v0 ? REGO_V0 : REGO_V1,
					    .annotations = true };
	struct rego_compile_options o = {
		.names = &names, .most_errors = 10, .strict = p->strict, .keep_print = true
	};
	uint32_t count = 0;

	rego_arena_init(&a, 0);
	rego_intern_init(&names, &a);
	rego_errors_init(&e, &a, 0);
	for (int i = 0; i < p->file_count; i++) {
		modules[count] = rego_parse_module(&a, &p->files[i], &parse, &e);
		count += modules[count] != NULL;
	}
	if (!e.count)
		rego_compile(&a, modules, count, &o, &e);
	got->count = 0;
	for (const struct rego_error *x = e.first; x; x = x->next)
		add_error(got, x);
	if (got->count)
		qsort(got->items, (size_t)got->count, sizeof(char *), by_text);
	rego_arena_fini(&a);
}

static void check_case(struct policy *p)
{
	struct lines got;
	bool same;

	compile(p, &got);
	same = got.count == p->want.count;
	for (int i = 0; same && i < got.count; i++)
		same = !strcmp(got.items[i], p->want.items[i]);
	if (!same) {
		check_failed = true;
		printf("# case: %s\n", p->name);
		for (int i = 0; i < p->want.count; i++)
			printf("# want: %s\n", p->want.items[i]);
		for (int i = 0; i < got.count; i++)
			printf("# got:  %s\n", got.items[i]);
	}
	for (int i = 0; i < got.count; i++)
		free(got.items[i]);
}

static void check_file(const char *name, int least)
{
	char *text = case_file(name), *at = text;
	struct policy p;
	int count = 0;

	if (!check(text != NULL))
		return;
	for (; read_case(&p, &at); count++)
		check_case(&p);
	check(count >= least);
	free(text);
}

static void unsafe(void)
{
	check_file("tests/policy/errors/unsafe.txt", 56);
}

static void recursion(void)
{
	check_file("tests/policy/errors/recursion.txt", 24);
}

static void compiler(void)
{
	check_file("tests/policy/errors/compile.txt", 115);
}

static void types(void)
{
	check_file("tests/policy/errors/types.txt", 133);
}

static void found(void)
{
	check_file("tests/policy/errors/found.txt", 63);
}

/* A file that expects something else must not pass. */
static void schemas(void)
{
	check_file("tests/policy/errors/schemas.txt", 20);
}

static void can_fail(void)
{
	struct policy p = { .name = "wrong", .file_count = 1, .want = { .count = 0 } };
	bool before = check_failed;
	static const char text[] = "package a\np if x\n";

	p.files[0] =
		(struct rego_source){ .name = "a.rego", .text = text, .len = sizeof(text) - 1 };
	check_failed = false;
	check_case(&p);
	before = before || !check_failed;
	check_failed = before;
}

int main(void)
{
	static const struct check_case cases[] = {
		{ "variables that are not safe", unsafe },
		{ "recursion", recursion },
		{ "names, imports, conflicts, with, strict mode", compiler },
		{ "types", types },
		{ "what differed once", found },
		{ "schemas and annotations", schemas },
		{ "another answer is a failure", can_fail },
	};

	return check_main(cases, sizeof(cases) / sizeof(*cases));
}
