/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the breaker's programs share with user space.  What is switched off by a
 * constant below is not in the program that the kernel runs.
 */
#ifndef SS_BREAKER_STATE_BPF_H
#define SS_BREAKER_STATE_BPF_H

#include "kernel.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "wire_breaker.h"

const volatile bool no_ethernet;  /* packets begin with an IP header */
const volatile bool frags;	  /* packets of several buffers come too: Linux 5.18 */
const volatile bool shadow;	  /* count, and pass everything */
const volatile bool hold;	  /* a stale state holds; else everything passes */
const volatile bool has_prefixes; /* in rules */
const volatile bool has_limits;
const volatile bool has_drain;
const volatile __u32 label_step = 1, label_marks = 1; /* of transports times marks; of marks */
const volatile __u32 combo_size = 1;		      /* their product with the labels of addresses */
const volatile __u8 dscp_labels[64];
const volatile __u64 tick_ns = 4000000;
const volatile __u64 began_tick; /* from which time is counted for limits */

/* One load on the packet's path; nobody but the updater writes it, see there. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_state);
} breaker_state SEC(".maps");

/*
 * The labels of transports, the slots of the trie and then the combinations: in one
 * element, so that a packet's bytes lie side by side and one look finds all of them.
 * User space sizes it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__uint(value_size, SS_BREAKER_LABELS * sizeof(ss_wire_breaker_label) + sizeof(u64));
} tables SEC(".maps");

const volatile __u32 trie_slots;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_tail);
} tails SEC(".maps");

/* By number of the processor * 2 + direction: user space sizes it, and maps it into memory. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct ss_wire_breaker_counts);
} breaker_counts SEC(".maps");

/* For those who ask what this is: no program looks at it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(struct ss_wire_breaker_meta)); /* and its text */
} breaker_meta SEC(".maps");

/* What a program knows of a packet. */
struct packet {
	u64 high, low; /* the address of the other side, in host order: see ss_wire_breaker_tail */
	u32 packets, bytes;
	u32 label;  /* where its transport's label stands; of its destination port */
	u32 label2; /* of its source port, or the same */
	u8 family;  /* 4 or 6; 0: not IP, or not known */
	u8 dscp;
	u8 fault;      /* enum ss_breaker_fault */
	bool infra;    /* without a look into tables */
	bool fragment; /* a later one */
	bool tcp, syn; /* syn: it begins a connection */
};

#endif
