// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A program for each mechanism that ss-doctor names, on_NAME: it counts that it ran. */
#include <linux/bpf.h>
#include <stddef.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile __u32 target;
__u64 hits;

static __always_inline int count(void)
{
	__sync_fetch_and_add(&hits, 1);
	return 0;
}

/* clang-format off */
#define COUNTS(SECTION, NAME) SEC(SECTION) int on_##NAME(void *ctx) { return count(); }
/* clang-format on */

COUNTS("raw_tp/sched_process_exit", raw_tp)
COUNTS("tp_btf/sched_process_exit", tp_btf)
COUNTS("tracepoint/sched/sched_process_exit", tracepoint)
COUNTS("tracepoint/syscalls/sys_exit_execve", syscall_tp)
COUNTS("kprobe/do_exit", kprobe)
COUNTS("uprobe", uprobe)
COUNTS("fentry/hrtimer_nanosleep", fentry)
COUNTS("fexit/hrtimer_nanosleep", fexit)
COUNTS("fmod_ret/security_task_getsid", fmod_ret)
COUNTS("lsm/task_getsid", lsm)
COUNTS("iter/task", iter_task)
COUNTS("perf_event", perf_event)
COUNTS("tc", tc)
COUNTS("tc", bpf)
COUNTS("tc", stats)

/* These must let the packet pass. */
SEC("xdp") int on_xdp_generic(struct xdp_md *ctx)
{
	count();
	return XDP_PASS;
}

SEC("xdp") int on_xdp_native(struct xdp_md *ctx)
{
	count();
	return XDP_PASS;
}

SEC("cgroup_skb/egress") int on_cgroup_skb(struct __sk_buff *skb)
{
	count();
	return 1;
}

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ringbuf_map SEC(".maps");

SEC("tc") int on_ringbuf(struct __sk_buff *skb)
{
	__u64 word = 1;

	return bpf_ringbuf_output(&ringbuf_map, &word, sizeof(word), 0);
}

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf_buffer_map SEC(".maps");

SEC("tc") int on_perf_buffer(struct __sk_buff *skb)
{
	__u64 word = 1;

	return bpf_perf_event_output(skb, &perf_buffer_map, BPF_F_CURRENT_CPU, &word, sizeof(word));
}

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} task_storage_map SEC(".maps");

struct task_struct;

SEC("tp_btf/sched_process_exit") int on_task_storage(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];

	if (bpf_task_storage_get(&task_storage_map, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE))
		count();
	return 0;
}

struct tick {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct tick);
} timer_map SEC(".maps");

static int tick_over(void *map, int *key, struct tick *value)
{
	return count();
}

SEC("tc") int on_timer(struct __sk_buff *skb)
{
	int key = 0;
	struct tick *tick = bpf_map_lookup_elem(&timer_map, &key);

	if (!tick)
		return 0;
	bpf_timer_init(&tick->timer, &timer_map, 1 /* CLOCK_MONOTONIC */);
	bpf_timer_set_callback(&tick->timer, tick_over);
	bpf_timer_start(&tick->timer, 1000, 0);
	return 0;
}

SEC("raw_tp/sched_process_fork") int on_send_signal(void *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 == target && !bpf_send_signal(10 /* SIGUSR1 */))
		count();
	return 0;
}

static long round_done(__u32 index, void *ctx)
{
	return count();
}

SEC("tc") int on_loop(struct __sk_buff *skb)
{
	bpf_loop(3, round_done, NULL, 0);
	return 0;
}

SEC("tc") int on_boot_ns(struct __sk_buff *skb)
{
	hits = bpf_ktime_get_boot_ns();
	return 0;
}
