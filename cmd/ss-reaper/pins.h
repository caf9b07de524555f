/* SPDX-License-Identifier: BSD-2-Clause */
/* The folders that --persist pins into, and what stands in them. */
#ifndef SS_REAPER_PINS_H
#define SS_REAPER_PINS_H

#include <stdbool.h>
#include <stdint.h>

struct reaper;
struct ss_wire_reap_meta;

#define PIN_PATH 512

/* One instance has three: what is in force, what is being made, what is about to go. */
struct pins {
	char live[PIN_PATH], next[PIN_PATH], old[PIN_PATH];
};

/* Their paths; make them, and put right what somebody left who was killed.  Errors are reported. */
int pins_find(struct pins *p, const char *name);
int pins_make(struct pins *p, const char *name);
/* Is nothing in force? */
bool pins_empty(const struct pins *p);
/* Remove all that is there of this name, or all but what is in force.  0 or -errno. */
int pins_remove(const char *name);
int pins_tidy(const char *name);

/* What stands in a folder; -ENOENT: nothing.  META is from malloc(). */
int pins_read(const char *dir, struct ss_wire_reap_meta **meta);
bool pins_complete(const struct reaper *r, const char *dir, uint32_t links);

/* Put all maps and links into the folder NEXT.  Errors are reported. */
int pins_put(struct reaper *r, const struct pins *p);
/* What is in NEXT is in force from now on.  What was is in NEXT then, or in OLD.  0 or -errno. */
int pins_swap(const struct pins *p);
/* The maps in force become those of the object, before its load.  Errors are reported. */
int pins_take(struct reaper *r, const struct pins *p);

#endif
