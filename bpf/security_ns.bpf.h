/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Namespaces entered and made, and what is mounted in them. */
#ifndef SS_SECURITY_NS_BPF_H
#define SS_SECURITY_NS_BPF_H

#include "security.bpf.h"

/* CLONE_NEW*: time, mount, cgroup, uts, ipc, user, pid, net. */
#define CLONE_NEW 0x7e020080u

struct namespaces {
	u32 inum[SS_NS_KINDS];
};

/* What a thread's namespaces were when its call began; by tgid << 32 | tid. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, struct namespaces);
} ns_before SEC(".maps");

static __always_inline void put_ns(u32 *inum, struct task_struct *t)
{
	struct nsproxy *ns = BPF_CORE_READ(t, nsproxy);

	inum[SS_NS_CGROUP] = BPF_CORE_READ(ns, cgroup_ns, ns.inum);
	inum[SS_NS_IPC] = BPF_CORE_READ(ns, ipc_ns, ns.inum);
	inum[SS_NS_MNT] = BPF_CORE_READ(ns, mnt_ns, ns.inum);
	inum[SS_NS_NET] = BPF_CORE_READ(ns, net_ns, ns.inum);
	inum[SS_NS_PID] = BPF_CORE_READ(ns, pid_ns_for_children, ns.inum);
	inum[SS_NS_TIME] = 0;
	if (bpf_core_field_exists(ns->time_ns_for_children)) /* 769071ac9f20 (5.6) */
		inum[SS_NS_TIME] = BPF_CORE_READ(ns, time_ns_for_children, ns.inum);
	inum[SS_NS_UTS] = BPF_CORE_READ(ns, uts_ns, ns.inum);
	inum[SS_NS_USER] = BPF_CORE_READ(t, real_cred, user_ns, ns.inum);
}

static __always_inline int ns_called(void)
{
	u64 id = bpf_get_current_pid_tgid();
	struct namespaces now;

	put_ns(now.inum, (void *)bpf_get_current_task());
	bpf_map_update_elem(&ns_before, &id, &now, BPF_ANY);
	return 0;
}

static __always_inline int ns_returned(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	u32 kind = nr == NR_setns ? SS_EVENT_NS_SET : SS_EVENT_NS_UNSHARE;
	u64 id = bpf_get_current_pid_tgid(), flags = syscall_arg(regs, nr == NR_setns);
	struct namespaces *before;
	struct ss_wire_ns r;
	u64 rules;

	/* unshare() also undoes the sharing of descriptors and the like. */
	if (nr == NR_unshare && !(flags & CLONE_NEW))
		return 0;
	rules = deed_rules(kind, ret);
	if (!rules)
		return 0;
	event_begin(&r.head, &r.actor, kind);
	rules_mark(&r.head, rules);
	__builtin_memset(&r.child, 0, sizeof(r.child));
	__builtin_memset(r.from, 0, sizeof(r.from));
	before = bpf_map_lookup_elem(&ns_before, &id);
	if (before)
		__builtin_memcpy(r.from, before->inum, sizeof(r.from));
	put_ns(r.to, (void *)bpf_get_current_task());
	r.flags = flags & CLONE_NEW;
	r.call = nr;
	r.error = ret < 0 ? ret : 0;
	ship_deed(ctx, &r.head, kind, sizeof(r), r.error);
	return 0;
}

SEC("?fentry")
int on_setns_call(u64 *ctx)
{
	return ns_called();
}

SEC("?fentry")
int on_unshare_call(u64 *ctx)
{
	return ns_called();
}

SEC("?tp")
int on_ns_enter(struct trace_event_raw_sys_enter *ctx)
{
	return ns_called();
}

RETURNS(on_setns_return, ns_returned, NR_setns)
RETURNS(on_unshare_return, ns_returned, NR_unshare)
EXITS(on_ns_exit, ns_returned)

/* Whatever the call was: clone, clone3, the 32-bit ones.  Arguments: task, clone_flags. */
SEC("?tp_btf/task_newtask")
int on_ns_clone(u64 *ctx)
{
	struct task_struct *child = (void *)raw_arg(ctx, 0);
	u64 flags = raw_arg(ctx, 1) & CLONE_NEW;
	struct ss_wire_ns r;
	u64 rules = flags ? deed_rules(SS_EVENT_NS_UNSHARE, 0) : 0;

	if (!rules)
		return 0;
	event_begin(&r.head, &r.actor, SS_EVENT_NS_UNSHARE);
	rules_mark(&r.head, rules);
	put_target(&r.child, (u64)child, 0);
	put_ns(r.from, (void *)bpf_get_current_task());
	put_ns(r.to, child);
	r.flags = flags;
	r.call = ~0u;
	r.error = 0;
	ship_deed(ctx, &r.head, SS_EVENT_NS_UNSHARE, sizeof(r), false);
	return 0;
}

