/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving up what is no longer needed. */
#ifndef SS_PRIVS_H
#define SS_PRIVS_H

#include <stdint.h>

#define SS_CAP(n) (UINT64_C(1) << (n))

/*
 * Keep of the capabilities only those in KEEP (bits by number, linux/capability.h)
 * that there are, for good: nothing executed later gains any.  0 or -errno.
 */
int ss_privs_keep(uint64_t keep);

#endif
