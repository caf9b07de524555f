/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside record: what the reader's two halves share. */
#ifndef SS_RECORD_READER_H
#define SS_RECORD_READER_H

#include <stdbool.h>
#include <zlib.h>
#include <zstd.h>

#include "core/strbuf.h"
#include "record/record.h"

enum ss_record_kind { SS_RECORD_UNKNOWN, SS_RECORD_PLAIN, SS_RECORD_ZSTD, SS_RECORD_GZIP };

#define SS_RECORD_INPUT (128u << 10) /* bytes: what is read at a time */

struct ss_record_reader {
	int fd;
	int (*wait)(void *arg);
	void *arg;
	enum ss_record_kind kind;

	unsigned char *in; /* SS_RECORD_INPUT bytes */
	size_t in_at, in_len;
	uint64_t taken; /* bytes of input before in[in_at] */
	bool eof;

	bool in_frame;
	bool open;   /* a recording has begun, and has not ended */
	bool search; /* for the next frame, after a corrupt one */
	struct ss_record_fault fault;
	ZSTD_DCtx *zstd;
	z_stream gzip;

	struct ss_strbuf text; /* decoded */
	size_t at;	       /* of text: given out */
	size_t ready;	       /* of text: may be given out */
};

/* Bytes of input that were read and not yet taken; and to take N of them. */
static inline size_t ss_record_left(const struct ss_record_reader *r)
{
	return r->in_len - r->in_at;
}

static inline void ss_record_take(struct ss_record_reader *r, size_t n)
{
	r->in_at += n;
	r->taken += n;
}

/* input.c: have N bytes of input, fewer only at its end.  0 or -errno. */
int ss_record_need(struct ss_record_reader *r, size_t n);

/*
 * decode.c: read on and append to text.  1: there may be more; 0: the end; else
 * -errno as of ss_record_next().  The input of a frame over 4 MiB is made ready
 * as it comes, any other when it is whole.
 */
int ss_record_decode(struct ss_record_reader *r);
int ss_record_decoder_init(struct ss_record_reader *r);
void ss_record_decoder_fini(struct ss_record_reader *r);

#endif
