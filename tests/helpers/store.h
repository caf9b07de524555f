/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What store.c and its BPF programs have names for. */
#ifndef SS_TEST_STORE_H
#define SS_TEST_STORE_H

#include <linux/types.h>

#define STORE_ROOM 16384

/* MADE: inserted and deleted by each call; else the entry stays and its time is set to 0. */
enum store {
	STORE_NOTHING, /* programs that return at once */
	STORE_CLOCK,   /* which read what each store needs: the time, and who calls */
	STORE_HASH,
	STORE_HASH_MADE,
	STORE_LRU,
	STORE_LRU_MADE,
	STORE_TASK,
	STORE_TASK_MADE,
	STORES
};

/* All that .rodata has. */
struct store_settings {
	__u64 limit_ns;
	__u32 store;
	__s32 call_nr;
};

/* All that .bss has. */
struct store_counts {
	__u64 late;
	__u64 there; /* tasks that have state */
};

#endif
