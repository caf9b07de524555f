// SPDX-License-Identifier: BSD-2-Clause
#include "core/ndjson.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 128 << 10, NEWLINE = 2 /* what "\r\n" adds to a line */ };

struct ss_ndjson {
	int fd;
	size_t max_line;
	char *buf;
	size_t cap;
	size_t start, end; /* what is read and not yet given out */
	size_t whole;	   /* up to here are whole lines; <= start: none */
	uint64_t number;
	bool eof;
	bool over; /* within a line over the limit */
};

struct ss_ndjson *ss_ndjson_new(int fd, size_t max_line)
{
	struct ss_ndjson *r = calloc(1, sizeof(*r));
	char *buf = malloc(BLOCK);

	if (!r || !buf) {
		free(r);
		free(buf);
		errno = ENOMEM;
		return NULL;
	}
	r->fd = fd;
	r->max_line = max_line ? max_line : SS_NDJSON_MAX_LINE;
	r->buf = buf;
	r->cap = BLOCK;
	return r;
}

void ss_ndjson_free(struct ss_ndjson *r)
{
	if (!r)
		return;
	free(r->buf);
	free(r);
}

/* Room to read into: first what was given out, then more memory. */
static int make_room(struct ss_ndjson *r)
{
	size_t cap = r->cap * 2;
	char *buf;

	if (r->start) {
		memmove(r->buf, r->buf + r->start, r->end - r->start);
		r->end -= r->start;
		r->start = 0;
	}
	r->whole = 0;
	if (r->end < r->cap)
		return 0;
	buf = realloc(r->buf, cap);
	if (!buf)
		return -ENOMEM;
	r->buf = buf;
	r->cap = cap;
	return 0;
}

/* Read once; 0 is also the end of input. */
static int fill(struct ss_ndjson *r)
{
	const char *newline;
	size_t room;
	ssize_t n;
	int err = 0;

	if (r->start == r->end || r->end == r->cap)
		err = make_room(r);
	if (err)
		return err;
	room = r->cap - r->end;
	do
		n = read(r->fd, r->buf + r->end, room < BLOCK ? room : BLOCK);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	r->eof = !n;
	newline = n ? memrchr(r->buf + r->end, '\n', n) : NULL;
	if (newline)
		r->whole = newline + 1 - r->buf;
	r->end += n;
	return 0;
}

/* Give out SIZE bytes, a line or, of one that is over the limit, a part. */
static int give(struct ss_ndjson *r, size_t size, struct ss_line *line)
{
	const char *data = r->buf + r->start;
	bool ended = data[size - 1] == '\n';
	size_t len = size - ended;

	if (ended && len && data[len - 1] == '\r')
		len--;
	if (!r->over)
		r->number++;
	*line = (struct ss_line){ .data = data, .size = size, .len = len, .number = r->number };
	r->start += size;
	if (!r->over && len <= r->max_line && (ended || r->eof))
		return 1;
	r->over = !ended;
	return -EMSGSIZE;
}

int ss_ndjson_next(struct ss_ndjson *r, struct ss_line *line)
{
	for (;;) {
		size_t size = r->end - r->start;
		int err;

		if (r->start < r->whole) {
			const char *newline = memchr(r->buf + r->start, '\n', size);

			return give(r, newline + 1 - (r->buf + r->start), line);
		}
		if (size && (r->eof || r->over || size >= r->max_line + NEWLINE))
			return give(r, size, line);
		if (r->eof)
			return 0;
		err = fill(r);
		if (err)
			return err;
	}
}

bool ss_ndjson_pending(const struct ss_ndjson *r)
{
	return r->start < r->whole || (r->start < r->end && (r->eof || r->over));
}
