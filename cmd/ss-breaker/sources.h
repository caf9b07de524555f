/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of sources share: one for each kind. */
#ifndef SS_BREAKER_SOURCES_H
#define SS_BREAKER_SOURCES_H

#include <sys/types.h>

#include "breaker.h"
#include "core/input.h"
#include "core/json_read.h"
#include "core/ndjson.h"
#include "core/strbuf.h"
#include "proc/slow.h"

#define SOURCE_BYTES (64u << 10) /* of a file, or of what a command says */

struct source {
	struct run *r;
	int number;
	const struct ss_profile_source *spec;
	struct ss_timer *timer; /* to read it again */
	struct ss_strbuf text;	/* room for what is read */
	char why[160];		/* the last reading failed; empty: it did not */

	int fd;			     /* a FIFO, inotify, a pipe; -1: none */
	struct trigger *triggers;    /* of a pressure, one for each level */
	uint64_t total_us, total_at; /* of a pressure, when it was read last; at 0: not yet */
	struct pressure_mark {	     /* of earlier looks; the first is a window ago at least */
		uint64_t us, at;
	} marks[2];
	uint64_t window_ns;	 /* of its triggers */
	int fired_level;	 /* by a trigger, */
	uint64_t fired_at;	 /* the last that counted */
	struct ss_ndjson *lines; /* of a FIFO */
	pid_t child;		 /* a command that runs; 0: none */
	int child_fd;		 /* its pidfd */
	bool late;		 /* it was killed, because it took too long */
	struct ss_timer *limit;
};

struct sources {
	struct run *r;
	struct ss_slow *slow; /* files of sysfs whose device may not answer */
	struct ss_json_doc *doc;
	int uevents;		 /* socket, or -1 */
	uint64_t heard_at;	 /* an event that was followed at once */
	struct ss_input in;	 /* standard input, */
	struct ss_ndjson *input; /* and its lines */
	bool input_over;
	uint64_t bad_lines;
	bool told_nobody;  /* a line without what a source listens to */
	bool told_unheard; /* a line with what no source listens to */
	struct source all[SS_SOURCES_MAX];
};

/* What came of a reading: tell who governs.  A result for the loop. */
int source_value(struct source *s, int64_t value, bool idle);
__attribute__((format(printf, 2, 3))) int source_failed(struct source *s, const char *fmt, ...);
/* At the start: what S is to go by may be mistyped, or still come.  NAMES are those there are. */
void source_missing(const struct source *s, const char *kind, const struct ss_strbuf *names);
/* A file, into s->text.  0 or -errno. */
int source_read(struct source *s, const char *path);
/* The value in LEN bytes of text: a number, or a member of an object. */
int source_text(struct source *s, const char *text, size_t len);

/* Each kind: begin to listen, if there is anything to listen to; read; end.  START: 0 or -errno. */
int power_listen(struct sources *all);
int power_start(struct source *s);
int power_poll(struct source *s);
int heat_start(struct source *s);
int heat_poll(struct source *s);
int pressure_start(struct source *s);
int pressure_poll(struct source *s);
void pressure_stop(struct source *s);
int file_start(struct source *s);
int file_poll(struct source *s);
void file_stop(struct source *s);
int command_start(struct source *s);
int command_poll(struct source *s);
void command_stop(struct source *s);
int input_start(struct sources *all);
void input_stop(struct sources *all);

#endif
