/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records of what happens to files: see wire.h. */
#ifndef SS_WIRE_FILE_H
#define SS_WIRE_FILE_H

#include "wire.h"

/* In ss_wire_head.flags. */
#define SS_WIRE_PATH_CUT  (1u << 16)
#define SS_WIRE_GIVEN_CUT (1u << 17)

/*
 * data holds the path as names from leaf to root (see ss_wire_exec), then the
 * path as it was given, without its NUL.  A failed open has no inode and no path.
 */
struct ss_wire_open {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	__u64 inode;
	__u32 dev; /* major << 20 | minor, as the kernel keeps it */
	__u32 mode;
	__u32 flags; /* O_* */
	__s32 error; /* 0 or -errno */
	__u32 path_len, given_len;
	char data[];
};

_Static_assert(sizeof(struct ss_wire_open) == 112, "wire layout");

#endif
