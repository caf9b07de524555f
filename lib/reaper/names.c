// SPDX-License-Identifier: BSD-2-Clause
/* Words for what the reaper knows, as they stand in rules and in events. */
#include <signal.h>

#include "reaper/rule.h"

const char *const ss_reap_act_names[SS_REAP_ACTS + 1] = {
	[SS_REAP_REPORT] = "report", [SS_REAP_STOP] = "stop", [SS_REAP_FREEZE] = "freeze",
	[SS_REAP_TERM] = "term",     [SS_REAP_KILL] = "kill", [SS_REAP_CGROUP_KILL] = "cgroup-kill",
};

const char *const ss_reap_kind_names[SS_REAP_KINDS + 1] = {
	[SS_REAP_FUNC] = "func",   [SS_REAP_SYSCALL] = "syscall",   [SS_REAP_UPROBE] = "uprobe",
	[SS_REAP_ONCPU] = "oncpu", [SS_REAP_LIFETIME] = "lifetime",
};

const char *const ss_guard_names[SS_GUARDS + 1] = {
	[SS_GUARD_NONE] = "none",
	[SS_GUARD_INIT] = "pid 1",
	[SS_GUARD_KTHREAD] = "kernel thread",
	[SS_GUARD_NS_INIT] = "pid 1 of a namespace",
	[SS_GUARD_SELF] = "the reaper or its ancestor",
	[SS_GUARD_SERVICE] = "vital service",
	[SS_GUARD_OOM] = "oom_score_adj -1000",
	[SS_GUARD_PROTECT] = "protected",
};

const char *const ss_reap_verdict_names[SS_REAP_VERDICTS + 1] = {
	[SS_REAP_REPORTED] = "reported", [SS_REAP_SIGNALLED] = "signalled",
	[SS_REAP_ASKED] = "asked",	 [SS_REAP_GUARDED] = "guarded",
	[SS_REAP_RATED] = "rate",	 [SS_REAP_MASS] = "mass",
	[SS_REAP_FAILED] = "failed",	 [SS_REAP_DRY] = "dry-run",
};

int ss_reap_signal(enum ss_reap_act act)
{
	switch (act) {
	case SS_REAP_STOP: return SIGSTOP;
	case SS_REAP_TERM: return SIGTERM;
	case SS_REAP_KILL: return SIGKILL;
	default: return 0;
	}
}
