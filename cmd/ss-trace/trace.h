/* SPDX-License-Identifier: BSD-2-Clause */
/* What ss-trace's files share. */
#ifndef SS_TRACE_H
#define SS_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/ring.h"
#include "core/cli.h"
#include "core/loop.h"
#include "core/out.h"
#include "event/event.h"
#include "event/loss.h"
#include "event/view.h"
#include "filter/options.h"
#include "hooks.h"
#include "record/record.h"
#include "syscall/syscall.h"
#include "uprobe/uprobe.h"

/* The system calls that --syscall names. */
struct trace_calls {
	uint64_t wanted[SS_SYSCALL_MAX / 64]; /* bit per number */
	size_t count;
	bool all;
};

static inline bool trace_call_wanted(const struct trace_calls *calls, uint32_t nr)
{
	return calls->wanted[nr / 64] >> nr % 64 & 1;
}

#define TRACE_ANY_TIME UINT64_MAX

struct trace_options {
	uint64_t max_events;  /* 0: no end */
	uint64_t duration_ns; /* 0: no end */
	uint64_t args_max, ring_size, bulk_size;
	struct ss_filter_options filter;
	struct ss_strlist rate, sample;
	const char *rate_process, *count_by; /* NULL: not asked for */
	uint64_t every_ns, top;		     /* 0: only at the end; all */
	const char *fields, *record;
	int format, color, buffer; /* indices into the words of their options */
	bool snapshot, histogram, cost, container_names;
	const char *container_root; /* NULL: / */
	struct ss_strlist syscalls, uprobes;
	bool failed_calls;
	uint64_t slower_than_ns; /* TRACE_ANY_TIME: time is not asked for */
	uint64_t syscall_bytes;
	struct trace_calls calls; /* what syscalls says */
	uint64_t selected;	  /* bit per enum ss_event_type */
	uint64_t asked;		  /* those named one by one: worth a system call tracepoint */
};

#define RING_MAX (1u << 30)

enum { BUFFER_AUTO, BUFFER_RING, BUFFER_PERF };

#define TRACE_PARTS_MAX 4

/* How one part of an event type is had; NULL way: not at all, and why. */
struct trace_part {
	const char *name; /* its first way's name, of which it is what stands before a colon */
	const struct hook_way *way;
	const char *why_not;
};

/* How an event type is had; NULL hook: not at all, NULL why_not: wholly. */
struct trace_hook {
	const char *hook;
	const char *why_not;
	struct trace_part parts[TRACE_PARTS_MAX];
	size_t part_count;
	char hook_text[256], why_text[512]; /* where there are several */
};

/* What a kind of hook needs was tried: WHY it is not to be had, or NULL. */
struct hook_trial {
	bool done;
	const char *why;
};

struct trace_link {
	struct bpf_link *link;
	const struct hook_use *use;
	bool slow; /* to detach: a tracepoint of perf's, or a uprobe */
	int event; /* of the tracepoint, or -1 */
};

#define TRACE_LINKS_MAX	 1024
#define TRACE_STRUCK_MAX 64

struct trace_bpf;
struct trace_cost;
struct trace_rate;
struct ss_count;
struct ss_wire_counts;

/* A program that is not to be had here. */
struct trace_struck {
	const char *program;
	const char *why;
};

struct trace {
	const struct trace_options *opt;
	struct trace_bpf *skel;
	struct trace_hook hooks[SS_EVENT_TYPES];
	struct hook_trial trials[HOOK_NEEDS];
	struct trace_link links[TRACE_LINKS_MAX];
	size_t link_count;
	int events[TRACE_LINKS_MAX]; /* of links that are gone: closed at the very end */
	size_t event_count;
	struct trace_struck struck[TRACE_STRUCK_MAX];
	size_t struck_count;
	struct bpf_link *snapshot_link;
	struct ss_uprobe probes[SS_UPROBES_MAX];
	struct ss_uprobe_place places[SS_UPROBES_MAX];
	struct ss_wire_counts *counts; /* mmapped, one per CPU */
	int cpus;
	bool perf;

	struct ss_loop *loop;
	struct ss_ring *ring;
	struct ss_out out;
	struct ss_view view;
	struct ss_record_writer *record; /* or NULL */
	struct ss_stream stream;
	struct ss_rules *rules;
	struct ss_json_doc *line; /* to judge one, and room for it */
	struct ss_strbuf room;
	struct ss_tally tally[SS_EVENT_TYPES];
	uint64_t reported_lost[SS_EVENT_TYPES], reported_quiet_lost;
	struct ss_loss loss;	/* what was read and lost since the last meta.loss */
	struct ss_count *count; /* NULL: nothing is counted */
	uint64_t counted_since_ns;
	struct trace_rate *rate; /* NULL: no limit */
	struct trace_cost *cost; /* NULL: not measured */
	uint64_t total_emitted, loss_looked_ns;
	uint64_t refused[SS_EVENT_TYPES]; /* filtered at the second look */
	uint64_t dropped[SS_EVENT_TYPES]; /* came after the last that was asked for */
	uint64_t unread[SS_EVENT_TYPES];  /* lost to a reader too slow at the end */
	bool done;			  /* what is asked for has been printed */
	bool late;			  /* the reader had its time */
	bool reported;			  /* what went wrong has been said */
};

