// SPDX-License-Identifier: BSD-2-Clause
/* What the programs have counted. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "breaker.skel.h"
#include "datapath_impl.h"
#include "tables.h"

static void add(struct plane_counts *to, enum ss_breaker_dir dir,
		const volatile struct ss_wire_breaker_counts *from)
{
	for (int c = 0; c < SS_BREAKER_CLASSES; c++)
		for (int o = 0; o < SS_BREAKER_OUTCOMES; o++) {
			to->by[dir][c][o].packets += from->by[c][o].packets;
			to->by[dir][c][o].bytes += from->by[c][o].bytes;
		}
	for (int f = 0; f < SS_BREAKER_FAULTS; f++)
		to->faults[dir][f] += from->faults[f];
}

int plane_counts(struct plane *p, struct plane_counts *counts)
{
	const volatile struct ss_wire_breaker_counts *all;
	size_t size, rows;

	memset(counts, 0, sizeof(*counts));
	all = plane_mmap(p->maps[SS_BREAKER_MAP_COUNTS], &size);
	if (!all)
		return -errno;
	rows = size / sizeof(*all);
	for (size_t i = 0; i < rows && i < 2 * tables_batches(); i++)
		add(counts, i % 2, &all[i]);
	munmap((void *)all, size);
	return 0;
}

/* --- talkers ------------------------------------------------------------------------------- */

static int by_packets(const void *one, const void *other)
{
	const struct plane_talker *a = one, *b = other;

	return a->packets == b->packets ? 0 : a->packets > b->packets ? -1 : 1;
}

static void take(const struct ss_wire_talker_key *key, const struct ss_wire_talker *all,
		 unsigned int cpus, struct plane_talker *t)
{
	*t = (struct plane_talker){ .family = key->family, .class = key->class, .dir = key->dir };
	memcpy(t->addr, key->addr, sizeof(t->addr));
	for (unsigned int i = 0; i < cpus; i++) {
		t->packets += all[i].packets;
		t->bytes += all[i].bytes;
		t->dropped += all[i].dropped;
	}
}

static bool is_known(const struct ss_wire_talker_key *key)
{
	return key->class < SS_BREAKER_CLASSES && key->dir < SS_BREAKER_DIRS;
}

/* Others come and go while we look: each step begins at the key before, or anew. */
int plane_talkers(struct plane *p, struct plane_talker **talkers, size_t *count)
{
	int map = p->maps[SS_BREAKER_MAP_TALKERS];
	unsigned int cpus = tables_batches();
	struct ss_wire_talker *each = calloc(cpus, sizeof(*each));
	struct ss_wire_talker_key key;
	bool first = true;

	*count = 0;
	*talkers = calloc(DATAPATH_TALKERS, sizeof(**talkers));
	if (!each || !*talkers) {
		free(each);
		free(*talkers);
		return -ENOMEM;
	}
	while (*count < DATAPATH_TALKERS && !bpf_map_get_next_key(map, first ? NULL : &key, &key)) {
		first = false;
		if (is_known(&key) && !bpf_map_lookup_elem(map, &key, each))
			take(&key, each, cpus, &(*talkers)[(*count)++]);
	}
	free(each);
	qsort(*talkers, *count, sizeof(**talkers), by_packets);
	return 0;
}

int plane_listen(struct plane *p, uint64_t for_ns, bool anew)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_LISTEN,
					    .ttl_ticks = plane_ticks(p, for_ns) };
	int map = p->maps[SS_BREAKER_MAP_TALKERS], err = plane_update(p, &u);
	struct ss_wire_talker_key key;

	for (int left = anew ? 2 * DATAPATH_TALKERS : 0; !err && left; left--) {
		if (bpf_map_get_next_key(map, NULL, &key))
			break;
		bpf_map_delete_elem(map, &key);
	}
	return err;
}
