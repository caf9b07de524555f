// SPDX-License-Identifier: BSD-2-Clause
#include "core/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"

enum { PATIENCE_MS = 2000, MS_NS = 1000 * 1000, PIPE_ROOM = 1 << 20 };

/*
 * A new open file of the same pipe: O_NONBLOCK on the old one would be seen by
 * everybody who has it.  Not for a regular file, which would lose its offset,
 * nor the master of a terminal, where open(2) makes a new terminal.
 */
static int reopen(int fd)
{
	char path[32];
	int number;

	if (!ioctl(fd, TIOCGPTN, &number))
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void ss_out_init(struct ss_out *out, int fd, int stop_fd)
{
	struct stat st;

	*out = (struct ss_out){ .fd = fd, .stop_fd = stop_fd, .own_fd = -1 };
	if (fstat(fd, &st))
		return; /* the first write says why */
	if (S_ISSOCK(st.st_mode)) {
		out->kind = SS_OUT_SOCKET;
	} else if (S_ISFIFO(st.st_mode) || isatty(fd)) {
		/* Room for batches: with a pipe's usual 64 KiB each write waits for its reader. */
		fcntl(fd, F_SETPIPE_SZ, PIPE_ROOM);
		out->own_fd = reopen(fd);
		if (out->own_fd >= 0)
			out->fd = out->own_fd;
		else
			out->kind = SS_OUT_STEPWISE;
	}
}

void ss_out_fini(struct ss_out *out)
{
	if (out->own_fd >= 0)
		close(out->own_fd);
	out->own_fd = -1;
	ss_strbuf_fini(&out->buf);
}

static ssize_t write_stepwise(int fd, const char *data, size_t len)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	errno = EAGAIN;
	if (poll(&p, 1, 0) <= 0)
		return -1;
	return write(fd, data, len < PIPE_BUF ? len : PIPE_BUF); /* a writable pipe has that room */
}

/* Bytes written, or -errno; -EAGAIN if it would block. */
static ssize_t put(const struct ss_out *out, const char *data, size_t len)
{
	ssize_t n;

	switch (out->kind) {
	case SS_OUT_SOCKET: n = send(out->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL); break;
	case SS_OUT_STEPWISE: n = write_stepwise(out->fd, data, len); break;
	default: n = write(out->fd, data, len);
	}
	if (n > 0)
		return n;
	if (!n)
		return -EIO;
	return errno == ECONNRESET ? -EPIPE : -errno;
}

/* Milliseconds left, rounded up, so that time is really over when none are. */
static int ms_left(uint64_t until_ns)
{
	uint64_t now = ss_clock_mono();

	return until_ns > now ? (until_ns - now + MS_NS - 1) / MS_NS : 0;
}

static bool stopped(const struct ss_out *out)
{
	struct pollfd p = { .fd = out->stop_fd, .events = POLLIN };

	return out->hurried || (poll(&p, 1, 0) > 0 && (p.revents & POLLIN));
}

/* Wait until there is room or something is wrong, which the next write will tell. */
static int wait_for_room(struct ss_out *out)
{
	struct pollfd p[] = {
		{ .fd = out->fd, .events = POLLOUT },
		{ .fd = out->give_up_ns ? -1 : out->stop_fd, .events = POLLIN },
	};
	int n;

	if (!out->give_up_ns && stopped(out)) {
		out->give_up_ns = ss_clock_mono() + (uint64_t)PATIENCE_MS * MS_NS;
		p[1].fd = -1;
	}
	n = poll(p, 2, out->give_up_ns ? ms_left(out->give_up_ns) : -1);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return !n && out->give_up_ns && !ms_left(out->give_up_ns) ? -ETIMEDOUT : 0;
}

/* Write DATA; *done counts what went, whatever comes after it.  Not WAIT: -EAGAIN. */
static int write_all(struct ss_out *out, const char *data, size_t len, size_t *done, bool wait)
{
	int err = 0;

	while (*done < len && !err) {
		ssize_t n = put(out, data + *done, len - *done);

		if (n > 0) {
			*done += n;
			out->give_up_ns = 0;
		} else if (n == -EAGAIN && wait) {
			err = wait_for_room(out);
		} else if (n != -EINTR) {
			err = n;
		}
	}
	return err;
}

/* A line that memory ran out on is half there: the end of the last whole one. */
static size_t whole_lines(const struct ss_strbuf *buf)
{
	const char *end = buf->err && buf->len ? memrchr(buf->data, '\n', buf->len) : NULL;

	if (!buf->err)
		return buf->len;
	return end ? end + 1 - buf->data : 0;
}

static int flush(struct ss_out *out, bool wait)
{
	struct ss_strbuf *buf = &out->buf;
	int lost = buf->err;
	size_t done = 0;
	int err;

	buf->len = whole_lines(buf);
	err = write_all(out, buf->data, buf->len, &done, wait);
	if (err) {
		buf->len -= done;
		memmove(buf->data, buf->data + done, buf->len);
		buf->data[buf->len] = '\0';
		return err == -EAGAIN ? lost : err;
	}
	ss_strbuf_clear(buf);
	return lost;
}

int ss_out_flush(struct ss_out *out)
{
	return flush(out, true);
}

int ss_out_offer(struct ss_out *out)
{
	return flush(out, false);
}

void ss_out_hurry(struct ss_out *out)
{
	out->hurried = true;
}

int ss_out_maybe_flush(struct ss_out *out)
{
	return out->buf.len > SS_OUT_BATCH || out->buf.err ? ss_out_flush(out) : 0;
}

const char *ss_out_why(int err, const char *what)
{
	return err == -ETIMEDOUT ? "nobody reads the output: what was pending is lost" : what;
}
