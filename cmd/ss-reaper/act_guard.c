// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: who is not touched, whoever asks for it. */
#include <errno.h>
#include <string.h>

#include "act.h"
#include "cgroup_guard.h"

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

static bool check_cgroup(struct act_case *c)
{
	struct cgroup_members members = { 0 };
	int n = cgroup_guard(&c->cgroup, &c->act->services, &members);

	if (n < 0) {
		cannot_tell(c, "who is in its cgroup", n);
	} else if (n) {
		set_guard(c, members.guard);
		act_reason(c, "process %u (%s) of its cgroup is guarded", members.pid,
			   members.comm);
	}
	cgroup_members_fini(&members);
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
