/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who is in scope of which rules right now: the task iterator. */
#ifndef SS_REAPER_SURVEY_BPF_H
#define SS_REAPER_SURVEY_BPF_H

#include "reaper_auto.bpf.h"
#include "reaper_guard.bpf.h"

/* Those that no rule is about, too. */
volatile __u32 survey_all;

SEC("iter/task")
int reap_survey(struct bpf_iter__task *ctx)
{
	struct task_struct *t = untyped(ctx->task);
	struct ss_wire_survey r = { .head = { .kind = SS_WIRE_SURVEY, .size = sizeof(r) } };

	/* It runs in the reader's own context: its tgid as the kernel counts, whatever its
	 * namespace. */
	self_tgid = bpf_get_current_pid_tgid() >> 32;
	if (!t || BPF_CORE_READ(t, pid) != BPF_CORE_READ(t, tgid) ||
	    BPF_CORE_READ(t, signal, live.counter) == 0)
		return 0;
	put_task(&r.head, &r.task, t);
	r.rules = rules_certain(task_rules(t, r.task.id.tgid, r.task.uid)) & known_rules;
	if (!r.rules && !survey_all)
		return 0;
	r.head.boot_ns = bpf_ktime_get_boot_ns();
	r.start_mono_ns = BPF_CORE_READ(t, group_leader, start_time);
	file_run(t, &r.inode, &r.dev);
	r.guard = guard_of(t, r.rules);
	bpf_seq_write(ctx->meta->seq, &r, sizeof(r));
	return 0;
}

#endif
