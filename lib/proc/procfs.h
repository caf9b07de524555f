/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading the files of /proc/PID. */
#ifndef SS_PROCFS_H
#define SS_PROCFS_H

#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"

/* Fields of /proc/PID/stat. */
#define SS_STAT_STATE 3
#define SS_STAT_PPID  4
#define SS_STAT_FLAGS 9
#define SS_STAT_START 22 /* in clock ticks since boot */

/* The bytes of /proc/TGID/NAME behind what is in B, until it has MAX.  0 or -errno. */
int ss_procfs_slurp(uint32_t tgid, const char *name, struct ss_strbuf *b, size_t max);

/* Of the text of a stat, field number FIELD (from 4 on); 0 if it is not there. */
uint64_t ss_procfs_stat_number(const struct ss_strbuf *b, int field);

#endif
