// SPDX-License-Identifier: BSD-2-Clause
/* Blocks whose time is over, and what they leave in the filter, go now and then. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blocks_impl.h"
#include "bpf/pin.h"
#include "breaker/blocks.h"

/* Bits and grains of the entries that are left, made anew. */
struct rebuild {
	uint64_t *bits;
	uint32_t grains;
};

static int on_rebuild(void *arg, struct list *l, const block_key *key,
		      const struct ss_wire_block *block)
{
	struct ss_breaker_place place;
	struct rebuild *r = arg;

	(void)block;
	ss_breaker_place(l->family, key->length, key->addr, &place);
	r->grains |= place.grain;
	if (place.grain != SS_BREAKER_GRAIN_ALL)
		r->bits[place.bit / 64] |= 1ull << place.bit % 64;
	return 0;
}

/* Bits are taken away one word at a time, each of which is right before and after. */
static int close_ways(struct plane *p)
{
	size_t words = (1u << SS_BREAKER_FILTER_ORDER) / 64, sizes[2];
	struct rebuild r4 = { .bits = calloc(words, sizeof(uint64_t)) };
	struct rebuild r6 = { .bits = r4.bits };
	struct ss_wire_breaker_state *state;
	struct list l4, l6;
	uint64_t *bits;
	int err = r4.bits ? blocks_open(&l4, p, 4) : -ENOMEM;

	if (!err)
		err = blocks_open(&l6, p, 6);
	if (!err)
		err = blocks_each(&l4, on_rebuild, &r4);
	if (!err)
		err = blocks_each(&l6, on_rebuild, &r6);
	if (!err)
		err = blocks_filter(p, &state, &bits, sizes);
	if (!err) {
		for (size_t i = 0; i < words; i++)
			if (bits[i] != r4.bits[i])
				__atomic_store_n(&bits[i], r4.bits[i], __ATOMIC_RELEASE);
		__atomic_store_n(&state->block4, r4.grains, __ATOMIC_RELEASE);
		__atomic_store_n(&state->block6, r6.grains, __ATOMIC_RELEASE);
		munmap(bits, sizes[1]);
		munmap(state, sizes[0]);
	}
	free(r4.bits);
	return err;
}

static int on_sweep(void *arg, struct list *l, const block_key *key,
		    const struct ss_wire_block *block)
{
	if (block->until > l->now)
		return 0;
	if (bpf_map_delete_elem(l->map, key))
		return errno == ENOENT ? 0 : -errno;
	*(int *)arg += 1;
	return 0;
}

static int sweep_locked(struct plane *p, bool all, int *removed)
{
	int err = 0;

	for (uint8_t family = 4; family <= 6 && !err; family += 2) {
		struct list l;

		err = blocks_open(&l, p, family);
		if (!err)
			err = blocks_each(&l, on_sweep, removed);
	}
	/* What was unblocked meanwhile has left bits, too: now and then they are looked for. */
	return err || (!*removed && !all) ? err : close_ways(p);
}

static bool is_empty(struct plane *p)
{
	const struct ss_wire_breaker_state *state;
	size_t size;
	bool empty;

	state = plane_mmap(p->maps[SS_BREAKER_MAP_STATE], &size);
	if (!state)
		return false;
	empty = !state->block4 && !state->block6;
	munmap((void *)state, size);
	return empty;
}

int plane_sweep(struct plane *p, bool all)
{
	int lock, removed = 0, err;

	if (is_empty(p))
		return 0;
	lock = ss_pin_try_lock();
	if (lock < 0)
		return lock == -EBUSY ? 0 : lock;
	err = sweep_locked(p, all, &removed);
	close(lock);
	return err ? err : removed;
}
