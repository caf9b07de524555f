/* SPDX-License-Identifier: BSD-2-Clause */
/* A growable byte buffer, always NUL-terminated, that remembers running out of memory. */
#ifndef SS_STRBUF_H
#define SS_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is a valid empty buffer.  After a failed allocation err is -ENOMEM and appends do
 * nothing. */
struct ss_strbuf {
	char *data;
	size_t len;
	size_t cap;
	int err;
};

void ss_strbuf_fini(struct ss_strbuf *b);
/* Forget the content and the error, keep the memory. */
void ss_strbuf_clear(struct ss_strbuf *b);
/* Make room for more bytes; the writer may fill data[len..] and raise len itself. */
bool ss_strbuf_reserve(struct ss_strbuf *b, size_t more);
void ss_strbuf_add(struct ss_strbuf *b, const void *data, size_t len);
void ss_strbuf_str(struct ss_strbuf *b, const char *s);

static inline void ss_strbuf_char(struct ss_strbuf *b, char c)
{
	if (b->err || b->cap - b->len < 2) {
		ss_strbuf_add(b, &c, 1);
		return;
	}
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

__attribute__((format(printf, 2, 3))) void ss_strbuf_printf(struct ss_strbuf *b, const char *fmt,
							    ...);

/* To standard output, where it may stay until that is flushed; the content is forgotten.  0 or
 * -errno: what was wrong with the buffer, too. */
int ss_strbuf_print(struct ss_strbuf *b);

#endif
