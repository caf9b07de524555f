// SPDX-License-Identifier: BSD-2-Clause
#include "screen.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define EMPTY_SCREEN "\033[H\033[2J"

/* As many bytes of UTF-8 as are so many characters; a line that has no more is left whole. */
static size_t cut(const char *line, size_t len, size_t most)
{
	size_t seen = 0, at = 0;

	for (; at < len; at++)
		if ((line[at] & 0xc0) != 0x80 && seen++ == most)
			break;
	return at;
}

void screen_fit(struct ss_strbuf *lines)
{
	struct ss_strbuf fit = { 0 };
	struct winsize size;
	size_t row = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return;
	ss_strbuf_str(&fit, EMPTY_SCREEN);
	/* A serial line does not know its size: 0. */
	for (size_t at = 0; at < lines->len && (!size.ws_row || row < size.ws_row); row++) {
		size_t len = strcspn(lines->data + at, "\n");

		if (row)
			ss_strbuf_char(&fit, '\n');
		ss_strbuf_add(&fit, lines->data + at,
			      size.ws_col ? cut(lines->data + at, len, size.ws_col) : len);
		at += len + 1;
	}
	if (!size.ws_row || row < size.ws_row)
		ss_strbuf_char(&fit, '\n');
	if (!fit.err)
		fit.err = lines->err;
	ss_strbuf_fini(lines);
	*lines = fit;
}
