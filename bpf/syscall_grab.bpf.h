/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the arguments of a system call point at, and what its descriptors are.
 * The record is built in a scratch slot; its head's size is where the next
 * capture goes.  The functions that are not static are verified on their own.
 */
#ifndef SS_SYSCALL_GRAB_BPF_H
#define SS_SYSCALL_GRAB_BPF_H

#include <bpf/bpf_endian.h>

#include "syscall_fd.bpf.h"

const volatile struct ss_syscall_spec syscall_specs[SS_SYSCALL_MAX];
const volatile __u32 syscall_bytes; /* of a buffer, at most SS_WIRE_BUFFER_MAX */

#define CAPTURE_AT_MAX (SCRATCH_AT_MAX - sizeof(struct ss_wire_capture))
/* The end of the last one. */
#define RECORD_MAX (SCRATCH_AT_MAX + SS_WIRE_STRING_MAX + 8)

static __always_inline void capture_add(struct scratch *s, u32 at, u32 arg, u32 kind, u32 len,
					bool cut)
{
	struct ss_wire_syscall *r = (void *)s->rec;
	struct ss_wire_capture *c;

	if (at > CAPTURE_AT_MAX)
		return;
	c = (void *)s->rec + at;
	c->arg = arg;
	c->kind = kind;
	c->cut = cut;
	c->pad = 0;
	c->len = len;
	r->head.size = (at + sizeof(*c) + len + 7) & ~7u;
	r->captures++;
}

/* Where the next one goes; above CAPTURE_AT_MAX there is no room. */
static __always_inline u32 capture_at(const struct scratch *s)
{
	return ((const struct ss_wire_head *)s->rec)->size;
}

__noinline int grab_string(u32 slot, u32 arg, u64 from)
{
	struct scratch *s = scratch_at(slot);
	u32 at = s ? capture_at(s) : ~0u;
	long n;

	if (!s || at > CAPTURE_AT_MAX)
		return 0;
	n = read_user_str(s->rec + at + sizeof(struct ss_wire_capture), SS_WIRE_STRING_MAX + 1,
			  from);
	if (n > 0)
		capture_add(s, at, arg, SS_CAPTURE_STRING, n - 1, n > SS_WIRE_STRING_MAX);
	return 0;
}

/* LEN bytes of memory, as much of them as KIND allows. */
__noinline int grab_bytes(u32 slot, u32 arg, u32 kind, u64 from, u64 len)
{
	struct scratch *s = scratch_at(slot);
	u32 at = s ? capture_at(s) : ~0u;
	u32 most = kind == SS_CAPTURE_SOCKADDR ? SS_WIRE_SOCKADDR_MAX : SS_WIRE_BUFFER_MAX;
	u64 n;

	if (!s || at > CAPTURE_AT_MAX || !from)
		return 0;
	if (kind == SS_CAPTURE_BYTES)
		most = syscall_bytes;
	n = len < most ? len : most;
	if (n > SS_WIRE_BUFFER_MAX)
		n = SS_WIRE_BUFFER_MAX;
	if (!bpf_probe_read_user(s->rec + at + sizeof(struct ss_wire_capture), n, (void *)from))
		capture_add(s, at, arg, kind, n, len > n);
	return 0;
}

__noinline int grab_file(u32 slot, u32 arg, u64 file)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct scratch *s = scratch_at(slot);
	struct ss_wire_head *h;
	u32 at = s ? capture_at(s) : ~0u, len;

	if (!s || at > CAPTURE_AT_MAX)
		return 0;
	len = put_path(slot, at + sizeof(struct ss_wire_capture),
		       (u64) & ((struct file *)file)->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
		       SS_WIRE_PATH_CUT);
	h = (void *)s->rec;
	capture_add(s, at, arg, SS_CAPTURE_FD_PATH, len, h->flags & SS_WIRE_PATH_CUT);
	h->flags &= ~SS_WIRE_PATH_CUT;
	return 0;
}

/* A file that is in no directory: "[eventpoll]". */
static __always_inline int grab_name(struct scratch *s, u32 at, u32 arg, struct file *file)
{
	long n = bpf_probe_read_kernel_str(s->rec + at + sizeof(struct ss_wire_capture), 64,
					   BPF_CORE_READ(file, f_path.dentry, d_name.name));

	if (n > 0)
		capture_add(s, at, arg, SS_CAPTURE_FD_NAME, n - 1, false);
	return 0;
}

