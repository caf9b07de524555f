// SPDX-License-Identifier: BSD-2-Clause
#include "there.h"

#include <errno.h>
#include <string.h>

#include "late.h"
#include "proc/maps.h"
#include "reaper.h"
#include "thread.h"

#define TRAMPOLINE "[uprobes]"

#ifdef __x86_64__
/*
 * While a function that is watched is not left, it returns to the kernel's
 * trampoline.  Somebody that has left it by longjmp() or an exception may be as deep
 * on its stack again, and that word has been written over; or it has left the stack for
 * another, and there is no such word any more (-EIO).
 */
static bool has_frame(const struct reaper *r, const struct late_call *c,
		      const struct thread_look *look)
{
	struct ss_proc_id id = { .tgid = c->tgid, .start_ns = c->start_ns };
	struct ss_maps *maps = r->names.maps;
	struct ss_mapped back;
	uint64_t word;
	int err = thread_word(look->slow, c->tgid, c->sp, &word);

	if (err || ss_maps_load(maps, &id))
		return err != -EIO;
	return ss_maps_find(maps, word, &back) && back.len == strlen(TRAMPOLINE) &&
	       !memcmp(back.file, TRAMPOLINE, back.len);
}
#else
/* The address is in a register first: where it is kept is the function's own choice. */
static bool has_frame(const struct reaper *r, const struct late_call *c,
		      const struct thread_look *look)
{
	(void)r;
	(void)c;
	(void)look;
	return true;
}
#endif

bool there_still(const struct reaper *r, const struct late_call *c, const struct thread_look *look)
{
	const struct ss_reap_target *target = &r->config.targets[c->target];

	if (target->kind == SS_REAP_SYSCALL)
		return !look->in_call || look->nr == r->targets[c->target].nr;
	/* Its frame is below where the stack was at its begin. */
	if (target->kind == SS_REAP_UPROBE)
		return look->sp && look->sp <= c->sp && has_frame(r, c, look);
	/* Of a call whose return is not seen nothing else says that it goes on. */
	if (!look->stack.len)
		return r->targets[c->target].way != REAPER_KPROBE;
	return thread_is_in(look, target->name);
}
