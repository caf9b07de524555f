// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>

#include "check.h"
#include "reaper/request.h"

#define BOOTED UINT64_C(1790331072000000000) /* 2026-09-25T10:11:12Z */
#define UP     (1000 * SS_NS_PER_SEC)

static const struct ss_clock wall = { .wall_minus_boot = BOOTED };
static const struct ss_request_now now = { .boot = { "9f2c1a3b" }, .clock = &wall, .boot_ns = UP };
static struct ss_request r;
static struct ss_strbuf room;

/* The line with ' for ". */
static struct ss_json_val parse(struct ss_json_doc *doc, char *text, const char *line)
{
	strcpy(text, line);
	for (char *at = text; *at; at++)
		if (*at == '\'')
			*at = '"';
	check(!ss_json_parse(doc, text, strlen(text), NULL));
	return ss_json_root(doc);
}

static int read_line(const char *line)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	char text[1024];
	struct ss_json_val root = parse(doc, text, line);
	int err = ss_request_read(&r, root, &now, &room);

	ss_json_doc_free(doc);
	return err;
}

static bool is_request(const char *line)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	char text[1024];
	bool is = ss_request_is(parse(doc, text, line), &room);

	ss_json_doc_free(doc);
	return is;
}

static void refused(const char *line, const char *why)
{
	check(read_line(line) == -EINVAL);
	check_str(r.why, why);
}

static void which_lines(void)
{
	check(is_request("{'type':'action.request'}"));
	check(is_request("{'v':1,'type':'action\\u002erequest'}"));
	check(!is_request("{'type':'action.result'}"));
	check(!is_request("{'type':'action.request '}"));
	check(!is_request("{'type':['action.request']}"));
	check(!is_request("{'a':{'type':'action.request'}}"));
	check(!is_request("['type','action.request']"));
	check(!is_request("{}"));
	/* Those about addresses are for ss-breaker. */
	check(!is_request("{'type':'action.request','action':'block'}"));
	check(!is_request("{'type':'action.request','action':'unblock'}"));
	check(is_request("{'type':'action.request','action':'blocked'}"));
}

static void by_id(void)
{
	check(!read_line("{'action':'kill','target':{'id':'9f2c1a3b-cddb-1a2b3c4d5e-2'}}"));
	check(r.act == SS_REQUEST_KILL && r.pid == 0xcddb && r.start_ns == 0x1a2b3c4d5e);
	check(!r.slack_ns);
	check_str(r.id, "9f2c1a3b-cddb-1a2b3c4d5e-2");
	check(!read_line("{'action':'kill','target':{'pid':52699,'start':'nonsense',"
			 "'id':'9f2c1a3b-cddb-1a2b3c4d5e-2'}}"));
	check(read_line("{'action':'kill','target':{'id':'9f2c1a3c-cddb-1a2b3c4d5e-2'}}") ==
	      -ESTALE);
	check(r.pid == 0xcddb);
	refused("{'action':'kill','target':{'pid':52698,'id':'9f2c1a3b-cddb-1a2b3c4d5e-2'}}",
		"target.id and target.pid are of different processes");
}

static void bad_ids(void)
{
	static const char *const ids[] = {
		"''",
		"4711",
		"null",
		"'9f2c1a3b'",
		"'9f2c1a3b-cddb-1a2b3c4d5e'",
		"'9f2c1a3b-cddb-1a2b3c4d5e-'",
		"'9f2c1a3b-cddb-1a2b3c4d5e-2-'",
		"'9f2c1a3b-cddb-1a2b3c4d5e-2 '",
		"'9f2c1a3b-CDDB-1a2b3c4d5e-2'",
		"'9f2c1a3-cddb-1a2b3c4d5e-2'",
		"'9f2c1a3b--1a2b3c4d5e-2'",
		"'9f2c1a3b-0-1a2b3c4d5e-2'",
		"'9f2c1a3b-1cddb1cddb-1a2b3c4d5e-2'",
		"'9f2c1a3b-cddb-11a2b3c4d51a2b3c4d5-2'",
		"'9f2c1a3b-cddb-1a2b3c4d5e-2\\u0000'",
		"'9f2c1a3b-cddb-1a2b3c4d5e-0000000000000000000000000000000000000000000000002'",
	};
	char line[256];

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		snprintf(line, sizeof(line), "{'action':'kill','target':{'id':%s}}", ids[i]);
		refused(line, "target.id: not an id of a process");
	}
}

