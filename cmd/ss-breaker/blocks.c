// SPDX-License-Identifier: BSD-2-Clause
/*
 * The block list.  A trie gives the longest prefix alone: so that one whose time is
 * over does not hide a shorter one that still holds, a prefix holds for as long as
 * any that it lies within.  The time that was asked for is kept beside that.
 */
#include "breaker/blocks.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/pin.h"
#include "breaker.skel.h"
#include "datapath_impl.h"

struct list {
	struct plane *plane;
	int map;
	uint8_t family;
	uint64_t now; /* tick */
};

/* Of both families: of IPv4 the first 8 bytes. */
typedef struct ss_wire_block6 block_key;

static void to_key(const struct plane_prefix *p, block_key *key)
{
	memset(key, 0, sizeof(*key));
	key->length = p->length;
	memcpy(key->addr, p->addr, p->family == 4 ? 4 : 16);
}

static int open_list(struct list *l, struct plane *p, uint8_t family)
{
	struct ss_wire_breaker_update u = { .op = SS_BREAKER_OP_READ };
	int err = plane_update(p, &u);

	if (err)
		return err;
	l->plane = p;
	l->family = family;
	l->map = p->maps[family == 4 ? SS_BREAKER_MAP_BLOCKS4 : SS_BREAKER_MAP_BLOCKS6];
	l->now = u.now;
	return 0;
}

static bool covers(const block_key *a, const block_key *b)
{
	unsigned int whole = a->length / 8, bits = a->length % 8;

	if (a->length > b->length || memcmp(a->addr, b->addr, whole) != 0)
		return false;
	return !bits || !((a->addr[whole] ^ b->addr[whole]) >> (8 - bits));
}

/* FN for each entry; it may remove it.  What FN returned, or -errno. */
typedef int (*entry_fn)(void *arg, struct list *l, const block_key *key,
			const struct ss_wire_block *block);

static int each(struct list *l, entry_fn fn, void *arg)
{
	block_key key = { 0 }, next = { 0 };
	struct ss_wire_block block;
	bool more = !bpf_map_get_next_key(l->map, NULL, &next);
	int err = 0;

	while (more && !err) {
		key = next;
		/* Before it may go: after that there is no telling what is next. */
		more = !bpf_map_get_next_key(l->map, &key, &next);
		if (!bpf_map_lookup_elem(l->map, &key, &block) && key.length <= 128)
			err = fn(arg, l, &key, &block);
	}
	return err;
}

/* What holds above and at a prefix. */
struct above {
	struct ss_wire_block own;
	bool found;
	uint64_t until; /* the latest asked for of those that it lies within */
};

/* A look-up finds the longest that covers a key; then the next one is looked for by a shorter. */
static void look_up(const struct list *l, const block_key *key, struct above *a)
{
	block_key at = *key;
	struct ss_wire_block b;

	*a = (struct above){ 0 };
	while (!bpf_map_lookup_elem(l->map, &at, &b)) {
		if (b.length == key->length) {
			a->own = b;
			a->found = true;
		} else if (b.asked > a->until) {
			a->until = b.asked;
		}
		if (!b.length || b.length > at.length)
			return;
		at.length = b.length - 1;
	}
}

static int put(struct list *l, const block_key *key, const struct ss_wire_block *block)
{
	return bpf_map_update_elem(l->map, key, block, BPF_ANY) ? -errno : 0;
}

/* --- those within a prefix hold as long as it does ---------------------------------------- */

static int on_inner(void *arg, struct list *l, const block_key *key,
		    const struct ss_wire_block *block)
{
	const block_key *changed = arg;
	struct ss_wire_block now = *block;
	struct above a;

	if (!covers(changed, key) || changed->length == key->length)
		return 0;
	look_up(l, key, &a);
	now.until = a.until > block->asked ? a.until : block->asked;
	return now.until == block->until ? 0 : put(l, key, &now);
}

static int tell_inner(struct list *l, block_key *key)
{
	return key->length == (l->family == 4 ? 32 : 128) ? 0 : each(l, on_inner, key);
}

/* --- the filter before the trie ------------------------------------------------------------ */

static int open_filter(struct plane *p, struct ss_wire_breaker_state **state, uint64_t **bits,
		       size_t sizes[2])
{
	*state = plane_mmap(p->maps[SS_BREAKER_MAP_STATE], &sizes[0]);
	*bits = plane_mmap(p->maps[SS_BREAKER_MAP_FILTER], &sizes[1]);
	if (*state && *bits)
		return 0;
	if (*state)
		munmap(*state, sizes[0]);
	if (*bits)
		munmap(*bits, sizes[1]);
	return -ENOMEM;
}

