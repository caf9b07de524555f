// SPDX-License-Identifier: BSD-2-Clause
/* Programs that are attached by what the kernel's BTF says: tracepoints, functions, iterators. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "bpf/probe_impl.h"
#include "bpf/reason.h"

/* Load "return 0" for the kernel's NAME; a descriptor or -errno. */
static int load_for(struct ss_probe_result *r, enum bpf_prog_type type, enum bpf_attach_type how,
		    const char *name, __u32 kind)
{
	const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT() };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = how);
	struct btf *btf = ss_vmlinux_btf();
	int id = btf ? btf__find_by_name_kind(btf, name, kind) : -errno;

	if (id < 0)
		return ss_tried(r, name, id);
	opts.attach_btf_id = id;
	return ss_try_load(r, type, insns, INSN_COUNT(insns), &opts);
}

/* Attach for a moment.  A function's or a hook's program says by itself where: no name. */
static int attach_once(struct ss_probe_result *r, const char *name, int prog)
{
	int link;

	if (prog < 0)
		return prog;
	link = bpf_raw_tracepoint_open(name, prog);
	ss_tried(r, "attach", link);
	if (link >= 0)
		close(link);
	close(prog);
	return link < 0 ? link : 0;
}

static int probe_function(struct ss_probe_result *r, enum bpf_attach_type how, const char *name)
{
	int prog = load_for(r, BPF_PROG_TYPE_TRACING, how, name, BTF_KIND_FUNC);

	return attach_once(r, NULL, prog);
}

int ss_probe_raw_tp(struct ss_probe_result *r)
{
	int prog = ss_try_load_return(r, BPF_PROG_TYPE_RAW_TRACEPOINT, 0);

	return attach_once(r, "sched_process_exit", prog);
}

int ss_probe_tp_btf(struct ss_probe_result *r)
{
	int prog = load_for(r, BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP,
			    "btf_trace_sched_process_exit", BTF_KIND_TYPEDEF);

	return attach_once(r, NULL, prog);
}

/* Nobody calls these functions but the test runs of bpf(2). */
int ss_probe_fentry(struct ss_probe_result *r)
{
	return probe_function(r, BPF_TRACE_FENTRY, "bpf_fentry_test1");
}

int ss_probe_fexit(struct ss_probe_result *r)
{
	return probe_function(r, BPF_TRACE_FEXIT, "bpf_fentry_test1");
}

/* Security hooks are what it is for; every kernel with fmod_ret allows it there.  0 changes
 * nothing. */
int ss_probe_fmod_ret(struct ss_probe_result *r)
{
	return probe_function(r, BPF_MODIFY_RETURN, "security_quotactl");
}

static const char *lsm_parameter(void)
{
	static char text[200];
	char active[160];

	if (ss_lsm_list(active, sizeof(active)) <= 0)
		return "add bpf to lsm= on the kernel's command line";
	snprintf(text, sizeof(text), "boot with lsm=%s,bpf", active);
	return text;
}

/* Where "bpf" is not an active module, attaching succeeds and the program never runs. */
int ss_probe_lsm(struct ss_probe_result *r)
{
	int prog = load_for(r, BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "bpf_lsm_quotactl", BTF_KIND_FUNC);
	int err = attach_once(r, NULL, prog);

	if (err || ss_lsm_active("bpf"))
		return err;
	r->why = "\"bpf\" is not among the active security modules";
	r->mend = lsm_parameter();
	return ss_tried(r, "bpf in /sys/kernel/security/lsm", -EOPNOTSUPP);
}

/* Read to the end: the program is called for every task, and says nothing. */
static int read_iterator(struct ss_probe_result *r, int link)
{
	int fd = bpf_iter_create(link);
	char byte;
	ssize_t n;

	if (fd < 0)
		return ss_tried(r, "iterate", fd);
	n = read(fd, &byte, 1);
	n = ss_tried(r, "read", n < 0 ? -errno : 0);
	close(fd);
	return (int)n;
}

int ss_probe_iter_task(struct ss_probe_result *r)
{
	int prog =
		load_for(r, BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, "bpf_iter_task", BTF_KIND_FUNC);
	int link, err;

	if (prog < 0)
		return prog;
	link = bpf_link_create(prog, 0, BPF_TRACE_ITER, NULL);
	err = link < 0 ? ss_tried(r, "attach", link) : read_iterator(r, link);
	if (link >= 0)
		close(link);
	close(prog);
	return err;
}
