/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* BPF programs loaded and attached. */
#ifndef SS_SECURITY_BPF_BPF_H
#define SS_SECURITY_BPF_BPF_H

#include "security.bpf.h"

#define PERF_EVENT_IOC_SET_BPF	 0x40042408u
#define PERF_BPF_EVENT_PROG_LOAD 1

static __always_inline struct ss_wire_bpf *bpf_begin(u32 *slot, u32 kind, u32 command, long ret)
{
	struct ss_wire_bpf *r = deed_begin(slot, kind, ret);

	if (!r)
		return NULL;
	__builtin_memset(&r->command, 0, sizeof(*r) - offsetof(struct ss_wire_bpf, command));
	r->command = command;
	r->prog_type = ~0u;
	r->attach_type = ~0u;
	r->error = ret < 0 ? ret : 0;
	return r;
}

static __always_inline void bpf_end(void *ctx, struct ss_wire_bpf *r, u32 slot, u32 kind)
{
	struct scratch *s = scratch_at(slot);
	u64 size = r->target_len;

	if (size <= SS_WIRE_PATH_MAX)
		ship_deed(ctx, &r->head, kind, sizeof(*r) + size, r->error);
	else
		count(lost[kind]);
	if (s)
		scratch_put(s);
}

/* What a program is; the kernel function it is for, if there is one, is its target. */
static __always_inline void put_prog(struct ss_wire_bpf *r, u32 slot, struct bpf_prog *p)
{
	struct bpf_prog_aux *aux = BPF_CORE_READ(p, aux);
	const char *func = NULL;

	r->prog_id = BPF_CORE_READ(aux, id);
	r->prog_type = BPF_CORE_READ(p, type);
	r->insns = BPF_CORE_READ(p, len);
	bpf_probe_read_kernel(r->tag, sizeof(r->tag), p->tag);
	bpf_probe_read_kernel_str(r->name, sizeof(r->name), aux->name);
	func = BPF_CORE_READ(aux, attach_func_name);
	if (func) {
		r->attach_type = BPF_CORE_READ(p, expected_attach_type);
		r->target_len = put_kernel_string(slot, sizeof(*r), (u64)func, 0);
	}
}

/* The program behind a descriptor, if that is what the descriptor is of. */
static __always_inline struct bpf_prog *prog_of_fd(u32 fd)
{
	struct file *file = file_of_fd(fd);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	char name[9] = {};

	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(dentry, d_name.name));
	return starts(name, "bpf-prog") ? BPF_CORE_READ(file, private_data) : NULL;
}

static __always_inline int loaded(void *ctx, struct bpf_prog *p)
{
	u32 slot;
	struct ss_wire_bpf *r = bpf_begin(&slot, SS_EVENT_BPF_LOAD, BPF_PROG_LOAD, 0);

	if (r) {
		put_prog(r, slot, p);
		bpf_end(ctx, r, slot, SS_EVENT_BPF_LOAD);
	}
	return 0;
}

static __always_inline int load_failed(void *ctx, u64 attr, long ret)
{
	u32 slot;
	struct ss_wire_bpf *r = bpf_begin(&slot, SS_EVENT_BPF_LOAD, BPF_PROG_LOAD, ret);

	if (!r)
		return 0;
	bpf_probe_read_user(&r->prog_type, sizeof(u32), (void *)attr);
	bpf_probe_read_user(&r->insns, sizeof(u32), (void *)attr + 4);
	bpf_probe_read_user_str(r->name, sizeof(r->name),
				(void *)attr + offsetof(union bpf_attr, prog_name));
	bpf_end(ctx, r, slot, SS_EVENT_BPF_LOAD);
	return 0;
}

/* Every program that gets in, by whatever call; not those that are refused. */
SEC("?fentry/perf_event_bpf_event")
int on_bpf_loaded(u64 *ctx)
{
	if ((u32)raw_arg(ctx, 1) != PERF_BPF_EVENT_PROG_LOAD)
		return 0;
	return loaded(ctx, (void *)raw_arg(ctx, 0));
}

static __always_inline int bpf_load_refused(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	if ((u32)syscall_arg(regs, 0) != BPF_PROG_LOAD || ret >= 0)
		return 0;
	return load_failed(ctx, syscall_arg(regs, 1), ret);
}

