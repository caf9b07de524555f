/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What one process does to another: signals, ptrace, its memory. */
#ifndef SS_SECURITY_PROCESS_BPF_H
#define SS_SECURITY_PROCESS_BPF_H

#include "security.bpf.h"

#define SEND_SIG_NOINFO 0

#define SI_USER	 0
#define SI_QUEUE -1
#define SI_TKILL -6

/*
 * Nothing of its origin comes with what kill() sends since Linux 7, and, on all, with the
 * death signal to the children of a process that is ending.
 */
static __always_inline bool is_sent_bare(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 call;

	if (BPF_CORE_READ(t, flags) & (PF_EXITING | PF_KTHREAD))
		return false;
	call = current_call();
	return call == NR_kill || call == NR_pidfd_send_signal || call == ~0u;
}

/* A code below 0 is the kernel's own (a timer) or, through these calls, what the sender says. */
static __always_inline bool is_sent(u64 info, s32 *code)
{
	u32 call;

	*code = SI_USER;
	if (info == SEND_SIG_NOINFO)
		return is_sent_bare();
	if (info <= 2)
		return false; /* SEND_SIG_PRIV: no process sent it */
	*code = BPF_CORE_READ((struct kernel_siginfo *)info, si_code);
	if (*code == SI_USER || *code == SI_QUEUE || *code == SI_TKILL)
		return true;
	if (*code > 0)
		return false;
	call = current_call();
	return call == NR_rt_sigqueueinfo || call == NR_rt_tgsigqueueinfo ||
	       call == NR_pidfd_send_signal;
}

/* Arguments: signal, info, task, group, result. */
SEC("?tp_btf/signal_generate")
int on_signal(u64 *ctx)
{
	struct task_struct *to = (void *)raw_arg(ctx, 2);
	struct ss_wire_signal r;
	u64 rules;

	if (BPF_CORE_READ(to, tgid) == bpf_get_current_pid_tgid() >> 32 ||
	    !is_sent(raw_arg(ctx, 1), &r.code))
		return 0;
	rules = deed_rules(SS_EVENT_SIGNAL, 0);
	if (!rules)
		return 0;
	event_begin(&r.head, &r.actor, SS_EVENT_SIGNAL);
	rules_mark(&r.head, rules);
	put_target(&r.target, (u64)to, 0);
	r.signal = raw_arg(ctx, 0);
	r.group = raw_arg(ctx, 3) != 0;
	r.result = raw_arg(ctx, 4);
	ship_bulk(ctx, &r.head, SS_EVENT_SIGNAL, sizeof(r));
	return 0;
}

#define PTRACE_TRACEME	 0
#define PTRACE_POKETEXT	 4
#define PTRACE_POKEUSR	 6
#define PTRACE_SETREGS	 13
#define PTRACE_SETFPREGS 15
#define PTRACE_ATTACH	 16
#define PTRACE_SETREGSET 0x4205
#define PTRACE_SEIZE	 0x4206

/* Beginning to trace, and changing what is traced; not the looking on and going on. */
static __always_inline bool is_ptrace_deed(u32 request)
{
	return request == PTRACE_TRACEME || request == PTRACE_ATTACH || request == PTRACE_SEIZE ||
	       (request >= PTRACE_POKETEXT && request <= PTRACE_POKEUSR) ||
	       request == PTRACE_SETREGS || request == PTRACE_SETFPREGS ||
	       request == PTRACE_SETREGSET;
}

static __always_inline int ptraced(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 request = nr == NR_ptrace ? syscall_arg(regs, 0) : 0;
	u32 pid = syscall_arg(regs, nr == NR_ptrace);
	struct ss_wire_ptrace r;
	u64 rules, task;

	if (nr == NR_ptrace && !is_ptrace_deed(request))
		return 0;
	rules = deed_rules(SS_EVENT_PTRACE, ret);
	if (!rules)
		return 0;
	event_begin(&r.head, &r.actor, SS_EVENT_PTRACE);
	rules_mark(&r.head, rules);
	if (nr == NR_ptrace && request == PTRACE_TRACEME)
		task = (u64)BPF_CORE_READ(t, real_parent); /* who will trace */
	else
		task = task_of_vpid(pid);
	put_target(&r.target, task, pid);
	r.addr = request >= PTRACE_POKETEXT && request <= PTRACE_POKEUSR ? syscall_arg(regs, 2) : 0;
	r.bytes = nr != NR_ptrace && ret > 0 ? ret : 0;
	r.call = nr;
	r.request = request;
	r.error = ret < 0 ? ret : 0;
	r.pad = 0;
	ship_bulk(ctx, &r.head, SS_EVENT_PTRACE, sizeof(r));
	return 0;
}

RETURNS(on_ptrace_return, ptraced, NR_ptrace)
RETURNS(on_vm_readv_return, ptraced, NR_process_vm_readv)
RETURNS(on_vm_writev_return, ptraced, NR_process_vm_writev)
EXITS(on_ptrace_exit, ptraced)

#endif
