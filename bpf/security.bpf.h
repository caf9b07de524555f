/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the security events have in common: system calls that returned, other tasks, strings. */
#ifndef SS_SECURITY_BPF_H
#define SS_SECURITY_BPF_H

#include <bpf/bpf_tracing.h>

#include "file.bpf.h"
#include "nr.bpf.h"
#include "security_nr.bpf.h"
#include "wire_security.h"

/*
 * A function body(ctx, regs, nr, ret) for what is done when a system call
 * returns, as programs: on the return of the function of one call (user space
 * names it: its name depends on the architecture), which costs nobody else; and on
 * the tracepoint of any number of them.
 */
#define RETURNS(program, body, nr)                                                                 \
	SEC("?fexit")                                                                              \
	int program(u64 *ctx)                                                                      \
	{                                                                                          \
		return body(ctx, regs_of(ctx), nr, ctx[1]);                                        \
	}
#define EXITS(program, body)                                                                       \
	SEC("?tp")                                                                                 \
	int program(struct trace_event_raw_sys_exit *ctx)                                          \
	{                                                                                          \
		return body(ctx, current_regs(), BPF_CORE_READ(ctx, id), BPF_CORE_READ(ctx, ret)); \
	}

/* Number of the system call that the current task is in; ~0 for one of a 32-bit program. */
static __always_inline u32 current_call(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct pt_regs *regs = current_regs();

	if (BPF_CORE_READ(t, flags) & PF_KTHREAD)
		return ~0u;
#if defined(__TARGET_ARCH_x86)
	if (BPF_CORE_READ(t, thread_info.status) & 2) /* TS_COMPAT */
		return ~0u;
	return BPF_CORE_READ(regs, orig_ax);
#elif defined(__TARGET_ARCH_arm64)
	if (BPF_CORE_READ(t, thread_info.flags) & (1 << 22)) /* TIF_32BIT */
		return ~0u;
	return BPF_CORE_READ(regs, syscallno);
#endif
}

/*
 * The rules by which an event of KIND by the current task, which ended with RET,
 * is to be shipped, for rules_mark(); 0: it is not, and counted as whatever it is.
 */
static __always_inline u64 deed_rules(u32 kind, long ret)
{
	u64 rules = event_rules(kind);

	if (!rules)
		return 0;
	rules = rules_errno(rules, ret < 0 ? ret : 0);
	return event_passes(kind, rules) ? rules : 0;
}

/* How fast deeds may come beside the lives of processes: 100 kB a second. */
#define DEED_BYTE_NS 10000ull

volatile __u64 deeds_full; /* see bucket_takes() */

/* A quarter of the ring is theirs at once; half_full is half of it. */
static __always_inline bool life_takes(u64 size)
{
	return bucket_takes(&deeds_full, size * DEED_BYTE_NS, half_full / 2 * DEED_BYTE_NS);
}

/*
 * Ship what succeeded beside the lives of processes, where files and sockets cannot
 * push it out.  What failed goes with these, which come in thousands: anybody can
 * fail as often as he likes.  So does what succeeds too fast: in a user namespace
 * of one's own there is much to unshare and to mount.
 */
static __always_inline void ship_deed(void *ctx, struct ss_wire_head *h, u32 kind, u64 size,
				      bool failed)
{
	if (failed || !life_takes(size))
		ship_bulk(ctx, h, kind, size);
	else
		ship(ctx, h, kind, size);
}

/* The task of number NR in the current one's PID namespace, as find_task_by_vpid() finds it. */
__noinline u64 task_of_vpid(u32 nr)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct pid *pid = BPF_CORE_READ(t, thread_pid), *found;
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *upid = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
			    (u64)(level & 63) * bpf_core_type_size(struct upid);
	struct pid_namespace *ns = BPF_CORE_READ(upid, ns);
	u64 entry = (u64)BPF_CORE_READ(ns, idr.idr_rt.xa_head);
	struct hlist_node *first;

	nr -= BPF_CORE_READ(ns, idr.idr_base);
	for (int i = 0; i < 7 && (entry & 3) == 2 && entry > 4096; i++) {
		struct xa_node *node = (void *)(entry - 2);
		u8 shift = BPF_CORE_READ(node, shift);
		u64 slot = (nr >> (shift & 31)) & 63;

		if (i == 0 && shift < 26 && nr >> (shift + 6))
			return 0;
		entry = 0;
		bpf_probe_read_kernel(&entry, sizeof(entry),
				      (void *)node + bpf_core_field_offset(struct xa_node, slots) +
					      slot * sizeof(void *));
		nr &= (1u << (shift & 31)) - 1;
	}
	found = (void *)entry;
	if (!found || entry & 3)
		return 0;
	first = BPF_CORE_READ(found, tasks[0].first);
	return first ? (u64)first - bpf_core_field_offset(struct task_struct, pid_links) : 0;
}

