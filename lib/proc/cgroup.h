/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done to all processes of a cgroup (version 2) at once. */
#ifndef SS_CGROUP_H
#define SS_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/strbuf.h"
#include "proc/victim.h"

struct ss_cgroup {
	int fd;		       /* its directory; -1: none */
	struct ss_strbuf path; /* from the root of the hierarchy: "/system.slice/x.service" */
};

/* The path alone.  0, -ENOENT if it has none of version 2, or another -errno. */
int ss_victim_cgroup(const struct ss_victim *v, struct ss_strbuf *path);

/*
 * The victim's cgroup: the innermost it is in.  0; -EPERM: it is the root, or
 * our own or one above it, where all that is done is done to us; -ENOENT: it
 * has none, or no cgroup2 is mounted that shows it; -ESRCH: it is gone; -EAGAIN:
 * it has just gone to another; or another -errno.
 */
int ss_cgroup_open(struct ss_cgroup *c, const struct ss_victim *v);
void ss_cgroup_close(struct ss_cgroup *c);

/* 0 or -errno.  Frozen processes are so only after a while: see ss_cgroup_frozen(). */
int ss_cgroup_freeze(const struct ss_cgroup *c, bool frozen);
int ss_cgroup_kill(const struct ss_cgroup *c); /* -ENOENT before Linux 5.14 */
bool ss_cgroup_frozen(const struct ss_cgroup *c);

/*
 * Call FN for each process in it and in those below.  A result other than 0 ends it and is
 * returned; -EOPNOTSUPP: it is threaded.
 */
int ss_cgroup_each(const struct ss_cgroup *c, int (*fn)(void *arg, uint32_t pid), void *arg);

#endif
