/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The calls that change names: what they were given, and what is told of that alone. */
#ifndef SS_FILE_CALLS_BPF_H
#define SS_FILE_CALLS_BPF_H

#include "file.bpf.h"

#define AT_REMOVEDIR 0x200

/* The names a call was given, if that is what the task is in: io_uring has none. */
struct name_call {
	s32 dirfd, dirfd2;
	u64 name, name2;
	u32 flags;
	bool directory, symbolic;
};

static __always_inline void rename_call(struct name_call *c, struct pt_regs *regs, long nr)
{
	c->dirfd = c->dirfd2 = AT_FDCWD;
	c->flags = 0;
	if (nr == NR_rename) {
		c->name = syscall_arg(regs, 0);
		c->name2 = syscall_arg(regs, 1);
	} else if (nr == NR_renameat || nr == NR_renameat2) {
		c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 1);
		c->dirfd2 = syscall_arg(regs, 2);
		c->name2 = syscall_arg(regs, 3);
		if (nr == NR_renameat2)
			c->flags = syscall_arg(regs, 4);
	} else {
		c->name = c->name2 = 0;
	}
}

static __always_inline void unlink_call(struct name_call *c, struct pt_regs *regs, long nr)
{
	c->dirfd = AT_FDCWD;
	c->directory = nr == NR_rmdir;
	if (nr == NR_unlink || nr == NR_rmdir) {
		c->name = syscall_arg(regs, 0);
	} else if (nr == NR_unlinkat) {
		c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 1);
		c->directory = syscall_arg(regs, 2) & AT_REMOVEDIR;
	} else {
		c->name = 0;
	}
}

static __always_inline void link_call(struct name_call *c, struct pt_regs *regs, long nr)
{
	c->dirfd = c->dirfd2 = AT_FDCWD;
	c->symbolic = nr == NR_symlink || nr == NR_symlinkat;
	if (nr == NR_link || nr == NR_symlink) {
		c->name = syscall_arg(regs, 0);
		c->name2 = syscall_arg(regs, 1);
	} else if (nr == NR_linkat) {
		c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 1);
		c->dirfd2 = syscall_arg(regs, 2);
		c->name2 = syscall_arg(regs, 3);
	} else if (nr == NR_symlinkat) {
		c->name = syscall_arg(regs, 0);
		c->dirfd2 = syscall_arg(regs, 1);
		c->name2 = syscall_arg(regs, 2);
	} else {
		c->name = c->name2 = 0;
	}
}

static __always_inline void rename_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct name_call c = {};
	struct ss_wire_file *r;
	struct file_event e;

	r = file_begin(SS_EVENT_FILE_RENAME, &e);
	if (!r)
		return;
	rename_call(&c, regs, nr);
	r->error = ret;
	r->flags = c.flags;
	add_named(&e, r, c.dirfd, c.name);
	add_named2(&e, r, c.dirfd2, c.name2);
	file_end(ctx, &e, r);
}

static __always_inline void unlink_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct name_call c = {};
	struct ss_wire_file *r;
	struct file_event e;

	r = file_begin(SS_EVENT_FILE_UNLINK, &e);
	if (!r)
		return;
	unlink_call(&c, regs, nr);
	r->error = ret;
	if (c.directory)
		r->head.flags |= SS_WIRE_DIRECTORY;
	add_named(&e, r, c.dirfd, c.name);
	file_end(ctx, &e, r);
}

static __always_inline void link_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct name_call c = {};
	struct ss_wire_file *r;
	struct file_event e;

	r = file_begin(SS_EVENT_FILE_LINK, &e);
	if (!r)
		return;
	link_call(&c, regs, nr);
	r->error = ret;
	if (c.symbolic) {
		r->head.flags |= SS_WIRE_SYMBOLIC;
		add_given(&e, r, c.name);
	} else {
		add_named(&e, r, c.dirfd, c.name);
	}
	add_named2(&e, r, c.dirfd2, c.name2);
	file_end(ctx, &e, r);
}

FAILED(on_rename_failed, SS_EVENT_FILE_RENAME, rename_returned)
FAILED(on_renameat_failed, SS_EVENT_FILE_RENAME, rename_returned)
FAILED(on_renameat2_failed, SS_EVENT_FILE_RENAME, rename_returned)
RETURNED(on_rename_exit, rename_returned)

RETURNED(on_unlink_exit, unlink_returned)

FAILED(on_link_failed, SS_EVENT_FILE_LINK, link_returned)
FAILED(on_linkat_failed, SS_EVENT_FILE_LINK, link_returned)
FAILED(on_symlink_failed, SS_EVENT_FILE_LINK, link_returned)
FAILED(on_symlinkat_failed, SS_EVENT_FILE_LINK, link_returned)
RETURNED(on_link_exit, link_returned)

#endif
