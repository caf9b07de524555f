// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "check.h"
#include "event/count.h"
#include "records.h"
#include "wire_count.h"

static struct ss_count *count;
static char table[16384]; /* what stands behind the head of each line */

static void start(uint32_t by, uint64_t top)
{
	check(stream_start(100));
	count = ss_count_new(by, top);
	check(count);
}

static void stop(void)
{
	ss_count_free(count);
	stream_stop();
}

static struct ss_wire_group group(uint32_t type, uint64_t exe)
{
	return (struct ss_wire_group){ .type = type, .exe.inode = exe, .exe.dev = !!exe };
}

static void add(struct ss_wire_group g, uint64_t events)
{
	check(!ss_count_add(count, &g, events));
}

static struct ss_wire_naming naming(uint32_t process, uint64_t exe, uint64_t cgroup)
{
	return (struct ss_wire_naming){
		.head = { .kind = SS_WIRE_NAMING, .size = sizeof(struct ss_wire_naming) },
		.id = wire_id(process, 1),
		.exe = { exe, !!exe, 0 },
		.cgroup_id = cgroup,
	};
}

static void name(uint32_t process, uint64_t exe, uint64_t cgroup)
{
	struct ss_wire_naming r = naming(process, exe, cgroup);

	check(!ss_count_name(count, &stream, &r, sizeof(r)));
}

/* The table, printed, without the heads of its lines. */
static void print(void)
{
	struct ss_strbuf b = { 0 };
	char *at = table;

	ss_count_begin(count, 2000000);
	while (true) {
		const char *rest;

		ss_strbuf_clear(&b);
		if (!ss_count_next(count, &stream, &b))
			break;
		rest = strstr(b.data, "\"host\":\"h1\",");
		if (check(rest))
			at = stpcpy(at, rest + strlen("\"host\":\"h1\","));
	}
	*at = 0;
	ss_count_end(count);
	ss_strbuf_fini(&b);
}

static void keys(void)
{
	uint32_t by = 0;

	check(!ss_count_parse("by=type", &by) && by == SS_GROUP_TYPE);
	check(!ss_count_parse("by=exe,type,comm", &by) &&
	      by == (SS_GROUP_TYPE | SS_GROUP_EXE | SS_GROUP_COMM));
	check(!ss_count_parse("by=pid,uid,cgroup,container", &by) &&
	      by == (SS_GROUP_PID | SS_GROUP_UID | SS_GROUP_CGROUP | SS_GROUP_CONTAINER));
	check(ss_count_parse("by=", &by) == -EINVAL);
	check(ss_count_parse("by=exe,", &by) == -EINVAL);
	check(ss_count_parse("by=ex", &by) == -EINVAL);
	check(ss_count_parse("10", &by) == -EINVAL);
}

static void largest_first(void)
{
	start(SS_GROUP_TYPE | SS_GROUP_PID | SS_GROUP_UID | SS_GROUP_COMM | SS_GROUP_CGROUP, 0);
	add((struct ss_wire_group){ .type = SS_EVENT_FORK, .pid = 7, .uid = 1, .cgroup_id = 5 }, 3);
	add((struct ss_wire_group){ .type = SS_EVENT_EXEC, .pid = 8, .comm = "a\xff" }, 40);
	add((struct ss_wire_group){ .type = SS_EVENT_EXIT }, 0); /* made, and then no room on this
								    processor: nothing to say */
	print();
	check_str(table, "\"count\":{\"by\":{\"type\":\"process.exec\",\"comm\":\"a\ufffd\","
			 "\"comm_hex\":\"61ff\",\"pid\":8,\"uid\":0,\"cgroup_id\":\"0\"},"
			 "\"events\":40,\"duration_us\":2000}}\n"
			 "\"count\":{\"by\":{\"type\":\"process.fork\",\"comm\":\"\",\"pid\":7,"
			 "\"uid\":1,\"cgroup_id\":\"5\"},\"events\":3,\"duration_us\":2000}}\n");
	print();
	check_str(table, "");
	stop();
}

static void only_the_top(void)
{
	struct ss_wire_group other;

	start(SS_GROUP_TYPE, 2);
	memset(&other, 0xff, sizeof(other));
	for (uint32_t i = 0; i < 4; i++)
		add((struct ss_wire_group){ .type = i }, 10 + i);
	add(other, 100);
	check(ss_count_roomless(count) == 100);
	print();
	check_str(table, "\"count\":{\"by\":{\"type\":\"process.exit\"},\"events\":13,"
			 "\"duration_us\":2000}}\n"
			 "\"count\":{\"by\":{\"type\":\"process.exec_failed\"},\"events\":12,"
			 "\"duration_us\":2000}}\n"
			 "\"count\":{\"other\":true,\"events\":121,\"duration_us\":2000}}\n");
	check(ss_count_roomless(count) == 0);
	stop();
}

static void take_exec(uint32_t n, const char *exe, size_t len)
{
	struct record r = exec_of(n, 0);

	add_bytes(&r, &r.exec.exe_len, exe, len);
	SET_ARGS(&r, "a");
	check(take(&r, false) == 1);
}

