/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of functions of the kernel, by address. */
#ifndef SS_KALLSYMS_H
#define SS_KALLSYMS_H

#include <stdbool.h>
#include <stdint.h>

struct ss_kallsyms; /* opaque: some 3 MB once it has been asked */

struct ss_symbol {
	const char *name;   /* "vfs_read"; good until the next question */
	const char *module; /* "fuse"; NULL: the kernel itself */
	uint64_t offset;    /* of the address from its beginning */
};

/*
 * Of the list at PATH (/proc/kallsyms), which is kept.  It is read at the first
 * question, which takes 50 ms or more, and again, a minute later at the earliest,
 * when something is asked that may have been loaded since.  NULL and errno.
 */
struct ss_kallsyms *ss_kallsyms_new(const char *path);
void ss_kallsyms_free(struct ss_kallsyms *k);

/*
 * The function that ADDRESS lies in.  False: there is none near, or the kernel
 * hides its addresses from us (kptr_restrict).
 */
bool ss_kallsyms_find(struct ss_kallsyms *k, uint64_t address, struct ss_symbol *symbol);

#endif
