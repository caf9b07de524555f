// SPDX-License-Identifier: BSD-2-Clause
/* One record of each kind, and its whole line. */
#include <errno.h>
#include <signal.h>

#include "check.h"
#include "core/json_read.h"
#include "records.h"

#define START "\"start\":\"2026-09-25T10:11:13.000000000Z\","
/* Process 1, which has no parent. */
#define ME                                                                                         \
	"\"id\":\"9f2c1a3b-7fff0001-3b9aca00-1\",\"pid\":2147418113,\"tid\":2147418113,\"ppid\":"  \
	"0,"
#define REST  "\"comm\":\"c1\"," CREDS "," START NAMESPACES
#define GROUP ",\"cgroup_id\":\"12345\""
#define LOST  ",\"incomplete\":[\"process\"]}\n"

static void shows(const struct record *r, const char *want)
{
	check(take(r, true) == 1 && last_type == (enum ss_event_type)r->head.kind);
	check_str(lines.data, want);
}

/* The line of a record taken into a new stream. */
static void alone(const struct record *r, const char *want)
{
	check(stream_start(10));
	shows(r, want);
	stream_stop();
}

/* Somewhere in that line, or (WANT with a '!') not. */
static void has(const struct record *r, const char *want)
{
	bool in = want[0] != '!';

	check(stream_start(10));
	check(take(r, true) == 1);
	if (!check(!!strstr(lines.data, want + !in) == in))
		printf("# %s: %s", want, lines.data);
	stream_stop();
}

static void fork_line(void)
{
	struct record r = fork_of(1, 0);

	alone(&r, HEAD("process.fork", "1") "\"process\":{" ME REST GROUP LOST);
	r.head.flags = SS_WIRE_KTHREAD;
	alone(&r,
	      HEAD("process.fork", "1") "\"process\":{" ME "\"comm\":\"c1\"," CREDS "," START
					"\"flags\":[\"kernel_thread\"]," NAMESPACES GROUP "}\n");
}

static void exec_line(void)
{
	struct record r = exec_of(1, 0);

	SET_EXE(&r, "curl\0bin\0usr");
	SET_CWD(&r, "bob\0home");
	SET_CGROUP(&r, "session-3.scope\0user.slice");
	SET_ARGS(&r, "curl\0-s\0");
	alone(&r,
	      HEAD("process.exec", "1") "\"process\":{" ME "\"exe\":\"/usr/bin/"
					"curl\",\"args\":[\"curl\",\"-s\",\"\"],\"args_bytes\":9,"
					"\"cwd\":\"/home/bob\"," REST GROUP "}\n");
}

static void exec_in_root(void)
{
	struct record r = exec_of(1, 0);

	SET_EXE(&r, "x");
	alone(&r, HEAD("process.exec",
		       "1") "\"process\":{" ME
			    "\"exe\":\"/x\",\"args\":[],\"args_bytes\":0,\"cwd\":\"/\"," REST GROUP
			    "}\n");
}

static void exec_failed_line(void)
{
	struct record r = exec_of(1, 0);

	r.head.kind = SS_EVENT_EXEC_FAILED;
	r.exec.error = -ENOENT;
	SET_EXE(&r, "./none");
	SET_ARGS(&r, "none\0x");
	alone(&r,
	      HEAD("process.exec_failed",
		   "1") "\"exec\":{\"path\":\"./none\",\"args\":[\"none\",\"x\"],\"args_bytes\":7,"
			"\"error\":\"ENOENT\"},\"process\":{" ME "\"cwd\":\"/\"," REST GROUP LOST);
	r.exec.args_bytes = UINT64_MAX;
	r.exec.error = -4000;
	alone(&r, HEAD("process.exec_failed",
		       "1") "\"exec\":{\"path\":\"./"
			    "none\",\"args\":[\"none\",\"x\"],\"args_truncated\":true,"
			    "\"errno\":4000},\"process\":{" ME "\"cwd\":\"/\"," REST GROUP LOST);
}

static void exec_failed_without_name(void)
{
	struct record r = exec_of(1, 0);

	r.head.kind = SS_EVENT_EXEC_FAILED;
	r.exec.error = -EFAULT;
	has(&r, "\"exec\":{\"args\":[],\"args_bytes\":0,\"error\":\"EFAULT\"}");
	r.exec.error = INT32_MIN;
	has(&r, "\"errno\":2147483648}");
}

static void exit_line(void)
{
	struct record r = exit_of(1, 0, 3 << 8);

	alone(&r, "{\"v\":1,\"type\":\"process.exit\",\"ts\":\"2026-09-25T10:11:13.001234567Z\","
		  "\"seq\":\"1\",\"host\":\"h1\",\"process\":{" ME
		  "\"exit_code\":3,\"duration_us\":1234," REST GROUP LOST);
}

static void exit_status(uint32_t status, const char *want)
{
	struct record r = exit_of(1, 0, status);
	char text[128];

	snprintf(text, sizeof(text), ",%s,\"duration_us\":1234,", want);
	has(&r, text);
}

