/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Who changes the level.  It may be asked for from several processors and processes at
 * once: each request is worked off as a whole under one lock, and what comes of it
 * is published in one word.  User space runs it, as no packet ever does.
 */
#ifndef SS_BREAKER_UPDATE_BPF_H
#define SS_BREAKER_UPDATE_BPF_H

#include "breaker_state.bpf.h"

#define ESTALE 116
#define EINVAL 22

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_throttle);
} breaker_throttle SEC(".maps");

#define TOP_FLAG    ((u64)SS_BREAKER_F_TOP << SS_BREAKER_WORD_FLAGS)
#define FORCED_FLAG ((u64)SS_BREAKER_F_FORCED << SS_BREAKER_WORD_FLAGS)
#define GENERATIONS (0xffffull << SS_BREAKER_WORD_GEN)

static __always_inline u64 later(u64 now, u64 ticks)
{
	return now + ticks < now ? ~0ull : now + ticks;
}

/* Each force as it was said, however soon it ends: who governs waits for these. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, SS_BREAKER_FORCED_BYTES);
} breaker_forced SEC(".maps");

/* Below, until tell() the lock is held: nothing may be called. */

static __always_inline u64 in_force(const struct ss_wire_breaker_throttle *t)
{
	return t->forced_until ? t->forced_word : t->word;
}

static __always_inline void note(struct ss_wire_breaker_throttle *t, u64 before, u64 boot_ns)
{
	if ((u8)in_force(t) != (u8)before || !t->since_boot_ns)
		t->since_boot_ns = boot_ns;
}

static __always_inline void set_level(struct ss_wire_breaker_throttle *t,
				      const struct ss_wire_breaker_update *u, u64 now)
{
	t->expires = later(now, u->ttl_ticks);
	if (t->word == u->word && t->generation)
		return;
	t->word = u->word;
	t->drain_ticks = u->drain_ticks;
	if (!t->forced_until)
		t->drain_until = later(now, u->drain_ticks);
	t->generation++;
}

static __always_inline void force_level(struct ss_wire_breaker_throttle *t,
					const struct ss_wire_breaker_update *u, u64 now,
					u64 boot_ns)
{
	t->forced_word = u->word | FORCED_FLAG;
	t->forced_until = later(now, u->ttl_ticks);
	t->drain_until = later(now, u->drain_ticks);
	t->forced_boot_ns = boot_ns;
	t->generation++;
}

/* What was set is in force again from now on: connections made meanwhile may end as well. */
static __always_inline void unforce(struct ss_wire_breaker_throttle *t, u64 now, u64 boot_ns)
{
	if (!t->forced_until)
		return;
	t->forced_until = t->forced_word = 0;
	t->forced_boot_ns = boot_ns;
	t->drain_until = later(now, t->drain_ticks);
	t->generation++;
}

/* What was to end has ended at its time, before anything else happens. */
static __always_inline void expire(struct ss_wire_breaker_throttle *t, u64 now, u64 boot_ns)
{
	u64 before = in_force(t);

	if (!t->forced_until || t->forced_until > now)
		return;
	boot_ns -= (now - t->forced_until) * tick_ns;
	unforce(t, now, boot_ns);
	note(t, before, boot_ns);
}

static __always_inline int carry_out(struct ss_wire_breaker_throttle *t,
				     struct ss_wire_breaker_state *s,
				     const struct ss_wire_breaker_update *u, u64 now, u64 boot_ns)
{
	u64 before = in_force(t);

	if (u->generation && u->generation != t->generation)
		return -ESTALE;
	switch (u->op) {
	case SS_BREAKER_OP_READ: break;
	case SS_BREAKER_OP_SET: set_level(t, u, now); break;
	case SS_BREAKER_OP_REFRESH: t->expires = later(now, u->ttl_ticks); break;
	case SS_BREAKER_OP_FORCE: force_level(t, u, now, boot_ns); break;
	case SS_BREAKER_OP_UNFORCE: unforce(t, now, boot_ns); break;
	case SS_BREAKER_OP_LISTEN: s->top_until = later(now, u->ttl_ticks); break;
	default: return -EINVAL;
	}
	note(t, before, boot_ns);
	return 0;
}

