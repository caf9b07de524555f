/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the breaker's programs and ss-breaker tell each other: the state in force,
 * the compiled tables by which packets are classified, the block list, counters.
 * Ticks are the kernel's jiffies, which stand still while the machine sleeps.
 */
#ifndef SS_WIRE_BREAKER_H
#define SS_WIRE_BREAKER_H

#include <linux/bpf.h>

#include "breaker_types.h"

/*
 * Its last byte is the version of all that stands here.  Programs of another version find what
 * runs, or was left behind, by ss_wire_breaker_meta, and put it off: so its members stay where they
 * are, and others come at their end, with another version.
 */
#define SS_BREAKER_META_MARK	0x00656b6165726273ull
#define SS_BREAKER_META_VERSION 3
#define SS_BREAKER_META_MAGIC	(SS_BREAKER_META_MARK | (__u64)SS_BREAKER_META_VERSION << 56)

/*
 * The state word, which a program reads with one load: level, flags, the
 * generation that made it, and what is done with each class, four bits each.
 */
#define SS_BREAKER_WORD_FLAGS	8
#define SS_BREAKER_WORD_GEN	16
#define SS_BREAKER_WORD_ACTIONS 32
#define SS_BREAKER_ACTION_BITS	4

/* In its flags. */
#define SS_BREAKER_F_DRAIN (1u << 0) /* TCP connections may end: see drain_until */
#define SS_BREAKER_F_TOP   (1u << 1) /* talkers are counted: see top_until */
#define SS_BREAKER_F_FORCED                                                                        \
	(1u << 2) /* by a person: over at its time, even where what is stale holds */
#define SS_BREAKER_F_TRIAL (1u << 3) /* which somebody has to confirm */

/* One cache line, which nobody writes but the updater, and user space what is said so. */
struct ss_wire_breaker_state {
	__u64 word;
	__u64 expires;	   /* tick from which on the word is stale; ~0: never */
	__u64 drain_until; /* tick; ~0: without an end */
	__u64 top_until;   /* tick */
	__u32 block4;	   /* by user space: SS_BREAKER_GRAIN_* that stand in the filter */
	__u32 block6;
	__u64 pad[3];
};

/*
 * The truth, which is only read and written as a whole: under the lock by the
 * updater, with BPF_F_LOCK by user space.  The state is made of it.
 */
struct ss_wire_breaker_throttle {
	struct bpf_spin_lock lock;
	__u32 generation;
	__u64 word, expires, drain_ticks; /* asked for by who governs */
	__u64 forced_word, forced_until;  /* by a person; tick, 0: nobody */
	__u64 drain_until;		  /* of the one that is in force */
	__u64 since_boot_ns;		  /* the level in force is */
	__u64 forced_boot_ns;		  /* somebody forced one, or that ended */
	__u64 updates;
	__u64 check; /* of all of these: a torn record would not have it */
};

enum ss_breaker_op {
	SS_BREAKER_OP_READ,
	SS_BREAKER_OP_SET,     /* what the level is, from now on, for ttl_ticks */
	SS_BREAKER_OP_REFRESH, /* it still holds: for ttl_ticks from now on */
	SS_BREAKER_OP_FORCE,   /* whatever is set, for ttl_ticks */
	SS_BREAKER_OP_UNFORCE,
	SS_BREAKER_OP_LISTEN, /* count talkers for ttl_ticks */
	SS_BREAKER_OPS
};

/* The packet that the updater is run with; it answers in the same place. */
struct ss_wire_breaker_update {
	__u32 op;
	__u32 generation; /* in: what is expected, 0: any; out: what it is now */
	__u64 word;	  /* without its generation */
	__u64 ttl_ticks;  /* ~0: for ever */
	__u64 drain_ticks;
	__s32 error;
	__u32 pad;
	__u64 now; /* out: the tick, and what is in force */
	struct ss_wire_breaker_throttle is;
	struct ss_wire_breaker_state state;
};

#define SS_BREAKER_FORCED_BYTES 65536

/* What somebody has forced, or that he has ended it: a record of a ring, for who governs. */
struct ss_wire_breaker_forced {
	__u64 boot_ns;	  /* when he did */
	__u64 left_ticks; /* for so long; 0: it was ended, ~0: for ever */
	__u32 level;
	__u32 pad;
};

