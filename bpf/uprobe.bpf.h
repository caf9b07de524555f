/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Places in programs and libraries: functions entered and left, and USDT probes. */
#ifndef SS_UPROBE_BPF_H
#define SS_UPROBE_BPF_H

#include <bpf/usdt.bpf.h>

#include "syscall_grab.bpf.h"

const volatile struct ss_uprobe_spec uprobe_specs[SS_UPROBES_MAX];

struct uprobe_key {
	u64 thread;
	u64 probe;
};

struct uprobe_call {
	u64 args[SS_SYSCALL_ARGS];
};

/* The arguments of functions until they return; of one that calls itself the innermost. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* raised when a probe needs it */
	__type(key, struct uprobe_key);
	__type(value, struct uprobe_call);
} uprobe_calls SEC(".maps");

/* The registers of user space in which functions take and give values. */
struct pt_regs___user {
#if defined(__TARGET_ARCH_x86)
	unsigned long di, si, dx, cx, r8, r9, ax;
#elif defined(__TARGET_ARCH_arm64)
	u64 regs[31];
#endif
} __attribute__((preserve_access_index));

static __always_inline void function_args(const struct pt_regs *ctx, u64 *args)
{
	const struct pt_regs___user *regs = (const void *)ctx;

#if defined(__TARGET_ARCH_x86)
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->cx;
	args[4] = regs->r8;
	args[5] = regs->r9;
#elif defined(__TARGET_ARCH_arm64)
	for (int i = 0; i < SS_SYSCALL_ARGS; i++)
		args[i] = regs->regs[i];
#endif
}

static __always_inline u64 function_result(const struct pt_regs *ctx)
{
	const struct pt_regs___user *regs = (const void *)ctx;

#if defined(__TARGET_ARCH_x86)
	return regs->ax;
#elif defined(__TARGET_ARCH_arm64)
	return regs->regs[0];
#endif
}

/* The strings of the hit in the slot's record. */
__noinline int grab_uprobe(u32 slot)
{
	struct scratch *s = scratch_at(slot);
	struct ss_wire_syscall *r;
	u32 probe;

	if (!s)
		return 0;
	r = (void *)s->rec;
	probe = r->nr;
	if (probe >= SS_UPROBES_MAX)
		return 0;
	for (u32 i = 0; i < SS_SYSCALL_ARGS; i++) {
		u32 grab = uprobe_specs[probe % SS_UPROBES_MAX].grab[i];

		if (grab == SS_UPROBE_GRAB_STR)
			grab_string(slot, i, r->args[i]);
		else if (grab)
			grab_bytes(slot, i, SS_CAPTURE_STRING, r->args[i], arg_at(r, grab - 1));
	}
	if (uprobe_specs[probe % SS_UPROBES_MAX].result && r->abi)
		grab_string(slot, SS_SYSCALL_RESULT, r->ret);
	return 0;
}

static __always_inline void uprobe_record(void *ctx, u64 rules, u32 probe,
					  const struct uprobe_call *call, bool returned, u64 ret)
{
	struct ss_wire_syscall *r;
	struct scratch *s;
	u32 slot, size;

	s = scratch_get(&slot);
	if (!s) {
		count(lost[SS_EVENT_UPROBE]);
		return;
	}
	r = (void *)s->rec;
	event_begin(&r->head, &r->actor, SS_EVENT_UPROBE);
	rules_mark(&r->head, rules);
	__builtin_memcpy(r->args, call->args, sizeof(r->args));
	r->ret = ret;
	r->duration_ns = 0;
	r->nr = probe;
	r->abi = returned;
	r->captures = r->pad = 0;
	r->head.size = sizeof(*r);
	grab_uprobe(slot);
	size = r->head.size;
	if (size <= RECORD_MAX)
		ship_bulk(ctx, &r->head, SS_EVENT_UPROBE, size);
	else
		count(lost[SS_EVENT_UPROBE]);
	scratch_put(s);
}

static __always_inline void uprobe_hit(void *ctx, u32 probe, const struct uprobe_call *call,
				       bool returned, u64 ret)
{
	u64 rules = event_rules(SS_EVENT_UPROBE);

	if (rules && event_passes(SS_EVENT_UPROBE, rules))
		uprobe_record(ctx, rules, probe, call, returned, ret);
}

static __noinline int uprobe_entered(struct pt_regs *ctx, u32 probe)
{
	struct uprobe_key key = { bpf_get_current_pid_tgid(), probe };
	struct uprobe_call call;

	if (closed)
		return 0;
	function_args(ctx, call.args);
	if (uprobe_specs[probe % SS_UPROBES_MAX].at_return)
		bpf_map_update_elem(&uprobe_calls, &key, &call, BPF_ANY);
	else
		uprobe_hit(ctx, probe, &call, false, 0);
	return 0;
}

static __noinline int uprobe_returned(struct pt_regs *ctx, u32 probe)
{
	struct uprobe_key key = { bpf_get_current_pid_tgid(), probe };
	struct uprobe_call call = {}, *kept = bpf_map_lookup_elem(&uprobe_calls, &key);

	if (kept) {
		call = *kept;
		bpf_map_delete_elem(&uprobe_calls, &key);
	}
	uprobe_hit(ctx, probe, &call, true, function_result(ctx));
	return 0;
}

/* One for each probe: cookies, which would tell them apart, came with 5.15. */
#define ON_UPROBE(i)                                                                               \
	SEC("?uprobe")                                                                             \
	int on_uprobe_##i(struct pt_regs *ctx)                                                     \
	{                                                                                          \
		return uprobe_entered(ctx, i);                                                     \
	}                                                                                          \
	SEC("?uretprobe")                                                                          \
	int on_uretprobe_##i(struct pt_regs *ctx)                                                  \
	{                                                                                          \
		return uprobe_returned(ctx, i);                                                    \
	}

ON_UPROBE(0)
ON_UPROBE(1)
ON_UPROBE(2)
ON_UPROBE(3)
ON_UPROBE(4)
ON_UPROBE(5)
ON_UPROBE(6)
ON_UPROBE(7)
ON_UPROBE(8)
ON_UPROBE(9)
ON_UPROBE(10)
ON_UPROBE(11)
ON_UPROBE(12)
ON_UPROBE(13)
ON_UPROBE(14)
ON_UPROBE(15)

SEC("?usdt")
int on_usdt(struct pt_regs *ctx)
{
	u32 probe = bpf_usdt_cookie(ctx);
	struct uprobe_call call = {};

	if (closed)
		return 0;
	for (int i = 0; i < SS_SYSCALL_ARGS; i++)
		bpf_usdt_arg(ctx, i, (long *)&call.args[i]);
	uprobe_hit(ctx, probe, &call, false, 0);
	return 0;
}

#endif
