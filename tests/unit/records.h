/* SPDX-License-Identifier: BSD-2-Clause */
/* Wire records made by hand, and a stream whose lines are the same every time. */
#ifndef SS_RECORDS_H
#define SS_RECORDS_H

#include <stdlib.h>
#include <unistd.h>

#include "event/event.h"
#include "event/net.h"
#include "event/process.h"
#include "wire_syscall.h"

#define PID0	2147418112u /* above every pid_max: /proc has none of these */
#define ONE_SEC SS_NS_PER_SEC
/* What boot_ns 3456789 is in these streams. */
#define TS "2026-09-25T10:11:12.003456789Z"

struct record {
	union {
		struct ss_wire_head head;
		struct ss_wire_fork fork;
		struct ss_wire_exit exit;
		struct ss_wire_exec exec;
		struct ss_wire_syscall call;
		char bytes[16384];
	};
};

static struct ss_stream stream;
static struct ss_strbuf lines;
static enum ss_event_type last_type;

/* Process number N, image EXEC, child of N - 1; with number 0 nobody. */
static inline struct ss_wire_id wire_id(uint32_t n, uint32_t exec)
{
	if (!n)
		return (struct ss_wire_id){ 0 };
	return (struct ss_wire_id){ .start_ns = n * ONE_SEC, .tgid = PID0 + n, .exec = exec };
}

static inline struct ss_wire_task task_of(uint32_t n, uint32_t parent)
{
	struct ss_wire_task t = {
		.id = wire_id(n, 1),
		.parent = wire_id(parent, 1),
		.caps = 0x1ffffffffff,
		.cgroup_id = 12345,
		.tid = PID0 + n,
		.ns_pid = PID0 + n,
		.uid = 1000,
		.gid = 100,
		.egid = 100,
		.auid = 1001,
		.mnt_ns = 11,
		.pid_ns = 12,
		.net_ns = 13,
		.user_ns = 14,
		.uts_ns = 15,
		.ipc_ns = 16,
		.cgroup_ns = 17,
	};

	snprintf(t.comm, sizeof(t.comm), "c%u", n);
	if (parent)
		snprintf(t.parent_comm, sizeof(t.parent_comm), "c%u", parent);
	return t;
}

static inline struct record record_of(uint32_t kind, uint32_t size, uint32_t n, uint32_t parent)
{
	struct record r = { 0 };

	r.head = (struct ss_wire_head){ .kind = kind, .size = size, .boot_ns = 3456789 };
	r.fork.task = task_of(n, parent); /* where it is in all of them */
	return r;
}

static inline struct record fork_of(uint32_t n, uint32_t parent)
{
	struct record r = record_of(SS_EVENT_FORK, sizeof(r.fork), n, parent);

	r.fork.creator = r.fork.task.parent;
	return r;
}

static inline struct record exit_of(uint32_t n, uint32_t parent, uint32_t status)
{
	struct record r = record_of(SS_EVENT_EXIT, sizeof(r.exit), n, parent);

	r.exit.status = status;
	r.head.boot_ns = n * ONE_SEC + 1234567;
	return r;
}

static inline void add_bytes(struct record *r, uint32_t *len, const char *data, size_t size)
{
	memcpy(r->bytes + r->head.size, data, size);
	r->head.size += size;
	*len = size;
}

static inline struct record exec_of(uint32_t n, uint32_t parent)
{
	return record_of(SS_EVENT_EXEC, sizeof(struct ss_wire_exec), n, parent);
}

/* String literals with their NULs inside; each ends with the one the compiler adds. */
#define SET_EXE(r, s)	 add_bytes(r, &(r)->exec.exe_len, s, sizeof(s))
#define SET_CWD(r, s)	 add_bytes(r, &(r)->exec.cwd_len, s, sizeof(s))
#define SET_CGROUP(r, s) add_bytes(r, &(r)->exec.cgroup_len, s, sizeof(s))
#define SET_ARGS(r, s)                                                                             \
	((r)->exec.args_bytes = sizeof(s), add_bytes(r, &(r)->exec.args_len, s, sizeof(s)))

/* Take R into the stream from a copy of exactly its size; the line, if any, is all of LINES. */
static inline int take(const struct record *r, bool print)
{
	char *copy = malloc(r->head.size);
	int n;

	memcpy(copy, r->bytes, r->head.size);
	ss_strbuf_clear(&lines);
	n = ss_event_take(&stream, copy, r->head.size, print, &lines, &last_type);
	free(copy);
	return n;
}

static inline bool stream_start(size_t processes)
{
	char passwd[] = "/tmp/ss-test-passwd-XXXXXX";
	static const char user[] = "bob:x:1000:100::/:/bin/sh\n";
	int fd = mkstemp(passwd);
	bool ok = fd >= 0 && write(fd, user, sizeof(user) - 1) == sizeof(user) - 1;

	stream = (struct ss_stream){
		.boot = { "9f2c1a3b" },
		.clock = { .wall_minus_boot = 1790331072 * (int64_t)ONE_SEC },
		.users = ss_users_new(passwd),
		.table = ss_proc_table_new(processes),
		.apart = ss_apart_new(),
		.net = ss_net_new(),
		.host = "h1",
	};
	ok = ok && stream.users && stream.table && stream.apart && stream.net;
	if (stream.users)
		ss_users_name(stream.users, 1000); /* reads the file */
	close(fd);
	unlink(passwd);
	return ok;
}

static inline void stream_stop(void)
{
	ss_stream_fini(&stream);
	ss_strbuf_fini(&lines);
}

/* The parts of a line that most tests have in common, for process N. */
#define HEAD(type, seq)                                                                            \
	"{\"v\":1,\"type\":\"" type "\",\"ts\":\"" TS "\",\"seq\":\"" seq "\",\"host\":\"h1\","
#define CREDS                                                                                      \
	"\"uid\":1000,\"euid\":0,\"gid\":100,\"egid\":100,\"auid\":1001,\"user\":\"bob\","         \
	"\"caps\":\"0x000001ffffffffff\""
#define NAMESPACES                                                                                 \
	"\"mnt_ns\":11,\"pid_ns\":12,\"net_ns\":13,\"user_ns\":14,\"uts_ns\":15,\"ipc_ns\":16,"    \
	"\"cgroup_ns\":17}"

#endif
