/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a record says about a task: ids, credentials, namespaces, paths. */
#ifndef SS_TASK_BPF_H
#define SS_TASK_BPF_H

#include "compat.bpf.h"
#include "kernel.h"
#include "scratch.bpf.h"
#include "wire.h"

#define MAX_NAMES  128 /* in one path; the verifier walks every one */
#define MAX_CGROUP 24  /* levels */

/* A typed pointer as a plain number, which the global functions below can take. */
static __always_inline struct task_struct *untyped(struct task_struct *t)
{
	struct task_struct *p = NULL;

	bpf_probe_read_kernel(&p, sizeof(p), &t);
	return p;
}

/* memcmp(), which clang will not always inline.  PREFIX is a literal. */
#define starts(s, prefix) starts_with(s, prefix, sizeof(prefix) - 1)
static __always_inline bool starts_with(const char *s, const char *prefix, u32 len)
{
	for (u32 i = 0; i < len; i++)
		if (s[i] != prefix[i])
			return false;
	return true;
}

static __always_inline void put_id(struct ss_wire_id *id, struct task_struct *t)
{
	id->start_ns = BPF_CORE_READ(t, group_leader, start_boottime);
	id->tgid = BPF_CORE_READ(t, tgid);
	id->exec = exec_count(t);
}

/* The same by loads, of a task that the kernel gives typed: each helper is a call. */
static __always_inline void put_typed_actor(struct ss_wire_actor *a, struct task_struct *t)
{
	const struct cred *cred = t->cred;

	a->id.start_ns = t->group_leader->start_boottime;
	a->id.tgid = t->tgid;
	a->id.exec = t->self_exec_id;
	a->tid = t->pid;
	a->uid = a->euid = a->gid = 0;
	if (cred) {
		a->uid = cred->uid.val;
		a->euid = cred->euid.val;
		a->gid = cred->gid.val;
	}
	__builtin_memcpy(a->comm, t->comm, sizeof(a->comm));
	a->cgroup_id = bpf_get_current_cgroup_id();
}

/* Who acts: the current task. */
static __always_inline void put_actor(struct ss_wire_actor *a)
{
	u64 ids, tasks;
	struct task_struct *t;

	if (has_typed_task()) {
		put_typed_actor(a, bpf_get_current_task_btf());
		return;
	}
	ids = bpf_get_current_uid_gid();
	tasks = bpf_get_current_pid_tgid();
	t = (void *)bpf_get_current_task();
	put_id(&a->id, t);
	a->tid = tasks;
	a->uid = ids;
	a->gid = ids >> 32;
	a->euid = BPF_CORE_READ(t, cred, euid.val);
	a->cgroup_id = bpf_get_current_cgroup_id();
	bpf_get_current_comm(a->comm, sizeof(a->comm));
}

static __always_inline struct cgroup *unified_cgroup(struct task_struct *t)
{
	return BPF_CORE_READ(t, cgroups, dfl_cgrp);
}

