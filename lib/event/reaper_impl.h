/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: what the files about the reaper's lines share. */
#ifndef SS_EVENT_REAPER_IMPL_H
#define SS_EVENT_REAPER_IMPL_H

#include "core/json_write.h"
#include "event/process.h"
#include "event/reaper.h"
#include "wire_reaper.h"

/* The name of a rule that there is; NULL for any other number. */
const char *ss_reap_rule_name(const struct ss_reap_names *names, uint32_t rule);
/* "target" and "kind", for a number that was checked. */
void ss_reap_target_write(struct ss_json *w, const struct ss_reap_names *names, uint32_t target);
/* "state" and "wchan", as far as they are known. */
void ss_reap_state_write(struct ss_json *w, char state, const char *wchan);

/* reaper_stack.c: frames, innermost first, as they are in memory; or TEXT, see ss_reap_late. */
struct ss_reap_stack {
	const __u64 *kernel, *user;
	size_t kernel_frames, user_frames;
	const char *text;
	struct ss_proc_id id; /* whose user frames they are */
};
/* "stack"; nothing for none. */
void ss_reap_stack_write(struct ss_json *w, const struct ss_reap_names *names,
			 const struct ss_reap_stack *stack);

#endif
