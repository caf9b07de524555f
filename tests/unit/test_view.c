// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "check.h"
#include "event/view.h"

#define HEAD "{\"v\":1,\"type\":\"process.exec\",\"ts\":\"2026-09-25T10:11:12.003456789Z\","
#define EXEC                                                                                       \
	HEAD "\"process\":{\"id\":\"x-1\",\"pid\":52699,\"user\":\"root\",\"comm\":\"curl\","      \
	     "\"exe\":\"/usr/bin/curl\",\"args\":[\"curl\",\"-s\",\"\"],\"p\":null},"              \
	     "\"parent\":{\"pid\":7,\"comm\":\"bash\",\"exe\":\"/bin/bash\"}}"

static char shown[65536];

/* LINE as it is shown, behind another line that must stay. */
static int show(int format, const char *fields, int color, const char *line)
{
	struct ss_strbuf buf = { 0 };
	struct ss_view v;
	int err = ss_view_init(&v, format, fields, color);

	check(!err);
	ss_strbuf_str(&buf, "before\n");
	ss_strbuf_str(&buf, line);
	ss_strbuf_char(&buf, '\n');
	err = ss_view_line(&v, &buf, 7);
	check(!strncmp(buf.data, "before\n", 7));
	snprintf(shown, sizeof(shown), "%s", buf.data + 7);
	ss_strbuf_fini(&buf);
	ss_view_fini(&v);
	return err;
}

static void fields(const char *list, const char *want)
{
	check(!show(SS_VIEW_JSON, list, SS_COLOR_NEVER, EXEC));
	check_str(shown, want);
}

static void columns(const char *list, const char *want)
{
	check(!show(SS_VIEW_TEXT, list, SS_COLOR_NEVER, EXEC));
	check_str(shown, want);
}

static void text(const char *line, const char *want)
{
	check(!show(SS_VIEW_TEXT, NULL, SS_COLOR_NEVER, line));
	check_str(shown, want);
}

static void whole_lines(void)
{
	check(!show(SS_VIEW_JSON, NULL, SS_COLOR_ALWAYS, EXEC));
	check_str(shown, EXEC "\n");
	check(!show(SS_VIEW_JSON, NULL, SS_COLOR_NEVER, "not JSON, and not looked at"));
}

static void some_fields(void)
{
	fields("process.pid", "{\"type\":\"process.exec\",\"process\":{\"pid\":52699}}\n");
	fields("parent.comm,process.exe,process.args,v",
	       "{\"v\":1,\"type\":\"process.exec\",\"process\":{\"exe\":\"/usr/bin/curl\","
	       "\"args\":[\"curl\",\"-s\",\"\"]},\"parent\":{\"comm\":\"bash\"}}\n");
	fields("parent", "{\"type\":\"process.exec\",\"parent\":{\"pid\":7,\"comm\":\"bash\","
			 "\"exe\":\"/bin/bash\"}}\n");
	fields("parent,parent.pid,parent.pid", "{\"type\":\"process.exec\",\"parent\":{\"pid\":7,"
					       "\"comm\":\"bash\",\"exe\":\"/bin/bash\"}}\n");
	fields("type", "{\"type\":\"process.exec\"}\n");
}

static void fields_that_are_not_there(void)
{
	fields("nothing", "{\"type\":\"process.exec\"}\n");
	fields("process.none", "{\"type\":\"process.exec\",\"process\":{}}\n");
	fields("process.p", "{\"type\":\"process.exec\",\"process\":{\"p\":null}}\n");
	fields("process.pi", "{\"type\":\"process.exec\",\"process\":{}}\n");
	fields("process.pid.x", "{\"type\":\"process.exec\",\"process\":{}}\n");
	fields("proc", "{\"type\":\"process.exec\"}\n");
	fields("process.args.x", "{\"type\":\"process.exec\",\"process\":{}}\n");
}

static void odd_keys(void)
{
	char line[1200] = "{\"", want[] = "{\"a\":{\"b\":2}}\n";

	memset(line + 2, 'k', 1000); /* longer than any field's name */
	strcpy(line + 1002, "\":1,\"\":2,\"x\\\"y\":3,\"a\":{\"b\":2,\"type\":4}}");
	check(!show(SS_VIEW_JSON, "a.b", SS_COLOR_NEVER, line));
	check_str(shown, want);
	check(!show(SS_VIEW_JSON, "a.b.c.d.e.f.g", SS_COLOR_NEVER, "{\"a\":{\"b\":{\"c\":[1]}}}"));
	check_str(shown, "{\"a\":{\"b\":{}}}\n");
	check(!show(SS_VIEW_JSON, "a", SS_COLOR_NEVER, "{}"));
	check_str(shown, "{}\n");
}

