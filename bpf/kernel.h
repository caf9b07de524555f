/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types that our programs read, and only the fields they read.
 * CO-RE relocates each access by name, so order, offsets and missing fields do
 * not matter; names and types do.
 */
#ifndef SS_KERNEL_H
#define SS_KERNEL_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

/* libbpf's headers then take the kernel's names for registers, not those of user space. */
#define __VMLINUX_H__

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;

#define PF_KTHREAD	  0x00200000
#define S_IFMT		  0170000
#define S_IFSOCK	  0140000
#define S_IFREG		  0100000
#define PF_EXITING	  0x00000004
#define SIGNAL_GROUP_EXIT 0x00000004
#define S_ISUID		  0004000
#define S_ISGID		  0002000
#define OVERLAYFS_MAGIC	  0x794c7630
#define CGROUP2_MAGIC	  0x63677270
#define FMODE_EXEC	  0x20 /* in open_flags.open_flag: __FMODE_EXEC */
#define O_WRONLY	  01
#define O_CREAT		  0100
#define O_TRUNC		  01000
#if defined(__TARGET_ARCH_arm64)
#define O_LARGEFILE 0400000
#else
#define O_LARGEFILE 0100000
#endif

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	u32 val;
} kuid_t;

typedef struct {
	u32 val;
} kgid_t;

struct ns_common {
	unsigned int inum;
};

struct user_namespace {
	struct ns_common ns;
};

/* 64 slots, but for kernels made small on purpose. */
struct xa_node {
	unsigned char shift;
	void *slots[64];
};

struct xarray {
	void *xa_head;
};

struct idr {
	struct xarray idr_rt;
	unsigned int idr_base;
};

struct pid_namespace {
	struct idr idr; /* of struct pid, by number */
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct uts_namespace {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct time_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
	struct cgroup_namespace *cgroup_ns;
	struct pid_namespace *pid_ns_for_children;
	struct time_namespace *time_ns_for_children;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct hlist_node {
	struct hlist_node *next;
};

struct hlist_head {
	struct hlist_node *first;
};

struct pid {
	unsigned int level;
	struct hlist_head tasks[1]; /* the thread of this number at first */
	struct upid numbers[1];
};

/* Eight bytes, whatever they are called: two u32 before 6.3, a u64 since. */
typedef struct {
	u64 val;
} kernel_cap_t;

struct cred {
	kuid_t uid, suid, euid, fsuid;
	kgid_t gid, sgid, egid, fsgid;
	unsigned int securebits;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective, cap_bset, cap_ambient;
	struct user_namespace *user_ns;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};

struct file_system_type {
	const char *name;
};

struct super_block {
	u32 s_dev;
	struct file_system_type *s_type;
	unsigned long s_magic;
};

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

struct inode {
	unsigned short i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_nlink;
	unsigned long i_ino;
	u32 i_generation;
	s64 i_size;
	struct super_block *i_sb;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	const char *mnt_devname;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags, f_mode;
	void *private_data;
};

/* The arguments of vfs_rename(), since 5.10.21x everywhere. */
struct renamedata {
	struct dentry *old_dentry, *new_dentry;
	unsigned int flags;
};

struct vm_area_struct {
	unsigned long vm_start, vm_end, vm_flags;
	struct file *vm_file;
};

/* A path as user space gave it, copied by the kernel. */
struct filename {
	const char *name;
};

struct open_flags {
	int open_flag;
	unsigned short mode;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root, pwd;
};

struct mm_struct {
	unsigned long arg_start, arg_end;
	struct file *exe_file;
};

struct tty_struct {
	char name[64];
};

struct signal_struct {
	atomic_t live;
	int group_exit_code;
	unsigned int flags;
	short oom_score_adj;
	struct tty_struct *tty;
};

struct sched_entity {
	u64 sum_exec_runtime;
};

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
	u64 id;
};

struct cgroup {
	int level;
	struct kernfs_node *kn;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

struct css_set {
	struct cgroup_subsys_state *subsys[16];
	struct cgroup *dfl_cgrp;
};

enum cgroup_subsys_id {
	memory_cgrp_id,
	pids_cgrp_id,
};

#if defined(__TARGET_ARCH_x86)
struct thread_info {
	u32 status;
};
#elif defined(__TARGET_ARCH_arm64)
struct thread_info {
	unsigned long flags;
};
#endif

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	int pid, tgid;
	int exit_state, exit_code;
	unsigned long jobctl;
	unsigned long nvcsw; /* voluntary switches: it went to sleep */
	struct sched_entity se;
	u32 self_exec_id;
	u64 start_time, start_boottime;
	struct task_struct *real_parent, *group_leader;
	struct mm_struct *mm;
	struct pid *thread_pid;
	struct hlist_node pid_links[4];
	const struct cred *cred, *real_cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	void *stack;
	struct signal_struct *signal;
	struct css_set *cgroups;
	kuid_t loginuid;
};

struct kernel_siginfo {
	int si_signo, si_errno, si_code;
};

struct fs_context {
	struct file_system_type *fs_type;
};

struct module {
	char name[56];
	unsigned long taints;
};

struct bpf_prog_aux {
	u32 id;
	u32 attach_btf_id;
	const char *attach_func_name;
	char name[16];
};

struct bpf_prog {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	u32 len; /* instructions */
	u8 tag[8];
	struct bpf_prog_aux *aux;
};

struct bpf_iter_meta {
	struct seq_file *seq;
};

/* The context of SEC("iter/task"). */
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

/* The record of the tracepoints syscalls:sys_enter_* and sys_exit_*. */
struct trace_event_raw_sys_enter {
	long id;
	unsigned long args[6];
};

struct trace_event_raw_sys_exit {
	long id;
	long ret;
};

/* System call arguments, see syscall_arg() in compat.bpf.h. */
#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r10, r9, r8, ax, dx, si, di, orig_ax, ip, sp;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
	u64 regs[31];
	u64 sp, pc;
	u64 orig_x0;
	s32 syscallno;
};

/* The context of uprobes, which libbpf looks into. */
struct user_pt_regs {
	u64 regs[31];
	u64 sp, pc;
};
#endif

#pragma clang attribute pop

#endif
