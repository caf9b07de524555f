/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rates.  A processor takes a batch out of what all share and spends it alone, so
 * that the sum is what was asked for however packets are spread, and the shared line
 * is written once a batch and read at most once a tick.  What is shared is a time: by
 * when everything that was taken will have been earned; it may be ahead of now by the
 * burst.  Several may take out at once what is there for one: each then pays later,
 * as additions are atomic; only after a pause, when the first ones set it anew,
 * a batch may be free.
 */
#ifndef SS_BREAKER_LIMIT_BPF_H
#define SS_BREAKER_LIMIT_BPF_H

#include "breaker_state.bpf.h"

#define LIMITS (SS_BREAKER_LEVELS * SS_BREAKER_CLASSES)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, LIMITS);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_limit);
} limits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2 * LIMITS);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_pool);
} pools SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2 * LIMITS);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_purse);
} purses SEC(".maps");

/* Take out as much as N and a batch, if it is there. */
static __always_inline u64 take_out(struct ss_wire_breaker_pool *pool,
				    const struct ss_wire_breaker_limit *l, u64 tick, u64 n)
{
	u64 now = (tick - began_tick) * tick_ns;
	u64 sum = n > l->batch ? n : l->batch;
	u64 price = (sum * l->cost + 255) / 256;
	s64 ahead = *(volatile u64 *)&pool->earned_ns - now;

	if (ahead <= 0) {
		*(volatile u64 *)&pool->earned_ns = now + price;
		return sum;
	}
	if (ahead + price > l->burst_ns)
		return 0;
	__sync_fetch_and_add(&pool->earned_ns, price);
	return sum;
}

/* May N packets or bytes pass under a limit?  AT: level * classes + class, and the direction. */
__noinline int within_limit(u32 at, u32 out, u32 packets, u32 bytes)
{
	struct ss_wire_breaker_limit *l = bpf_map_lookup_elem(&limits, &at);
	u32 which = at * 2 + (out & 1);
	struct ss_wire_breaker_purse *purse = bpf_map_lookup_elem(&purses, &which);
	struct ss_wire_breaker_pool *pool = bpf_map_lookup_elem(&pools, &which);
	u64 tick, n;

	if (!l || !purse || !pool || !l->cost)
		return 0;
	n = l->bytes ? bytes : packets;
	if (purse->left < n) {
		tick = bpf_jiffies64();
		if (purse->tried == tick)
			return 0;
		purse->left += take_out(pool, l, tick, n);
		if (purse->left < n) {
			purse->tried = tick;
			return 0;
		}
	}
	purse->left -= n;
	return 1;
}

#endif
