// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/progstat.h"
#include "check.h"
#include "event/cost.h"

static void line(struct ss_cost c, const char *want)
{
	struct ss_strbuf b = { 0 };
	struct ss_json w;

	ss_json_init(&w, &b);
	ss_json_object(&w, NULL);
	ss_cost_write(&w, &c);
	ss_json_end_object(&w);
	check_str(b.data, want);
	ss_strbuf_fini(&b);
}

static void lines(void)
{
	line((struct ss_cost){ "on_open", "x/y", 1000, 2500000, 2000000000 },
	     "{\"cost\":{\"program\":\"on_open\",\"hook\":\"x/y\",\"runs\":1000,"
	     "\"runs_per_s\":500.0,\"ns_per_run\":2500.0,\"cpu_percent\":0.125,"
	     "\"duration_us\":2000000}}");
	line((struct ss_cost){ "on_open", "x", 0, 0, 0 },
	     "{\"cost\":{\"program\":\"on_open\",\"hook\":\"x\",\"runs\":0,\"runs_per_s\":0.0,"
	     "\"ns_per_run\":0.0,\"cpu_percent\":0.000,\"duration_us\":0}}");
	line((struct ss_cost){ .program = "ss-trace", .ns = 1000000000, .duration_ns = 1000000000 },
	     "{\"cost\":{\"program\":\"ss-trace\",\"cpu_percent\":100.000,"
	     "\"duration_us\":1000000}}");
}

static void fdinfo(void)
{
	static const char text[] = "pos:\t0\nprog_type:\t26\nrun_time_ns:\t12345678901\n"
				   "run_cnt:\t42\nrecursion_misses:\t3\nverified_insns:\t9\n";
	char path[] = "/tmp/ss-test-fdinfo-XXXXXX";
	int fd = mkstemp(path);
	struct ss_progstat s;

	check(write(fd, text, sizeof(text) - 1) == sizeof(text) - 1);
	check(!ss_progstat_read_file(path, &s));
	check(s.runs == 42 && s.ns == 12345678901 && s.misses == 3);
	check(!ss_progstat_read(fd, &s)); /* a file's, which knows of no runs */
	check(!s.runs && !s.ns && !s.misses);
	close(fd);
	unlink(path);
	check(ss_progstat_read_file(path, &s) == -ENOENT && !s.runs);
}

static const struct check_case cases[] = {
	{ "the lines of programs, and of the command", lines },
	{ "runs are read from fdinfo", fdinfo },
};
CHECK_MAIN(cases)
