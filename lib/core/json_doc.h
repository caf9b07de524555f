/* SPDX-License-Identifier: BSD-2-Clause */
/* The index of a JSON text: what json_index.c builds and json_read.c reads. */
#ifndef SS_JSON_DOC_H
#define SS_JSON_DOC_H

#include "core/json_read.h"
#include "core/json_scan.h"

/*
 * One a value and one a key, in the order of the text: a key stands right
 * before its value.  A container's members follow it and end with an END node.
 */
struct ss_json_node {
	uint32_t start : 24; /* first byte in the text; an END's is the closing bracket */
	uint32_t type : 3;   /* enum ss_json_type, or SS_JSON_END */
	uint32_t keyed : 1;  /* the node before it is its key */
	uint32_t escaped : 1;
	uint32_t len; /* bytes of text; a container's is the number of its END node */
};

#define SS_JSON_END (SS_JSON_OBJECT + 1)

_Static_assert(sizeof(struct ss_json_node) == 8, "nodes are packed");
_Static_assert(SS_JSON_MAX_SIZE <= 1u << 24, "an offset fits into start");

struct ss_json_doc {
	const char *text;
	struct ss_json_node *nodes; /* number 0 is no value, 1 is the root */
	size_t cap;
	bool parsed;
	struct ss_json_scan scan;
};

#endif
