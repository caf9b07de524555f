/* SPDX-License-Identifier: BSD-2-Clause */
/* How a line is shown: whole, some of its fields, or as text for people. */
#ifndef SS_VIEW_H
#define SS_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/json_read.h"
#include "core/strbuf.h"

enum { SS_VIEW_JSON, SS_VIEW_TEXT };
enum { SS_COLOR_AUTO, SS_COLOR_ALWAYS, SS_COLOR_NEVER };

struct ss_view {
	int format;
	bool color;
	char *fields; /* a copy, cut at the commas */
	const char **paths;
	size_t path_count;
	struct ss_json_doc *doc;
	struct ss_strbuf shown; /* the line's new form */
	struct ss_strbuf text;	/* room for one string's decoding */
};

/*
 * FIELDS is a list of dotted paths, or NULL for all.  COLOR auto: if stdout is
 * a terminal and NO_COLOR is not set.  0, -EINVAL (reported: a bad list) or -errno.
 */
int ss_view_init(struct ss_view *v, int format, const char *fields, int color);
void ss_view_fini(struct ss_view *v);
/* 0, or -EINVAL (reported): one of the fields is none of those in ss-events(5). */
int ss_view_check(const struct ss_view *v);

/*
 * BUF from byte START on is one JSON line: replace it by what is to be shown.
 * Nothing to do for whole JSON lines.  With FIELDS a meta.loss stays whole (in
 * text behind "# "), and a line of text that has none of them goes.  0 or -errno;
 * -EINVAL: no JSON object.
 */
int ss_view_line(struct ss_view *v, struct ss_strbuf *buf, size_t start);

/* text.c: the line as a sentence, without newline. */
void ss_text_write(struct ss_view *v, struct ss_json_val line);
/* text_file.c: what an event of a file says besides its process; with MODE the mode as well. */
void ss_text_file(struct ss_view *v, struct ss_json_val line, bool mode);
/* text_call.c: the object of a call, or of a place that was reached, as a call in C. */
void ss_text_syscall(struct ss_view *v, struct ss_json_val call);
void ss_text_uprobe(struct ss_view *v, struct ss_json_val hit);
/* text_table.c: the same for the tables among the meta lines; false: it is none. */
bool ss_text_table(struct ss_view *v, struct ss_json_val line);
/* The time of day to the millisecond, and a space. */
void ss_text_time(struct ss_view *v, struct ss_json_val line);
/* text_security.c: the same for one of its types; false for any other. */
bool ss_text_deed(struct ss_view *v, struct ss_json_val line);
/* How a line about a process begins: when, WHAT, who.  COLOR is that of WHAT. */
void ss_text_process(struct ss_view *v, struct ss_json_val line, const char *what,
		     const char *color);
/* text_net.c: of net.*, dns.* and tls.*, what comes after the columns of the process. */
void ss_text_net(struct ss_view *v, struct ss_json_val line);
void ss_text_dns(struct ss_view *v, struct ss_json_val line);
void ss_text_tls(struct ss_view *v, struct ss_json_val line);
/* Is it a meta.loss? */
bool ss_text_is_loss(struct ss_json_val line);
/* The string at PATH, safe for a terminal and quoted as a shell would need it if QUOTE. */
void ss_text_string(struct ss_view *v, struct ss_json_val s, bool quote);

#endif
