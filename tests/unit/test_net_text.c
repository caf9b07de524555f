// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <stdint.h>
#include <sys/socket.h>

#include "check.h"
#include "event/net_text.h"

static const char *ip6(const char *text)
{
	static char out[SS_IP_TEXT_SIZE];
	struct ss_wire_addr addr = { .family = AF_INET6 };

	check(inet_pton(AF_INET6, text, addr.ip) == 1);
	check(ss_ip_text(out, &addr) == strlen(out));
	return out;
}

static const char *ip4(const char *text)
{
	static char out[SS_IP_TEXT_SIZE];
	struct ss_wire_addr addr = { .family = AF_INET };

	check(inet_pton(AF_INET, text, addr.ip) == 1);
	check(ss_ip_text(out, &addr) == strlen(out));
	return out;
}

static void ipv4(void)
{
	static const char *const same[] = { "0.0.0.0", "127.0.0.1", "192.168.100.10",
					    "255.255.255.255", "10.0.99.100" };

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		check_str(ip4(same[i]), same[i]);
}

/* The examples of RFC 5952, and its corners. */
static void ipv6(void)
{
	check_str(ip6("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
	check_str(ip6("2001:0db8::0001"), "2001:db8::1");
	check_str(ip6("2001:db8:0:0:0:0:2:1"), "2001:db8::2:1");
	check_str(ip6("2001:db8::1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
	check_str(ip6("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
	check_str(ip6("2001:DB8::A"), "2001:db8::a");
	check_str(ip6("::"), "::");
	check_str(ip6("::1"), "::1");
	check_str(ip6("1::"), "1::");
	check_str(ip6("0:1:1:1:1:1:1:0"), "0:1:1:1:1:1:1:0");
	check_str(ip6("::2:3:4:5:6:7:8"), "0:2:3:4:5:6:7:8");
	check_str(ip6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	check_str(ip6("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
	check_str(ip6("::1:2"), "::1:2"); /* no IPv4: that form is long gone */
	check_str(ip6("fe80::1"), "fe80::1");
}

/* libc's writer as the oracle, over every pattern of zero groups. */
static void ipv6_as_libc(void)
{
	char want[INET6_ADDRSTRLEN], got[SS_IP_TEXT_SIZE];

	for (unsigned pattern = 0; pattern < 256; pattern++) {
		struct ss_wire_addr addr = { .family = AF_INET6 };

		/* libc writes ::a:b as IPv4. */
		if (!(pattern & 0x3f))
			continue;
		for (int i = 0; i < 8; i++) {
			addr.ip[2 * i] = pattern >> i & 1 ? i * 3 & 0xff : 0;
			addr.ip[2 * i + 1] = pattern >> i & 1 ? 0x10 << (i & 3) : 0;
		}
		inet_ntop(AF_INET6, addr.ip, want, sizeof(want));
		ss_ip_text(got, &addr);
		check_str(got, want);
	}
}

static void ipv4_in_ipv6(void)
{
	struct ss_wire_addr addr = { .family = AF_INET6, .port = 443 };
	char out[SS_IP_TEXT_SIZE];

	inet_pton(AF_INET6, "::ffff:192.0.2.1", addr.ip);
	ss_addr_normalize(&addr);
	ss_ip_text(out, &addr);
	check(addr.family == AF_INET && addr.port == 443);
	check_str(out, "192.0.2.1");
	for (int i = 4; i < 16; i++)
		check(!addr.ip[i]);
	addr.family = AF_INET6;
	inet_pton(AF_INET6, "::fffe:192.0.2.1", addr.ip);
	ss_addr_normalize(&addr);
	check(addr.family == AF_INET6);
}

static void no_ip(void)
{
	struct ss_wire_addr addr = { .family = AF_UNIX };
	char out[SS_IP_TEXT_SIZE] = "x";

	check(!ss_ip_text(out, &addr) && !out[0]);
}

static void is_unix(const char *path, size_t len, const char *want, size_t want_len)
{
	char out[SS_WIRE_UNIX_MAX];
	size_t n = ss_unix_text(out, path, len);

	check(n == want_len && !memcmp(out, want, n));
}

static void unix_names(void)
{
	char longest[SS_WIRE_UNIX_MAX];

	memset(longest, 'x', sizeof(longest));
	is_unix("/run/x.sock", 12, "/run/x.sock", 11);
	is_unix("/run/x.sock", 11, "/run/x.sock", 11);
	is_unix("/a\0junk", 7, "/a", 2);
	is_unix("\0abstract", 9, "@abstract", 9);
	is_unix("\0a\0b", 4, "@a\0b", 4);
	is_unix("\0", 1, "@", 1);
	is_unix("", 0, "", 0);
	is_unix(longest, sizeof(longest), longest, sizeof(longest));
}

static void words(void)
{
	check_str(ss_family_text(AF_INET), "ipv4");
	check_str(ss_family_text(AF_INET6), "ipv6");
	check_str(ss_family_text(AF_UNIX), "unix");
	check(!ss_family_text(AF_NETLINK));
	check_str(ss_transport_text(IPPROTO_TCP, SOCK_STREAM), "tcp");
	check_str(ss_transport_text(IPPROTO_UDP, SOCK_DGRAM), "udp");
	check_str(ss_transport_text(0, SOCK_SEQPACKET), "seqpacket");
	check(!ss_transport_text(0, 0) && !ss_transport_text(253, SOCK_STREAM));
}

static const struct check_case cases[] = {
	{ "IPv4", ipv4 },
	{ "IPv6 as in RFC 5952", ipv6 },
	{ "IPv6 as libc, every pattern of zeros", ipv6_as_libc },
	{ "IPv4 in IPv6 is IPv4", ipv4_in_ipv6 },
	{ "no IP address", no_ip },
	{ "names of Unix sockets", unix_names },
	{ "families and transports", words },
};

CHECK_MAIN(cases)
