/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: what a record brought of arguments. */
#ifndef SS_CAPTURES_H
#define SS_CAPTURES_H

#include "syscall/syscall.h"
#include "wire_syscall.h"

#define SS_CAPTURES_MAX 7

struct ss_captures {
	struct ss_capture list[SS_CAPTURES_MAX];
	size_t count;
};

/*
 * Check all of the record, SIZE bytes of which are there, and find its captures:
 * they point into the record, and of paths into memory that the next call uses again.
 */
bool ss_captures_read(struct ss_captures *out, const struct ss_wire_syscall *r, size_t size);

#endif