/*
 * load.c: open, choose the hooks, load.  Errors are reported.  If it then turns out
 * that a program cannot be attached, trace_attach() gives -EAGAIN: unload, load
 * again and another way is chosen.
 */
int trace_load(struct trace *t);
/* Once all is attached: the BPF object need not stay in memory. */
void trace_forget_object(void);
/* Attach everything but the iterator. */
int trace_attach(struct trace *t);
/* From now on nothing new comes; trace_unload() detaches what takes longer. */
void trace_close(struct trace *t);
void trace_unload(struct trace *t);

/*
 * filter.c: the rules.  filter_open() gives a result for ss_cli_finish() after a
 * complaint.  filter_refuses(): RECORD's line stands in t->out.buf from byte START on,
 * and is gone if the rules that the kernel could not decide refute it.
 */
int filter_open(struct trace *t);
void filter_close(struct trace *t);
bool filter_refuses(struct trace *t, const void *record, size_t start);
/* filter_types.c: before load, switch on what is asked for; after it, fill the maps.  Errors
 * are reported. */
int filter_prepare(struct trace *t);
int filter_fill(struct trace *t);

/*
 * containers.c: --container-names.  Open with the stream; start when all rights that
 * are not needed have been given up.  Errors are reported.
 */
int containers_open(struct trace *t);
int containers_start(struct trace *t);
void containers_close(struct trace *t);

/* calls.c: what --syscall and the options about it say; exits on a bad command line. */
void calls_select(struct trace_options *opt);

/*
 * hooks_uprobe.c: find what --uprobe names (exits on a bad command line), attach it
 * to its programs, which have been loaded.  Errors are reported.
 */
int uprobes_find(struct trace *t);
int uprobes_attach(struct trace *t);
void uprobes_free(struct trace *t);

/* snapshot.c: read the task iterator into the table, and with PRINT as lines. */
int snapshot_take(struct trace *t, bool print);

/* books.c: meta lines and the sums behind them. */
void books_read(struct trace *t);
void meta_start(struct trace *t);
void meta_stop(struct trace *t, const char *reason);
void meta_loss(struct trace *t); /* if there was any since the last time */

/*
 * record.c: open what --record names, if it does, and close it; an error of the
 * recording becomes that of the trace.  Errors are reported.
 */
int record_open(struct trace *t);
int record_close(struct trace *t, int err);
/* A whole line has been appended to t->out.buf from byte START on.  True: it is not printed too. */
bool record_line(struct trace *t, size_t start);
/* Write what is due.  ALWAYS: the batch is over. */
int record_flush(struct trace *t, bool always);

/*
 * count.c: --count.  Check and prepare are as those of the filters; fill before
 * anything is attached.
 */
int count_check(const struct trace_options *opt);
int count_prepare(struct trace *t);
int count_fill(struct trace *t);
/* 1 if the record is one of ours, 0 if not, or -errno. */
int count_record(struct trace *t, const void *data, size_t size);
/* A record was read that may tell what a group is called. */
void count_look_again(struct trace *t);
/* The table of what was counted since the last one.  Errors are reported. */
int count_print(struct trace *t);

/* rate.c: --rate, --rate-process and --sample. */
int rate_check(const struct trace_options *opt);
int rate_prepare(struct trace *t);
void rate_free(struct trace *t);
/* A line where there is something to say, as there is at LAST if something is held back. */
int meta_throttle(struct trace *t, bool last);

/* cost.c: --cost, from when the programs are loaded.  Errors are reported. */
int cost_start(struct trace *t);
void cost_stop(struct trace *t);
/* A line for each program: what it cost since the last ones. */
int cost_print(struct trace *t);

/* stream.c: the buffer, the timers, and reading until the end.  Errors are reported. */
int stream_open(struct trace *t);
int stream_timers(struct trace *t);
/* The error of a callback is the caller's to report. */
int stream_run(struct trace *t);

/* run.c: the whole life of a trace.  Returns a result for ss_cli_finish(). */
int trace_run(const struct trace_options *opt);

/*
 * lines.c: a line has been appended to t->out.buf from byte START on: give it
 * its final form.
 */
int trace_line(struct trace *t, size_t start);
/* Write what is there, or only if it is much.  A failure is reported. */
int trace_flush(struct trace *t, bool always);
/* Report ERR, once, and return it. */
int trace_fail(struct trace *t, int err, const char *what);

#endif
