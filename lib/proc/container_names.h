/* SPDX-License-Identifier: BSD-2-Clause */
/* What containers are called, asked of their runtimes' files by a thread of its own. */
#ifndef SS_CONTAINER_NAMES_H
#define SS_CONTAINER_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct ss_container_names; /* opaque; a fixed number of containers: the one not seen for longest
			      goes */

/* ROOT: where the runtimes' directories are, "/" or another.  NULL + errno. */
struct ss_container_names *ss_container_names_new(const char *root);
/* Waits for the thread.  NULL is allowed. */
void ss_container_names_free(struct ss_container_names *n);

/* Begin to look; the thread has the rights that its caller has now.  0 or -errno. */
int ss_container_names_start(struct ss_container_names *n);

/*
 * The members of the container with this short id (all its 12 digits), as ss_container_state()
 * gives them, valid until the next call; NULL while they are not known, and then they are asked
 * for.  Never blocks.
 */
const char *ss_container_names_find(struct ss_container_names *n, const char *id, size_t *len);

/* Readable when there are answers, which ss_container_names_take() then makes known. */
int ss_container_names_fd(const struct ss_container_names *n);
void ss_container_names_take(struct ss_container_names *n);
/* Another number each time that something has become known; never 0. */
uint32_t ss_container_names_version(const struct ss_container_names *n);

#endif
