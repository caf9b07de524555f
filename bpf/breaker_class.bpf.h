/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From struct packet to its class, by the tables of compile.h. */
#ifndef SS_BREAKER_CLASS_BPF_H
#define SS_BREAKER_CLASS_BPF_H

#include "breaker_state.bpf.h"

static __always_inline u32 tail_label(const struct packet *p, u32 number)
{
	struct ss_wire_breaker_tail *t = bpf_map_lookup_elem(&tails, &number);

	if (!t)
		return 0;
	if (((p->high & t->mask_high) ^ t->high) | ((p->low & t->mask_low) ^ t->low))
		return t->outside;
	return t->inside;
}

static __always_inline u32 slot(const u32 *slots, u32 at)
{
	return at < trie_slots ? slots[at] : 0;
}

/* The label of the longest prefix that the other side's address has. */
static __always_inline u32 address_label(const struct packet *p)
{
	u64 bytes = p->high << 16;
	u32 zero = 0, at, found;
	u32 *slots = bpf_map_lookup_elem(&trie, &zero);

	if (!slots)
		return 0;
	at = p->high >> 48;
	if (p->family == 6)
		at += SS_BREAKER_TRIE_ROOT6;
	found = slot(slots, at);
	for (int n = 2; n < 16 && (found & SS_BREAKER_SLOT_NODE); n++) {
		if (n == 8)
			bytes = p->low;
		at = SS_BREAKER_TRIE_NODES + (found & SS_BREAKER_SLOT_REST) * 256 + (bytes >> 56);
		bytes <<= 8;
		found = slot(slots, at);
	}
	if (found & SS_BREAKER_SLOT_TAIL)
		return tail_label(p, found & SS_BREAKER_SLOT_REST);
	return found & SS_BREAKER_SLOT_REST;
}

static __always_inline u32 label_at(const u32 *all, u32 at)
{
	return at < SS_BREAKER_LABELS ? all[at] : 0;
}

static __always_inline u32 combo(const u8 *table, u32 address, u32 transport, u32 mark)
{
	u32 at = (address * label_transports + transport) * label_marks + mark;

	return at < combo_size ? table[at] : SS_BREAKER_RANK_DEFAULT;
}

/* By the destination's port and by the source's, and the better of both. */
static __always_inline u32 rank_of(const struct packet *p)
{
	u32 zero = 0, address = 0, mark = 0, rank, other;
	u32 *all = bpf_map_lookup_elem(&labels, &zero);
	u8 *table = bpf_map_lookup_elem(&combos, &zero);

	if (p->infra)
		return SS_BREAKER_RANK_INFRASTRUCTURE;
	if (!all || !table)
		return SS_BREAKER_RANK_DEFAULT;
	if (has_prefixes && p->family)
		address = address_label(p);
	if (label_marks > 1 && p->family)
		mark = dscp_labels[p->dscp & 63];
	rank = combo(table, address, label_at(all, p->label) & 0xffff, mark);
	other = combo(table, address, label_at(all, p->label2) >> 16, mark);
	return rank < other ? rank : other;
}

static __always_inline enum ss_breaker_class class_of(const struct packet *p, u32 rank)
{
	if (p->fault)
		return SS_BREAKER_MALFORMED;
	if (rank == SS_BREAKER_RANK_DEFAULT && p->fragment)
		return SS_BREAKER_FRAGMENT;
	if (rank <= SS_BREAKER_RANK_SAFE)
		return rank;
	return (rank - 1) & 7;
}

#endif
