/* SPDX-License-Identifier: BSD-2-Clause */
/* Which container a cgroup path belongs to, told from the path alone. */
#ifndef SS_CONTAINER_H
#define SS_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

#define SS_CONTAINER_ID_LEN 12

struct ss_container {
	char id[SS_CONTAINER_ID_LEN + 1]; /* short id; empty: no container */
	char runtime[11]; /* docker containerd crio podman ecs, or empty: not told */
};

/*
 * PATH is a cgroup path from the root, e.g.
 * "/system.slice/docker-551e161c47d8...scope".  The innermost name that ends in
 * 64 hexadecimal digits (before ".scope") names the container; conmon's own
 * scopes do not.  Returns false, with an empty id, if there is none.
 */
bool ss_container_from_cgroup(const char *path, size_t len, struct ss_container *c);

#endif
