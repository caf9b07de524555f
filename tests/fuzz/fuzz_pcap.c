// SPDX-License-Identifier: BSD-2-Clause
/* A file of packets: each packet is within the file, and there is an end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/pcap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct ss_pcap_packet packet;
	volatile uint8_t sum = 0;
	struct ss_pcap p;
	int n;

	must(copy != NULL);
	if (size)
		memcpy(copy, data, size);
	n = ss_pcap_open(&p, copy, size);
	must(!n || (n == -EINVAL && p.why));
	while (!n && (n = ss_pcap_next(&p, &packet)) == 1) {
		must(packet.data >= copy && packet.len <= (size_t)(copy + size - packet.data));
		for (size_t i = 0; i < packet.len; i++)
			sum += packet.data[i];
		must(p.number <= size);
		n = 0;
	}
	must(!n || (n == -EINVAL && p.why));
	free(copy);
	return 0;
}
