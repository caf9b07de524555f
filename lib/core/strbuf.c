// SPDX-License-Identifier: BSD-2-Clause
/* A growable byte buffer. */
#include "core/strbuf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 256

void ss_strbuf_fini(struct ss_strbuf *b)
{
	free(b->data);
	*b = (struct ss_strbuf){ 0 };
}

void ss_strbuf_clear(struct ss_strbuf *b)
{
	b->len = 0;
	b->err = 0;
	if (b->data)
		b->data[0] = '\0';
}

static bool grow(struct ss_strbuf *b, size_t need)
{
	size_t cap = b->cap ? b->cap : FIRST_CAP;
	char *data;

	while (cap < need)
		cap *= 2;
	data = realloc(b->data, cap);
	if (!data) {
		b->err = -ENOMEM;
		return false;
	}
	data[b->len] = '\0';
	b->data = data;
	b->cap = cap;
	return true;
}

bool ss_strbuf_reserve(struct ss_strbuf *b, size_t more)
{
	if (b->err)
		return false;
	if (more < b->cap - b->len)
		return true;
	/* Half of the address space: then neither the sum nor the doubling can overflow. */
	if (more > SIZE_MAX / 4 || b->len > SIZE_MAX / 4) {
		b->err = -ENOMEM;
		return false;
	}
	return grow(b, b->len + more + 1);
}

void ss_strbuf_add(struct ss_strbuf *b, const void *data, size_t len)
{
	if (!ss_strbuf_reserve(b, len))
		return;
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void ss_strbuf_str(struct ss_strbuf *b, const char *s)
{
	ss_strbuf_add(b, s, strlen(s));
}

__attribute__((format(printf, 2, 0))) static int vprint(struct ss_strbuf *b, const char *fmt,
							va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(b->data + b->len, b->cap - b->len, fmt, again);
	va_end(again);
	return n;
}

void ss_strbuf_printf(struct ss_strbuf *b, const char *fmt, ...)
{
	va_list args;
	int n;

	if (!ss_strbuf_reserve(b, 0))
		return;
	va_start(args, fmt);
	n = vprint(b, fmt, args);
	if (n >= 0 && (size_t)n >= b->cap - b->len)
		n = ss_strbuf_reserve(b, n) ? vprint(b, fmt, args) : -1;
	va_end(args);
	if (n >= 0)
		b->len += n;
	else
		b->data[b->len] = '\0';
	if (n < 0 && !b->err)
		b->err = -errno;
}

int ss_strbuf_print(struct ss_strbuf *b)
{
	int err = b->err;

	if (!err && b->len && fwrite(b->data, 1, b->len, stdout) != b->len)
		err = errno ? -errno : -EIO;
	ss_strbuf_clear(b);
	return err;
}
