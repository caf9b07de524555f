/* SPDX-License-Identifier: BSD-2-Clause */
/* A process that something is to be done to: by pid and start time, held by a pidfd. */
#ifndef SS_VICTIM_H
#define SS_VICTIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_WCHAN_SIZE 64

struct ss_victim {
	int fd; /* of pidfd_open(2): readable once the process is gone; -1: none */
	uint32_t pid;
	uint64_t start_ns;
};

/*
 * The process that has PID and began at START_NS: CLOCK_BOOTTIME of its first
 * thread, give or take SLACK_NS.  /proc tells the start to a clock tick (10 ms);
 * so exact is the comparison.  Whatever gets the pid later, V stays this process.
 * 0; -ESRCH: no process has that pid, or it has ended; -ESTALE: another one has
 * it; or another -errno.
 */
int ss_victim_open_near(struct ss_victim *v, uint32_t pid, uint64_t start_ns, uint64_t slack_ns);
static inline int ss_victim_open(struct ss_victim *v, uint32_t pid, uint64_t start_ns)
{
	return ss_victim_open_near(v, pid, start_ns, 0);
}
void ss_victim_close(struct ss_victim *v);

/* 0, -ESRCH if it is gone, or another -errno. */
int ss_victim_signal(const struct ss_victim *v, int signal);

/* All of its threads have ended; its parent may not have waited for it. */
bool ss_victim_gone(const struct ss_victim *v);

/* What guards look at. */
struct ss_victim_facts {
	uint32_t pid;	 /* as we see it */
	uint32_t ns_pid; /* in its own pid namespace */
	uint32_t ppid;
	bool kernel_thread;
	bool ours;		   /* this process, or one of its ancestors */
	bool exe_unknown;	   /* it may not be read; that of a kernel thread is none */
	uint64_t exe_dev, exe_ino; /* as stat(2) has them; 0: none, it is about to be gone */
	int oom_score_adj;
	char comm[16]; /* with its NUL */
};

/*
 * 0, -ESRCH if it is gone, or another -errno: then something could not be found
 * out and nothing is known.
 */
int ss_victim_facts(const struct ss_victim *v, struct ss_victim_facts *facts);

/* The file it runs, as a path in its own root directory, NUL-terminated.  0 or -errno. */
int ss_victim_exe(const struct ss_victim *v, char *path, size_t size);

/*
 * What it is at: of its threads one that nothing can interrupt, else the first.
 * *state is the letter of ps(1), 0 if it is gone; WCHAN where in the kernel it
 * waits, or empty.
 */
void ss_victim_state(const struct ss_victim *v, char *state, char wchan[static SS_WCHAN_SIZE]);

/* The file's identity, without asking a server for it that may hang. */
struct ss_file_id {
	uint64_t dev, ino;
};

/* A set of files that only grows: all zero at first. */
struct ss_file_ids {
	struct ss_file_id *ids;
	size_t count;
};

/*
 * Add the files that any of PATTERNS (glob(7), NULL-terminated) names now; a
 * file's earlier version, which others may still run, stays.  Multi-call
 * programs (busybox) are left out: they are everything.  0 or -ENOMEM.
 */
int ss_file_ids_add(struct ss_file_ids *set, const char *const *patterns);
bool ss_file_ids_have(const struct ss_file_ids *set, uint64_t dev, uint64_t ino);
void ss_file_ids_fini(struct ss_file_ids *set);

#endif