static void columns_in_order(void)
{
	columns("process.exe,process.pid", "/usr/bin/curl\t52699\n");
	columns("process.none,type,process.none", "\tprocess.exec\t\n");
	columns("process.args", "[\"curl\",\"-s\",\"\"]\n");
	check(!show(SS_VIEW_TEXT, "a,b", SS_COLOR_ALWAYS, "{\"a\":\"x\\ty\\n\",\"b\":\"\"}"));
	check_str(shown, "x\\x09y\\x0a\t\n");
}

static void bad_list(const char *list)
{
	struct ss_view v;

	if (!check(ss_view_init(&v, SS_VIEW_JSON, list, SS_COLOR_NEVER) == -EINVAL))
		printf("# '%s'\n", list);
	ss_view_fini(&v);
}

static void bad_lists(void)
{
	int err = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO); /* what is said is for people */
	bad_list("");
	bad_list(",");
	bad_list("a,");
	bad_list("a,,b");
	bad_list(".a");
	bad_list("a.");
	bad_list("a..b");
	bad_list("process.Exe");
	bad_list("a b");
	bad_list("a\n");
	dup2(err, STDERR_FILENO);
	close(err);
	close(null);
}

static void no_object(void)
{
	static const char *const bad[] = { "[1]", "1", "\"x\"", "null", "", "{", "{}{}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		check(show(SS_VIEW_JSON, "a", SS_COLOR_NEVER, bad[i]) == -EINVAL);
		check(show(SS_VIEW_TEXT, NULL, SS_COLOR_NEVER, bad[i]) == -EINVAL);
	}
}

static void exec_text(void)
{
	text(EXEC,
	     "10:11:12.003 exec    52699   root     curl            curl -s ''  <- bash(7)\n");
	text(HEAD "\"process\":{\"pid\":1,\"uid\":1000,\"comm\":\"a\",\"args\":[],\"args_"
		  "truncated\":true},"
		  "\"parent\":{\"comm\":\"b\",\"pid\":2},\"container\":{\"id\":\"551e161c47d8\"}}",
	     "10:11:12.003 exec    1       1000     a                ...  <- b(2) in "
	     "551e161c47d8\n");
	text("{\"type\":\"meta.snapshot\",\"ts\":\"2026-09-25T10:11:12.003456789Z\","
	     "\"process\":{\"pid\":12345678,\"user\":\"systemd-network\",\"comm\":"
	     "\"0123456789abcdef\","
	     "\"args\":[\"x\"]}}",
	     "10:11:12.003 there   12345678 systemd-network 0123456789abcdef x\n");
}

static void other_text(void)
{
	text("{\"type\":\"process.fork\",\"ts\":\"2026-09-25T10:11:12.003456789Z\","
	     "\"process\":{\"pid\":1,\"user\":\"root\",\"comm\":\"sh\"},\"parent\":{\"pid\":0,"
	     "\"comm\":\"init\"}}",
	     "10:11:12.003 fork    1       root     sh                <- init(0)\n");
	text("{\"type\":\"process.exec_failed\",\"ts\":\"2026-09-25T10:11:12.003456789Z\","
	     "\"process\":{\"pid\":1,\"user\":\"root\",\"comm\":\"sh\"},"
	     "\"exec\":{\"path\":\"./a b\",\"error\":\"ENOENT\"}}",
	     "10:11:12.003 failed  1       root     sh              './a b': ENOENT\n");
	text("{\"type\":\"process.exec_failed\",\"ts\":\"2026-09-25T10:11:12.003456789Z\","
	     "\"process\":{\"pid\":1,\"user\":\"root\",\"comm\":\"sh\"},"
	     "\"exec\":{\"path\":\"/x\",\"errno\":4000}}",
	     "10:11:12.003 failed  1       root     sh              /x: 4000\n");
}

#define EXIT(rest)                                                                                 \
	"{\"type\":\"process.exit\",\"ts\":\"2026-09-25T10:11:12.003456789Z\",\"process\":{"       \
	"\"pid\":1,\"user\":\"root\",\"comm\":\"sh\"," rest "}}"
#define EXITED "10:11:12.003 exit    1       root     sh              "