static void exits(void)
{
	exit_status(0, "\"ppid\":0,\"exit_code\":0");
	exit_status(255 << 8, "\"exit_code\":255");
	exit_status(SIGKILL, "\"ppid\":0,\"exit_signal\":\"SIGKILL\"");
	exit_status(SIGSEGV, "\"exit_signal\":\"SIGSEGV\"");
	exit_status(SIGSEGV | 0x80, "\"exit_signal\":\"SIGSEGV\",\"core_dumped\":true");
	exit_status(SIGRTMIN, "\"exit_signal\":\"SIGRTMIN+0\"");
	exit_status(SIGRTMIN + 3, "\"exit_signal\":\"SIGRTMIN+3\"");
	exit_status(SIGRTMAX, "\"exit_signal\":\"SIGRTMIN+30\"");
	exit_status(32, "\"exit_signal\":\"32\"");
	exit_status(65, "\"exit_signal\":\"65\"");
}

static void flags(void)
{
	struct record r = exec_of(1, 0);

	has(&r, "!\"flags\"");
	r.head.flags = SS_WIRE_EXE_MEMFD | SS_WIRE_EXE_SETGID;
	has(&r, "\"flags\":[\"memfd\",\"setgid\"],");
	r.head.flags = ~SS_WIRE_QUIET;
	has(&r, "\"flags\":[\"memfd\",\"deleted\",\"upper_layer\",\"setuid\",\"setgid\","
		"\"kernel_thread\"],");
}

static void cut_paths(void)
{
	struct record r = exec_of(1, 0);

	r.head.flags = SS_WIRE_EXE_CUT | SS_WIRE_CWD_CUT;
	SET_EXE(&r, "sh\0bin");
	SET_CWD(&r, "c\0b");
	has(&r, "\"exe\":\"bin/sh\",\"exe_truncated\":true,\"args\":[],");
	has(&r, "\"cwd\":\"b/c\",\"cwd_truncated\":true,");
	r.exec.cwd_len = r.exec.exe_len = 0; /* nothing of them was read */
	r.head.size = sizeof(r.exec);
	has(&r, ",\"exe_truncated\":true,");
	has(&r, ",\"cwd_truncated\":true,");
	has(&r, "!\"exe\":");
	has(&r, "!\"cwd\":");
	r = exec_of(1, 0);
	SET_EXE(&r, "sh\0bin");
	r.head.flags = SS_WIRE_CWD_CUT;
	has(&r, "\"exe\":\"/bin/sh\",\"args\":[],");
}

static void odd_paths(void)
{
	struct record r = exec_of(1, 0);

	SET_EXE(&r, "a\xff\"\n\0b");
	has(&r, "\"exe\":\"/b/a\xef\xbf\xbd\\\"\\n\",\"exe_hex\":\"2f622f61ff220a\",");
	r = exec_of(1, 0);
	add_bytes(&r, &r.exec.exe_len, "xy\0b", 4); /* the last one without its NUL */
	has(&r, "\"exe\":\"//xy\",");
	r = exec_of(1, 0);
	SET_EXE(&r, "\0\0");
	has(&r, "\"exe\":\"///\",");
}

static void terminal(const char *name, size_t len, const char *want)
{
	struct record r = fork_of(1, 0);

	memcpy(r.fork.task.tty, name, len);
	has(&r, want);
}

static void ttys(void)
{
	terminal("", 0, "!\"tty\"");
	terminal("pts3", 4, ",\"tty\":\"pts/3\",");
	terminal("pts12345", 8, ",\"tty\":\"pts/12345\",");
	terminal("tty1", 4, ",\"tty\":\"tty1\",");
	terminal("ttyS0", 5, ",\"tty\":\"ttyS0\",");
	terminal("pts", 3, ",\"tty\":\"pts\",");
	terminal("ptsx", 4, ",\"tty\":\"ptsx\",");
	terminal("pts1234567890123", 16, ",\"tty\":\"pts/1234567890123\",");
	terminal("0123456789abcdef", 16, ",\"tty\":\"0123456789abcdef\",");
}

static void names_and_numbers(void)
{
	struct record r = fork_of(1, 0);

	memcpy(r.fork.task.comm, "0123456789abcdef", SS_COMM_LEN); /* no NUL */
	has(&r, ",\"comm\":\"0123456789abcdef\",\"uid\"");
	memcpy(r.fork.task.comm, "\x1b[\xff\n", 5);
	has(&r, ",\"comm\":\"\\u001b[\xef\xbf\xbd\\n\",\"comm_hex\":\"1b5bff0a\",");
	r.fork.task.auid = UINT32_MAX;
	has(&r, "!\"auid\"");
	r.fork.task.uid = 5;
	has(&r, "!\"user\"");
	r.fork.task.ns_pid = 7;
	has(&r, ",\"ns_pid\":7,\"mnt_ns\"");
	r.fork.task.cgroup_id = UINT64_MAX;
	has(&r, ",\"cgroup_id\":\"18446744073709551615\"");
	r.fork.task.tid = 9;
	has(&r, ",\"tid\":9,");
}

static const struct check_case cases[] = {
	{ "fork", fork_line },
	{ "exec", exec_line },
	{ "exec in the root directory, without arguments", exec_in_root },
	{ "exec that failed", exec_failed_line },
	{ "exec that failed for its name, and an impossible error", exec_failed_without_name },
	{ "exit", exit_line },
	{ "exit codes, signals, core dumps", exits },
	{ "flags", flags },
	{ "paths that were cut", cut_paths },
	{ "hostile paths", odd_paths },
	{ "terminals", ttys },
	{ "hostile names, wide numbers", names_and_numbers },
};

CHECK_MAIN(cases)
