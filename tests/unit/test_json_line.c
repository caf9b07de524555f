// SPDX-License-Identifier: BSD-2-Clause
#include "core/json_line.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"

static struct ss_json_doc *doc;
static struct ss_strbuf room;

static struct ss_line line_of(const char *text)
{
	size_t len = strlen(text);

	return (struct ss_line){ .data = text, .size = len, .len = len, .number = 1 };
}

static struct ss_json_val root(const char *text)
{
	struct ss_line line = line_of(text);
	const char *why = NULL;

	check(!ss_json_parse_line(doc, &line, &why));
	return ss_json_root(doc);
}

static void refuses(const char *text, int want, const char *said)
{
	struct ss_line line = line_of(text);
	const char *why = "";
	int err = ss_json_parse_line(doc, &line, &why);

	if (!check(err == want && strstr(why, said)))
		printf("# %.40s: %d, '%s'\n", text, err, why);
}

static void a_line_is_an_object(void)
{
	char deep[2 * SS_JSON_MAX_DEPTH + 1];

	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = 0;
	refuses("[1]", -EINVAL, "not a JSON object");
	refuses("\"{}\"", -EINVAL, "not a JSON object");
	refuses("{\"a\":}", -EINVAL, "");
	refuses(deep, -E2BIG, "deep");
	check(ss_json_type(root(" {\"a\":1} ")) == SS_JSON_OBJECT);
}

static void blank_lines(void)
{
	struct ss_line no = line_of(""), spaces = line_of(" \t "), brace = line_of("  {");

	check(ss_line_is_blank(&no) && ss_line_is_blank(&spaces) && !ss_line_is_blank(&brace));
}

static void strings(void)
{
	struct ss_json_val v = root("{\"plain\":\"kill\",\"escaped\":\"k\\u0069ll\",\"n\":5,"
				    "\"nul\":\"kill\\u0000\"}");
	const char *s = NULL;
	size_t len = 0;

	check(ss_json_string(ss_json_get(v, "escaped", 7), &room, &s, &len));
	check(len == 4 && !memcmp(s, "kill", 4));
	check(ss_json_is(ss_json_get(v, "plain", 5), "kill", &room));
	check(ss_json_is(ss_json_get(v, "escaped", 7), "kill", &room));
	check(!ss_json_is(ss_json_get(v, "plain", 5), "kil", &room));
	check(!ss_json_is(ss_json_get(v, "nul", 3), "kill", &room));
	check(!ss_json_string(ss_json_get(v, "n", 1), &room, &s, &len));
	check(!ss_json_string(ss_json_get(v, "absent", 6), &room, &s, &len));
}

static bool keeps(struct ss_json_val v, const char *want)
{
	char out[8] = "before";

	ss_json_keep(out, sizeof(out), v);
	return !strcmp(out, want);
}

static void what_an_answer_repeats(void)
{
	struct ss_json_val v = root("{\"n\":-1.50,\"s\":\"a\\n\",\"seven\":\"12345\","
				    "\"eight\":\"123456\",\"list\":[1]}");

	check(keeps(ss_json_get(v, "n", 1), "-1.50"));
	check(keeps(ss_json_get(v, "s", 1), "\"a\\n\""));
	check(keeps(ss_json_get(v, "seven", 5), "\"12345\""));
	check(keeps(ss_json_get(v, "eight", 5), "before"));
	check(keeps(ss_json_get(v, "list", 4), "before"));
	check(keeps(ss_json_get(v, "absent", 6), "before"));
}

static const struct check_case cases[] = {
	{ "a line is an object", a_line_is_an_object },
	{ "blank lines", blank_lines },
	{ "strings, and words as strings", strings },
	{ "what an answer repeats", what_an_answer_repeats },
};

int main(void)
{
	int result;

	doc = ss_json_doc_new();
	result = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	ss_json_doc_free(doc);
	ss_strbuf_fini(&room);
	return result;
}
