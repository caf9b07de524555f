/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --persist: an instance whose maps and links are pinned goes on when its owner
 * has gone.  Who comes next adopts it if it does the same, or else has its own
 * attached before the old one goes: at any moment one of them is whole.
 */
#ifndef SS_REAPER_PERSIST_H
#define SS_REAPER_PERSIST_H

#include <stdbool.h>

struct reaper;
struct persist;

/*
 * Once the targets are chosen and the object is open: what is there under this
 * name?  r->adopted is set if it is just this.  Until persist_free() nobody else
 * changes pins.  Errors are reported.
 */
int persist_look(struct reaper *r, struct persist **p);
/* Instead of a load: its maps are ours, its programs stay attached. */
int persist_adopt(struct reaper *r, struct persist *p);
/* Loaded and attached, but closed: pin it all, open it, take over what the old one knows. */
int persist_commit(struct reaper *r, struct persist *p);
void persist_free(struct persist *p);

/* Say what nobody does while nobody runs. */
void persist_warn(const struct reaper *r);

#endif
