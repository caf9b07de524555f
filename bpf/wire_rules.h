/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The tables of the filters, which user space fills: see wire.h, and lib/event/rules.h. */
#ifndef SS_WIRE_RULES_H
#define SS_WIRE_RULES_H

#include "wire.h"

#define SS_WIRE_RULE_CMDLINE 1ull
/* In a mask of rules: something was not to be decided; no rule has this number. */
#define SS_WIRE_RULES_UNSURE (1ull << 63)

/* What a value finds: the rules that want it, and those that refuse it. */
struct ss_wire_hits {
	__u64 pos, neg;
};

#define SS_WIRE_PATTERN_MAX 254

/*
 * Keys of LPM tries; bits are those of bytes.  Of a path: how it begins, a whole
 * one with its NUL, so that it begins no other; or how it ends, from its last byte
 * backwards.  Of an address: 4 or 6, then the address.  Of a port: high byte first.
 */
struct ss_wire_path_key {
	__u32 bits;
	__u8 bytes[256];
};

struct ss_wire_addr_key {
	__u32 bits;
	__u8 bytes[20];
};

struct ss_wire_port_key {
	__u32 bits;
	__u8 bytes[4];
};

_Static_assert(sizeof(struct ss_wire_path_key) == 260, "wire layout");
_Static_assert(sizeof(struct ss_wire_addr_key) == 24, "wire layout");
_Static_assert(sizeof(struct ss_wire_port_key) == 8, "wire layout");

#endif
