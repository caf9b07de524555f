// SPDX-License-Identifier: BSD-2-Clause
/* Maps: made, used once where that can fail, closed. */
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "bpf/probe_impl.h"

int ss_probe_ringbuf(struct ss_probe_result *r)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ss_probe", 0, 0, getpagesize(), NULL);

	ss_tried(r, "create the map", fd);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

/* A buffer of one CPU put into the map. */
static int fill_perf_array(struct ss_probe_result *r, int map)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
	};
	int key = 0, err;
	int fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		return ss_tried(r, "perf_event_open", -errno);
	err = bpf_map_update_elem(map, &key, &fd, BPF_ANY);
	close(fd);
	return ss_tried(r, "put a perf event into it", err);
}

int ss_probe_perf_buffer(struct ss_probe_result *r)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_PERF_EVENT_ARRAY, "ss_probe", 4, 4, 1, NULL);
	int err;

	ss_tried(r, "create the map", fd);
	if (fd < 0)
		return fd;
	err = fill_perf_array(r, fd);
	close(fd);
	return err;
}

/* A map whose values have the type VALUE of btf; keys are its type 1, an int. */
static int create_typed(struct ss_probe_result *r, enum bpf_map_type type, struct btf *btf,
			int value, struct bpf_map_create_opts *opts)
{
	int size = btf__resolve_size(btf, value), fd;
	int err = btf__load_into_kernel(btf);

	if (err)
		return ss_tried(r, "load the map's types", err);
	opts->btf_fd = btf__fd(btf);
	opts->btf_key_type_id = 1;
	opts->btf_value_type_id = value;
	fd = bpf_map_create(type, "ss_probe", 4, size, type == BPF_MAP_TYPE_ARRAY, opts);
	return ss_tried(r, "create the map", fd);
}

int ss_probe_task_storage(struct ss_probe_result *r)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_NO_PREALLOC);
	struct btf *btf = btf__new_empty();
	int fd = -ENOMEM;

	if (btf && btf__add_int(btf, "int", 4, BTF_INT_SIGNED) == 1)
		fd = create_typed(r, BPF_MAP_TYPE_TASK_STORAGE, btf, 1, &opts);
	btf__free(btf);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

/* struct value { struct bpf_timer t; }; the kernel knows the inner one by its name. */
static int create_timer_map(struct ss_probe_result *r, struct btf *btf)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	int u64, timer, value, err;

	btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	u64 = btf__add_int(btf, "unsigned long long", 8, 0);
	timer = btf__add_struct(btf, "bpf_timer", sizeof(struct bpf_timer));
	err = btf__add_field(btf, "a", u64, 0, 0) ?: btf__add_field(btf, "b", u64, 64, 0);
	value = btf__add_struct(btf, "value", sizeof(struct bpf_timer));
	err = err ?: btf__add_field(btf, "t", timer, 0, 0);
	if (err || value < 0)
		return err ?: value;
	return create_typed(r, BPF_MAP_TYPE_ARRAY, btf, value, &opts);
}

static int load_timer(struct ss_probe_result *r, int map)
{
	const struct bpf_insn insns[] = {
		MOV_REG(2, 10),
		ADD_IMM(2, -4),
		STORE_IMM(2, 0, 0),
		LOAD_MAP(1, map),
		CALL(BPF_FUNC_map_lookup_elem),
		JUMP_IF_0(0, 5), /* to the end */
		MOV_REG(1, 0),
		LOAD_MAP(2, map),
		MOV_IMM(3, CLOCK_MONOTONIC),
		CALL(BPF_FUNC_timer_init),
		MOV_IMM(0, 0),
		EXIT(),
	};
	int fd = ss_try_load(r, BPF_PROG_TYPE_SCHED_CLS, insns, INSN_COUNT(insns), NULL);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

int ss_probe_timer(struct ss_probe_result *r)
{
	struct btf *btf = btf__new_empty();
	int map = btf ? create_timer_map(r, btf) : -errno;
	int err = map < 0 ? map : load_timer(r, map);

	if (map >= 0)
		close(map);
	btf__free(btf);
	return err;
}
