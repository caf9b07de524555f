// SPDX-License-Identifier: BSD-2-Clause
/* What was once answered differently from OPA 1.18.1: tests/policy/differences.ndjson has a case
 * and OPA's answer on each line, found by tests/policy/differ. */
#include "check.h"

#include "../policy/answer.h"

struct pair {
	struct rego_arena arena;
	struct ss_strbuf got, want;
};

static int by_value(const void *a, const void *b)
{
	return rego_compare(*(const struct rego_val *)a, *(const struct rego_val *)b);
}

/* An answer written anew, its errors sorted: their order is not OPA's, either. */
static void settle(struct rego_arena *a, struct ss_strbuf *out, const char *json, size_t len)
{
	const char *error = NULL;
	struct rego_val v = rego_json_read(a, NULL, json, len, &error);
	struct rego_val errors = rego_get_text(v, "errors");

	if (errors.kind == REGO_ARRAY)
		qsort(errors.array->items, errors.array->count, sizeof(struct rego_val), by_value);
	rego_json_write(out, v);
}

static void ask(struct pair *p, struct rego_val line, struct rego_options o)
{
	struct rego_val opa = rego_get_text(line, "opa");
	struct ss_strbuf text = { 0 }, answered = { 0 };

	rego_json_write(&text, rego_get_text(line, "case"));
	answer(&answered, NULL, text.data, text.len, &o);
	settle(&p->arena, &p->got, answered.data, answered.len);
	settle(&p->arena, &p->want, rego_text(opa), rego_len(opa));
	ss_strbuf_fini(&text);
	ss_strbuf_fini(&answered);
}

static void check_line(const char *text, size_t len, struct rego_options o)
{
	struct pair p = { 0 };
	const char *error = NULL;
	struct rego_val line;

	rego_arena_init(&p.arena, 0);
	line = rego_json_read(&p.arena, NULL, text, len, &error);
	if (check(rego_defined(line)))
		ask(&p, line, o);
	if (!check_str(p.got.data, p.want.data))
		printf("# of: %.*s\n", (int)len, text);
	ss_strbuf_fini(&p.got);
	ss_strbuf_fini(&p.want);
	rego_arena_fini(&p.arena);
}

static int check_file(struct rego_options o)
{
	FILE *f = fopen("tests/policy/differences.ndjson", "r");
	char *line = NULL;
	size_t room = 0;
	int count = 0;

	if (!check(f != NULL))
		return 0;
	for (ssize_t n; (n = getline(&line, &room, f)) > 0; count++)
		check_line(line, (size_t)n, o);
	free(line);
	fclose(f);
	return count;
}

static void differences(void)
{
	check(check_file((struct rego_options){ 0 }) > 0);
}

/* Another answer is a failure. */
static void can_fail(void)
{
	static const char line[] = "{\"case\":{\"query\":\"x := 1\"},\"opa\":\"{}\"}";
	bool before = check_failed;

	check_failed = false;
	check_line(line, sizeof(line) - 1, (struct rego_options){ 0 });
	check_failed = before || !check_failed;
}

int main(void)
{
	static const struct check_case cases[] = {
		{ "what differed once", differences },
		{ "another answer is a failure", can_fail },
	};

	return check_main(cases, sizeof(cases) / sizeof(*cases));
}
