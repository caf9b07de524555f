// SPDX-License-Identifier: BSD-2-Clause
/*
 * The block list.  A trie gives the longest prefix alone: so that one whose time is
 * over does not hide a shorter one that still holds, a prefix holds for as long as
 * any that it lies within.  The time that was asked for is kept beside that.
 */
#include "breaker/blocks.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blocks_impl.h"
#include "bpf/pin.h"

static void to_key(const struct plane_prefix *p, block_key *key)
{
	memset(key, 0, sizeof(*key));
	key->length = p->length;
	memcpy(key->addr, p->addr, p->family == 4 ? 4 : 16);
}

int blocks_open(struct list *l, struct plane *p, uint8_t family)
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

int blocks_each(struct list *l, entry_fn fn, void *arg)
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
	return key->length == (l->family == 4 ? 32 : 128) ? 0 : blocks_each(l, on_inner, key);
}

/* --- the filter before the trie ------------------------------------------------------------ */

int blocks_filter(struct plane *p, struct ss_wire_breaker_state **state, uint64_t **bits,
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
	int err = blocks_filter(l->plane, &state, &bits, sizes);

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

/* --- what others call ---------------------------------------------------------------------- */

static int block_locked(struct plane *p, const struct plane_prefix *prefix, uint64_t *for_ns)
{
	uint64_t ticks = plane_ticks(p, *for_ns);
	struct ss_wire_block block = { .length = prefix->length };
	struct above a;
	struct list l;
	block_key key;
	int err = blocks_open(&l, p, prefix->family);

	if (err)
		return err;
	to_key(prefix, &key);
	look_up(&l, &key, &a);
	block.asked = ticks == UINT64_MAX ? ticks : l.now + ticks;
	if (a.own.asked > block.asked) {
		block.asked = a.own.asked;
		*for_ns = plane_ns(p, block.asked - l.now);
	}
	block.until = a.until > block.asked ? a.until : block.asked;
	block.seen = a.own.seen;
	err = open_way(&l, &key);
	if (!err)
		err = put(&l, &key, &block);
	return err ? err : tell_inner(&l, &key);
}

int plane_block(struct plane *p, const struct plane_prefix *prefix, uint64_t *for_ns)
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
	int err = blocks_open(&l, p, prefix->family);

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

		err = blocks_open(&l, p, family);
		if (!err)
			err = blocks_each(&l, on_tell, &t);
	}
	return err;
}
