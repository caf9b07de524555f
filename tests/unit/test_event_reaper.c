// SPDX-License-Identifier: BSD-2-Clause
/* The lines of ss-reaper, and records that make no sense. */
#include <errno.h>
#include <signal.h>

#include "check.h"
#include "event/reaper.h"
#include "records.h"
#include "wire_reaper.h"

static const char *const rules[SS_REAP_RULES] = { [0] = "command line", [5] = "stuck-reads" };
static const char *const actions[SS_REAP_RULES] = { [0] = "report", [5] = "term:2s,kill:5s" };
static const char *const targets[] = { "read", NULL };
static const enum ss_reap_kind kinds[] = { SS_REAP_SYSCALL, SS_REAP_ONCPU };
static const char *const kind_words[] = { "func", "syscall", "uprobe", "oncpu", "lifetime" };
static const char *const guards[] = { "none", "g1", "g2", "g3", "g4", "g5", "g6", "g7" };
static const char *const verdicts[] = { "reported", "signalled", "asked",  "guarded",
					"rate",	    "mass",	 "failed", "dry-run" };

static struct ss_reap_names names = {
	.rules = rules,
	.actions = actions,
	.targets = targets,
	.kinds = kinds,
	.target_count = 2,
	.kind_words = kind_words,
	.guards = guards,
	.verdicts = verdicts,
};

#define REAPER_HEAD HEAD("reaper.overdue", "1")
#define ME                                                                                         \
	"\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113,\"tid\":2147418113,\"ppid\":"  \
	"0,"
#define REST                                                                                       \
	"\"comm\":\"c1\"," CREDS ",\"start\":\"2026-09-25T10:11:13.000000000Z\"," NAMESPACES       \
	",\"cgroup_id\":\"12345\""

static struct ss_wire_overdue *overdue_in(struct record *r)
{
	return (void *)r->bytes;
}

static struct record overdue(void)
{
	struct record r = record_of(SS_WIRE_OVERDUE, offsetof(struct ss_wire_overdue, data), 1, 0);
	struct ss_wire_overdue *o = overdue_in(&r);

	o->rule = 5;
	o->elapsed_ns = 80000000;
	o->limit_ns = 50000000;
	o->seen_ns = 1000;
	o->returned = 1;
	return r;
}

static void set_program(struct record *r)
{
	struct ss_wire_overdue *o = overdue_in(r);

	add_bytes(r, &o->exe_len, "cat\0bin\0usr", 12);
	add_bytes(r, &o->cwd_len, "bob\0home", 9);
	add_bytes(r, &o->cgroup_len, "s.slice", 8);
	add_bytes(r, &o->file_len, "fifo\0srv", 9);
	add_bytes(r, &o->args_len, "cat\0/srv/fifo", 14);
	o->args_bytes = 14;
}

/* From a copy of exactly its size. */
static int reap(const struct record *r, bool print)
{
	char *copy = malloc(r->head.size);
	int err;

	memcpy(copy, r->bytes, r->head.size);
	ss_strbuf_clear(&lines);
	err = ss_reap_take(&stream, &names, copy, r->head.size, print ? &lines : NULL);
	free(copy);
	return err;
}

static void shows(const struct record *r, const char *want)
{
	check(stream_start(10));
	check(!reap(r, true));
	check_str(lines.data ? lines.data : "", want);
	check(stream.seq == 1);
	check(!reap(r, false) && !lines.len && stream.seq == 1);
	stream_stop();
}

/* Somewhere in its line, or (WANT with a '!') not. */
static void has(const struct record *r, const char *want)
{
	bool in = want[0] != '!';

	check(stream_start(10));
	check(!reap(r, true));
	if (!check(!!strstr(lines.data, want + !in) == in))
		printf("# %s: %s", want, lines.data);
	stream_stop();
}

