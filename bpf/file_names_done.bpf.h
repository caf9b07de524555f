/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What became of names: those that waited (file_names.bpf.h), and the results. */
#ifndef SS_FILE_NAMES_DONE_BPF_H
#define SS_FILE_NAMES_DONE_BPF_H

#include "file_names.bpf.h"

/* The name LEAF in the directory of the struct path DIR. */
__noinline u32 put_name_in(u32 slot, u32 at, u64 dir, u64 leaf, u32 cut)
{
	u32 n = put_leaf(slot, at, leaf);

	return n + put_path(slot, at + n, dir, task_root(), cut);
}

static __always_inline void add_name_in(const struct file_event *e, struct ss_wire_file *r, u64 dir,
					u64 leaf)
{
	r->path_len = put_name_in(e->slot, sizeof(*r) + r->given_len, dir, leaf, SS_WIRE_PATH_CUT);
}

static __always_inline void add_name_in2(const struct file_event *e, struct ss_wire_file *r,
					 u64 dir, u64 leaf)
{
	u32 at = sizeof(*r) + r->given_len + r->path_len + r->given2_len;

	r->path2_len = put_name_in(e->slot, at, dir, leaf, SS_WIRE_PATH2_CUT);
}

static __always_inline void add_given2(const struct file_event *e, struct ss_wire_file *r, u64 name)
{
	r->given2_len = put_user_string(e->slot, sizeof(*r) + r->given_len + r->path_len, name,
					SS_WIRE_GIVEN2_CUT);
}

/* Where vfs_*() have what: 9fe61450972d (5.12) put the mount's owner before the directory ... */
struct vfsmount___owner {
	struct user_namespace *mnt_userns;
} __attribute__((preserve_access_index));

struct vfsmount___idmap {
	struct mnt_idmap *mnt_idmap;
} __attribute__((preserve_access_index));

static __always_inline int owner_args(void)
{
	return bpf_core_field_exists(struct vfsmount___owner, mnt_userns) ||
	       bpf_core_field_exists(struct vfsmount___idmap, mnt_idmap);
}

/* ... and 6.19 gave vfs_rmdir() and vfs_symlink() a last argument, of this type. */
struct delegated_inode {
	struct inode *di_inode;
} __attribute__((preserve_access_index));

static __always_inline int delegated_args(void)
{
	return bpf_core_type_exists(struct delegated_inode);
}

static __always_inline void put_names_inode(struct ss_wire_file *r, const struct names *n)
{
	if (n->inode)
		r->head.flags |= SS_WIRE_INODE;
	r->inode = n->inode;
	r->dev = n->dev;
	r->mode = n->mode;
}

static __always_inline void rename_told(void *ctx, struct names *n, long ret, u32 flags)
{
	struct pt_regs *regs = current_regs();
	struct name_call c = {};
	struct ss_wire_file *r;
	struct file_event e;

	tell(ret, SS_EVENT_FILE_RENAME);
	r = file_begin(SS_EVENT_FILE_RENAME, &e);
	if (r) {
		rename_call(&c, regs, syscall_nr(regs));
		r->flags = flags;
		r->error = ret;
		put_names_inode(r, n);
		add_given(&e, r, c.name);
		add_name_in(&e, r, address_of(n->dir), address_of(n->name));
		add_given2(&e, r, c.name2);
		add_name_in2(&e, r, address_of(n->dir2), address_of(n->name2));
		file_end(ctx, &e, r);
	}
	names_done();
}

SEC("?fexit/vfs_rename")
int on_vfs_rename(u64 *ctx)
{
	struct renamedata *rd = (void *)raw_arg(ctx, 0);
	struct names *n = names_of(SS_EVENT_FILE_RENAME, (u64)BPF_CORE_READ(rd, new_dentry));

	if (n && n->dentry == (u64)BPF_CORE_READ(rd, old_dentry))
		rename_told(ctx, n, (int)ctx[1], BPF_CORE_READ(rd, flags));
	return 0;
}

