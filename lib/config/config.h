/* SPDX-License-Identifier: BSD-2-Clause */
/* A YAML file as a tree in which every value knows its place, for messages. */
#ifndef SS_CONFIG_H
#define SS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/strbuf.h"

/* A file may be hostile: what is more than this is refused. */
#define SS_CONFIG_MAX_SIZE    (1u << 20) /* bytes */
#define SS_CONFIG_MAX_DEPTH   32
#define SS_CONFIG_MAX_NODES   100000 /* an alias counts as all that it stands for */
#define SS_CONFIG_MAX_KEYS    1024   /* in one map */
#define SS_CONFIG_MAX_ANCHORS 256

enum ss_node_kind { SS_NODE_SCALAR, SS_NODE_LIST, SS_NODE_MAP };

struct ss_node {
	enum ss_node_kind kind;
	bool quoted;		    /* a scalar that is text, whatever it looks like */
	unsigned int line, column;  /* from 1; what an alias stands for is where it was written */
	const char *text;	    /* of a scalar: UTF-8, no NUL inside; else NULL */
	const struct ss_node *key;  /* of a value in a map: a scalar; else NULL */
	const struct ss_node *next; /* in the same list or map */
	const struct ss_node *first;
};

#define ss_for_each_node(child, parent)                                                            \
	for (const struct ss_node *child = (parent)->first; child; child = child->next)

struct ss_config_item;

/* All zero before it is read.  Nodes live until ss_config_fini(). */
struct ss_config {
	char *name;		    /* of the file, for messages */
	const struct ss_node *root; /* never NULL after success; an empty file is an empty scalar */
	struct ss_strbuf why;	    /* after an error: one line of text */
	struct ss_config_item *items;
};

/*
 * Read one YAML document, of standard input if path is "-".  No tags, no second document, keys are scalars and
 * each stands once in its map.  0; -EINVAL, with "FILE:LINE:COL: text" in why;
 * or another -errno, with the file's name in why.
 */
int ss_config_read(struct ss_config *c, const char *path);
int ss_config_parse(struct ss_config *c, const char *name, const char *text, size_t len);
void ss_config_fini(struct ss_config *c);

/* Put "FILE:LINE:COL: text" into why and return -EINVAL. */
__attribute__((format(printf, 3, 4))) int
ss_config_error(struct ss_config *c, const struct ss_node *at, const char *fmt, ...);

/* The value of KEY, or NULL: there is none, or MAP is no map. */
const struct ss_node *ss_node_get(const struct ss_node *map, const char *key);

/* Is it nothing: "key:", "~" or "null"? */
bool ss_node_is_null(const struct ss_node *node);

/* What must be so; if it is not, -EINVAL and a message in why. */
int ss_config_want(struct ss_config *c, const struct ss_node *node, enum ss_node_kind kind);
/* A map, and all its keys are of NULL-terminated KNOWN. */
int ss_config_keys(struct ss_config *c, const struct ss_node *map, const char *const *known);
/* Text that is not empty. */
int ss_config_text(struct ss_config *c, const struct ss_node *node, const char **out);
/*
 * FN for such a text, or for each of a list, which is not empty either, until FN
 * returns other than 0.  What it returned, or -EINVAL and a message in why.
 */
typedef int (*ss_config_fn)(void *ctx, const struct ss_node *node, const char *text);
int ss_config_each(struct ss_config *c, const struct ss_node *node, ss_config_fn fn, void *ctx);
/* true or false, as YAML 1.2 has them. */
int ss_config_bool(struct ss_config *c, const struct ss_node *node, bool *out);

#endif