static void names_of_files(void)
{
	start(SS_GROUP_EXE, 0);
	take_exec(1, "sh\0bin", 7);
	name(1, 77, 0);
	name(2, 78, 0); /* its exec comes after it */
	name(4, 80, 0); /* and this one's never does */
	take_exec(2, "sh\0bin", 7);
	ss_count_look_again(count, &stream);
	take_exec(3, "ls\0bin", 7);
	name(3, 79, 0);
	add(group(0, 77), 1); /* two files, one after the other, of one name */
	add(group(0, 78), 5);
	add(group(0, 79), 4);
	add(group(0, 80), 3);
	add(group(0, 0), 2);
	print();
	check_str(table,
		  "\"count\":{\"by\":{\"exe\":\"/bin/sh\"},\"events\":6,\"duration_us\":2000}}\n"
		  "\"count\":{\"by\":{\"exe\":\"/bin/ls\"},\"events\":4,\"duration_us\":2000}}\n"
		  "\"count\":{\"by\":{},\"incomplete\":[\"exe\"],\"events\":3,"
		  "\"duration_us\":2000}}\n"
		  "\"count\":{\"by\":{},\"events\":2,\"duration_us\":2000}}\n");
	stop();
}

static void names_are_forgotten(void)
{
	start(SS_GROUP_EXE, 0);
	take_exec(1, "sh\0bin", 7);
	name(1, 77, 0);
	print();
	add(group(0, 77), 1); /* one table later it is still known */
	print();
	check(strstr(table, "/bin/sh"));
	add(group(0, 77), 1);
	print();
	check(!strstr(table, "/bin/sh"));
	name(1, 77, 0);
	add(group(0, 77), 1);
	print();
	check(strstr(table, "/bin/sh"));
	stop();
}

static void names_of_containers(void)
{
	static const char cgroup[] =
		"docker-551e161c47d8551e161c47d8551e161c47d8551e161c47d8551e161"
		"c47d8abcd.scope\0system.slice";
	struct record r = exec_of(1, 0);

	start(SS_GROUP_CONTAINER, 0);
	SET_EXE(&r, "sh\0bin");
	SET_CGROUP(&r, cgroup);
	SET_ARGS(&r, "a");
	check(take(&r, false) == 1);
	name(1, 0, 12345);
	take_exec(2, "sh\0bin", 7);
	add((struct ss_wire_group){ .cgroup_id = 12345 }, 3);
	add((struct ss_wire_group){ .cgroup_id = 9 }, 2);
	print();
	check_str(table, "\"count\":{\"by\":{\"container\":\"551e161c47d8\"},\"events\":3,"
			 "\"duration_us\":2000}}\n"
			 "\"count\":{\"by\":{},\"incomplete\":[\"container\"],\"events\":2,"
			 "\"duration_us\":2000}}\n");
	stop();
}

static void histograms(void)
{
	start(SS_GROUP_TYPE, 0);
	add((struct ss_wire_group){ .type = SS_EVENT_EXIT, .slot = 4 }, 2);
	add((struct ss_wire_group){ .type = SS_EVENT_EXIT, .slot = 2 }, 3);
	add((struct ss_wire_group){ .type = SS_EVENT_EXIT }, 5);
	add((struct ss_wire_group){ .type = SS_EVENT_FORK }, 20);
	add((struct ss_wire_group){ .type = SS_EVENT_EXEC, .slot = 1 }, 4);
	add((struct ss_wire_group){ .type = SS_EVENT_EXEC_FAILED, .slot = 64 }, 1);
	print();
	check_str(
		table,
		"\"count\":{\"by\":{\"type\":\"process.fork\"},\"events\":20,"
		"\"duration_us\":2000}}\n"
		"\"count\":{\"by\":{\"type\":\"process.exit\"},\"events\":10,"
		"\"duration_us\":2000}}\n"
		"\"histogram\":{\"by\":{\"type\":\"process.exit\"},\"events\":5,\"buckets\":["
		"{\"from_ns\":2,\"to_ns\":4,\"events\":3},{\"from_ns\":4,\"to_ns\":8,\"events\":0},"
		"{\"from_ns\":8,\"to_ns\":16,\"events\":2}]}}\n"
		"\"count\":{\"by\":{\"type\":\"process.exec\"},\"events\":4,"
		"\"duration_us\":2000}}\n"
		"\"histogram\":{\"by\":{\"type\":\"process.exec\"},\"events\":4,\"buckets\":["
		"{\"from_ns\":0,\"to_ns\":2,\"events\":4}]}}\n"
		"\"count\":{\"by\":{\"type\":\"process.exec_failed\"},\"events\":1,"
		"\"duration_us\":2000}}\n"
		"\"histogram\":{\"by\":{\"type\":\"process.exec_failed\"},\"events\":1,"
		"\"buckets\":[{\"from_ns\":\"9223372036854775808\","
		"\"to_ns\":\"18446744073709551615\",\"events\":1}]}}\n");
	stop();
}

static void bad_records(void)
{
	struct ss_wire_naming r = naming(1, 1, 1);

	start(SS_GROUP_EXE, 0);
	check(ss_count_name(count, &stream, &r, sizeof(r) - 1) == -EBADMSG);
	r.head.size--;
	check(ss_count_name(count, &stream, &r, sizeof(r)) == -EBADMSG);
	for (uint32_t i = 0; i < 1000; i++)
		name(50 + i % 3, 1000 + i, i); /* of nobody */
	stop();
}

static const struct check_case cases[] = {
	{ "what can be counted by", keys },
	{ "the largest group first, each with its keys", largest_first },
	{ "beyond the top, and without room: other", only_the_top },
	{ "files that are run get their names, and are one where these are", names_of_files },
	{ "a name that is not given again is forgotten", names_are_forgotten },
	{ "containers by their cgroup", names_of_containers },
	{ "histograms of what has a duration", histograms },
	{ "records that are none, and of nobody", bad_records },
};
CHECK_MAIN(cases)