#define OPEN_TREE_CLONE 1

/* What is mounted where the file is: string 0 is its device, string 2 its type. */
static __always_inline void put_device(struct ss_wire_call *r, u32 slot, struct file *file)
{
	void *mnt = BPF_CORE_READ(file, f_path.mnt);
	struct mount *m = mnt - bpf_core_field_offset(struct mount, mnt);

	if (file)
		call_kernel_string(r, slot, 0, BPF_CORE_READ(m, mnt_devname));
}

static __always_inline void put_fstype(struct ss_wire_call *r, u32 slot, struct file *file)
{
	if (file)
		call_kernel_string(r, slot, 2,
				   BPF_CORE_READ(file, f_path.mnt, mnt_sb, s_type, name));
}

static __always_inline void put_mount_attr(struct ss_wire_call *r, u64 attr)
{
	u64 set_clear[2] = {};

	bpf_probe_read_user(set_clear, sizeof(set_clear), (void *)attr);
	r->number[1] = set_clear[0];
	r->number[2] = set_clear[1];
}

/* What is moved has a name, or is what a descriptor of fsmount() or open_tree() stands for. */
static __always_inline void put_move(struct ss_wire_call *r, u32 slot, struct pt_regs *regs)
{
	struct file *file = NULL;

	r->number[0] = syscall_arg(regs, 4);
	call_string(r, slot, 0, syscall_arg(regs, 1));
	if (!r->len[0]) {
		file = file_of_fd(syscall_arg(regs, 0));
		put_device(r, slot, file);
	}
	call_string(r, slot, 1, syscall_arg(regs, 3));
	put_fstype(r, slot, file);
}

static __always_inline void put_mount_call(struct ss_wire_call *r, u32 slot, struct pt_regs *regs,
					   u32 nr, long ret)
{
	if (nr == NR_mount) {
		r->number[0] = syscall_arg(regs, 3);
		call_string(r, slot, 0, syscall_arg(regs, 0));
		call_string(r, slot, 1, syscall_arg(regs, 1));
		call_string(r, slot, 2, syscall_arg(regs, 2));
	} else if (nr == NR_pivot_root) {
		call_string(r, slot, 0, syscall_arg(regs, 0));
		call_string(r, slot, 1, syscall_arg(regs, 1));
	} else if (nr == NR_umount2) {
		r->number[0] = syscall_arg(regs, 1);
		call_string(r, slot, 1, syscall_arg(regs, 0));
	} else if (nr == NR_fsopen) {
		r->number[0] = syscall_arg(regs, 1);
		call_string(r, slot, 2, syscall_arg(regs, 0));
	} else if (nr == NR_fsmount) {
		r->number[0] = syscall_arg(regs, 1);
		r->number[1] = syscall_arg(regs, 2);
		if (ret >= 0) {
			put_device(r, slot, file_of_fd(ret));
			put_fstype(r, slot, file_of_fd(ret));
		}
	} else if (nr == NR_move_mount) {
		put_move(r, slot, regs);
	} else if (nr == NR_open_tree || nr == NR_open_tree_attr) {
		r->number[0] = syscall_arg(regs, 2);
		call_string(r, slot, 0, syscall_arg(regs, 1));
		if (nr == NR_open_tree_attr)
			put_mount_attr(r, syscall_arg(regs, 3));
	} else { /* fspick, mount_setattr */
		r->number[0] = syscall_arg(regs, 2);
		call_string(r, slot, 1, syscall_arg(regs, 1));
		if (nr == NR_mount_setattr)
			put_mount_attr(r, syscall_arg(regs, 3));
	}
}

static __always_inline int mounted(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	struct ss_wire_call *r;
	u32 slot;

	if (is_restart(ret) || (nr == NR_open_tree && !(syscall_arg(regs, 2) & OPEN_TREE_CLONE)))
		return 0;
	r = call_begin(&slot, SS_EVENT_MOUNT, nr, ret);
	if (!r)
		return 0;
	put_mount_call(r, slot, regs, nr, ret);
	call_end(ctx, r, slot, SS_EVENT_MOUNT);
	return 0;
}

RETURNS(on_mount_return, mounted, NR_mount)
RETURNS(on_umount_return, mounted, NR_umount2)
RETURNS(on_pivot_root_return, mounted, NR_pivot_root)
RETURNS(on_fsopen_return, mounted, NR_fsopen)
RETURNS(on_fspick_return, mounted, NR_fspick)
RETURNS(on_fsmount_return, mounted, NR_fsmount)
RETURNS(on_move_mount_return, mounted, NR_move_mount)
RETURNS(on_open_tree_return, mounted, NR_open_tree)
RETURNS(on_open_tree_attr_return, mounted, NR_open_tree_attr)
RETURNS(on_mount_setattr_return, mounted, NR_mount_setattr)
EXITS(on_mount_exit, mounted)

#endif
