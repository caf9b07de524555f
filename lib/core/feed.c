// SPDX-License-Identifier: BSD-2-Clause
#include "core/feed.h"

#include <errno.h>

#include "core/clock.h"
#include "core/json_line.h"
#include "core/log.h"

#define BAD_TOLD 5 /* bad lines that are told one by one */

void ss_feed_stop(struct ss_feed *f)
{
	if (!f->over)
		ss_loop_remove_fd(f->loop, f->input.fd);
	f->over = true;
}

void ss_feed_bad(struct ss_feed *f, const struct ss_line *line, const char *why)
{
	if (f->bad++ < BAD_TOLD)
		ss_error(0, "line %llu: %s", (unsigned long long)line->number, why);
	if (f->strict)
		ss_feed_stop(f);
}

void ss_feed_tell_bad(const struct ss_feed *f, const char *what)
{
	if (f->bad > BAD_TOLD)
		ss_error(0, "%llu lines %s", (unsigned long long)f->bad, what);
}

static void pass(struct ss_feed *f, const struct ss_line *line)
{
	if (!f->pass)
		return;
	f->pass(f->arg, line);
	f->mid_line = line->size == line->len;
}

/* All parts of one that is too long have the same number. */
static void take_part(struct ss_feed *f, const struct ss_line *line)
{
	pass(f, line);
	if (f->long_line != line->number)
		ss_feed_bad(f, line, "too long");
	f->long_line = line->number;
}

static int take(struct ss_feed *f, const struct ss_line *line)
{
	pass(f, line);
	return ss_line_is_blank(line) ? 0 : f->take(f->arg, line);
}

/* One call reads once: what else is to be done has its turn in between. */
static int on_input(void *arg)
{
	struct ss_feed *f = arg;
	int n, err = 0;

	f->read_ns = 0;
	do {
		struct ss_line line;

		n = ss_ndjson_next(f->in, &line);
		if (!f->read_ns)
			f->read_ns = ss_clock_mono();
		if (n == -EMSGSIZE)
			take_part(f, &line);
		else if (n == 1)
			err = take(f, &line);
	} while (!err && !f->over && (n == 1 || n == -EMSGSIZE) && ss_ndjson_pending(f->in));
	if (!n)
		ss_feed_stop(f);
	else if (n < 0 && n != -EAGAIN && n != -EMSGSIZE)
		return ss_error(n, "cannot read standard input");
	return err ? err : f->settle(f->arg);
}

int ss_feed_open(struct ss_feed *f, struct ss_loop *loop)
{
	int err = ss_input_open(&f->input);

	if (err)
		return err;
	f->loop = loop;
	f->in = ss_ndjson_new(f->input.fd, 0);
	return f->in ? ss_loop_add_fd(loop, f->input.fd, on_input, f) : -errno;
}

void ss_feed_close(struct ss_feed *f)
{
	if (f->loop)
		ss_input_close(&f->input);
	ss_ndjson_free(f->in);
}
