// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: what is asked for is done. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"

bool act_is_cgroup(enum ss_request_act act)
{
	return act == SS_REQUEST_FREEZE || act == SS_REQUEST_THAW || act == SS_REQUEST_CGROUP_KILL;
}

bool act_harms(enum ss_request_act act)
{
	return act != SS_REQUEST_CONT && act != SS_REQUEST_THAW;
}

bool act_ends(enum ss_request_act act)
{
	return act == SS_REQUEST_KILL || act == SS_REQUEST_TERM || act == SS_REQUEST_CGROUP_KILL;
}

const char *act_signal(enum ss_request_act act, int *signal)
{
	switch (act) {
	case SS_REQUEST_KILL:
	case SS_REQUEST_CGROUP_KILL: *signal = SIGKILL; return "SIGKILL";
	case SS_REQUEST_TERM: *signal = SIGTERM; return "SIGTERM";
	case SS_REQUEST_STOP: *signal = SIGSTOP; return "SIGSTOP";
	case SS_REQUEST_CONT: *signal = SIGCONT; return "SIGCONT";
	default: return NULL;
	}
}

/* An error of a system call as a result; -ESRCH is no failure. */
static void set_error(struct act_case *c, int err, const char *what)
{
	c->result = err == -ESRCH ? ACT_GONE : err == -ESTALE ? ACT_STALE : ACT_FAILED;
	if (err == -ESTALE)
		act_reason(c, "another process has pid %u now", c->request.pid);
	else if (err != -ESRCH)
		act_reason(c, "%s: %s", what, strerror(-err));
}

static bool find_victim(struct act_case *c)
{
	const struct ss_request *r = &c->request;
	char exe[PATH_MAX];
	int err = ss_victim_open_near(&c->victim, r->pid, r->start_ns, r->slack_ns);

	if (err) {
		set_error(c, err, "cannot hold the process");
		return false;
	}
	err = ss_victim_facts(&c->victim, &c->facts);
	if (err) {
		c->facts.pid = 0;
		set_error(c, err, "cannot tell whether it is guarded");
		return false;
	}
	if (!ss_victim_exe(&c->victim, exe, sizeof(exe)))
		c->exe = strdup(exe);
	return true;
}

static bool find_cgroup(struct act_case *c)
{
	int err;

	if (!act_is_cgroup(c->request.act))
		return true;
	err = ss_cgroup_open(&c->cgroup, &c->victim);
	if (err == -EPERM) {
		c->result = ACT_REFUSED;
		act_reason(c, "its cgroup is the root, or holds ss-reaper itself");
	} else if (err == -ENOENT) {
		c->result = ACT_FAILED;
		act_reason(c, "it is in no cgroup of version 2 that is mounted here");
	} else if (err) {
		set_error(c, err, "cannot open its cgroup");
	}
	return !err;
}

/* More victims than there should be in such a time: somebody has made a mistake. */
static bool within_mass(struct act_case *c)
{
	struct act *a = c->act;
	uint32_t n = a->opt->mass;
	uint64_t *oldest;

	if (!n || !act_harms(c->request.act))
		return true;
	oldest = &a->times[a->victims % n];
	if (a->victims >= n && c->read_ns - *oldest < a->opt->mass_ns) {
		c->result = ACT_REFUSED;
		act_reason(c, "too many victims at once (--mass)");
		return false;
	}
	*oldest = c->read_ns;
	a->victims++;
	return true;
}

/* 0, or why not. */
static int carry_out(struct act_case *c)
{
	int signal = 0;

	switch (c->request.act) {
	case SS_REQUEST_FREEZE: return ss_cgroup_freeze(&c->cgroup, true);
	case SS_REQUEST_THAW: return ss_cgroup_freeze(&c->cgroup, false);
	case SS_REQUEST_CGROUP_KILL: return ss_cgroup_kill(&c->cgroup);
	default: act_signal(c->request.act, &signal); return ss_victim_signal(&c->victim, signal);
	}
}

/* True if its result is to be waited for. */
static bool act_on(struct act_case *c)
{
	struct act *a = c->act;
	int err;

	if (act_ends(c->request.act) && act_is_waited_for(c)) {
		act_reason(c, "asked for before");
		c->done_ns = ss_clock_mono();
		return true;
	}
	if (!within_mass(c))
		return false;
	if (a->opt->dry_run) {
		c->result = ACT_DRY_RUN;
		return false;
	}
	act_hook(c, a->opt->before);
	err = carry_out(c);
	c->done_ns = ss_clock_mono();
	if (err == -ENOENT && c->request.act == SS_REQUEST_CGROUP_KILL) {
		c->result = ACT_FAILED;
		act_reason(c, "this kernel has no cgroup.kill (Linux 5.14)");
	} else if (err) {
		set_error(c, err, "refused by the kernel");
	}
	return !err && (act_ends(c->request.act) || c->request.act == SS_REQUEST_FREEZE);
}

static bool is_permitted(struct act_case *c)
{
	if (c->act->opt->allowed & UINT64_C(1) << c->request.act)
		return true;
	c->result = ACT_REFUSED;
	act_reason(c, "%s is not allowed (--allow-actions)", ss_request_names[c->request.act]);
	return false;
}

static int read_request(struct act_case *c, struct ss_json_val root)
{
	struct act *a = c->act;
	struct ss_request_now now = { .boot = a->stream.boot,
				      .clock = &a->stream.clock,
				      .boot_ns = ss_clock_boot() };
	int err;

	ss_clock_sync(&a->stream.clock);
	err = ss_request_read(&c->request, root, &now, &a->room);
	if (err == -EINVAL) {
		c->result = ACT_REFUSED;
		act_reason(c, "%s", c->request.why);
	} else if (err == -ESTALE) {
		c->result = ACT_STALE;
		act_reason(c, "it was a process of an earlier boot");
	}
	return err;
}

int act_request(struct act *a, struct ss_json_val root, uint64_t read_ns)
{
	struct act_case *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return -ENOMEM;
	c->act = a;
	c->read_ns = read_ns;
	c->victim.fd = c->cgroup.fd = -1;
	err = read_request(c, root);
	if (!err && is_permitted(c) && find_victim(c) && find_cgroup(c) && act_allowed(c) &&
	    act_on(c)) {
		act_wait(c);
		return 0;
	}
	act_finish(c);
	return err == -ENOMEM ? err : 0;
}
