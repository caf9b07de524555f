// SPDX-License-Identifier: BSD-2-Clause
/* The processes that were there before us, from the task iterator. */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"

#define READ_SIZE (64u << 10)

/* Whole records at the start of BUF; what is left of a last one is moved to the front. */
static int take_records(struct trace *t, struct ss_strbuf *buf, bool print)
{
	size_t at = 0, used;
	int err = 0;

	while (at < buf->len) {
		size_t start = t->out.buf.len;

		err = ss_event_take_snapshot(&t->stream, buf->data + at, buf->len - at, &used,
					     print ? &t->out.buf : NULL);
		if (err == -EBADMSG)
			break; /* the rest is with the next read */
		at += used;
		err = t->out.buf.len > start ? trace_line(t, start) : 0;
		if (err)
			return err;
	}
	memmove(buf->data, buf->data + at, buf->len - at);
	buf->len -= at;
	return trace_flush(t, false);
}

static int read_all(struct trace *t, int fd, bool print)
{
	struct ss_strbuf buf = { 0 };
	ssize_t n = 1;
	int err = 0;

	while (!err) {
		if (!ss_strbuf_reserve(&buf, READ_SIZE)) {
			err = -ENOMEM;
			break;
		}
		n = read(fd, buf.data + buf.len, READ_SIZE);
		if (n <= 0) {
			err = n ? -errno : 0;
			break;
		}
		buf.len += n;
		err = take_records(t, &buf, print);
	}
	if (!err && buf.len)
		err = -EBADMSG;
	ss_strbuf_fini(&buf);
	return err;
}

int snapshot_take(struct trace *t, bool print)
{
	int fd, err;

	if (!t->snapshot_link)
		t->snapshot_link = bpf_program__attach_iter(t->skel->progs.snapshot, NULL);
	if (!t->snapshot_link)
		return ss_bpf_error(-errno, "cannot attach the task iterator");
	fd = bpf_iter_create(bpf_link__fd(t->snapshot_link));
	if (fd < 0)
		return ss_bpf_error(-errno, "cannot open the task iterator");
	err = read_all(t, fd, print);
	close(fd);
	if (t->reported || err == -EPIPE)
		return err;
	return err ? ss_error(err, "cannot read the processes there are") : 0;
}
