// SPDX-License-Identifier: BSD-2-Clause
/* --record: the lines as they are, into a file that replay reads. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"
#include "trace.h"

static bool to_stdout(const struct trace *t)
{
	return t->opt->record && !strcmp(t->opt->record, "-");
}

/* What there is may be evidence: never written over.  What is no file, or empty, is. */
static int open_existing(const char *name)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size)
		return fd;
	close(fd);
	return -EEXIST;
}

static int open_file(const struct trace *t)
{
	const char *name = t->opt->record;
	int fd;

	if (to_stdout(t)) {
		if (isatty(STDOUT_FILENO))
			return ss_error(-EINVAL, "--record: a recording is nothing for a terminal");
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		fd = fd < 0 ? -errno : fd;
	} else {
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			fd = errno == EEXIST ? open_existing(name) : -errno;
	}
	return fd < 0 ? ss_error(fd, "cannot record into '%s'", name) : fd;
}

static int fail(struct trace *t, int err)
{
	if (to_stdout(t))
		return trace_fail(t, err, "cannot write the recording");
	/* Its reader, if it has one, is not ours: that it left is no reason to be silent. */
	if (err && !t->reported)
		ss_error(err, "cannot write the recording '%s'", t->opt->record);
	t->reported |= err != 0;
	return err == -EPIPE ? -EIO : err;
}

int record_open(struct trace *t)
{
	int fd;

	if (!t->opt->record || t->record) /* a second try to load has it already */
		return 0;
	fd = open_file(t);
	if (fd < 0)
		return fd;
	t->record = ss_record_writer_new(fd, ss_loop_signal_fd(t->loop));
	if (!t->record) {
		close(fd);
		return ss_error(-ENOMEM, "cannot record");
	}
	return fail(t, ss_record_error(t->record));
}

int record_close(struct trace *t, int err)
{
	int failed = ss_record_writer_close(t->record);

	t->record = NULL;
	return err ? err : fail(t, failed);
}

bool record_line(struct trace *t, size_t start)
{
	struct ss_strbuf *buf = &t->out.buf;

	if (!t->record || buf->err)
		return false;
	ss_record_add(t->record, buf->data + start, buf->len - start);
	if (!to_stdout(t))
		return false;
	buf->len = start;
	return true;
}

int record_flush(struct trace *t, bool always)
{
	int err;

	if (!t->record)
		return 0;
	err = always ? ss_record_tick(t->record) : ss_record_error(t->record);
	if (!err)
		return 0;
	ss_out_flush(&t->out); /* the lines themselves have nothing to do with it */
	return fail(t, err);
}
