// SPDX-License-Identifier: BSD-2-Clause
/* How an evaluation ends before its time: errors, and limits. */
#include <time.h>

#include "rego/vm/vm.h"

#define SLICE 4096 /* steps between looks at the clock */

const struct rego_loc *rego_vm_place(const struct rego_code *c, const uint32_t *pc)
{
	uint32_t at = (uint32_t)(pc - c->words), low = 0, high = c->place_count;

	while (low < high) { /* the first place behind the word */
		uint32_t mid = (low + high) / 2;

		if (c->places[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? c->places[low - 1].loc : NULL;
}

_Noreturn void rego_vm_fail(struct rego_eval *e, const struct rego_code *c, const uint32_t *pc,
			    const char *code, const char *message)
{
	const struct rego_loc *loc = c ? rego_vm_place(c, pc) : NULL;

	e->failed = true;
	e->error_code = code;
	e->error_message = message;
	e->error_loc = loc ? *loc : (struct rego_loc){ 0 };
	longjmp(e->out, 1);
}

void rego_vm_pause(struct rego_eval *e)
{
	struct timespec now;

	if (e->cancelled)
		rego_stop(&e->arena, REGO_STOP_CANCEL);
	if (e->limits.steps) {
		if (!e->steps_left)
			rego_stop(&e->arena, REGO_STOP_STEPS);
		e->steps_slice = e->steps_left < SLICE ? e->steps_left : SLICE;
		e->steps_left -= e->steps_slice;
	} else {
		e->steps_slice = SLICE;
	}
	if (!e->deadline)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if ((uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec >= e->deadline)
		rego_stop(&e->arena, REGO_STOP_TIME);
}
