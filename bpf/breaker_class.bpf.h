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
static __always_inline u32 address_label(const struct packet *p, const u32 *slots)
{
	u64 bytes = p->high << 16;
	u32 at = p->high >> 48, found;

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

/* ADDRESS: where its combinations begin, with the mark's place. */
static __always_inline u32 combo(const u8 *table, u32 address, u32 transport)
{
	u32 at = address + (label_marks > 1 ? transport * label_marks : transport);

	return at < combo_size ? table[at] : SS_BREAKER_RANK_DEFAULT;
}

/* By the destination's port and by the source's, and the better of both. */
static __always_inline u32 rank_of(const struct packet *p)
{
	u32 zero = 0, address = 0, rank, other;
	u32 *all = bpf_map_lookup_elem(&tables, &zero);
	const u8 *table;

	if (p->infra)
		return SS_BREAKER_RANK_INFRASTRUCTURE;
	if (!all)
		return SS_BREAKER_RANK_DEFAULT;
	table = (const u8 *)(all + SS_BREAKER_LABELS + trie_slots);
	if (has_prefixes && p->family)
		address = address_label(p, all + SS_BREAKER_LABELS) * label_step;
	if (label_marks > 1 && p->family)
		address += dscp_labels[p->dscp & 63];
	rank = combo(table, address, label_at(all, p->label) & 0xffff);
	other = combo(table, address, label_at(all, p->label2) >> 16);
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
