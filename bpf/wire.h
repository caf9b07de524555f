/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Records that cross from the kernel to user space.  Fixed-width fields, no
 * pointers, no bool, no implicit padding: both compilers must agree.  A reader
 * checks kind and size first; the strings behind a record are counted, hostile
 * and need not be UTF-8.
 */
#ifndef SS_WIRE_H
#define SS_WIRE_H

#include <linux/types.h>

#include "event_types.h"

#define SS_COMM_LEN	    16
#define SS_WIRE_TTY_LEN	    16
#define SS_WIRE_PATH_MAX    4096 /* bytes of names in one path; longer ones are cut and marked */
#define SS_WIRE_CGROUP_MAX  1024
#define SS_WIRE_ARGS_MAX    (128 << 10) /* default; --args-max */
#define SS_WIRE_ARGS_LIMIT  (1 << 20)
#define SS_WIRE_ARGS_INLINE 4096 /* args in the exec record itself; more come apart */
#define SS_WIRE_ARGS_QUIET  1024 /* args of a record that only feeds the process table */

/* What the reading end of the ring does: a word that both sides share. */
enum ss_reader {
	SS_READER_AWAKE,  /* needs no wake-up: it will look again by itself */
	SS_READER_ASLEEP, /* the next record wakes it */
	SS_READER_DOZING, /* it looks again in milliseconds; only a half-full ring wakes it */
};

/* Records that are no events; the kind of all others is their enum ss_event_type. */
enum ss_wire_kind {
	SS_WIRE_SNAPSHOT = SS_EVENT_TYPES, /* from the task iterator, not through a ring */
	SS_WIRE_ARGS,			   /* before its SS_EVENT_EXEC */
	SS_WIRE_NAMING,			   /* see wire_count.h */
};

/* In ss_wire_head.flags. */
#define SS_WIRE_QUIET	      (1u << 0) /* filtered or not selected: for the process table only */
#define SS_WIRE_EXE_CUT	      (1u << 1)
#define SS_WIRE_CWD_CUT	      (1u << 2)
#define SS_WIRE_ARGS_FAULT    (1u << 3) /* args could not be read to their end */
#define SS_WIRE_EXE_MEMFD     (1u << 4)
#define SS_WIRE_EXE_DELETED   (1u << 5)
#define SS_WIRE_EXE_OVL_UPPER (1u << 6) /* from the upper, writable layer of an overlay */
#define SS_WIRE_EXE_SETUID    (1u << 7)
#define SS_WIRE_EXE_SETGID    (1u << 8)
#define SS_WIRE_ARGS_APART    (1u << 10) /* all of the args are in a SS_WIRE_ARGS */
#define SS_WIRE_KTHREAD	      (1u << 9)
#define SS_WIRE_RECHECK	      (1u << 11) /* a filter could not decide: user space does */

struct ss_wire_head {
	__u32 kind;
	__u32 flags;
	__u32 size;    /* whole record, in bytes */
	__u32 rules;   /* with RECHECK: those of the first 32 that the kernel did not refute */
	__u64 boot_ns; /* CLOCK_BOOTTIME */
};

/* One process image: pid, start and number of execs since its ancestor booted. */
struct ss_wire_id {
	__u64 start_ns; /* group leader's start_boottime */
	__u32 tgid;
	__u32 exec; /* self_exec_id, low half */
};

struct ss_wire_task {
	struct ss_wire_id id;
	struct ss_wire_id parent; /* real_parent's process */
	__u64 caps;		  /* effective */
	__u64 cgroup_id;	  /* on the unified hierarchy */
	__u32 tid;
	__u32 ns_pid; /* tgid as its own pid namespace sees it */
	__u32 uid, euid, gid, egid;
	__u32 auid; /* audit login uid; ~0 if unset */
	__u32 mnt_ns, pid_ns, net_ns, user_ns, uts_ns, ipc_ns, cgroup_ns;
	char comm[SS_COMM_LEN];
	char parent_comm[SS_COMM_LEN];
	char tty[SS_WIRE_TTY_LEN]; /* driver's name: "pts3"; empty for none */
};

/* Who acts, in the records of all events that come in thousands. */
struct ss_wire_actor {
	struct ss_wire_id id;
	__u64 cgroup_id; /* on the unified hierarchy */
	__u32 tid;
	__u32 uid, euid, gid;
	char comm[SS_COMM_LEN]; /* the thread's */
};

struct ss_wire_fork { /* task is the child; also the record of SS_WIRE_SNAPSHOT */
	struct ss_wire_head head;
	struct ss_wire_task task;
	struct ss_wire_id
		creator; /* whose image the child shares; not the parent after CLONE_PARENT */
};

struct ss_wire_exit {
	struct ss_wire_head head;
	struct ss_wire_task task;
	__u32 status; /* as wait(2) gives it */
	__u32 pad;
};

/*
 * data holds, one after the other: exe, cwd and cgroup path as names from leaf
 * to root, each with its NUL ("bash\0bin\0usr\0"); then the arguments, each with
 * its NUL.  For a failed exec exe is the file name as it was given, with its NUL.
 */
struct ss_wire_exec {
	struct ss_wire_head head;
	struct ss_wire_task task;
	__u64 args_bytes; /* true length; args_len is what follows */
	__s32 error;	  /* 0, or -errno of a failed exec */
	__u32 exe_len, cwd_len, cgroup_len, args_len;
	__u32 pad;
	char data[];
};

/*
 * The arguments of an exec that are too many for its own record, so that
 * somebody's megabytes of arguments cannot push other processes' events out.
 */
struct ss_wire_args {
	struct ss_wire_head head;
	struct ss_wire_id id;
	__u32 args_len;
	__u32 pad;
	char args[];
};

/*
 * One per CPU, mmapped: seen = emitted (counted by the reader) + filtered +
 * throttled + sampled + counted + lost.
 */
struct ss_wire_counts {
	__u64 seen[SS_EVENT_TYPES];
	__u64 filtered[SS_EVENT_TYPES];
	__u64 refused[SS_EVENT_TYPES];	 /* seen and filtered at once: not in the two above */
	__u64 throttled[SS_EVENT_TYPES]; /* by a rate limit */
	__u64 sampled[SS_EVENT_TYPES];	 /* not drawn */
	__u64 counted[SS_EVENT_TYPES];	 /* in a group, instead of shipped */
	__u64 lost[SS_EVENT_TYPES];
	__u64 quiet_lost; /* records that only feed the process table */
	__u64 pad[8 - (7 * SS_EVENT_TYPES + 1) % 8];
};

_Static_assert(sizeof(struct ss_wire_head) == 24, "wire layout");
_Static_assert(sizeof(struct ss_wire_id) == 16, "wire layout");
_Static_assert(sizeof(struct ss_wire_actor) == 56, "wire layout");
_Static_assert(sizeof(struct ss_wire_task) == 152, "wire layout");
_Static_assert(sizeof(struct ss_wire_fork) == 192, "wire layout");
_Static_assert(sizeof(struct ss_wire_exit) == 184, "wire layout");
_Static_assert(sizeof(struct ss_wire_exec) == 208, "wire layout");
_Static_assert(sizeof(struct ss_wire_args) == 48, "wire layout");
_Static_assert(sizeof(struct ss_wire_counts) % 64 == 0, "one cache line each");

#endif