static __always_inline void put_namespaces(struct ss_wire_task *w, struct task_struct *t)
{
	struct nsproxy *ns = BPF_CORE_READ(t, nsproxy);
	struct pid *pid = BPF_CORE_READ(t, group_leader, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *upid = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
			    (u64)(level & 63) * bpf_core_type_size(struct upid);

	w->mnt_ns = BPF_CORE_READ(ns, mnt_ns, ns.inum);
	w->net_ns = BPF_CORE_READ(ns, net_ns, ns.inum);
	w->uts_ns = BPF_CORE_READ(ns, uts_ns, ns.inum);
	w->ipc_ns = BPF_CORE_READ(ns, ipc_ns, ns.inum);
	w->cgroup_ns = BPF_CORE_READ(ns, cgroup_ns, ns.inum);
	w->pid_ns = BPF_CORE_READ(upid, ns, ns.inum);
	w->ns_pid = BPF_CORE_READ(upid, nr);
}

static __always_inline void put_creds(struct ss_wire_task *w, struct task_struct *t)
{
	const struct cred *cred = BPF_CORE_READ(t, real_cred);

	w->uid = BPF_CORE_READ(cred, uid.val);
	w->euid = BPF_CORE_READ(cred, euid.val);
	w->gid = BPF_CORE_READ(cred, gid.val);
	w->egid = BPF_CORE_READ(cred, egid.val);
	w->user_ns = BPF_CORE_READ(cred, user_ns, ns.inum);
	bpf_core_read(&w->caps, sizeof(w->caps), &cred->cap_effective);
	w->auid = ~0u;
	if (bpf_core_field_exists(t->loginuid))
		w->auid = BPF_CORE_READ(t, loginuid.val);
}

/* Fills every byte of *w and the task's flags in *h. */
static __noinline int put_task(struct ss_wire_head *h, struct ss_wire_task *w,
			       struct task_struct *t)
{
	struct task_struct *parent = BPF_CORE_READ(t, real_parent);
	struct tty_struct *tty = BPF_CORE_READ(t, signal, tty);

	__builtin_memset(w, 0, sizeof(*w));
	put_id(&w->id, t);
	put_id(&w->parent, parent);
	w->tid = BPF_CORE_READ(t, pid);
	put_creds(w, t);
	put_namespaces(w, t);
	w->cgroup_id = BPF_CORE_READ(unified_cgroup(t), kn, id);
	BPF_CORE_READ_STR_INTO(&w->comm, t, group_leader, comm);
	BPF_CORE_READ_STR_INTO(&w->parent_comm, parent, group_leader, comm);
	if (tty)
		BPF_CORE_READ_STR_INTO(&w->tty, tty, name);
	if (BPF_CORE_READ(t, flags) & PF_KTHREAD)
		h->flags |= SS_WIRE_KTHREAD;
	return 0;
}

/*
 * The functions below that are not static are verified once, on their own, and
 * take only numbers: kernel pointers as u64, and a scratch slot by its index.
 */

/* The parent and the name of a dentry, which stand side by side in it: one read for both. */
struct dentry_step {
	struct dentry *parent;
	struct qstr_words {
		u64 hash_len;
		const unsigned char *name;
	} d_name;
};

static __always_inline void read_step(struct dentry_step *step, struct dentry *dentry)
{
	u32 parent = bpf_core_field_offset(struct dentry, d_parent);

	if (bpf_core_field_offset(struct dentry, d_name) == parent + sizeof(step->parent)) {
		bpf_probe_read_kernel(step, sizeof(*step), (void *)dentry + parent);
		return;
	}
	step->parent = BPF_CORE_READ(dentry, d_parent);
	step->d_name.name = BPF_CORE_READ(dentry, d_name.name);
}

/*
 * Write a path's names from leaf to root, each with its NUL, at byte AT of the
 * slot's record, and return how many bytes: at most SS_WIRE_PATH_MAX, with
 * the flag CUT in the record's head if there were more.  ROOT is the struct
 * path it is seen from.  A file that hangs in no tree (memfd) gives its one
 * name.  "/" gives nothing.
 */
__noinline u32 put_path(u32 slot, u32 at, u64 path, u64 root, u32 cut)
{
	struct path from = {}, to = {};
	struct dentry *mnt_root;
	struct scratch *s = scratch_at(slot);
	struct dentry_step step = {};

	if (!s || at > SCRATCH_AT_MAX)
		return 0;
	bpf_core_read(&from, sizeof(from), (struct path *)path);
	bpf_core_read(&to, sizeof(to), (struct path *)root);
	mnt_root = BPF_CORE_READ(from.mnt, mnt_root);
	s->len = 0;
	for (int i = 0; i < MAX_NAMES; i++) {
		/* Known to be 0 at first, the compiler would read it behind the loop's end and
		 * fall into its head from there, which the verifier of 6.1 refuses. */
		u64 len = *(volatile u64 *)&s->len;
		long n;

		if (from.dentry == to.dentry && from.mnt == to.mnt)
			return len;
		if (from.dentry == mnt_root) {
			struct mount *m =
				(void *)from.mnt - bpf_core_field_offset(struct mount, mnt);
			struct mount *up = BPF_CORE_READ(m, mnt_parent);

			if (up == m)
				return len;
			from.dentry = BPF_CORE_READ(m, mnt_mountpoint);
			from.mnt = (void *)up + bpf_core_field_offset(struct mount, mnt);
			mnt_root = BPF_CORE_READ(up, mnt.mnt_root);
			continue;
		}
		if (len > SS_WIRE_PATH_MAX - 256)
			break;
		read_step(&step, from.dentry);
		n = bpf_probe_read_kernel_str(s->rec + at + len, 256, step.d_name.name);
		if (n <= 0)
			break;
		s->len = len + n;
		if (step.parent == from.dentry)
			return s->len;
		from.dentry = step.parent;
	}
	((struct ss_wire_head *)s->rec)->flags |= cut;
	return s->len;
}

/* The file behind a descriptor of the current task, or NULL. */
static __always_inline struct file *file_of_fd(u32 fd)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct fdtable *fdt = BPF_CORE_READ(t, files, fdt);
	struct file *file = NULL;

	if (fd < BPF_CORE_READ(fdt, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), BPF_CORE_READ(fdt, fd) + fd);
	return file;
}