static void whole(void)
{
	struct record r = overdue();
	struct ss_wire_overdue *o = overdue_in(&r);

	set_program(&r);
	o->verdict = SS_REAP_SIGNALLED;
	o->signal = SIGKILL;
	o->signalled_ns = 4100;
	o->kernel_frames = 2;
	o->kernel_stack[0] = 0xffffffff81001000;
	o->kernel_stack[1] = 0xffffffff81002000;
	o->user_frames = 1;
	o->user_stack[0] = 0x7f0000001000;
	shows(&r, REAPER_HEAD
	      "\"reaper\":{\"rule\":\"stuck-reads\",\"target\":\"read\",\"kind\":\"syscall\","
	      "\"elapsed_ns\":80000000,\"limit_ns\":50000000,\"in_flight\":false,"
	      "\"action\":\"term:2s,kill:5s\",\"verdict\":\"signalled\",\"signal\":\"SIGKILL\","
	      "\"react_ns\":3100},\"file\":{\"path\":\"/srv/fifo\"},"
	      "\"stack\":{\"kernel\":[\"0xffffffff81001000\",\"0xffffffff81002000\"],"
	      "\"user\":[\"0x7f0000001000\"]},\"process\":{" ME
	      "\"exe\":\"/usr/bin/cat\",\"args\":[\"cat\",\"/srv/fifo\"],\"args_bytes\":14,"
	      "\"cwd\":\"/home/bob\"," REST "}\n");
}

static void variants(void)
{
	struct record r = overdue();
	struct ss_wire_overdue *o = overdue_in(&r);

	o->target = 1;
	o->returned = 0;
	shows(&r, REAPER_HEAD
	      "\"reaper\":{\"rule\":\"stuck-reads\",\"kind\":\"oncpu\",\"elapsed_ns\":80000000,"
	      "\"limit_ns\":50000000,\"in_flight\":true,\"action\":\"term:2s,kill:5s\","
	      "\"verdict\":\"reported\"},\"process\":{" ME REST ",\"incomplete\":[\"process\"]}\n");
	r.head.flags = SS_WIRE_KTHREAD;
	has(&r, "\"flags\":[\"kernel_thread\"]");
	has(&r, "!incomplete");
	o->verdict = SS_REAP_FAILED;
	o->signal = SIGTERM;
	o->error = -EBUSY;
	has(&r, "\"verdict\":\"failed\",\"signal\":\"SIGTERM\",\"error\":\"EBUSY\"}");
	o->error = 0;
	o->verdict = SS_REAP_GUARDED;
	o->guard = SS_GUARD_NS_INIT;
	has(&r, "\"verdict\":\"guarded\",\"guard\":\"g3\"}");
	o->signalled_ns = 900; /* before it was seen */
	has(&r, "!react_ns");
	o->elapsed_ns = UINT64_MAX;
	has(&r, "\"elapsed_ns\":\"18446744073709551615\"");
}

static void cut_file(void)
{
	struct record r = overdue();

	set_program(&r);
	r.head.flags = SS_WIRE_REAP_FILE_CUT | SS_WIRE_CWD_CUT | SS_WIRE_ARGS_FAULT;
	has(&r, "\"file\":{\"path\":\"srv/fifo\",\"path_truncated\":true}");
	has(&r, "\"cwd\":\"home/bob\",\"cwd_truncated\":true");
	has(&r, "\"incomplete\":[\"args\"]");
}

/* A refused record writes nothing and enters nobody. */
static void refused(const struct record *r)
{
	check(stream_start(10));
	check(reap(r, true) == -EBADMSG && !lines.len && !stream.seq);
	check(!ss_proc_table_count(stream.table));
	stream_stop();
}

/* The field at F of a good record is bad with VALUE. */
static void bad_field(size_t f, uint32_t value)
{
	struct record r = overdue();

	set_program(&r);
	memcpy(r.bytes + f, &value, sizeof(value));
	refused(&r);
}

#define BAD(field, value) bad_field(offsetof(struct ss_wire_overdue, field), value)

