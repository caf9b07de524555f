/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs at an interface: put there, told which level is in force, looked into.
 * What runs here is a struct datapath; what anybody may do to any instance on this
 * machine goes through a struct plane, which a datapath has as well.
 */
#ifndef SS_BREAKER_DATAPATH_H
#define SS_BREAKER_DATAPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "breaker/table.h"

#define DATAPATH_FOREVER UINT64_MAX

struct datapath;
struct plane;

struct datapath_options {
	const char *ifname;
	const char *name; /* of the instance */
	const struct ss_breaker_table *table;
	const char *text;    /* for status: what runs, as JSON; or NULL */
	bool require_native; /* else generic where the driver has no native mode */
	bool generic;	     /* do not even try native */
	bool libxdp;	     /* behind its dispatcher if another program is there */
	bool egress;
	bool shadow;	 /* count, and pass everything */
	bool hold;	 /* when nobody says what holds any more; else everything passes */
	bool persist;	 /* stay when we go: then there is a TTL */
	uint64_t ttl_ns; /* how long a level holds that nobody refreshes */
	bool tcp_all;	 /* no connection is let end in peace, whatever a level's drain_ns */
};

/*
 * Load, and attach with level 0 in force.  Errors are reported: -EBUSY another
 * program is there, -EOPNOTSUPP not in native mode, -ENODEV no such interface.
 */
int datapath_open(struct datapath **d, const struct datapath_options *opt);
/* Detach, unless it persists.  NULL is allowed. */
void datapath_close(struct datapath *d);
/* What is pinned shall end with it after all. */
void datapath_unpin(struct datapath *d);

struct plane *datapath_plane(struct datapath *d);
/* As it is called now. */
const char *datapath_ifname(const struct datapath *d);
/* "native", "generic" or "dispatched"; why it is not native, or "". */
const char *datapath_mode(const struct datapath *d);
const char *datapath_why(const struct datapath *d);

/*
 * After a change of interfaces, and now and then.  0: it is attached, or somebody else changes
 * instances just now, and it is seen to at the next call; or it has just been attached anew, with
 * the level that was in force; or its interface has another name; -ENODEV: it has gone,
 * or still is, and another may be there at the next call; -ECANCELED: somebody has switched it
 * off; or another -errno, which is reported.
 */
enum { DATAPATH_ATTACHED = 1, DATAPATH_RENAMED };
int datapath_follow(struct datapath *d);

/* What somebody has forced since it was opened, or that he has ended it. */
struct datapath_forced {
	uint64_t boot_ns, left_ns; /* 0: it was ended; DATAPATH_FOREVER */
	unsigned int level;
};

/* Readable when there is more of that; it stays ours. */
int datapath_forced_fd(const struct datapath *d);
/* The next; false: there is none yet. */
bool datapath_next_forced(struct datapath *d, struct datapath_forced *f);

/* What is in force at an instance. */
struct plane_state {
	unsigned int level;
	uint32_t generation;	 /* one more with each change */
	uint64_t since_boot_ns;	 /* the level is in force */
	uint64_t forced_boot_ns; /* somebody has forced one, or that ended */
	bool stale;		 /* nobody has refreshed it in time */
	bool forced;		 /* by a person, */
	bool trial;		 /* who has to confirm that, */
	uint64_t left_ns;	 /* for so long, or until it is stale; DATAPATH_FOREVER */
	bool draining;
	unsigned int set; /* the level that was set, whatever is forced */
	bool set_stale;	  /* and nobody has refreshed that */
};

/* LEVEL holds for TTL_NS, unless another is forced.  0 or -errno. */
int plane_set(struct plane *p, unsigned int level, uint64_t ttl_ns);
/* What was set holds for TTL_NS more. */
int plane_refresh(struct plane *p, uint64_t ttl_ns);
int plane_force(struct plane *p, unsigned int level, uint64_t for_ns);
/* The same, until somebody confirms it: plane_unforce(). */
int plane_try(struct plane *p, unsigned int level, uint64_t for_ns);
int plane_unforce(struct plane *p);
/* The same, unless somebody else has forced a level: -EEXIST.  *MINE says which is one's own, 0:
 * none. */
