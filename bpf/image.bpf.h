/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a record tells of a process's image behind its fixed part, in this order:
 * exe (by put_path()), cwd, cgroup, arguments.
 */
#ifndef SS_IMAGE_BPF_H
#define SS_IMAGE_BPF_H

#include "task.bpf.h"

const volatile __u32 args_max = SS_WIRE_ARGS_MAX;

#define PAGE 4096

/* The end of what stands before the arguments in a record's data. */
#define OFFSET_MAX (2 * SS_WIRE_PATH_MAX + SS_WIRE_CGROUP_MAX)

/* cwd and cgroup, from data[used] on; returns the new end, at most OFFSET_MAX. */
static __always_inline u32 put_places(IMAGE_RECORD *r, u32 slot, struct task_struct *t, u32 used)
{
	struct fs_struct *fs = BPF_CORE_READ(t, fs);

	r->cwd_len =
		put_path(slot, IMAGE_DATA + used, (u64)&fs->pwd, (u64)&fs->root, SS_WIRE_CWD_CUT);
	used += r->cwd_len;
	r->cgroup_len = put_cgroup(slot, IMAGE_DATA + used, (u64)t);
	return used + r->cgroup_len;
}

/*
 * Copy s->len bytes of arguments to data[off] by the page, so that one page that
 * is not there does not cost them all.  Returns how many were copied.
 */
__noinline u32 put_args(u32 slot, u32 off, u64 from)
{
	struct scratch *s = scratch_at(slot);
	IMAGE_RECORD *r;

	if (!s || off > OFFSET_MAX + sizeof(struct ss_wire_args) + 8)
		return 0;
	r = (void *)s->rec;
	for (u64 i = 0; i < SS_WIRE_ARGS_LIMIT / PAGE && i * PAGE < args_max; i++) {
		u64 n = s->len - i * PAGE;

		if (s->len <= i * PAGE)
			break;
		if (n > PAGE)
			n = PAGE;
		if (bpf_probe_read_user(r->data + off + i * PAGE, n, (void *)from + i * PAGE)) {
			r->head.flags |= SS_WIRE_ARGS_FAULT;
			return i * PAGE;
		}
	}
	return s->len;
}

#endif
