// SPDX-License-Identifier: BSD-2-Clause
/* ss-policy test --watch: the tests again whenever a file of the policy changes. */
#include <errno.h>
#include <stdio.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/loop.h"
#include "stream_impl.h"
#include "test.h"

#define SETTLE (SS_NS_PER_SEC / 5) /* an editor writes several files: wait for the last */

struct watch {
	const struct load_options *o;
	int (*run)(void *arg);
	void *arg;
	struct ss_loop *loop;
	struct ss_timer *settle;
	struct watcher *watcher;
};

static int on_change(void *arg)
{
	struct watch *w = arg;

	return watcher_changed(w->watcher) ? ss_timer_set(w->settle, SETTLE, 0) : 0;
}

/* There may be new directories; what changes while tests run is seen by the new watcher. */
static int watch_anew(struct watch *w)
{
	struct watcher *next = watcher_new(w->o);

	if (!next)
		return -ENOMEM;
	if (w->watcher)
		ss_loop_remove_fd(w->loop, watcher_fd(w->watcher));
	watcher_free(w->watcher);
	w->watcher = next;
	return ss_loop_add_fd(w->loop, watcher_fd(next), on_change, w);
}

static int again(void *arg)
{
	static const char line[] =
		"********************************************************************"
		"************\nWatching for changes ...\n";
	struct watch *w = arg;
	int err = watch_anew(w);

	if (err)
		return ss_error(err, "cannot watch");
	/* What fails is told, and may be mended now; but not that nobody reads it. */
	err = w->run(w->arg);
	if (err == -EPIPE)
		return err;
	fputs(line, stdout);
	return fflush(stdout) ? -errno : 0;
}

int test_watch(const struct load_options *o, int (*run)(void *arg), void *arg)
{
	struct watch w = { .o = o, .run = run, .arg = arg, .loop = ss_loop_new() };
	int err;

	if (!w.loop)
		return ss_error(-errno, "cannot watch");
	w.settle = ss_loop_add_timer(w.loop, again, &w);
	err = w.settle ? again(&w) : ss_error(-errno, "cannot watch");
	if (!err)
		err = ss_loop_run(w.loop);
	watcher_free(w.watcher);
	ss_loop_free(w.loop);
	return err;
}
