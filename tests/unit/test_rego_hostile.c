// SPDX-License-Identifier: BSD-2-Clause
/*
 * Policies that want to crash, hang or exhaust the engine: each ends soon, with an answer or an
 * error that says which limit it met.  Programs are small, what they ask for is not.
 */
#include "check.h"
#include "rego_ask.h"

#define CHAIN 60 /* doublings: 2^60 of whatever it is */

static const struct rego_options in_time = { .version = REGO_V1,
					     .memory = (size_t)1 << 30,
					     .time_ns = UINT64_C(10000000000) };
static const struct rego_limits tight = { .memory = 64 << 20,
					  .time_ns = UINT64_C(1000000000),
					  .strict_builtin_errors = true };

static void add_many(struct ss_strbuf *b, const char *text, unsigned int times)
{
	while (times--)
		ss_strbuf_str(b, text);
}

/* What comes out of QUERY over MODULE begins with WANT, or with one of two. */
static void ends(const char *module, const char *query, const char *want, const char *or_this)
{
	struct ask a = { .module = module, .query = query, .options = in_time, .limits = tight };
	char *got = ask(&a);
	bool good = !strncmp(got, want, strlen(want)) ||
		    (or_this && !strncmp(got, or_this, strlen(or_this)));

	if (!check(good))
		printf("# %.200s: %.200s, not %s\n", query, got, want);
	free(got);
}

#define TIME  "eval_cancel_error: time limit exceeded"
#define SPACE "eval_cancel_error: memory limit exceeded"
#define DEPTH "eval_cancel_error: nested too deeply"

/* package t; x := OPEN... 1 CLOSE... */
static void nests(const char *open, const char *close, unsigned int times)
{
	struct ss_strbuf b = { 0 };

	ss_strbuf_str(&b, "package t\nx := ");
	add_many(&b, open, times);
	ss_strbuf_char(&b, '1');
	add_many(&b, close, times);
	ends(b.data, "data.t.x", "t.rego:2: rego_parse_error: max parsing recursion depth exceeded",
	     NULL);
	ss_strbuf_fini(&b);
}

static void deep_source(void)
{
	static const char *const pairs[][2] = { { "[", "]" },	   { "{", "}" },
						{ "(", ")" },	   { "{\"a\":", "}" },
						{ "abs(", ")" },   { "[y | y := ", "]" },
						{ "input[", "]" }, { "1+", "" },
						{ "$\"{", "}\"" } };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		nests(pairs[i][0], pairs[i][1], 50000);
}

static void long_source(void)
{
	struct ss_strbuf b = { 0 };

	ss_strbuf_str(&b, "package t");
	add_many(&b, ".a", 100000);
	ss_strbuf_str(&b, "\nx := 1");
	ends(b.data, "data.t", "rego_compile_error: nested too deeply", NULL);
	ss_strbuf_clear(&b);
	ss_strbuf_str(&b, "package t\nx if { some y0");
	for (int i = 1; i < 20000; i++)
		ss_strbuf_printf(&b, ", y%d", i);
	ss_strbuf_str(&b, " }");
	ends(b.data, "data.t", "t.rego:2: rego_compile_error: declared var y0 unused", NULL);
	ss_strbuf_clear(&b);
	ss_strbuf_str(&b, "# METADATA\n# custom: ");
	add_many(&b, "[", 20000);
	add_many(&b, "]", 20000);
	ss_strbuf_str(&b, "\npackage t\nx := 1");
	ends(b.data, "data.t", "t.rego:1: rego_parse_error: yaml: exceeded max depth of 10000",
	     "t.rego:2: rego_parse_error: yaml: exceeded max depth of 10000");
	ss_strbuf_fini(&b);
}

/* r60 of: r0 := FIRST; r1 := NEXT, in which # is r0; ... */
static void chain(const char *first, const char *next, unsigned int length, const char *query,
		  const char *want, const char *or_this)
{
	struct ss_strbuf b = { 0 };

	ss_strbuf_printf(&b, "package t\nr0 := %s\n", first);
	for (unsigned int i = 1; i <= length; i++) {
		ss_strbuf_printf(&b, "r%u := ", i);
		for (const char *c = next; *c; c++) {
			if (*c == '#')
				ss_strbuf_printf(&b, "r%u", i - 1);
			else
				ss_strbuf_char(&b, *c);
		}
		ss_strbuf_char(&b, '\n');
	}
	ends(b.data, query, want, or_this);
	ss_strbuf_fini(&b);
}

