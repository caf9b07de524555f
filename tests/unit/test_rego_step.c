// SPDX-License-Identifier: BSD-2-Clause
/* The evaluator that goes step by step: its events are those of opa eval --explain=full.  That its
 * answers are the machine's is asked of each policy in rego_ask.h. */
#include "rego_ask.h"

static void note(void *arg, const struct rego_step_event *ev)
{
	static const char *const ops[] = { "enter", "exit", "eval",  "redo",  "save", "fail",
					   "dup",   "note", "index", "unify", "case" };
	struct ss_strbuf *out = arg;

	ss_strbuf_printf(out, "%s%s", out->len ? " " : "", ops[ev->op]);
	if (ev->op == REGO_STEP_INDEX)
		ss_strbuf_printf(out, " %s", ev->message);
	else if (ev->loc && ev->loc->source && !strcmp(ev->loc->source->name, "t.rego"))
		ss_strbuf_printf(out, ":%u", (unsigned)ev->loc->row);
}

struct row {
	const char *rules, *input, *want;
};

static void check_row(const struct row *r)
{
	struct ss_strbuf module = { 0 }, events = { 0 };
	struct rego_step_options step = { .event = note, .event_arg = &events };
	struct ask a = { .input = r->input, .query = "data.t.p", .step = &step };
	char *got;

	ss_strbuf_printf(&module, "package t\n%s\n", r->rules);
	a.module = module.data;
	ss_strbuf_str(&events, "");
	got = ask(&a);
	if (!check_str(events.data, r->want))
		printf("# %s# with %s: %s\n", module.data, r->input, got);
	free(got);
	ss_strbuf_fini(&events);
	ss_strbuf_fini(&module);
}

#define RUN(rows)                                                                                  \
	for (size_t i_ = 0; i_ < sizeof(rows) / sizeof((rows)[0]); i_++)                           \
	check_row(&(rows)[i_])

static void order(void)
{
	static const struct row rows[] = {
		{ "p if input.a == 1\np if input.a == 2", "{\"a\": 1}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 exit:2 "
		  "exit redo redo redo:2 redo:2" },
		{ "p if input.a == 1\np if input.a == 2", "{\"a\": 3}",
		  "enter eval index (matched 0 rules, early exit) fail" },
		{ "p if { some x in input.xs; x > 1 }", "{\"xs\": [1, 2]}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 eval:2 "
		  "fail:2 redo:2 eval:2 exit:2 exit redo redo redo:2 redo:2 redo:2" },
		{ "p if not input.a\nelse if input.a == 2", "{\"a\": 2}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 enter:2 "
		  "eval:2 exit:2 redo:2 redo:2 fail:2 enter:3 eval:3 exit:3 exit redo "
		  "redo redo:3 redo:3" },
		{ "p if data.t.q with data.t.q as false\nelse if data.t.q\nq if input.b",
		  "{\"b\": 1}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 fail:2 "
		  "enter:3 eval:3 index (matched 1 rule, early exit) enter:4 eval:4 "
		  "exit:4 exit:3 exit redo redo redo:3 redo:3 redo:4" },
	};

	RUN(rows);
}

