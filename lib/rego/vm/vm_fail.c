// SPDX-License-Identifier: BSD-2-Clause
/* How an evaluation ends before its time: errors, and limits. */
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
	rego_vm_fail_at(e, c ? rego_vm_place(c, pc) : NULL, code, message);
}

_Noreturn void rego_vm_fail_at(struct rego_eval *e, const struct rego_loc *loc, const char *code,
			       const char *message)
{
	e->failed = true;
	e->error_code = code;
	e->error_message = message;
	e->error_loc = loc ? *loc : (struct rego_loc){ 0 };
	longjmp(e->out, 1);
}

void rego_vm_pause(struct rego_eval *e)
{
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
	rego_arena_look(&e->arena);
}

void rego_vm_charge(struct rego_eval *e, uint64_t steps)
{
	while (steps > e->steps_slice) {
		steps -= e->steps_slice;
		rego_vm_pause(e);
	}
	e->steps_slice -= steps;
}
