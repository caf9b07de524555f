/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files in memory, and memory that becomes code: memfd_create, mmap, mprotect. */
#ifndef SS_FILE_MAP_BPF_H
#define SS_FILE_MAP_BPF_H

#include "file.bpf.h"

#define PROT_WRITE    2
#define PROT_EXEC     4
#define PROT_ALL      7
#define VM_ACCESS     7 /* VM_READ, VM_WRITE and VM_EXEC are as PROT_* */
#define MAP_ANONYMOUS 0x20

static __always_inline void memfd_returned(void *ctx, struct pt_regs *regs, long nr, long ret)
{
	struct file *file = ret < 0 ? NULL : file_of_fd(ret);
	struct ss_wire_file *r;
	struct file_event e;

	r = file_begin(SS_EVENT_FILE_MEMFD, &e);
	if (!r)
		return;
	r->error = ret < 0 ? ret : 0;
	r->flags = syscall_arg(regs, 1);
	add_given(&e, r, syscall_arg(regs, 0));
	if (file)
		add_file(&e, r, file);
	file_end(ctx, &e, r);
}

SEC("?fexit")
int on_memfd_return(u64 *ctx)
{
	memfd_returned(ctx, (void *)raw_arg(ctx, 0), 0, (int)ctx[1]);
	return 0;
}

RETURNED(on_memfd_exit, memfd_returned)

static __always_inline void mapped(void *ctx, struct file *file, u64 address, u64 len, u64 prot,
				   u32 flags)
{
	struct ss_wire_file *r;
	struct file_event e;
	bool failed = address >= -4095ull;

	r = file_begin(SS_EVENT_MMAP_EXEC, &e);
	if (!r)
		return;
	if (failed) {
		r->error = (long)address;
	} else {
		r->num[0] = address;
		r->head.flags |= SS_WIRE_ADDRESS;
	}
	r->num[1] = len;
	r->num[2] = prot;
	r->flags = flags;
	if (file)
		add_file(&e, r, file);
	else if (flags & MAP_ANONYMOUS)
		r->head.flags |= SS_WIRE_ANONYMOUS;
	file_end(ctx, &e, r);
}

/* The mappings that the kernel makes for an exec say nothing that its event does not. */
static __always_inline bool in_exec(void)
{
	long nr = syscall_nr(current_regs());

	return nr == NR_execve || nr == NR_execveat;
}

SEC("?fexit/vm_mmap_pgoff")
int on_mmap(u64 *ctx)
{
	if (!(ctx[3] & PROT_EXEC) || in_exec())
		return 0;
	mapped(ctx, (void *)raw_arg(ctx, 0), ctx[6], ctx[2], ctx[3], ctx[4]);
	return 0;
}

SEC("?tp")
int on_mmap_exit(struct trace_event_raw_sys_exit *ctx)
{
	struct pt_regs *regs = current_regs();
	u64 prot = syscall_arg(regs, 2);
	u32 flags = syscall_arg(regs, 3);

	if (!(prot & PROT_EXEC))
		return 0;
	mapped(ctx, flags & MAP_ANONYMOUS ? NULL : file_of_fd(syscall_arg(regs, 4)),
	       BPF_CORE_READ(ctx, ret), syscall_arg(regs, 1), prot, flags);
	return 0;
}

/* Memory that can be written and run, or could be written and now is run. */
static __always_inline bool becomes_code(u64 before, u64 prot)
{
	if (!(prot & PROT_EXEC))
		return false;
	return !(before & PROT_EXEC) || (prot & ~before & PROT_WRITE);
}

struct protection {
	u64 address, len, before, prot;
	u32 known; /* before, and file */
	s32 error;
	struct file *file;
};

static __always_inline void protected(void *ctx, const struct protection *p)
{
	struct file *file = p->file;
	struct ss_wire_file *r;
	struct file_event e;

	r = file_begin(SS_EVENT_MPROTECT_EXEC, &e);
	if (!r)
		return;
	r->error = p->error;
	r->num[0] = p->address;
	r->num[1] = p->len;
	r->num[2] = p->prot & PROT_ALL;
	r->num[3] = p->before & PROT_ALL;
	r->head.flags |= SS_WIRE_ADDRESS;
	if (p->known)
		r->head.flags |= SS_WIRE_BEFORE | (file ? 0 : SS_WIRE_ANONYMOUS);
	if (file)
		add_file(&e, r, file);
	file_end(ctx, &e, r);
}

/* Once for each mapping that is changed. */
SEC("?fexit/security_file_mprotect")
int on_mprotect(u64 *ctx)
{
	struct vm_area_struct *vma = (void *)raw_arg(ctx, 0);
	struct protection p = { .prot = ctx[1], .error = (int)ctx[3], .known = true };

	p.before = BPF_CORE_READ(vma, vm_flags) & VM_ACCESS;
	if (!becomes_code(p.before, p.prot))
		return 0;
	p.address = BPF_CORE_READ(vma, vm_start);
	p.len = BPF_CORE_READ(vma, vm_end) - p.address;
	p.file = BPF_CORE_READ(vma, vm_file);
	protected(ctx, &p);
	return 0;
}

/* Between the two tracepoints of a call: what its first mapping was. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, struct protection);
} protections SEC(".maps");

static long look_at_vma(struct task_struct *task, struct vm_area_struct *vma, void *arg)
{
	struct protection *p = arg;

	p->before = BPF_CORE_READ(vma, vm_flags) & VM_ACCESS;
	p->file = BPF_CORE_READ(vma, vm_file);
	p->known = 1;
	return 0;
}

SEC("?tp")
int on_mprotect_enter(struct trace_event_raw_sys_enter *ctx)
{
	struct protection p = {
		.address = BPF_CORE_READ(ctx, args[0]),
		.len = BPF_CORE_READ(ctx, args[1]),
		.prot = BPF_CORE_READ(ctx, args[2]),
	};
	u64 id = bpf_get_current_pid_tgid();

	if (!(p.prot & PROT_EXEC))
		return 0;
	/* Refused while another thread maps: then what was before is not known. */
	bpf_find_vma(bpf_get_current_task_btf(), p.address, look_at_vma, &p, 0);
	if (!p.known || becomes_code(p.before, p.prot))
		bpf_map_update_elem(&protections, &id, &p, BPF_ANY);
	return 0;
}

SEC("?tp")
int on_mprotect_exit(struct trace_event_raw_sys_exit *ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	struct protection *kept = bpf_map_lookup_elem(&protections, &id), p;
	long ret = BPF_CORE_READ(ctx, ret);

	if (!kept)
		return 0;
	p = *kept;
	p.error = ret;
	bpf_map_delete_elem(&protections, &id);
	protected(ctx, &p);
	return 0;
}

#endif