/*
 * The cgroup that names the container: the unified one, or where that is the
 * root (controllers on v1) the pids or memory controller's.
 */
static __always_inline struct kernfs_node *naming_cgroup(struct task_struct *t)
{
	struct css_set *set = BPF_CORE_READ(t, cgroups);
	struct cgroup *cg = BPF_CORE_READ(set, dfl_cgrp);
	struct cgroup_subsys_state *css = NULL;
	void **subsys = (void *)set + bpf_core_field_offset(struct css_set, subsys);

	if (BPF_CORE_READ(cg, level) == 0) {
		if (bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
			bpf_probe_read_kernel(
				&css, sizeof(css),
				subsys + bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id));
		else if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id))
			bpf_probe_read_kernel(&css, sizeof(css),
					      subsys + bpf_core_enum_value(enum cgroup_subsys_id,
									   memory_cgrp_id));
		if (css)
			cg = BPF_CORE_READ(css, cgroup);
	}
	return BPF_CORE_READ(cg, kn);
}

/* Names from leaf to root like put_path(); at most SS_WIRE_CGROUP_MAX bytes. */
__noinline u32 put_cgroup(u32 slot, u32 at, u64 task)
{
	struct kernfs_node *kn = naming_cgroup((void *)task), *parent;
	struct scratch *s = scratch_at(slot);

	if (!s || at > SCRATCH_AT_MAX)
		return 0;
	s->len = 0;
	for (int i = 0; i < MAX_CGROUP; i++) {
		u64 len = s->len;
		long n;

		parent = kernfs_parent(kn);
		if (!parent || len > SS_WIRE_CGROUP_MAX - 256)
			break;
		n = bpf_probe_read_kernel_str(s->rec + at + len, 256, BPF_CORE_READ(kn, name));
		if (n <= 0)
			break;
		s->len = len + n;
		kn = parent;
	}
	return s->len;
}

/* True if the inode's data lives in an overlay's upper layer. */
static __always_inline bool overlay_upper(struct inode *inode)
{
	/* struct ovl_inode is in a module: __upperdentry follows its vfs_inode since 4.8. */
	void *upper = NULL;

	if (BPF_CORE_READ(inode, i_sb, s_magic) != OVERLAYFS_MAGIC)
		return false;
	bpf_probe_read_kernel(&upper, sizeof(upper),
			      (void *)inode + bpf_core_type_size(struct inode));
	return upper;
}

static __always_inline u32 exe_flags(struct file *exe)
{
	struct inode *inode = BPF_CORE_READ(exe, f_inode);
	struct dentry *dentry = BPF_CORE_READ(exe, f_path.dentry);
	u32 mode = BPF_CORE_READ(inode, i_mode), flags = 0;
	char name[8] = {};

	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(dentry, d_name.name));
	/* A memory file is in no directory; a deleted one may bear any name. */
	if (starts(name, "memfd:") && BPF_CORE_READ(dentry, d_parent) == dentry)
		flags |= SS_WIRE_EXE_MEMFD;
	else if (BPF_CORE_READ(inode, i_nlink) == 0)
		flags |= SS_WIRE_EXE_DELETED;
	if (mode & S_ISUID)
		flags |= SS_WIRE_EXE_SETUID;
	if ((mode & (S_ISGID | 0010)) == (S_ISGID | 0010))
		flags |= SS_WIRE_EXE_SETGID;
	if (overlay_upper(inode))
		flags |= SS_WIRE_EXE_OVL_UPPER;
	return flags;
}

#endif
