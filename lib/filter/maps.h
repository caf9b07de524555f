/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules, put where the programs look that include bpf/filter.bpf.h. */
#ifndef SS_FILTER_MAPS_H
#define SS_FILTER_MAPS_H

#include <bpf/libbpf.h>
#include <linux/types.h>
#include <stdbool.h>

#include "event/rules.h"

/* Where a criterion is looked up. */
struct ss_filter_place {
	__u64 *masks;	      /* two of the programs' constants */
	struct bpf_map *map;  /* NULL: these programs do not ask for it */
	struct bpf_map *ends; /* of paths: how they end; else NULL */
};

struct ss_filter_maps {
	struct ss_filter_place by[SS_CRITERIA];
	bool *exe_begin, *exe_end, *path_begin, *path_end; /* NULL with their criterion */
	struct bpf_map *scopes, *scopes_gone, *places;	   /* what the programs remember */
};

/* Its members in a skeleton: the criteria that ask who does it, or all of them. */
#define SS_FILTER_WHO(skel)                                                                        \
	.by[SS_BY_PID] = { (skel)->rodata->by_pid, (skel)->maps.pids, NULL },                      \
	.by[SS_BY_TREE] = { (skel)->rodata->by_tree, (skel)->maps.tree_roots, NULL },              \
	.by[SS_BY_UID] = { (skel)->rodata->by_uid, (skel)->maps.uids, NULL },                      \
	.by[SS_BY_COMM] = { (skel)->rodata->by_comm, (skel)->maps.comms, NULL },                   \
	.by[SS_BY_EXE] = { (skel)->rodata->by_exe, (skel)->maps.exe_begins,                        \
			   (skel)->maps.exe_ends },                                                \
	.by[SS_BY_CGROUP] = { (skel)->rodata->by_cgroup, (skel)->maps.cgroups, NULL },             \
	.by[SS_BY_CONTAINER] = { (skel)->rodata->by_container, (skel)->maps.containers, NULL },    \
	.exe_begin = &(skel)->rodata->exe_begin, .exe_end = &(skel)->rodata->exe_end,              \
	.scopes = (skel)->maps.scopes, .scopes_gone = (skel)->maps.scopes_gone,                    \
	.places = (skel)->maps.places
#define SS_FILTER_ALL(skel)                                                                        \
	SS_FILTER_WHO(skel),                                                                       \
		.by[SS_BY_PATH] = { (skel)->rodata->by_path, (skel)->maps.path_begins,             \
				    (skel)->maps.path_ends },                                      \
		.by[SS_BY_PORT] = { (skel)->rodata->by_port, (skel)->maps.ports, NULL },           \
		.by[SS_BY_ADDR] = { (skel)->rodata->by_addr, (skel)->maps.addrs, NULL },           \
		.by[SS_BY_ERRNO] = { (skel)->rodata->by_errno, (skel)->maps.errnos, NULL },        \
		.path_begin = &(skel)->rodata->path_begin, .path_end = &(skel)->rodata->path_end

/*
 * Compiled rules: before the load, switch on what they ask for and make room;
 * after it, fill the maps.  0, or -errno after a complaint: -EOPNOTSUPP of a
 * criterion that the programs do not know.
 */
int ss_filter_size(const struct ss_filter_maps *m, const struct ss_rules *r);
int ss_filter_fill(const struct ss_filter_maps *m, const struct ss_rules *r);

#endif
