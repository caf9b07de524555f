/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writing to regular files: an event at the first write to an open file, and one
 * with the sums when it is closed.  If the table forgets a file it is the first
 * write again: one event too many, never one too few.
 */
#ifndef SS_FILE_WRITE_BPF_H
#define SS_FILE_WRITE_BPF_H

#include "file.bpf.h"

#define MAY_WRITE    2
#define PF_IO_WORKER 0x10

/* A file that the kernel opened below another one, as an overlay does: only that one is told. */
#define FMODE_NOACCOUNT 0x20000000

/* An open file; by tracepoint also the process, since its last close is not to be seen. */
struct write_key {
	u64 file;
	u32 tgid, pad;
};

/* What a call that writes by other calls, which are not to count again, is inside of. */
enum write_inside {
	INSIDE_NONE,
	INSIDE_SPLICE,
	INSIDE_COPY,
};

struct writes {
	u64 bytes, calls;
	u64 inode; /* another one: the address serves another file now */
	u32 tid, inside;
	u32 told, unsized;
};

/* User space makes it small if nobody wants these events. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct write_key);
	__type(value, struct writes);
} writings SEC(".maps");

static __always_inline void first_write(void *ctx, struct file *file)
{
	struct file_event e;
	struct ss_wire_file *r = file_begin(SS_EVENT_FILE_WRITE, &e);

	if (!r)
		return;
	add_file(&e, r, file);
	file_end(ctx, &e, r);
}

/* The entry of an open file, made if it is a regular one. */
static __always_inline struct writes *writes_of(const struct write_key *key)
{
	struct file *file = (void *)key->file;
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct writes none = { .inode = (u64)inode }, *w;

	w = bpf_map_lookup_elem(&writings, key);
	if (w && w->inode == (u64)inode)
		return w;
	if ((BPF_CORE_READ(inode, i_mode) & S_IFMT) != S_IFREG ||
	    BPF_CORE_READ(file, f_mode) & FMODE_NOACCOUNT)
		return NULL;
	if (bpf_map_update_elem(&writings, key, &none, BPF_ANY)) {
		event_lost(SS_EVENT_FILE_WRITE);
		return NULL;
	}
	return bpf_map_lookup_elem(&writings, key);
}

static __always_inline void add_write(void *ctx, const struct write_key *key, struct writes *w,
				      u64 bytes)
{
	if (bytes) /* an atomic addition of nothing becomes what 5.10 does not know */
		__sync_fetch_and_add(&w->bytes, bytes);
	__sync_fetch_and_add(&w->calls, 1);
	if (w->told)
		return;
	w->told = 1;
	first_write(ctx, (void *)key->file);
}

static __always_inline int wrote(void *ctx, u64 file, s64 bytes, u32 inside)
{
	struct write_key key = { .file = file };
	u32 tid = bpf_get_current_pid_tgid();
	struct writes *w;

	if (bytes <= 0)
		return 0;
	w = writes_of(&key);
	if (w && (w->tid != tid || w->inside <= inside))
		add_write(ctx, &key, w, bytes);
	return 0;
}

SEC("?fexit/vfs_write")
int on_write(u64 *ctx)
{
	return wrote(ctx, raw_arg(ctx, 0), ctx[4], INSIDE_NONE);
}

SEC("?fexit/do_iter_readv_writev")
int on_writev(u64 *ctx)
{
	return (int)ctx[3] == 1 ? wrote(ctx, raw_arg(ctx, 0), ctx[5], INSIDE_NONE) : 0;
}

/* Into a call that writes by others. */
static __always_inline int enter_call(u64 file, u32 inside)
{
	struct write_key key = { .file = file };
	struct writes *w = writes_of(&key);
	u32 tid = bpf_get_current_pid_tgid();

	if (!w || (w->tid == tid && w->inside > inside))
		return 0;
	w->tid = tid;
	w->inside = inside;
	return 0;
}

static __always_inline int leave_call(void *ctx, u64 file, s64 bytes, u32 inside)
{
	struct write_key key = { .file = file };
	u32 tid = bpf_get_current_pid_tgid();
	struct writes *w;

	wrote(ctx, file, bytes, inside);
	w = bpf_map_lookup_elem(&writings, &key);
	if (w && w->tid == tid && w->inside == inside)
		w->tid = w->inside = 0;
	return 0;
}

SEC("?fentry/do_splice")
int on_splice(u64 *ctx)
{
	return enter_call(raw_arg(ctx, 2), INSIDE_SPLICE);
}

SEC("?fexit/do_splice")
int on_splice_done(u64 *ctx)
{
	return leave_call(ctx, raw_arg(ctx, 2), ctx[6], INSIDE_SPLICE);
}

/* sendfile, and copy_file_range where the file system has none. */
SEC("?fentry/do_splice_direct")
int on_sendfile(u64 *ctx)
{
	return enter_call(raw_arg(ctx, 2), INSIDE_SPLICE);
}

SEC("?fexit/do_splice_direct")
int on_sendfile_done(u64 *ctx)
{
	return leave_call(ctx, raw_arg(ctx, 2), ctx[6], INSIDE_SPLICE);
}

SEC("?fentry/vfs_copy_file_range")
int on_copy(u64 *ctx)
{
	return enter_call(raw_arg(ctx, 2), INSIDE_COPY);
}

SEC("?fexit/vfs_copy_file_range")
int on_copy_done(u64 *ctx)
{
	return leave_call(ctx, raw_arg(ctx, 2), ctx[6], INSIDE_COPY);
}

/* Asynchronous writes end elsewhere: that they began is all that is told. */
SEC("?fentry/security_file_permission")
int on_write_asked(u64 *ctx)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct write_key key = { .file = raw_arg(ctx, 0) };
	struct writes *w;
	long nr;

	if (!(ctx[1] & MAY_WRITE))
		return 0;
	nr = syscall_nr(current_regs());
	if (nr != NR_io_uring_enter && nr != NR_io_submit &&
	    !(BPF_CORE_READ(t, flags) & PF_IO_WORKER))
		return 0;
	w = writes_of(&key);
	if (!w)
		return 0;
	w->unsized = 1;
	add_write(ctx, &key, w, 0);
	return 0;
}

static __always_inline void write_closed(void *ctx, const struct write_key *key)
{
	struct file *file = (void *)key->file;
	struct writes *w = bpf_map_lookup_elem(&writings, key);
	struct ss_wire_file *r;
	struct file_event e;

	if (!w)
		return;
	if (!w->told || w->inode != (u64)BPF_CORE_READ(file, f_inode))
		goto out;
	r = file_begin(SS_EVENT_FILE_WRITE, &e);
	if (!r)
		goto out;
	r->head.flags |= SS_WIRE_CLOSED | (w->unsized ? SS_WIRE_UNSIZED : 0);
	r->num[0] = w->bytes;
	r->num[1] = w->calls;
	add_file(&e, r, file);
	file_end(ctx, &e, r);
out:
	bpf_map_delete_elem(&writings, key);
}

/* The last reference is gone; perhaps to another task than those that wrote. */
SEC("?fentry/__fput")
int on_fput(u64 *ctx)
{
	struct write_key key = { .file = raw_arg(ctx, 0) };

	write_closed(ctx, &key);
	return 0;
}

#endif
