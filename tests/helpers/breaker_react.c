// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_react FILE INTERFACE INSTANCE TIMES: how long from a change of a battery's FILE (3 %,
 * then 90 %) until the first packet is dropped.  Packets go out through INTERFACE one after the
 * other; what the instance has dropped is read from its counters.
 * Prints each time in microseconds.
 */
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>

#include "breaker.h"

#define PATIENCE_NS 20000000000ull
#define PASSED_MIN  20

static const volatile struct ss_wire_breaker_counts *counts;
static unsigned int rows;
static int packet_socket;

/* The number of its map of counters, or 0: the map behind FD is not what this instance says of
 * itself. */
static uint32_t counts_id(int fd, const char *instance)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info), zero = 0, id = 0;
	struct ss_wire_breaker_meta *meta;

	if (bpf_obj_get_info_by_fd(fd, &info, &len) || strcmp(info.name, "breaker_meta") != 0)
		return 0;
	meta = calloc(1, info.value_size + 8);
	if (meta && !bpf_map_lookup_elem(fd, &zero, meta) && !strcmp(meta->name, instance))
		id = meta->maps[SS_BREAKER_MAP_COUNTS];
	free(meta);
	return id;
}

static void map_counts(uint32_t id)
{
	int fd = bpf_map_get_fd_by_id(id);
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len))
		err(1, "counters");
	rows = info.max_entries;
	counts = mmap(NULL, rows * sizeof(*counts), PROT_READ, MAP_SHARED, fd, 0);
	if (counts == MAP_FAILED)
		err(1, "mmap");
}

static void find_counts(const char *instance)
{
	uint32_t id = 0, found = 0;

	while (!found && !bpf_map_get_next_id(id, &id)) {
		int fd = bpf_map_get_fd_by_id(id);

		if (fd < 0)
			continue;
		found = counts_id(fd, instance);
		close(fd);
	}
	if (!found)
		errx(1, "there is no instance '%s'", instance);
	map_counts(found);
}

static uint64_t dropped(void)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < rows; i += 2)
		n += counts[i].by[SS_BREAKER_DEFAULT][SS_BREAKER_DROP_LEVEL].packets;
	return n;
}

static void open_packet(const char *interface)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
				  .sll_ifindex = if_nametoindex(interface) };

	packet_socket = socket(AF_PACKET, SOCK_RAW, 0);
	if (packet_socket < 0 || !at.sll_ifindex ||
	    bind(packet_socket, (struct sockaddr *)&at, sizeof(at)))
		err(1, "%s", interface);
}

static void send_packet(void)
{
	static const uint8_t packet[64] = {
		[0] = 2, [12] = 0x08, [14] = 0x45, [23] = 17, [37] = 9
	};

	if (send(packet_socket, packet, sizeof(packet), 0) < 0)
		err(1, "send");
}

/* As whoever knows of readers does it: a file is never half a file.  When it changed. */
static uint64_t tell(const char *file, const char *percent)
{
	uint64_t at;
	char next[4096];
	int fd;

	snprintf(next, sizeof(next), "%s.new", file);
	fd = open(next, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || write(fd, percent, strlen(percent)) < 0 || close(fd))
		err(1, "%s", next);
	at = now_ns();
	if (rename(next, file))
		err(1, "%s", file);
	return at;
}

/* The time from BEGAN to a packet that is dropped. */
static uint64_t until_dropped(uint64_t began)
{
	uint64_t before = dropped();

	while (dropped() == before) {
		if (now_ns() - began > PATIENCE_NS)
			errx(1, "nothing happens");
		send_packet();
		usleep(20);
	}
	return now_ns() - began;
}

/* Packets pass, and none is on its way any more that would be dropped. */
static void until_passed(void)
{
	uint64_t began = now_ns(), before = dropped();

	for (int passed = 0; passed < PASSED_MIN; passed++) {
		send_packet();
		usleep(1000);
		if (dropped() != before) {
			before = dropped();
			passed = 0;
		}
		if (now_ns() - began > PATIENCE_NS)
			errx(1, "nothing happens");
	}
}

int main(int argc, char **argv)
{
	int times = argc == 5 ? atoi(argv[4]) : 0;

	if (times < 1)
		errx(2, "usage: breaker_react FILE INTERFACE INSTANCE TIMES");
	find_counts(argv[3]);
	open_packet(argv[2]);
	srandom(time(NULL));
	for (int i = 0; i < times; i++) {
		tell(argv[1], "90\n");
		usleep(random() % 100000); /* at no particular moment */
		until_passed();
		printf("%.0f\n", until_dropped(tell(argv[1], "3\n")) / 1000.0);
		fflush(stdout);
	}
	return 0;
}
