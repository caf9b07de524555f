/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What becomes of a packet, and the counts. */
#ifndef SS_BREAKER_JUDGE_BPF_H
#define SS_BREAKER_JUDGE_BPF_H

#include "breaker_block.bpf.h"
#include "breaker_class.bpf.h"
#include "breaker_limit.bpf.h"
#include "breaker_parse.bpf.h"

/* While somebody looks: see ss_wire_breaker_state.top_until. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 1);
	__type(key, struct ss_wire_talker_key);
	__type(value, struct ss_wire_talker);
} talkers SEC(".maps");

/* ABOUT: family, class, direction, whether it is dropped: a byte each. */
__noinline int talk(u32 about, u64 high, u64 low, u32 packets, u32 bytes)
{
	struct ss_wire_talker_key key = {
		.family = about,
		.class = about >> 8,
		.dir = about >> 16,
	};
	u32 dropped = about >> 24;
	struct ss_wire_talker *t;

	*(u64 *)key.addr = bpf_cpu_to_be64(high);
	*(u64 *)(key.addr + 8) = bpf_cpu_to_be64(low);
	t = bpf_map_lookup_elem(&talkers, &key);
	if (t) {
		t->packets += packets;
		t->bytes += bytes;
		t->dropped += dropped ? packets : 0;
	} else {
		struct ss_wire_talker first = {
			.packets = packets,
			.bytes = bytes,
			.dropped = dropped ? packets : 0,
		};

		bpf_map_update_elem(&talkers, &key, &first, BPF_ANY);
	}
	return 0;
}

/* Only this processor writes there; a packet is handled to its end before another one is. */
static __always_inline void count(const struct packet *p, u32 class, u32 outcome, bool out)
{
	u32 at = bpf_get_smp_processor_id() * 2 + out;
	struct ss_wire_breaker_counts *c = bpf_map_lookup_elem(&breaker_counts, &at);

	/* The compiler knows these bounds; older verifiers have to be shown. */
	asm volatile("" : "+r"(class), "+r"(outcome));
	if (!c || class >= SS_BREAKER_CLASSES || outcome >= SS_BREAKER_OUTCOMES)
		return;
	c->by[class][outcome].packets += p->packets;
	c->by[class][outcome].bytes += p->bytes;
	if (p->fault)
		c->faults[p->fault & 7] += p->packets;
}

static __always_inline u32 drop_or_drain(const struct packet *p,
					 const struct ss_wire_breaker_state *s, u64 word, u64 now)
{
	if (!has_drain || !p->tcp || !(word >> SS_BREAKER_WORD_FLAGS & SS_BREAKER_F_DRAIN) ||
	    now >= *(volatile const u64 *)&s->drain_until)
		return SS_BREAKER_DROP_LEVEL;
	return p->syn ? SS_BREAKER_DROP_SYN : SS_BREAKER_PASS_DRAIN;
}

/* Nobody says any more what is in force.  What a person has forced ends at its time anyhow. */
static __always_inline bool is_over(const struct ss_wire_breaker_state *s, u64 word, u64 now)
{
	if (hold && !(word >> SS_BREAKER_WORD_FLAGS & SS_BREAKER_F_FORCED))
		return false;
	return now >= *(volatile const u64 *)&s->expires;
}

/* By the level in force: the word is read once, so all that is done is of one level. */
static __always_inline u32 by_level(const struct packet *p, const struct ss_wire_breaker_state *s,
				    u64 word, u32 class, bool out)
{
	u32 action = word >> (SS_BREAKER_WORD_ACTIONS + SS_BREAKER_ACTION_BITS * class) & 15;
	u64 now;

	if (action == SS_BREAKER_PASS)
		return SS_BREAKER_PASS_LEVEL;
	now = bpf_jiffies64();
	if (is_over(s, word, now))
		return SS_BREAKER_PASS_STALE;
	if (!has_limits || action != SS_BREAKER_LIMIT)
		return drop_or_drain(p, s, word, now);
	return within_limit((word & (SS_BREAKER_LEVELS - 1)) * SS_BREAKER_CLASSES + class, out,
			    p->packets, p->bytes)
		       ? SS_BREAKER_PASS_LIMIT
		       : SS_BREAKER_DROP_LIMIT;
}

/* True: it is dropped. */
static __always_inline bool judge(const struct packet *p, bool out)
{
	u32 zero = 0, rank, class, outcome;
	struct ss_wire_breaker_state *s = bpf_map_lookup_elem(&breaker_state, &zero);
	u64 word;

	if (!s)
		return false;
	word = *(volatile u64 *)&s->word;
	rank = p->fault ? SS_BREAKER_RANK_DEFAULT : rank_of(p);
	class = class_of(p, rank);
	if (rank > SS_BREAKER_RANK_SAFE && is_blocked(p, s))
		outcome = SS_BREAKER_DROP_BLOCK;
	else
		outcome = by_level(p, s, word, class, out);
	if (shadow && outcome >= SS_BREAKER_DROP_LEVEL)
		outcome = SS_BREAKER_PASS_SHADOW;
	count(p, class, outcome, out);
	if ((word >> SS_BREAKER_WORD_FLAGS & SS_BREAKER_F_TOP) && p->family &&
	    bpf_jiffies64() < *(volatile u64 *)&s->top_until)
		talk(p->family | class << 8 | out << 16 | (outcome >= SS_BREAKER_DROP_LEVEL) << 24,
		     p->high, p->low, p->packets, p->bytes);
	return outcome >= SS_BREAKER_DROP_LEVEL;
}

#endif
