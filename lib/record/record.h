/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream of lines in a file.  A recording is a mark, zstd frames of whole
 * lines, each with its size and a checksum, and a mark at the end; the marks are
 * skippable frames, so that zstd(1) reads it, and recordings may be concatenated.
 */
#ifndef SS_RECORD_H
#define SS_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define SS_RECORD_MAX_LINE (16u << 20) /* bytes that a reader takes for one line */

struct ss_record_writer; /* opaque */

/*
 * Record into FD, which becomes the writer's if this succeeds.  STOP_FD is as in
 * ss_out_init().  The first mark is written, or what is wrong is said by the
 * next call.  NULL + errno.
 */
struct ss_record_writer *ss_record_writer_new(int fd, int stop_fd);
/*
 * Add one line, its newline included, and write a frame if it is full.  What
 * fails is kept for the calls below, and nothing is written after it; a file
 * that was empty at first is cut back to its last whole frame.
 */
void ss_record_add(struct ss_record_writer *w, const char *line, size_t len);
/* 0, or the first -errno: that of write(2), -ETIMEDOUT as of ss_out_flush(), -ENOMEM. */
int ss_record_error(const struct ss_record_writer *w);
/* Write the frame that is being filled if its oldest line is 3/4 of a second old.  As above. */
int ss_record_tick(struct ss_record_writer *w);
/* Write everything and the last mark, close and free.  As above; NULL is 0. */
int ss_record_writer_close(struct ss_record_writer *w);

struct ss_record_reader; /* opaque */

/*
 * Read lines from FD, which stays the caller's: a recording, other zstd or gzip
 * files of lines, or plain lines, told by the first bytes.  WAIT(ARG) is called
 * before each read(2); what it returns other than 0 ends ss_record_next().
 * NULL + errno.
 */
struct ss_record_reader *ss_record_reader_new(int fd, int (*wait)(void *arg), void *arg);
void ss_record_reader_free(struct ss_record_reader *r);

/*
 * The next line, without its newline, valid until the next call.  1: it is set;
 * 0: the end; -ENODATA: the input ends too early; -EBADMSG: a frame is corrupt,
 * and the next call goes on with the first whole frame behind it; -EMSGSIZE: a
 * line is too long; else what WAIT or read(2) said, as -errno.
 * Of a frame of up to 4 MiB no line is given before its end was read and its
 * checksum found right.
 */
int ss_record_next(struct ss_record_reader *r, const char **line, size_t *len);

/* After -ENODATA or -EBADMSG: what is wrong, and where. */
struct ss_record_fault {
	const char *why; /* "wrong checksum" */
	uint64_t frame;	 /* the byte at which the frame at fault begins */
	uint64_t at;	 /* the byte up to which input was taken */
};
void ss_record_fault(const struct ss_record_reader *r, struct ss_record_fault *fault);

#endif
