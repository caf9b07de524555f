// SPDX-License-Identifier: BSD-2-Clause
/* What records leave behind for later lines: images, parents, ancestors, containers. */
#include <errno.h>

#include "check.h"
#include "records.h"

#define DOCKER                                                                                     \
	"docker-551e161c47d8b2a46f8f1d8e4c1f0a9be4b8f6c05d7a3e2910fedcba98765432.scope\0system."   \
	"slice"
#define IN_DOCKER "\"container\":{\"id\":\"551e161c47d8\",\"runtime\":\"docker\"}"

static void takes(struct record r)
{
	check(take(&r, true) == 1);
}

static void has(const char *want)
{
	bool in = want[0] != '!';

	if (!check(!!strstr(lines.data, want + !in) == in))
		printf("# %s: %s", want, lines.data);
}

/* Process N, child of PARENT, in its second image: EXE and one argument. */
static struct record second_image(uint32_t n, uint32_t parent, const char *exe, const char *arg)
{
	struct record r = exec_of(n, parent);

	r.exec.task.id.exec = 2;
	add_bytes(&r, &r.exec.exe_len, exe, strlen(exe) + 1);
	add_bytes(&r, &r.exec.args_len, arg, strlen(arg) + 1);
	r.exec.args_bytes = r.exec.args_len;
	return r;
}

#define SH_IMAGE "\"exe\":\"/sh\",\"args\":[\"sh\"],\"args_bytes\":3"
#define LS_IMAGE "\"exe\":\"/ls\",\"args\":[\"ls\"],\"args_bytes\":3"

/* 1 becomes a shell, forks 2, which becomes ls. */
static void shell_with_ls(void)
{
	struct record r;

	takes(second_image(1, 0, "sh", "sh"));
	r = fork_of(2, 1);
	r.fork.task.parent.exec = r.fork.creator.exec = r.fork.task.id.exec = 2;
	takes(r);
	has("\"ppid\":2147418113," SH_IMAGE ",\"comm\":\"c2\"");
	has("\"parent\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-2\",\"pid\":2147418113," SH_IMAGE
	    ",\"comm\":\"c1\"},\"ancestors\":[\"c1\"],\"cgroup_id\":\"12345\"}\n");
	r = second_image(2, 1, "ls", "ls");
	r.exec.task.id.exec = 3;
	r.exec.task.parent.exec = 2;
	takes(r);
	has("\"ppid\":2147418113," LS_IMAGE ",\"cwd\":\"/\",\"comm\":\"c2\"");
	has("\"pid\":2147418113," SH_IMAGE ",\"comm\":\"c1\"},\"ancestors\":[\"c1\"]");
	has("!incomplete");
}

static void fork_exec_exit(void)
{
	struct record r = exit_of(2, 1, 0), other = exit_of(1, 0, 0);

	check(stream_start(100));
	shell_with_ls();
	r.exit.task.id.exec = 3;
	r.exit.task.parent.exec = 2;
	takes(r);
	has("\"ppid\":2147418113," LS_IMAGE ",\"exit_code\":0");
	has("\"pid\":2147418113," SH_IMAGE ",\"comm\":\"c1\"},\"ancestors\":[\"c1\"]");
	has("!incomplete");
	check(ss_proc_table_count(stream.table) == 1);
	takes(r); /* once more: what it did may still be told */
	has(LS_IMAGE);
	other.head.boot_ns = r.head.boot_ns + 2 * ONE_SEC;
	takes(other);
	takes(r); /* now nobody knows it */
	has("!/ls");
	has("\"incomplete\":[\"process\"]}\n");
	stream_stop();
}

/* Not the image from before it, under the id from after it. */
static void lost_exec(void)
{
	struct record r = exit_of(2, 1, 0);

	check(stream_start(100));
	shell_with_ls();
	r.exit.task.id.exec = 4;
	r.exit.task.parent.exec = 3;
	takes(r);
	has("!/ls");
	has("!/sh");
	has("\"parent\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-3\"");
	has("\"incomplete\":[\"process\",\"parent\"]}\n");
	r = fork_of(3, 1);
	r.fork.creator.exec = r.fork.task.parent.exec = r.fork.task.id.exec = 3;
	takes(r);
	has("!/sh");
	has("\"incomplete\":[\"process\",\"parent\"]}\n");
	stream_stop();
}

/* An older record does not set a newer entry back. */
static void late_record(void)
{
	struct record r = fork_of(2, 1);

	check(stream_start(100));
	shell_with_ls();
	r.fork.task.parent.exec = r.fork.creator.exec = r.fork.task.id.exec = 2;
	takes(r); /* a fork seen by the snapshot before it is read */
	has("\"process\":{\"id\":\"9f2c1a3b-7fff0002-77359400-2\"");
	has("\"ppid\":2147418113," SH_IMAGE ",\"comm\":\"c2\"");
	r = fork_of(3, 2);
	r.fork.creator.exec = r.fork.task.parent.exec = r.fork.task.id.exec = 3;
	takes(r);
	has("\"ppid\":2147418114," LS_IMAGE);
	stream_stop();
}

static void failed_exec_keeps_the_image(void)
{
	struct record r = exec_of(1, 0);

	check(stream_start(100));
	takes(second_image(1, 0, "sh", "sh"));
	r.head.kind = SS_EVENT_EXEC_FAILED;
	r.exec.task.id.exec = 2;
	r.exec.error = -EACCES;
	SET_EXE(&r, "/none");
	takes(r);
	has("\"exec\":{\"path\":\"/none\",\"args\":[],\"args_bytes\":0,\"error\":\"EACCES\"}");
	has("\"ppid\":0," SH_IMAGE ",\"cwd\":\"/\"");
	has("!incomplete");
	stream_stop();
}

