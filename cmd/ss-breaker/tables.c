// SPDX-License-Identifier: BSD-2-Clause
#include "tables.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "breaker.skel.h"
#include "breaker/compile.h"
#include "core/clock.h"
#include "wire_breaker.h"

#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5)
#endif

#define MARGIN_NS (60 * SS_NS_PER_SEC)

/* The resolution of the clocks that are moved by ticks. */
uint64_t tables_tick_ns(void)
{
	struct timespec t;

	if (clock_getres(CLOCK_MONOTONIC_COARSE, &t) || t.tv_sec || t.tv_nsec <= 0)
		return 4000000;
	return t.tv_nsec;
}

unsigned int tables_batches(void)
{
	int cpus = libbpf_num_possible_cpus();

	return cpus > 0 ? cpus : 1;
}

bool tables_takes_frags(void)
{
	const struct bpf_insn insns[] = { MOV_IMM(BPF_REG_0, XDP_PASS), EXIT() };
	LIBBPF_OPTS(bpf_prog_load_opts, o, .prog_flags = BPF_F_XDP_HAS_FRAGS);
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, NULL, "GPL", insns, INSN_COUNT(insns), &o);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/*
 * A tick somewhat before now, from which limits count their time: the kernel's
 * ticks begin five minutes before they go over 32 bits, and stand still in sleep as
 * CLOCK_MONOTONIC does.
 */
static uint64_t before_now(uint64_t tick_ns)
{
	uint64_t hz = (SS_NS_PER_SEC + tick_ns / 2) / tick_ns;

	return (uint32_t)(-300 * hz) + ss_clock_mono() / tick_ns - MARGIN_NS / tick_ns;
}

static bool any_limit(const struct ss_breaker_image *image)
{
	for (int level = 0; level < SS_BREAKER_LEVELS; level++)
		for (int c = 0; c < SS_BREAKER_CLASSES; c++)
			if ((image->words[level] >>
				     (SS_BREAKER_WORD_ACTIONS + SS_BREAKER_ACTION_BITS * c) &
			     15) == SS_BREAKER_LIMIT)
				return true;
	return false;
}

static bool any_drain(const struct ss_breaker_image *image)
{
	for (int level = 0; level < SS_BREAKER_LEVELS; level++)
		if (image->drain_ticks[level])
			return true;
	return false;
}

static void set_constants(struct breaker_bpf *skel, const struct ss_breaker_image *image,
			  const struct tables_options *opt)
{
	struct breaker_bpf__rodata *c = skel->rodata;

	c->no_ethernet = opt->no_ethernet;
	c->frags = opt->frags;
	c->shadow = opt->shadow;
	c->hold = opt->hold;
	c->has_prefixes = image->has_prefixes;
	c->has_limits = any_limit(image);
	c->has_drain = any_drain(image);
	c->label_step = image->transports * image->marks;
	c->label_marks = image->marks;
	c->combo_size = image->combo_count;
	c->trie_slots = image->trie_size;
	c->tick_ns = tables_tick_ns();
	c->began_tick = before_now(c->tick_ns) - opt->age_ns / c->tick_ns;
	memcpy(c->dscp_labels, image->dscp, sizeof(c->dscp_labels));
}

/* The kernel copies whole words. */
static size_t tables_size(const struct ss_breaker_image *image)
{
	size_t words = SS_BREAKER_LABELS + image->trie_size;

	return (words * sizeof(uint32_t) + image->combo_count + 7) / 8 * 8;
}

int tables_prepare(struct breaker_bpf *skel, const struct ss_breaker_image *image,
		   const struct tables_options *opt)
{
	int err;

	set_constants(skel, image, opt);
	err = bpf_map__set_value_size(skel->maps.tables, tables_size(image));
	if (!err && opt->frags)
		err = bpf_program__set_flags(skel->progs.breaker_in, BPF_F_XDP_HAS_FRAGS);
	if (!err && image->tail_count)
		err = bpf_map__set_max_entries(skel->maps.tails, image->tail_count);
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.breaker_counts, 2 * tables_batches());
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.blocks4, opt->blocks);
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.blocks6, opt->blocks);
	if (!err)
		err = bpf_map__set_max_entries(skel->maps.talkers, opt->talkers);
	return err;
}

static int put(const struct bpf_map *map, uint32_t key, const void *value)
{
	return bpf_map_update_elem(bpf_map__fd(map), &key, value, BPF_ANY) ? -errno : 0;
}

static int put_tables(struct breaker_bpf *skel, const struct ss_breaker_image *image)
{
	uint32_t *all = calloc(tables_size(image), 1), *trie = all + SS_BREAKER_LABELS;
	int err;

	if (!all)
		return -ENOMEM;
	memcpy(all, image->labels, SS_BREAKER_LABELS * sizeof(*all));
	if (image->has_prefixes)
		memcpy(trie, image->trie, image->trie_size * sizeof(*all));
	memcpy(trie + image->trie_size, image->combos, image->combo_count);
	err = put(skel->maps.tables, 0, all);
	free(all);
	return err;
}

static int put_limits(struct breaker_bpf *skel, const struct ss_breaker_image *image)
{
	int err = 0;

	for (uint32_t i = 0; i < SS_BREAKER_LEVELS * SS_BREAKER_CLASSES && !err; i++)
		err = put(skel->maps.limits, i,
			  &image->limits[i / SS_BREAKER_CLASSES][i % SS_BREAKER_CLASSES]);
	return err;
}

int tables_fill(struct breaker_bpf *skel, const struct ss_breaker_image *image)
{
	int err = put_tables(skel, image);

	for (uint32_t i = 0; i < image->tail_count && !err; i++)
		err = put(skel->maps.tails, i, &image->tails[i]);
	return err ? err : put_limits(skel, image);
}