int plane_force_mine(struct plane *p, unsigned int level, uint64_t for_ns, uint64_t *mine);
int plane_unforce_mine(struct plane *p, uint64_t mine);
int plane_state(struct plane *p, struct plane_state *state);

struct plane_count {
	uint64_t packets, bytes;
};

/* Over all processors. */
struct plane_counts {
	struct plane_count by[SS_BREAKER_DIRS][SS_BREAKER_CLASSES][SS_BREAKER_OUTCOMES];
	uint64_t faults[SS_BREAKER_DIRS][SS_BREAKER_FAULTS];
};

int plane_counts(struct plane *p, struct plane_counts *counts);

/* An address or a prefix. */
struct plane_prefix {
	uint8_t family, length; /* 4 or 6 */
	uint8_t addr[16];	/* what is behind LENGTH is 0 */
};

struct plane_block {
	struct plane_prefix prefix;
	uint64_t left_ns; /* DATAPATH_FOREVER */
	bool seen;	  /* packets of it have been dropped, */
	uint64_t seen_ns; /* the last one so long ago, to a second or so */
};

/*
 * Drop what comes from there, and what goes there, for so long; or, where it is blocked for longer
 * already, for as long as that: *FOR_NS is how long.  0; -ENOSPC: the list is full.
 */
int plane_block(struct plane *p, const struct plane_prefix *prefix, uint64_t *for_ns);
/* -ENOENT: it was not there. */
int plane_unblock(struct plane *p, const struct plane_prefix *prefix);
/* Those that hold.  FN returns 0 to go on; what it returned, or -errno. */
typedef int (*plane_block_fn)(void *arg, const struct plane_block *block);
int plane_blocks(struct plane *p, plane_block_fn fn, void *arg);
/*
 * Remove those whose time is over: now and then, by who governs; ALL: and what else is left
 * of any.  Nobody is waited for.  How many, or -errno.
 */
int plane_sweep(struct plane *p, bool all);

struct plane_talker {
	uint8_t family, addr[16];
	enum ss_breaker_class class;
	enum ss_breaker_dir dir;
	uint64_t packets, bytes, dropped;
};

/* Count who talks for FOR_NS, from zero if ANEW; 0 ends it. */
int plane_listen(struct plane *p, uint64_t for_ns, bool anew);
/* Those counted so far, *COUNT of them in *TALKERS, from malloc(); the most packets first. */
int plane_talkers(struct plane *p, struct plane_talker **talkers, size_t *count);

/* What an instance is. */
struct plane_info {
	char name[SS_BREAKER_INSTANCE_MAX];
	char ifname[16];
	int ifindex;
	const char *mode; /* "native", "generic", "dispatched", "detached" */
	char why[96];
	bool egress, shadow, pinned;
	bool hold;     /* what is stale holds */
	int owner_pid; /* 0: nobody runs it */
	uint64_t began_boot_ns;
	unsigned int level_count;
	char levels[SS_BREAKER_LEVELS][32];
	const char *text; /* as in datapath_options */
};

/*
 * Call FN for each instance on this machine, or only for those called NAME; it
 * returns 0 to go on.  What FN returned, or -errno (-EPERM: CAP_SYS_ADMIN is needed).
 */
typedef int (*plane_fn)(void *arg, struct plane *p, const struct plane_info *info);
int planes_each(const char *name, plane_fn fn, void *arg);

/*
 * The same for those of another version, of which nothing else is known.  OWNER 0: nobody is known
 * to run it; IFNAME may be "".
 */
typedef int (*strange_fn)(void *arg, const char *name, const char *ifname, int owner);
int planes_strange(const char *name, strange_fn fn, void *arg);
/* Warn of each; how many there are. */
size_t planes_tell_strange(const char *name);

/*
 * Everything passes, whoever runs and whatever stands in files: pins of NAME (NULL:
 * of all) go, and what a running instance has attached.  0; -ENOENT: there was nothing; or another
 * -errno, which is reported, and all else that there is is off.
 */
int planes_off(const char *name);

#endif
