// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where the state of a call under way may be kept, each way under both kinds of hook: at the
 * begin of the call the time is put there, at its end it is taken again.
 */
#include "kernel.h"
#include "wire_reaper.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "store.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile struct store_settings settings;

struct store_counts counts;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STORE_ROOM);
	__type(key, u64);
	__type(value, struct ss_wire_reap_call);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, STORE_ROOM);
	__type(key, u64);
	__type(value, struct ss_wire_reap_call);
} lru SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct ss_wire_reap_call);
} tasks SEC(".maps");

static __always_inline struct ss_wire_reap_call *find(void *map, u64 key)
{
	return bpf_map_lookup_elem(map, &key);
}

static __always_inline void begin_kept(void *map, u64 key, u64 now)
{
	struct ss_wire_reap_call fresh = { .since = now }, *c = find(map, key);

	if (c)
		c->since = now;
	else
		bpf_map_update_elem(map, &key, &fresh, BPF_NOEXIST);
}

static __always_inline void begin_made(void *map, u64 key, u64 now)
{
	struct ss_wire_reap_call fresh = { .since = now };

	bpf_map_update_elem(map, &key, &fresh, BPF_ANY);
}

static __always_inline void end_kept(struct ss_wire_reap_call *c, u64 now)
{
	if (!c)
		return;
	if (now - c->since > settings.limit_ns)
		__sync_fetch_and_add(&counts.late, 1);
	c->since = 0;
}

static __always_inline void end_made(void *map, u64 key, u64 now)
{
	struct ss_wire_reap_call *c = find(map, key);

	if (c && now - c->since > settings.limit_ns)
		__sync_fetch_and_add(&counts.late, 1);
	bpf_map_delete_elem(map, &key);
}

static __always_inline struct ss_wire_reap_call *of_task(struct task_struct *t, u64 flags)
{
	return bpf_task_storage_get(&tasks, t, 0, flags);
}

static __always_inline int begin(void)
{
	u64 key, now;
	struct ss_wire_reap_call *c;

	if (settings.store == STORE_NOTHING)
		return 0;
	key = bpf_get_current_pid_tgid() << 32;
	now = bpf_ktime_get_ns();
	switch (settings.store) {
	case STORE_CLOCK: counts.late += key + now == 1; break;
	case STORE_HASH: begin_kept(&hash, key, now); break;
	case STORE_HASH_MADE: begin_made(&hash, key, now); break;
	case STORE_LRU: begin_kept(&lru, key, now); break;
	case STORE_LRU_MADE: begin_made(&lru, key, now); break;
	default:
		c = of_task(bpf_get_current_task_btf(), BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (c)
			c->since = now;
	}
	return 0;
}

static __always_inline int end(void)
{
	u64 key, now;

	if (settings.store == STORE_NOTHING)
		return 0;
	key = bpf_get_current_pid_tgid() << 32;
	now = bpf_ktime_get_ns();
	switch (settings.store) {
	case STORE_CLOCK: counts.late += key + now == 1; break;
	case STORE_HASH: end_kept(find(&hash, key), now); break;
	case STORE_HASH_MADE: end_made(&hash, key, now); break;
	case STORE_LRU: end_kept(find(&lru, key), now); break;
	case STORE_LRU_MADE: end_made(&lru, key, now); break;
	case STORE_TASK: end_kept(of_task(bpf_get_current_task_btf(), 0), now); break;
	default:
		end_kept(of_task(bpf_get_current_task_btf(), 0), now);
		bpf_task_storage_delete(&tasks, bpf_get_current_task_btf());
	}
	return 0;
}

/* On every call of the machine. */
SEC("?tp_btf/sys_enter")
int BPF_PROG(any_enter, struct pt_regs *regs, long id)
{
	return id == settings.call_nr ? begin() : 0;
}

SEC("?tp_btf/sys_exit")
int BPF_PROG(any_exit, struct pt_regs *regs, long ret)
{
#if defined(__TARGET_ARCH_x86)
	s32 nr = regs->orig_ax;
#elif defined(__TARGET_ARCH_arm64)
	s32 nr = regs->syscallno;
#endif

	return nr == settings.call_nr ? end() : 0;
}

/* On this one. */
SEC("?tp/syscalls/sys_enter_getppid")
int one_enter(void *ctx)
{
	return begin();
}

SEC("?tp/syscalls/sys_exit_getppid")
int one_exit(void *ctx)
{
	return end();
}

/* How a task storage is looked through: by going through the tasks. */
SEC("?iter/task")
int look(struct bpf_iter__task *ctx)
{
	struct task_struct *t = ctx->task;

	if (t && of_task(t, 0))
		counts.there++;
	return 0;
}
