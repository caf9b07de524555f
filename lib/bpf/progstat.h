/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel knows of a program, and its runs. */
#ifndef SS_PROGSTAT_H
#define SS_PROGSTAT_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

struct ss_progstat {
	uint64_t runs, ns; /* while some process had BPF statistics switched on */
	uint64_t misses;   /* runs skipped, as it was running there already; since Linux 5.12 */
};

/*
 * Of the program behind FD, from fdinfo, which takes no right.  What the
 * kernel does not tell is 0.  0 or -errno.
 */
int ss_progstat_read(int fd, struct ss_progstat *stat);
/* The misses of all programs of OBJ that are loaded. */
uint64_t ss_progstat_misses(const struct bpf_object *obj);
/* Does the program behind that file use the map of that id?  Not if the kernel does not say. */
bool ss_prog_uses(int prog, uint32_t map);
/* The misses of all programs that use the map of that id.  Takes CAP_SYS_ADMIN. */
uint64_t ss_progstat_misses_of(uint32_t map);
/* As ss_progstat_read(), from a file of that form. */
int ss_progstat_read_file(const char *path, struct ss_progstat *stat);

#endif