static void doublings(void)
{
	static const char *const queries[] = {
		"count(data.t.r60) with input.x as 1",
		"{data.t.r60} == {data.t.r59} with input.x as 1",
		"json.marshal(data.t.r60) with input.x as 1",
		"[1 | walk(data.t.r60, _)] with input.x as 1",
		"sprintf(\"%v\", [data.t.r60]) with input.x as 1",
		"data.t with input.x as 1",
	};

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		chain("{\"a\": input.x}", "{\"a\": #, \"b\": #}", CHAIN, queries[i], SPACE, TIME);
	chain("[1]", "array.concat(#, #)", CHAIN, "count(data.t.r60)", SPACE, TIME);
	chain("\"a\"", "concat(\"\", [#, #])", CHAIN, "count(data.t.r60)", SPACE, TIME);
	chain("3", "# * #", CHAIN, "data.t.r60", SPACE, TIME);
	/* Types double as well. */
	chain("[1, \"a\"][input.x]", "{\"a\": #, \"b\": [#, #]}", CHAIN,
	      "data.t.r3 with input.x as 0", "{\"a\":{\"a\":", NULL);
	chain("input.x", "[#]", 15000, "count(data.t.r15000) with input.x as 1", DEPTH, NULL);
}

static void numbers(void)
{
	ends(NULL, "1e1000000000 + 1", "1:1: rego_parse_error: number too big", NULL);
	ends(NULL, "json.unmarshal(\"1e1000000000\")", "1e1000000000", NULL);
	ends(NULL, "bits.lsh(1, 4611686018427387904)", SPACE, NULL);
	ends(NULL, "bits.rsh(1, 4611686018427387904)", "0", NULL);
	ends(NULL, "count(numbers.range(1, 1000000000000))", SPACE, TIME);
	ends(NULL, "count(numbers.range_step(1e30, 1e31, 1))", SPACE, TIME);
	ends(NULL, "count(sprintf(\"%1000000000d\", [1]))", "25", NULL);
	ends(NULL, "count(sprintf(\"%*d\", [1000000000, 1]))", "13", NULL);
	ends(NULL, "format_int(9223372036854775807, 2)", "\"111", NULL);
	ends(NULL, "units.parse(\"1e1000000000\")",
	     "1:1: eval_builtin_error: units.parse: units.parse: ", NULL);
}

#define MANY(what, n) "concat(\"\", [\"" what "\" | numbers.range(1, " #n ")[_]])"

static void texts(void)
{
	ends(NULL, "count(replace(" MANY("a", 100000) ", \"a\", " MANY("a", 100000) "))", SPACE,
	     NULL);
	ends(NULL, "count(indexof_n(" MANY("a", 300000) ", " MANY("a", 150000) "))", TIME, SPACE);
	ends(NULL, "regex.match(\"(x+x+)+y\", " MANY("x", 300000) ")", "false", NULL);
	ends(NULL, "regex.match(" MANY("(", 100000) ", \"a\")",
	     "1:1: eval_builtin_error: regex.match: ", NULL);
	ends(NULL, "glob.match(" MANY("{", 100000) ", [], \"a\")", SPACE, DEPTH);
	ends(NULL, "glob.match(" MANY("*a", 40) ", [], concat(\"\", [" MANY("a", 200) ", \"b\"]))",
	     "eval_cancel_error: instruction limit exceeded", TIME);
	ends(NULL,
	     "strings.render_template(\"{{define `a`}}{{template `a`}}{{end}}{{template `a`}}\", "
	     "{})",
	     DEPTH, NULL);
	ends(NULL, "strings.render_template(\"{{range 10000000000}}{{end}}\", {})",
	     "eval_cancel_error: instruction limit exceeded", TIME);
	ends(NULL, "json.unmarshal(" MANY("[", 300000) ")",
	     "1:1: eval_builtin_error: json.unmarshal: exceeded max depth", NULL);
	ends(NULL, "yaml.unmarshal(" MANY("[", 300000) ")", DEPTH, TIME);
	ends(NULL, "graphql.parse_query(" MANY("{a", 100000) ")", DEPTH, NULL);
}

