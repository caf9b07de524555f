/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Room for one large record, two to a CPU. */
#ifndef SS_SCRATCH_BPF_H
#define SS_SCRATCH_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "wire.h"

/*
 * The last byte of a record where a string may begin: behind an exec's fixed
 * part, two paths and the cgroup; or four paths of a rename.  A path is read 256
 * bytes at a time and arguments by the page, so each part may run that much over
 * its limit before it is cut.
 */
#define EXEC_DATA      __builtin_offsetof(struct ss_wire_exec, data)
#define SCRATCH_AT_MAX (sizeof(struct ss_wire_exec) + 3 * SS_WIRE_PATH_MAX + SS_WIRE_CGROUP_MAX)
#define SCRATCH_FIXED  (SCRATCH_AT_MAX + SS_WIRE_PATH_MAX + 4096 + sizeof(struct ss_wire_args) + 8)

struct scratch {
	u64 busy;
	u64 len; /* of what a loop has written: in memory, the verifier does not follow its value */
	char rec[SCRATCH_FIXED + SS_WIRE_ARGS_MAX]; /* struct ss_wire_head and what follows */
};

/* User space sets max_entries to twice the CPUs, and value_size by --args-max. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline struct scratch *scratch_at(u32 slot)
{
	return bpf_map_lookup_elem(&scratches, &slot);
}

/*
 * A free slot, or NULL.  The second one is for the exe filter inside a program
 * that holds the first, and for a program that preempts another: the task
 * iterator and fexit can be preempted.  (They could share a slot if one were
 * preempted just between the look at busy and its setting, and the other, on
 * the same CPU, half-way; an atomic exchange would need Linux 5.12.)
 */
static __always_inline struct scratch *scratch_get(u32 *slot)
{
	struct scratch *s;

	*slot = bpf_get_smp_processor_id() * 2;
	s = scratch_at(*slot);
	if (s && s->busy) {
		++*slot;
		s = scratch_at(*slot);
	}
	if (!s || s->busy)
		return NULL;
	s->busy = 1;
	return s;
}

static __always_inline void scratch_put(struct scratch *s)
{
	s->busy = 0;
}

#endif
