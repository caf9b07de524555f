/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is written down about a task that is overdue. */
#ifndef SS_REAPER_EVIDENCE_BPF_H
#define SS_REAPER_EVIDENCE_BPF_H

#include "reaper_state.bpf.h"

#define OVERDUE_DATA __builtin_offsetof(struct ss_wire_overdue, data)
#define PAGE_SIZE    4096
/* Where the arguments begin at the latest: behind exe, cwd, file and cgroup. */
#define OVERDUE_ARGS_MAX (OVERDUE_DATA + 3 * SS_WIRE_PATH_MAX + SS_WIRE_CGROUP_MAX)
#define OVERDUE_MAX	 (OVERDUE_ARGS_MAX + SS_REAP_ARGS)

/* How the current task came to be overdue. */
struct overdue {
	u64 seen_ns, elapsed_ns;
	u64 rules; /* that it is in scope of, and those that protect it */
	u64 file;  /* struct file that its call is about, or 0 */
	u32 target, returned;
};

static __always_inline void overdue_begin(struct ss_wire_overdue *r, const struct overdue *o)
{
	__builtin_memset(r, 0, __builtin_offsetof(struct ss_wire_overdue, kernel_stack));
	r->head.kind = SS_WIRE_OVERDUE;
	r->head.boot_ns = bpf_ktime_get_boot_ns();
	r->elapsed_ns = o->elapsed_ns;
	r->seen_ns = o->seen_ns;
	r->rules = o->rules;
	r->target = o->target;
	r->returned = o->returned;
}

static __always_inline u32 frames(long bytes)
{
	return bytes > 0 ? (u64)bytes / 8 : 0;
}

static __always_inline void put_stacks(void *ctx, struct ss_wire_overdue *r)
{
	r->kernel_frames = frames(bpf_get_stack(ctx, r->kernel_stack, sizeof(r->kernel_stack), 0));
	r->user_frames =
		frames(bpf_get_stack(ctx, r->user_stack, sizeof(r->user_stack), BPF_F_USER_STACK));
}

/* LEN bytes at FROM to byte AT of the record; both are looked at just before, as old verifiers need
 * it. */
static __always_inline bool put_user(struct scratch *s, u64 at, u64 len, u64 from)
{
	barrier_var(at);
	barrier_var(len);
	return at <= OVERDUE_ARGS_MAX && len <= SS_REAP_ARGS &&
	       !bpf_probe_read_user(s->rec + at, len, (void *)from);
}

/* Copy the current task's arguments to byte AT of the record.  Returns how many bytes. */
__noinline u32 put_overdue_args(u32 slot, u32 at)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u64 start = BPF_CORE_READ(t, mm, arg_start), len;
	struct scratch *s = scratch_at(slot);
	struct ss_wire_overdue *r;

	if (!s)
		return 0;
	r = (void *)s->rec;
	r->args_bytes = BPF_CORE_READ(t, mm, arg_end) - start;
	len = r->args_bytes < SS_REAP_ARGS ? r->args_bytes : SS_REAP_ARGS;
	if (put_user(s, at, len, start))
		return len;
	/* The second page of them is not there. */
	r->head.flags |= SS_WIRE_ARGS_FAULT;
	len = PAGE_SIZE - start % PAGE_SIZE;
	return put_user(s, at, len, start) ? len : 0;
}

/* Fill in all the rest of the slot's record; returns its size. */
__noinline u32 put_evidence(u32 slot, u64 file)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct fs_struct *fs = BPF_CORE_READ(t, fs);
	struct file *exe = BPF_CORE_READ(t, mm, exe_file);
	u64 root = (u64)&fs->root;
	struct scratch *s = scratch_at(slot);
	struct ss_wire_overdue *r;
	u32 at = OVERDUE_DATA;

	if (!s)
		return 0;
	r = (void *)s->rec;
	put_task(&r->head, &r->task, t);
	if (exe)
		r->exe_len = put_path(slot, at, (u64)&exe->f_path, root, SS_WIRE_EXE_CUT);
	at += r->exe_len;
	r->cwd_len = put_path(slot, at, (u64)&fs->pwd, root, SS_WIRE_CWD_CUT);
	at += r->cwd_len;
	r->cgroup_len = put_cgroup(slot, at, (u64)t);
	at += r->cgroup_len;
	if (file)
		r->file_len = put_path(slot, at, (u64) & ((struct file *)file)->f_path, root,
				       SS_WIRE_REAP_FILE_CUT);
	at += r->file_len;
	r->args_len = put_overdue_args(slot, at);
	r->head.size = at + r->args_len;
	return r->head.size;
}

static __always_inline void overdue_ship(void *ctx, struct scratch *s, u32 slot, u64 file)
{
	u64 size;

	put_stacks(ctx, (void *)s->rec);
	size = put_evidence(slot, file);
	if (!size || size > OVERDUE_MAX || bpf_ringbuf_output(&reaps, s->rec, size, 0))
		bump(lost);
}

#endif
