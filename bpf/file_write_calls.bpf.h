/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that are written to, told by the calls alone: where functions cannot be hooked. */
#ifndef SS_FILE_WRITE_CALLS_BPF_H
#define SS_FILE_WRITE_CALLS_BPF_H

#include "file_write.bpf.h"

#define CLOSED_FDS   1024 /* that an exit looks at */
#define CLOSED_FILES 16	  /* of them, that were written */

/* Processes that have something in the table of files written to. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u32);
	__type(value, u32);
} writers SEC(".maps");

SEC("?tp")
int on_write_exit(struct trace_event_raw_sys_exit *ctx)
{
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	long ret = BPF_CORE_READ(ctx, ret), nr = returned_nr(ctx);
	struct pt_regs *regs = current_regs();
	struct writes *w;
	u64 fd;

	if (ret <= 0)
		return 0;
	if (nr == NR_splice || nr == NR_copy_file_range)
		fd = syscall_arg(regs, 2);
	else
		fd = syscall_arg(regs, 0);
	key.file = (u64)file_of_fd(fd);
	w = key.file ? writes_of(&key) : NULL;
	if (!w)
		return 0;
	if (!w->told)
		bpf_map_update_elem(&writers, &key.tgid, &key.tgid, BPF_ANY);
	add_write(ctx, &key, w, ret);
	return 0;
}

/* A descriptor goes, by close or because dup2 puts another file there. */
SEC("?tp")
int on_close_enter(struct trace_event_raw_sys_enter *ctx)
{
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	long nr = entered_nr(ctx);
	u64 fd = nr == NR_close ? BPF_CORE_READ(ctx, args[0]) : BPF_CORE_READ(ctx, args[1]);

	if (!bpf_map_lookup_elem(&writers, &key.tgid))
		return 0;
	key.file = (u64)file_of_fd(fd);
	if (key.file)
		write_closed(ctx, &key);
	return 0;
}

/*
 * The first descriptor from FD on whose file the process wrote; CLOSED_FDS if there is none.
 * What is told of one is too much for the verifier of 5.10 to follow for each descriptor.
 */
__noinline u32 next_written(u32 fd)
{
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	struct task_struct *t = (void *)bpf_get_current_task();
	struct fdtable *fdt = BPF_CORE_READ(t, files, fdt);
	u32 end = BPF_CORE_READ(fdt, max_fds);
	struct file **files = BPF_CORE_READ(fdt, fd);

	if (end > CLOSED_FDS)
		end = CLOSED_FDS;
	for (u32 i = 0; i < CLOSED_FDS && fd < end; i++, fd++) {
		bpf_probe_read_kernel(&key.file, sizeof(key.file), files + fd);
		if (bpf_map_lookup_elem(&writings, &key))
			return fd;
	}
	return CLOSED_FDS;
}

SEC("?tp")
int on_exit_close(void *ctx)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct write_key key = { .tgid = bpf_get_current_pid_tgid() >> 32 };
	u32 fd = 0;

	if (BPF_CORE_READ(t, signal, live.counter) != 0 ||
	    !bpf_map_lookup_elem(&writers, &key.tgid))
		return 0;
	bpf_map_delete_elem(&writers, &key.tgid);
	for (u32 i = 0; i < CLOSED_FILES; i++) {
		fd = next_written(fd);
		if (fd >= CLOSED_FDS)
			break;
		key.file = (u64)file_of_fd(fd++);
		write_closed(ctx, &key);
	}
	return 0;
}

#endif
