// SPDX-License-Identifier: BSD-2-Clause
/*
 * The policy is loaded anew at SIGHUP, and when its files have changed: between
 * two lines, so that each is judged by one policy from begin to end.  A new one that is
 * wrong is refused with its errors, and the old one stays.
 */
#include <errno.h>

#include "core/clock.h"
#include "core/log.h"
#include "stream_impl.h"

#define SETTLE (SS_NS_PER_SEC / 5) /* an editor or git writes many files: wait for the last */

static int on_change(void *arg)
{
	struct stream *s = arg;

	return watcher_changed(s->watcher) ? ss_timer_set(s->settle, SETTLE, 0) : 0;
}

/* There may be new directories.  This comes before the files are read: what changes while they are
 * is seen by the new watcher. */
static int watch_anew(struct stream *s)
{
	struct watcher *watcher = watcher_new(&s->o->load);

	if (!watcher)
		return 0;
	if (s->watcher)
		ss_loop_remove_fd(s->loop, watcher_fd(s->watcher));
	watcher_free(s->watcher);
	s->watcher = watcher;
	return ss_loop_add_fd(s->loop, watcher_fd(watcher), on_change, s);
}

static int refuse(struct stream *s)
{
	ss_warn("the new policy is refused, the old one (%s) stays",
		s->engine.loaded.revision.data);
	return 0;
}

static int reload(void *arg)
{
	struct stream *s = arg;
	const struct stream_options *o = s->o;
	struct engine next;
	int err = watch_anew(s);

	if (err)
		return err;
	if (engine_open(&next, &o->load, &o->rego, &o->limits, s->query.data))
		return refuse(s);
	/* A directory that is just being filled. */
	if (!next.loaded.modules && s->engine.loaded.modules) {
		engine_close(&next);
		ss_error(0, "there is no policy any more");
		return refuse(s);
	}
	engine_close(&s->engine);
	s->engine = next;
	s->reloads++;
	entries_look(s);
	ss_info("policy %s loaded", s->engine.loaded.revision.data);
	return 0;
}

int reload_start(struct stream *s)
{
	int err;

	s->settle = ss_loop_add_timer(s->loop, reload, s);
	err = s->settle ? ss_loop_on_hangup(s->loop, reload, s) : -errno;
	return err ? err : watch_anew(s);
}

void reload_end(struct stream *s)
{
	watcher_free(s->watcher);
}
