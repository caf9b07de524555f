/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Room for one large record, two to a CPU. */
#ifndef SS_SCRATCH_BPF_H
#define SS_SCRATCH_BPF_H

#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "wire_rules.h"

/* The largest record, with a process's image in it: an object whose is another says so before. */
#ifndef IMAGE_RECORD
#define IMAGE_RECORD struct ss_wire_exec
#endif

/*
 * The last byte of a record where a string may begin: behind its fixed
 * part, two paths and the cgroup; or four paths of a rename.  A path is read 256
 * bytes at a time and arguments by the page, so each part may run that much over
 * its limit before it is cut.
 */
#define IMAGE_DATA     __builtin_offsetof(IMAGE_RECORD, data)
#define SCRATCH_AT_MAX (sizeof(IMAGE_RECORD) + 3 * SS_WIRE_PATH_MAX + SS_WIRE_CGROUP_MAX)
#define SCRATCH_FIXED  (SCRATCH_AT_MAX + SS_WIRE_PATH_MAX + 4096 + sizeof(struct ss_wire_args) + 8)

/* A path with a name before it, and the name that somebody gave in that directory. */
#define TEXT_NAMES_MAX (SS_WIRE_PATH_MAX + 256)
#define TEXT_GIVEN_MAX 255
#define TEXT_MASK      8191 /* where a text has a byte: a bound that old verifiers understand */

/* What is known of a process and costs too much to be found out for each event. */
struct scope {
	u64 start_ns;
	u32 exec;
	u32 unknown; /* SCOPE_* */
	struct ss_wire_hits tree, exe;
};

/* What is needed to look up a path. */
struct text {
	u64 len;	/* of bytes, which begin with '/' and end with one */
	u64 at;		/* of a loop: in memory, the verifier does not follow its value */
	u64 part, dots; /* bytes of a name, and how many of them are dots */
	u64 unsure;	/* of the paths so far, one could not be looked up */
	struct ss_wire_hits hits;
	struct ss_wire_path_key key;
	u32 pad;
	char name[256];
	char bytes[TEXT_MASK + 1 + 256];
};

struct scratch {
	u64 busy;
	u64 len; /* of what a loop has written: in memory, the verifier does not follow its value */
	struct scope scope;
	struct text text;
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
