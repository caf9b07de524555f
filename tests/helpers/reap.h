/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What reap.c, its victims and its BPF programs share. */
#ifndef SS_TEST_REAP_H
#define SS_TEST_REAP_H

#include <linux/types.h>

/* How a victim is killed. */
enum reap_way {
	REAP_KERNEL,  /* a signal from the program at the return of the call */
	REAP_RING,    /* a record to a process that kills by pidfd */
	REAP_POLL,    /* a flag that a process looks at every 10 ms */
	REAP_TIMEOUT, /* timeout(1), which knows nothing of calls */
	REAP_OUTSIDE, /* by somebody else */
	REAP_WAYS
};

/* All that .rodata has. */
struct reap_settings {
	__u64 limit_ns;
	__u32 way;
	__u32 pad;
};

/* The one victim of the moment, in memory of a map: times are CLOCK_MONOTONIC, 0: not yet. */
struct reap_slot {
	__u64 loops; /* what it has done since, in user mode */
	__u64 born_ns;
	__u64 entered_ns;
	__u64 returned_ns;
	__u64 signalled_ns; /* SIGKILL is among its pending signals */
	__u64 gone_ns;	    /* the last thread exits; its memory may still be there */
	__u32 pid;
	__u32 late;
	__s32 error;
	__u32 pad;
};

#endif
