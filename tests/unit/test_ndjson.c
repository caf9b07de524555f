// SPDX-License-Identifier: BSD-2-Clause
#include "core/ndjson.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

/* A file with this text, at its beginning. */
static int file_of(const char *text, size_t size)
{
	int fd = memfd_create("lines", 0);

	check(write(fd, text, size) == (ssize_t)size && !lseek(fd, 0, SEEK_SET));
	return fd;
}

static bool is(const struct ss_line *line, uint64_t number, const char *data, size_t len)
{
	if (line->number == number && line->len == len && line->size == strlen(data) &&
	    !memcmp(line->data, data, line->size))
		return true;
	printf("# line %d: size %zu len %zu: %.*s\n", (int)line->number, line->size, line->len,
	       (int)line->size, line->data);
	return false;
}

static void test_lines(void)
{
	static const char text[] = "one\n\ntwo\r\n\r\n\r\r\nthree\rx\nlast";
	int fd = file_of(text, sizeof(text) - 1);
	struct ss_ndjson *r = ss_ndjson_new(fd, 0);
	struct ss_line line;

	check(!ss_ndjson_pending(r));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 1, "one\n", 3));
	check(ss_ndjson_pending(r));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 2, "\n", 0));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 3, "two\r\n", 3));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 4, "\r\n", 0));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 5, "\r\r\n", 1));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 6, "three\rx\n", 7));
	check(!ss_ndjson_pending(r));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 7, "last", 4));
	check(!ss_ndjson_pending(r));
	check(ss_ndjson_next(r, &line) == 0 && ss_ndjson_next(r, &line) == 0);
	ss_ndjson_free(r);
	check(fcntl(fd, F_GETFD) == 0);
	close(fd);
}

static void test_empty(void)
{
	int fd = open("/dev/null", O_RDONLY);
	struct ss_ndjson *r = ss_ndjson_new(fd, 0);
	struct ss_line line;

	check(ss_ndjson_next(r, &line) == 0);
	ss_ndjson_free(r);
	close(fd);
	r = ss_ndjson_new(fd, 0);
	check(ss_ndjson_next(r, &line) == -EBADF);
	ss_ndjson_free(r);
	ss_ndjson_free(NULL);
}

static void test_split_over_reads(void)
{
	struct ss_line line;
	struct ss_ndjson *r;
	int fds[2];

	check(!pipe2(fds, O_NONBLOCK));
	r = ss_ndjson_new(fds[0], 0);
	check(ss_ndjson_next(r, &line) == -EAGAIN);
	check(write(fds[1], "{\"a\":", 5) == 5);
	check(ss_ndjson_next(r, &line) == -EAGAIN && !ss_ndjson_pending(r));
	check(write(fds[1], "1}\r", 3) == 3);
	check(ss_ndjson_next(r, &line) == -EAGAIN);
	check(write(fds[1], "\nx", 2) == 2);
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 1, "{\"a\":1}\r\n", 7));
	check(!ss_ndjson_pending(r) && ss_ndjson_next(r, &line) == -EAGAIN);
	close(fds[1]);
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 2, "x", 1));
	check(ss_ndjson_next(r, &line) == 0);
	ss_ndjson_free(r);
	close(fds[0]);
}

/* The parts of a line over the limit: all of it in order, and then the next line. */
static void check_over(int fd, size_t max_line, char first, size_t text_size)
{
	struct ss_ndjson *r = ss_ndjson_new(fd, max_line);
	struct ss_line line = { 0 };
	size_t size = 0;

	while (size < text_size) {
		if (!check(ss_ndjson_next(r, &line) == -EMSGSIZE && line.number == 1))
			return;
		check(line.data[0] == first || line.data[0] == '\n' || line.data[0] == '\r');
		size += line.size;
		check(size == text_size || line.size == line.len);
	}
	check(line.size > line.len);
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 2, "next\n", 4));
	check(ss_ndjson_next(r, &line) == 0);
	ss_ndjson_free(r);
}

static void test_limit(void)
{
	static const struct {
		const char *text;
		int result;
	} cases[] = {
		{ "12345678\n", 1 },
		{ "12345678\r\n", 1 },
		{ "12345678", 1 },
		{ "123456789\n", -EMSGSIZE },
		{ "12345678\r", -EMSGSIZE },
		{ "123456789", -EMSGSIZE },
		{ "12345678\rx", -EMSGSIZE },
		{ "12345678\r\r", -EMSGSIZE },
		{ "123456789abcd", -EMSGSIZE },
	};
	struct ss_line line;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = file_of(cases[i].text, strlen(cases[i].text));
		struct ss_ndjson *r = ss_ndjson_new(fd, 8);

		if (!check(ss_ndjson_next(r, &line) == cases[i].result))
			printf("# %s\n", cases[i].text);
		check(line.number == 1);
		check(ss_ndjson_next(r, &line) == 0);
		ss_ndjson_free(r);
		close(fd);
	}
}

