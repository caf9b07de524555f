/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Counting instead of shipping.  There are two maps of groups: user space lets
 * the programs change to the other one, waits until those that still use the
 * first are through, and reads and empties that one: no count falls between.
 */
#ifndef SS_AGGREGATE_BPF_H
#define SS_AGGREGATE_BPF_H

#include "emit.bpf.h"
#include "task.bpf.h"
#include "wire_count.h"

const volatile __u32 group_by;	 /* SS_GROUP_*; 0: events are not counted but shipped */
const volatile bool group_slots; /* and by the logarithm of their durations */

volatile __u32 groups_now; /* which of the two maps */

#define NO_DURATION (~0ull)

#define GROUPS(name)                                                                               \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_PERCPU_HASH);                                            \
		__uint(max_entries, 1); /* raised when group_by */                                 \
		__type(key, struct ss_wire_group);                                                 \
		__type(value, u64);                                                                \
	} name SEC(".maps")

GROUPS(groups0);
GROUPS(groups1);

/* What a process runs, for when its mm is gone: it exits, and closes its files after that. */
struct exe_known {
	u64 start_ns;
	struct ss_wire_exe_id exe;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* raised when by exe */
	__type(key, u32);
	__type(value, struct exe_known);
} exe_ids SEC(".maps");

/* False: no mm. */
static __always_inline bool exe_id_of(struct ss_wire_exe_id *id, struct task_struct *t)
{
	struct file *exe = BPF_CORE_READ(t, mm, exe_file);
	struct inode *inode;

	if (!exe)
		return false;
	inode = BPF_CORE_READ(exe, f_inode);
	id->inode = BPF_CORE_READ(inode, i_ino);
	id->dev = BPF_CORE_READ(inode, i_sb, s_dev);
	id->generation = BPF_CORE_READ(inode, i_generation);
	return true;
}

/* Remember what process ID runs: T, or a process that shares its image, does. */
static __always_inline void exe_learn(const struct ss_wire_id *id, struct task_struct *t)
{
	struct exe_known known = { .start_ns = id->start_ns };

	if (exe_id_of(&known.exe, t))
		bpf_map_update_elem(&exe_ids, &id->tgid, &known, BPF_ANY);
}

static __always_inline void put_known_exe_id(struct ss_wire_group *g, u32 tgid, u64 start_ns)
{
	struct exe_known *known = bpf_map_lookup_elem(&exe_ids, &tgid);

	if (known && known->start_ns == start_ns)
		g->exe = known->exe;
}

/* The current task is of this process, or has its image. */
static __always_inline void put_exe_id(struct ss_wire_group *g, u32 tgid, u64 start_ns)
{
	if (!exe_id_of(&g->exe, (void *)bpf_get_current_task()))
		put_known_exe_id(g, tgid, start_ns);
}

/* The base 2 logarithm of a duration, and one. */
static __always_inline u32 slot_of(u64 ns)
{
	u32 slot = 1;

	if (ns == NO_DURATION)
		return 0;
	for (u32 step = 32; step; step /= 2) /* unrolled */
		if (ns >> step) {
			ns >>= step;
			slot += step;
		}
	return slot;
}

/*
 * A group that is new: user space can look up now whose it is.  ID NULL: the current process's.
 * Made in the ring, which these groups need anyway: all stacks of 5.10 together are small.
 */
static __always_inline void send_naming(const struct ss_wire_group *g, const struct ss_wire_id *id)
{
	struct ss_wire_naming *r;
	u64 wake;

	if (use_perf)
		return;
	wake = wake_flags(&life, half_full, true);
	r = bpf_ringbuf_reserve(&life, sizeof(*r), 0);
	if (!r) {
		if (wake == BPF_RB_FORCE_WAKEUP)
			reader = SS_READER_ASLEEP; /* as in output() */
		count(quiet_lost);
		return;
	}
	begin(&r->head, SS_WIRE_NAMING);
	r->head.flags = SS_WIRE_QUIET;
	r->head.size = sizeof(*r);
	if (id)
		r->id = *id;
	else
		put_id(&r->id, (void *)bpf_get_current_task());
	r->exe = g->exe;
	r->cgroup_id = g->cgroup_id;
	bpf_ringbuf_submit(r, wake);
}

