// SPDX-License-Identifier: BSD-2-Clause
/* Bytes of a file into text: plain, zstd or gzip; what is broken is found here. */
#include <errno.h>
#include <string.h>

#include "record/format.h"
#include "record/reader.h"

#define HOLD  (4u << 20)   /* bytes of a frame that wait for its checksum */
#define BLOCK (128u << 10) /* decoded at a time */

#define ZSTD_MAGIC     0xfd2fb528u
#define SKIPPABLE      0x184d2a50u /* and the 15 numbers after it */
#define SKIPPABLE_HEAD 8
#define GZIP_WINDOW    (15 + 16) /* for inflateInit2(): the largest, with a gzip head */

enum { MAGIC_SIZE = 4, GZIP_MAGIC_SIZE = 2 };

int ss_record_decoder_init(struct ss_record_reader *r)
{
	r->zstd = ZSTD_createDCtx();
	return r->zstd && inflateInit2(&r->gzip, GZIP_WINDOW) == Z_OK ? 0 : -ENOMEM;
}

void ss_record_decoder_fini(struct ss_record_reader *r)
{
	ZSTD_freeDCtx(r->zstd);
	inflateEnd(&r->gzip); /* also of one that was not begun */
}

static uint32_t le32(const unsigned char *b)
{
	return b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
}

static bool is_frame(const unsigned char *b)
{
	uint32_t magic = le32(b);

	return magic == ZSTD_MAGIC || (magic & ~15u) == SKIPPABLE;
}

/* Of a file of one to three bytes: no line of JSON begins so. */
static bool may_be_frame(const struct ss_record_reader *r)
{
	unsigned char b = ss_record_left(r) ? r->in[r->in_at] : 0;

	return b == (ZSTD_MAGIC & 0xff) || (b & 0xf0) == (SKIPPABLE & 0xff);
}

static bool is_gzip(const struct ss_record_reader *r)
{
	return ss_record_left(r) >= GZIP_MAGIC_SIZE &&
	       !memcmp(r->in + r->in_at, "\x1f\x8b", GZIP_MAGIC_SIZE);
}

/* What has come of a broken frame, and a line it may have broken, is not given out. */
static int broken(struct ss_record_reader *r, int err, const char *why)
{
	r->fault.why = why;
	r->fault.at = r->taken;
	r->text.len = r->ready = r->at;
	r->in_frame = false;
	return err;
}

static int cut(struct ss_record_reader *r, const char *why)
{
	ss_record_take(r, ss_record_left(r));
	r->open = false;
	return broken(r, -ENODATA, why);
}

static int cut_frame(struct ss_record_reader *r)
{
	return cut(r, "it ends in the middle of a frame");
}

static int corrupt(struct ss_record_reader *r, const char *why)
{
	r->search = true;
	return broken(r, -EBADMSG, why);
}

/* Decoded text is given out at the end of its frame, or if it becomes too much to keep. */
static void decoded(struct ss_record_reader *r, size_t n, bool end)
{
	r->text.len += n;
	r->in_frame = !end;
	if (end || r->text.len - r->ready > HOLD)
		r->ready = r->text.len;
}

/* --- zstd ------------------------------------------------------------------- */

/* Past a corrupt frame: the next bytes that may begin one.  gzip has no such. */
static int search(struct ss_record_reader *r)
{
	for (;;) {
		int err = ss_record_need(r, MAGIC_SIZE);

		if (err)
			return err;
		if (ss_record_left(r) < MAGIC_SIZE)
			break;
		if (r->kind == SS_RECORD_ZSTD && is_frame(r->in + r->in_at)) {
			r->search = false;
			return 1;
		}
		ss_record_take(r, 1);
	}
	ss_record_take(r, ss_record_left(r));
	r->open = false;
	return 0;
}

static int skip(struct ss_record_reader *r, uint64_t n)
{
	while (n) {
		int err = ss_record_need(r, 1);
		size_t part = ss_record_left(r) < n ? ss_record_left(r) : n;

		if (err)
			return err;
		if (!part)
			return cut_frame(r);
		ss_record_take(r, part);
		n -= part;
	}
	return 1;
}

/* A mark of ours, or what somebody else hid from decoders. */
static int skippable(struct ss_record_reader *r)
{
	bool unclosed = false;
	const unsigned char *b;
	int err = ss_record_need(r, SS_RECORD_MARK_SIZE);

	if (err)
		return err;
	if (ss_record_left(r) < SKIPPABLE_HEAD)
		return cut_frame(r);
	b = r->in + r->in_at;
	if (ss_record_left(r) < SS_RECORD_MARK_SIZE) {
		/* too short for a mark */
	} else if (!memcmp(b, SS_RECORD_END, SS_RECORD_MARK_SIZE)) {
		r->open = false;
	} else if (!memcmp(b, SS_RECORD_BEGIN, SS_RECORD_MARK_SIZE)) {
		unclosed = r->open;
		r->open = true;
	}
	err = skip(r, SKIPPABLE_HEAD + (uint64_t)le32(b + 4));
	if (err == 1 && unclosed)
		return broken(r, -EBADMSG, "the recording before it has no end");
	return err;
}

