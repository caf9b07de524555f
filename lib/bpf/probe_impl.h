/* SPDX-License-Identifier: BSD-2-Clause */
/* What the probes have in common; for lib/bpf/probe*.c only. */
#ifndef SS_PROBE_IMPL_H
#define SS_PROBE_IMPL_H

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include "bpf/probe.h"

/*
 * A probe returns 0 or -errno.  Most leave "why" to the table and the reasons
 * that hold for every BPF call; one that knows better sets r->why itself.
 */
typedef int ss_probe_fn(struct ss_probe_result *r);

ss_probe_fn ss_probe_btf, ss_probe_bpffs, ss_probe_tracefs, ss_probe_cgroup2, ss_probe_pid_ns;
ss_probe_fn ss_probe_bpf, ss_probe_send_signal, ss_probe_boot_ns, ss_probe_loop, ss_probe_timer;
ss_probe_fn ss_probe_ringbuf, ss_probe_perf_buffer, ss_probe_task_storage, ss_probe_stats;
ss_probe_fn ss_probe_raw_tp, ss_probe_tp_btf, ss_probe_iter_task;
ss_probe_fn ss_probe_fentry, ss_probe_fexit, ss_probe_fmod_ret, ss_probe_lsm;
ss_probe_fn ss_probe_tracepoint, ss_probe_syscall_tp, ss_probe_kprobe, ss_probe_uprobe;
ss_probe_fn ss_probe_perf_event;
ss_probe_fn ss_probe_xdp_generic, ss_probe_xdp_native, ss_probe_tc, ss_probe_cgroup_skb;

/* Add "WHAT: ok" or "WHAT: reason" to the detail and hand RET on: a descriptor, 0 or -errno. */
int ss_tried(struct ss_probe_result *r, const char *what, int ret);

/* The kernel's own types, parsed once; NULL + errno. */
struct btf *ss_vmlinux_btf(void);

/* Load a program; a descriptor or -errno.  OPTS may be NULL. */
int ss_try_load(struct ss_probe_result *r, enum bpf_prog_type type, const struct bpf_insn *insns,
		size_t count, struct bpf_prog_load_opts *opts);
/* Load "return RET", which does nothing in a program of any type. */
int ss_try_load_return(struct ss_probe_result *r, enum bpf_prog_type type, int ret);

/* Run FN in a child with the new namespaces of FLAGS: they end with it, whatever happens to us. */
int ss_in_child(struct ss_probe_result *r, int unshare_flags, int prog_fd,
		int (*fn)(struct ss_probe_result *r, int prog_fd));

/* The first mount of this type, 0 or -errno: -ENOENT there is none. */
int ss_find_mount(const char *type, char *path, size_t size);

#endif
