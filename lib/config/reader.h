/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside config: a text on its way from libyaml's events to the tree. */
#ifndef SS_CONFIG_READER_H
#define SS_CONFIG_READER_H

#include <yaml.h>

#include "config/config.h"

/* A node and its text, in memory of their own. */
struct ss_config_item {
	struct ss_config_item *next;
	struct ss_node node;
	char text[];
};

struct ss_anchor;

struct ss_reader {
	struct ss_config *c;
	const char *text;
	size_t len;
	yaml_parser_t parser;
	yaml_event_t event; /* the one to look at */
	struct ss_anchor *anchors;
	size_t node_count, anchor_count;
	int err; /* why a function returned NULL or false */
};

/* Go on to the next event. */
bool ss_reader_next(struct ss_reader *r);

/* NULL, with the complaint that WHY is what is wrong with the event. */
struct ss_node *ss_reader_refuse(struct ss_reader *r, const char *why);

/* A node where the event stands; TEXT may be NULL. */
struct ss_node *ss_reader_node(struct ss_reader *r, enum ss_node_kind kind, const char *text,
			       size_t len);

/* tree.c: the value that begins with the event to look at, which becomes its last one. */
struct ss_node *ss_reader_value(struct ss_reader *r, int depth);
void ss_reader_forget(struct ss_reader *r); /* the anchors */

#endif
