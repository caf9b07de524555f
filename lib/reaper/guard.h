/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is never touched, whoever asks for it.  The conditions are those of enum
 * ss_guard, in that order; the programs in the kernel check the same ones at the
 * moment of the signal.  Their names: ss_guard_names, in reaper/rule.h.
 */
#ifndef SS_REAP_GUARD_H
#define SS_REAP_GUARD_H

#include "proc/victim.h"
#include "reaper_types.h"

/* Files of services that a machine does not outlive, or cannot be reached without: glob(7). */
extern const char *const ss_guard_services[];

/*
 * The first guard that holds for the process of these facts, or SS_GUARD_NONE;
 * -EACCES: none of the others, and which file it runs may not be known.
 * SERVICES: the files of ss_guard_services as they are on this machine.
 */
int ss_guard_check(const struct ss_victim_facts *facts, const struct ss_file_ids *services);

#endif