/* What is done with a class at a level, besides its action: of a limit. */
struct ss_wire_breaker_limit {
	__u64 cost; /* of a packet, or a byte, in 1/256 ns of time; 0: none may pass */
	__u64 burst_ns;
	__u32 batch; /* of packets or bytes: what a processor takes out at once */
	__u32 bytes; /* are what is counted */
};

/* Shared by all processors: when what was taken out so far will have been earned. */
struct ss_wire_breaker_pool {
	__u64 earned_ns; /* since began_tick: there is no end to that */
	__u64 pad[7];
};

/* Of a processor: what it has taken out and not yet spent. */
struct ss_wire_breaker_purse {
	__u64 left;
	__u64 tried; /* the tick at which there was nothing to be had */
};

/*
 * How a packet finds its class.  Its transport (protocol and port, or protocol
 * and ICMP type, or protocol alone, or ethertype) has a label; so has the address
 * of the other side, and its DSCP.  Packets that have the same three labels are of
 * the same class, which stands in a table by all three.
 */
#define SS_BREAKER_AT_TCP   0
#define SS_BREAKER_AT_UDP   (1 << 16)
#define SS_BREAKER_AT_SCTP  (2 << 16)
#define SS_BREAKER_AT_ETHER (3 << 16) /* by ethertype; lengths, that is LLC, have 0 */
#define SS_BREAKER_AT_PROTO (4 << 16) /* by protocol, without or regardless of ports */
#define SS_BREAKER_AT_ICMP  (SS_BREAKER_AT_PROTO + 256) /* by type */
#define SS_BREAKER_AT_ICMP6 (SS_BREAKER_AT_ICMP + 256)
#define SS_BREAKER_LABELS   (SS_BREAKER_AT_ICMP6 + 256)

/* Two labels: of a port that is the destination's in the low half, the source's in the high one. */
typedef __u32 ss_wire_breaker_label;

/*
 * The tries of the other side's addresses: for IPv4, then for IPv6, 65536 slots
 * by the first two bytes; then nodes of 256 slots, for one byte each.  A slot is
 * a label, or a node, or one address and mask to compare with.
 */
#define SS_BREAKER_TRIE_ROOT6 (1 << 16)
#define SS_BREAKER_TRIE_NODES (2 << 16)
#define SS_BREAKER_SLOT_NODE  (1u << 31) /* its number is in the rest */
#define SS_BREAKER_SLOT_TAIL  (1u << 30)
#define SS_BREAKER_SLOT_REST  (SS_BREAKER_SLOT_TAIL - 1)

/* In host order; IPv4 in the high 32 bits of high. */
struct ss_wire_breaker_tail {
	__u64 high, low, mask_high, mask_low;
	__u32 inside, outside; /* labels */
};

/*
 * What stands in the table of classes: the least of all that holds is taken.  Even
 * the block list does not touch management that a prefix has made so.
 */
enum ss_breaker_rank {
	SS_BREAKER_RANK_INFRASTRUCTURE,
	SS_BREAKER_RANK_SAFE,
	SS_BREAKER_RANK_MANAGEMENT, /* from here on a class's number and one */
	SS_BREAKER_RANK_DEFAULT = SS_BREAKER_DEFAULT + 1,
};

/* The block list: tries by address, and before them a filter of bits, by hashes of leading bits. */
#define SS_BREAKER_GRAIN_8	(1u << 0)
#define SS_BREAKER_GRAIN_16	(1u << 1)
#define SS_BREAKER_GRAIN_24	(1u << 2)
#define SS_BREAKER_GRAIN_32	(1u << 3)
#define SS_BREAKER_GRAIN_48	(1u << 4)
#define SS_BREAKER_GRAIN_64	(1u << 5)
#define SS_BREAKER_GRAIN_ALL	(1u << 31) /* a prefix is shorter than any of these */
#define SS_BREAKER_FILTER_ORDER 22 /* 512 KiB of bits: 100 000 entries let 2.4 % of others by */

/* The bit of an address's LENGTH leading bits, which are those of BITS; IPv4 in its high half. */
static inline __u32 ss_breaker_filter_bit(__u64 bits, __u32 length)
{
	return ((bits ^ length) * 0x9e3779b97f4a7c15ull) >> (64 - SS_BREAKER_FILTER_ORDER);
}

struct ss_wire_block4 {
	__u32 length;
	__u8 addr[4];
};

struct ss_wire_block6 {
	__u32 length;
	__u8 addr[16];
};

