/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What happens to files. */
#ifndef SS_FILE_BPF_H
#define SS_FILE_BPF_H

#include <bpf/bpf_tracing.h>

#include "event.bpf.h"
#include "nr.bpf.h"
#include "wire_file.h"

/* How a file was to be opened. */
struct open_call {
	u64 name;  /* of the path as it was given */
	bool user; /* name is an address of user space */
	u32 flags, mode;
	s32 error;
	struct file *file; /* NULL if it failed */
};

/* The path as it was given at byte AT; its length without the NUL, cut and marked. */
static __always_inline u32 put_given(struct scratch *s, u32 at, const struct open_call *c)
{
	long n;

	if (at > SCRATCH_AT_MAX)
		return 0;
	s->rec[at] = 0;
	if (c->user)
		n = read_user_str(s->rec + at, SS_WIRE_PATH_MAX, c->name);
	else
		n = bpf_probe_read_kernel_str(s->rec + at, SS_WIRE_PATH_MAX, (void *)c->name);
	if (n == SS_WIRE_PATH_MAX)
		((struct ss_wire_head *)s->rec)->flags |= SS_WIRE_GIVEN_CUT;
	return n > 0 && n <= SS_WIRE_PATH_MAX ? n - 1 : 0;
}

static __always_inline void open_record(void *ctx, struct scratch *s, u32 slot,
					const struct open_call *c)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct ss_wire_open *r = (void *)s->rec;
	struct file *file = c->file; /* BPF_CORE_READ() would look for open_call in the kernel */
	u64 size;

	event_begin(&r->head, &r->actor, SS_EVENT_FILE_OPEN);
	r->flags = c->flags;
	r->error = c->error;
	r->mode = c->mode;
	r->inode = r->dev = r->path_len = 0;
	if (file) {
		struct inode *inode = BPF_CORE_READ(file, f_inode);

		r->inode = BPF_CORE_READ(inode, i_ino);
		r->dev = BPF_CORE_READ(inode, i_sb, s_dev);
		r->mode = BPF_CORE_READ(inode, i_mode);
		r->path_len = put_path(slot, sizeof(*r), (u64)&file->f_path,
				       (u64)&BPF_CORE_READ(t, fs)->root, SS_WIRE_PATH_CUT);
	}
	r->given_len = put_given(s, sizeof(*r) + r->path_len, c);
	size = (u64)r->path_len + r->given_len;
	if (size <= 2 * SS_WIRE_PATH_MAX)
		ship_bulk(ctx, &r->head, SS_EVENT_FILE_OPEN, sizeof(*r) + size);
}

static __always_inline int opened(void *ctx, const struct open_call *c)
{
	u64 rules = event_rules(SS_EVENT_FILE_OPEN);
	struct scratch *s;
	u32 slot;

	if (!rules)
		return 0;
	s = scratch_get(&slot);
	if (s) {
		open_record(ctx, s, slot, c);
		scratch_put(s);
	} else {
		count(lost[SS_EVENT_FILE_OPEN]);
	}
	return 0;
}

/* All opens there are, those of io_uring too; an exec's own are none. */
SEC("?fexit/do_filp_open")
int on_open(u64 *ctx)
{
	struct filename *name = (void *)ctx[1];
	const struct open_flags *op = (void *)ctx[2];
	struct file *file = (void *)ctx[3];
	struct open_call c = { .file = file };

	bpf_probe_read_kernel(&c.name, sizeof(c.name), &name->name);
	c.flags = BPF_CORE_READ(op, open_flag);
	c.mode = BPF_CORE_READ(op, mode);
	if (c.flags & FMODE_EXEC)
		return 0;
	if ((u64)file >= -4095ull) {
		c.error = (long)file;
		c.file = NULL;
	}
	return opened(ctx, &c);
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

/* The return of any of the calls that open. */
SEC("?tp")
int on_open_exit(struct trace_event_raw_sys_exit *ctx)
{
	struct pt_regs *regs = current_regs();
	long ret = ctx->ret, nr = ctx->id;
	struct open_call c = { .user = true, .error = ret < 0 ? ret : 0 };
	u64 how = 0;

	if (is_restart(ret))
		return 0;
	if (ret >= 0)
		c.file = file_of_fd(ret);
	c.name = syscall_arg(regs, nr != NR_open && nr != NR_creat);
	if (nr == NR_openat2) {
		bpf_probe_read_user(&how, sizeof(how), (void *)syscall_arg(regs, 2));
		c.flags = how;
	} else if (nr == NR_creat) {
		c.flags = O_CREAT | O_WRONLY | O_TRUNC;
		c.mode = syscall_arg(regs, 1);
	} else {
		c.flags = syscall_arg(regs, nr == NR_open ? 1 : 2);
		c.mode = syscall_arg(regs, nr == NR_open ? 2 : 3);
	}
	return opened(ctx, &c);
}

#endif
