// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ss-breaker: packets are dropped by what they are and by how bad things stand. */
#include "kernel.h"

#include <bpf/bpf_helpers.h>

#include "breaker_judge.bpf.h"
#include "breaker_update.bpf.h"

#define TC_NEXT -1 /* TC_ACT_UNSPEC, TCX_NEXT */
#define TC_SHOT 2

#define LINEAR 256 /* of a packet that goes out so much is looked at */

/*
 * A packet's facts stay in memory: as values they would be put aside again at each of
 * the many branches that end the parsing, which takes twice the time.
 */
#define keep_in_memory(p) asm volatile("" : "+r"(p) : : "memory")

SEC("xdp")
int breaker_in(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct packet packet = { .packets = 1, .bytes = end - data }, *p = &packet;

	keep_in_memory(p);
	if (frags)
		p->bytes = bpf_xdp_get_buff_len(ctx);
	parse(p, ctx, data, end, false);
	if (frags && p->fault && p->bytes != end - data)
		p->fault = SS_BREAKER_FAULT_NO_DATA;
	return judge(p, false) ? XDP_DROP : XDP_PASS;
}

SEC("tc")
int breaker_out(struct __sk_buff *skb)
{
	struct packet packet = { .packets = skb->gso_segs ?: 1, .bytes = skb->len }, *p = &packet;
	void *data, *end;

	/* Headers seldom stand apart from one another; then they are put together. */
	if (skb->data_end - skb->data < LINEAR && skb->data_end - skb->data < skb->len)
		bpf_skb_pull_data(skb, skb->len < LINEAR ? skb->len : LINEAR);
	keep_in_memory(p);
	data = (void *)(long)skb->data;
	end = (void *)(long)skb->data_end;
	parse(p, skb, data, end, true);
	if (p->fault && p->bytes != end - data)
		p->fault = SS_BREAKER_FAULT_NO_DATA;
	return judge(p, true) ? TC_SHOT : TC_NEXT;
}

/* Held by whoever governs, or by a pin: when the last of them goes, the kernel empties it. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
} breaker_jump SEC(".maps");

/* What stays on a queue of the old kind when its owner is killed: it then does nothing. */
SEC("tc")
int breaker_stub(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &breaker_jump, 0);
	return TC_NEXT;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
