// SPDX-License-Identifier: BSD-2-Clause
/* Files of packets as tcpdump and wireshark write them. */
#include <errno.h>

#include "breaker/pcap.h"
#include "check.h"

static uint8_t file[512];
static size_t len;
static bool big; /* endian */

static void put32(uint32_t n)
{
	for (int i = 0; i < 4; i++)
		file[len++] = n >> 8 * (big ? 3 - i : i);
}

static void put16(uint16_t n)
{
	for (int i = 0; i < 2; i++)
		file[len++] = n >> 8 * (big ? 1 - i : i);
}

static void put(const char *bytes, size_t n)
{
	memcpy(file + len, bytes, n);
	len += n;
}

static void plain(uint32_t magic, uint32_t dlt)
{
	len = 0;
	put32(magic);
	put32(0x00040002);
	put32(0);
	put32(0);
	put32(65535);
	put32(dlt);
}

static void packet(const char *bytes, uint32_t wire)
{
	put32(1);
	put32(2);
	put32(strlen(bytes));
	put32(wire);
	put(bytes, strlen(bytes));
}

static void plain_files(void)
{
	static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d };

	for (int i = 0; i < 4; i++) {
		struct ss_pcap_packet got;
		struct ss_pcap p;

		big = i & 1;
		plain(magics[i / 2], 1);
		packet("hello", 99);
		packet("x", 1);
		check(!ss_pcap_open(&p, file, len));
		check(ss_pcap_next(&p, &got) == 1 && got.len == 5 && got.wire_len == 99);
		check(!memcmp(got.data, "hello", 5) && got.link == SS_PCAP_ETHERNET);
		check(ss_pcap_next(&p, &got) == 1 && got.len == 1 && p.number == 2);
		check(ss_pcap_next(&p, &got) == 0);
	}
}

static void block(uint32_t type, const char *body, size_t n)
{
	put32(type);
	put32(n + 12);
	put(body, n);
	put32(n + 12);
}

static void section(void)
{
	put32(0x0a0d0d0a);
	put32(28);
	put32(0x1a2b3c4d);
	put32(0x00000001);
	put32(~0u);
	put32(~0u);
	put32(28);
}

static void interface(uint16_t dlt)
{
	put32(1);
	put32(20);
	put16(dlt);
	put16(0);
	put32(0);
	put32(20);
}

static void enhanced(uint32_t link, const char *bytes)
{
	size_t n = strlen(bytes), pad = (4 - n % 4) % 4;

	put32(6);
	put32(32 + n + pad);
	put32(link);
	put32(0);
	put32(0);
	put32(n);
	put32(n + 100);
	put(bytes, n);
	put("\0\0\0", pad);
	put32(32 + n + pad);
}

static void new_generation(void)
{
	for (int i = 0; i < 2; i++) {
		struct ss_pcap_packet got;
		struct ss_pcap p;

		big = i;
		len = 0;
		section();
		block(0x0bad, "ignored.", 8);
		interface(1);
		interface(101);
		interface(113);
		enhanced(1, "hello");
		section(); /* begins anew */
		interface(1);
		enhanced(0, "four");
		check(!ss_pcap_open(&p, file, len));
		check(ss_pcap_next(&p, &got) == 1 && got.len == 5 && got.wire_len == 105);
		check(got.link == SS_PCAP_IP && !memcmp(got.data, "hello", 5));
		check(ss_pcap_next(&p, &got) == 1 && got.len == 4);
		check(got.link == SS_PCAP_ETHERNET);
		check(ss_pcap_next(&p, &got) == 0);
	}
}

static void simple(void)
{
	struct ss_pcap_packet got;
	struct ss_pcap p;

	big = false;
	len = 0;
	section();
	interface(113);
	block(3, "\x05\0\0\0hello\0\0\0", 12);
	check(!ss_pcap_open(&p, file, len));
	check(ss_pcap_next(&p, &got) == 1 && got.len == 5 && got.link == SS_PCAP_COOKED);
}

static void wrong(size_t size, const char *why)
{
	struct ss_pcap_packet got;
	struct ss_pcap p;
	int n = ss_pcap_open(&p, file, size);

	while (!n)
		n = ss_pcap_next(&p, &got) == 1 ? 0 : p.why ? -EINVAL : 1;
	check(n == -EINVAL);
	check_str(p.why ? p.why : "", why);
}

static void broken(void)
{
	big = false;
	plain(0xa1b2c3d4, 1);
	packet("hello", 5);
	wrong(3, "it is too short for a file of packets");
	wrong(20, "the file ends within its header");
	wrong(30, "the file ends within a packet's header");
	wrong(len - 1, "the file ends within a packet");
	file[0] = 7;
	wrong(len, "it is neither pcap nor pcapng");
	len = 0;
	section();
	wrong(20, "a block of no possible length");
	wrong(8, "the file ends within a block");
	enhanced(0, "x");
	wrong(len, "a packet of no interface");
	len = 0;
	section();
	file[8] = 7;
	wrong(len, "a section of no byte order");
	len = 0;
	section();
	interface(1);
	block(6, "\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0\x09\0\0\0", 20);
	wrong(len, "a packet longer than its block");
	len = 0;
	section();
	put32(1);
	put32(0);
	put32(0);
	wrong(len, "a block of no possible length");
}

static const struct check_case cases[] = {
	{ "pcap, in micro- and nanoseconds, of either byte order", plain_files },
	{ "pcapng, of either byte order, with several sections", new_generation },
	{ "simple packets", simple },
	{ "what is broken", broken },
};

CHECK_MAIN(cases)
