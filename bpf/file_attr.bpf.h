/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a file is said to be: mode and owner; size and times are next door.  On the object the value
 * from before is read at the entry, and waits for the result.
 */
#ifndef SS_FILE_ATTR_BPF_H
#define SS_FILE_ATTR_BPF_H

#include "file.bpf.h"

struct before {
	u64 num[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, struct before);
} befores SEC(".maps");

static __always_inline int keep_before(u64 a, u64 b)
{
	u64 id = bpf_get_current_pid_tgid();
	struct before before = { { a, b } };

	bpf_map_update_elem(&befores, &id, &before, BPF_ANY);
	return 0;
}

/* Into num[2] or num[to] and the next one. */
static __always_inline void put_before(struct ss_wire_file *r, int to, bool two)
{
	u64 id = bpf_get_current_pid_tgid();
	struct before *before = bpf_map_lookup_elem(&befores, &id);

	if (!before)
		return;
	r->head.flags |= SS_WIRE_BEFORE;
	r->num[to] = before->num[0];
	if (two)
		r->num[to + 1] = before->num[1];
	bpf_map_delete_elem(&befores, &id);
}

static __always_inline struct inode *inode_of(struct path *path)
{
	return BPF_CORE_READ(path, dentry, d_inode);
}

/* Which file a call is about: by name, or by descriptor where NAMED is false. */
struct attr_call {
	u64 name;
	s32 dirfd;
	bool known, named;
};

/* The object's path, and the name it was given if the task is in that call. */
static __always_inline void add_object(const struct file_event *e, struct ss_wire_file *r,
				       const struct attr_call *c, struct path *path)
{
	put_inode(r, inode_of(path));
	if (c->known && c->named)
		add_given(e, r, c->name);
	add_path(e, r, (u64)path);
}

static __always_inline void add_target(const struct file_event *e, struct ss_wire_file *r,
				       const struct attr_call *c)
{
	struct file *file;

	if (c->named) {
		add_named(e, r, c->dirfd, c->name);
		return;
	}
	file = file_of_fd(c->dirfd);
	if (file)
		add_file(e, r, file);
}

static __always_inline void chmod_call(struct attr_call *c, u64 *mode, struct pt_regs *regs,
				       long nr)
{
	c->known = true;
	c->named = nr != NR_fchmod;
	c->dirfd = AT_FDCWD;
	if (nr == NR_chmod || nr == NR_fchmod) {
		if (nr == NR_fchmod)
			c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 0);
		*mode = syscall_arg(regs, 1);
	} else if (nr == NR_fchmodat || nr == NR_fchmodat2) {
		c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 1);
		*mode = syscall_arg(regs, 2);
	} else {
		c->known = false;
	}
	*mode &= 07777;
}

SEC("?fentry/chmod_common")
int on_chmod(u64 *ctx)
{
	struct path *path = (void *)raw_arg(ctx, 0);

	return keep_before(BPF_CORE_READ(inode_of(path), i_mode) & 07777, 0);
}

SEC("?fexit/chmod_common")
int on_chmod_done(u64 *ctx)
{
	struct path *path = (void *)raw_arg(ctx, 0);
	struct pt_regs *regs = current_regs();
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	long ret = (int)ctx[2];
	u64 mode = 0;

	tell(ret, SS_EVENT_FILE_CHMOD);
	r = file_begin(SS_EVENT_FILE_CHMOD, &e);
	if (!r)
		return 0;
	chmod_call(&c, &mode, regs, syscall_nr(regs));
	r->error = ret;
	r->num[0] = (u16)ctx[1] & 07777;
	put_before(r, 1, false);
	add_object(&e, r, &c, path);
	file_end(ctx, &e, r);
	return 0;
}

static __always_inline void chmod_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	u64 mode = 0;

	r = file_begin(SS_EVENT_FILE_CHMOD, &e);
	if (!r)
		return;
	chmod_call(&c, &mode, regs, nr);
	r->error = ret;
	r->num[0] = mode;
	add_target(&e, r, &c);
	file_end(ctx, &e, r);
}

FAILED(on_chmod_failed, SS_EVENT_FILE_CHMOD, chmod_returned)
FAILED(on_fchmod_failed, SS_EVENT_FILE_CHMOD, chmod_returned)
FAILED(on_fchmodat_failed, SS_EVENT_FILE_CHMOD, chmod_returned)
FAILED(on_fchmodat2_failed, SS_EVENT_FILE_CHMOD, chmod_returned)
RETURNED(on_chmod_exit, chmod_returned)

static __always_inline void chown_call(struct attr_call *c, u64 *owner, struct pt_regs *regs,
				       long nr)
{
	u32 uid, gid;

	c->known = true;
	c->named = nr != NR_fchown;
	c->dirfd = AT_FDCWD;
	if (nr == NR_fchownat) {
		c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 1);
		uid = syscall_arg(regs, 2);
		gid = syscall_arg(regs, 3);
	} else {
		if (nr == NR_fchown)
			c->dirfd = syscall_arg(regs, 0);
		else if (nr != NR_chown && nr != NR_lchown)
			c->known = false;
		c->name = syscall_arg(regs, 0);
		uid = syscall_arg(regs, 1);
		gid = syscall_arg(regs, 2);
	}
	*owner = uid | (u64)gid << 32;
}

SEC("?fentry/chown_common")
int on_chown(u64 *ctx)
{
	struct inode *inode = inode_of((void *)raw_arg(ctx, 0));

	return keep_before(
		BPF_CORE_READ(inode, i_uid.val) | (u64)BPF_CORE_READ(inode, i_gid.val) << 32, 0);
}

SEC("?fexit/chown_common")
int on_chown_done(u64 *ctx)
{
	struct path *path = (void *)raw_arg(ctx, 0);
	struct pt_regs *regs = current_regs();
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	long ret = (int)ctx[3];
	u64 owner = 0;

	tell(ret, SS_EVENT_FILE_CHOWN);
	r = file_begin(SS_EVENT_FILE_CHOWN, &e);
	if (!r)
		return 0;
	chown_call(&c, &owner, regs, syscall_nr(regs));
	r->error = ret;
	r->num[0] = (u32)ctx[1] | (u64)(u32)ctx[2] << 32;
	put_before(r, 1, false);
	add_object(&e, r, &c, path);
	file_end(ctx, &e, r);
	return 0;
}

static __always_inline void chown_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	u64 owner = 0;

	r = file_begin(SS_EVENT_FILE_CHOWN, &e);
	if (!r)
		return;
	chown_call(&c, &owner, regs, nr);
	r->error = ret;
	r->num[0] = owner;
	add_target(&e, r, &c);
	file_end(ctx, &e, r);
}

FAILED(on_chown_failed, SS_EVENT_FILE_CHOWN, chown_returned)
FAILED(on_lchown_failed, SS_EVENT_FILE_CHOWN, chown_returned)
FAILED(on_fchown_failed, SS_EVENT_FILE_CHOWN, chown_returned)
FAILED(on_fchownat_failed, SS_EVENT_FILE_CHOWN, chown_returned)
RETURNED(on_chown_exit, chown_returned)

#endif
