// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/rule.h"

#include <errno.h>
#include <stdlib.h>

#include "check.h"

#define MS UINT64_C(1000000)
#define S  SS_NS_PER_SEC

#define FILE_TEXT                                                                                  \
	"protect:\n"                                                                               \
	"  - {exe: [/usr/bin/vital, '/opt/*'], uid: 0}\n"                                          \
	"  - {comm: bash}\n"                                                                       \
	"mass: 20/2s\n"                                                                            \
	"rules:\n"                                                                                 \
	"  - name: stuck-reads\n"                                                                  \
	"    func: vfs_read\n"                                                                     \
	"    syscall: [read, fsync]\n"                                                             \
	"    limit: 50ms\n"                                                                        \
	"    action: term:2s,kill:5s\n"                                                            \
	"    on-return: report\n"                                                                  \
	"    rate: 10/1m\n"                                                                        \
	"    cooldown: 5s\n"                                                                       \
	"    uid: [33, 34]\n"                                                                      \
	"    not: {exe: [/bin/nowhere, '/opt/x/*', '*.keep']}\n"                                   \
	"  - {name: spin, oncpu: true, lifetime: false, limit: 1500ms}\n"                          \
	"  - {name: old, lifetime: true, limit: 90m, pid: 7, action: stop}\n"                      \
	"  - name: slow\n"                                                                         \
	"    uprobe: libssl:SSL_write\n"                                                           \
	"    limit: auto:p99.5*1.5,ceiling=10s,per=exe\n"                                          \
	"  - {name: again, syscall: [write, 'fsync'], func: [do_exit.part.0], limit: 1us}\n"

static void test_file(void)
{
	static const char text[] = FILE_TEXT;
	struct ss_strbuf out = { 0 };
	struct ss_reap_config c;

	check(!ss_reap_config_init(&c) && c.mass == 8 && c.mass_ns == S);
	check(!ss_reap_config_text(&c, "f", text, strlen(text)));
	check(!ss_reap_config_finish(&c) && !c.warning_count);
	check(c.used == 0xf8 && c.protects == 0x6 && c.target_count == 8);
	check_str(c.rules[3].name, "stuck-reads");
	check_str(c.scope->names[3], "stuck-reads");
	check(c.rules[3].scoped && !c.rules[4].scoped && c.rules[5].scoped);
	check(c.rules[3].return_report && !c.rules[4].return_report);
	/* fsync is one target of two rules. */
	check(__builtin_popcountll(c.rules[3].targets & c.rules[7].targets) == 1);
	check(c.scope->keep == 0 && c.scope->drop == 0);
	ss_reap_describe(&c, &out);
	check_str(out.data,
		  "rule stuck-reads: func vfs_read; syscall read, fsync (uid 33|34, not exe "
		  "/bin/nowhere|/opt/x/*|*.keep): over 50ms: term, after 2s kill; when it has "
		  "returned, report; at most 10 in 1m; then none for 5s\n"
		  "rule spin: oncpu (of everybody): over 1500ms: report\n"
		  "rule old: lifetime (pid 7): over 90m: stop\n"
		  "rule slow: uprobe libssl:SSL_write (of everybody): over 1.5 times the p99.5 of "
		  "the same exe in 1m, at least 5ms and at most 10s, after 1000 calls: "
		  "report\n"
		  "rule again: func do_exit.part.0; syscall fsync, write (of everybody): over 1us: "
		  "report\n"
		  "protected: uid 0, exe /usr/bin/vital|/opt/*\n"
		  "protected: comm bash\n"
		  "more than 20 within 2s: only report\n");
	ss_strbuf_fini(&out);
	ss_reap_config_fini(&c);
}