static void hostile_overdue(void)
{
	struct record r = overdue();

	BAD(rule, 4); /* there is none of that number */
	BAD(rule, SS_REAP_RULES);
	BAD(rule, UINT32_MAX);
	BAD(target, 2);
	BAD(target, UINT32_MAX);
	BAD(verdict, SS_REAP_VERDICTS);
	BAD(verdict, UINT32_MAX);
	BAD(guard, SS_GUARDS);
	BAD(guard, UINT32_MAX);
	BAD(kernel_frames, SS_REAP_FRAMES + 1);
	BAD(user_frames, UINT32_MAX);
	BAD(exe_len, 11);
	BAD(exe_len, UINT32_MAX);
	BAD(cwd_len, UINT32_MAX - 8);
	BAD(cgroup_len, 9);
	BAD(file_len, 0);
	BAD(args_len, UINT32_MAX);
	BAD(head.kind, SS_WIRE_SURVEY);
	BAD(head.kind, SS_EVENT_EXEC);
	BAD(head.kind, UINT32_MAX);
	for (uint32_t n = 0; n < offsetof(struct ss_wire_overdue, data); n += 1 + n % 13) {
		struct record cut = r;

		cut.head.size = n < sizeof(r.head) ? sizeof(r.head) : n;
		refused(&cut);
	}
	check(stream_start(10));
	check(ss_reap_take(&stream, &names, r.bytes, 3, &lines) == -EBADMSG);
	stream_stop();
}

/* Whatever the strings hold, it is one line of good text. */
static void hostile_strings(void)
{
	struct record r = overdue();
	struct ss_wire_overdue *o = overdue_in(&r);

	add_bytes(&r, &o->exe_len, "\xff\"\n", 4);
	add_bytes(&r, &o->file_len, "a\x1b\xfe", 4);
	has(&r, "\"path\":\"/a\\u001b\xef\xbf\xbd\",\"path_hex\":\"2f611bfe\"");
	has(&r, "\"exe\":\"/\xef\xbf\xbd\\\"\\n\",\"exe_hex\":\"2fff220a\"");
	r = overdue();
	add_bytes(&r, &overdue_in(&r)->file_len, "", 1);
	has(&r, "\"file\":{\"path\":\"/\"}");
}

static struct record gone(void)
{
	struct record r = { 0 };
	struct ss_wire_gone *g = (void *)r.bytes;

	*g = (struct ss_wire_gone){
		.head = { .kind = SS_WIRE_GONE, .size = sizeof(*g), .boot_ns = 3456789 },
		.id = wire_id(1, 1),
		.signalled_ns = 1000,
		.gone_ns = 12500,
		.rule = 5,
		.status = SIGKILL,
		.comm = "c1",
	};
	return r;
}

static void kills(void)
{
	struct record r = gone(), first = overdue();
	struct ss_wire_gone *g = (void *)r.bytes;

	set_program(&first);
	check(stream_start(10));
	check(!reap(&first, true) && !reap(&r, true));
	check_str(lines.data,
		  HEAD("reaper.kill",
		       "2") "\"reaper\":{\"rule\":\"stuck-reads\",\"result\":\"gone\","
			    "\"took_ns\":11500},\"process\":{"
			    "\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113,"
			    "\"exe\":\"/usr/bin/cat\",\"args\":[\"cat\",\"/srv/fifo\"],"
			    "\"args_bytes\":14,\"exit_signal\":\"SIGKILL\",\"comm\":\"c1\"},"
			    "\"cgroup_id\":\"12345\"}\n");
	check(!ss_proc_table_count(stream.table)); /* it has gone from there as well */
	stream_stop();
	g->status = 3 << 8;
	has(&r, "\"exit_code\":3,\"comm\":\"c1\"},\"incomplete\":[\"process\"]}");
	memset(g->comm, 'x', sizeof(g->comm)); /* no NUL */
	has(&r, "\"comm\":\"xxxxxxxxxxxxxxxx\"}");
}

static void hostile_kills(void)
{
	struct record r = gone();
	struct ss_wire_gone *g = (void *)r.bytes;

	for (uint32_t n = sizeof(r.head); n < sizeof(*g); n += 5) {
		g->head.size = n;
		refused(&r);
	}
	g->head.size = sizeof(*g) + 8;
	refused(&r);
	r = gone();
	g->rule = 6;
	refused(&r);
	r = gone();
	g->gone_ns = 999; /* before the signal */
	refused(&r);
}

