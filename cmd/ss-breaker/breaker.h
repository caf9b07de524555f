/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of ss-breaker run share. */
#ifndef SS_BREAKER_H
#define SS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "breaker/profile.h"
#include "core/cli.h"
#include "core/loop.h"
#include "core/out.h"
#include "datapath.h"
#include "event/event.h"
#include "event/view.h"

struct run_options {
	const char *ifname, *config, *supply;
	const char *name; /* of the instance; NULL: that of the interface */
	bool from_stdin;  /* batteries and heat too */
	bool dry_run, shadow, persist, egress, require_native, generic, libxdp, console;
	int on_stale; /* ON_STALE_* */
	int tcp_mode; /* TCP_* */
	uint64_t ttl_ns;
	uint64_t confirm_ns;  /* 0: nobody is asked */
	uint64_t duration_ns; /* 0: no end */
	uint64_t max_events;  /* transitions; 0: all */
	int format, color;
};

enum { ON_STALE_PASS, ON_STALE_HOLD };
enum { TCP_SYN, TCP_ALL };

#define RUN_DONE 1 /* ends the loop: the time is over, or all has been printed */

struct sources;

struct run {
	const struct run_options *opt;
	char name[SS_BREAKER_INSTANCE_MAX];
	struct ss_profile profile;
	struct ss_level level;
	struct datapath *path; /* NULL: a dry run */
	bool gone;	       /* the interface */
	int held;	       /* the level that the kernel has been told */
	struct ss_loop *loop;
	struct ss_timer *step;	  /* when the level may change without a sample */
	struct ss_timer *refresh; /* what holds goes on holding */
	struct ss_timer *trial;	  /* --confirm */
	uint64_t trial_until;	  /* 0: there is none */
	int links;		  /* socket of rtnetlink, or -1 */
	struct sources *sources;
	enum ss_level_health told[SS_SOURCES_MAX]; /* the health that was said last */
	struct ss_out out;
	struct ss_view view;
	struct ss_stream stream;
	uint64_t watchdog_ns, pinged_ns, swept_ns, sweeps;
	uint64_t transitions, written; /* these stand in the file for status */
	uint64_t since_boot_ns;	       /* the level is in force */
	uint64_t forced_boot_ns;       /* of the last that is known to be forced, or ended */
	uint64_t lost;		       /* lines that nobody read in time */
	const char *reason;	       /* why it ends */
	bool done;
	bool ending;	  /* the last lines are waited for, a little */
	bool spoken;	  /* by somebody, about what is forced */
	bool unconfirmed; /* --confirm, and nobody did */
	bool reported;	  /* what went wrong has been said */
};

/* run.c */
/* The whole life of it.  A result for ss_cli_finish(). */
int run_all(const struct run_options *opt);

/* govern.c: which level it begins with.  0 or -errno, which is reported. */
int govern_begin(struct run *r);
/* What is due, told and held; until AT, which is past, told alone.  A result for the loop. */
int govern_step(struct run *r);
int govern_until(struct run *r, uint64_t at);
/* Of sources, by number. */
int govern_sample(struct run *r, int source, int64_t value, bool idle);
int govern_failed(struct run *r, int source, const char *why);
/* The timers, and the interface.  0 or -errno, which is reported. */
int govern_start(struct run *r);
void govern_stop(struct run *r);

/* hand.c: wait for what a person says; look for it now, or for what has been told alone.  A result
 * for the loop. */
int hand_start(struct run *r);
int hand_follow(struct run *r);
int hand_told(struct run *r);
/* At the end: what nobody has confirmed by then does not stay. */
void hand_stop(struct run *r);

/* sources.c: read what there is, now and from now on.  0 or -errno, which is reported. */
int sources_start(struct run *r);
void sources_stop(struct run *r);
/* Why the last reading failed, or "". */
const char *sources_why(const struct run *r, int source);

/* lines.c: what is printed.  0 or -errno, which is reported. */
int run_fail(struct run *r, int err, const char *what);
int run_flush(struct run *r);
int lines_start(struct run *r);
int lines_transition(struct run *r, const struct ss_level_change *change, uint64_t boot_ns);
int lines_source(struct run *r, int source);
int lines_link(struct run *r, const char *state);
int lines_confirm(struct run *r, const char *state);
int lines_stop(struct run *r);

/* live.c: /run/ss/breaker/NAME.json, what the sources say, for status. */
/* Nobody else looks whether a name is free, and takes it, until the descriptor is closed.  -1:
 * there is nothing to lock; -EBUSY, which is reported. */
int live_lock(void);
void live_write(struct run *r);
void live_remove(const struct run *r);

/* seed.c: let those in who are in: sshd's ports, and the session we are started from. */
int seed_management(struct run *r);

#endif