/* In front of the first text, "rules: [{name: a, ". */
static const struct {
	const char *text, *why;
} bad_rules[] = {
	{ "limit: 1s}]", "f:1:9: a: nothing to watch: it needs func, syscall, uprobe, oncpu or "
			 "lifetime" },
	{ "syscall: read}]", "f:1:9: a: there is no limit: it needs limit" },
	{ "syscall: read, limit: 0s}]", "f:1:41: limit: it cannot be 0" },
	{ "syscall: read, limit: }]", "f:1:41: a single value is wanted here, not nothing" },
	{ "syscall: raed}]", "f:1:28: syscall: there is no system call 'raed' (did you mean "
			     "'read'?)" },
	{ "syscall: [read, xyzzy]}]", "f:1:35: syscall: there is no system call 'xyzzy'" },
	{ "syscall: [read, read]}]", "f:1:35: syscall: 'read' stands there twice" },
	{ "syscall: exit_group}]", "f:1:28: syscall: nobody returns from exit_group" },
	{ "syscall: []}]", "f:1:28: the list is empty" },
	{ "func: 'a b'}]", "f:1:25: func: 'a b' is no name of a function" },
	{ "func: 7up}]", "f:1:25: func: '7up' is no name of a function" },
	{ "uprobe: malloc}]", "f:1:27: uprobe: 'malloc': not of the form LIBRARY:FUNCTION or "
			      "PATH:FUNCTION" },
	{ "uprobe: libc:malloc%return}]", "f:1:27: uprobe: 'libc:malloc%return': only "
					  "LIBRARY:FUNCTION or PATH:FUNCTION can be timed" },
	{ "uprobe: libc:malloc+4}]", "f:1:27: uprobe: 'libc:malloc+4': only LIBRARY:FUNCTION or "
				     "PATH:FUNCTION can be timed" },
	{ "uprobe: 'usdt:libc:libc:setjmp'}]", "f:1:27: uprobe: 'usdt:libc:libc:setjmp': only "
					       "LIBRARY:FUNCTION or PATH:FUNCTION can be timed" },
	{ "oncpu: 1}]", "f:1:26: true or false is wanted here, not '1'" },
	{ "oncpu: false, limit: 1s}]", "f:1:9: a: nothing to watch: it needs func, syscall, "
				       "uprobe, oncpu or lifetime" },
	{ "oncpu: true, limit: auto}]", "f:1:9: a: an automatic limit is one of calls, not of "
					"oncpu or lifetime" },
	{ "syscall: [read, write], limit: auto}]",
	  "f:1:9: a: an automatic limit is one of a single target: give each a rule of its own" },
	{ "oncpu: true, limit: 1s, on-return: report}]",
	  "f:1:9: a: on-return is about calls, and there is none" },
	{ "oncpu: true, limit: 1s, on-return: kill}]",
	  "f:1:54: on-return: 'kill' is neither report nor action" },
	{ "oncpu: true, limit: 1s, action: thread-kill}]",
	  "f:1:51: action: there is no thread-kill: a SIGKILL to one thread ends its whole "
	  "process; say kill" },
	{ "oncpu: true, limit: 1s, rate: 10}]",
	  "f:1:49: rate: '10' is not N/TIME, as 10/1m, with N from 1 to 1000000" },
	{ "oncpu: true, limit: 1s, cooldown: long}]",
	  "f:1:53: cooldown: 'long' is not a time, as 50ms or 2s" },
	{ "lifetime: true, limit: 1s, action: stop}]",
	  "f:1:9: a: this would meet every process of the machine: say whose lifetime it is "
	  "about" },
	{ "oncpu: true, limit: 1s, uid: nobody-here}]",
	  "f:1:48: uid: there is no user 'nobody-here'" },
	{ "oncpu: true, limit: 1s, not: {path: /x}}]",
	  "f:1:49: unknown key 'path' (there are: pid, tree, uid, comm, exe, cgroup, container)" },
	{ "sycall: read}]", "f:1:19: unknown key 'sycall' (did you mean 'syscall'?)" },
	{ "xyzzy: 80}]",
	  "f:1:19: unknown key 'xyzzy' (there are: name, func, syscall, uprobe, oncpu, lifetime, "
	  "limit, action, on-return, rate, cooldown, pid, tree, uid, comm, exe, cgroup, container, "
	  "not)" },
	{ "oncpu: true, limit: 1s}, {name: a, oncpu: true, limit: 1s}]",
	  "f:1:51: there is a rule 'a' already" },
	{ "oncpu: true, limit: 1s}, {oncpu: true, limit: 1s}]", "f:1:44: a rule without a name" },
	{ "oncpu: true, limit: 1s}, {name: command-line}]",
	  "f:1:51: the name 'command-line' is taken" },
	{ "oncpu: true, limit: 1s}, {name: protect.exe}]",
	  "f:1:51: the name 'protect.exe' is taken" },
};

static const struct {
	const char *text, *why;
} bad_files[] = {
	{ "", "f:1:1: a map is wanted here, not nothing" },
	{ "{}", "f:1:1: there is no key 'rules'" },
	{ "rules: 1", "f:1:8: a list is wanted here, not a single value" },
	{ "rules: [a]", "f:1:9: a map is wanted here, not a single value" },
	{ "rules: []", "f:1:8: rules: the list is empty" },
	{ "mass: 3/0s", "f:1:7: mass: '3/0s': TIME cannot be 0" },
	{ "rulse: []", "f:1:1: unknown key 'rulse' (did you mean 'rules'?)" },
	{ "mass: many", "f:1:7: mass: 'many' is not N/TIME, as 10/1m, with N from 1 to 1000000" },
	{ "mass: 1025/1s", "f:1:7: mass: '1025/1s': N is at most 1024" },
	{ "protect: all", "f:1:10: a map is wanted here, not a single value" },
	{ "protect: {}", "f:1:10: protect: it does not say whom" },
	{ "protect: [{uid: 0}, {}]", "f:1:21: protect: it does not say whom" },
	{ "protect: {name: x}", "f:1:11: unknown key 'name' (there are: pid, tree, uid, comm, exe, "
				"cgroup, container, not)" },
	{ "protect: {pid: x}", "f:1:16: pid: 'x' is not a process id" },
};

