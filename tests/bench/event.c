// SPDX-License-Identifier: BSD-2-Clause
/* Records to lines: what ss-trace's user side costs, by kind, without kernel and pipe. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "records.h"
#include "wire_file.h"

#define DEPTH	  8 /* ancestors */
#define PROCESSES 1000
#define ROUNDS	  101

enum { FORK, EXEC, EXIT, OPEN, ENOENT_OPEN, KINDS };
static const char *const names[KINDS] = { "fork", "exec", "exit", "open", "open, ENOENT" };

/* Of this thread, so that what others run here counts less. */
static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * ONE_SEC + (uint64_t)t.tv_nsec;
}

static struct record exec_record(uint32_t n, uint32_t parent)
{
	struct record r = exec_of(n, parent);

	SET_EXE(&r, "x86_64-linux-gnu-gcc-12\0bin\0usr");
	SET_CWD(&r, "project\0src\0bob\0home");
	SET_CGROUP(&r, "session-3.scope\0user-1000.slice\0user.slice");
	SET_ARGS(&r, "gcc\0-O2\0-g\0-Wall\0-Wextra\0-c\0lib/core/strbuf.c\0-o\0build/strbuf.o");
	return r;
}

/* By process N of the table; PATH as names from leaf to root, or "" if it failed. */
static struct record open_record(uint32_t n, const char *given, const char *path, size_t path_len)
{
	struct record r = { .head = { .kind = SS_EVENT_FILE_OPEN, .boot_ns = 3456789 } };
	struct ss_wire_file *f = (void *)r.bytes;
	struct ss_wire_task t = task_of(n, n - 1);

	r.head.size = sizeof(*f);
	r.head.flags = path_len ? SS_WIRE_INODE : SS_WIRE_LEXICAL;
	f->actor = (struct ss_wire_actor){ .id = t.id,
					   .cgroup_id = t.cgroup_id,
					   .tid = t.tid,
					   .uid = t.uid,
					   .euid = t.euid,
					   .gid = t.gid };
	memcpy(f->actor.comm, t.comm, sizeof(t.comm));
	f->flags = 02000000; /* O_CLOEXEC */
	f->inode = path_len ? 1234567 : 0;
	f->mode = path_len ? 0100644 : 0;
	f->dev = 254 << 20 | 1;
	f->error = path_len ? 0 : -ENOENT;
	add_bytes(&r, &f->given_len, given, strlen(given));
	add_bytes(&r, &f->path_len, path, path_len);
	return r;
}

static void take_all(const struct record *r, bool print)
{
	enum ss_event_type type;

	ss_strbuf_clear(&lines);
	for (int i = 0; i < PROCESSES; i++)
		if (ss_event_take(&stream, r[i].bytes, r[i].head.size, print, &lines, &type) < 0)
			abort();
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int main(void)
{
	static struct record records[KINDS][PROCESSES];
	static uint64_t ns[2][KINDS][ROUNDS];
	size_t bytes[KINDS];

	if (!stream_start(65536))
		return 1;
	for (uint32_t n = 1; n <= DEPTH; n++) {
		struct record r = exec_record(n, n - 1);

		take(&r, false);
	}
	for (uint32_t i = 0; i < PROCESSES; i++) {
		uint32_t n = DEPTH + 1 + i;

		records[FORK][i] = fork_of(n, DEPTH);
		records[EXEC][i] = exec_record(n, DEPTH);
		records[EXIT][i] = exit_of(n, DEPTH, 0);
		records[OPEN][i] = open_record(DEPTH, "/etc/hostname", "hostname\0etc", 13);
		records[ENOENT_OPEN][i] = open_record(DEPTH, "/etc/no-such-file", "", 0);
	}
	for (int round = 0; round < 2 * ROUNDS; round++) {
		for (int kind = 0; kind < KINDS; kind++) {
			uint64_t from = now_ns();

			take_all(records[kind], round & 1);
			ns[round & 1][kind][round / 2] = now_ns() - from;
			if (round & 1)
				bytes[kind] = lines.len / PROCESSES;
		}
	}
	printf("%-14s%12s%12s%12s\n", "", "bytes/line", "ns/line", "ns quiet");
	for (int kind = 0; kind < KINDS; kind++) {
		for (int print = 0; print < 2; print++)
			qsort(ns[print][kind], ROUNDS, sizeof(uint64_t), by_size);
		printf("%-14s%12zu%12llu%12llu\n", names[kind], bytes[kind],
		       (unsigned long long)ns[1][kind][ROUNDS / 2] / PROCESSES,
		       (unsigned long long)ns[0][kind][ROUNDS / 2] / PROCESSES);
	}
	stream_stop();
	return 0;
}
