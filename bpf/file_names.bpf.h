/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Names of files that go and come: rename, unlink, rmdir, link, symlink.  On the
 * object: security_path_*() knows directory and mount, vfs_*() the result
 * (file_names_done.bpf.h); what the first saw waits for the second.  A file system that calls
 * vfs_*() on one below it does so with other names, which nobody waits for.
 */
#ifndef SS_FILE_NAMES_BPF_H
#define SS_FILE_NAMES_BPF_H

#include "file_calls.bpf.h"

/* Names, their directories and their mounts, as a struct path in the kernel. */
struct names {
	u64 dentry, dentry2; /* the file's and the new name's; the same if there is one name */
	u64 dir[2], dir2[2];
	u64 inode; /* of dentry, which an unlink makes negative; 0: none */
	u32 dev, mode;
	u32 kind, pad; /* of the event: a call that is refused in between leaves them here */
	char name[256], name2[256]; /* as a dentry bears another one after a rename */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, struct names);
} names_pending SEC(".maps");

/* Room to make one in; and a new entry's first value. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct names);
} names_none SEC(".maps");

static __always_inline struct names *names_add(void)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 zero = 0;
	struct names *none = bpf_map_lookup_elem(&names_none, &zero);

	if (!none)
		return NULL;
	bpf_map_update_elem(&names_pending, &id, none, BPF_ANY);
	return bpf_map_lookup_elem(&names_pending, &id);
}

/* The address of what lies in a map as a number: see untyped(). */
static __always_inline u64 address_of(const void *p)
{
	u64 address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), &p);
	return address;
}

/* What waits for the result of an event of KIND about DENTRY. */
static __always_inline struct names *names_of(u32 kind, u64 dentry)
{
	u64 id = bpf_get_current_pid_tgid();
	struct names *n = bpf_map_lookup_elem(&names_pending, &id);

	return n && n->kind == kind && n->dentry2 == dentry ? n : NULL;
}

static __always_inline void names_done(void)
{
	u64 id = bpf_get_current_pid_tgid();

	bpf_map_delete_elem(&names_pending, &id);
}

static __always_inline void copy_name(char name[256], struct dentry *dentry)
{
	bpf_probe_read_kernel_str(name, 256, BPF_CORE_READ(dentry, d_name.name));
}

/* NEW in the directory of DIR is what the call is about; OF is the file, if there is one. */
static __always_inline struct names *add_names(u32 kind, u64 dir, u64 new, u64 of)
{
	struct dentry *dentry = (void *)new;
	struct names *n = names_add();
	struct inode *inode;

	if (!n)
		return NULL;
	n->kind = kind;
	n->dentry = of;
	n->dentry2 = new;
	bpf_probe_read_kernel(n->dir2, sizeof(n->dir2), (void *)dir);
	copy_name(n->name2, dentry);
	dentry = (void *)of;
	inode = BPF_CORE_READ(dentry, d_inode);
	if (inode) {
		n->inode = BPF_CORE_READ(inode, i_ino);
		n->dev = BPF_CORE_READ(inode, i_sb, s_dev);
		n->mode = BPF_CORE_READ(inode, i_mode);
	}
	return n;
}

SEC("?fentry/security_path_unlink")
int on_path_unlink(u64 *ctx)
{
	add_names(SS_EVENT_FILE_UNLINK, raw_arg(ctx, 0), raw_arg(ctx, 1), raw_arg(ctx, 1));
	return 0;
}

SEC("?fentry/security_path_rmdir")
int on_path_rmdir(u64 *ctx)
{
	add_names(SS_EVENT_FILE_UNLINK, raw_arg(ctx, 0), raw_arg(ctx, 1), raw_arg(ctx, 1));
	return 0;
}

SEC("?fentry/security_path_symlink")
int on_path_symlink(u64 *ctx)
{
	add_names(SS_EVENT_FILE_LINK, raw_arg(ctx, 0), raw_arg(ctx, 1), raw_arg(ctx, 1));
	return 0;
}

SEC("?fentry/security_path_link")
int on_path_link(u64 *ctx)
{
	struct names *n =
		add_names(SS_EVENT_FILE_LINK, raw_arg(ctx, 1), raw_arg(ctx, 2), raw_arg(ctx, 0));

	if (n) {
		/* On the same mount, else there is no link. */
		n->dir[0] = n->dir2[0];
		n->dir[1] = n->dentry;
	}
	return 0;
}

SEC("?fentry/security_path_rename")
int on_path_rename(u64 *ctx)
{
	struct names *n =
		add_names(SS_EVENT_FILE_RENAME, raw_arg(ctx, 2), raw_arg(ctx, 3), raw_arg(ctx, 1));

	if (n) {
		bpf_probe_read_kernel(n->dir, sizeof(n->dir), (void *)raw_arg(ctx, 0));
		copy_name(n->name, (void *)n->dentry);
	}
	return 0;
}

#endif
