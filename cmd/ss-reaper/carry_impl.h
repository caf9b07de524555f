/* SPDX-License-Identifier: BSD-2-Clause */
/* Between carry.c and carry_calls.c. */
#ifndef SS_REAPER_CARRY_IMPL_H
#define SS_REAPER_CARRY_IMPL_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "reaper.skel.h"
#include "wire_reaper.h"

/* The old set, and which its rules and targets are now. */
struct carry {
	struct reaper *r;
	const struct ss_wire_reap_meta *old;
	int fds[SS_REAP_MAPS];				    /* of its maps; -1: not open */
	int rules[SS_REAP_RULES], targets[SS_REAP_TARGETS]; /* -1: it is no more */
	uint64_t learnt; /* old rules whose limit is one of the new */
};

int carry_init(struct carry *c, struct reaper *r, const struct ss_wire_reap_meta *old);
void carry_fini(struct carry *c);
/* One of the old maps, if it has the form of NOW.  It stays C's.  Or -errno. */
int carry_open(struct carry *c, enum ss_wire_reap_map which, const struct bpf_map *now);

#endif