static void exit_text(void)
{
	text(EXIT("\"exit_code\":3,\"duration_us\":1234"), EXITED "status 3 after 1.2 ms\n");
	text(EXIT("\"exit_code\":0,\"duration_us\":999999"), EXITED "status 0 after 999.9 ms\n");
	text(EXIT("\"exit_code\":0,\"duration_us\":1000000"), EXITED "status 0 after 1.0 s\n");
	text(EXIT("\"exit_code\":0,\"duration_us\":\"9007199254740993\""), EXITED "status 0\n");
	text(EXIT("\"exit_signal\":\"SIGKILL\",\"duration_us\":0"),
	     EXITED "killed by SIGKILL after 0.0 ms\n");
}

#define COUNTS "{\"seen\":6,\"emitted\":3,\"filtered\":2,\"throttled\":0,\"lost\":1}"
#define SUM    "seen 6 = emitted 3 + filtered 2 + throttled 0 + lost 1\n"

static void meta_text(void)
{
	text("{\"type\":\"meta.stop\",\"counts\":{\"process.exec\":" COUNTS "},\"total\":" COUNTS
	     "}",
	     "process.exec         " SUM "all                  " SUM);
	text("{\"type\":\"meta.stop\",\"counts\":{\"process.exec\":" COUNTS
	     ",\"fs.mount\":{\"seen\":0,\"emitted\":0}},\"total\":" COUNTS "}",
	     "process.exec         " SUM "all                  " SUM);
	text("{\"type\":\"meta.start\",\"tool\":{\"name\":\"ss-trace\",\"version\":\"1\","
	     "\"kernel\":\"6.18\"},"
	     "\"hooks\":{\"fork\":\"tp_btf\"},\"not_hooked\":{\"keyctl\":\"not asked for\"}}",
	     "ss-trace 1 on Linux 6.18: fork\nnot hooked: keyctl (not asked for)\n");
	text("{\"type\":\"meta.start\",\"tool\":{\"name\":\"ss-trace\",\"version\":\"1\","
	     "\"kernel\":\"6.18\"},"
	     "\"hooks\":{\"fork\":\"tp_btf\",\"exec\":\"tp_btf\"}}",
	     "ss-trace 1 on Linux 6.18: fork exec\n");
	text("{\"type\":\"meta.loss\",\"lost\":{\"process.exec\":3,\"process.fork\":1},\"table_"
	     "lost\":2}",
	     "lost: 3 process.exec, 1 process.fork, 2 for the process table\n");
	text("{\"type\":\"new.kind\",\"s\":\"\xc2\x9b\"}",
	     "{\"type\":\"new.kind\",\"s\":\"\\x9b\"}\n");
	text("{}", "{}\n");
}

#define DEED(type, object)                                                                         \
	"{\"type\":\"" type "\",\"ts\":\"2026-09-25T10:11:12.003456789Z\"," object                 \
	",\"process\":{\"pid\":7,\"uid\":0,\"comm\":\"sh\"},\"parent\":{\"pid\":1,\"comm\":"       \
	"\"init\"}}"

static void deed_text(void)
{
	text(DEED("fs.mount", "\"mount\":{\"op\":\"mount\",\"fstype\":\"tmpfs\"}"),
	     "10:11:12.003 mount   7       0        sh              fstype tmpfs  <- init(1)\n");
	text(DEED("fs.mount", "\"mount\":{\"op\":\"umount2\",\"error\":\"EPERM\"}"),
	     "10:11:12.003 mount   7       0        sh              umount2 EPERM  <- init(1)\n");
	text(DEED("ns.unshare", "\"ns\":{\"via\":\"clone\",\"flags\":[\"CLONE_NEWNS\"]}"),
	     "10:11:12.003 unshare 7       0        sh              clone flags CLONE_NEWNS  "
	     "<- init(1)\n");
}

static const struct check_case cases[] = {
	{ "a whole line stays as it is", whole_lines },
	{ "some fields", some_fields },
	{ "fields that are not there", fields_that_are_not_there },
	{ "odd keys", odd_keys },
	{ "fields as columns", columns_in_order },
	{ "bad lists are refused", bad_lists },
	{ "what is no object is refused", no_object },
	{ "text: exec and snapshot", exec_text },
	{ "text: fork and failed exec", other_text },
	{ "text: exit", exit_text },
	{ "text: security events", deed_text },
	{ "text: the stream's own lines", meta_text },
};

CHECK_MAIN(cases)
