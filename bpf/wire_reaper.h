/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the reaper's programs and ss-reaper tell each other: the rules, which are
 * numbered as in wire_rules.h, what became of each, and the records of the ring.
 * Times are CLOCK_MONOTONIC in ns, which stands still while the machine sleeps.
 */
#ifndef SS_WIRE_REAPER_H
#define SS_WIRE_REAPER_H

#include "reaper_types.h"
#include "wire_rules.h"

/* In ss_wire_head.flags, besides those of other records. */
#define SS_WIRE_REAP_FILE_CUT (1u << 12)

#define SS_REAP_FRAMES 48
#define SS_REAP_ARGS   4096 /* bytes of arguments in a record */

/* In ss_wire_reap_rule.flags. */
#define SS_REAP_RETURN_REPORT (1u << 0) /* a call that has returned is only reported */

/* In an array by rule: what the kernel needs of one.  User space may change it at any time. */
struct ss_wire_reap_rule {
	__u64 limit_ns;	   /* 0: there is none yet */
	__u64 targets;	   /* bits */
	__u64 cooldown_ns; /* after a signal none for so long; 0: no cool-down */
	__u64 rate_ns;	   /* at most rate signals in so long */
	__u32 rate;	   /* 0: as many as there are */
	__u32 signal;	   /* of the first step; 0: report only */
	__u32 flags;
	__u32 rank; /* enum ss_reap_act of the first step: the more severe rule is taken */
};

/* In an array by rule: written by the programs with atomic additions, read by user space. */
struct ss_wire_reap_state {
	__u64 verdicts[SS_REAP_VERDICTS];
	__u64 window;	 /* the period of rate_ns it counts in */
	__u64 in_window; /* signals in it */
	__u64 last_ns;	 /* the last signal */
};

/* In an array by target. */
struct ss_wire_reap_target {
	__u64 calls; /* that were in scope and have returned */
	__u64 late;
	__u64 untracked;		/* there was no room for them */
	__u64 nested;			/* inside another call of the same thread */
	__u64 buckets[SS_REAP_BUCKETS]; /* durations */
};

/* A call under way: the value of a hash by thread id << 32 | target. */
struct ss_wire_reap_call {
	__u64 since;	/* 0: none is under way */
	__u64 start_ns; /* of the process: start_boottime of its first thread */
	__u64 rules;	/* that its process is in scope of */
	__u64 sp;	/* of user space at the begin of a function of a program; else 0 */
	__u32 tgid;
	__u32 depth;
};

/* Which argument of a target is a file: one of these, and the argument's number from 0 to 7. */
#define SS_REAP_FILE_FD	 0x10 /* a descriptor */
#define SS_REAP_FILE_PTR 0x20 /* a struct file */

/* A file, as the kernel has it: dev is major << 20 | minor. */
struct ss_wire_file_id {
	__u64 inode, dev;
};

/* Whose end is to be told: the value of a hash by process id. */
struct ss_wire_signalled {
	__u64 start_ns, signalled_ns;
	__u32 rule, signal;
};

/* Whose durations, or whose limit: all that a rule is about, or of them those who run one file. */
struct ss_wire_reap_whose {
	__u64 inode, dev; /* as the kernel has them: major << 20 | minor; 0: all */
	__u32 rule;
	__u32 pad;
};

struct ss_wire_reap_hist {
	__u64 count[SS_REAP_BUCKETS];
};

/* Kinds of records: not events of ss-trace. */
enum ss_wire_reap_kind {
	SS_WIRE_OVERDUE = 256,
	SS_WIRE_GONE,	/* somebody who was signalled has exited */
	SS_WIRE_SURVEY, /* from the task iterator: who is in scope of which rules */
	SS_WIRE_MET,	/* a file was met whose durations are counted from now on */
};

/*
 * data: exe, cwd and cgroup as in ss_wire_exec, then the names of the file that
 * the call is about, from leaf to root; then the arguments.
 */
