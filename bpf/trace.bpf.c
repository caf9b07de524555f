// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ss-trace's process events: fork, exec, failed exec and exit, and the snapshot at start. */
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "compat.bpf.h"
#include "emit.bpf.h"
#include "filter.bpf.h"
#include "scratch.bpf.h"
#include "task.bpf.h"
#include "wire.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile __u32 selected = ~0u; /* bit per kind; the others only feed the process table */
const volatile __u32 args_max = SS_WIRE_ARGS_MAX;

#define PAGE	    4096
#define MAX_ARGV    1024 /* strings of a failed exec */
#define SCOPED	    (by_tree || by_exe)

/* The end of what stands before the arguments in a record's data. */
#define OFFSET_MAX (2 * SS_WIRE_PATH_MAX + SS_WIRE_CGROUP_MAX)

/* Count a record that is selected, and make it quiet if nobody wants it. */
static __always_inline void judge(struct ss_wire_head *h, u32 kind, bool ok)
{
	if (!(selected & (1u << kind))) {
		h->flags |= SS_WIRE_QUIET;
		return;
	}
	count(seen[kind]);
	if (ok)
		return;
	count(filtered[kind]);
	h->flags |= SS_WIRE_QUIET;
}

/* The length in numbers the verifier can see: used and args_len come from functions of their own. */
static __always_inline void ship_exec(void *ctx, struct ss_wire_exec *r, u32 kind, u32 used)
{
	u64 size = (u64)used + r->args_len;

	if (size <= OFFSET_MAX + args_max)
		ship(ctx, &r->head, kind, sizeof(*r) + size);
	else
		count(lost[kind]);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *creator, struct task_struct *new)
{
	struct task_struct *child = untyped(new);
	struct ss_wire_fork r;
	u64 scope = 0;

	if (BPF_CORE_READ(child, pid) != BPF_CORE_READ(child, tgid))
		return 0; /* a thread */
	begin(&r.head, SS_WIRE_FORK);
	put_task(&r.head, &r.task, child);
	put_id(&r.creator, untyped(creator));
	if (SCOPED) {
		scope = scope_of(untyped(creator));
		scope_set(&r.task.id, scope);
	}
	judge(&r.head, SS_WIRE_FORK, wanted(child, &r.task, scope));
	ship(ctx, &r.head, SS_WIRE_FORK, sizeof(r));
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
	u64 scope = 0;
	u8 one = 1;

	if (BPF_CORE_READ(t, signal, live.counter) != 0)
		return 0; /* other threads go on */
	begin(&r.head, SS_WIRE_EXIT);
	put_task(&r.head, &r.task, t);
	if (bpf_map_update_elem(&exited, &r.task.id, &one, BPF_NOEXIST) == -17 /* EEXIST */)
		return 0;
	r.status = wait_status(t);
	r.pad = 0;
	if (SCOPED)
		scope = scope_take(&r.task.id);
	judge(&r.head, SS_WIRE_EXIT, wanted(t, &r.task, scope));
	ship(ctx, &r.head, SS_WIRE_EXIT, sizeof(r));
	return 0;
}

/*
 * Copy s->len bytes of arguments by the page, so that one page that is not
 * there does not cost them all.  Returns how many were copied.
 */
