// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/progstat.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAPS_MAX 64 /* that a program can use: the kernel's own limit */

int ss_progstat_read_file(const char *path, struct ss_progstat *stat)
{
	const struct {
		const char *key;
		uint64_t *to;
	} keys[] = {
		{ "run_time_ns:", &stat->ns },
		{ "run_cnt:", &stat->runs },
		{ "recursion_misses:", &stat->misses },
	};
	FILE *f = fopen(path, "re");
	char line[128];

	*stat = (struct ss_progstat){ 0 };
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f))
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
			size_t len = strlen(keys[i].key);
			unsigned long long n;

			if (!strncmp(line, keys[i].key, len) && sscanf(line + len, "%llu", &n) == 1)
				*keys[i].to = n;
		}
	fclose(f);
	return 0;
}

int ss_progstat_read(int fd, struct ss_progstat *stat)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	return ss_progstat_read_file(path, stat);
}

uint64_t ss_progstat_misses(const struct bpf_object *obj)
{
	struct bpf_program *p;
	uint64_t n = 0;

	bpf_object__for_each_program (p, obj) {
		struct ss_progstat stat;

		if (bpf_program__fd(p) >= 0 && !ss_progstat_read(bpf_program__fd(p), &stat))
			n += stat.misses;
	}
	return n;
}

bool ss_prog_uses(int prog, uint32_t map)
{
	uint32_t maps[MAPS_MAX], len = sizeof(struct bpf_prog_info);
	struct bpf_prog_info info = { .nr_map_ids = MAPS_MAX, .map_ids = (uintptr_t)maps };

	if (bpf_obj_get_info_by_fd(prog, &info, &len))
		return false;
	for (uint32_t i = 0; i < MAPS_MAX && i < info.nr_map_ids; i++)
		if (maps[i] == map)
			return true;
	return false;
}

uint64_t ss_progstat_misses_of(uint32_t map)
{
	uint64_t n = 0;
	uint32_t id = 0;

	while (!bpf_prog_get_next_id(id, &id)) {
		int fd = bpf_prog_get_fd_by_id(id);
		struct ss_progstat stat;

		if (fd < 0)
			continue;
		if (ss_prog_uses(fd, map) && !ss_progstat_read(fd, &stat))
			n += stat.misses;
		close(fd);
	}
	return n;
}