/* Set before the entry is there, so that no packet finds one without the other. */
static int open_way(struct list *l, const block_key *key)
{
	struct ss_wire_breaker_state *state;
	struct ss_breaker_place place;
	uint64_t *bits;
	size_t sizes[2];
	int err = open_filter(l->plane, &state, &bits, sizes);

	if (err)
		return err;
	ss_breaker_place(l->family, key->length, key->addr, &place);
	if (place.grain != SS_BREAKER_GRAIN_ALL)
		__atomic_fetch_or(&bits[place.bit / 64], 1ull << place.bit % 64, __ATOMIC_RELEASE);
	__atomic_fetch_or(l->family == 4 ? &state->block4 : &state->block6, place.grain,
			  __ATOMIC_RELEASE);
	munmap(bits, sizes[1]);
	munmap(state, sizes[0]);
	return 0;
}

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
	int err = r4.bits ? open_list(&l4, p, 4) : -ENOMEM;

	if (!err)
		err = open_list(&l6, p, 6);
	if (!err)
		err = each(&l4, on_rebuild, &r4);
	if (!err)
		err = each(&l6, on_rebuild, &r6);
	if (!err)
		err = open_filter(p, &state, &bits, sizes);
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

/* --- what others call ---------------------------------------------------------------------- */

static int block_locked(struct plane *p, const struct plane_prefix *prefix, uint64_t for_ns)
{
	uint64_t ticks = plane_ticks(p, for_ns);
	struct ss_wire_block block = { .length = prefix->length };
	struct above a;
	struct list l;
	block_key key;
	int err = open_list(&l, p, prefix->family);

	if (err)
		return err;
	to_key(prefix, &key);
	look_up(&l, &key, &a);
	block.asked = ticks == UINT64_MAX ? ticks : l.now + ticks;
	block.until = a.until > block.asked ? a.until : block.asked;
	block.seen = a.own.seen;
	err = open_way(&l, &key);
	if (!err)
		err = put(&l, &key, &block);
	return err ? err : tell_inner(&l, &key);
}

int plane_block(struct plane *p, const struct plane_prefix *prefix, uint64_t for_ns)
{
	int lock = ss_pin_lock(), err;

	if (lock < 0)
		return lock;
	err = block_locked(p, prefix, for_ns);
	close(lock);
	return err;
}

/*
 * Its bit in the filter stays until the next sweep; so does an entry whose time is over, which
 * is as if it were not there.
 */
static int unblock_locked(struct plane *p, const struct plane_prefix *prefix)
{
	struct above a;
	struct list l;
	block_key key;
	int err = open_list(&l, p, prefix->family);

	if (err)
		return err;
	to_key(prefix, &key);
	look_up(&l, &key, &a);
	if (!a.found || a.own.asked <= l.now)
		return -ENOENT;
	return bpf_map_delete_elem(l.map, &key) ? -errno : tell_inner(&l, &key);
}

int plane_unblock(struct plane *p, const struct plane_prefix *prefix)
{
	int lock = ss_pin_lock(), err;

	if (lock < 0)
		return lock;
	err = unblock_locked(p, prefix);
	close(lock);
	return err;
}

struct tell {
	plane_block_fn fn;
	void *arg;
};

static int on_tell(void *arg, struct list *l, const block_key *key, const struct ss_wire_block *b)
{
	struct plane_block block = { .prefix = { .family = l->family, .length = key->length } };
	struct tell *t = arg;

	if (b->asked <= l->now)
		return 0;
	memcpy(block.prefix.addr, key->addr, l->family == 4 ? 4 : 16);
	block.left_ns =
		b->asked == UINT64_MAX ? DATAPATH_FOREVER : plane_ns(l->plane, b->asked - l->now);
	block.seen = b->seen;
	block.seen_ns = b->seen && b->seen < l->now ? plane_ns(l->plane, l->now - b->seen) : 0;
	return t->fn(t->arg, &block);
}

int plane_blocks(struct plane *p, plane_block_fn fn, void *arg)
{
	struct tell t = { fn, arg };
	int err = 0;

	for (uint8_t family = 4; family <= 6 && !err; family += 2) {
		struct list l;

		err = open_list(&l, p, family);
		if (!err)
			err = each(&l, on_tell, &t);
	}
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

		err = open_list(&l, p, family);
		if (!err)
			err = each(&l, on_sweep, removed);
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
