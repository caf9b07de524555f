// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/progstat.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