static void check_bad(const char *text, const char *why)
{
	struct ss_reap_config c;

	check(!ss_reap_config_init(&c));
	check(ss_reap_config_text(&c, "f", text, strlen(text)) == -EINVAL);
	check_str(c.why.data ? c.why.data : "", why);
	ss_reap_config_fini(&c);
}

static void test_bad_files(void)
{
	char text[256];

	for (size_t i = 0; i < sizeof(bad_files) / sizeof(bad_files[0]); i++)
		check_bad(bad_files[i].text, bad_files[i].why);
	for (size_t i = 0; i < sizeof(bad_rules) / sizeof(bad_rules[0]); i++) {
		snprintf(text, sizeof(text), "rules: [{name: a, %s", bad_rules[i].text);
		check_bad(text, bad_rules[i].why);
	}
}

#define TARGETS "--func, --syscall, --uprobe, --oncpu or --lifetime"
#define NOTHING "there is nothing to watch: no rule in a file, and none of " TARGETS
#define LOST	" belongs to a rule of the command line, which has no target (" TARGETS ")"

static void test_nothing(void)
{
	struct ss_reap_config c;

	check(!ss_reap_config_init(&c));
	check(!ss_reap_config_text(&c, "f", "mass: none", 10));
	check(ss_reap_config_finish(&c) == -EINVAL);
	check_str(c.why.data, NOTHING);
	check(ss_reap_config_file(&c, "/nowhere.yaml") == -ENOENT);
	check_str(c.why.data, "/nowhere.yaml");
	ss_reap_config_fini(&c);
}

/* As many as there may be, and one more. */
static void test_many(void)
{
	struct ss_reap_config c;
	char text[128];

	check(!ss_reap_config_init(&c));
	for (int i = 0; i < SS_REAP_SLOTS; i++) {
		int n = snprintf(text, sizeof(text),
				 "rules: [{name: r%d, func: f%d, syscall: read, limit: 1s}]", i, i);

		check(!ss_reap_config_text(&c, "f", text, n));
	}
	check(c.target_count == SS_REAP_SLOTS + 1);
	snprintf(text, sizeof(text), "rules: [{name: more, uprobe: 'libc:malloc', limit: 1s}]");
	check(ss_reap_config_text(&c, "f", text, strlen(text)) == -EINVAL);
	check_str(c.why.data,
		  "f:1:30: uprobe: 'libc:malloc': there are 16 functions and probes already");
	ss_reap_config_fini(&c);
}

static const char *options_why;

/* The one rule of O, described; or NULL, and why. */
static const char *of_options(const struct ss_reap_options *o, struct ss_reap_config *c)
{
	static struct ss_strbuf out;

	ss_strbuf_clear(&out);
	check(!ss_reap_config_init(c));
	if (!ss_reap_config_options(c, o) && !ss_reap_config_finish(c)) {
		ss_reap_describe(c, &out);
		return out.data;
	}
	options_why = c->why.data;
	return NULL;
}

#define LIST(...)                                                                                  \
	{                                                                                          \
		.items = (const char *[]){ __VA_ARGS__ },                                          \
		.count = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(const char *)            \
	}

static void test_options(void)
{
	const struct ss_reap_options o = {
		.funcs = LIST("vfs_read,vfs_write", "do_exit"),
		.syscalls = LIST("read"),
		.oncpu = true,
		.limit = "50ms",
		.action = "kill",
		.on_return = "report",
		.rate = "5/m",
		.cooldown_ns = 250 * MS,
		.mass = "none",
		.protects = LIST("exe=/usr/bin/vital", "uid=7", "exe=/usr/bin/also"),
	};
	struct ss_reap_config c;
	const char *text = of_options(&o, &c);

	if (check(text != NULL))
		check_str(text,
			  "rule command-line: func vfs_read, vfs_write, do_exit; syscall "
			  "read; oncpu (of everybody): over 50ms: kill; when it has returned, "
			  "report; at most 5 in 1m; then none for 250ms\n"
			  "protected: exe /usr/bin/also|/usr/bin/vital\n"
			  "protected: uid 7\n");
	check(c.used == 1 && c.protects == 6 && !c.mass && c.warning_count == 1);
	check_str(c.warnings[0],
		  "rule command-line: it may meet any process: it does not say whose");
	ss_reap_config_fini(&c);
}

