/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that are run beside what we do, and never waited for: a hook that hangs
 * costs its time limit and nothing else.
 */
#ifndef SS_HOOK_H
#define SS_HOOK_H

#include <stddef.h>
#include <stdint.h>

#include "core/loop.h"
#include "core/strbuf.h"

#define SS_HOOKS_MAX 16 /* at a time */

struct ss_hooks; /* those that run */

/* What a hook is told, as variables of its environment.  All zero at first. */
struct ss_hook_env {
	struct ss_strbuf text; /* "SS_PID=1", each with its NUL */
	size_t count;
};

/* "NAME=" and the value.  Want of memory is told by ss_hooks_run(). */
__attribute__((format(printf, 3, 4))) void ss_hook_env_add(struct ss_hook_env *env,
							   const char *name, const char *fmt, ...);
void ss_hook_env_clear(struct ss_hook_env *env);
void ss_hook_env_fini(struct ss_hook_env *env);

/*
 * FN is called whenever a hook has ended, after there is room for another; it may be
 * NULL, and what it returns goes to the loop.  NULL + errno.
 */
struct ss_hooks *ss_hooks_new(struct ss_loop *loop, ss_loop_fn fn, void *arg);
/* Kills those that still run. */
void ss_hooks_free(struct ss_hooks *h);

/*
 * Start "/bin/sh -c COMMAND" and return at once.  It has a process group of its
 * own, no input, our stderr as both outputs, our environment and ENV.  After LIMIT_NS, or
 * when it has ended itself, all that is left of its group is killed.  How it
 * failed is said as a warning.  0; -EBUSY: too many run already; or another -errno.
 */
int ss_hooks_run(struct ss_hooks *h, const char *command, uint64_t limit_ns,
		 const struct ss_hook_env *env);
size_t ss_hooks_running(const struct ss_hooks *h);

#endif
