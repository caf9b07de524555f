/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Execs that failed: on the return of the system call, or between its two tracepoints. */
#ifndef SS_EXEC_FAILED_BPF_H
#define SS_EXEC_FAILED_BPF_H

#include <bpf/bpf_tracing.h>

#include "record.bpf.h"

#define MAX_ARGV 1024 /* strings */

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
		n = read_user_str(r->data + off + len, PAGE, arg);
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
	struct scope *scope = NULL;
	u32 used;
	u64 rules;
	long n;

	begin(&r->head, SS_EVENT_EXEC_FAILED);
	put_task(&r->head, &r->task, t);
	r->error = error;
	if (SCOPED)
		scope = scope_of(t);
	rules = record_rules(SS_EVENT_EXEC_FAILED, t, &r->task, scope);
	rules = rules_errno(rules, error);
	judge(&r->head, SS_EVENT_EXEC_FAILED, rules_admit(&r->head, SS_EVENT_EXEC_FAILED, rules));
	if (r->head.flags & SS_WIRE_QUIET)
		return;
	n = read_user_str(r->data, SS_WIRE_PATH_MAX, name);
	r->exe_len = n < 0 ? 0 : n;
	r->pad = 0;
	used = put_places(r, slot, t, r->exe_len);
	r->args_bytes = ~0ull;
	r->args_len = put_argv(slot, used, argv);
	ship_exec(ctx, r, SS_EVENT_EXEC_FAILED, used);
}

static __always_inline void exec_failed(void *ctx, u64 name, u64 argv, long error)
{
	u32 slot;
	struct scratch *s;

	if (closed)
		return;
	s = scratch_get(&slot);
	if (s) {
		failed_record(ctx, s, slot, name, argv, error);
		scratch_put(s);
	} else {
		count(seen[SS_EVENT_EXEC_FAILED]);
		count(lost[SS_EVENT_EXEC_FAILED]);
	}
}

/*
 * fexit on __ARCH_sys_execve and _execveat; user space names the function.  The
 * context holds its struct pt_regs * and its result.
 */
SEC("fexit")
int on_execve_return(u64 *ctx)
{
	struct pt_regs *regs = regs_of(ctx);
	long ret = ctx[1];

	if (ret < 0)
		exec_failed(ctx, syscall_arg(regs, 0), syscall_arg(regs, 1), ret);
	return 0;
}

SEC("fexit")
int on_execveat_return(u64 *ctx)
{
	struct pt_regs *regs = regs_of(ctx);
	long ret = ctx[1];

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

	if (!call) {
		if (ret < 0 && !closed) { /* more calls at once than exec_calls holds */
			count(seen[SS_EVENT_EXEC_FAILED]);
			count(lost[SS_EVENT_EXEC_FAILED]);
		}
		return 0;
	}
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

#endif