static void test_bad_options(void)
{
	const struct {
		struct ss_reap_options o;
		const char *why;
	} bad[] = {
		{ { .limit = NULL }, NOTHING },
		{ { .limit = "5s" }, "--limit" LOST },
		{ { .cooldown_ns = 5 }, "--cooldown" LOST },
		{ { .oncpu = true }, "there is no limit: it needs --limit" },
		{ { .oncpu = true, .limit = "x" },
		  "--limit: 'x' is neither a time, as 50ms, nor auto" },
		{ { .oncpu = true, .limit = "1s", .action = "kil" },
		  "--action: unknown action 'kil' (did you mean 'kill'?)" },
		{ { .oncpu = true, .limit = "1s", .mass = "3" },
		  "--mass: '3' is not N/TIME, as 10/1m, with N from 1 to 1000000" },
		{ { .oncpu = true, .limit = "1s", .rate = "3" },
		  "--rate: '3' is not N/TIME, as 10/1m, with N from 1 to 1000000" },
		{ { .oncpu = true, .limit = "1s", .rate = "10/0s" },
		  "--rate: '10/0s': TIME cannot be 0" },
		{ { .oncpu = true, .limit = "1s", .on_return = "x" },
		  "--on-return: 'x' is neither report nor action" },
		{ { .syscalls = LIST("read,,write"), .limit = "1s" },
		  "--syscall: a name is missing in 'read,,write'" },
		{ { .funcs = LIST("vfs_read", "vfs_read"), .limit = "1s" },
		  "--func: 'vfs_read' stands there twice" },
		{ { .oncpu = true, .limit = "1s", .protects = LIST("exe") },
		  "--protect: 'exe' is not KEY=VALUE, as in exe=/bin/sh" },
		{ { .oncpu = true, .limit = "1s", .protects = LIST("eze=/bin/x") },
		  "--protect: there is no criterion 'eze' (did you mean exe=?)" },
		{ { .oncpu = true, .limit = "1s", .protects = LIST("a b/c=/bin/x") },
		  "--protect: there is no criterion 'a b/c' (there are pid, tree, uid, comm, exe, "
		  "cgroup, container)" },
		{ { .oncpu = true, .limit = "1s", .protects = LIST("path=/bin/x") },
		  "--protect: there is no criterion 'path' (there are pid, tree, uid, comm, exe, "
		  "cgroup, container)" },
		{ { .oncpu = true, .limit = "1s", .protects = LIST("pid=x") },
		  "--protect: pid: 'x' is not a process id" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct ss_reap_config c;

		if (check(!of_options(&bad[i].o, &c)))
			check_str(options_why, bad[i].why);
		ss_reap_config_fini(&c);
	}
}

/* Criteria of the command line without anything to watch are no wish that can be met. */
static void test_lost_scope(void)
{
	const struct ss_reap_options o = { 0 };
	struct ss_reap_config c;

	check(!ss_reap_config_init(&c));
	check(!ss_rules_option(c.scope, SS_BY_UID, "33"));
	check(ss_reap_config_options(&c, &o) == -EINVAL);
	check_str(c.why.data, "--uid" LOST);
	ss_reap_config_fini(&c);
}

static void test_warnings(void)
{
	static const char text[] =
		"rules:\n"
		"  - {name: any, oncpu: true, limit: 1s, action: kill}\n"
		"  - {name: icy, oncpu: true, limit: 1s, action: freeze, uid: 7}\n"
		"  - {name: calm, oncpu: true, limit: 1s, rate: 1/s}\n"
		"  - {name: box, oncpu: true, limit: 1s, action: cgroup-kill, container: "
		"0123456789ab}\n"
		"  - {name: fine, oncpu: true, limit: 1s, action: kill, not: {uid: 0}}\n";
	struct ss_reap_config c;

	check(!ss_reap_config_init(&c));
	check(!ss_reap_config_text(&c, "f", text, strlen(text)) && !ss_reap_config_finish(&c));
	if (check(c.warning_count == 3)) {
		check_str(c.warnings[0],
			  "rule any: it may meet any process: it does not say whose");
		check_str(c.warnings[1],
			  "rule icy: it takes whole cgroups, and does not say which: cgroup: DIR "
			  "would");
		check_str(
			c.warnings[2],
			"rule calm: it only reports: rate, cooldown and on-return change nothing");
	}
	ss_reap_config_fini(&c);
}

static const struct check_case cases[] = {
	{ "a file of rules, and what it means", test_file },
	{ "what is wrong with a file, and where", test_bad_files },
	{ "nothing to watch, no file", test_nothing },
	{ "as many functions as there may be", test_many },
	{ "the rule of the command line", test_options },
	{ "what is wrong with options", test_bad_options },
	{ "criteria of nothing", test_lost_scope },
	{ "what is right and dangerous", test_warnings },
};

CHECK_MAIN(cases)
