/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rules about cgroups and containers: what they say of a cgroup is found out once. */
#ifndef SS_PLACE_BPF_H
#define SS_PLACE_BPF_H

#include "rules.bpf.h"
#include "task.bpf.h"

#define PLACED (asked(by_cgroup) || asked(by_container))

#define CGROUP_ROOT 1 /* the id of every hierarchy's root */

/* The unified cgroup; and the one that names the container, if that is of another hierarchy. */
struct place_key {
	u64 unified, naming;
};

struct place {
	struct ss_wire_hits cgroup, container;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* raised when PLACED */
	__type(key, struct place_key);
	__type(value, struct place);
} places SEC(".maps");

/* Where a name is copied to only to learn its length; nobody reads it. */
struct name {
	char bytes[256];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct name);
} names SEC(".maps");

/*
 * What rules say of the container that this cgroup's name ends in, as in
 * docker-ID.scope or /docker/ID; NULL: of none.
 */
static __always_inline struct ss_wire_hits *container_of_name(const char *name, struct name *copy)
{
	long n = bpf_probe_read_kernel_str(copy->bytes, sizeof(copy->bytes), name) - 1;
	struct container_key key;
	char tail[7] = {};

	if (n < 64 || n > 255)
		return NULL;
	bpf_probe_read_kernel(tail, 6, name + n - 6);
	if (starts(tail, ".scope"))
		n -= 6;
	if (n < 64)
		return NULL;
	if (n > 64) {
		bpf_probe_read_kernel(tail, 1, name + n - 65);
		if (tail[0] != '-' && tail[0] != ':')
			return NULL;
	}
	/* libpod-conmon-ID is the monitor outside the container. */
	if (n >= 71) {
		bpf_probe_read_kernel(tail, 7, name + n - 71);
		if (starts(tail, "conmon-"))
			return NULL;
	}
	bpf_probe_read_kernel(&key, sizeof(key), name + n - 64);
	return bpf_map_lookup_elem(&containers, &key);
}

static __always_inline void put_cgroup_hits(struct ss_wire_hits *hits, struct task_struct *t)
{
	struct kernfs_node *kn = BPF_CORE_READ(unified_cgroup(t), kn);

	for (int i = 0; i < MAX_CGROUP && kn; i++) {
		u64 id = BPF_CORE_READ(kn, id);

		hits_join(hits, bpf_map_lookup_elem(&cgroups, &id));
		kn = kernfs_parent(kn);
	}
}

static __always_inline void put_container_hits(struct ss_wire_hits *hits, struct task_struct *t)
{
	struct kernfs_node *kn = naming_cgroup(t);
	u32 zero = 0;
	struct name *copy = bpf_map_lookup_elem(&names, &zero);

	for (int i = 0; i < MAX_CGROUP && kn && copy; i++) {
		hits_join(hits, container_of_name(BPF_CORE_READ(kn, name), copy));
		kn = kernfs_parent(kn);
	}
}

static __always_inline void put_place_key(struct place_key *key, u64 unified, struct task_struct *t)
{
	key->unified = unified;
	key->naming = 0;
	if (asked(by_container) && unified == CGROUP_ROOT)
		key->naming = BPF_CORE_READ(naming_cgroup(t), id);
}

__noinline int place_learn(u64 task)
{
	struct task_struct *t = (void *)task;
	struct place place = {};
	struct place_key key;

	put_place_key(&key, BPF_CORE_READ(unified_cgroup(t), kn, id), t);
	if (asked(by_cgroup))
		put_cgroup_hits(&place.cgroup, t);
	if (asked(by_container))
		put_container_hits(&place.container, t);
	bpf_map_update_elem(&places, &key, &place, BPF_ANY);
	return 0;
}

static __always_inline struct place *place_in(u64 unified, u64 task)
{
	struct place_key key;
	struct place *p;

	put_place_key(&key, unified, (void *)task);
	p = bpf_map_lookup_elem(&places, &key);
	if (p)
		return p;
	place_learn(task);
	return bpf_map_lookup_elem(&places, &key);
}

static __always_inline struct place *place_of(u64 task)
{
	return place_in(BPF_CORE_READ(unified_cgroup((void *)task), kn, id), task);
}

static __always_inline struct place *place_current(void)
{
	return place_in(bpf_get_current_cgroup_id(), bpf_get_current_task());
}

#endif
