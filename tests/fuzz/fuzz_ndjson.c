// SPDX-License-Identifier: BSD-2-Clause
/*
 * The first two bytes set the limit and how the rest is cut into reads.
 * Every byte must come back in order, in lines as a plain search finds them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/ndjson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIPE_SIZE = 60000 };

struct input {
	const uint8_t *data;
	size_t size, at; /* at: what has come back */
	size_t max_line;
	uint64_t number;
	size_t line_start;
};

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* One line or part against the text itself. */
static void compare(struct input *in, const struct ss_line *line, int result)
{
	const uint8_t *newline = memchr(in->data + in->line_start, '\n', in->size - in->line_start);
	size_t line_end = newline ? (size_t)(newline + 1 - in->data) : in->size;
	size_t text_end = newline ? line_end - 1 : line_end;
	bool ended = newline && in->at + line->size == line_end;

	if (newline && text_end > in->line_start && in->data[text_end - 1] == '\r')
		text_end--;
	must(line->size > 0 && in->at + line->size <= line_end);
	must(!memcmp(line->data, in->data + in->at, line->size));
	must(line->number == in->number + 1);
	must((result == 1) == (text_end - in->line_start <= in->max_line));
	must(result == -EMSGSIZE || in->at == in->line_start);
	must(result == -EMSGSIZE || line->len == text_end - in->line_start);
	must(ended ? line->size > line->len : line->size == line->len);
	in->at += line->size;
	if (in->at == line_end) {
		in->line_start = line_end;
		in->number++;
	}
}

static void take_all(struct input *in, struct ss_ndjson *r, int end)
{
	struct ss_line line;
	int result;

	do {
		bool pending = ss_ndjson_pending(r);

		result = ss_ndjson_next(r, &line);
		must(!pending || result == 1 || result == -EMSGSIZE);
		if (result == 1 || result == -EMSGSIZE)
			compare(in, &line, result);
	} while (result == 1 || result == -EMSGSIZE);
	must(result == end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { 0 };
	struct ss_ndjson *r;
	size_t step;
	int fds[2];

	if (size < 2 || size > PIPE_SIZE || pipe2(fds, O_NONBLOCK))
		return 0;
	in = (struct input){ .data = data + 2, .size = size - 2, .max_line = data[0] + 1 };
	step = data[1] ? data[1] : PIPE_SIZE;
	r = ss_ndjson_new(fds[0], in.max_line);
	must(r);
	for (size_t at = 0; at < in.size; at += step) {
		size_t n = in.size - at < step ? in.size - at : step;

		must(write(fds[1], in.data + at, n) == (ssize_t)n);
		take_all(&in, r, -EAGAIN);
	}
	close(fds[1]);
	take_all(&in, r, 0);
	must(in.at == in.size);
	ss_ndjson_free(r);
	close(fds[0]);
	return 0;
}
