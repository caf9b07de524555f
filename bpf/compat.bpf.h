/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Kernel differences, one function each, with the commit that caused it. */
#ifndef SS_COMPAT_BPF_H
#define SS_COMPAT_BPF_H

#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* 633488947ef6 (6.15) made kernfs_node.parent an RCU pointer called __parent. */
struct kernfs_node___rcu {
	struct kernfs_node *__parent;
} __attribute__((preserve_access_index));

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *kn)
{
	struct kernfs_node___rcu *rcu = (void *)kn;

	if (bpf_core_field_exists(rcu->__parent))
		return BPF_CORE_READ(rcu, __parent);
	return BPF_CORE_READ(kn, parent);
}

/* d1e7fd6462ca (5.7) widened self_exec_id to 64 bits; the low half counts enough. */
static __always_inline u32 exec_count(struct task_struct *t)
{
	u64 n = 0;

	bpf_core_read(&n, bpf_core_field_size(t->self_exec_id), &t->self_exec_id);
	return n;
}

/* 2f064a59a11f (5.14) renamed it, and made it shorter; no state needs more than 32 bits. */
struct task_struct___state {
	unsigned int __state;
} __attribute__((preserve_access_index));

struct task_struct___long_state {
	long state;
} __attribute__((preserve_access_index));

/* T is a pointer that the verifier knows: plain loads. */
static __always_inline u32 task_state(struct task_struct *t)
{
	struct task_struct___state *new = (void *)t;
	struct task_struct___long_state *old = (void *)t;

	return bpf_core_field_exists(new->__state) ? new->__state : old->state;
}

/* 12cd44023651 (6.7) renamed the times of an inode, 3aa63a569c64 (6.11) split them. */
struct inode___times {
	struct timespec64 i_atime, i_mtime;
} __attribute__((preserve_access_index));

struct inode___private {
	struct timespec64 __i_atime, __i_mtime;
} __attribute__((preserve_access_index));

struct inode___split {
	s64 i_atime_sec, i_mtime_sec;
	u32 i_atime_nsec, i_mtime_nsec;
} __attribute__((preserve_access_index));

/* Nanoseconds since 1970; times that 64 bits of them cannot hold are the last or first they can. */
static __always_inline s64 to_ns(s64 sec, s64 nsec)
{
	if (sec > 9223372035)
		return 0x7fffffffffffffff;
	if (sec < -9223372035)
		return -0x7fffffffffffffff;
	return sec * 1000000000 + nsec;
}

static __always_inline void inode_times(void *inode, s64 *atime, s64 *mtime)
{
	struct inode___split *split = inode;
	struct inode___private *priv = inode;
	struct inode___times *plain = inode;

	if (bpf_core_field_exists(split->i_atime_sec)) {
		*atime = to_ns(BPF_CORE_READ(split, i_atime_sec),
			       BPF_CORE_READ(split, i_atime_nsec));
		*mtime = to_ns(BPF_CORE_READ(split, i_mtime_sec),
			       BPF_CORE_READ(split, i_mtime_nsec));
	} else if (bpf_core_field_exists(priv->__i_atime)) {
		*atime = to_ns(BPF_CORE_READ(priv, __i_atime.tv_sec),
			       BPF_CORE_READ(priv, __i_atime.tv_nsec));
		*mtime = to_ns(BPF_CORE_READ(priv, __i_mtime.tv_sec),
			       BPF_CORE_READ(priv, __i_mtime.tv_nsec));
	} else {
		*atime = to_ns(BPF_CORE_READ(plain, i_atime.tv_sec),
			       BPF_CORE_READ(plain, i_atime.tv_nsec));
		*mtime = to_ns(BPF_CORE_READ(plain, i_mtime.tv_sec),
			       BPF_CORE_READ(plain, i_mtime.tv_nsec));
	}
}

/*
 * Put a new key into a hash map; false if it is there already.  Before
 * d7ba4cc900bf (6.4) a direct call of the map's function gives an int, whose
 * upper half in the register is nothing to go by.
 */
static __always_inline bool map_add(void *map, const void *key, const void *value)
{
	return (int)bpf_map_update_elem(map, key, value, BPF_NOEXIST) != -17; /* EEXIST */
}

/*
 * bpf_probe_read_user_str(): the length with the NUL.  Kernels up to 6.1 at
 * least give 0 for an empty string.  Without a branch: in a loop the verifier
 * would follow each.
 */
static __always_inline long read_user_str(char *dst, u32 size, u64 from)
{
	long n;

	dst[0] = 0;
	n = bpf_probe_read_user_str(dst, size, (void *)from);
	return n < 0 ? n : n + (long)((u64)(n - 1) >> 63);
}

/* 3ca1032ab7ab (5.11) */
static __always_inline bool has_typed_task(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf);
}

/*
 * Argument N of a tracing program, with fexit the result behind the last one.  The
 * context is read like all of the kernel's memory: pointers come as numbers,
 * which functions that are not static can take; in the BTF of 5.10 some have no
 * type that the verifier knows; and N need not be known to the compiler.
 */
static __always_inline u64 raw_arg(const void *ctx, int n)
{
	u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), (const u64 *)ctx + n);
	return value;
}

/* Of the function of a system call the only argument. */
static __always_inline struct pt_regs *regs_of(const void *ctx)
{
	return (void *)raw_arg(ctx, 0);
}

/* Argument N (from 0) of a native system call. */
static __always_inline u64 syscall_arg(struct pt_regs *regs, int n)
{
#if defined(__TARGET_ARCH_x86)
	switch (n) {
	case 0: return BPF_CORE_READ(regs, di);
	case 1: return BPF_CORE_READ(regs, si);
	case 2: return BPF_CORE_READ(regs, dx);
	case 3: return BPF_CORE_READ(regs, r10);
	case 4: return BPF_CORE_READ(regs, r8);
	default: return BPF_CORE_READ(regs, r9);
	}
#elif defined(__TARGET_ARCH_arm64)
	return n == 0 ? BPF_CORE_READ(regs, orig_x0) : BPF_CORE_READ(regs, regs[n]);
#endif
}

/*
 * The number in the record of a tracepoint of one system call is an int, and with a call
 * without arguments nothing is behind it: to read a long there is refused.
 */
static __always_inline long entered_nr(struct trace_event_raw_sys_enter *ctx)
{
	return *(const volatile int *)&ctx->id;
}

static __always_inline long returned_nr(struct trace_event_raw_sys_exit *ctx)
{
	return *(const volatile int *)&ctx->id;
}

/* The number of the system call they were made for. */
static __always_inline long syscall_nr(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return BPF_CORE_READ(regs, orig_ax);
#elif defined(__TARGET_ARCH_arm64)
	return BPF_CORE_READ(regs, syscallno);
#endif
}

/*
 * The registers with which the current task entered the kernel; its arguments
 * are still there when the call returns.  dd6e10fbd9fb (5.15) has a helper, which
 * knows what FRED puts there; before it they stand at the end of the stack.
 */
static __always_inline struct pt_regs *current_regs(void)
{
	struct task_struct *t;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	t = (void *)bpf_get_current_task();
	return BPF_CORE_READ(t, stack) + 16384 - bpf_core_type_size(struct pt_regs);
}

#endif