static void ends(void)
{
	struct ss_reap_end end = {
		.rule = 0,
		.signal = SIGKILL,
		.result = SS_REAP_UNKILLABLE,
		.id = { .start_ns = ONE_SEC, .tgid = PID0 + 1, .exec = 1 },
		.took_ns = 2 * ONE_SEC,
		.state = 'D',
		.wchan = "request_wait_answer",
		.boot_ns = 3456789,
	};

	check(stream_start(10));
	ss_strbuf_clear(&lines);
	check(!ss_reap_end_write(&stream, &names, &end, &lines));
	check_str(lines.data,
		  HEAD("reaper.kill",
		       "1") "\"reaper\":{\"rule\":\"command line\",\"signal\":\"SIGKILL\","
			    "\"result\":\"unkillable\",\"took_ns\":2000000000,\"state\":\"D\","
			    "\"wchan\":\"request_wait_answer\"},\"process\":{"
			    "\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113},"
			    "\"incomplete\":[\"process\"]}\n");
	end.rule = 1;
	check(ss_reap_end_write(&stream, &names, &end, &lines) == -EINVAL && stream.seq == 1);
	end.rule = 0;
	end.result = SS_REAP_RECOVERED;
	end.wchan = "0"; /* as /proc has it for none */
	ss_strbuf_clear(&lines);
	check(!ss_reap_end_write(&stream, &names, &end, &lines));
	check(strstr(lines.data, "\"result\":\"recovered\"") && !strstr(lines.data, "wchan"));
	end.result = SS_REAP_NOT_DONE;
	end.took_ns = 0;
	ss_strbuf_clear(&lines);
	check(!ss_reap_end_write(&stream, &names, &end, &lines));
	check(strstr(lines.data, "\"result\":\"failed\"") && !strstr(lines.data, "took_ns"));
	stream_stop();
}

static struct record survey(void)
{
	struct record r = record_of(SS_WIRE_SURVEY, sizeof(struct ss_wire_survey), 1, 0);

	((struct ss_wire_survey *)r.bytes)->rules = 1;
	return r;
}

static void surveys(void)
{
	struct record r = survey();
	size_t used = 0;

	check(stream_start(10));
	check(!ss_reap_take_survey(&stream, r.bytes, sizeof(r), &used));
	check(used == sizeof(struct ss_wire_survey) && ss_proc_table_count(stream.table) == 1);
	check(!ss_reap_take_survey(&stream, r.bytes, sizeof(r), &used));
	check(ss_proc_table_count(stream.table) == 1);
	for (uint32_t n = 0; n < sizeof(struct ss_wire_survey); n += 3)
		check(ss_reap_take_survey(&stream, r.bytes, n, &used) == -EBADMSG);
	r.head.size++;
	check(ss_reap_take_survey(&stream, r.bytes, sizeof(r), &used) == -EBADMSG);
	r = overdue();
	check(ss_reap_take_survey(&stream, r.bytes, sizeof(r), &used) == -EBADMSG);
	stream_stop();
}

