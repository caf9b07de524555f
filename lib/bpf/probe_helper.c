// SPDX-License-Identifier: BSD-2-Clause
/* bpf(2) itself, and helper functions: is a program that calls them accepted? */
#include <errno.h>
#include <linux/bpf.h>
#include <time.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "bpf/probe_impl.h"

/* The probes only want to know: what loads is closed again. */
static int close_ok(int fd)
{
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int ss_probe_bpf(struct ss_probe_result *r)
{
	return close_ok(ss_try_load_return(r, BPF_PROG_TYPE_SOCKET_FILTER, 0));
}

int ss_probe_send_signal(struct ss_probe_result *r)
{
	const struct bpf_insn insns[] = {
		MOV_IMM(1, 0),
		CALL(BPF_FUNC_send_signal),
		MOV_IMM(0, 0),
		EXIT(),
	};

	return close_ok(
		ss_try_load(r, BPF_PROG_TYPE_RAW_TRACEPOINT, insns, INSN_COUNT(insns), NULL));
}

int ss_probe_boot_ns(struct ss_probe_result *r)
{
	const struct bpf_insn insns[] = {
		CALL(BPF_FUNC_ktime_get_boot_ns),
		MOV_IMM(0, 0),
		EXIT(),
	};

	return close_ok(
		ss_try_load(r, BPF_PROG_TYPE_RAW_TRACEPOINT, insns, INSN_COUNT(insns), NULL));
}

int ss_probe_stats(struct ss_probe_result *r)
{
	int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);

	return close_ok(ss_tried(r, "enable run time statistics", fd));
}

/* Types "long (unsigned int, void *)" and its name: a callback is told by its BTF. */
static int callback_btf(struct btf *btf, int *main_id, int *callback_id)
{
	int u32 = btf__add_int(btf, "unsigned int", 4, 0);
	int s64 = btf__add_int(btf, "long", 8, BTF_INT_SIGNED);
	int ptr = btf__add_ptr(btf, 0);
	int proto = btf__add_func_proto(btf, s64);
	int err = btf__add_func_param(btf, "index", u32) ?: btf__add_func_param(btf, "ctx", ptr);

	if (err)
		return err;
	*callback_id = btf__add_func(btf, "callback", BTF_FUNC_STATIC, proto);
	proto = btf__add_func_proto(btf, s64);
	err = btf__add_func_param(btf, "ctx", ptr);
	*main_id = btf__add_func(btf, "main", BTF_FUNC_GLOBAL, proto);
	return err ?: *main_id < 0 ? *main_id : btf__load_into_kernel(btf);
}

static int load_loop(struct ss_probe_result *r, struct btf *btf)
{
	const struct bpf_insn insns[] = {
		MOV_IMM(1, 1), LOAD_FUNC(2, 6), /* from its second half: to the callback */
		MOV_IMM(3, 0), MOV_IMM(4, 0),	CALL(BPF_FUNC_loop),
		MOV_IMM(0, 0), EXIT(),		MOV_IMM(0, 0), /* the callback */
		EXIT(),
	};
	struct bpf_func_info info[] = { { 0, 0 }, { 8, 0 } };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .func_info = info, .func_info_cnt = 2,
		    .func_info_rec_size = sizeof(info[0]));
	int main_id, callback_id;
	int err = callback_btf(btf, &main_id, &callback_id);

	if (err)
		return ss_tried(r, "types of the callback", err);
	info[0].type_id = main_id;
	info[1].type_id = callback_id;
	opts.prog_btf_fd = btf__fd(btf);
	return close_ok(
		ss_try_load(r, BPF_PROG_TYPE_SOCKET_FILTER, insns, INSN_COUNT(insns), &opts));
}

int ss_probe_loop(struct ss_probe_result *r)
{
	struct btf *btf = btf__new_empty();
	int err = btf ? load_loop(r, btf) : -errno;

	btf__free(btf);
	return err;
}