/* TASK may be 0: unknown but for the number. */
static __always_inline void put_target(struct ss_wire_target *w, u64 task, u32 ns_pid)
{
	struct task_struct *t = (void *)task;

	__builtin_memset(w, 0, sizeof(*w));
	w->ns_pid = ns_pid;
	if (!t)
		return;
	put_id(&w->id, t);
	w->tid = BPF_CORE_READ(t, pid);
	BPF_CORE_READ_STR_INTO(&w->comm, t, group_leader, comm);
}

/*
 * A record of KIND that ended with RET, begun in scratch; NULL, and counted, if there is
 * none.  All of these records begin with head and actor.
 */
static __always_inline void *deed_begin(u32 *slot, u32 kind, long ret)
{
	struct scratch *s;
	struct ss_wire_call *r;
	u64 rules = deed_rules(kind, ret);

	if (!rules)
		return NULL;
	s = scratch_get(slot);
	if (!s) {
		count(lost[kind]);
		return NULL;
	}
	r = (void *)s->rec;
	event_begin(&r->head, &r->actor, kind);
	rules_mark(&r->head, rules);
	return r;
}

/* One of a call, without its numbers and strings. */
static __always_inline struct ss_wire_call *call_begin(u32 *slot, u32 kind, u32 nr, long ret)
{
	struct ss_wire_call *r = deed_begin(slot, kind, ret);

	if (!r)
		return NULL;
	__builtin_memset(r->number, 0, sizeof(r->number));
	__builtin_memset(r->len, 0, sizeof(r->len));
	r->call = nr;
	r->error = ret < 0 ? ret : 0;
	r->pad = 0;
	return r;
}

/* String N of the record, behind those before it. */
static __always_inline void call_string(struct ss_wire_call *r, u32 slot, int n, u64 from)
{
	u32 at = sizeof(*r) + (n > 0 ? r->len[0] : 0) + (n > 1 ? r->len[1] : 0);

	r->len[n] = put_user_string(slot, at, from, SS_WIRE_STRING_CUT(n));
}

static __always_inline void call_kernel_string(struct ss_wire_call *r, u32 slot, int n,
					       const void *from)
{
	u32 at = sizeof(*r) + (n > 0 ? r->len[0] : 0) + (n > 1 ? r->len[1] : 0);

	r->len[n] = put_kernel_string(slot, at, (u64)from, SS_WIRE_STRING_CUT(n));
}

/* The path of a file, leaf to root, as string N. */
static __always_inline void call_path(struct ss_wire_call *r, u32 slot, int n, struct file *file)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 at = sizeof(*r) + (n > 0 ? r->len[0] : 0) + (n > 1 ? r->len[1] : 0);

	if (file)
		r->len[n] = put_path(slot, at, (u64)&file->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
				     SS_WIRE_STRING_CUT(n));
}

/* Only its name: the loop of a path takes the verifier longer than all of a small program. */
static __always_inline void call_file_name(struct ss_wire_call *r, u32 slot, int n,
					   struct file *file)
{
	if (file)
		call_kernel_string(r, slot, n, BPF_CORE_READ(file, f_path.dentry, d_name.name));
}

static __always_inline void call_end(void *ctx, struct ss_wire_call *r, u32 slot, u32 kind)
{
	u64 size = (u64)r->len[0] + r->len[1] + r->len[2];
	struct scratch *s = scratch_at(slot);

	if (size <= SS_WIRE_STRINGS * SS_WIRE_PATH_MAX)
		ship_deed(ctx, &r->head, kind, sizeof(*r) + size, r->error);
	else
		count(lost[kind]);
	if (s)
		scratch_put(s);
}

#endif
