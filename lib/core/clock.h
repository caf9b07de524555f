/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel timestamps to wall time. */
#ifndef SS_CLOCK_H
#define SS_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_NS_PER_SEC	UINT64_C(1000000000)
#define SS_RFC3339_LEN	30 /* "2026-09-25T10:11:12.003456789Z" */
#define SS_RFC3339_SIZE (SS_RFC3339_LEN + 1)

uint64_t ss_clock_mono(void); /* CLOCK_MONOTONIC, ns: bpf_ktime_get_ns() */
uint64_t ss_clock_boot(void); /* CLOCK_BOOTTIME, ns: bpf_ktime_get_boot_ns() */
uint64_t ss_clock_wall(void); /* CLOCK_REALTIME, ns since 1970 */

/*
 * The offset from CLOCK_BOOTTIME to wall time.  All slewing of the wall clock
 * moves the boot clock too, so the offset changes only when the clock is set:
 * it is kept until it is off by more than a millisecond, and one process start
 * reads the same in every line.
 */
struct ss_clock {
	int64_t wall_minus_boot; /* ns */
};

/* Take or refresh the offset; returns true if the clock was set since the last time. */
bool ss_clock_sync(struct ss_clock *c);
uint64_t ss_clock_wall_of(const struct ss_clock *c, uint64_t boot_ns);

/* RFC 3339, UTC, always nine digits and 30 bytes; a NUL follows.  Years 1970-9999. */
void ss_clock_rfc3339(uint64_t wall_ns, char out[static SS_RFC3339_SIZE]);
/*
 * The reverse, for that form alone: 0, or -EINVAL.  Days and seconds that do not
 * exist (the 31st of June, the 60th second) are counted on.
 */
int ss_clock_parse(const char *s, size_t len, uint64_t *wall_ns);

#endif
