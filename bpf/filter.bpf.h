/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which processes' events are wanted.  Different options must all agree; the
 * values of one option are alternatives.  What cannot be decided (a path that
 * was cut, a process never looked at) passes: a filter never hides by mistake.
 */
#ifndef SS_FILTER_BPF_H
#define SS_FILTER_BPF_H

#include "scratch.bpf.h"
#include "task.bpf.h"

volatile __u32 self_tgid; /* set by the task iterator, before anything is attached */
const volatile bool by_pid, by_uid, by_comm, by_exe, by_cgroup, by_container, by_tree;

#define SET(name, key_type)                                                                        \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__uint(max_entries, 1);                                                            \
		__type(key, key_type);                                                             \
		__type(value, u8);                                                                 \
	} name SEC(".maps")

struct comm_key {
	char comm[SS_COMM_LEN];
};

/* A container's short id: the first 12 of 64 hexadecimal digits. */
struct container_key {
	char id[12];
};

SET(pids, u32);
SET(uids, u32);
SET(comms, struct comm_key);
SET(cgroups, u64);
SET(containers, struct container_key);
SET(tree_roots, u32);

struct exe_key {
	u32 bits;
	char names[SS_WIRE_EXE_KEY_LEN];
};

/* Keys are whole paths, leaf first, with their last NUL doubled: one can be no other's prefix. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct exe_key);
	__type(value, u8);
} exes SEC(".maps");

/* What cannot be read from a task at any time: its descent, and its exe once its mm is gone. */
#define IN_TREE (1u << 0)
#define EXE_OK	(1u << 1)

struct scope {
	u64 start_ns;
	u64 bits;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1); /* raised when by_exe or by_tree */
	__type(key, u32);
	__type(value, struct scope);
} scopes SEC(".maps");

__noinline int descends(u64 task)
{
	struct task_struct *t = (void *)task;

	for (int i = 0; i < 64; i++) {
		u32 tgid = BPF_CORE_READ(t, tgid);

		if (bpf_map_lookup_elem(&tree_roots, &tgid))
			return 1;
		if (tgid <= 1)
			return 0;
		t = BPF_CORE_READ(t, real_parent);
	}
	return 0;
}

/* rec->data holds the exe's names: complete the key in place and look it up. */
static __always_inline bool exe_listed(struct ss_wire_exec *rec, u32 len)
{
	if (rec->head.flags & SS_WIRE_EXE_CUT)
		return true;
	if (len >= SS_WIRE_EXE_KEY_LEN)
		return false; /* longer than any key: --exe refuses such paths */
	rec->data[len] = 0;
	rec->exe_bits = (len + 1) * 8;
	return bpf_map_lookup_elem(&exes, &rec->exe_bits);
}

__noinline int exe_of_task_listed(u64 task)
{
	struct task_struct *t = (void *)task;
	struct file *exe = BPF_CORE_READ(t, mm, exe_file);
	struct ss_wire_exec *rec;
	struct scratch *s;
	u32 slot, len;
	int listed;

	if (!exe)
		return 0; /* a kernel thread */
	s = scratch_get(&slot);
	if (!s)
		return 1;
	rec = (void *)s->rec;
	rec->head.flags = 0;
	len = put_path(slot, EXEC_DATA, (u64)&exe->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
		       SS_WIRE_EXE_CUT);
	listed = exe_listed(rec, len);
	scratch_put(s);
	return listed;
}

/* The bits of a process that is alive (its mm is there), found or worked out, and kept. */
static __always_inline u64 scope_of(struct task_struct *t)
{
	struct scope new = { .start_ns = BPF_CORE_READ(t, group_leader, start_boottime) };
	u32 tgid = BPF_CORE_READ(t, tgid);
	struct scope *old = bpf_map_lookup_elem(&scopes, &tgid);

	if (old && old->start_ns == new.start_ns)
		return old->bits;
	if (by_tree && descends((u64)t))
		new.bits |= IN_TREE;
	if (by_exe && exe_of_task_listed((u64)t))
		new.bits |= EXE_OK;
	bpf_map_update_elem(&scopes, &tgid, &new, BPF_ANY);
	return new.bits;
}