static __always_inline void add_to(void *groups, struct ss_wire_group *g,
				   const struct ss_wire_id *id)
{
	u64 *n = bpf_map_lookup_elem(groups, g), zero = 0;

	if (!n) {
		bpf_map_update_elem(groups, g, &zero, BPF_NOEXIST);
		n = bpf_map_lookup_elem(groups, g);
		if (n && group_by & (SS_GROUP_EXE | SS_GROUP_CONTAINER))
			send_naming(g, id);
	}
	if (!n) {
		/* No room: user space has put this one there. */
		__builtin_memset(g, 0xff, sizeof(*g));
		n = bpf_map_lookup_elem(groups, g);
	}
	if (n)
		__sync_fetch_and_add(n, 1);
}

static __noinline int add_group(struct ss_wire_group *g, const struct ss_wire_id *id)
{
	if (groups_now)
		add_to(&groups1, g, id);
	else
		add_to(&groups0, g, id);
	return 0;
}

/* Begin G: what is not of a process. */
static __always_inline void put_kind(struct ss_wire_group *g, u32 kind, u64 ns)
{
	__builtin_memset(g, 0, sizeof(*g));
	if (group_by & SS_GROUP_TYPE)
		g->type = kind;
	if (group_slots)
		g->slot = slot_of(ns);
}

/* Count an event of KIND that the current task has done. */
__noinline int count_current(u32 kind, u64 ns)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct ss_wire_group g;

	if (!group_by)
		return 0;
	put_kind(&g, kind, ns);
	if (group_by & SS_GROUP_EXE && !exe_id_of(&g.exe, t))
		put_known_exe_id(&g, tgid, BPF_CORE_READ(t, group_leader, start_boottime));
	if (group_by & (SS_GROUP_CGROUP | SS_GROUP_CONTAINER))
		g.cgroup_id = bpf_get_current_cgroup_id();
	if (group_by & SS_GROUP_PID)
		g.pid = tgid;
	if (group_by & SS_GROUP_UID)
		g.uid = bpf_get_current_uid_gid();
	if (group_by & SS_GROUP_COMM)
		bpf_get_current_comm(g.comm, sizeof(g.comm));
	return add_group(&g, NULL);
}

/* The same for another process than the current one, as W or A describes it. */
#define put_who(g, who)                                                                            \
	do {                                                                                       \
		if (group_by & (SS_GROUP_CGROUP | SS_GROUP_CONTAINER))                             \
			(g)->cgroup_id = (who)->cgroup_id;                                         \
		if (group_by & SS_GROUP_PID)                                                       \
			(g)->pid = (who)->id.tgid;                                                 \
		if (group_by & SS_GROUP_UID)                                                       \
			(g)->uid = (who)->uid;                                                     \
		if (group_by & SS_GROUP_COMM)                                                      \
			__builtin_memcpy((g)->comm, (who)->comm, sizeof((g)->comm));               \
	} while (0)

static __noinline int count_task(const struct ss_wire_task *w, u32 kind, u64 ns)
{
	struct ss_wire_group g;

	if (!group_by)
		return 0;
	put_kind(&g, kind, ns);
	put_who(&g, w);
	if (group_by & SS_GROUP_EXE)
		put_exe_id(&g, w->id.tgid, w->id.start_ns);
	return add_group(&g, &w->id);
}

static __noinline int count_actor(const struct ss_wire_actor *a, u32 kind, u64 ns)
{
	struct ss_wire_group g;

	if (!group_by)
		return 0;
	put_kind(&g, kind, ns);
	put_who(&g, a);
	if (group_by & SS_GROUP_EXE)
		put_known_exe_id(&g, a->id.tgid, a->id.start_ns);
	return add_group(&g, &a->id);
}

#endif