struct ss_wire_block {
	__u64 until;  /* tick from which on it does not hold; ~0: never */
	__u64 asked;  /* what was asked for: until may be later, see blocks.h */
	__u64 seen;   /* tick, by the programs: within 256 of the last packet; 0: none yet */
	__u32 length; /* as in its key, for who finds it by a longer one */
	__u32 pad;
};

/* Of one processor and direction: mmapped, by number of the processor * 2 + direction. */
struct ss_wire_breaker_count {
	__u64 packets, bytes;
};

struct ss_wire_breaker_counts {
	struct ss_wire_breaker_count by[SS_BREAKER_CLASSES][SS_BREAKER_OUTCOMES];
	__u64 faults[8]; /* enum ss_breaker_fault */
};

/* Who talks, while somebody asks for it. */
struct ss_wire_talker_key {
	__u8 addr[16];
	__u8 family; /* 4 or 6 */
	__u8 class;
	__u8 dir;
	__u8 pad[5];
};

struct ss_wire_talker {
	__u64 packets, bytes, dropped;
};

/* The maps of an instance that others look into, by their ids; and the updater. */
enum ss_wire_breaker_map {
	SS_BREAKER_MAP_STATE,
	SS_BREAKER_MAP_THROTTLE,
	SS_BREAKER_MAP_COUNTS,
	SS_BREAKER_MAP_BLOCKS4,
	SS_BREAKER_MAP_BLOCKS6,
	SS_BREAKER_MAP_FILTER,
	SS_BREAKER_MAP_TALKERS,
	SS_BREAKER_MAP_JUMP,
	SS_BREAKER_MAPS
};

enum ss_breaker_mode {
	SS_BREAKER_NATIVE,
	SS_BREAKER_GENERIC,
	SS_BREAKER_DISPATCHED, /* behind libxdp's dispatcher */
	SS_BREAKER_DETACHED,   /* the interface is gone */
	SS_BREAKER_MODES
};

enum ss_breaker_egress {
	SS_BREAKER_NO_EGRESS,
	SS_BREAKER_TCX,	   /* a link: Linux 6.6 */
	SS_BREAKER_CLSACT, /* a filter of a queue, with these numbers */
};

#define SS_BREAKER_TC_HANDLE   0x5353
#define SS_BREAKER_TC_PRIORITY 0x5353

/* In an array of one: what an instance is, for whoever meets it.  Written by user space. */
struct ss_wire_breaker_meta {
	__u64 magic; /* 0: it is being made */
	__u64 began_boot_ns;
	__u64 owner_start_ns; /* with owner_pid: its start, as /proc has it */
	__u64 netns;	      /* inode of its network namespace: whose ifindex that is */
	__u64 tick_ns;
	__u32 owner_pid; /* 0: nobody */
	__u32 pinned;	 /* it outlives its owner */
	__u32 ifindex;
	__u32 mode; /* enum ss_breaker_mode */
	__u32 shadow;
	__u32 egress; /* enum ss_breaker_egress */
	__u32 off;    /* somebody has switched it off */
	__u32 hold;   /* what is stale holds */
	__u32 level_count;
	__u32 updater;		      /* its program's id */
	__u32 links[SS_BREAKER_DIRS]; /* ids; 0: none */
	__u32 maps[SS_BREAKER_MAPS];
	__u64 words[SS_BREAKER_LEVELS]; /* without generation */
	__u64 drain_ticks[SS_BREAKER_LEVELS];
	char levels[SS_BREAKER_LEVELS][32]; /* their names */
	char name[SS_BREAKER_INSTANCE_MAX];
	char ifname[16];
	char why[96]; /* why it is not native */
	__u32 text_len;
	__u32 program; /* id of what judges what comes in */
	/* Here is the place of others. */
	char text[]; /* what its rules mean, as JSON; sized when it is made */
};

_Static_assert(sizeof(struct ss_wire_breaker_meta) == 1072, "another layout is another version");
_Static_assert(sizeof(struct ss_wire_breaker_state) == 64, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_throttle) == 88, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_update) == 48 + 88 + 64, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_forced) == 24, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_limit) == 24, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_pool) == 64, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_tail) == 40, "wire layout");
_Static_assert(sizeof(struct ss_wire_block) == 32, "wire layout");
_Static_assert(sizeof(struct ss_wire_breaker_counts) == 8 * 9 * 16 + 64, "wire layout");
_Static_assert(sizeof(struct ss_wire_talker_key) == 24, "wire layout");

#endif
