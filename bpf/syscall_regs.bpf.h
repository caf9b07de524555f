/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Number, ABI and arguments of a system call, as they are in registers. */
#ifndef SS_SYSCALL_REGS_BPF_H
#define SS_SYSCALL_REGS_BPF_H

#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "wire_syscall.h"

#if defined(__TARGET_ARCH_x86)
#define X32_BIT	  0x40000000
#define TS_COMPAT 2 /* thread_info.status */
#elif defined(__TARGET_ARCH_arm64)
#define TIF_32BIT 22 /* thread_info.flags */
#endif

/* Flavours of their own: see syscall_fd.bpf.h. */
struct pt_regs___call {
#if defined(__TARGET_ARCH_x86)
	unsigned long di, si, dx, r10, r8, r9, bx, cx, bp, orig_ax;
#elif defined(__TARGET_ARCH_arm64)
	u64 regs[31];
	u64 orig_x0;
	s32 syscallno;
#endif
} __attribute__((preserve_access_index));

struct thread_info___call {
	unsigned long flags;
	u32 status;
} __attribute__((preserve_access_index));

struct task_struct___call {
	struct thread_info___call thread_info;
} __attribute__((preserve_access_index));

/* From TYPED, a pointer the verifier knows, plain loads; else by a helper for each. */
#define reg(regs, typed, name) ((typed) ? (regs)->name : BPF_CORE_READ(regs, name))

static __always_inline u32 call_abi(u64 nr)
{
	struct task_struct___call *t = (void *)bpf_get_current_task();

#if defined(__TARGET_ARCH_x86)
	if (BPF_CORE_READ(t, thread_info.status) & TS_COMPAT)
		return SS_ABI_32;
	return nr & X32_BIT ? SS_ABI_X32 : SS_ABI_NATIVE;
#elif defined(__TARGET_ARCH_arm64)
	return BPF_CORE_READ(t, thread_info.flags) >> TIF_32BIT & 1 ? SS_ABI_32 : SS_ABI_NATIVE;
#endif
}

static __always_inline void put_call_args(struct ss_wire_syscall *r, struct pt_regs___call *regs,
					  bool typed)
{
#if defined(__TARGET_ARCH_x86)
	if (r->abi == SS_ABI_32) {
		r->args[0] = (u32)reg(regs, typed, bx);
		r->args[1] = (u32)reg(regs, typed, cx);
		r->args[2] = (u32)reg(regs, typed, dx);
		r->args[3] = (u32)reg(regs, typed, si);
		r->args[4] = (u32)reg(regs, typed, di);
		r->args[5] = (u32)reg(regs, typed, bp);
		return;
	}
	r->args[0] = reg(regs, typed, di);
	r->args[1] = reg(regs, typed, si);
	r->args[2] = reg(regs, typed, dx);
	r->args[3] = reg(regs, typed, r10);
	r->args[4] = reg(regs, typed, r8);
	r->args[5] = reg(regs, typed, r9);
#elif defined(__TARGET_ARCH_arm64)
	r->args[0] = reg(regs, typed, orig_x0);
	r->args[1] = reg(regs, typed, regs[1]);
	r->args[2] = reg(regs, typed, regs[2]);
	r->args[3] = reg(regs, typed, regs[3]);
	r->args[4] = reg(regs, typed, regs[4]);
	r->args[5] = reg(regs, typed, regs[5]);
#endif
}

/* The number without the bit that says x32. */
static __always_inline u32 plain_nr(u32 nr, u32 abi)
{
#if defined(__TARGET_ARCH_x86)
	return abi == SS_ABI_X32 ? nr & ~X32_BIT : nr;
#else
	return nr;
#endif
}

static __always_inline s32 nr_of(const struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return regs->orig_ax;
#elif defined(__TARGET_ARCH_arm64)
	return regs->syscallno;
#endif
}

#endif
