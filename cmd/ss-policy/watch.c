// SPDX-License-Identifier: BSD-2-Clause
/* Who changes a file of a policy: inotify on the directories it was loaded from. */
#include <errno.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "load_impl.h"
#include "stream_impl.h"

#define CHANGES                                                                                    \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |  \
	 IN_MOVE_SELF)

struct watcher {
	int fd;
};

static int watch(struct watcher *w, const char *dir)
{
	return inotify_add_watch(w->fd, dir, CHANGES | IN_ONLYDIR) < 0 ? -errno : 0;
}

/* nftw() has no argument for its caller; directories are few, so they are collected. */
static __thread struct watcher *walking;

static int on_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	if (type == FTW_D && at->level <= LOAD_MAX_DEPTH)
		watch(walking, path);
	return 0;
}

/* Of a file its directory: editors put a new one in its place. */
static void add(struct watcher *w, const char *path)
{
	char copy[PATH_MAX];
	struct stat st;

	if (strchr(path, ':') && stat(path, &st))
		path = strchr(path, ':') + 1;
	if (stat(path, &st) || strlen(path) >= sizeof(copy))
		return;
	if (S_ISDIR(st.st_mode)) {
		walking = w;
		nftw(path, on_entry, 16, 0);
		return;
	}
	strcpy(copy, path);
	watch(w, dirname(copy));
}

struct watcher *watcher_new(const struct load_options *o)
{
	struct watcher *w = malloc(sizeof(*w));

	if (!w)
		return NULL;
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->fd < 0) {
		free(w);
		return NULL;
	}
	for (size_t i = 0; i < o->data.count; i++)
		add(w, o->data.items[i]);
	for (size_t i = 0; i < o->bundles.count; i++)
		add(w, o->bundles.items[i]);
	return w;
}

void watcher_free(struct watcher *w)
{
	if (!w)
		return;
	close(w->fd);
	free(w);
}

int watcher_fd(const struct watcher *w)
{
	return w->fd;
}

/* A directory may bring files with it; of files those count that a policy may be made of. */
static bool counts(const struct inotify_event *e)
{
	if (e->mask & (IN_ISDIR | IN_DELETE_SELF | IN_MOVE_SELF | IN_Q_OVERFLOW))
		return true;
	return e->len && (load_kind_of(e->name) != LOAD_OTHER || !strcmp(e->name, ".manifest"));
}

bool watcher_changed(struct watcher *w)
{
	_Alignas(struct inotify_event) char buf[4096];
	bool any = false;
	ssize_t n;

	while ((n = read(w->fd, buf, sizeof(buf))) > 0)
		for (char *at = buf; at < buf + n;) {
			const struct inotify_event *e = (const void *)at;

			any |= counts(e);
			at += sizeof(*e) + e->len;
		}
	return any;
}
