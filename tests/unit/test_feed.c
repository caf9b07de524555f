// SPDX-License-Identifier: BSD-2-Clause
#include "core/feed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "core/strbuf.h"

#define DONE 7

struct taker {
	struct ss_feed feed;
	struct ss_strbuf took, passed;
	int stop_at, fail_at, count, settled;
};

static int take(void *arg, const struct ss_line *line)
{
	struct taker *t = arg;

	ss_strbuf_printf(&t->took, "%d:%.*s|", (int)line->number, (int)line->len, line->data);
	check(t->feed.read_ns);
	if (*line->data == '?')
		ss_feed_bad(&t->feed, line, "bad");
	if (++t->count == t->stop_at)
		ss_feed_stop(&t->feed);
	return t->count == t->fail_at ? -5 : 0;
}

static int settle(void *arg)
{
	struct taker *t = arg;

	t->settled++;
	return t->feed.over ? DONE : 0;
}

static void pass(void *arg, const struct ss_line *line)
{
	struct taker *t = arg;

	ss_strbuf_add(&t->passed, line->data, line->size);
}

/* What the loop ends with when standard input is TEXT, its writer gone or not. */
static int feed(struct taker *t, const char *text, size_t size, bool gone)
{
	int old = dup(STDIN_FILENO), ends[2], result;
	struct ss_loop *loop = ss_loop_new();

	check(!pipe2(ends, O_CLOEXEC) && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
	fcntl(ends[1], F_SETPIPE_SZ, (int)size + 1);
	check(write(ends[1], text, size) == (ssize_t)size);
	if (gone)
		close(ends[1]);
	t->feed.arg = t;
	t->feed.take = take;
	t->feed.settle = settle;
	check(!ss_feed_open(&t->feed, loop));
	result = ss_loop_run(loop);
	ss_feed_close(&t->feed);
	ss_loop_free(loop);
	close(ends[0]);
	if (!gone)
		close(ends[1]);
	dup2(old, STDIN_FILENO);
	close(old);
	return result;
}

static void fini(struct taker *t)
{
	ss_strbuf_fini(&t->took);
	ss_strbuf_fini(&t->passed);
}

static void every_line(void)
{
	static const char text[] = "{1}\n\n \t\n{2}\r\nlast";
	struct taker t = { .feed.pass = pass };

	check(feed(&t, text, strlen(text), true) == DONE);
	check_str(t.took.data, "1:{1}|4:{2}|5:last|");
	check(t.passed.len == strlen(text) && !memcmp(t.passed.data, text, t.passed.len));
	check(t.feed.over && t.feed.mid_line && !t.feed.bad);
	fini(&t);
}

/* Their writer is still there, so that nothing new comes to wake the loop. */
static void all_that_came_at_once(void)
{
	struct ss_strbuf text = { 0 };
	struct taker t = { .stop_at = 3000 };

	for (int i = 0; i < 3000; i++)
		ss_strbuf_printf(&text, "{\"line\":%d}\n", i);
	check(feed(&t, text.data, text.len, false) == DONE);
	check(t.count == 3000);
	ss_strbuf_fini(&text);
	fini(&t);
}

static void bad_lines(void)
{
	struct taker t = { 0 }, strict = { .feed.strict = true };

	check(feed(&t, "?\n{}\n?\n", 7, true) == DONE);
	check(t.feed.bad == 2 && t.count == 3);
	check(feed(&strict, "{}\n?\n{}\n", 8, false) == DONE);
	check(strict.feed.bad == 1 && strict.count == 2);
	fini(&t);
	fini(&strict);
}

static void one_too_long(void)
{
	size_t size = SS_NDJSON_MAX_LINE + 100;
	char *text = malloc(size);
	struct taker t = { .feed.pass = pass };
	FILE *file = tmpfile();
	int old = dup(STDIN_FILENO);
	struct ss_loop *loop = ss_loop_new();

	memset(text, 'x', size);
	memcpy(text + size - 4, "\n{}\n", 4);
	check(fwrite(text, size, 1, file) == 1 && !fflush(file) && !fseek(file, 0, SEEK_SET));
	check(dup2(fileno(file), STDIN_FILENO) == STDIN_FILENO);
	t.feed.arg = &t;
	t.feed.take = take;
	t.feed.settle = settle;
	check(!ss_feed_open(&t.feed, loop));
	check(ss_loop_run(loop) == DONE);
	check(t.feed.bad == 1 && t.count == 1);
	check(t.passed.len == size && !memcmp(t.passed.data, text, size));
	ss_feed_close(&t.feed);
	ss_loop_free(loop);
	dup2(old, STDIN_FILENO);
	close(old);
	fclose(file);
	free(text);
	fini(&t);
}

static void an_error_ends_it(void)
{
	struct taker t = { .fail_at = 2 };

	check(feed(&t, "{}\n{}\n{}\n", 9, true) == -5);
	check(t.count == 2 && !t.settled);
	fini(&t);
}

static const struct check_case cases[] = {
	{ "every line, and as it came", every_line },
	{ "all that came at once is taken at once", all_that_came_at_once },
	{ "bad lines are counted, and the last when strict", bad_lines },
	{ "a line that is too long is one bad line, passed whole", one_too_long },
	{ "an error of the taker ends it", an_error_ends_it },
};

CHECK_MAIN(cases)
