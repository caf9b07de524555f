// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What becomes of one victim: when its late call returns, when SIGKILL is queued, when it is
 * gone, whoever kills it; and the ways of killing it that begin in the kernel.
 */
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "reap.h"

#define SIGKILL 9

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile struct reap_settings settings;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct reap_slot);
} slot SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} ring SEC(".maps");

struct task_struct___born {
	u64 start_time;
} __attribute__((preserve_access_index));

static __always_inline struct reap_slot *victim(u32 pid)
{
	struct reap_slot *s = bpf_map_lookup_elem(&slot, &(u32){ 0 });

	return s && s->pid == pid ? s : NULL;
}

static __always_inline struct reap_slot *current_victim(void)
{
	return victim(bpf_get_current_pid_tgid() >> 32);
}

static __always_inline void kill(struct reap_slot *s)
{
	switch (settings.way) {
	case REAP_KERNEL: s->error = bpf_send_signal(SIGKILL); break;
	case REAP_RING: s->error = bpf_ringbuf_output(&ring, &s->pid, sizeof(s->pid), 0); break;
	case REAP_POLL: s->late = 1; break;
	}
}

SEC("tp/syscalls/sys_enter_nanosleep")
int on_enter(void *ctx)
{
	struct reap_slot *s = current_victim();

	if (s && !s->entered_ns)
		s->entered_ns = bpf_ktime_get_ns();
	return 0;
}

/* Of the programs on one call's tracepoint the first that was attached runs first. */
SEC("tp/syscalls/sys_exit_nanosleep")
int on_return(void *ctx)
{
	struct reap_slot *s = current_victim();

	if (!s || s->returned_ns)
		return 0;
	s->born_ns = BPF_CORE_READ((struct task_struct___born *)bpf_get_current_task(), start_time);
	s->returned_ns = bpf_ktime_get_ns();
	if (s->returned_ns - s->entered_ns > settings.limit_ns)
		kill(s);
	return 0;
}

SEC("tp_btf/signal_generate")
int BPF_PROG(on_signal, int number, struct kernel_siginfo *info, struct task_struct *t)
{
	struct reap_slot *s = number == SIGKILL ? victim(t->tgid) : NULL;

	if (s && !s->signalled_ns)
		s->signalled_ns = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_gone, struct task_struct *t)
{
	struct reap_slot *s = victim(t->tgid);

	if (s && !BPF_CORE_READ(t, signal, live.counter))
		s->gone_ns = bpf_ktime_get_ns();
	return 0;
}
