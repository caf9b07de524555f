/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of ss-reaper: what is overdue, what became of it, and what the limits are. */
#ifndef SS_EVENT_REAPER_H
#define SS_EVENT_REAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/strbuf.h"
#include "event/event.h"
#include "proc/kallsyms.h"
#include "proc/maps.h"
#include "reaper_types.h"

/* What the numbers in records mean: all of it is the caller's, and words of ours, not of others. */
struct ss_reap_names {
	const char *const *rules;   /* SS_REAP_RULES; NULL: there is no such rule */
	const char *const *actions; /* of the rules there are: "term:2s,kill:5s" */
	const char *const *targets; /* "read"; NULL: it has no name */
	const enum ss_reap_kind *kinds;
	size_t target_count;
	const char *const *kind_words, *const *guards, *const *verdicts; /* see lib/reaper/rule.h */
	struct ss_kallsyms *symbols; /* NULL: addresses are shown as they are */
	struct ss_maps *maps;	     /* the same */
};

/*
 * Take in a record of the ring, SS_WIRE_OVERDUE or SS_WIRE_GONE: check all of it,
 * bring the process table up to date and append its line to OUT.  OUT NULL: no
 * line.  0, then the caller may read its fixed part; -EBADMSG: it is none of
 * these, or says what cannot be.
 */
int ss_reap_take(struct ss_stream *s, const struct ss_reap_names *names, const void *data,
		 size_t size, struct ss_strbuf *out);

/*
 * Take in a SS_WIRE_SURVEY from the task iterator.  Reads /proc for a process
 * that is new or changed.  *used is the record's size.  0 or -EBADMSG.
 */
int ss_reap_take_survey(struct ss_stream *s, const void *data, size_t size, size_t *used);

struct ss_wire_task;

/* Something overdue that user space found.  Of what is NULL or 0 nothing is said. */
struct ss_reap_late {
	const struct ss_wire_task *task; /* as a survey has it; tid: the thread's */
	uint32_t flags;			 /* of that record's head */
	uint32_t rule, target;
	uint64_t elapsed_ns, limit_ns;
	bool in_flight;
	enum ss_reap_verdict verdict;
	enum ss_guard guard;
	const char *reason; /* why that was done, for people: "not on its kernel stack any more" */
	int signal;	    /* that was sent, or could not be: then ERROR, -errno */
	int error;
	uint64_t seen_ns, signalled_ns; /* signalled_ns 0: no signal */
	char state;			/* 'D', as /proc/PID/stat has it */
	const char *wchan;
	const char *cwd, *file;	  /* the file that the call is about */
	const char *kernel_stack; /* as /proc/PID/stack has it */
};

/* The reaper.overdue of it, at seen_ns.  0, or -EINVAL: NAMES has no such rule, target, verdict. */
int ss_reap_late_write(struct ss_stream *s, const struct ss_reap_names *names,
		       const struct ss_reap_late *late, struct ss_strbuf *out);

enum ss_reap_result {
	SS_REAP_GONE,
	SS_REAP_UNKILLABLE, /* it is there still, as long as the last step waits */
	SS_REAP_SURVIVED,   /* the last step was no SIGKILL, and did not end it */
	SS_REAP_NOT_DONE,   /* the last step could not be carried out */
	SS_REAP_RECOVERED,  /* it was unkillable, and is gone now or runs again */
};

extern const char *const ss_reap_result_names[]; /* "gone", ... */

/* What became of a process after a signal. */
struct ss_reap_end {
	uint32_t rule;
	int signal; /* 0: not told */
	enum ss_reap_result result;
	struct ss_proc_id id;
	char comm[SS_PROC_COMM_LEN]; /* empty: as the table has it */
	uint64_t took_ns;	     /* from the signal on; 0: nothing was done */
	int error;		     /* of the last step, if that failed: -errno; else 0 */
	const char *reason;	     /* more about it, for people; or NULL */
	bool ended;		     /* STATUS, as wait(2) gives it, is known */
	int status;
	char state;
	const char *wchan;
	uint64_t boot_ns; /* when; 0: now */
};

/* What a SS_WIRE_GONE says, all of it but the signal.  0 or -EBADMSG. */
int ss_reap_gone_read(const void *data, size_t size, struct ss_reap_end *end);
/* Its reaper.kill; one that has gone leaves the table.  0, or -EINVAL: there is no such rule. */
int ss_reap_end_write(struct ss_stream *s, const struct ss_reap_names *names,
		      const struct ss_reap_end *end, struct ss_strbuf *out);

/*
 * Check a SS_WIRE_MET and make a path of its names: *exe is the caller's to free.  0,
 * -EBADMSG or -ENOMEM.
 */
int ss_reap_met_read(const void *data, size_t size, char **exe);

/* A limit that was learnt. */
struct ss_reap_learnt {
	uint32_t rule, target;
	const char *exe;	/* of these alone; NULL: of all */
	uint64_t limit_ns;	/* 0: there is none yet */
	uint32_t quantile_ppm;	/* 990000 */
	uint64_t quantile_ns;	/* what it is; 0: not known */
	uint64_t samples, need; /* those that are there, and that there must be */
};

/* Its reaper.limit.  0, or -EINVAL: there is no such rule or target. */
int ss_reap_learnt_write(struct ss_stream *s, const struct ss_reap_names *names,
			 const struct ss_reap_learnt *learnt, struct ss_strbuf *out);

/* reaper.mass: the guard against too many at once has begun to hold signals back, or has ended. */
struct ss_reap_mass_change {
	bool engaged;
	uint32_t limit; /* more than so many */
	uint64_t within_ns;
	uint64_t overdue;     /* so many were within that time, or since it began */
	uint64_t held;	      /* signals that were not sent */
	uint64_t duration_ns; /* of the whole, at its end */
};
void ss_reap_mass_write(struct ss_stream *s, const struct ss_reap_mass_change *change,
			struct ss_strbuf *out);

#endif
