// SPDX-License-Identifier: BSD-2-Clause
/* The bytes of a file, as they come. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "record/reader.h"

int ss_record_need(struct ss_record_reader *r, size_t n)
{
	while (ss_record_left(r) < n && !r->eof) {
		int err = r->wait ? r->wait(r->arg) : 0;
		ssize_t got;

		if (err)
			return err;
		memmove(r->in, r->in + r->in_at, ss_record_left(r));
		r->in_len = ss_record_left(r);
		r->in_at = 0;
		got = read(r->fd, r->in + r->in_len, SS_RECORD_INPUT - r->in_len);
		if (got < 0 && errno != EINTR)
			return -errno;
		r->eof = !got;
		r->in_len += got > 0 ? got : 0;
	}
	return 0;
}
