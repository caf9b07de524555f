/* SPDX-License-Identifier: BSD-2-Clause */
/* Classic tracepoints, whether tracefs is mounted or not. */
#ifndef SS_TRACEPOINT_H
#define SS_TRACEPOINT_H

#include <bpf/libbpf.h>

/*
 * The kernel's number for "syscalls/sys_exit_execve".  Where tracefs is not
 * mounted it is read through a mount that only this process has (CAP_SYS_ADMIN).
 * -errno: -ENOENT there is no such tracepoint, -ENODEV no tracefs in this kernel.
 */
int ss_tracepoint_id(const char *name);

/* The directory they are looked up in is kept open; here it is let go of. */
void ss_tracepoint_forget(void);

/*
 * Attach, as bpf_program__attach_tracepoint() does with a mounted tracefs.  NULL + errno.
 * EVENT may be NULL; else it is the link's event of perf, which is the link's.
 */
struct bpf_link *ss_tracepoint_attach(struct bpf_program *program, const char *name, int *event);

/*
 * Take a program off, and destroy its link; EVENT is the caller's now.  The kernel takes
 * tens of milliseconds to close each, one after the other: ss_close_behind().
 */
void ss_tracepoint_detach(struct bpf_link *link, int event);

#endif