static void creator_is_not_the_parent(void)
{
	struct record r;

	check(stream_start(100));
	takes(second_image(1, 0, "sh", "sh"));
	takes(second_image(2, 1, "ls", "ls"));
	r = fork_of(3, 1); /* clone(CLONE_PARENT) by 2 */
	r.fork.creator = wire_id(2, 2);
	r.fork.task.parent.exec = 2;
	takes(r);
	has("\"ppid\":2147418113," LS_IMAGE);
	has("\"parent\":{\"id\":\"9f2c1a3b-7fff0001-3b9aca00-2\",\"pid\":2147418113," SH_IMAGE);
	stream_stop();
}

static void containers(void)
{
	struct record r = exec_of(1, 0);

	check(stream_start(100));
	SET_CGROUP(&r, DOCKER);
	takes(r);
	has(IN_DOCKER ",\"cgroup_id\":\"12345\"}");
	takes(fork_of(2, 1));
	has(IN_DOCKER);
	r = fork_of(3, 1); /* into another cgroup at once */
	r.fork.task.cgroup_id++;
	takes(r);
	has("!\"container\"");
	takes(exit_of(2, 1, 0));
	has(IN_DOCKER);
	r = exec_of(1, 0); /* after it has been moved out */
	SET_CGROUP(&r, "user.slice");
	takes(r);
	has("!\"container\"");
	stream_stop();
}

static void ancestors(void)
{
	check(stream_start(100));
	for (uint32_t n = 1; n <= 40; n++)
		takes(fork_of(n, n - 1));
	has("\"ancestors\":[\"c39\",\"c38\",\"c37\",\"c36\",\"c35\",\"c34\",\"c33\",\"c32\","
	    "\"c31\","
	    "\"c30\",\"c29\",\"c28\",\"c27\",\"c26\",\"c25\",\"c24\"],\"cgroup_id\"");
	takes(exit_of(38, 37, 0)); /* the chain ends at who has gone */
	takes(fork_of(41, 40));
	has("\"ancestors\":[\"c40\",\"c39\"],\"cgroup_id\"");
	stream_stop();
}

static void ancestors_not_utf8(void)
{
	struct record r = fork_of(1, 0);

	check(stream_start(100));
	memcpy(r.fork.task.comm, "\xff", 2);
	takes(r);
	takes(fork_of(2, 1));
	has("\"ancestors\":[\"c1\"],\"cgroup_id\"");
	takes(fork_of(3, 2));
	has("\"ancestors\":[\"c2\",\"\xef\xbf\xbd\"],\"ancestors_hex\":[\"6332\",\"ff\"],");
	stream_stop();
}

static void cycles(void)
{
	check(stream_start(100));
	takes(fork_of(1, 1));
	has("\"ancestors\":[\"c1\",\"c1\",\"c1\",");
	takes(fork_of(2, 3));
	takes(fork_of(3, 2));
	has("\"ancestors\":[\"c2\",\"c3\",\"c2\",\"c3\",");
	takes(exit_of(3, 2, 0));
	stream_stop();
}

static void no_room(void)
{
	struct record r = exec_of(1, 2);

	check(stream_start(1)); /* the parent's entry takes the place of the process's own */
	SET_CGROUP(&r, DOCKER);
	takes(r);
	has(IN_DOCKER);
	takes(fork_of(3, 1));
	takes(exit_of(3, 1, 0));
	r = exec_of(1, 1);
	r.exec.task.parent.start_ns++; /* its own number */
	SET_CGROUP(&r, DOCKER);
	takes(r);
	has(IN_DOCKER);
	check(ss_proc_table_evicted(stream.table) > 0);
	stream_stop();
}

static void quiet(void)
{
	struct record r = second_image(1, 0, "sh", "sh");

	check(stream_start(100));
	r.head.flags = SS_WIRE_QUIET;
	check(take(&r, true) == 0 && !lines.len && !stream.seq);
	r = fork_of(2, 1);
	r.fork.creator.exec = 2;
	r.head.flags = SS_WIRE_QUIET;
	check(take(&r, true) == 0 && !lines.len);
	r = fork_of(3, 2);
	takes(r);
	has("\"seq\":\"1\"");
	has("\"ppid\":2147418114," SH_IMAGE);
	has("\"ancestors\":[\"c2\",\"c1\"]");
	r = exit_of(2, 1, 0);
	r.head.flags = SS_WIRE_QUIET;
	check(take(&r, true) == 0 && !lines.len);
	check(ss_proc_table_count(stream.table) == 2);
	stream_stop();
}

static void not_printed(void)
{
	struct record r = second_image(1, 0, "sh", "sh");

	check(stream_start(100));
	check(take(&r, false) == 1 && !lines.len && last_type == SS_EVENT_EXEC && !stream.seq);
	takes(exit_of(1, 0, 0));
	r = exit_of(1, 0, 0);
	check(take(&r, false) == 1 && last_type == SS_EVENT_EXIT && !lines.len);
	check(ss_proc_table_count(stream.table) == 0);
	stream_stop();
}

static const struct check_case cases[] = {
	{ "fork, exec, exit", fork_exec_exit },
	{ "an exec that was lost", lost_exec },
	{ "a record older than the entry", late_record },
	{ "a failed exec changes nothing", failed_exec_keeps_the_image },
	{ "the creator's image, the parent's ancestry", creator_is_not_the_parent },
	{ "containers at exec, fork and exit", containers },
	{ "sixteen ancestors at most", ancestors },
	{ "an ancestor's name that is not UTF-8", ancestors_not_utf8 },
	{ "parents in a circle", cycles },
	{ "a table too small", no_room },
	{ "quiet records feed the table", quiet },
	{ "records that are not to be printed", not_printed },
};

CHECK_MAIN(cases)