static void structures(void)
{
	ends(NULL,
	     "json.patch({\"a\": [1]}, [p | some i in numbers.range(1, 100000); "
	     "p := {\"op\": \"copy\", \"from\": \"/a\", \"path\": \"/a/0\"}])",
	     SPACE, TIME);
	ends(NULL, "json.match_schema({\"a\": 1}, {\"$ref\": \"#\"})", DEPTH, NULL);
	ends(NULL,
	     "json.match_schema({\"a\": 1}, {\"definitions\": {\"a\": {\"$ref\": "
	     "\"#/definitions/b\"}, "
	     "\"b\": {\"$ref\": \"#/definitions/a\"}}, \"$ref\": \"#/definitions/a\"})",
	     DEPTH, NULL);
	ends(NULL,
	     "graphql.is_valid(\"query{a ...F} fragment F on Query{a ...F}\", \"type Query{a: "
	     "Int}\")",
	     "false", NULL);
	ends(NULL,
	     "count(graph.reachable_paths({i: [j | some j in numbers.range(1, 20)] | "
	     "some i in numbers.range(1, 20)}, [1]))",
	     SPACE, TIME);
	ends(NULL, "count(net.cidr_expand(\"::/0\"))", SPACE, TIME);
	ends(NULL,
	     "count({[a, b] | some a in numbers.range(1, 100000); some b in numbers.range(1, "
	     "100000)})",
	     SPACE, TIME);
	/* Each step is large: the clock is looked at all the same. */
	ends(NULL,
	     "count([1 | s := numbers.range(1, 300000); t := numbers.range(1, 300000); "
	     "some i in numbers.range(1, 100000); s == t])",
	     TIME, SPACE);
}

static void others(void)
{
	ends(NULL, "http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1:22/\"})",
	     "1:1: eval_builtin_error: http.send: unallowed host: 127.0.0.1", NULL);
	ends(NULL, "http.send({\"method\": \"get\", \"url\": \"file:///etc/passwd\"})",
	     "1:1: eval_builtin_error: http.send: ", NULL);
	ends(NULL, "io.jwt.decode(\"....\")", "1:1: eval_builtin_error: io.jwt.decode: ", NULL);
	ends(NULL, "crypto.x509.parse_certificates(" MANY("MIAw", 100000) ")",
	     "1:1: eval_builtin_error: crypto.x509.parse_certificates: ", NULL);
	ends("package t\np[k] contains 1 if k := 2\np contains 1", "data.t.p",
	     "t.rego:3: eval_conflict_error: object keys must be unique", NULL);
	ends("package t\na := x if { x := b with input as 1 }\nb := y if { y := data.t.a with "
	     "input as 2 }",
	     "data.t", "t.rego:2: rego_recursion_error: ", NULL);
}

/* What a module is compiled to does not grow with the others of its package. */
static void many_modules(void)
{
	const struct rego_options few_bytes = { .version = REGO_V1, .memory = (size_t)256 << 20 };
	struct rego_policy *p = rego_policy_new(&few_bytes);
	char name[32], text[128];

	for (int i = 0; i < 3000; i++) {
		int len = snprintf(text, sizeof(text),
				   "package t\nr%d := input.x\ns contains r%d if r%d > %d\n", i, i,
				   (i + 1) % 3000, i);

		snprintf(name, sizeof(name), "%d.rego", i);
		if (rego_policy_add(p, name, text, (size_t)len))
			break;
	}
	check(!rego_policy_compile(p));
	check(!rego_policy_errors(p)->first);
	rego_policy_free(p);
}

/* An error of a query is about types of its own: they are there as long as it is. */
static void errors_stay(void)
{
	ends(NULL, "json.match_schema([1], {\"a\": 1})",
	     "1:1: rego_type_error: json.match_schema: ", NULL);
}

static const struct check_case cases[] = {
	{ "sources that nest", deep_source },
	{ "sources that are long", long_source },
	{ "small policies with large values", doublings },
	{ "numbers", numbers },
	{ "texts and patterns", texts },
	{ "structures", structures },
	{ "what is not allowed, or no such thing", others },
	{ "many modules of one package", many_modules },
	{ "errors of queries", errors_stay },
};

CHECK_MAIN(cases)
