/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is put into the kernel or asked of it: modules, another kernel, keys, io_uring. */
#ifndef SS_SECURITY_KERNEL_BPF_H
#define SS_SECURITY_KERNEL_BPF_H

#include "security.bpf.h"

/* Before the module's own code runs. */
SEC("?tp_btf/module_load")
int on_module_load(u64 *ctx)
{
	struct module *m = (void *)raw_arg(ctx, 0);
	u32 call = current_call(), slot;
	struct ss_wire_call *r = call_begin(&slot, SS_EVENT_MODULE_LOAD, call, 0);
	struct pt_regs *regs = current_regs();

	if (!r)
		return 0;
	r->number[0] = BPF_CORE_READ(m, taints);
	call_kernel_string(r, slot, 0, m->name);
	/* The kernel's own copy of the parameters is in pieces by now. */
	if (call == NR_finit_module || call == NR_init_module)
		call_string(r, slot, 1, syscall_arg(regs, call == NR_finit_module ? 1 : 2));
	if (call == NR_finit_module) {
		r->number[1] = syscall_arg(regs, 2);
		call_path(r, slot, 2, file_of_fd(syscall_arg(regs, 0)));
	}
	call_end(ctx, r, slot, SS_EVENT_MODULE_LOAD);
	return 0;
}

/* kexec_load(entry, nr_segments, segments, flags) and kexec_file_load(fd, initrd, len, line, flags)
 */
static __always_inline int kexec_called(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	u32 slot;
	struct ss_wire_call *r = call_begin(&slot, SS_EVENT_KEXEC, nr, ret);

	if (!r)
		return 0;
	if (nr == NR_kexec_load) {
		r->number[0] = syscall_arg(regs, 3);
		r->number[1] = syscall_arg(regs, 1);
	} else {
		r->number[0] = syscall_arg(regs, 4);
		call_file_name(r, slot, 0, file_of_fd(syscall_arg(regs, 0)));
		call_string(r, slot, 1, syscall_arg(regs, 3));
	}
	call_end(ctx, r, slot, SS_EVENT_KEXEC);
	return 0;
}

RETURNS(on_kexec_load_return, kexec_called, NR_kexec_load)
RETURNS(on_kexec_file_return, kexec_called, NR_kexec_file_load)
EXITS(on_kexec_exit, kexec_called)

/*
 * keyctl(operation, key, ...), add_key(type, description, payload, size, keyring)
 * and request_key(type, description, callout, keyring).
 */
static __always_inline int keyed(void *ctx, struct pt_regs *regs, u32 nr, long ret)
{
	u32 slot;
	struct ss_wire_call *r = call_begin(&slot, SS_EVENT_KEYCTL, nr, ret);

	if (!r)
		return 0;
	if (nr == NR_keyctl) {
		r->number[0] = syscall_arg(regs, 0);
		r->number[1] = syscall_arg(regs, 1);
	} else {
		r->number[1] = ret > 0 ? ret : 0;
		r->number[2] = syscall_arg(regs, nr == NR_add_key ? 4 : 3);
		call_string(r, slot, 0, syscall_arg(regs, 0));
		call_string(r, slot, 1, syscall_arg(regs, 1));
	}
	call_end(ctx, r, slot, SS_EVENT_KEYCTL);
	return 0;
}

RETURNS(on_keyctl_return, keyed, NR_keyctl)
RETURNS(on_add_key_return, keyed, NR_add_key)
RETURNS(on_request_key_return, keyed, NR_request_key)
EXITS(on_keyctl_exit, keyed)

/* Arguments: descriptor, ring, sq entries, cq entries, flags. */
SEC("?tp_btf/io_uring_create")
int on_io_uring(u64 *ctx)
{
	u32 slot;
	struct ss_wire_call *r = call_begin(&slot, SS_EVENT_IO_URING, ~0u, 0);

	if (!r)
		return 0;
	r->number[0] = (s64)(s32)raw_arg(ctx, 0);
	r->number[1] = (u32)raw_arg(ctx, 2);
	r->number[2] = (u32)raw_arg(ctx, 3);
	r->number[3] = (u32)raw_arg(ctx, 4);
	call_end(ctx, r, slot, SS_EVENT_IO_URING);
	return 0;
}

#endif
