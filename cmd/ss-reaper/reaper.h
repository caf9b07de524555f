/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of ss-reaper watch share. */
#ifndef SS_REAPER_H
#define SS_REAPER_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "bpf/ringbuf.h"
#include "core/cli.h"
#include "core/loop.h"
#include "core/out.h"
#include "event/event.h"
#include "event/reaper.h"
#include "event/view.h"
#include "filter/options.h"
#include "proc/hook.h"
#include "proc/slow.h"
#include "proc/victim.h"
#include "reaper/budget.h"
#include "reaper/rule.h"
#include "told.h"

struct reaper_bpf;

struct reaper_options {
	struct ss_reap_options rule; /* of the command line */
	struct ss_filter_options scope;
	struct ss_strlist configs;
	bool dry_run;
	uint64_t duration_ns, max_events; /* 0: no end */
	uint64_t sweep_ns;		  /* 0: by the shortest limit */
	uint64_t calls;			  /* room for calls under way; 0: from the system */
	const char *before, *after;	  /* hooks, or NULL */
	uint64_t hook_limit_ns;
	int priority;	  /* 0: of real time where that is allowed */
	bool persist;	  /* go on without us */
	const char *name; /* of the instance; NULL: none was given */
	int format, color;
};

/* How a target is watched. */
enum reaper_way {
	REAPER_FEXIT,	   /* entry and return of a kernel function */
	REAPER_KPROBE,	   /* its entry alone: that it is late is seen by the sweep */
	REAPER_TRACEPOINT, /* those of a system call */
	REAPER_UPROBE,	   /* entry and return of a function of a program */
	REAPER_CLOCK,	   /* a clock on each processor */
	REAPER_SURVEY,	   /* looks at all processes when one may be due */
};

struct reaper_target {
	enum reaper_way way;
	char hook[96]; /* "fexit/vfs_read" */
	int nr;	       /* of a system call */
	int slot;      /* whose programs it has; -1: none */
	uint8_t file;  /* SS_REAP_FILE_* and the argument's number; 0: none is one */
	char *binary;  /* of a uprobe */
	uint64_t offset;
};

#define REAPER_DONE 1 /* ends the loop: all has been printed, or the time is over */

#define REAPER_LINKS_MAX 1024

/* See mass.h. */
struct reaper_mass {
	struct ss_reap_mass guard;
	struct ss_timer *timer;
	size_t found; /* by the last look */
	bool engaged;
	uint64_t since_ns, overdue, held; /* since it is */
	uint64_t last_ns;		  /* when it held something back */
};

struct reaper_auto;
struct reaper_victim;

struct reaper {
	const struct reaper_options *opt;
	struct ss_reap_config config;
	struct reaper_target targets[SS_REAP_TARGETS]; /* as in config */
	int slots;				       /* that are in use */
	struct btf *types;			       /* the kernel's, while targets are chosen */
	struct reaper_bpf *skel;
	struct bpf_link *links[REAPER_LINKS_MAX];
	size_t link_count;
	struct bpf_link *survey_link;
	struct ss_ringbuf ring;
	bool ring_open;

	char instance[SS_REAP_INSTANCE_MAX];
	struct ss_strbuf meta_text; /* see meta.h */
	bool pinned;		    /* what is attached stays when we go */
	bool adopted;		    /* it was there before us */

	struct ss_loop *loop;
	struct ss_timer *sweep, *survey, *chase;
	struct ss_out out;
	struct ss_view view;
	struct ss_stream stream;
	const char *rule_names[SS_REAP_RULES], *target_names[SS_REAP_TARGETS];
	char *actions[SS_REAP_RULES];
	enum ss_reap_kind kinds[SS_REAP_TARGETS];
	struct ss_reap_names names;	/* made of these */
	struct ss_slow *slow;		/* reads what stuck processes keep locked */
	uint64_t limits[SS_REAP_RULES]; /* as the programs have them; 0: none yet; where each
					   program has its own, the least */
	struct ss_file_ids services;	/* that are never touched */
	struct reaper_auto *autos;	/* limits that follow what calls take */
	void *auto_room;		/* for the counters of all processors */
	uint64_t left_out;		/* calls of programs that there was no room for */
	struct told told, told_lives;
	uint64_t overdue[SS_REAP_TARGETS]; /* found from here, while they went on */
	struct reaper_mass mass;
	struct reaper_victim *victims; /* that are being pursued */
	struct ss_hooks *hooks;
	struct ss_hook_env hook_env;
	uint64_t events;
	bool done;     /* what is asked for has been printed */
	bool reported; /* what went wrong has been said */
};

