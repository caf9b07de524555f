// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: who is not touched, whoever asks for it. */
#include <errno.h>
#include <string.h>

#include "act.h"

#define ANY_TIME (UINT64_MAX / 4)

int act_on_refresh(void *arg)
{
	struct act *a = arg;

	/* What was there before stays: it may still run. */
	return ss_file_ids_add(&a->services, ss_guard_services);
}

static void cannot_tell(struct act_case *c, const char *what, int err)
{
	c->result = ACT_FAILED;
	act_reason(c, "cannot tell %s: %s", what, strerror(-err));
}

static void set_guard(struct act_case *c, enum ss_guard guard)
{
	c->result = ACT_GUARDED;
	c->guard = guard;
}

/* A process of the victim's cgroup.  1: it is guarded. */
static int check_member(void *arg, uint32_t pid)
{
	struct act_case *c = arg;
	struct ss_victim v;
	struct ss_victim_facts facts;
	int err = ss_victim_open_near(&v, pid, 0, ANY_TIME), guard;

	if (!err)
		err = ss_victim_facts(&v, &facts);
	ss_victim_close(&v);
	if (err)
		return err == -ESRCH ? 0 : err;
	guard = ss_guard_check(&facts, &c->act->services);
	if (guard <= 0)
		return guard;
	set_guard(c, guard);
	act_reason(c, "process %u (%s) of its cgroup is guarded", pid, facts.comm);
	return 1;
}

static bool check_cgroup(struct act_case *c)
{
	int n = ss_cgroup_each(&c->cgroup, check_member, c);

	if (n < 0)
		cannot_tell(c, "who is in its cgroup", n);
	return !n;
}

bool act_allowed(struct act_case *c)
{
	int guard;

	if (!act_harms(c->request.act))
		return true;
	guard = ss_guard_check(&c->facts, &c->act->services);
	if (guard > 0)
		set_guard(c, guard);
	else if (guard)
		cannot_tell(c, "whether it is guarded", guard);
	if (guard)
		return false;
	return !act_is_cgroup(c->request.act) || check_cgroup(c);
}
