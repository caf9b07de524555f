// SPDX-License-Identifier: BSD-2-Clause
/*
 * Who changes a file of a policy: inotify on the directories it was loaded from, and on those that
 * hold the names on the way there.  So a link or a directory that is put in the place of another is
 * seen, as is one that was gone and comes back.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "load_impl.h"
#include "stream_impl.h"

#define CHANGES                                                                                    \
	(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |   \
	 IN_MOVE_SELF)

struct place {
	struct place *next;
	int wd;
	char *dir;
	char *name; /* the only one in it that counts; NULL: all that a policy may be made of */
};

struct watcher {
	int fd;
	struct place *places;
};

static void watch(struct watcher *w, const char *dir, const char *name)
{
	int wd = inotify_add_watch(w->fd, dir, CHANGES | IN_ONLYDIR);
	struct place *p = wd < 0 ? NULL : calloc(1, sizeof(*p));

	if (!p)
		return;
	*p = (struct place){ w->places, wd, strdup(dir), name ? strdup(name) : NULL };
	w->places = p;
}

/* nftw() has no argument for its caller; directories are few, so they are collected. */
static __thread struct watcher *walking;

static int on_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	if (type == FTW_D && at->level <= LOAD_MAX_DEPTH)
		watch(walking, path, NULL);
	return 0;
}

/* Each name of the path, in the directory it stands in. */
static void watch_names(struct watcher *w, char *path)
{
	char *name = path;

	while (*name) {
		char *end = name + strcspn(name, "/"), after = *end, before;

		*end = '\0';
		if (name > path)
			before = name[-1], name[-1] = '\0';
		if (*name && strcmp(name, ".") && strcmp(name, ".."))
			watch(w, name == path ? "." : *path ? path : "/", name);
		if (name > path)
			name[-1] = before;
		*end = after;
		name = end + (after != '\0');
	}
}

static void add(struct watcher *w, const char *path)
{
	char copy[PATH_MAX];
	struct stat st;

	if (strchr(path, ':') && stat(path, &st))
		path = strchr(path, ':') + 1;
	if (strlen(path) >= sizeof(copy))
		return;
	strcpy(copy, path);
	watch_names(w, copy);
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return;
	walking = w;
	nftw(path, on_entry, 16, 0);
}

struct watcher *watcher_new(const struct load_options *o)
{
	struct watcher *w = calloc(1, sizeof(*w));

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
	struct place *p;

	if (!w)
		return;
	while ((p = w->places) != NULL) {
		w->places = p->next;
		free(p->dir);
		free(p->name);
		free(p);
	}
	close(w->fd);
	free(w);
}

int watcher_fd(const struct watcher *w)
{
	return w->fd;
}

static bool is_link(const struct place *p, const char *name)
{
	int dir = p->dir ? open(p->dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	struct stat st;
	bool link =
		dir >= 0 && !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode);

	if (dir >= 0)
		close(dir);
	return link;
}

/* A directory, or a link to one, may bring files with it; of files those count that a policy may be
 * made of. */
static bool counts_in(const struct place *p, const struct inotify_event *e)
{
	if (p->name)
		return e->len && !strcmp(e->name, p->name);
	if (e->mask & (IN_ISDIR | IN_DELETE_SELF | IN_MOVE_SELF))
		return true;
	return e->len && (load_kind_of(e->name) != LOAD_OTHER || !strcmp(e->name, ".manifest") ||
			  is_link(p, e->name));
}

static bool counts(const struct watcher *w, const struct inotify_event *e)
{
	bool any = e->mask & IN_Q_OVERFLOW;

	for (const struct place *p = w->places; p && !any; p = p->next)
		any = p->wd == e->wd && counts_in(p, e);
	return any;
}

bool watcher_changed(struct watcher *w)
{
	_Alignas(struct inotify_event) char buf[4096];
	bool any = false;
	ssize_t n;

	while ((n = read(w->fd, buf, sizeof(buf))) > 0)
		for (char *at = buf; at < buf + n;) {
			const struct inotify_event *e = (const void *)at;

			any |= counts(w, e);
			at += sizeof(*e) + e->len;
		}
	return any;
}