/* What descriptor FD is now: nothing, if the call has closed it. */
__noinline int grab_fd(u32 slot, u32 arg, u32 fd)
{
	struct scratch *s = scratch_at(slot);
	struct file *file = file_of_fd(fd);
	struct inode *inode = file ? BPF_CORE_READ(file, f_inode) : NULL;
	u32 at = s ? capture_at(s) : ~0u;
	u64 magic;
	void *data;

	if (!s || !inode || at > CAPTURE_AT_MAX)
		return 0;
	data = s->rec + at + sizeof(struct ss_wire_capture);
	if ((BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFSOCK) {
		put_socket(data, BPF_CORE_READ(file, private_data));
		capture_add(s, at, arg, SS_CAPTURE_FD_SOCKET, sizeof(struct ss_wire_socket), false);
		return 0;
	}
	magic = BPF_CORE_READ(inode, i_sb, s_magic);
	if (magic == ANON_INODE_MAGIC)
		return grab_name(s, at, arg, file);
	if (magic != PIPEFS_MAGIC)
		return grab_file(slot, arg, (u64)file);
	*(u64 *)data = BPF_CORE_READ(inode, i_ino);
	capture_add(s, at, arg, SS_CAPTURE_FD_PIPE, sizeof(u64), false);
	return 0;
}

/* Argument N.  The number is one to the compiler, so that the verifier sees what was compared. */
static __always_inline u64 arg_at(const struct ss_wire_syscall *r, u64 n)
{
	asm volatile("" : "+r"(n));
	return n < SS_SYSCALL_ARGS ? r->args[n] : 0;
}

__noinline int grab_arg(u32 slot, u32 i, u32 grab)
{
	struct scratch *s = scratch_at(slot);
	struct ss_wire_syscall *r;
	u64 value, len;
	u32 size = 0;

	if (!s || i >= SS_SYSCALL_ARGS)
		return 0;
	r = (void *)s->rec;
	value = arg_at(r, i);
	len = arg_at(r, SS_GRAB_ARG(grab));
	switch (SS_GRAB_WHAT(grab)) {
	case SS_GRAB_STRING: return grab_string(slot, i, value);
	case SS_GRAB_BYTES: return grab_bytes(slot, i, SS_CAPTURE_BYTES, value, len);
	case SS_GRAB_OUT:
		/* Some say how much there would have been. */
		len = arg_at(r, i + 1);
		if (r->ret < 0)
			return 0;
		if (len > (u64)r->ret)
			len = r->ret;
		return grab_bytes(slot, i, SS_CAPTURE_BYTES, value, len);
	case SS_GRAB_SOCKADDR: return grab_bytes(slot, i, SS_CAPTURE_SOCKADDR, value, (u32)len);
	case SS_GRAB_SOCKADDR_OUT:
		if (r->ret < 0 || bpf_probe_read_user(&size, sizeof(size), (void *)len))
			return 0;
		return grab_bytes(slot, i, SS_CAPTURE_SOCKADDR, value, size);
	case SS_GRAB_FD: return (s32)value < 0 ? 0 : grab_fd(slot, i, value);
	default: return 0;
	}
}

/* All that there is to bring of the call in the slot's record. */
__noinline int grab_all(u32 slot)
{
	struct scratch *s = scratch_at(slot);
	struct ss_wire_syscall *r;
	u32 nr;

	if (!s)
		return 0;
	r = (void *)s->rec;
	nr = r->nr;
	if (nr >= SS_SYSCALL_MAX)
		return 0;
	for (u32 i = 0; i < SS_SYSCALL_ARGS; i++) {
		u32 grab = syscall_specs[nr % SS_SYSCALL_MAX].arg[i];

		if (grab)
			grab_arg(slot, i, grab);
	}
	if (syscall_specs[nr % SS_SYSCALL_MAX].result && r->ret >= 0)
		grab_fd(slot, SS_SYSCALL_RESULT, r->ret);
	return 0;
}

#endif