__noinline u32 put_args(u32 slot, u32 off, u64 from)
{
	struct scratch *s = scratch_at(slot);
	struct ss_wire_exec *r;

	if (!s || off > OFFSET_MAX)
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

/* cwd and cgroup, from data[used] on; returns the new end, at most OFFSET_MAX. */
static __always_inline u32 put_places(struct ss_wire_exec *r, u32 slot, struct task_struct *t,
				      u32 used)
{
	struct fs_struct *fs = BPF_CORE_READ(t, fs);

	r->cwd_len = put_path(slot, used, (u64)&fs->pwd, (u64)&fs->root, SS_WIRE_CWD_CUT);
	used += r->cwd_len;
	r->cgroup_len = put_cgroup(slot, used, (u64)t);
	return used + r->cgroup_len;
}

static __always_inline void exec_record(void *ctx, struct scratch *s, u32 slot,
					struct task_struct *t)
{
	struct ss_wire_exec *r = (void *)s->rec;
	struct mm_struct *mm = BPF_CORE_READ(t, mm);
	struct file *exe = BPF_CORE_READ(mm, exe_file);
	u64 start = BPF_CORE_READ(mm, arg_start), scope = 0, limit;
	u32 used;

	begin(&r->head, SS_WIRE_EXEC);
	put_task(&r->head, &r->task, t);
	r->error = 0;
	r->head.flags |= exe_flags(exe);
	r->exe_len = put_path(slot, 0, (u64)&exe->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
			      SS_WIRE_EXE_CUT);
	if (by_tree)
		scope |= scope_of(t) & IN_TREE;
	if (by_exe && exe_listed(r, r->exe_len))
		scope |= EXE_OK;
	if (SCOPED)
		scope_set(&r->task.id, scope);
	judge(&r->head, SS_WIRE_EXEC, wanted(t, &r->task, scope));
	used = put_places(r, slot, t, r->exe_len);
	r->args_bytes = BPF_CORE_READ(mm, arg_end) - start;
	limit = r->head.flags & SS_WIRE_QUIET ? SS_WIRE_ARGS_QUIET : args_max;
	s->len = r->args_bytes < limit ? r->args_bytes : limit;
	r->args_len = put_args(slot, used, start);
	ship_exec(ctx, r, SS_WIRE_EXEC, used);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *t)
{
	u32 slot;
	struct scratch *s = scratch_get(&slot);

	if (s) {
		exec_record(ctx, s, slot, untyped(t));
		scratch_put(s);
	} else if (selected & (1u << SS_WIRE_EXEC)) {
		count(seen[SS_WIRE_EXEC]);
		count(lost[SS_WIRE_EXEC]);
	}
	return 0;
}

/* Follow argv's pointers, as far as the room goes; r->args_bytes is ~0 if not to the end. */
__noinline u32 put_argv(u32 slot, u32 off, u64 argv)
{
	struct scratch *s = scratch_at(slot);
	struct ss_wire_exec *r;

	if (!s || off > OFFSET_MAX)
		return 0;
	r = (void *)s->rec;
	s->len = 0;
	for (int i = 0; i < MAX_ARGV; i++) {
		u64 arg = 0, len = s->len;
		long n;

		if (bpf_probe_read_user(&arg, sizeof(arg), (void *)argv + i * sizeof(arg)))
			goto fault;
		if (!arg) {
			r->args_bytes = len;
			return len;
		}
		if (len > args_max - PAGE)
			break;
		n = bpf_probe_read_user_str(r->data + off + len, PAGE, (void *)arg);
		if (n < 0)
			goto fault;
		s->len = len + n;
		if (n == PAGE)
			break; /* cut: what follows would look like the next argument */
	}
	return s->len;
fault:
	r->head.flags |= SS_WIRE_ARGS_FAULT;
	return s->len;
}

static __always_inline void failed_record(void *ctx, struct scratch *s, u32 slot, u64 name,
					  u64 argv, long error)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct ss_wire_exec *r = (void *)s->rec;
	u64 scope = 0;
	u32 used;
	long n;

	begin(&r->head, SS_WIRE_EXEC_FAILED);
	put_task(&r->head, &r->task, t);
	r->error = error;
	if (SCOPED)
		scope = scope_of(t);
	judge(&r->head, SS_WIRE_EXEC_FAILED, wanted(t, &r->task, scope));
	if (r->head.flags & SS_WIRE_QUIET)
		return;
	n = bpf_probe_read_user_str(r->data, SS_WIRE_PATH_MAX, (void *)name);
	r->exe_len = n < 0 ? 0 : n;
	used = put_places(r, slot, t, r->exe_len);
	r->args_bytes = ~0ull;
	r->args_len = put_argv(slot, used, argv);
	ship_exec(ctx, r, SS_WIRE_EXEC_FAILED, used);
}

