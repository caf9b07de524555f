// SPDX-License-Identifier: BSD-2-Clause
/* The lines of ss-reaper as text. */
#include <stdio.h>

#include "check.h"
#include "event/view.h"

#define LINE(type, rest)                                                                           \
	"{\"v\":1,\"type\":\"" type "\",\"ts\":\"2026-09-25T10:11:12.003456789Z\"," rest "}"
#define WHO "\"process\":{\"id\":\"x-1\",\"pid\":52699,\"user\":\"root\",\"comm\":\"cat\"}"

static void text(const char *line, const char *want)
{
	struct ss_strbuf buf = { 0 };
	struct ss_view v;

	check(!ss_view_init(&v, SS_VIEW_TEXT, NULL, SS_COLOR_NEVER));
	ss_strbuf_str(&buf, line);
	ss_strbuf_char(&buf, '\n');
	check(!ss_view_line(&v, &buf, 0));
	check_str(buf.data, want);
	ss_strbuf_fini(&buf);
	ss_view_fini(&v);
}

static void overdue(void)
{
	text(LINE("reaper.overdue",
		  "\"reaper\":{\"rule\":\"stuck\",\"target\":\"read\",\"kind\":\"syscall\","
		  "\"elapsed_ns\":80123456,\"limit_ns\":50000000,\"in_flight\":false,"
		  "\"action\":\"kill\",\"verdict\":\"signalled\",\"signal\":\"SIGKILL\","
		  "\"react_ns\":3100},\"file\":{\"path\":\"/srv/a b\"}," WHO),
	     "10:11:12.003 overdue 52699   root     cat             "
	     "read took 80.1ms, limit 50ms, stuck: signalled SIGKILL in 3.1us, file '/srv/a b'\n");
	text(LINE("reaper.overdue", "\"reaper\":{\"target\":\"read\",\"elapsed_ns\":80000000,"
				    "\"limit_ns\":50000000},\"parent\":{\"pid\":6,\"comm\":\"sh\"},"
				    "\"process\":{\"pid\":7,\"comm\":\"cat\",\"user\":\"root\","
				    "\"args\":[\"cat\",\"a b\"]}"),
	     "10:11:12.003 overdue 7       root     cat             "
	     "read took 80ms, limit 50ms: cat 'a b'  <- sh(6)\n");
	text(LINE("reaper.overdue",
		  "\"reaper\":{\"rule\":\"spin\",\"kind\":\"oncpu\",\"elapsed_ns\":999700000,"
		  "\"limit_ns\":500000000,\"in_flight\":true,\"action\":\"kill\","
		  "\"verdict\":\"guarded\",\"guard\":\"pid 1\"}," WHO),
	     "10:11:12.003 overdue 52699   root     cat             "
	     "oncpu for 1000ms, limit 500ms, spin: guarded (pid 1)\n");
	text(LINE("reaper.overdue",
		  "\"reaper\":{\"rule\":\"r\",\"target\":\"read\",\"kind\":\"syscall\","
		  "\"elapsed_ns\":2,\"limit_ns\":1,\"in_flight\":true,\"action\":\"kill\","
		  "\"verdict\":\"failed\",\"reason\":\"why\",\"signal\":\"SIGKILL\","
		  "\"error\":\"EBUSY\",\"state\":\"D\",\"wchan\":\"fuse_wait\"}," WHO),
	     "10:11:12.003 overdue 52699   root     cat             "
	     "read for 2ns, limit 1ns, r: failed SIGKILL EBUSY, why, state D in fuse_wait\n");
}

#define READ                                                                                       \
	"\"reaper\":{\"rule\":\"r\",\"target\":\"read\",\"kind\":\"syscall\",\"elapsed_ns\":2," \
	"\"limit_ns\":1,\"in_flight\":true,\"action\":"

