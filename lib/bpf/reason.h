/* SPDX-License-Identifier: BSD-2-Clause */
/* Why the kernel said no, as far as a process can find that out. */
#ifndef SS_REASON_H
#define SS_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/privs.h" /* SS_CAP() */

/*
 * Name those capabilities of WANT that this process lacks, "CAP_BPF and
 * CAP_PERFMON".  CAP_SYS_ADMIN implies those two, as in the kernel.  False, and
 * an empty string, if it has them all.
 */
bool ss_caps_missing(uint64_t want, char *names, size_t size);

/*
 * Say why a step that needs the capabilities WANT failed with err: one clause
 * in why, and in *mend what helps (NULL if nothing is known to).  False, and
 * an empty clause, if err alone has to do.
 */
bool ss_reason(int err, uint64_t want, char *why, size_t size, const char **mend);

/* The value of NAME, "CONFIG_KPROBES", in this kernel: 'y', 'm', 'n', or 0 if it is not known. */
char ss_kconfig(const char *name);

/* The active security modules, "lockdown,capability,bpf": the length or -errno. */
int ss_lsm_list(char *text, size_t size);
/* Is NAME among them?  False as well if they cannot be read. */
bool ss_lsm_active(const char *name);

#endif
