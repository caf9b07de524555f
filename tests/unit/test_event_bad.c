// SPDX-License-Identifier: BSD-2-Clause
/* What is no record of ours, and the records of the task iterator. */
#include <errno.h>

#include "check.h"
#include "records.h"

/* SIZE bytes of R, copied so that a sanitizer sees one byte too far: refused, and nothing happens.
 */
static void refused(const struct record *r, size_t size)
{
	char *copy = malloc(size ? size : 1);
	uint64_t seq = stream.seq;
	size_t count = ss_proc_table_count(stream.table);

	memcpy(copy, r->bytes, size);
	ss_strbuf_clear(&lines);
	check(ss_event_take(&stream, copy, size, true, &lines, &last_type) == -EBADMSG);
	check(!lines.len && stream.seq == seq && ss_proc_table_count(stream.table) == count);
	free(copy);
}

static void sizes_of(struct record r)
{
	uint32_t size = r.head.size;

	for (uint32_t n = 0; n < size; n++)
		refused(&r, n);
	for (uint32_t n = 0; n < size + 9; n++) {
		r.head.size = n;
		if (n != size)
			refused(&r, size + 16);
	}
	r.head.size = UINT32_MAX;
	refused(&r, size);
	r.head.size = size;
	check(take(&r, true) == 1);
}

static void sizes(void)
{
	struct record r = exec_of(3, 1);

	check(stream_start(10));
	sizes_of(fork_of(1, 0));
	sizes_of(exit_of(2, 1, 0));
	SET_EXE(&r, "sh\0bin");
	SET_CWD(&r, "tmp");
	SET_CGROUP(&r, "x");
	SET_ARGS(&r, "a\0b");
	sizes_of(r);
	r.head.kind = SS_EVENT_EXEC_FAILED;
	sizes_of(r);
	stream_stop();
}

/* The perf buffer rounds a sample up. */
static void more_behind_it(void)
{
	struct record r = fork_of(1, 0);

	check(stream_start(10));
	check(ss_event_take(&stream, &r, r.head.size + 7, true, &lines, &last_type) == 1);
	r = exec_of(1, 0);
	SET_ARGS(&r, "a");
	check(ss_event_take(&stream, &r, r.head.size + 7, true, &lines, &last_type) == 1);
	stream_stop();
}

static void kinds(void)
{
	struct record r = fork_of(1, 0);
	static const uint32_t bad[] = { SS_WIRE_SNAPSHOT, SS_EVENT_TYPES + 2, 100, UINT32_MAX,
					1u << 31 };

	check(stream_start(10));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r.head.kind = bad[i];
		refused(&r, r.head.size);
	}
	stream_stop();
}

static void lengths(void)
{
	struct record r = exec_of(1, 0), bad;
	uint32_t *const lens[] = { &bad.exec.exe_len, &bad.exec.cwd_len, &bad.exec.cgroup_len,
				   &bad.exec.args_len };

	check(stream_start(10));
	SET_EXE(&r, "sh\0bin");
	SET_ARGS(&r, "a\0b");
	for (int i = 0; i < 4; i++) {
		bad = r;
		++*lens[i];
		refused(&bad, r.head.size);
		*lens[i] = UINT32_MAX;
		refused(&bad, r.head.size);
		bad = r;
		bad.head.size++;
		++*lens[i]; /* they agree, but there is one byte less */
		refused(&bad, r.head.size);
	}
	bad = r; /* the sum is right in 32 bits only */
	bad.exec.cwd_len = bad.exec.cgroup_len = 1u << 31;
	refused(&bad, r.head.size);
	stream_stop();
}

static int take_snapshot(const struct record *r, size_t size, size_t *used, bool print)
{
	char *copy = malloc(size ? size : 1);
	int err;

	memcpy(copy, r->bytes, size);
	ss_strbuf_clear(&lines);
	err = ss_event_take_snapshot(&stream, copy, size, used, print ? &lines : NULL);
	free(copy);
	return err;
}

