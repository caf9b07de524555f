/* SPDX-License-Identifier: BSD-2-Clause */
/* The groups that the kernel counts events in: their names, and the lines of a table. */
#ifndef SS_COUNT_H
#define SS_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/event.h"

/*
 * "by=exe,type": of type, exe, comm, pid, uid, cgroup, container.  *by gets bits
 * SS_BY_* of wire_count.h.  0, or -EINVAL after a complaint.
 */
int ss_count_parse(const char *text, uint32_t *by);

struct ss_count; /* opaque */

/* TOP: print so many groups at most, the rest as one; 0: all.  NULL: no memory. */
struct ss_count *ss_count_new(uint32_t by, uint64_t top);
void ss_count_free(struct ss_count *c);

/*
 * A record of kind SS_WIRE_NAMING: what a group's exe and container are called,
 * if the process table knows it, now or after the next records.  0, -EBADMSG or
 * -ENOMEM.
 */
int ss_count_name(struct ss_count *c, struct ss_stream *s, const void *data, size_t size);
/* After a record that may have told what some groups are called. */
void ss_count_look_again(struct ss_count *c, struct ss_stream *s);

/* One entry of the kernel's map: a struct ss_wire_group.  0 or -ENOMEM. */
int ss_count_add(struct ss_count *c, const void *group, uint64_t events);

/*
 * What was added, as a table of lines, the largest group first: begin, then
 * next() appends one line to OUT, false when there is none left.  All have the
 * same time.  DURATION_NS: the time in which they were counted.  end() forgets
 * the groups, and names that were not given again since the last end().
 */
void ss_count_begin(struct ss_count *c, uint64_t duration_ns);
bool ss_count_next(struct ss_count *c, struct ss_stream *s, struct ss_strbuf *out);
void ss_count_end(struct ss_count *c);
/* Of the table begun: events of groups that found no room in the kernel's map. */
uint64_t ss_count_roomless(const struct ss_count *c);

#endif
