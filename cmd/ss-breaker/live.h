/* SPDX-License-Identifier: BSD-2-Clause */
/* The file in which run says what its sources say. */
#ifndef SS_BREAKER_LIVE_H
#define SS_BREAKER_LIVE_H

#include <stddef.h>

/* 0 or -ENAMETOOLONG. */
int live_path(const char *name, char *path, size_t size);
/* What one that was killed has left there; NULL: all. */
void live_forget(const char *name);
/* Call FN for each whose process is no more. */
typedef void (*live_fn)(void *arg, const char *name, int pid);
void live_each_dead(live_fn fn, void *arg);

#endif
