/* SPDX-License-Identifier: BSD-2-Clause */
/* What an instance says of itself, for others on this machine, in a map of its own. */
#ifndef SS_REAPER_META_H
#define SS_REAPER_META_H

#include <stdbool.h>
#include <stdint.h>

struct reaper;
struct ss_wire_reap_meta;

/* What it does, as JSON, into r->meta_text; once the ways are chosen.  0 or -ENOMEM. */
int meta_describe(struct reaper *r);
/* What the automatic limit of RULE is made of: whose calls of what, and how it follows them. */
#define META_LEARNS 17
void meta_learns(const struct reaper *r, int rule, char text[static META_LEARNS]);
/* Make room for it, before the load; write it, with us as the owner.  0 or -errno. */
int meta_size(struct reaper *r);
int meta_write(struct reaper *r);
/* Change who owns it: us, or nobody. */
int meta_own(struct reaper *r, bool ours);
/* It is complete, and goes on without us; LINKS are pinned. */
int meta_set_pinned(struct reaper *r, uint32_t links);

/* What is in the map FD, from malloc().  0, -EBADMSG: it is not what we write; or another -errno.
 */
int meta_read(int fd, struct ss_wire_reap_meta **meta);
/* Was it made by the same programs, for the same purpose? */
bool meta_is_same(const struct reaper *r, const struct ss_wire_reap_meta *meta);

#endif