static __always_inline void scope_set(const struct ss_wire_id *id, u64 bits)
{
	struct scope s = { .start_ns = id->start_ns, .bits = bits };

	bpf_map_update_elem(&scopes, &id->tgid, &s, BPF_ANY);
}

/* The same for a process that is going: what is not known passes. */
static __always_inline u64 scope_take(const struct ss_wire_id *id)
{
	struct scope *s = bpf_map_lookup_elem(&scopes, &id->tgid);
	u64 bits = s && s->start_ns == id->start_ns ? s->bits : IN_TREE | EXE_OK;

	bpf_map_delete_elem(&scopes, &id->tgid);
	return bits;
}

__noinline int cgroup_listed(u64 task)
{
	struct kernfs_node *kn = BPF_CORE_READ(unified_cgroup((void *)task), kn);

	for (int i = 0; i < MAX_CGROUP && kn; i++) {
		u64 id = BPF_CORE_READ(kn, id);

		if (bpf_map_lookup_elem(&cgroups, &id))
			return 1;
		kn = kernfs_parent(kn);
	}
	return 0;
}

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

/* Does this cgroup's name end in a container's 64 digits, as in docker-ID.scope or /docker/ID? */
static __always_inline bool container_name_listed(const char *name, struct name *copy)
{
	long n = bpf_probe_read_kernel_str(copy->bytes, sizeof(copy->bytes), name) - 1;
	struct container_key key;
	char tail[7] = {};

	if (n < 64 || n > 255)
		return false;
	bpf_probe_read_kernel(tail, 6, name + n - 6);
	if (starts(tail, ".scope"))
		n -= 6;
	if (n < 64)
		return false;
	if (n > 64) {
		bpf_probe_read_kernel(tail, 1, name + n - 65);
		if (tail[0] != '-' && tail[0] != ':')
			return false;
	}
	/* libpod-conmon-ID is the monitor outside the container. */
	if (n >= 71) {
		bpf_probe_read_kernel(tail, 7, name + n - 71);
		if (starts(tail, "conmon-"))
			return false;
	}
	bpf_probe_read_kernel(&key, sizeof(key), name + n - 64);
	return bpf_map_lookup_elem(&containers, &key);
}

__noinline int container_listed(u64 task)
{
	struct kernfs_node *kn = naming_cgroup((void *)task);
	u32 zero = 0;
	struct name *copy = bpf_map_lookup_elem(&names, &zero);

	for (int i = 0; i < MAX_CGROUP && kn && copy; i++) {
		if (container_name_listed(BPF_CORE_READ(kn, name), copy))
			return 1;
		kn = kernfs_parent(kn);
	}
	return 0;
}

/* The rules that what the current task does may still match. */
static __always_inline u64 actor_rules(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	u32 tgid = bpf_get_current_pid_tgid() >> 32, uid = bpf_get_current_uid_gid();
	struct comm_key comm = {};
	u64 scope = 0;

	if (tgid == self_tgid)
		return 0;
	if (by_pid && !bpf_map_lookup_elem(&pids, &tgid))
		return 0;
	if (by_uid && !bpf_map_lookup_elem(&uids, &uid))
		return 0;
	if (by_comm) {
		BPF_CORE_READ_STR_INTO(&comm.comm, t, group_leader, comm);
		if (!bpf_map_lookup_elem(&comms, &comm))
			return 0;
	}
	if (by_tree || by_exe)
		scope = scope_of(t);
	if ((by_tree && !(scope & IN_TREE)) || (by_exe && !(scope & EXE_OK)))
		return 0;
	if (by_cgroup && !cgroup_listed((u64)t))
		return 0;
	return !by_container || container_listed((u64)t);
}

static __always_inline bool wanted(struct task_struct *t, struct ss_wire_task *w, u64 scope)
{
	if (w->id.tgid == self_tgid)
		return false;
	if (by_pid && !bpf_map_lookup_elem(&pids, &w->id.tgid))
		return false;
	if (by_uid && !bpf_map_lookup_elem(&uids, &w->uid))
		return false;
	if (by_comm && !bpf_map_lookup_elem(&comms, w->comm))
		return false;
	if (by_tree && !(scope & IN_TREE))
		return false;
	if (by_exe && !(scope & EXE_OK))
		return false;
	if (by_cgroup && !cgroup_listed((u64)t))
		return false;
	return !by_container || container_listed((u64)t);
}

#endif