/* How many rules the index leaves, which of them come first, and whether one is enough. */
static void index_of_rules(void)
{
	static const struct row rows[] = {
		{ "p if input.a == 1\np if input.a == 2\np if input.b", "{\"a\": 1, \"b\": 1}",
		  "enter eval index (matched 2 rules, early exit) enter:4 eval:4 exit:4 "
		  "exit redo redo redo:4 redo:4" },
		{ "p if input.a in {1, 2}\np if input.a in [2, 3]", "{\"a\": 2}",
		  "enter eval index (matched 2 rules, early exit) enter:2 eval:2 eval:2 "
		  "exit:2 exit redo redo redo:2 redo:2 redo:2" },
		{ "p if input.as[_] == 1\np if 2 in input.as", "{\"as\": [1]}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 exit:2 "
		  "exit redo redo redo:2 redo:2" },
		{ "p if input.a = [1, _]\np if input.a = [_, 2]\np if input.a = [3, 3]",
		  "{\"a\": [1, 2]}",
		  "enter eval index (matched 2 rules, early exit) enter:3 eval:3 exit:3 "
		  "exit redo redo redo:3 redo:3" },
		{ "p if { x := input.a; glob.match(\"a:*\", [\":\"], x) }\np if input.a == \"a\"",
		  "{\"a\": \"a:b\"}",
		  "enter eval index (matched 2 rules, early exit) enter:2 eval:2 eval:2 "
		  "exit:2 exit redo redo redo:2 redo:2 redo:2" },
		{ "p if { x := input.a; glob.match(\"a:*\", [\":\"], x) }", "{\"a\": \"b:b\"}",
		  "enter eval index (matched 0 rules, early exit) fail" },
		{ "p := 1 if input.a == 1\np := 2 if input.b == 1", "{\"a\": 1, \"b\": 2}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 exit:2 "
		  "exit redo redo redo:2 redo:2" },
		{ "p if input.a == 2\nelse := true if input.a == 1", "{\"a\": 1}",
		  "enter eval index (matched 1 rule, early exit) enter:3 eval:3 exit:3 "
		  "exit redo redo redo:3 redo:3" },
		{ "p if { y := [1]; y in input.a }", "{\"a\": [[1]]}",
		  "enter eval index (matched 0 rules, early exit) fail" },
		{ "p contains 1 if input.a == 1\n"
		  "p contains 2 if input.b\n"
		  "p contains 3 if input.a == 2",
		  "{\"a\": 1, \"b\": 0}",
		  "enter eval index (matched 2 rules) enter:3 eval:3 exit:3 redo:3 "
		  "redo:3 enter:2 eval:2 exit:2 redo:2 redo:2 exit redo redo" },
		{ "p if f(1)\nf(x) if x == 1\nf(x) if x == 2\nf(3)", "{}",
		  "enter eval index (matched 1 rule, early exit) enter:2 eval:2 index "
		  "(matched 2 rules, early exit) enter:5 enter:3 eval:3 exit:3 exit:2 "
		  "exit redo redo redo:2 redo:2 redo:3" },
	};

	RUN(rows);
}

/* More values of one document than a small array holds: none is forgotten. */
static void many_values(void)
{
	struct rego_step_options step = { 0 };
	struct ss_strbuf m = { 0 };
	struct ask a = { .input = "{\"a\": 199}", .query = "data.t.p", .step = &step };
	char *got;

	ss_strbuf_str(&m, "package t\np if input.a in {0");
	for (int i = 1; i < 200; i++)
		ss_strbuf_printf(&m, ", %d", i);
	ss_strbuf_str(&m, "}\n");
	a.module = m.data;
	got = ask(&a);
	check_str(got, "true");
	free(got);
	ss_strbuf_fini(&m);
}

/* A document that "with" replaces is no function, though rules make it. */
static void replaced_documents(void)
{
	struct ask a = { .module = "package t\nq := 1\nr contains 1\n"
				   "p := [x, y] if { x := data.t.q with data.t.q as 5\n"
				   "y := data.t.r with data.t.r as {2} }",
			 .query = "data.t.p" };

	ask_all(&a, "[5,[2]]");
}

/* A value may be what other rules have made of the same path, but not be added to. */
static void equal_parts(void)
{
	struct ask a = { .module = "package t\np[x].y := 1 if x := \"a\"\n"
				   "p[x] := {\"y\": 1} if x := \"a\"",
			 .query = "data.t.p" };

	ask_all(&a, "{\"a\":{\"y\":1}}");
	a.module = "package t\np[x].y := 1 if x := \"a\"\np[x] := {\"y\": 1} if x := \"a\"\n"
		   "p[x].z := 1 if x := \"a\"";
	ask_all(&a, "t.rego:4: eval_conflict_error: object keys must be unique");
}

static const struct check_case cases[] = {
	{ "events come in OPA's order", order },
	{ "the index finds what OPA's finds", index_of_rules },
	{ "many values of one document", many_values },
	{ "documents replaced by with", replaced_documents },
	{ "values that are equal to what other rules make", equal_parts },
};

CHECK_MAIN(cases)
