/* SPDX-License-Identifier: BSD-2-Clause */
/* What the small programs that test the breaker's data path share. */
#ifndef BREAKER_HELPER_H
#define BREAKER_HELPER_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../../cmd/ss-breaker/tables.h"
#include "breaker.skel.h"
#include "breaker/blocks.h"
#include "breaker/classify.h"
#include "breaker/compile.h"
#include "wire_breaker.h"

struct plant {
	struct breaker_bpf *skel;
	struct ss_breaker_image image;
	struct ss_wire_breaker_state *state;   /* mmapped */
	struct ss_wire_breaker_counts *counts; /* of all processors */
	uint64_t *filter;
};

static inline void *map_memory(const struct bpf_map *map)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t size = (size_t)bpf_map__max_entries(map) * ((bpf_map__value_size(map) + 7) / 8 * 8);
	void *at = mmap(NULL, (size + page - 1) / page * page, PROT_READ | PROT_WRITE, MAP_SHARED,
			bpf_map__fd(map), 0);

	if (at == MAP_FAILED)
		err(1, "mmap %s", bpf_map__name(map));
	return at;
}

/* False: the rules make too many combinations. */
static inline bool plant_open(struct plant *p, const struct ss_breaker_table *table,
			      const struct tables_options *opt)
{
	int e = ss_breaker_compile(table, tables_tick_ns(), tables_batches(), &p->image);

	if (e == -E2BIG)
		return false;
	if (e)
		errx(1, "compile: %s", strerror(-e));
	p->skel = breaker_bpf__open();
	if (!p->skel)
		err(1, "open");
	e = tables_prepare(p->skel, &p->image, opt);
	if (!e)
		e = breaker_bpf__load(p->skel);
	if (!e)
		e = tables_fill(p->skel, &p->image);
	if (e)
		errx(1, "load: %s", strerror(-e));
	p->state = map_memory(p->skel->maps.breaker_state);
	p->counts = map_memory(p->skel->maps.breaker_counts);
	p->filter = map_memory(p->skel->maps.block_filter);
	return true;
}

static inline void unmap_memory(const struct bpf_map *map, void *at)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t size = (size_t)bpf_map__max_entries(map) * ((bpf_map__value_size(map) + 7) / 8 * 8);

	munmap(at, (size + page - 1) / page * page);
}

static inline void plant_close(struct plant *p)
{
	unmap_memory(p->skel->maps.breaker_state, p->state);
	unmap_memory(p->skel->maps.breaker_counts, p->counts);
	unmap_memory(p->skel->maps.block_filter, p->filter);
	breaker_bpf__destroy(p->skel);
	ss_breaker_image_fini(&p->image);
}

/* Run the updater.  0 or -errno. */
static inline int plant_update(struct plant *p, struct ss_wire_breaker_update *u)
{
	struct bpf_test_run_opts o = {
		.sz = sizeof(o),
		.data_in = u,
		.data_size_in = sizeof(*u),
		.data_out = u,
		.data_size_out = sizeof(*u),
		.repeat = 1,
	};

	if (bpf_prog_test_run_opts(bpf_program__fd(p->skel->progs.breaker_update), &o))
		return -errno;
	return o.retval == 2 ? u->error : -EPROTO;
}

static inline void plant_level(struct plant *p, unsigned int level)
{
	struct ss_wire_breaker_update u = {
		.op = SS_BREAKER_OP_SET,
		.word = p->image.words[level],
		.ttl_ticks = UINT64_MAX,
		.drain_ticks = p->image.drain_ticks[level],
	};
	int e = plant_update(p, &u);

	if (e)
		errx(1, "level: %s", strerror(-e));
}

static inline void plant_block(struct plant *p, uint8_t family, uint8_t length, const uint8_t *addr)
{
	struct ss_wire_block6 key = { .length = length };
	struct ss_wire_block block = { .until = UINT64_MAX, .asked = UINT64_MAX, .length = length };
	struct ss_breaker_place place;
	const struct bpf_map *map = family == 4 ? p->skel->maps.blocks4 : p->skel->maps.blocks6;

	memcpy(key.addr, addr, family == 4 ? 4 : 16);
	ss_breaker_place(family, length, addr, &place);
	if (place.grain != SS_BREAKER_GRAIN_ALL)
		p->filter[place.bit / 64] |= 1ull << place.bit % 64;
	*(family == 4 ? &p->state->block4 : &p->state->block6) |= place.grain;
	if (bpf_map_update_elem(bpf_map__fd(map), &key, &block, BPF_ANY))
		err(1, "block");
}

/* To stay on one processor, whose counters are then read. */
static inline void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(1, "processor %d", cpu);
}

static inline uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

#endif