static __always_inline void seal(struct ss_wire_breaker_throttle *t)
{
	t->updates++;
	t->check = t->generation ^ t->word ^ t->expires ^ t->drain_ticks ^ t->drain_until ^
		   t->forced_word ^ t->forced_until ^ t->since_boot_ns ^ t->forced_boot_ns ^
		   t->updates;
}

/* The word last: who reads the new one finds times that are at least as new. */
static __always_inline void publish(const struct ss_wire_breaker_throttle *t,
				    struct ss_wire_breaker_state *s, u64 now)
{
	u64 word = in_force(t);

	word = (word & ~GENERATIONS) | (u64)(t->generation & 0xffff) << SS_BREAKER_WORD_GEN;
	if (s->top_until > now)
		word |= TOP_FLAG;
	*(volatile u64 *)&s->expires = t->forced_until ? t->forced_until : t->expires;
	*(volatile u64 *)&s->drain_until = t->drain_until;
	*(volatile u64 *)&s->word = word;
}

/* The lock is not held any more: IS is a copy.  No room: who governs looks by himself, too. */
static __always_inline void tell(const struct ss_wire_breaker_throttle *is, u64 now)
{
	struct ss_wire_breaker_forced *f = bpf_ringbuf_reserve(&breaker_forced, sizeof(*f), 0);

	if (!f)
		return;
	f->boot_ns = is->forced_boot_ns;
	f->left_ticks = is->forced_until == ~0ull ? ~0ull
			: is->forced_until	  ? is->forced_until - now
						  : 0;
	f->level = (u8)is->forced_word;
	f->pad = 0;
	bpf_ringbuf_submit(f, 0);
}

static __always_inline void copy(u64 *to, const u64 *from, u32 words)
{
#pragma unroll
	for (u32 i = 0; i < words; i++)
		to[i] = from[i];
}

SEC("xdp")
int breaker_update(struct xdp_md *ctx)
{
	struct ss_wire_breaker_update *u = (void *)(long)ctx->data;
	u64 now = bpf_jiffies64(), boot_ns = bpf_ktime_get_boot_ns();
	struct ss_wire_breaker_update asked, is;
	struct ss_wire_breaker_throttle *t;
	struct ss_wire_breaker_state *s;
	u32 zero = 0;
	u64 forced;
	int error;

	if ((void *)(u + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	t = bpf_map_lookup_elem(&breaker_throttle, &zero);
	s = bpf_map_lookup_elem(&breaker_state, &zero);
	if (!t || !s)
		return XDP_DROP;
	copy((u64 *)&asked, (u64 *)u, __builtin_offsetof(typeof(*u), is) / 8);
	bpf_spin_lock(&t->lock);
	expire(t, now, boot_ns);
	forced = t->forced_until;
	error = carry_out(t, s, &asked, now, boot_ns);
	seal(t);
	publish(t, s, now);
	is.is.generation = t->generation;
	copy((u64 *)&is.is + 1, (u64 *)t + 1, sizeof(*t) / 8 - 1);
	copy((u64 *)&is.state, (u64 *)s, sizeof(*s) / 8);
	bpf_spin_unlock(&t->lock);
	/* What ends by itself is not told: a record is somebody's word. */
	if (!error &&
	    (asked.op == SS_BREAKER_OP_FORCE || (asked.op == SS_BREAKER_OP_UNFORCE && forced)))
		tell(&is.is, now);
	u->error = error;
	u->now = now;
	u->is.lock.val = 0;
	u->is.generation = is.is.generation;
	copy((u64 *)&u->is + 1, (u64 *)&is.is + 1, sizeof(*t) / 8 - 1);
	copy((u64 *)&u->state, (u64 *)&is.state, sizeof(*s) / 8);
	return XDP_PASS;
}

#endif