static void by_pid_and_start(void)
{
	check(!read_line("{'action':'term','target':{'pid':7,'start':12345}}"));
	check(r.act == SS_REQUEST_TERM && r.pid == 7 && r.start_ns == 12345 && !r.slack_ns);
	check(!read_line("{'action':'stop','target':{'pid':7,'start':'12345'}}"));
	check(r.act == SS_REQUEST_STOP && r.start_ns == 12345 && !r.slack_ns);
	check(!read_line("{'action':'cont','target':{'start':'2026-09-25T10:11:13.000000001Z',"
			 "'pid':7}}"));
	check(r.act == SS_REQUEST_CONT && r.start_ns == SS_NS_PER_SEC + 1);
	check(r.slack_ns >= 2000000 && r.slack_ns < 10000000);
	/* The time of day is a little off; or it was of the boot before this one. */
	check(!read_line("{'action':'kill','target':{'pid':1,'start':"
			 "'2026-09-25T10:11:11.999000000Z'}}"));
	check(r.start_ns == 0);
	check(read_line("{'action':'kill','target':{'pid':1,'start':"
			"'2026-09-25T10:11:10.000000000Z'}}") == -ESTALE);
}

static void bad_targets(void)
{
	static const char bare[] =
		"a bare pid is no victim: target.id, or target.pid and target.start";

	refused("{'action':'kill'}", "no target: an object with id, or pid and start");
	refused("{'action':'kill','target':7}", "no target: an object with id, or pid and start");
	refused("{'action':'kill','target':{}}", bare);
	refused("{'action':'kill','target':{'pid':7}}", bare);
	check(r.pid == 7);
	refused("{'action':'kill','target':{'start':7}}", bare);
	refused("{'action':'kill','target':{'pid':0,'start':7}}", "target.pid: not a process id");
	refused("{'action':'kill','target':{'pid':-1,'start':7}}", "target.pid: not a process id");
	refused("{'action':'kill','target':{'pid':'7','start':7}}", "target.pid: not a process id");
	refused("{'action':'kill','target':{'pid':4294967303,'start':7}}",
		"target.pid: not a process id");
	refused("{'action':'kill','target':{'pid':7.0,'start':7}}", "target.pid: not a process id");
	for (const char *const *start =
		     (const char *const[]){ "null", "true", "-1", "1.5", "''", "'0x1'", "'-1'",
					    "'yesterday'", "'18446744073709551616'", NULL };
	     *start; start++) {
		char line[128];

		snprintf(line, sizeof(line), "{'action':'kill','target':{'pid':7,'start':%s}}",
			 *start);
		refused(line, "target.start: neither a time nor nanoseconds");
	}
	refused("{'action':'kill','target':{'pid':7,'start':1000000000001}}",
		"target: it would begin in the future");
}

static void actions(void)
{
	static const char target[] = "'target':{'pid':7,'start':1}";
	char line[128];

	for (int i = 0; i < SS_REQUEST_ACTS; i++) {
		snprintf(line, sizeof(line), "{'action':'%s',%s}", ss_request_names[i], target);
		check(!read_line(line) && (int)r.act == i);
	}
	check(!ss_request_names[SS_REQUEST_ACTS]);
	refused("{}", "no action is named");
	refused("{'action':9,'target':{'pid':7,'start':1}}", "action: not a word");
	refused("{'action':'kil'}", "unknown action 'kil', did you mean 'kill'?");
	refused("{'action':'Kill \\u001b[31m'}", "unknown action 'Kill??[31m'");
	check(r.act == SS_REQUEST_ACTS);
	check_str(r.action, "\"Kill \\u001b[31m\"");
}

/* What the answer repeats is JSON, and not long. */
static void repeated(void)
{
	check(!read_line("{'action':'kill','seq':'81','id':'a\\u0022b','target':{'pid':7,"
			 "'start':1}}"));
	check_str(r.seq, "\"81\"");
	check_str(r.name, "\"a\\u0022b\"");
	check(!read_line("{'action':'kill','seq':81,'id':{},'target':{'pid':7,'start':1}}"));
	check_str(r.seq, "81");
	check_str(r.name, "");
	check(!read_line("{'action':'kill','id':'0123456789012345678901234567890123456789"
			 "0123456789012345678901234567890123456789012345678901234567890123456789"
			 "0123456789012345678901234567890123456789"
			 "0123456789','target':{'pid':7,'start':1}}"));
	check_str(r.name, "");
}

static const struct check_case cases[] = {
	{ "which lines are requests", which_lines },
	{ "a victim by id", by_id },
	{ "what is no id", bad_ids },
	{ "a victim by pid and start", by_pid_and_start },
	{ "what is no victim", bad_targets },
	{ "actions", actions },
	{ "what the answer repeats", repeated },
};

int main(void)
{
	int failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_strbuf_fini(&room);
	return failed;
}