static void test_over_limit(void)
{
	static const char text[] = "xxxxxxxxxxxxxxxxxxxx\r\nnext\n";
	int fd = file_of(text, sizeof(text) - 1), fds[2];

	check_over(fd, 8, 'x', 22);
	close(fd);

	/* Byte by byte: the parts end anywhere, also between CR and LF. */
	check(!pipe(fds));
	fflush(stdout);
	if (!fork()) {
		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			usleep(500);
			if (write(fds[1], text + i, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	close(fds[1]);
	check_over(fds[0], 8, 'x', 22);
	wait(NULL);
	close(fds[0]);
}

static void test_largest(void)
{
	size_t size = SS_NDJSON_MAX_LINE + 1 + 6; /* one too long, LF, "next\n" */
	char *text = malloc(size + 1);
	struct ss_line line;
	struct ss_ndjson *r;
	int fd;

	memset(text, 'x', size);
	memcpy(text + size - 6, "\nnext\n", 7);
	fd = file_of(text, size);
	check_over(fd, 0, 'x', SS_NDJSON_MAX_LINE + 2);
	close(fd);

	fd = file_of(text + 1, size - 1);
	r = ss_ndjson_new(fd, 0);
	check(ss_ndjson_next(r, &line) == 1 && line.len == SS_NDJSON_MAX_LINE);
	check(!memcmp(line.data, text + 1, line.size));
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 2, "next\n", 4));
	ss_ndjson_free(r);
	close(fd);
	free(text);
}

static size_t line_of(char *to, int i)
{
	int n = sprintf(to, "{\"line\":%d,\"fill\":\"", i);

	memset(to + n, 'a' + i % 26, i * 7919 % 3000);
	n += i * 7919 % 3000;
	return n + sprintf(to + n, "\"}\n");
}

/* More than any buffer holds, through a pipe, compared line by line. */
static void test_stream(void)
{
	enum { LINES = 4000 };
	struct ss_ndjson *r;
	struct ss_line line;
	char want[4096];
	int fds[2], i, result;

	check(!pipe(fds));
	fflush(stdout);
	if (!fork()) {
		close(fds[0]);
		for (i = 0; i < LINES; i++) {
			ssize_t n = line_of(want, i);

			if (write(fds[1], want, n) != n)
				_exit(1);
		}
		_exit(0);
	}
	close(fds[1]);
	r = ss_ndjson_new(fds[0], 0);
	for (i = 0; (result = ss_ndjson_next(r, &line)) == 1; i++) {
		size_t n = line_of(want, i);

		if (!check(line.size == n && !memcmp(line.data, want, n)))
			break;
	}
	check(result == 0 && i == LINES);
	ss_ndjson_free(r);
	close(fds[0]);
	wait(NULL);
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void test_interrupted(void)
{
	struct sigaction act = { .sa_handler = on_alarm }; /* no SA_RESTART */
	struct itimerval when = { .it_value.tv_usec = 2000, .it_interval.tv_usec = 2000 };
	struct ss_ndjson *r;
	struct ss_line line;
	int fds[2];

	check(!pipe(fds));
	fflush(stdout);
	if (!fork()) {
		usleep(30 * 1000);
		_exit(write(fds[1], "x\n", 2) != 2);
	}
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &when, NULL);
	r = ss_ndjson_new(fds[0], 0);
	check(ss_ndjson_next(r, &line) == 1 && is(&line, 1, "x\n", 1));
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
	ss_ndjson_free(r);
	close(fds[0]), close(fds[1]);
	wait(NULL);
}

static const struct check_case cases[] = {
	{ "lines, empty ones, CR LF, a last one without newline", test_lines },
	{ "no input, bad input", test_empty },
	{ "a line split over reads", test_split_over_reads },
	{ "the limit, to the byte", test_limit },
	{ "a line over the limit comes in parts", test_over_limit },
	{ "16 MiB is a line, one byte more is not", test_largest },
	{ "a long stream through a pipe", test_stream },
	{ "reads that signals interrupt", test_interrupted },
};

CHECK_MAIN(cases)