static __always_inline void exec_failed(void *ctx, u64 name, u64 argv, long error)
{
	u32 slot;
	struct scratch *s = scratch_get(&slot);

	if (s) {
		failed_record(ctx, s, slot, name, argv, error);
		scratch_put(s);
	} else {
		count(seen[SS_WIRE_EXEC_FAILED]);
		count(lost[SS_WIRE_EXEC_FAILED]);
	}
}

/* fexit on __ARCH_sys_execve and _execveat; user space names the function. */
SEC("fexit")
int BPF_PROG(on_execve_return, struct pt_regs *regs, long ret)
{
	if (ret < 0)
		exec_failed(ctx, syscall_arg(regs, 0), syscall_arg(regs, 1), ret);
	return 0;
}

SEC("fexit")
int BPF_PROG(on_execveat_return, struct pt_regs *regs, long ret)
{
	if (ret < 0)
		exec_failed(ctx, syscall_arg(regs, 1), syscall_arg(regs, 2), ret);
	return 0;
}

/* Where there is no fexit: what execve was called with, until it returns. */
struct exec_call {
	u64 name, argv;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, struct exec_call);
} exec_calls SEC(".maps");

static __always_inline int exec_called(u64 name, u64 argv)
{
	struct exec_call call = { .name = name, .argv = argv };
	u64 id = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&exec_calls, &id, &call, BPF_ANY);
	return 0;
}

static __always_inline int exec_returned(struct trace_event_raw_sys_exit *ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	struct exec_call *call = bpf_map_lookup_elem(&exec_calls, &id);
	long ret = BPF_CORE_READ(ctx, ret);

	if (!call)
		return 0;
	if (ret < 0)
		exec_failed(ctx, call->name, call->argv, ret);
	bpf_map_delete_elem(&exec_calls, &id);
	return 0;
}

SEC("tp/syscalls/sys_enter_execve")
int on_execve_enter(struct trace_event_raw_sys_enter *ctx)
{
	return exec_called(BPF_CORE_READ(ctx, args[0]), BPF_CORE_READ(ctx, args[1]));
}

SEC("tp/syscalls/sys_enter_execveat")
int on_execveat_enter(struct trace_event_raw_sys_enter *ctx)
{
	return exec_called(BPF_CORE_READ(ctx, args[1]), BPF_CORE_READ(ctx, args[2]));
}

SEC("tp/syscalls/sys_exit_execve")
int on_execve_exit(struct trace_event_raw_sys_exit *ctx)
{
	return exec_returned(ctx);
}

SEC("tp/syscalls/sys_exit_execveat")
int on_execveat_exit(struct trace_event_raw_sys_exit *ctx)
{
	return exec_returned(ctx);
}

/*
 * Every process there is, by the same code as the live events, so that the ids
 * agree to the bit; those that nobody wants to see are quiet.
 */
SEC("iter/task")
int snapshot(struct bpf_iter__task *ctx)
{
	struct task_struct *t = untyped(ctx->task);
	struct ss_wire_fork r;
	u64 scope = 0;

	if (!t || BPF_CORE_READ(t, pid) != BPF_CORE_READ(t, tgid) ||
	    BPF_CORE_READ(t, signal, live.counter) == 0)
		return 0;
	begin(&r.head, SS_WIRE_SNAPSHOT);
	r.head.size = sizeof(r);
	put_task(&r.head, &r.task, t);
	r.creator = r.task.parent;
	if (SCOPED)
		scope = scope_of(t);
	if (!wanted(t, &r.task, scope))
		r.head.flags |= SS_WIRE_QUIET;
	bpf_seq_write(ctx->meta->seq, &r, sizeof(r));
	return 0;
}
