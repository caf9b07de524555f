/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* System calls that were asked for by name, when they are over. */
#ifndef SS_SYSCALL_BPF_H
#define SS_SYSCALL_BPF_H

#include "syscall_grab.bpf.h"
#include "syscall_regs.bpf.h"

#if defined(__TARGET_ARCH_x86)
#define NR_exit	      60
#define NR_exit_group 231
#define NR_clone      56
#define NR_fork	      57
#define NR_vfork      58
#elif defined(__TARGET_ARCH_arm64)
#define NR_exit	      93
#define NR_exit_group 94
#define NR_clone      220
#define NR_fork	      ~0u
#define NR_vfork      ~0u
#endif
#define NR_clone3 435

/* A bit for each number: wanted, for the generic hook; with more to bring than registers. */
const volatile __u64 calls_wanted[SS_SYSCALL_MAX / 64], calls_with_more[SS_SYSCALL_MAX / 64];
const volatile bool all_calls; /* of other ABIs, and without a number */
const volatile bool failed_only;
const volatile bool timing;
const volatile __u64 slower_than_ns;

/* The number is masked and not compared, so that every verifier follows. */
static __always_inline bool call_bit(const volatile __u64 *bits, u32 nr)
{
	return bits[nr / 64 % (SS_SYSCALL_MAX / 64)] >> nr % 64 & 1;
}

struct call_begin {
	u64 ns;
	u64 nr;
};

/* Where a thread is; LRU, for those that are killed inside.  Sized when TIMING. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, u64);
	__type(value, struct call_begin);
} call_begins SEC(".maps");

static __always_inline void put_call(struct ss_wire_syscall *r, u32 nr, u32 abi, s64 ret, u64 ns)
{
	event_begin(&r->head, &r->actor, SS_EVENT_SYSCALL);
	r->ret = ret;
	r->duration_ns = ns;
	r->nr = nr;
	r->abi = abi;
	r->captures = r->pad = 0;
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		put_call_args(r, (void *)bpf_task_pt_regs(bpf_get_current_task_btf()), true);
	else
		put_call_args(r, (void *)current_regs(), false);
}

/* Does it point at anything, or have a descriptor? */
static __always_inline bool call_has_more(u32 nr, u32 abi)
{
	return abi == SS_ABI_NATIVE && nr < SS_SYSCALL_MAX && call_bit(calls_with_more, nr);
}

static __always_inline void rich_record(void *ctx, u32 nr, u64 rules, s64 ret, u64 ns)
{
	struct ss_wire_syscall *r;
	struct scratch *s;
	u32 slot, size;

	s = scratch_get(&slot);
	if (!s) {
		count(lost[SS_EVENT_SYSCALL]);
		return;
	}
	r = (void *)s->rec;
	put_call(r, nr, SS_ABI_NATIVE, ret, ns);
	rules_mark(&r->head, rules);
	r->head.size = sizeof(*r);
	grab_all(slot);
	size = r->head.size;
	if (size <= RECORD_MAX)
		ship_bulk(ctx, &r->head, SS_EVENT_SYSCALL, size);
	else
		count(lost[SS_EVENT_SYSCALL]);
	scratch_put(s);
}

/* Apart from the other, whose callees need the stack.  Above the number is the ABI. */
static __noinline int plain_record(void *ctx, u64 nr_abi, u64 rules, s64 ret, u64 ns)
{
	struct ss_wire_syscall r;

	put_call(&r, nr_abi, nr_abi >> 32, ret, ns);
	rules_mark(&r.head, rules);
	ship_bulk(ctx, &r.head, SS_EVENT_SYSCALL, sizeof(r));
	return 0;
}

static __always_inline bool call_failed(s64 ret)
{
	return ret < 0 && ret >= -4095;
}

static __always_inline int call_record(void *ctx, u32 nr, u32 abi, s64 ret, u64 ns)
{
	u64 rules = event_rules(SS_EVENT_SYSCALL);

	if (!rules)
		return 0;
	rules = rules_errno(rules, call_failed(ret) ? ret : 0);
	if (!event_passes_took(SS_EVENT_SYSCALL, rules, ns ? ns : NO_DURATION))
		return 0;
	if (call_has_more(nr, abi))
		rich_record(ctx, nr, rules, ret, ns);
	else
		plain_record(ctx, nr | (u64)abi << 32, rules, ret, ns);
	return 0;
}