/* Between frames. */
static int begin_zstd(struct ss_record_reader *r)
{
	int err = ss_record_need(r, MAGIC_SIZE);

	if (err)
		return err;
	r->fault.frame = r->taken;
	if (!ss_record_left(r))
		return r->open ? cut(r, "its end is missing") : 0;
	if (ss_record_left(r) < MAGIC_SIZE)
		return cut_frame(r);
	if (!is_frame(r->in + r->in_at))
		return corrupt(r, "no frame begins there");
	if (le32(r->in + r->in_at) != ZSTD_MAGIC)
		return skippable(r);
	ZSTD_DCtx_reset(r->zstd, ZSTD_reset_session_only);
	r->in_frame = true;
	return 1;
}

static int decode_zstd(struct ss_record_reader *r)
{
	ZSTD_outBuffer out = { .dst = r->text.data + r->text.len, .size = BLOCK };
	ZSTD_inBuffer in = { .src = r->in + r->in_at, .size = ss_record_left(r) };
	size_t n = ZSTD_decompressStream(r->zstd, &out, &in);

	ss_record_take(r, in.pos);
	if (ZSTD_isError(n)) {
		ss_record_take(r,
			       r->taken == r->fault.frame); /* not to find the same frame again */
		return corrupt(r, ZSTD_getErrorName(n));
	}
	decoded(r, out.pos, !n);
	return 1;
}

/* --- gzip ------------------------------------------------------------------- */

static int begin_gzip(struct ss_record_reader *r)
{
	int err = ss_record_need(r, GZIP_MAGIC_SIZE);

	if (err)
		return err;
	r->fault.frame = r->taken;
	if (!ss_record_left(r))
		return 0;
	if (!is_gzip(r))
		return corrupt(r, "no gzip member begins there");
	inflateReset(&r->gzip);
	r->in_frame = true;
	return 1;
}

static int decode_gzip(struct ss_record_reader *r)
{
	z_stream *z = &r->gzip;
	int n;

	z->next_in = r->in + r->in_at;
	z->avail_in = ss_record_left(r);
	z->next_out = (unsigned char *)r->text.data + r->text.len;
	z->avail_out = BLOCK;
	n = inflate(z, Z_NO_FLUSH);
	ss_record_take(r, ss_record_left(r) - z->avail_in);
	if (n != Z_OK && n != Z_STREAM_END && n != Z_BUF_ERROR)
		return n == Z_MEM_ERROR ? -ENOMEM : corrupt(r, z->msg ? z->msg : "corrupt data");
	decoded(r, BLOCK - z->avail_out, n == Z_STREAM_END);
	return 1;
}

/* --- any -------------------------------------------------------------------- */

static int decode_plain(struct ss_record_reader *r)
{
	size_t n = ss_record_left(r);

	ss_strbuf_add(&r->text, r->in + r->in_at, n);
	r->ready = r->text.len;
	ss_record_take(r, n);
	return r->text.err ? r->text.err : n > 0;
}

static int find_kind(struct ss_record_reader *r)
{
	int err = ss_record_need(r, MAGIC_SIZE);

	if (err)
		return err;
	if (ss_record_left(r) >= MAGIC_SIZE ? is_frame(r->in + r->in_at) : may_be_frame(r))
		r->kind = SS_RECORD_ZSTD;
	else
		r->kind = is_gzip(r) ? SS_RECORD_GZIP : SS_RECORD_PLAIN;
	return 1;
}

static int decode_frame(struct ss_record_reader *r)
{
	return r->kind == SS_RECORD_ZSTD ? decode_zstd(r) : decode_gzip(r);
}

static int begin_frame(struct ss_record_reader *r)
{
	return r->kind == SS_RECORD_ZSTD ? begin_zstd(r) : begin_gzip(r);
}

int ss_record_decode(struct ss_record_reader *r)
{
	int err;

	if (r->kind == SS_RECORD_UNKNOWN)
		return find_kind(r);
	if (r->search)
		return search(r);
	if (r->kind != SS_RECORD_PLAIN && !r->in_frame)
		return begin_frame(r);
	err = ss_record_need(r, 1);
	if (err)
		return err;
	if (r->kind == SS_RECORD_PLAIN)
		return decode_plain(r);
	if (!ss_record_left(r))
		return cut_frame(r);
	return ss_strbuf_reserve(&r->text, BLOCK) ? decode_frame(r) : -ENOMEM;
}
