/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records of what happens to files: see wire.h. */
#ifndef SS_WIRE_FILE_H
#define SS_WIRE_FILE_H

#include "wire.h"

/* In ss_wire_head.flags. */
#define SS_WIRE_PATH_CUT   (1u << 16)
#define SS_WIRE_GIVEN_CUT  (1u << 17)
#define SS_WIRE_PATH2_CUT  (1u << 18)
#define SS_WIRE_GIVEN2_CUT (1u << 19)
#define SS_WIRE_LEXICAL	   (1u << 20) /* path is the directory that given is relative to */
#define SS_WIRE_LEXICAL2   (1u << 21)
#define SS_WIRE_INODE	   (1u << 22) /* inode, dev and mode are known */
#define SS_WIRE_BEFORE	   (1u << 23) /* the values from before are known */
#define SS_WIRE_CREATED	   (1u << 24)
#define SS_WIRE_CLOSED	   (1u << 25) /* the sums of a file that was written to */
#define SS_WIRE_UNSIZED	   (1u << 26) /* something wrote to it that gives no sizes */
#define SS_WIRE_ANONYMOUS  (1u << 27) /* memory of no file */
#define SS_WIRE_DIRECTORY  (1u << 28)
#define SS_WIRE_SYMBOLIC   (1u << 29)
#define SS_WIRE_ADDRESS	   (1u << 30) /* num[0] is where */

#define SS_WIRE_DELETED (1u << 31) /* the file has no name any more */

/* In flags of SS_EVENT_FILE_UTIMES, where a time is not given but asked for. */
#define SS_WIRE_ATIME_NOW  (1u << 0)
#define SS_WIRE_MTIME_NOW  (1u << 1)
#define SS_WIRE_ATIME_KEEP (1u << 2)
#define SS_WIRE_MTIME_KEEP (1u << 3)

/* A path with a name before it, that of the file in the directory. */
#define SS_WIRE_FILE_PATH_MAX (SS_WIRE_PATH_MAX + 256)

/*
 * data holds given, path, given2 and path2: what the caller named, without a NUL,
 * and the path as names from leaf to root (see ss_wire_exec), or with LEXICAL the
 * path of the directory that given is relative to.  What num holds:
 *
 *	WRITE		bytes, calls
 *	CHMOD		mode, mode before
 *	CHOWN		uid | gid << 32 as asked for, ~0 to keep; before
 *	TRUNCATE	size, size before
 *	UTIMES		atime, mtime, both before: ns since 1970
 *	MMAP_EXEC	address, length, protection
 *	MPROTECT_EXEC	address, length, protection, before
 */
struct ss_wire_file {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	__u64 inode;
	__u64 num[4];
	__u32 dev; /* major << 20 | minor, as the kernel keeps it */
	__u32 mode;
	__u32 flags;	   /* O_*, RENAME_*, MFD_*, MAP_* */
	__u32 create_mode; /* what was asked for with O_CREAT */
	__s32 error;	   /* 0 or -errno */
	__u32 given_len, path_len, given2_len, path2_len;
	__u32 pad;
	char data[];
};

_Static_assert(sizeof(struct ss_wire_file) == 160, "wire layout");

#endif
