/* SPDX-License-Identifier: BSD-2-Clause */
/* What runtimes keep in files of a container they run: what it is called, of which image it is. */
#ifndef SS_CONTAINER_STATE_H
#define SS_CONTAINER_STATE_H

#include "core/strbuf.h"

/*
 * Look below ROOT ("" for /) for the container whose id begins with ID, which is
 * hexadecimal digits, in the state of docker, containerd, k3s, CRI-O and podman.
 * Appends members without braces, those that are known of
 * "name":"web","image":"nginx:1.25","pod":"web-0","pod_namespace":"shop"
 * Returns 0, -ENOENT if nobody has its name, or another -errno.  Reads files: may block.
 */
int ss_container_state(const char *root, const char *id, struct ss_strbuf *json);

#endif
