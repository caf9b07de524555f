/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that are opened. */
#ifndef SS_FILE_OPEN_BPF_H
#define SS_FILE_OPEN_BPF_H

#include "file.bpf.h"

#define FMODE_CREATED 0x100000

/* How a file was to be opened. */
struct open_call {
	u64 name;  /* of the path as it was given */
	bool user; /* name is an address of user space */
	s32 dirfd;
	u32 flags, mode;
	s32 error;
	struct file *file; /* NULL if it failed */
};

static __always_inline void opened(void *ctx, struct file_event *e, struct ss_wire_file *r,
				   const struct open_call *c)
{
	u32 at = sizeof(*r);

	r->flags = c->flags;
	r->create_mode = c->mode;
	r->error = c->error;
	if (c->user)
		r->given_len = put_user_string(e->slot, at, c->name, SS_WIRE_GIVEN_CUT);
	else
		r->given_len = put_kernel_string(e->slot, at, c->name, SS_WIRE_GIVEN_CUT);
	if (c->file) {
		struct file *file = c->file; /* BPF_CORE_READ() would look for open_call */

		add_file(e, r, file);
		if (BPF_CORE_READ(file, f_mode) & FMODE_CREATED)
			r->head.flags |= SS_WIRE_CREATED;
	} else {
		r->head.flags |= SS_WIRE_LEXICAL;
		r->path_len = put_base(e->slot, at + r->given_len, at, c->dirfd, SS_WIRE_PATH_CUT);
	}
	file_end(ctx, e, r);
}

/* What a call asked for; false for a task that is in none that opens. */
static __always_inline bool open_args(struct open_call *c, struct pt_regs *regs, long nr)
{
	struct {
		u64 flags, mode;
	} how = {};

	if (nr == NR_open || nr == NR_creat) {
		c->dirfd = AT_FDCWD;
		c->name = syscall_arg(regs, 0);
		c->flags = nr == NR_creat ? O_CREAT | O_WRONLY | O_TRUNC : syscall_arg(regs, 1);
		c->mode = nr == NR_creat ? syscall_arg(regs, 1) : syscall_arg(regs, 2);
		return true;
	}
	if (nr != NR_openat && nr != NR_openat2)
		return false;
	c->dirfd = syscall_arg(regs, 0);
	c->name = syscall_arg(regs, 1);
	c->flags = syscall_arg(regs, 2);
	c->mode = syscall_arg(regs, 3);
	if (nr == NR_openat2) {
		bpf_probe_read_user(&how, sizeof(how), (void *)syscall_arg(regs, 2));
		c->flags = how.flags;
		c->mode = how.mode;
	}
	return true;
}

static __always_inline int open_done(u64 *ctx)
{
	struct filename *name = (void *)raw_arg(ctx, 1);
	const struct open_flags *op = (void *)raw_arg(ctx, 2);
	struct file *file = (void *)raw_arg(ctx, 3);
	struct open_call c = { .file = file, .flags = BPF_CORE_READ(op, open_flag) };
	struct pt_regs *regs;
	struct ss_wire_file *r;
	struct file_event e;

	if (c.flags & FMODE_EXEC)
		return 0;
	r = file_begin(SS_EVENT_FILE_OPEN, &e);
	if (!r)
		return 0;
	/* In the kernel's own flags some are missing, and O_LARGEFILE is always there. */
	regs = current_regs();
	if (!open_args(&c, regs, syscall_nr(regs))) {
		c.flags &= ~O_LARGEFILE;
		c.mode = BPF_CORE_READ(op, mode);
		c.dirfd = ctx[0];
	}
	c.name = (u64)BPF_CORE_READ(name, name);
	if ((u64)file >= -4095ull) {
		c.error = (long)file;
		c.file = NULL;
	}
	opened(ctx, &e, r, &c);
	return 0;
}

/* All opens there are, those of io_uring too; an exec's own are none. */
SEC("?fexit/do_filp_open")
int on_open(u64 *ctx)
{
	return open_done(ctx);
}

/* What 7.0 calls it. */
SEC("?fexit/do_file_open")
int on_file_open(u64 *ctx)
{
	return open_done(ctx);
}

/*
 * The return of any of the calls that open.  They are many: nothing is read before
 * the filters have been asked.
 */
SEC("?tp") int on_open_exit(struct trace_event_raw_sys_exit *ctx)
{
	long ret = ctx->ret;
	struct open_call c = { .user = true, .error = ret < 0 ? ret : 0 };
	struct ss_wire_file *r;
	struct file_event e;

	if (is_restart(ret))
		return 0;
	r = file_begin(SS_EVENT_FILE_OPEN, &e);
	if (!r)
		return 0;
	open_args(&c, current_regs(), returned_nr(ctx));
	if (ret >= 0)
		c.file = file_of_fd(ret);
	opened(ctx, &e, r, &c);
	return 0;
}

#endif
