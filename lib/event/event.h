/* SPDX-License-Identifier: BSD-2-Clause */
/* From kernel records to the lines of ss-events(5). */
#ifndef SS_EVENT_H
#define SS_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "core/strbuf.h"
#include "event/types.h"
#include "proc/container_names.h"
#include "proc/proc.h"
#include "proc/users.h"
#include "uprobe/uprobe.h"

/* What every line needs; one per process. */
struct ss_stream {
	struct ss_boot boot;
	struct ss_clock clock;
	struct ss_users *users;
	struct ss_proc_table *table;
	char host[65];
	uint64_t seq;			 /* of the last line written */
	uint32_t sample[SS_EVENT_TYPES]; /* lines of a type stand for so many; 0: for themselves */
	struct ss_apart *apart;		 /* arguments whose exec is still to come */
	const struct ss_uprobe_place *uprobes; /* by their numbers; the caller's */
	size_t uprobe_count;
	struct ss_net *net;		  /* names of addresses */
	struct ss_container_names *names; /* of containers; NULL: nobody asks.  The caller's */
};

int ss_stream_init(struct ss_stream *s, size_t max_processes); /* 0 or -errno */
void ss_stream_fini(struct ss_stream *s);

/* Begin a line: {"v":1,"type":TYPE,"ts":...,"seq":...,"host":...  BOOT_NS 0: now. */
void ss_stream_begin(struct ss_stream *s, struct ss_json *w, const char *type, uint64_t boot_ns);

/*
 * Take in one record from a ring: bring the process
 * table up to date and, if it is to be printed, append its line to OUT.
 * Returns 1 with *type set if the record was one to print, 0 if it only fed
 * the table, -EBADMSG if it is no record of ours.  PRINT false writes no line.
 */
int ss_event_take(struct ss_stream *s, const void *data, size_t size, bool print,
		  struct ss_strbuf *out, enum ss_event_type *type);

/*
 * Take in one record of the task iterator (the same checks).  Reads /proc for
 * a process that is new or changed.  With OUT its meta.snapshot line is written.
 * *used is the record's size.
 */
int ss_event_take_snapshot(struct ss_stream *s, const void *data, size_t size, size_t *used,
			   struct ss_strbuf *out);

/* "id", "pid", "exe", "comm" of a process, whatever it runs now: as much as the table knows. */
void ss_process_name(struct ss_stream *s, struct ss_json *w, uint32_t tgid, uint64_t start_ns);

/* The books of one event type: seen = emitted + filtered + throttled + counted + lost. */
struct ss_tally {
	uint64_t seen, emitted, filtered, throttled, counted, lost;
};
bool ss_tally_exact(const struct ss_tally *t);
/* Without "counted" where there is none. */
void ss_tally_write(struct ss_json *w, const struct ss_tally *t);

#endif
