// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ss-trace's process events: fork, exec and exit, and the snapshot at start. */
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "exec_failed.bpf.h"
#include "file_attr.bpf.h"
#include "file_map.bpf.h"
#include "file_names_done.bpf.h"
#include "file_open.bpf.h"
#include "file_times.bpf.h"
#include "file_write_calls.bpf.h"
#include "net_call.bpf.h"
#include "net_cgroup.bpf.h"
#include "net_packet.bpf.h"
#include "net_unix.bpf.h"
#include "record.bpf.h"
#include "security_bpf.bpf.h"
#include "security_creds.bpf.h"
#include "security_kernel.bpf.h"
#include "security_ns.bpf.h"
#include "security_process.bpf.h"
#include "syscall.bpf.h"
#include "uprobe.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *creator, struct task_struct *new)
{
	struct task_struct *child = untyped(new);
	struct ss_wire_fork r;
	struct scope scope;
	u64 rules;

	if (BPF_CORE_READ(child, pid) != BPF_CORE_READ(child, tgid))
		return 0; /* a thread */
	begin(&r.head, SS_EVENT_FORK);
	put_task(&r.head, &r.task, child);
	put_id(&r.creator, untyped(creator));
	if (SCOPED)
		scope_inherit(&scope, untyped(creator), &r.task.id);
	rules = record_rules(SS_EVENT_FORK, child, &r.task, &scope);
	judge(&r.head, SS_EVENT_FORK, rules_admit(&r.head, SS_EVENT_FORK, rules));
	ship(ctx, &r.head, SS_EVENT_FORK, sizeof(r));
	return 0;
}

/* Exits that were reported: of threads that leave at once more than one may look like the last. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct ss_wire_id);
	__type(value, u8);
} exited SEC(".maps");

static __always_inline u32 wait_status(struct task_struct *t)
{
	if (BPF_CORE_READ(t, signal, flags) & SIGNAL_GROUP_EXIT)
		return BPF_CORE_READ(t, signal, group_exit_code);
	return BPF_CORE_READ(t, group_leader, exit_code);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct task_struct *t = untyped(task);
	struct ss_wire_exit r;
	struct scope scope;
	bool known = false;
	u64 rules;
	u8 one = 1;

	if (BPF_CORE_READ(t, signal, live.counter) != 0)
		return 0; /* other threads go on */
	begin(&r.head, SS_EVENT_EXIT);
	put_task(&r.head, &r.task, t);
	if (!map_add(&exited, &r.task.id, &one))
		return 0;
	r.status = wait_status(t);
	r.pad = 0;
	if (SCOPED)
		known = scope_take(&scope, &r.task.id);
	rules = record_rules(SS_EVENT_EXIT, t, &r.task, known ? &scope : NULL);
	judge(&r.head, SS_EVENT_EXIT, rules_admit(&r.head, SS_EVENT_EXIT, rules));
	ship(ctx, &r.head, SS_EVENT_EXIT, sizeof(r));
	return 0;
}

static __always_inline void exec_record(void *ctx, struct scratch *s, u32 slot,
					struct task_struct *t)
{
	struct ss_wire_exec *r = (void *)s->rec;
	struct mm_struct *mm = BPF_CORE_READ(t, mm);
	struct file *exe = BPF_CORE_READ(mm, exe_file);
	u64 start = BPF_CORE_READ(mm, arg_start), rules, limit;
	u32 used;

	begin(&r->head, SS_EVENT_EXEC);
	put_task(&r->head, &r->task, t);
	r->error = 0;
	r->pad = 0;
	r->head.flags |= exe_flags(exe);
	r->exe_len = put_path(slot, IMAGE_DATA, (u64)&exe->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
			      SS_WIRE_EXE_CUT);
	if (SCOPED)
		scope_exec(s, slot, t, r->exe_len, r->head.flags & SS_WIRE_EXE_CUT);
	rules = record_rules(SS_EVENT_EXEC, t, &r->task, &s->scope);
	judge(&r->head, SS_EVENT_EXEC, rules_admit(&r->head, SS_EVENT_EXEC, rules));
	used = put_places(r, slot, t, r->exe_len);
	r->args_bytes = BPF_CORE_READ(mm, arg_end) - start;
	limit = r->head.flags & SS_WIRE_QUIET ? SS_WIRE_ARGS_QUIET : args_max;
	if (!use_perf && limit > SS_WIRE_ARGS_INLINE && r->args_bytes > SS_WIRE_ARGS_INLINE) {
		s->len = r->args_bytes < limit ? r->args_bytes : limit;
		if (args_apart(slot, used, start))
			r->head.flags |= SS_WIRE_ARGS_APART;
		limit = SS_WIRE_ARGS_INLINE;
	}
	s->len = r->args_bytes < limit ? r->args_bytes : limit;
	r->args_len = put_args(slot, used, start);
	ship_exec(ctx, r, SS_EVENT_EXEC, used);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *t)
{
	u32 slot;
	struct scratch *s = scratch_get(&slot);

	if (s) {
		exec_record(ctx, s, slot, untyped(t));
		scratch_put(s);
	} else if (selected & (1ull << SS_EVENT_EXEC)) {
		count(seen[SS_EVENT_EXEC]);
		count(lost[SS_EVENT_EXEC]);
	}
	return 0;
}

/*
 * Every process there is, by the same code as the live events, so that the ids
 * agree to the bit; those that nobody wants to see are quiet.
 */
SEC("iter/task")
int snapshot(struct bpf_iter__task *ctx)
{
	struct task_struct *t = untyped(ctx->task);
	struct scope *scope = NULL;
	struct ss_wire_fork r;
	u64 rules;

	/* It runs in the reader's own context: its tgid as the kernel counts, whatever its
	 * namespace. */
	self_tgid = bpf_get_current_pid_tgid() >> 32;
	if (!t || BPF_CORE_READ(t, pid) != BPF_CORE_READ(t, tgid) ||
	    BPF_CORE_READ(t, signal, live.counter) == 0)
		return 0;
	begin(&r.head, SS_WIRE_SNAPSHOT);
	r.head.size = sizeof(r);
	put_task(&r.head, &r.task, t);
	r.creator = r.task.parent;
	if (group_by & SS_GROUP_EXE)
		exe_learn(&r.task.id, t);
	if (SCOPED)
		scope = scope_of(t);
	rules = record_rules(SS_EVENT_EXEC, t, &r.task, scope);
	if (!rules_pass(SS_EVENT_EXEC, rules))
		r.head.flags |= SS_WIRE_QUIET;
	bpf_seq_write(ctx->meta->seq, &r, sizeof(r));
	return 0;
}