static void in_flight(void)
{
	struct record r = survey();
	struct ss_reap_late late = {
		.task = &((struct ss_wire_survey *)r.bytes)->task,
		.rule = 5,
		.elapsed_ns = 3 * ONE_SEC,
		.limit_ns = ONE_SEC,
		.in_flight = true,
		.verdict = SS_REAP_REPORTED,
		.reason = "the call is not on its kernel stack",
		.state = 'S',
		.wchan = "pipe_read",
		.cwd = "/home/bob",
		.file = "/srv/fifo",
		.kernel_stack = "[<0>] pipe_read+0x3d2/0x4f0\n"
				"[<0>] fuse_do+0x10/0x20 [fuse]\n"
				"[<0>] 0xffffffff81000000\nodd\n\n[<0>] last+0x1/0x2",
	};

	check(stream_start(10));
	ss_strbuf_clear(&lines);
	check(!ss_reap_late_write(&stream, &names, &late, &lines));
	if (!check(strstr(lines.data,
			  "\"reaper\":{\"rule\":\"stuck-reads\",\"target\":\"read\","
			  "\"kind\":\"syscall\",\"elapsed_ns\":3000000000,\"limit_ns\":1000000000,"
			  "\"in_flight\":true,\"action\":\"term:2s,kill:5s\","
			  "\"verdict\":\"reported\",\"reason\":\"the call is not on its kernel "
			  "stack\",\"state\":\"S\",\"wchan\":\"pipe_read\"},"
			  "\"file\":{\"path\":\"/srv/fifo\"},"
			  "\"stack\":{\"kernel\":[\"pipe_read+0x3d2\",\"fuse_do+0x10 [fuse]\","
			  "\"0xffffffff81000000\",\"odd\",\"\",\"last+0x1\"]},\"process\":{" ME
			  "\"cwd\":\"/home/bob\"," REST ",\"incomplete\":[\"process\"]}\n")))
		printf("# %s", lines.data);
	late.rule = 1;
	check(ss_reap_late_write(&stream, &names, &late, &lines) == -EINVAL);
	late.rule = 5;
	late.target = 2;
	check(ss_reap_late_write(&stream, &names, &late, &lines) == -EINVAL);
	late.target = 0;
	late.kernel_stack = ""; /* of a process that runs */
	ss_strbuf_clear(&lines);
	check(!ss_reap_late_write(&stream, &names, &late, &lines));
	check(!strstr(lines.data, "stack\":{"));
	stream_stop();
}

/* Addresses by name: a return address at the end of a function is that function's. */
static void stacks_by_name(void)
{
	static const char list[] = "ffffffff81001000 T first\nffffffff81002000 T second\n"
				   "ffffffffc0000000 t third\t[mod]\n";
	char path[] = "/tmp/ss-test-symbols-XXXXXX";
	int fd = mkstemp(path);
	struct record r = overdue();
	struct ss_wire_overdue *o = overdue_in(&r);

	check(fd >= 0 && write(fd, list, sizeof(list) - 1) == sizeof(list) - 1);
	close(fd);
	names.symbols = ss_kallsyms_new(path);
	names.maps = ss_maps_new();
	o->kernel_frames = 4;
	o->kernel_stack[0] = 0xffffffff81002000;
	o->kernel_stack[1] = 0xffffffff81002000;
	o->kernel_stack[2] = 0xffffffffc0000010;
	o->kernel_stack[3] = 1;
	o->user_frames = 1;
	o->user_stack[0] = 0x401000; /* of a process that has gone */
	has(&r, "\"kernel\":[\"second+0x0\",\"first+0x1000\",\"third+0x10 [mod]\",\"0x1\"],"
		"\"user\":[\"0x401000\"]");
	ss_kallsyms_free(names.symbols);
	ss_maps_free(names.maps);
	names.symbols = NULL;
	names.maps = NULL;
	unlink(path);
}

static void limits(void)
{
	struct ss_reap_learnt l = { .rule = 5,
				    .quantile_ppm = 999500,
				    .limit_ns = 20000000,
				    .quantile_ns = 5000000,
				    .samples = 1000,
				    .need = 100 };

	check(stream_start(10));
	ss_strbuf_clear(&lines);
	check(!ss_reap_learnt_write(&stream, &names, &l, &lines));
	check(!!strstr(lines.data,
		       "\"reaper\":{\"rule\":\"stuck-reads\",\"target\":\"read\","
		       "\"kind\":\"syscall\",\"limit_ns\":20000000,\"learning\":false,"
		       "\"quantile\":\"p99.95\",\"quantile_ns\":5000000,\"samples\":1000}}\n"));
	l = (struct ss_reap_learnt){ .rule = 0,
				     .target = 1,
				     .exe = "/usr/bin/cat",
				     .quantile_ppm = 500000,
				     .samples = 12,
				     .need = 100 };
	ss_strbuf_clear(&lines);
	check(!ss_reap_learnt_write(&stream, &names, &l, &lines));
	check(!!strstr(lines.data,
		       "\"reaper\":{\"rule\":\"command line\",\"kind\":\"oncpu\","
		       "\"exe\":\"/usr/bin/cat\",\"learning\":true,\"quantile\":\"p50\","
		       "\"samples\":12,\"samples_needed\":100}}\n"));
	l.target = 2;
	check(ss_reap_learnt_write(&stream, &names, &l, &lines) == -EINVAL);
	l.target = 1;
	l.rule = 7;
	check(ss_reap_learnt_write(&stream, &names, &l, &lines) == -EINVAL && stream.seq == 2);
	stream_stop();
}

