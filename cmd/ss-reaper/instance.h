/* SPDX-License-Identifier: BSD-2-Clause */
/* All instances on this machine: those that run, and those that are pinned. */
#ifndef SS_REAPER_INSTANCE_H
#define SS_REAPER_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

struct ss_wire_reap_meta;
struct ss_victim;

/* Does its owner run? */
bool instance_is_owned(const struct ss_wire_reap_meta *meta);
/* Hold the owner.  0, -ESRCH or -ESTALE: nobody owns it; or another -errno. */
int instance_owner(const struct ss_wire_reap_meta *meta, struct ss_victim *owner);

/*
 * Call FN for each instance; it returns 0 to go on.  NAME: only for those of that
 * name; NULL: all.  What FN returned, or -errno (-EPERM: CAP_SYS_ADMIN is needed).
 */
typedef int (*instance_fn)(void *arg, const struct ss_wire_reap_meta *meta);
int instances_each(const char *name, instance_fn fn, void *arg);

#endif