/* What was done, where it is no signal, and why nothing was. */
static void verdicts(void)
{
	static const struct {
		const char *line, *want;
	} lines[] = {
		{ LINE("reaper.overdue", READ "\"kill\",\"verdict\":\"rate\"}"),
		  "held back (rate or cool-down)" },
		{ LINE("reaper.overdue", READ "\"kill\",\"verdict\":\"mass\"}"),
		  "held back (too many at once)" },
		{ LINE("reaper.overdue", READ "\"freeze\",\"verdict\":\"signalled\","
					      "\"react_ns\":7430000}"),
		  "frozen in 7.43ms" },
		{ LINE("reaper.overdue", READ "\"freeze,cgroup-kill\",\"verdict\":\"asked\"}"),
		  "to be frozen" },
		{ LINE("reaper.overdue", READ "\"cgroup-kill\",\"verdict\":\"signalled\","
					      "\"signal\":\"SIGKILL\",\"react_ns\":2000000}"),
		  "its cgroup killed in 2ms" },
		{ LINE("reaper.overdue", READ "\"freeze\",\"verdict\":\"failed\","
					      "\"reason\":\"why\",\"error\":\"EPERM\"}"),
		  "freeze failed EPERM, why" },
		{ LINE("reaper.overdue", READ "\"freeze\",\"verdict\":\"dry-run\"}"),
		  "would be frozen" },
		{ LINE("reaper.overdue", READ "\"freezer\",\"verdict\":\"asked\"}"), "asked" },
		{ LINE("reaper.overdue", READ "\"report,freeze\",\"verdict\":\"reported\"}"),
		  "reported" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char want[160];

		snprintf(want, sizeof(want),
			 "10:11:12.003 overdue                                  "
			 "read for 2ns, limit 1ns, r: %s\n",
			 lines[i].want);
		text(lines[i].line, want);
	}
}

static void kills(void)
{
	text(LINE("reaper.kill",
		  "\"reaper\":{\"rule\":\"stuck\",\"signal\":\"SIGKILL\",\"result\":\"gone\","
		  "\"took_ns\":2100000},\"process\":{\"pid\":52699,\"exit_signal\":\"SIGKILL\","
		  "\"comm\":\"cat\"}"),
	     "10:11:12.003 kill    52699            cat             "
	     "gone 2.1ms after SIGKILL, stuck: killed by SIGKILL\n");
	text(LINE("reaper.kill",
		  "\"reaper\":{\"rule\":\"stuck\",\"result\":\"unkillable\",\"took_ns\":2000000000,"
		  "\"state\":\"D\",\"wchan\":\"w\"},\"process\":{\"pid\":52699,\"comm\":\"cat\"}"),
	     "10:11:12.003 kill    52699            cat             "
	     "unkillable 2s after the signal, stuck, state D in w\n");
	text(LINE("reaper.kill",
		  "\"reaper\":{\"rule\":\"stuck\",\"signal\":\"SIGKILL\",\"result\":\"failed\"},"
		  "\"process\":{\"pid\":52699,\"comm\":\"cat\"}"),
	     "10:11:12.003 kill    52699            cat             "
	     "failed SIGKILL, stuck\n");
	text(LINE("reaper.kill",
		  "\"reaper\":{\"rule\":\"stuck\",\"reason\":\"why\",\"error\":\"EPERM\","
		  "\"result\":\"failed\"},\"process\":{\"pid\":52699,\"comm\":\"cat\"}"),
	     "10:11:12.003 kill    52699            cat             "
	     "failed EPERM, stuck, why\n");
}

static void limits(void)
{
	text(LINE("reaper.limit",
		  "\"reaper\":{\"rule\":\"slow\",\"target\":\"read\",\"kind\":\"syscall\","
		  "\"exe\":\"/bin/cat\",\"limit_ns\":20000000,\"learning\":false,"
		  "\"quantile\":\"p99\",\"quantile_ns\":5000000,\"samples\":1000}"),
	     "10:11:12.003 limit read of /bin/cat, slow: 20ms (p99 5ms of 1000)\n");
	text(LINE("reaper.limit",
		  "\"reaper\":{\"rule\":\"slow\",\"target\":\"read\",\"kind\":\"syscall\","
		  "\"learning\":true,\"quantile\":\"p99\",\"samples\":12,\"samples_needed\":100}"),
	     "10:11:12.003 limit read, slow: still learning (p99 of 12, enough: 100)\n");
}

static void mass(void)
{
	text(LINE("reaper.mass", "\"mass\":{\"engaged\":true,\"limit\":8,"
				 "\"within_ns\":1000000000,\"overdue\":9}"),
	     "10:11:12.003 mass guard on: 9 overdue within 1s, more than 8: only reported\n");
	text(LINE("reaper.mass", "\"mass\":{\"engaged\":false,\"limit\":8,\"within_ns\":1000000000,"
				 "\"overdue\":40,\"held\":31,\"duration_ns\":4100000000}"),
	     "10:11:12.003 mass guard off: 31 signals held back in 4.1s\n");
}

static void begin_and_end(void)
{
	text(LINE("meta.start",
		  "\"tool\":{\"name\":\"ss-reaper\",\"version\":\"1\",\"kernel\":\"6.18\"},"
		  "\"watched\":[{\"target\":\"vfs_read\",\"kind\":\"func\","
		  "\"hook\":\"fexit/vfs_read\"},{\"kind\":\"oncpu\",\"hook\":\"perf_event\"}]"),
	     "ss-reaper 1 on Linux 6.18: vfs_read (fexit/vfs_read) oncpu (perf_event)\n");
	text(LINE("meta.stop", "\"reason\":\"signal\",\"watched\":[{\"target\":\"vfs_read\","
			       "\"kind\":\"func\",\"hook\":\"fexit/vfs_read\",\"calls\":12,"
			       "\"late\":3,\"nested\":1}],\"records_lost\":0"),
	     "vfs_read (fexit/vfs_read): 12 calls returned, 3 of them late, 1 nested\n"
	     "0 lines lost\n");
	text(LINE("meta.stop",
		  "\"reason\":\"signal\",\"watched\":[{\"target\":\"read\",\"kind\":\"syscall\","
		  "\"hook\":\"h\",\"calls\":0,\"late\":0,\"overdue\":1},{\"kind\":\"oncpu\","
		  "\"hook\":\"h\",\"calls\":900,\"late\":2,\"overdue\":0},{\"kind\":\"lifetime\","
		  "\"hook\":\"h\",\"calls\":0,\"late\":0,\"overdue\":3}],\"records_lost\":0"),
	     "read (h): 0 calls returned, 0 of them late; 1 overdue under way\n"
	     "oncpu (h): 2 overdue\nlifetime (h): 3 overdue\n0 lines lost\n");
}

/* A recording may hold anything under these names. */
static void made_up(void)
{
	text(LINE("reaper.kill", "\"reaper\":7"),
	     "10:11:12.003 kill                                     \n");
	text(LINE("reaper.mass", "\"mass\":[]"), "10:11:12.003  signals held back in \n");
	text(LINE("reaper.limit", "\"reaper\":{\"rule\":\"\\u001b[2J\",\"kind\":\"x\"}"),
	     "10:11:12.003 limit x, \\x1b[2J)\n");
	text(LINE("reaper.none", "\"a\":1"), LINE("reaper.none", "\"a\":1") "\n");
}

static const struct check_case cases[] = {
	{ "reaper.overdue", overdue }, { "what was done", verdicts }, { "reaper.kill", kills }, { "reaper.limit", limits },
	{ "reaper.mass", mass },       { "made up", made_up },	 { "begin and end", begin_and_end },
};

CHECK_MAIN(cases)
