/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Those of the kernel's types that one object asks for.  To find a type libbpf
 * walks all that the kernel has, a hundred thousand, and once more for each type
 * asked for: most of the start of a command with a large object.
 */
#ifndef SS_EXCERPT_H
#define SS_EXCERPT_H

#include <stddef.h>

struct ss_excerpt {
	int fd;	       /* -1: none */
	char path[32]; /* of what fd is open to, for bpf_object_open_opts.btf_custom_path */
};

/*
 * The excerpt for the object file in memory; 0 or -errno, when the object is as
 * well loaded without one.  Good until it is closed: to be kept to the end of the load.
 */
int ss_excerpt_open(struct ss_excerpt *x, const void *elf, size_t size);
void ss_excerpt_close(struct ss_excerpt *x);

#endif