/* TELLS: the return of the system call is still to come. */
static __always_inline void unlink_told(void *ctx, struct names *n, long ret, bool directory,
					bool tells)
{
	struct pt_regs *regs = current_regs();
	struct name_call c = {};
	struct ss_wire_file *r;
	struct file_event e;

	if (tells)
		tell(ret, SS_EVENT_FILE_UNLINK);
	r = file_begin(SS_EVENT_FILE_UNLINK, &e);
	if (r) {
		unlink_call(&c, regs, syscall_nr(regs));
		r->error = ret;
		if (directory)
			r->head.flags |= SS_WIRE_DIRECTORY;
		put_names_inode(r, n);
		add_given(&e, r, c.name);
		add_name_in(&e, r, address_of(n->dir2), address_of(n->name2));
		file_end(ctx, &e, r);
	}
	names_done();
}

SEC("?fexit/vfs_unlink")
int on_vfs_unlink(u64 *ctx)
{
	int at = owner_args() ? 2 : 1;
	struct names *n = names_of(SS_EVENT_FILE_UNLINK, raw_arg(ctx, at));

	if (n)
		unlink_told(ctx, n, (int)raw_arg(ctx, at + 2), false, true);
	return 0;
}

SEC("?fexit/vfs_rmdir")
int on_vfs_rmdir(u64 *ctx)
{
	int at = owner_args() ? 2 : 1;
	struct names *n = names_of(SS_EVENT_FILE_UNLINK, raw_arg(ctx, at));

	if (n)
		unlink_told(ctx, n, (int)raw_arg(ctx, at + 1 + delegated_args()), true, true);
	return 0;
}

/* A hard link, or a symbolic one that says what is at TARGET. */
static __always_inline void link_told(void *ctx, struct names *n, long ret, u64 target)
{
	struct dentry *new = (void *)n->dentry2;
	struct pt_regs *regs = current_regs();
	struct name_call c = {};
	struct ss_wire_file *r;
	struct file_event e;

	tell(ret, SS_EVENT_FILE_LINK);
	r = file_begin(SS_EVENT_FILE_LINK, &e);
	if (r) {
		link_call(&c, regs, syscall_nr(regs));
		r->error = ret;
		if (target) {
			r->head.flags |= SS_WIRE_SYMBOLIC;
			put_inode(r, BPF_CORE_READ(new, d_inode));
			r->given_len =
				put_kernel_string(e.slot, sizeof(*r), target, SS_WIRE_GIVEN_CUT);
		} else {
			put_names_inode(r, n);
			add_given(&e, r, c.name);
			add_path(&e, r, address_of(n->dir));
		}
		add_given2(&e, r, c.name2);
		add_name_in2(&e, r, address_of(n->dir2), address_of(n->name2));
		file_end(ctx, &e, r);
	}
	names_done();
}

SEC("?fexit/vfs_link")
int on_vfs_link(u64 *ctx)
{
	int at = owner_args() ? 3 : 2;
	struct names *n = names_of(SS_EVENT_FILE_LINK, raw_arg(ctx, at));

	if (n)
		link_told(ctx, n, (int)raw_arg(ctx, at + 2), 0);
	return 0;
}

SEC("?fexit/vfs_symlink")
int on_vfs_symlink(u64 *ctx)
{
	int at = owner_args() ? 2 : 1;
	struct names *n = names_of(SS_EVENT_FILE_LINK, raw_arg(ctx, at));

	if (n)
		link_told(ctx, n, (int)raw_arg(ctx, at + 2 + delegated_args()),
			  raw_arg(ctx, at + 1));
	return 0;
}

/*
 * The functions of the system calls tell what vfs_rmdir() did not, too: a
 * compiler may have made a part of that a function of its own, which is then
 * called in its place.
 */
static __always_inline int unlink_done(u64 *ctx)
{
	struct pt_regs *regs = regs_of(ctx);
	u64 id = bpf_get_current_pid_tgid();
	struct names *n = bpf_map_lookup_elem(&names_pending, &id);
	struct name_call c = {};
	long ret = (int)ctx[1];

	if (n && n->kind == SS_EVENT_FILE_UNLINK) {
		unlink_call(&c, regs, syscall_nr(regs));
		unlink_told(ctx, n, ret, c.directory, false);
	} else if (untold(ret, SS_EVENT_FILE_UNLINK)) {
		unlink_returned(ctx, regs, syscall_nr(regs), ret);
	}
	return 0;
}

SEC("?fexit")
int on_unlink_done(u64 *ctx)
{
	return unlink_done(ctx);
}

SEC("?fexit")
int on_rmdir_done(u64 *ctx)
{
	return unlink_done(ctx);
}

SEC("?fexit")
int on_unlinkat_done(u64 *ctx)
{
	return unlink_done(ctx);
}

#endif
