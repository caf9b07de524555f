// SPDX-License-Identifier: BSD-2-Clause
/* Lines into zstd frames, and those into a file. */
#include "record/record.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "core/clock.h"
#include "core/out.h"
#include "record/format.h"

#define FRAME_SIZE (256u << 10) /* of lines: about a millisecond of work */
#define FRAME_NS   (SS_NS_PER_SEC / 4 * 3)
#define LEVEL	   1 /* the reader of the ring must not wait for it */

struct ss_record_writer {
	int fd;
	int err;
	bool trims;	       /* ours from its first byte: may be cut back */
	uint64_t good;	       /* bytes of whole frames in it */
	uint64_t oldest_ns;    /* when the first line of the frame came */
	struct ss_strbuf text; /* lines of the frame being filled */
	struct ss_out out;
	ZSTD_CCtx *zstd;
};

/* Half a frame at the end would only be in the way of zstd(1). */
static void fail(struct ss_record_writer *w, int err)
{
	w->err = err;
	if (w->trims && ftruncate(w->fd, w->good))
		w->trims = false; /* then it stays, and a reader says so */
}

/* Write what is in out: whole frames. */
static void put(struct ss_record_writer *w)
{
	size_t size = w->out.buf.len;
	int err = ss_out_flush(&w->out);

	if (err)
		fail(w, err);
	else
		w->good += size;
}

static void put_mark(struct ss_record_writer *w, const char *mark)
{
	ss_strbuf_add(&w->out.buf, mark, SS_RECORD_MARK_SIZE);
	put(w);
}

static void put_frame(struct ss_record_writer *w)
{
	size_t room = ZSTD_compressBound(w->text.len), n;
	struct ss_strbuf *to = &w->out.buf;

	if (w->text.err || !ss_strbuf_reserve(to, room)) {
		fail(w, -ENOMEM);
		return;
	}
	n = ZSTD_compress2(w->zstd, to->data + to->len, room, w->text.data, w->text.len);
	if (ZSTD_isError(n)) { /* with room enough there is no other reason */
		fail(w, -ENOMEM);
		return;
	}
	to->len += n;
	ss_strbuf_clear(&w->text);
	put(w);
}

static int open_zstd(struct ss_record_writer *w)
{
	w->zstd = ZSTD_createCCtx();
	if (!w->zstd)
		return -ENOMEM;
	if (ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1)))
		return -EINVAL;
	return 0;
}

static void free_writer(struct ss_record_writer *w)
{
	ZSTD_freeCCtx(w->zstd);
	ss_strbuf_fini(&w->text);
	ss_out_fini(&w->out);
	free(w);
}

struct ss_record_writer *ss_record_writer_new(int fd, int stop_fd)
{
	struct ss_record_writer *w = calloc(1, sizeof(*w));
	struct stat st;
	int err;

	if (!w)
		return NULL;
	w->fd = fd;
	w->trims = !fstat(fd, &st) && S_ISREG(st.st_mode) && !st.st_size;
	ss_out_init(&w->out, fd, stop_fd);
	err = open_zstd(w);
	if (err) {
		free_writer(w);
		errno = -err;
		return NULL;
	}
	put_mark(w, SS_RECORD_BEGIN);
	return w;
}

void ss_record_add(struct ss_record_writer *w, const char *line, size_t len)
{
	if (w->err)
		return;
	if (!w->text.len)
		w->oldest_ns = ss_clock_mono();
	ss_strbuf_add(&w->text, line, len);
	if (w->text.len >= FRAME_SIZE || w->text.err)
		put_frame(w);
}

int ss_record_error(const struct ss_record_writer *w)
{
	return w->err;
}

int ss_record_tick(struct ss_record_writer *w)
{
	if (!w->err && w->text.len && ss_clock_mono() - w->oldest_ns >= FRAME_NS)
		put_frame(w);
	return w->err;
}

int ss_record_writer_close(struct ss_record_writer *w)
{
	int err;

	if (!w)
		return 0;
	if (!w->err && w->text.len)
		put_frame(w);
	if (!w->err)
		put_mark(w, SS_RECORD_END);
	/* Some file systems say only now that there was no room.  A pipe has nothing to sync. */
	if (!w->err && fsync(w->fd) && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
		w->err = -errno;
	if (close(w->fd) && !w->err)
		w->err = -errno;
	err = w->err;
	free_writer(w);
	return err;
}