static void snapshot_refused(void)
{
	struct record r = record_of(SS_WIRE_SNAPSHOT, sizeof(r.fork), 1, 0);
	size_t used = 99;

	check(stream_start(10));
	for (size_t size = 0; size < sizeof(r.fork); size++)
		check(take_snapshot(&r, size, &used, true) == -EBADMSG);
	r.head.size++;
	check(take_snapshot(&r, sizeof(r.fork) + 1, &used, true) == -EBADMSG);
	r = fork_of(1, 0);
	check(take_snapshot(&r, sizeof(r.fork), &used, true) == -EBADMSG);
	check(used == 99 && !lines.len && !ss_proc_table_count(stream.table));
	stream_stop();
}

static void snapshot_line(void)
{
	struct record r = record_of(SS_WIRE_SNAPSHOT, sizeof(r.fork), 1, 0);
	size_t used = 0;

	check(stream_start(10));
	r.head.flags = SS_WIRE_KTHREAD;
	check(!take_snapshot(&r, sizeof(r.fork) + 50, &used, true) && used == sizeof(r.fork));
	check_str(lines.data,
		  HEAD("meta.snapshot",
		       "1") "\"process\":{"
			    "\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113,"
			    "\"tid\":2147418113,\"ppid\":0,\"comm\":\"c1\"," CREDS ","
			    "\"start\":\"2026-09-25T10:11:13.000000000Z\",\"flags\":[\"kernel_"
			    "thread\"]," NAMESPACES ",\"cgroup_id\":\"12345\"}\n");
	r.head.flags = 0; /* /proc has never heard of it */
	check(!take_snapshot(&r, sizeof(r.fork), &used, true));
	check(strstr(lines.data, ",\"incomplete\":[\"process\"]}\n"));
	check(ss_proc_table_count(stream.table) == 1 && stream.seq == 2);
	stream_stop();
}

/* This process's start to the tick, which is all that /proc is asked for. */
static uint64_t my_start(void)
{
	unsigned long long ticks = 0;
	char line[1024] = "";
	FILE *f = fopen("/proc/self/stat", "r");
	char *at = f && fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;

	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	if (at)
		ticks = strtoull(at, NULL, 10);
	if (f)
		fclose(f);
	return ticks * (ONE_SEC / sysconf(_SC_CLK_TCK));
}

static void snapshot_of_this_process(void)
{
	struct record r = record_of(SS_WIRE_SNAPSHOT, sizeof(r.fork), 1, 0);
	struct record child = fork_of(2, 0);
	char here[4096], want[4200];
	size_t used;

	check(stream_start(10));
	r.fork.task.id = (struct ss_wire_id){ .tgid = getpid(), .start_ns = my_start(), .exec = 5 };
	check(!take_snapshot(&r, sizeof(r.fork), &used, false) && !lines.len && !stream.seq);
	child.fork.creator = child.fork.task.parent = r.fork.task.id;
	check(take(&child, true) == 1);
	check(strstr(lines.data, "/test_event_bad\",\"args\":[\""));
	check(!strstr(lines.data, "incomplete"));
	check(!take_snapshot(&r, sizeof(r.fork), &used, true));
	snprintf(want, sizeof(want), ",\"cwd\":\"%s\",", getcwd(here, sizeof(here)));
	check(strstr(lines.data, want) && strstr(lines.data, "/test_event_bad\",\"args\":[\""));
	stream_stop();
}

static const struct check_case cases[] = {
	{ "a wrong size is refused", sizes },
	{ "bytes behind a record do not matter", more_behind_it },
	{ "an unknown kind is refused", kinds },
	{ "lengths that do not add up are refused", lengths },
	{ "snapshot: what is no record", snapshot_refused },
	{ "snapshot: a kernel thread, a process that has gone", snapshot_line },
	{ "snapshot: this process, and its child's line", snapshot_of_this_process },
};

CHECK_MAIN(cases)
