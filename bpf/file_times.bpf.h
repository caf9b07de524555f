/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a file is said to be: size and times. */
#ifndef SS_FILE_TIMES_BPF_H
#define SS_FILE_TIMES_BPF_H

#include "file_attr.bpf.h"

#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

static __always_inline void truncate_call(struct attr_call *c, u64 *size, struct pt_regs *regs,
					  long nr)
{
	c->known = nr == NR_truncate || nr == NR_ftruncate;
	c->named = nr == NR_truncate;
	c->dirfd = c->named ? AT_FDCWD : (s32)syscall_arg(regs, 0);
	c->name = syscall_arg(regs, 0);
	*size = syscall_arg(regs, 1);
}

SEC("?fentry/vfs_truncate")
int on_truncate(u64 *ctx)
{
	struct path *path = (void *)raw_arg(ctx, 0);

	return keep_before(BPF_CORE_READ(inode_of(path), i_size), 0);
}

SEC("?fentry/do_ftruncate")
int on_ftruncate(u64 *ctx)
{
	struct file *file = (void *)raw_arg(ctx, 0);

	return keep_before(BPF_CORE_READ(file, f_inode, i_size), 0);
}

static __always_inline int truncated(u64 *ctx, struct path *path, long ret)
{
	struct pt_regs *regs = current_regs();
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	u64 size;

	tell(ret, SS_EVENT_FILE_TRUNCATE);
	r = file_begin(SS_EVENT_FILE_TRUNCATE, &e);
	if (!r)
		return 0;
	truncate_call(&c, &size, regs, syscall_nr(regs));
	r->error = ret;
	r->num[0] = ctx[1];
	put_before(r, 1, false);
	add_object(&e, r, &c, path);
	file_end(ctx, &e, r);
	return 0;
}

SEC("?fexit/vfs_truncate")
int on_truncate_done(u64 *ctx)
{
	return truncated(ctx, (void *)raw_arg(ctx, 0), (int)ctx[2]);
}

/* Since 6.9, when io_uring learned it; before, the system call alone does it. */
SEC("?fexit/do_ftruncate")
int on_ftruncate_done(u64 *ctx)
{
	struct file *file = (void *)raw_arg(ctx, 0);

	return truncated(ctx, &file->f_path, (int)ctx[3]);
}

static __always_inline void truncate_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	u64 size;

	r = file_begin(SS_EVENT_FILE_TRUNCATE, &e);
	if (!r)
		return;
	truncate_call(&c, &size, regs, nr);
	r->error = ret;
	r->num[0] = size;
	add_target(&e, r, &c);
	file_end(ctx, &e, r);
}

FAILED(on_truncate_failed, SS_EVENT_FILE_TRUNCATE, truncate_returned)
FAILED(on_ftruncate_failed, SS_EVENT_FILE_TRUNCATE, truncate_returned)
RETURNED(on_truncate_exit, truncate_returned)

/* Where there is no do_ftruncate(): any return of ftruncate. */
SEC("?fexit")
int on_ftruncate_return(u64 *ctx)
{
	struct pt_regs *regs = regs_of(ctx);

	truncate_returned(ctx, regs, NR_ftruncate, (int)ctx[1]);
	return 0;
}

/* Times that are given: nanoseconds since 1970 in num[], or what is asked for in flags. */
static __always_inline void put_time(struct ss_wire_file *r, int which, s64 sec, s64 nsec)
{
	if (nsec == UTIME_NOW)
		r->flags |= SS_WIRE_ATIME_NOW << which;
	else if (nsec == UTIME_OMIT)
		r->flags |= SS_WIRE_ATIME_KEEP << which;
	else
		r->num[which] = to_ns(sec, nsec);
}

struct time_pair {
	s64 sec, sub;
};

static __always_inline void utimes_call(struct attr_call *c, u64 *times, struct pt_regs *regs,
					long nr)
{
	c->known = nr == NR_utime || nr == NR_utimes || nr == NR_futimesat || nr == NR_utimensat;
	c->dirfd = AT_FDCWD;
	if (nr == NR_utime || nr == NR_utimes) {
		c->name = syscall_arg(regs, 0);
		*times = syscall_arg(regs, 1);
	} else {
		c->dirfd = syscall_arg(regs, 0);
		c->name = syscall_arg(regs, 1);
		*times = syscall_arg(regs, 2);
	}
	c->named = c->name;
}

SEC("?fentry/vfs_utimes")
int on_utimes(u64 *ctx)
{
	s64 atime, mtime;

	inode_times(inode_of((void *)raw_arg(ctx, 0)), &atime, &mtime);
	return keep_before(atime, mtime);
}

SEC("?fexit/vfs_utimes")
int on_utimes_done(u64 *ctx)
{
	struct path *path = (void *)raw_arg(ctx, 0);
	struct pt_regs *regs = current_regs();
	struct time_pair pair[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	long ret = (int)ctx[2];
	u64 times;

	tell(ret, SS_EVENT_FILE_UTIMES);
	r = file_begin(SS_EVENT_FILE_UTIMES, &e);
	if (!r)
		return 0;
	utimes_call(&c, &times, regs, syscall_nr(regs));
	r->error = ret;
	times = raw_arg(ctx, 1);
	if (times)
		bpf_probe_read_kernel(pair, sizeof(pair), (void *)times);
	put_time(r, 0, pair[0].sec, pair[0].sub);
	put_time(r, 1, pair[1].sec, pair[1].sub);
	put_before(r, 2, true);
	add_object(&e, r, &c, path);
	file_end(ctx, &e, r);
	return 0;
}

/* The times in user memory: utime's are seconds, utimensat's have nanoseconds, others micro-. */
static __always_inline void put_user_times(struct ss_wire_file *r, long nr, u64 times)
{
	struct time_pair pair[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	s64 sec[2] = {};

	if (times && nr == NR_utime) {
		bpf_probe_read_user(sec, sizeof(sec), (void *)times);
		put_time(r, 0, sec[0], 0);
		put_time(r, 1, sec[1], 0);
		return;
	}
	if (times)
		bpf_probe_read_user(pair, sizeof(pair), (void *)times);
	if (times && nr != NR_utimensat) {
		put_time(r, 0, pair[0].sec, pair[0].sub * 1000);
		put_time(r, 1, pair[1].sec, pair[1].sub * 1000);
		return;
	}
	put_time(r, 0, pair[0].sec, pair[0].sub);
	put_time(r, 1, pair[1].sec, pair[1].sub);
}

static __always_inline void utimes_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct attr_call c = {};
	struct ss_wire_file *r;
	struct file_event e;
	u64 times;

	r = file_begin(SS_EVENT_FILE_UTIMES, &e);
	if (!r)
		return;
	utimes_call(&c, &times, regs, nr);
	r->error = ret;
	put_user_times(r, nr, times);
	add_target(&e, r, &c);
	file_end(ctx, &e, r);
}

FAILED(on_utime_failed, SS_EVENT_FILE_UTIMES, utimes_returned)
FAILED(on_utimes_failed, SS_EVENT_FILE_UTIMES, utimes_returned)
FAILED(on_futimesat_failed, SS_EVENT_FILE_UTIMES, utimes_returned)
FAILED(on_utimensat_failed, SS_EVENT_FILE_UTIMES, utimes_returned)
RETURNED(on_utimes_exit, utimes_returned)

#endif
