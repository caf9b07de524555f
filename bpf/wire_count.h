/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counts in the kernel instead of events: what they are counted by; see wire.h. */
#ifndef SS_WIRE_COUNT_H
#define SS_WIRE_COUNT_H

#include "wire.h"

/* What can be counted by; bits. */
#define SS_GROUP_TYPE	   (1u << 0)
#define SS_GROUP_EXE	   (1u << 1)
#define SS_GROUP_COMM	   (1u << 2)
#define SS_GROUP_PID	   (1u << 3)
#define SS_GROUP_UID	   (1u << 4)
#define SS_GROUP_CGROUP	   (1u << 5)
#define SS_GROUP_CONTAINER (1u << 6)

/* A file that is run, without its name; all zero: none, a kernel thread. */
struct ss_wire_exe_id {
	__u64 inode;
	__u32 dev;
	__u32 generation; /* tells a file from the next one with its inode number */
};

/*
 * A key of the maps: zero where it is not counted by.  The one of all that found
 * no room has nothing but ones.
 */
struct ss_wire_group {
	struct ss_wire_exe_id exe;
	__u64 cgroup_id; /* for SS_GROUP_CONTAINER too */
	__u32 pid, uid;
	__u32 type;
	__u32 slot; /* 0: no duration; n: less than 2^n ns, and not less than half of it */
	char comm[SS_COMM_LEN];
};

/* Quiet: whose image a group's exe is, and in which container its cgroup. */
struct ss_wire_naming {
	struct ss_wire_head head;
	struct ss_wire_id id;
	struct ss_wire_exe_id exe;
	__u64 cgroup_id;
};

/* A process that was held back: the value of floods; its key is the tgid. */
struct ss_wire_flood {
	__u64 start_ns; /* whose bucket it is */
	__u64 full_ns;	/* when the bucket has no room any more, if nothing is added */
	__u64 held;	/* events, since it was first seen */
};

_Static_assert(sizeof(struct ss_wire_group) == 56, "wire layout");
_Static_assert(sizeof(struct ss_wire_naming) == 64, "wire layout");
_Static_assert(sizeof(struct ss_wire_flood) == 24, "wire layout");

#endif