static void mass(void)
{
	struct ss_reap_mass_change m = {
		.engaged = true, .limit = 8, .within_ns = ONE_SEC, .overdue = 9
	};

	check(stream_start(10));
	ss_strbuf_clear(&lines);
	ss_reap_mass_write(&stream, &m, &lines);
	check(!!strstr(lines.data, "\"mass\":{\"engaged\":true,\"limit\":8,"
				   "\"within_ns\":1000000000,\"overdue\":9}}\n"));
	m.engaged = false;
	m.held = 31;
	m.duration_ns = 4 * ONE_SEC;
	ss_strbuf_clear(&lines);
	ss_reap_mass_write(&stream, &m, &lines);
	check(!!strstr(lines.data, "\"mass\":{\"engaged\":false,\"limit\":8,"
				   "\"within_ns\":1000000000,\"overdue\":9,\"held\":31,"
				   "\"duration_ns\":4000000000}}\n"));
	stream_stop();
}

/* The names of /usr/bin/tar from leaf to root, SIZE bytes of the record in memory of its own. */
static int met(size_t size, uint32_t kind, uint32_t exe_len, uint32_t rule, uint32_t flags,
	       char **exe)
{
	static const char path[] = "tar\0bin\0usr";
	struct ss_wire_met *r = calloc(1, sizeof(*r) + sizeof(path));
	void *exact = malloc(size);
	int err;

	r->head.kind = kind;
	r->head.size = sizeof(*r) + exe_len;
	r->head.flags = flags;
	r->whose.rule = rule;
	r->exe_len = exe_len;
	memcpy(r->data, path, sizeof(path));
	memcpy(exact, r, size);
	err = ss_reap_met_read(exact, size, exe);
	free(exact);
	free(r);
	return err;
}

static void files_met(void)
{
	const size_t fixed = sizeof(struct ss_wire_met), len = sizeof("tar\0bin\0usr");
	char *exe;

	check(met(fixed + len, SS_WIRE_MET, len, 3, 0, &exe) == 0);
	check_str(exe, "/usr/bin/tar");
	free(exe);
	check(met(fixed + len, SS_WIRE_MET, len, 3, SS_WIRE_EXE_CUT, &exe) == 0);
	check_str(exe, "usr/bin/tar");
	free(exe);
	check(met(fixed + len - 1, SS_WIRE_MET, len, 3, 0, &exe) == -EBADMSG);
	check(met(fixed + len, SS_WIRE_MET, len - 1, 3, 0, &exe) == -EBADMSG);
	check(met(fixed + len, SS_WIRE_MET, ~0u, 3, 0, &exe) == -EBADMSG);
	check(met(fixed + len, SS_WIRE_MET, len, SS_REAP_RULES, 0, &exe) == -EBADMSG);
	check(met(fixed + len, SS_WIRE_GONE, len, 3, 0, &exe) == -EBADMSG);
	check(met(fixed - 1, SS_WIRE_MET, 0, 3, 0, &exe) == -EBADMSG);
	check(met(4, SS_WIRE_MET, 0, 3, 0, &exe) == -EBADMSG);
}

static const struct check_case cases[] = {
	{ "an overdue call that has returned", whole },
	{ "what else an overdue can be", variants },
	{ "names that were cut", cut_file },
	{ "overdue records that make no sense", hostile_overdue },
	{ "strings of any bytes", hostile_strings },
	{ "a process that has gone", kills },
	{ "records of the gone that make no sense", hostile_kills },
	{ "what became of one that user space signalled", ends },
	{ "a survey feeds the table", surveys },
	{ "a call that has not returned", in_flight },
	{ "stacks by name", stacks_by_name },
	{ "limits that were learnt", limits },
	{ "files whose durations are counted", files_met },
	{ "the guard against too many", mass },
};

CHECK_MAIN(cases)