/* Nanoseconds since the call began; 0: not known. */
static __always_inline u64 call_took(u32 nr)
{
	u64 id = bpf_get_current_pid_tgid(), ns = 0;
	struct call_begin *b = bpf_map_lookup_elem(&call_begins, &id);

	if (!b)
		return 0;
	if (b->nr == nr)
		ns = bpf_ktime_get_ns() - b->ns;
	bpf_map_delete_elem(&call_begins, &id);
	return ns;
}

/*
 * A new process returns from the call that made it, and an exec from none: its
 * program has begun with registers of its own.  process.fork and process.exec tell these.
 */
static __always_inline bool returns_elsewhere(u32 nr)
{
	return nr == NR_clone || nr == NR_clone3 || nr == NR_fork || nr == NR_vfork ||
	       nr == NR_execve || nr == NR_execveat;
}

static __noinline int call_over(void *ctx, u32 nr, u32 abi, s64 ret)
{
	u64 ns = 0;

	if (closed)
		return 0;
	if (timing)
		ns = call_took(nr);
	if ((failed_only && !call_failed(ret)) || (ns && ns < slower_than_ns) ||
	    (!ret && abi != SS_ABI_32 && returns_elsewhere(nr)))
		return 0;
	return call_record(ctx, nr, abi, ret, ns);
}

static __noinline int call_begun(void *ctx, u32 nr, u32 abi)
{
	struct call_begin b = { .nr = nr };
	u64 id = bpf_get_current_pid_tgid();

	if (closed)
		return 0;
	if (abi != SS_ABI_32 && (nr == NR_exit || nr == NR_exit_group))
		return call_record(ctx, nr, abi, 0, 0); /* it does not return */
	if (!timing || id >> 32 == self_tgid)
		return 0;
	b.ns = bpf_ktime_get_ns();
	bpf_map_update_elem(&call_begins, &id, &b, BPF_ANY);
	return 0;
}

/* One of these programs for each call.  They do not run for 32-bit code, nor for x32. */
SEC("?tp")
int on_call_enter(struct trace_event_raw_sys_enter *ctx)
{
	return call_begun(ctx, entered_nr(ctx), SS_ABI_NATIVE);
}

SEC("?tp")
int on_call_exit(struct trace_event_raw_sys_exit *ctx)
{
	return call_over(ctx, returned_nr(ctx), SS_ABI_NATIVE, ctx->ret);
}

static __always_inline bool call_wanted(u32 nr, u32 abi)
{
	if (all_calls || abi == SS_ABI_32 || nr >= SS_SYSCALL_MAX)
		return all_calls;
	return call_bit(calls_wanted, nr);
}

/* These for all calls of the machine. */
SEC("?tp_btf/sys_enter")
int BPF_PROG(on_any_enter, struct pt_regs *regs, long id)
{
	s32 nr = id;
	u32 abi = call_abi(nr);

	if (nr < 0 || !call_wanted(plain_nr(nr, abi), abi))
		return 0;
	return call_begun(ctx, plain_nr(nr, abi), abi);
}

SEC("?tp_btf/sys_exit")
int BPF_PROG(on_any_exit, struct pt_regs *regs, long ret)
{
	s32 nr = nr_of(regs); /* negative after a sigreturn, and for a call that was skipped */
	u32 abi = call_abi(nr);

	if (nr < 0 || !call_wanted(plain_nr(nr, abi), abi))
		return 0;
	return call_over(ctx, plain_nr(nr, abi), abi, ret);
}

/* And these for a few of them where functions can be hooked: nobody else pays. */
#define CALL_FUNCTIONS 8
const volatile __u32 call_function_nrs[CALL_FUNCTIONS];

#define ON_CALL_RETURN(i)                                                                          \
	SEC("?fexit")                                                                              \
	int on_call_return_##i(u64 *ctx)                                                           \
	{                                                                                          \
		u32 nr = call_function_nrs[i];                                                     \
                                                                                                   \
		return call_over(ctx, nr, SS_ABI_NATIVE, ctx[1]);                                  \
	}

ON_CALL_RETURN(0)
ON_CALL_RETURN(1)
ON_CALL_RETURN(2)
ON_CALL_RETURN(3)
ON_CALL_RETURN(4)
ON_CALL_RETURN(5)
ON_CALL_RETURN(6)
ON_CALL_RETURN(7)

#endif