struct ss_wire_overdue {
	struct ss_wire_head head;
	struct ss_wire_task task; /* tid: the thread's */
	__u64 elapsed_ns, limit_ns;
	__u64 seen_ns;	    /* when it was found out */
	__u64 signalled_ns; /* the helper had returned; 0: no signal */
	__u64 rules;	    /* that it is in scope of, and those that protect it */
	__u64 args_bytes;
	__u32 rule, target;
	__u32 signal;
	__s32 error;	/* of the signal, -errno */
	__u32 verdict;	/* enum ss_reap_verdict */
	__u32 guard;	/* enum ss_guard */
	__u32 returned; /* the call is over */
	__u32 file_len;
	__u32 exe_len, cwd_len, cgroup_len, args_len;
	__u32 kernel_frames, user_frames;
	__u64 kernel_stack[SS_REAP_FRAMES], user_stack[SS_REAP_FRAMES];
	char data[];
};

struct ss_wire_gone {
	struct ss_wire_head head;
	struct ss_wire_id id;
	__u64 signalled_ns, gone_ns;
	__u32 rule;
	__u32 status; /* as wait(2) gives it */
	char comm[SS_COMM_LEN];
};

/* One for each process (or thread, where a target is on-CPU time) that any rule is about. */
struct ss_wire_survey {
	struct ss_wire_head head;
	struct ss_wire_task task;
	__u64 start_mono_ns; /* of the process, CLOCK_MONOTONIC */
	__u64 rules;
	__u64 inode, dev; /* of its file, as in ss_wire_reap_whose */
	__u32 guard;
	__u32 pad;
};

/* data: the file's names, from leaf to root. */
struct ss_wire_met {
	struct ss_wire_head head;
	struct ss_wire_reap_whose whose;
	__u32 exe_len;
	__u32 pad;
	char data[];
};

/* The maps of an instance that others look into, by their ids. */
enum ss_wire_reap_map {
	SS_REAP_MAP_CALLS,
	SS_REAP_MAP_RULES,
	SS_REAP_MAP_STATES,
	SS_REAP_MAP_DONE,
	SS_REAP_MAP_TARGETS,
	SS_REAP_MAP_STOPS,
	SS_REAP_MAP_BURSTS,
	SS_REAP_MAP_SIGNALLED,
	SS_REAP_MAP_BSS,
	SS_REAP_MAPS
};

#define SS_REAP_META_MAGIC 0x0170616572737373ull /* and the number of this layout */

/* In an array of one: what an instance is, for whoever meets it.  Written by user space. */
struct ss_wire_reap_meta {
	__u64 magic;  /* 0: it is being made */
	__u64 object; /* a hash of the programs as they were built: who has the same may adopt them
		       */
	__u64 began_boot_ns;
	__u64 owner_start_ns; /* with owner_pid: its start, as /proc has it */
	__u32 owner_pid;      /* 0: nobody */
	__u32 pinned;	      /* it is complete, and outlives its owner */
	__u32 links;	      /* how many are pinned */
	__u32 text_len;
	__u32 maps[SS_REAP_MAPS];
	__u32 lost_at; /* byte of the counter of lost evidence in the .bss */
	char name[SS_REAP_INSTANCE_MAX];
	char text[]; /* what it does, as JSON; sized when it is made */
};

_Static_assert(sizeof(struct ss_wire_reap_meta) == 152, "wire layout");
_Static_assert(sizeof(struct ss_wire_reap_rule) == 48, "wire layout");
_Static_assert(sizeof(struct ss_wire_reap_call) == 40, "wire layout");
_Static_assert(sizeof(struct ss_wire_overdue) == 24 + 152 + 6 * 8 + 14 * 4 + 2 * 8 * SS_REAP_FRAMES,
	       "wire layout");
_Static_assert(sizeof(struct ss_wire_gone) == 80, "wire layout");
_Static_assert(sizeof(struct ss_wire_survey) == 216, "wire layout");
_Static_assert(sizeof(struct ss_wire_reap_whose) == 24, "wire layout");
_Static_assert(sizeof(struct ss_wire_met) == 56, "wire layout");

#endif
