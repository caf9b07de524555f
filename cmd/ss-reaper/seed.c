// SPDX-License-Identifier: BSD-2-Clause
/*
 * System calls that were under way before the programs were there: nobody saw them
 * begin, so their time counts from now on.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "thread.h"
#include "wire_reaper.h"

struct seed {
	struct reaper *r;
	int fd;
	uint64_t rules; /* about any system call */
};

static int target_of(const struct reaper *r, long nr)
{
	for (size_t i = 0; i < r->config.target_count; i++)
		if (r->config.targets[i].kind == SS_REAP_SYSCALL && r->targets[i].nr == nr)
			return i;
	return -1;
}

/* A call that has begun meanwhile has its entry; one that has ended is found out when it is late.
 */
static void plant(const struct seed *seed, const struct ss_wire_survey *s, uint32_t tid)
{
	const struct reaper *r = seed->r;
	uint32_t tgid = s->task.id.tgid;
	long nr = thread_call(r->slow, tgid, tid);
	int target = nr < 0 ? -1 : target_of(r, nr);
	uint64_t key = (uint64_t)tid << 32 | (uint32_t)target;
	struct ss_wire_reap_call call = {
		.since = ss_clock_mono(),
		.start_ns = s->task.id.start_ns,
		.rules = s->rules,
		.tgid = tgid,
		.depth = 1,
	};

	if (target >= 0 && s->rules & r->skel->rodata->target_rules[target])
		bpf_map_update_elem(seed->fd, &key, &call, BPF_NOEXIST);
}

static int on_process(void *arg, const struct ss_wire_survey *s)
{
	const struct seed *seed = arg;
	struct dirent *entry;
	char path[32];
	DIR *dir;

	if (!(s->rules & seed->rules) || s->head.flags & SS_WIRE_KTHREAD)
		return 0;
	snprintf(path, sizeof(path), "/proc/%u/task", s->task.id.tgid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			plant(seed, s, strtoul(entry->d_name, NULL, 10));
	if (dir)
		closedir(dir);
	return 0;
}

int seed_calls(struct reaper *r)
{
	struct seed seed = { .r = r, .fd = bpf_map__fd(r->skel->maps.calls) };

	for (size_t i = 0; i < r->config.target_count; i++)
		if (r->config.targets[i].kind == SS_REAP_SYSCALL)
			seed.rules |= r->skel->rodata->target_rules[i];
	return seed.rules ? reaper_survey(r, on_process, &seed) : 0;
}
