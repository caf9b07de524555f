/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps of other processes: found by their name, and read. */
#ifndef SS_BPF_MAP_H
#define SS_BPF_MAP_H

#include <stddef.h>

/*
 * Call FN with a descriptor of each map of this kernel that is called NAME (15
 * bytes at most), until it returns something else than 0, which is the result.
 * A map that goes meanwhile is passed over.  0, FN's result, or -errno.
 */
int ss_map_each(const char *name, int (*fn)(void *arg, int fd), void *arg);

/*
 * The value of an array of one, in memory that the caller frees; *SIZE in bytes.
 * -EBADMSG: another kind of map, or less than LEAST bytes.  0 or -errno, and then *VALUE is NULL.
 */
int ss_map_only_value(int fd, size_t least, void **value, size_t *size);

#endif
