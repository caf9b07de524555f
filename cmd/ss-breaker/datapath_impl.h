/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files behind datapath.h share. */
#ifndef SS_BREAKER_DATAPATH_IMPL_H
#define SS_BREAKER_DATAPATH_IMPL_H

#include <linux/bpf.h>
#include <stddef.h>

#include "bpf/ringbuf.h"
#include "breaker/compile.h"
#include "datapath.h"

struct breaker_bpf;
struct bpf_map;
struct xdp_program;

#define PINS_FOLDER "breaker" /* of SS_PIN_ROOT */

#define DATAPATH_BLOCKS	 131072
#define DATAPATH_TALKERS 2048

struct plane {
	int maps[SS_BREAKER_MAPS]; /* descriptors of its own; -1: none */
	int updater;
	uint64_t tick_ns;
	unsigned int level_count;
	uint64_t words[SS_BREAKER_LEVELS], drain_ticks[SS_BREAKER_LEVELS];
};

void plane_init(struct plane *p);
void plane_fini(struct plane *p);
/* Run the updater.  0 or -errno. */
int plane_update(struct plane *p, struct ss_wire_breaker_update *u);
uint64_t plane_ticks(const struct plane *p, uint64_t ns);
uint64_t plane_ns(const struct plane *p, uint64_t ticks);
/* A map of one element or more in memory: NULL + errno. */
void *plane_mmap(int map, size_t *size);

struct datapath {
	struct datapath_options opt; /* its strings are ours */
	struct plane plane;
	struct breaker_bpf *skel;
	struct ss_breaker_image image;
	int ifindex;
	char ifname[16]; /* as it is called now; opt.ifname: as it was */
	enum ss_breaker_mode mode;
	char why[96];
	int link; /* of XDP; -1: none */
	bool dispatched;
	struct xdp_program *shared; /* instead of it: in libxdp's dispatcher */
	uint32_t dispatcher;	    /* id of the one that had it when it was looked into */
	int out_link;		    /* of tcx; -1: none */
	enum ss_breaker_egress egress;
	uint64_t began_boot_ns;
	uint64_t busy_since; /* somebody else has the lock, which is waited for; 0: it is not */
	bool pinned;
	struct ss_ringbuf told; /* what people force */
};

/* Say what runs, and pin what is to stay.  Errors are reported. */
int datapath_publish(struct datapath *d);

/* Open and load the programs of TABLE.  STATE: maps that live on, or NULL.  Errors are reported. */
int load_programs(struct datapath *d, const struct ss_breaker_table *table, const char *text,
		  const int *state, struct breaker_bpf **skel, struct ss_breaker_image *image);
/* The map of a skeleton that has this number. */
struct bpf_map *load_map(struct breaker_bpf *skel, enum ss_wire_breaker_map which);
/* Does the interface know no Ethernet headers? */
bool load_is_raw(const char *ifname);

/* Attach at d->ifindex.  Errors are reported, but for -ENODEV: it is there no more. */
int attach_in(struct datapath *d);
/* Is there no interface of that number? */
bool attach_is_gone(const struct datapath *d);
/* Is it still there? */
bool attach_holds(int link);
/* Take it off, whoever else has it, and close it.  0 or -errno; of -1, or any -errno: 0. */
int attach_end(int link);
uint32_t attach_id(int link);
/* The id of the program that is there, and its name; 0: none is. */
uint32_t attach_other(int ifindex, char name[BPF_OBJ_NAME_LEN]);
/* -EBUSY, reported. */
int attach_is_taken(struct datapath *d);

/* dispatch.c: the same by libxdp. */
bool dispatch_is_there(int ifindex);
/* Load SKEL into a dispatcher at d->ifindex.  Errors are reported. */
int dispatch_load(struct datapath *d, struct breaker_bpf *skel);
/* What is loaded, at another d->ifindex. */
int dispatch_attach(struct datapath *d);
bool dispatch_holds(struct datapath *d);
/* Out of it again, unless it is pinned. */
void dispatch_close(struct datapath *d);
/* What somebody has left there.  0 or -errno. */
int dispatch_remove(int ifindex, uint32_t program);

/* As attach_in(). */
int egress_attach(struct datapath *d);
/* Is it still there, if it is to be? */
bool egress_holds(const struct datapath *d);
void egress_detach(struct datapath *d);
/* Take a filter off that somebody has left there. */
void egress_remove(int ifindex);
/* The same, wherever in this namespace its stub jumps by the map of that number. */
void egress_remove_by(uint32_t jump);

/* Of this process: the number of an interface means nothing in another. */
uint64_t meta_netns(void);
size_t meta_room(const char *text);
int meta_write(struct datapath *d, bool owned);
/*
 * META is from malloc().  0; -EPROTO: it is of another version, and what tells where it is and who
 * runs it can be read, and it can be put off; or another -errno, and META is NULL.
 */
int meta_read(int fd, struct ss_wire_breaker_meta **meta);
bool meta_is_owned(const struct ss_wire_breaker_meta *meta);
void meta_describe(const struct ss_wire_breaker_meta *meta, struct plane_info *info);
const char *meta_mode_name(enum ss_breaker_mode mode);
/* Somebody has switched it off. */
bool meta_is_off(const struct datapath *d);
int meta_switch_off(int fd);

/* All that lives on; what stood there is replaced.  Errors are reported. */
int pins_put(struct datapath *d);
/* 0 or -errno; what is not there is fine. */
int pins_remove(const char *name);
/*
 * The same, and what is pinned is taken off the interface, whoever else has it, and whatever
 * version it is of: from then on everything passes.
 */
int pins_put_off(const char *name);
/* Everything passes by that state, a map that is closed.  0 or -errno. */
int pins_open_way(int state);
bool pins_are_there(const char *name);
/* Its map, or -errno: -ENOENT there is none of that name. */
int pins_meta(const char *name);

/* What stands there. */
struct pins {
	int maps[SS_BREAKER_MAPS];
	int link, out_link; /* -1: none */
	struct ss_wire_breaker_meta *meta;
};

/* 0, or -errno and nothing is open. */
int pins_open(struct pins *p, const char *name);
void pins_close(struct pins *p);

/* Take what NAME has left in dispatchers out of them.  0 or -errno. */
int planes_clear(const char *name);

/*
 * begin.c: load, and attach with the first level in force; with PINS go on where an
 * earlier run has left off.  Errors are reported.
 */
int datapath_begin(struct datapath *d, struct pins *pins);

/* Each that META tells of, of this version or (STRANGE) of others.  What FN returned, or -errno. */
typedef int (*meta_fn)(void *arg, int fd, const struct ss_wire_breaker_meta *meta);
int metas_each(const char *name, bool strange, meta_fn fn, void *arg);

/* By the ids in META.  0 or -errno. */
int plane_open(struct plane *p, const struct ss_wire_breaker_meta *meta);

#endif
