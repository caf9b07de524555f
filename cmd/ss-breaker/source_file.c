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

/* What has been written by now.  *over: nobody is there any more who could write. */
static int take_lines(struct source *s, bool *over)
{
	int n = 1, err = 0;

	/* A pipe is read in one go; then it is seen whether somebody still has it. */
	for (int reads = 0; reads < 2 && !err; reads += !ss_ndjson_pending(s->lines)) {
		struct ss_line line;

		n = ss_ndjson_next(s->lines, &line);
		if (n == -EMSGSIZE)
			err = source_failed(s, "a line of more than %d bytes", LINE_MAX_SIZE);
		else if (n != 1)
			break;
		else if (line.len)
			err = source_text(s, line.data, line.len);
	}
	*over = !n;
	return err;
}

static void let_go(struct source *s)
{
	if (s->fd >= 0) {
		ss_loop_remove_fd(s->r->loop, s->fd);
		close(s->fd);
	}
	s->fd = -1;
	ss_ndjson_free(s->lines);
	s->lines = NULL;
}

static int on_line(void *arg);

static int open_fifo(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISFIFO(st.st_mode))
		return fd;
	close(fd);
	return -ESTALE; /* it was one a moment ago */
}

/* What S has been reading is let go when the FIFO is open, so that nothing in it is lost. */
static int listen_to(struct source *s)
{
	int fd = open_fifo(s->spec->what), err = fd < 0 ? fd : 0;
	struct ss_ndjson *lines = err ? NULL : ss_ndjson_new(fd, LINE_MAX_SIZE);

	if (!err)
		err = lines ? ss_loop_add_fd(s->r->loop, fd, on_line, s) : -ENOMEM;
	if (err) {
		ss_ndjson_free(lines);
		if (fd >= 0)
			close(fd);
		return err;
	}
	let_go(s);
	s->fd = fd;
	s->lines = lines;
	return 0;
}

static int cannot_read(struct source *s, int err)
{
	return source_failed(s, "cannot read %.100s: %s", s->spec->what, strerror(-err));
}

/*
 * A last line without its newline has ended with its writer.  A descriptor that has seen
 * the last of them go would go on saying so: another waits for the next.
 */
static int on_line(void *arg)
{
	struct source *s = arg;
	bool over;
	int err = take_lines(s, &over), failed;

	if (err || !over)
		return err;
	failed = listen_to(s);
	if (!failed)
		return 0;
	let_go(s);
	err = file_start(s);
	return err ? err : cannot_read(s, failed);
}

static bool is_fifo(const char *path, struct stat *st)
{
	return !stat(path, st) && S_ISFIFO(st->st_mode);
}

/* Is it the one that is open?  It may have been removed and made anew. */
static bool is_open(const struct source *s, const struct stat *st)
{
	struct stat own;

	return s->lines && !fstat(s->fd, &own) && own.st_dev == st->st_dev &&
	       own.st_ino == st->st_ino;
}

/* It is not at its place any more; what has been written into it counts. */
static int take_rest(struct source *s)
{
	bool over;

	return s->lines ? take_lines(s, &over) : 0;
}

static int poll_fifo(struct source *s, const struct stat *st)
{
	int err;

	if (is_open(s, st))
		return 0;
	err = take_rest(s);
	if (err)
		return err;
	err = listen_to(s);
	return err ? cannot_read(s, err) : 0;
}

int file_poll(struct source *s)
{
	struct stat st;
	int err;

	if (is_fifo(s->spec->what, &st))
		return poll_fifo(s, &st);
	err = take_rest(s);
	if (!err && s->lines) {
		let_go(s);
		err = file_start(s);
	}
	if (err)
		return err;
	err = source_read(s, s->spec->what);
	if (err)
		return cannot_read(s, err);
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

/* While it is no FIFO its folder is watched, because a file that is replaced is another one. */
int file_start(struct source *s)
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

void file_stop(struct source *s)
{
	ss_ndjson_free(s->lines);
	if (s->fd >= 0)
		close(s->fd);
}
