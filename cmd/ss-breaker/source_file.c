// SPDX-License-Identifier: BSD-2-Clause
/* A file, read when it is written or replaced, and now and then; a FIFO, line by line. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"
#include "sources.h"

#define LINE_MAX_SIZE 4096

/* Is one of the events in BUF about the file of that name? */
static bool is_about(const char *buf, ssize_t len, const char *name)
{
	for (const char *p = buf; p < buf + len;) {
		const struct inotify_event *e = (const void *)p;

		if (e->mask & IN_Q_OVERFLOW || (e->len && !strcmp(e->name, name)))
			return true;
		p += sizeof(*e) + e->len;
	}
	return false;
}

static int on_line(void *arg)
{
	struct source *s = arg;
	int n, err = 0;

	do {
		struct ss_line line;

		n = ss_ndjson_next(s->lines, &line);
		if (n == 1 && line.len)
			err = source_text(s, line.data, line.len);
		else if (n == -EMSGSIZE)
			err = source_failed(s, "a line of more than %d bytes", LINE_MAX_SIZE);
	} while (!err && (n == 1 || n == -EMSGSIZE) && ss_ndjson_pending(s->lines));
	return err;
}

/* Opened for writing too, so that it does not end when a writer goes. */
static int listen_to(struct source *s)
{
	s->fd = open(s->spec->what, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (s->fd < 0)
		return -errno;
	s->lines = ss_ndjson_new(s->fd, LINE_MAX_SIZE);
	if (!s->lines)
		return -errno;
	return ss_loop_add_fd(s->r->loop, s->fd, on_line, s);
}

static bool is_fifo(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISFIFO(st.st_mode);
}

/* One that was made after the start is listened to from now on; else no reading would end. */
static int begin_to_listen(struct source *s)
{
	int err;

	if (s->fd >= 0) {
		ss_loop_remove_fd(s->r->loop, s->fd);
		close(s->fd);
		s->fd = -1;
	}
	ss_timer_set(s->timer, 0, 0);
	err = listen_to(s);
	if (!err)
		return 0;
	ss_timer_set(s->timer, s->spec->every_ns, s->spec->every_ns);
	return source_failed(s, "cannot read %.100s: %s", s->spec->what, strerror(-err));
}

int file_poll(struct source *s)
{
	int err;

	if (is_fifo(s->spec->what))
		return begin_to_listen(s);
	err = source_read(s, s->spec->what);
	if (err)
		return source_failed(s, "cannot read %.100s: %s", s->spec->what, strerror(-err));
	return source_text(s, s->text.data ? s->text.data : "", s->text.len);
}

static int on_change(void *arg)
{
	struct source *s = arg;
	const char *slash = strrchr(s->spec->what, '/');
	bool about = false;
	ssize_t n;

	do {
		char buf[4096] __attribute__((aligned(__alignof__(struct inotify_event))));

		n = read(s->fd, buf, sizeof(buf));
		about |= n > 0 && is_about(buf, n, slash ? slash + 1 : s->spec->what);
	} while (n > 0);
	return about ? file_poll(s) : 0;
}

/* Its folder, because a file that is replaced is another one. */
static int watch(struct source *s)
{
	char *copy = strdup(s->spec->what);

	if (!copy)
		return -ENOMEM;
	s->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (s->fd < 0 ||
	    inotify_add_watch(s->fd, dirname(copy), IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE) < 0)
		ss_info("%s: changes are seen when it is read again: %s", s->spec->name,
			strerror(errno));
	free(copy);
	return s->fd < 0 ? 0 : ss_loop_add_fd(s->r->loop, s->fd, on_change, s);
}

int file_start(struct source *s)
{
	return is_fifo(s->spec->what) ? listen_to(s) : watch(s);
}

void file_stop(struct source *s)
{
	ss_ndjson_free(s->lines);
	if (s->fd >= 0)
		close(s->fd);
}