/* names.c: once the rules are there.  0 or -ENOMEM. */
int names_init(struct reaper *r);
void names_fini(struct reaper *r);
/* "term,kill": what happens one after the other.  The caller's to free; NULL: no memory. */
char *names_steps(const struct ss_reap_rule *rule);

/* targets.c: choose a way for each target, by trying; errors are reported. */
int targets_choose(struct reaper *r);
/* Before load: which programs, and what they are told. */
int targets_prepare(struct reaper *r);
/* attach.c: one of the programs of a slot: "enter", "exit", "probe", "return". */
struct bpf_program *target_program(const struct reaper *r, const char *what, int slot);
int targets_attach(struct reaper *r);
/* Both for all of them, with the object open: the bits of those that cannot be watched here. */
uint64_t targets_try(struct reaper *r);

/* load.c: open, size, load, fill and attach.  Errors are reported. */
int reaper_load(struct reaper *r);
void reaper_unload(struct reaper *r);
/* As much of it as reaper_survey() needs; *without: see targets_try(). */
int reaper_load_survey(struct reaper *r, uint64_t *without);

/* seed.c: take in the system calls that are under way already.  0 or -errno. */
int seed_calls(struct reaper *r);

/* sweep.c: look for calls that do not return, from now on.  0 or -errno. */
int sweep_start(struct reaper *r);

/* life.c: the same for processes that are too old. */
int life_start(struct reaper *r);

/* survey.c: each process that a rule is about; FN returns 0 to go on.  Errors are reported. */
struct ss_wire_survey;
typedef int (*survey_fn)(void *arg, const struct ss_wire_survey *s);
int reaper_survey(struct reaper *r, survey_fn fn, void *arg);

/* limits.c: tell the programs what r->limits says; change one.  0 or -errno. */
void limits_tell(struct reaper *r);
int limits_set(struct reaper *r, uint32_t rule, uint64_t limit_ns);
/* The limit of RULE for the process of a survey; 0: none yet. */
uint64_t limits_for(const struct reaper *r, uint32_t rule, const struct ss_wire_survey *s);
/* May one more be met under this rule? */
bool reaper_budget(struct reaper *r, uint32_t rule);
/* How long to leave alone what could not be met: until the rule may act again, or a while. */
#define REAPER_AGAIN_NS SS_NS_PER_SEC
uint64_t reaper_pause(const struct reaper *r, uint32_t rule);
/* Something was overdue: for status. */
void reaper_tally(struct reaper *r, const struct ss_reap_late *late);

/* lines.c: a line has been appended from byte START on; write what is there. */
int reaper_line(struct reaper *r, size_t start);
int reaper_flush(struct reaper *r);
/* The same at the end of a batch: REAPER_DONE when all has been printed that is asked for. */
int reaper_settle(struct reaper *r);
/* One event more has been told. */
void reaper_count(struct reaper *r);
int reaper_fail(struct reaper *r, int err, const char *what);
void reaper_meta_start(struct reaper *r);
void reaper_meta_stop(struct reaper *r, const char *reason);

/* watch.c */
extern const struct ss_cmd watch_command;
int watch_main(int argc, char **argv);
/* run.c: read what is in the ring.  0 or -errno. */
int reaper_drain(struct reaper *r);
/* The whole life of a watch.  Returns a result for ss_cli_finish(). */
int reaper_run(const struct reaper_options *opt);

#endif
