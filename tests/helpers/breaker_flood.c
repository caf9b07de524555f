// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_flood INTERFACE SECONDS PORT SIZE [MAC]: UDP packets to 10.99.7.2, as many as one
 * processor sends.  Says how many in a second, and how much of this process's time each took,
 * with what the kernel did for it up to where the packet ended.
 */
#include <arpa/inet.h>
#include <err.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64

static double now_s(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int open_packet(const char *interface)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
				  .sll_ifindex = if_nametoindex(interface) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;

	if (fd < 0 || !at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at)))
		err(1, "%s", interface);
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
	return fd;
}

static uint16_t sum(const uint8_t *data, size_t size)
{
	uint32_t n = 0;

	for (size_t i = 0; i < size; i += 2)
		n += data[i] << 8 | data[i + 1];
	n = (n & 0xffff) + (n >> 16);
	return ~(n + (n >> 16));
}

static void make_packet(uint8_t *p, uint16_t port, size_t size, const char *mac)
{
	unsigned int m[6] = { 2, 0, 0, 0, 0, 2 };
	uint16_t check;

	if (mac && sscanf(mac, "%x:%x:%x:%x:%x:%x", m, m + 1, m + 2, m + 3, m + 4, m + 5) != 6)
		errx(2, "what MAC is '%s'?", mac);
	memset(p, 0, size);
	for (int i = 0; i < 6; i++)
		p[i] = m[i];
	memcpy(p + 6, "\x02\0\0\0\0\x01\x08\0", 8);
	memcpy(p + 14, "\x45\0\0\0\0\0\x40\0\x40\x11\0\0\x0a\x63\x07\x01\x0a\x63\x07\x02", 20);
	p[16] = (size - 14) >> 8;
	p[17] = size - 14;
	check = sum(p + 14, 20);
	p[24] = check >> 8;
	p[25] = check;
	p[34] = 40000 >> 8;
	p[35] = 40000 & 255;
	p[36] = port >> 8;
	p[37] = port;
	p[38] = (size - 34) >> 8;
	p[39] = size - 34;
}

int main(int argc, char **argv)
{
	struct mmsghdr messages[BATCH] = { 0 };
	uint8_t packet[1514];
	struct iovec io = { .iov_base = packet };
	double seconds, began, cpu;
	cpu_set_t first;
	uint64_t sent = 0;
	int fd;

	if (argc < 5)
		errx(2, "usage: breaker_flood INTERFACE SECONDS PORT SIZE [MAC]");
	seconds = atof(argv[2]);
	io.iov_len = atoi(argv[4]);
	if (io.iov_len < 60 || io.iov_len > sizeof(packet))
		errx(2, "a size from 60 to %zu", sizeof(packet));
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
	fd = open_packet(argv[1]);
	make_packet(packet, atoi(argv[3]), io.iov_len, argc > 5 ? argv[5] : NULL);
	for (int i = 0; i < BATCH; i++) {
		messages[i].msg_hdr.msg_iov = &io;
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	began = now_s(CLOCK_MONOTONIC);
	cpu = now_s(CLOCK_PROCESS_CPUTIME_ID);
	while (now_s(CLOCK_MONOTONIC) - began < seconds) {
		int n = sendmmsg(fd, messages, BATCH, 0);

		if (n > 0)
			sent += n;
	}
	seconds = now_s(CLOCK_MONOTONIC) - began;
	cpu = now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("%.0f %.0f %llu\n", sent / seconds, cpu * 1e9 / sent, (unsigned long long)sent);
	return 0;
}
