// SPDX-License-Identifier: BSD-2-Clause
#include "cgroup_guard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reaper/guard.h"

#define ANY_TIME (UINT64_MAX / 4)

struct look {
	struct cgroup_members *m;
	const struct ss_file_ids *services;
};

static int keep(struct cgroup_members *m, uint32_t pid)
{
	if (m->count == m->room) {
		size_t room = m->room ? 2 * m->room : 64;
		uint32_t *pids = reallocarray(m->pids, room, sizeof(*pids));

		if (!pids)
			return -ENOMEM;
		m->pids = pids;
		m->room = room;
	}
	m->pids[m->count++] = pid;
	return 0;
}

static int check_member(void *arg, uint32_t pid)
{
	struct look *l = arg;
	struct ss_victim v;
	struct ss_victim_facts facts;
	int err = ss_victim_open_near(&v, pid, 0, ANY_TIME), guard;

	if (!err)
		err = ss_victim_facts(&v, &facts);
	ss_victim_close(&v);
	if (err)
		return err == -ESRCH ? 0 : err;
	guard = ss_guard_check(&facts, l->services);
	if (guard <= 0)
		return guard ? guard : keep(l->m, pid);
	l->m->pid = pid;
	l->m->guard = guard;
	memcpy(l->m->comm, facts.comm, sizeof(l->m->comm));
	return 1;
}

static int by_pid(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int cgroup_guard(const struct ss_cgroup *c, const struct ss_file_ids *services,
		 struct cgroup_members *m)
{
	struct look l = { .m = m, .services = services };
	int n = ss_cgroup_each(c, check_member, &l);

	if (!n && m->count)
		qsort(m->pids, m->count, sizeof(m->pids[0]), by_pid);
	return n;
}

bool cgroup_has(const struct cgroup_members *m, uint32_t pid)
{
	return m->count && bsearch(&pid, m->pids, m->count, sizeof(m->pids[0]), by_pid);
}

void cgroup_members_fini(struct cgroup_members *m)
{
	free(m->pids);
	*m = (struct cgroup_members){ 0 };
}
