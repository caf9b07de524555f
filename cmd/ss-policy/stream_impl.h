/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the stream share. */
#ifndef SS_POLICY_STREAM_IMPL_H
#define SS_POLICY_STREAM_IMPL_H

#include "core/feed.h"
#include "core/json_read.h"
#include "core/json_write.h"
#include "core/out.h"
#include "engine.h"
#include "stream.h"

#define STREAM_ENTRIES 16
#define STREAM_OVER    2 /* ends the loop: all has been said */

/* What the findings of an entry point are: its last word says it. */
struct entry {
	const char *path;    /* data.ss.deny */
	const char *verdict; /* deny: into policy.decision; actions: each is an action.request */
	bool actions;
};

struct watcher; /* watch.c: what has changed of what was loaded */

struct stream {
	const struct stream_options *o;
	struct entry entries[STREAM_ENTRIES];
	size_t entry_count;
	struct ss_strbuf query; /* all entries as one */
	struct engine engine;
	struct watcher *watcher;
	struct ss_loop *loop;
	struct ss_timer *end, *settle;
	struct ss_feed feed;
	struct ss_json_doc *doc;
	struct ss_out out;
	struct ss_strbuf scratch;
	char host[256];
	uint64_t seq, events, quiet, findings, denied, reloads;
	bool failed, unwritable;
};

/* entries.c: the questions, as one query.  0 or an error, which has been reported. */
int entries_set(struct stream *s);
/* Warn of those that no rule answers: nothing would ever be found. */
void entries_look(const struct stream *s);

/* decision.c: the lines about one event; VALUE is what entry E said about it. */
void decision_write(struct stream *s, const struct entry *e, struct rego_val value,
		    struct ss_json_val event, uint64_t latency_ns);

/* reload.c: once, when the loop is there.  0 or -errno. */
int reload_start(struct stream *s);
void reload_end(struct stream *s);
/* watch.c.  NULL: it cannot be watched, which is a pity and no error. */
struct watcher *watcher_new(const struct load_options *o);
void watcher_free(struct watcher *w);
int watcher_fd(const struct watcher *w);
/* Take what has come.  True: something was changed that may be of a policy. */
bool watcher_changed(struct watcher *w);

#endif
