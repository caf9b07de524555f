// SPDX-License-Identifier: BSD-2-Clause
/* Rules about processes, whose bits somebody else reads. */
#include <errno.h>

#include "check.h"
#include "config/config.h"
#include "event/rules.h"

static void test_rule(void)
{
	struct ss_rules *r = ss_rules_new();
	char name[65];

	check(ss_rules_rule(r, "first") == 1 && ss_rules_rule(r, "2.nd-rule_") == 2);
	check_str(r->names[2], "2.nd-rule_");
	check(!r->keep && !r->drop && r->count == 3);
	for (int type = 0; type < SS_EVENT_TYPES; type++)
		check(r->applies[type] == SS_RULE_CMDLINE);
	check(ss_rules_rule(r, "first") == -EINVAL);
	check_str(r->why.data, "there is a rule 'first' already");
	memset(name, 'x', sizeof(name));
	name[64] = 0;
	check(ss_rules_rule(r, name) == -EINVAL && ss_rules_rule(r, name + 1) == 3);
	check(ss_rules_rule(r, "") == -EINVAL && ss_rules_rule(r, "a b") == -EINVAL);
	check_str(r->why.data, "'a b' is no name of 1 to 63 letters, digits, '_', '.', '-'");
	for (int i = 4; i < SS_RULES_MAX; i++) {
		snprintf(name, sizeof(name), "r%d", i);
		check(ss_rules_rule(r, name) == i);
	}
	check(ss_rules_rule(r, "more") == -EINVAL);
	check_str(r->why.data, "there are more than 62 rules");
	check(r->count == SS_RULES_MAX);
	ss_rules_free(r);
}

/* Of the map TEXT, for a new rule. */
static int scope_of(struct ss_rules *r, const char *text, char why[256])
{
	struct ss_config c = { 0 };
	int err = ss_config_parse(&c, "f", text, strlen(text));

	check(!err);
	if (!err)
		err = ss_rules_scope(r, ss_rules_rule(r, "rule"), &c, c.root);
	snprintf(why, 256, "%s", c.why.data ? c.why.data : "");
	ss_config_fini(&c);
	return err;
}

/* What is not about who does it is somebody else's. */
static void test_scope(void)
{
	struct ss_rules *r = ss_rules_new();
	char why[256];

	check(!ss_rules_option(r, SS_BY_PID, "7"));
	check(!scope_of(r,
			"{limit: 5s, path: no/path, pid: 7, uid: [0, 1],\n"
			" not: {exe: /nowhere/x, uid: 2}}",
			why));
	check_str(why, "");
	check(!ss_rules_compile(r));
	check(r->by[SS_BY_PID].count == 1 && r->by[SS_BY_PID].values[0].pos == 3);
	check(r->by[SS_BY_UID].pos_used == 2 && r->by[SS_BY_UID].neg_used == 2);
	check(r->by[SS_BY_UID].count == 3 && r->by[SS_BY_UID].values[2].neg == 2);
	check(r->by[SS_BY_EXE].neg_used == 2 && !r->by[SS_BY_EXE].pos_used);
	check(!r->by[SS_BY_PATH].count && !r->by[SS_BY_PATH].pos_used);
	ss_rules_free(r);
}

static const struct {
	const char *text, *why;
} bad_maps[] = {
	{ "{uid: []}", "f:1:7: the list is empty" },
	{ "{pid: [1, 0]}", "f:1:11: pid: '0' is not a process id" },
	{ "{not: pid}", "f:1:7: a map is wanted here, not a single value" },
	{ "{not: {path: /x}}", "f:1:8: unknown key 'path' (there are: pid, tree, uid, comm, exe, "
			       "cgroup, container)" },
	{ "{not: {comm: [a, 1234567890123456]}}",
	  "f:1:18: comm: '1234567890123456' is not 1 to 15 bytes long, as every comm is" },
};

static void test_bad_maps(void)
{
	for (size_t i = 0; i < sizeof(bad_maps) / sizeof(bad_maps[0]); i++) {
		struct ss_rules *r = ss_rules_new();
		char why[256];

		check(scope_of(r, bad_maps[i].text, why) == -EINVAL);
		check_str(why, bad_maps[i].why);
		ss_rules_free(r);
	}
}

static void test_keys(void)
{
	int by;

	for (by = 0; by < SS_BY_WHO; by++)
		check_str(ss_rules_scope_keys[by], ss_criterion_names[by]);
	check_str(ss_rules_scope_keys[by], "not");
	check(!ss_rules_scope_keys[by + 1]);
}

static void test_pairs(void)
{
	struct ss_rules *r = ss_rules_new();
	int rule = ss_rules_rule(r, "rule");

	check(!ss_rules_pair(r, rule, "uid=0", false) && !ss_rules_pair(r, 0, "uid=0", true));
	check(!ss_rules_pair(r, rule, "comm=a=b", false) && !ss_rules_compile(r));
	check(r->by[SS_BY_UID].count == 1 && r->by[SS_BY_UID].values[0].pos == 2 &&
	      r->by[SS_BY_UID].values[0].neg == 1);
	check(!memcmp(r->by[SS_BY_COMM].values[0].key, "a=b", 4));
	check(ss_rules_pair(r, rule, "pid=x", false) == -EINVAL);
	check_str(r->why.data, "pid: 'x' is not a process id");
	check(ss_rules_pair(r, rule, "path=/x", false) == -EINVAL);
	check_str(r->why.data, "there is no criterion 'path'");
	check(ss_rules_pair(r, rule, "xee=/x", false) == -EINVAL);
	check_str(r->why.data, "there is no criterion 'xee' (did you mean exe=?)");
	check(ss_rules_pair(r, rule, "exe", false) == -EINVAL);
	check_str(r->why.data, "'exe' is not KEY=VALUE, as in exe=/bin/sh");
	check(ss_rules_not(r, "port=1", SS_BY_WHO) == -EINVAL);
	check_str(r->why.data, "--not: there is no criterion 'port'");
	check(!r->by[SS_BY_PATH].count && !r->by[SS_BY_PORT].count);
	ss_rules_free(r);
}

/* They say nothing about an event, however much they refuse. */
static void test_events(void)
{
	static const char line[] = "{\"type\":\"fork\",\"process\":{\"pid\":7}}";
	struct ss_rules *r = ss_rules_new();
	struct ss_json_doc *doc = ss_json_doc_new();
	struct ss_strbuf room = { 0 };
	int rule = ss_rules_rule(r, "rule");

	check(!ss_rules_pair(r, rule, "pid=8", false) && !ss_rules_pair(r, rule, "pid=7", true));
	check(!ss_rules_compile(r));
	check(!ss_json_parse(doc, line, strlen(line), NULL));
	check(ss_rules_check(r, ss_json_root(doc), NULL, &room) == SS_PASSES);
	ss_strbuf_fini(&room);
	ss_json_doc_free(doc);
	ss_rules_free(r);
}

static const struct check_case cases[] = {
	{ "rules by name", test_rule },
	{ "the criteria of a map", test_scope },
	{ "what is wrong with a map, and where", test_bad_maps },
	{ "the keys of a map", test_keys },
	{ "criteria one by one", test_pairs },
	{ "events pass them", test_events },
};

CHECK_MAIN(cases)