static __always_inline int bpf_load_returned(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	struct bpf_prog *p;

	if ((u32)syscall_arg(regs, 0) != BPF_PROG_LOAD)
		return 0;
	p = ret >= 0 ? prog_of_fd(ret) : NULL;
	return p ? loaded(ctx, p) : load_failed(ctx, syscall_arg(regs, 1), ret);
}

RETURNS(on_bpf_refused_return, bpf_load_refused, 0)
RETURNS(on_bpf_load_return, bpf_load_returned, 0)
EXITS(on_bpf_load_exit, bpf_load_returned)

/* The first words of what the four commands that attach are given. */
struct attach_attr {
	u32 word[4];
	u64 name; /* of BPF_RAW_TRACEPOINT_OPEN */
};

/* A cgroup's name; an interface; another program has no name of its own. */
static __always_inline void put_attach_target(struct ss_wire_bpf *r, u32 slot, u32 target)
{
	struct file *file = file_of_fd(target);
	const unsigned char *name;

	switch (r->attach_type) {
	case BPF_XDP:
	case 46: /* BPF_TCX_INGRESS */
	case 47: /* BPF_TCX_EGRESS */
	case 54: /* BPF_NETKIT_PRIMARY */
	case 55: /* BPF_NETKIT_PEER */ r->ifindex = target; return;
	}
	if (r->target_len || !file || BPF_CORE_READ(file, f_inode, i_sb, s_magic) != CGROUP2_MAGIC)
		return;
	r->cgroup_id = BPF_CORE_READ(file, f_inode, i_ino);
	name = BPF_CORE_READ(file, f_path.dentry, d_name.name);
	r->target_len = put_kernel_string(slot, sizeof(*r), (u64)name, SS_WIRE_STRING_CUT(0));
}

static __always_inline void put_attach(struct ss_wire_bpf *r, u32 slot, u64 attr)
{
	bool raw = r->command == BPF_RAW_TRACEPOINT_OPEN;
	u32 word[4] = {}, fd, target;
	struct bpf_prog *p;
	u64 name = 0;

	bpf_probe_read_user(word, sizeof(word), (void *)attr);
	bpf_probe_read_user(&name, sizeof(name), (void *)attr);
	/* attach: target, program, type; link: program, target, type; raw: name (8), program */
	fd = raw ? word[2] : r->command == BPF_PROG_ATTACH ? word[1] : word[0];
	target = r->command == BPF_PROG_ATTACH ? word[0] : word[1];
	p = prog_of_fd(fd);
	if (p)
		put_prog(r, slot, p);
	if (raw) {
		if (!r->target_len)
			r->target_len =
				put_user_string(slot, sizeof(*r), name, SS_WIRE_STRING_CUT(0));
		return;
	}
	r->attach_type = word[2];
	put_attach_target(r, slot, target);
}

static __always_inline int bpf_attached(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	u32 command = syscall_arg(regs, 0), slot;
	struct ss_wire_bpf *r;

	if (command != BPF_PROG_ATTACH && command != BPF_RAW_TRACEPOINT_OPEN &&
	    command != BPF_LINK_CREATE)
		return 0;
	r = bpf_begin(&slot, SS_EVENT_BPF_ATTACH, command, ret);
	if (!r)
		return 0;
	put_attach(r, slot, syscall_arg(regs, 1));
	bpf_end(ctx, r, slot, SS_EVENT_BPF_ATTACH);
	return 0;
}

RETURNS(on_bpf_attach_return, bpf_attached, 0)
EXITS(on_bpf_attach_exit, bpf_attached)

/* To a perf event, the old way: ioctl(fd, PERF_EVENT_IOC_SET_BPF, program). */
static __always_inline int ioctl_attached(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	struct ss_wire_bpf *r;
	struct bpf_prog *p;
	u32 slot;

	if ((u32)syscall_arg(regs, 1) != PERF_EVENT_IOC_SET_BPF)
		return 0;
	r = bpf_begin(&slot, SS_EVENT_BPF_ATTACH, ~0u, ret);
	if (!r)
		return 0;
	p = prog_of_fd(syscall_arg(regs, 2));
	if (p)
		put_prog(r, slot, p);
	bpf_end(ctx, r, slot, SS_EVENT_BPF_ATTACH);
	return 0;
}

RETURNS(on_ioctl_return, ioctl_attached, 0)
EXITS(on_ioctl_exit, ioctl_attached)

#endif
