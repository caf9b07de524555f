/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The record of a system call that is over. */
#ifndef SS_WIRE_SYSCALL_H
#define SS_WIRE_SYSCALL_H

#include "syscall_spec.h"
#include "wire.h"

#define SS_WIRE_STRING_MAX 4096 /* bytes of one string */
#define SS_WIRE_BUFFER_MAX SS_SYSCALL_BYTES_MAX

/*
 * What was brought of one argument, or of the result.  The path of a file comes
 * as names from leaf to root, each with its NUL ("x\0srv\0"), as everywhere.
 * The next one begins at a multiple of eight.
 */
struct ss_wire_capture {
	__u8 arg;  /* or SS_SYSCALL_RESULT */
	__u8 kind; /* enum ss_capture_kind */
	__u8 cut;  /* there was more */
	__u8 pad;
	__u32 len;
	char bytes[];
};

struct ss_wire_syscall {
	struct ss_wire_head head;
	struct ss_wire_actor actor;
	__u64 args[SS_SYSCALL_ARGS]; /* as they were at entry, where the kernel keeps them */
	__s64 ret;
	__u64 duration_ns; /* 0: its begin was not seen */
	__u32 nr;
	__u32 abi; /* enum ss_syscall_abi */
	__u32 captures;
	__u32 pad;
	char data[]; /* struct ss_wire_capture, one after the other */
};

_Static_assert(sizeof(struct ss_wire_capture) == 8, "wire layout");
_Static_assert(sizeof(struct ss_wire_syscall) == 160, "wire layout");

#endif
