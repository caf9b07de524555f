// SPDX-License-Identifier: BSD-2-Clause
#include "event/net_text.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define GROUPS 8

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

void ss_addr_normalize(struct ss_wire_addr *addr)
{
	if (addr->family != AF_INET6 || memcmp(addr->ip, mapped, sizeof(mapped)))
		return;
	addr->family = AF_INET;
	addr->scope = 0;
	memcpy(addr->ip, addr->ip + 12, 4);
	memset(addr->ip + 4, 0, 12);
}

static size_t put_ip4(char *out, const uint8_t *ip)
{
	size_t n = 0;

	for (int i = 0; i < 4; i++) {
		if (i)
			out[n++] = '.';
		if (ip[i] >= 100)
			out[n++] = '0' + ip[i] / 100;
		if (ip[i] >= 10)
			out[n++] = '0' + ip[i] / 10 % 10;
		out[n++] = '0' + ip[i] % 10;
	}
	return n;
}

static size_t put_group(char *out, unsigned group)
{
	size_t n = 0;

	for (int shift = 12; shift >= 0; shift -= 4)
		if (group >> shift || !shift)
			out[n++] = "0123456789abcdef"[group >> shift & 0xf];
	return n;
}

/* The first of the longest runs of zero groups; a single one is not shortened. */
static int longest_run(const unsigned *groups, int count, int *len)
{
	int best = -1;

	*len = 1;
	for (int i = 0; i < count; i++) {
		int n = 0;

		while (i + n < count && !groups[i + n])
			n++;
		if (n > *len) {
			best = i;
			*len = n;
		}
		i += n;
	}
	return best;
}

static size_t put_ip6(char *out, const uint8_t *ip)
{
	bool ip4 = !memcmp(ip, mapped, sizeof(mapped));
	int count = ip4 ? GROUPS - 2 : GROUPS, run, run_len;
	unsigned groups[GROUPS];
	size_t n = 0;

	for (int i = 0; i < GROUPS; i++)
		groups[i] = ip[2 * i] << 8 | ip[2 * i + 1];
	run = longest_run(groups, count, &run_len);
	for (int i = 0; i < count; i++) {
		if (i == run) {
			out[n++] = ':';
			out[n++] = ':';
			i += run_len - 1;
			continue;
		}
		if (i && out[n - 1] != ':')
			out[n++] = ':';
		n += put_group(out + n, groups[i]);
	}
	if (ip4) {
		out[n++] = ':';
		n += put_ip4(out + n, ip + 12);
	}
	return n;
}

size_t ss_ip_text(char out[static SS_IP_TEXT_SIZE], const struct ss_wire_addr *addr)
{
	size_t n = 0;

	if (addr->family == AF_INET)
		n = put_ip4(out, addr->ip);
	else if (addr->family == AF_INET6)
		n = put_ip6(out, addr->ip);
	out[n] = '\0';
	return n;
}

size_t ss_unix_text(char out[static SS_WIRE_UNIX_MAX], const char *path, size_t len)
{
	if (len && path[0])
		len = strnlen(path, len);
	if (!len)
		return 0;
	memcpy(out, path, len);
	if (!out[0])
		out[0] = '@';
	return len;
}

const char *ss_family_text(uint16_t family)
{
	switch (family) {
	case AF_INET: return "ipv4";
	case AF_INET6: return "ipv6";
	case AF_UNIX: return "unix";
	default: return NULL;
	}
}

static const char *type_text(uint16_t type)
{
	switch (type) {
	case SOCK_STREAM: return "stream";
	case SOCK_DGRAM: return "dgram";
	case SOCK_RAW: return "raw";
	case SOCK_SEQPACKET: return "seqpacket";
	default: return NULL;
	}
}

const char *ss_transport_text(uint16_t protocol, uint16_t type)
{
	switch (protocol) {
	case 0: return type_text(type);
	case IPPROTO_TCP: return "tcp";
	case IPPROTO_UDP: return "udp";
	case IPPROTO_ICMP: return "icmp";
	case IPPROTO_ICMPV6: return "icmpv6";
	case IPPROTO_SCTP: return "sctp";
	case IPPROTO_DCCP: return "dccp";
	case IPPROTO_UDPLITE: return "udplite";
	case IPPROTO_MPTCP: return "mptcp";
	case IPPROTO_RAW: return "raw";
	default: return NULL;
	}
}
