/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The block list: a filter of bits says at once of most addresses that they are not on it. */
#ifndef SS_BREAKER_BLOCK_BPF_H
#define SS_BREAKER_BLOCK_BPF_H

#include "breaker_state.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct ss_wire_block4);
	__type(value, struct ss_wire_block);
} blocks4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct ss_wire_block6);
	__type(value, struct ss_wire_block);
} blocks6 SEC(".maps");

/* Written by user space, which maps it into memory. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__uint(value_size, 1 << (SS_BREAKER_FILTER_ORDER - 3));
} block_filter SEC(".maps");

#define SEEN_TICKS 256 /* a block that drops a million packets a second is not written as often */

static __always_inline int holds(struct ss_wire_block *b)
{
	u64 now = bpf_jiffies64();

	if (b->until <= now)
		return 0;
	if (now - b->seen >= SEEN_TICKS)
		b->seen = now;
	return 1;
}

__noinline int blocked4(u32 addr)
{
	struct ss_wire_block4 key = { .length = 32 };
	struct ss_wire_block *b;

	*(u32 *)key.addr = bpf_htonl(addr);
	b = bpf_map_lookup_elem(&blocks4, &key);
	return b ? holds(b) : 0;
}

__noinline int blocked6(u64 high, u64 low)
{
	struct ss_wire_block6 key = { .length = 128 };
	struct ss_wire_block *b;

	*(u32 *)(key.addr) = bpf_htonl(high >> 32);
	*(u32 *)(key.addr + 4) = bpf_htonl(high);
	*(u32 *)(key.addr + 8) = bpf_htonl(low >> 32);
	*(u32 *)(key.addr + 12) = bpf_htonl(low);
	b = bpf_map_lookup_elem(&blocks6, &key);
	return b ? holds(b) : 0;
}

static __always_inline bool bit_stands(const u64 *filter, u64 bits, u32 length)
{
	u32 bit = ss_breaker_filter_bit(bits >> (64 - length) << (64 - length), length);

	return filter[bit / 64] >> bit % 64 & 1;
}

/* May the address be on the list?  GRAINS: the lengths whose bits stand in the filter. */
static __always_inline bool may_be_blocked(const u64 *filter, u64 high, u32 grains)
{
	return (grains & SS_BREAKER_GRAIN_ALL) ||
	       ((grains & SS_BREAKER_GRAIN_32) && bit_stands(filter, high, 32)) ||
	       ((grains & SS_BREAKER_GRAIN_64) && bit_stands(filter, high, 64)) ||
	       ((grains & SS_BREAKER_GRAIN_24) && bit_stands(filter, high, 24)) ||
	       ((grains & SS_BREAKER_GRAIN_48) && bit_stands(filter, high, 48)) ||
	       ((grains & SS_BREAKER_GRAIN_16) && bit_stands(filter, high, 16)) ||
	       ((grains & SS_BREAKER_GRAIN_8) && bit_stands(filter, high, 8));
}

static __always_inline bool is_blocked(const struct packet *p,
				       const struct ss_wire_breaker_state *s)
{
	u32 zero = 0, grains = 0;
	u64 *filter;

	if (p->family == 4)
		grains = s->block4;
	else if (p->family == 6)
		grains = s->block6;
	if (!grains)
		return false;
	filter = bpf_map_lookup_elem(&block_filter, &zero);
	if (!filter || !may_be_blocked(filter, p->high, grains))
		return false;
	return p->family == 4 ? blocked4(p->high >> 32) : blocked6(p->high, p->low);
}

#endif
