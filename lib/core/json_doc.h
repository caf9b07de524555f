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
	uint32_t head; /* first byte in the text, an END's is the closing bracket; and what it is */
	uint32_t len;  /* bytes of text; a container's is the number of its END node */
};

#define SS_JSON_END (SS_JSON_OBJECT + 1)

/* Bits of head above the 24 of the offset: three of type, and two more. */
#define SS_JSON_TYPE_SHIFT 24
#define SS_JSON_KEYED	   (1u << 27) /* the node before it is its key */
#define SS_JSON_ESCAPED	   (1u << 28)

_Static_assert(SS_JSON_MAX_SIZE <= 1u << SS_JSON_TYPE_SHIFT, "an offset fits into head");

static inline uint32_t ss_json_node_start(const struct ss_json_node *n)
{
	return n->head & ((1u << SS_JSON_TYPE_SHIFT) - 1);
}

static inline unsigned int ss_json_node_type(const struct ss_json_node *n)
{
	return n->head >> SS_JSON_TYPE_SHIFT & 7;
}

struct ss_json_doc {
	const char *text;
	struct ss_json_node *nodes; /* number 0 is no value, 1 is the root */
	size_t cap;
	bool parsed;
	struct ss_json_scan scan;
};

#endif
