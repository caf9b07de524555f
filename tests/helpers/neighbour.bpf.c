// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Another XDP program at the same interface: it drops UDP to port 7777, over IPv4 without options.
 */
#include "kernel.h"

#include <bpf/bpf_helpers.h>

#define ETH_SIZE 14

SEC("xdp")
int neighbour(struct xdp_md *ctx)
{
	u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + ETH_SIZE + 20 + 8 > end || data[12] != 8 || data[13] || data[ETH_SIZE] != 0x45 ||
	    data[ETH_SIZE + 9] != 17)
		return XDP_PASS;
	return data[ETH_SIZE + 22] == 7777 >> 8 && data[ETH_SIZE + 23] == (7777 & 255) ? XDP_DROP
										       : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
