// SPDX-License-Identifier: BSD-2-Clause
/* Lines out of what the decoder makes ready. */
#include "record/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct ss_record_reader *ss_record_reader_new(int fd, int (*wait)(void *arg), void *arg)
{
	struct ss_record_reader *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return NULL;
	r->fd = fd;
	r->wait = wait;
	r->arg = arg;
	r->in = malloc(SS_RECORD_INPUT);
	err = r->in ? ss_record_decoder_init(r) : -ENOMEM;
	if (err) {
		ss_record_reader_free(r);
		errno = -err;
		return NULL;
	}
	return r;
}

void ss_record_reader_free(struct ss_record_reader *r)
{
	if (!r)
		return;
	ss_record_decoder_fini(r);
	ss_strbuf_fini(&r->text);
	free(r->in);
	free(r);
}

static void give(struct ss_record_reader *r, size_t end, const char **line, size_t *len)
{
	*line = r->text.data + r->at;
	*len = end - r->at;
}

/* What was given out makes room for what comes. */
static void compact(struct ss_record_reader *r)
{
	if (!r->at)
		return;
	memmove(r->text.data, r->text.data + r->at, r->text.len - r->at);
	r->text.len -= r->at;
	r->ready -= r->at;
	r->at = 0;
}

int ss_record_next(struct ss_record_reader *r, const char **line, size_t *len)
{
	size_t looked = r->at;

	for (;;) {
		const char *newline = NULL;
		int n;

		if (looked < r->ready)
			newline = memchr(r->text.data + looked, '\n', r->ready - looked);
		if (newline) {
			give(r, newline - r->text.data, line, len);
			r->at += *len + 1;
			return *len > SS_RECORD_MAX_LINE ? -EMSGSIZE : 1;
		}
		if (r->ready - r->at > SS_RECORD_MAX_LINE)
			return -EMSGSIZE;
		looked = r->ready - r->at;
		compact(r);
		n = ss_record_decode(r);
		if (n < 0 || (!n && r->at == r->ready))
			return n;
		if (!n) {
			give(r, r->ready, line, len); /* a last line without newline */
			r->at = r->ready;
			return 1;
		}
	}
}

void ss_record_fault(const struct ss_record_reader *r, struct ss_record_fault *fault)
{
	*fault = r->fault;
}
