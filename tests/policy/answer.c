// SPDX-License-Identifier: BSD-2-Clause
/* answer - our engine's side of tests/policy/differ: a line of answer for each line
 *
 * Cases run in a child, many in each; one that ends the child is answered with how it ended, and
 * the next child goes on behind it.  --plain: without index, optimiser and early exit. */
#include "answer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 20   /* for one case */
#define MOST	2000 /* cases of one child */

static struct rego_options options;

static bool write_all(const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, data, len);

		if (n < 0 && errno != EINTR)
			return false;
		data += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* Answer lines from the one at *at; *at is then behind the last that was answered. */
static void answer_all(const struct ss_strbuf *in, volatile size_t *at)
{
	struct rego_cache *cache = rego_cache_new(1000);
	struct ss_strbuf out = { 0 };

	while (*at < in->len) {
		const char *line = in->data + *at;
		size_t len = (size_t)((const char *)memchr(line, '\n', in->len - *at) - line);

		alarm(SECONDS);
		ss_strbuf_clear(&out);
		answer(&out, cache, line, len, &options);
		ss_strbuf_char(&out, '\n');
		if (out.err || !write_all(out.data, out.len))
			break;
		*at += len + 1;
	}
	ss_strbuf_fini(&out);
	rego_cache_free(cache);
}

static void answer_batch(struct ss_strbuf *in, volatile size_t *at)
{
	*at = 0;
	while (*at < in->len) {
		int status = 0;
		char text[64];
		pid_t pid = fork();

		if (!pid) {
			answer_all(in, at);
			_exit(0);
		}
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		if (*at >= in->len)
			break;
		snprintf(text, sizeof(text), "{\"crash\":\"%s %d\"}\n",
			 WIFSIGNALED(status) ? "signal" : "status",
			 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		write_all(text, strlen(text));
		*at = (size_t)((char *)memchr(in->data + *at, '\n', in->len - *at) - in->data) + 1;
	}
}

/* Whole lines, as many as are there; what comes behind them stays in rest. */
static bool read_batch(struct ss_strbuf *in, struct ss_strbuf *rest)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	size_t end;
	int lines = 0;

	ss_strbuf_clear(in);
	ss_strbuf_add(in, rest->data, rest->len);
	ss_strbuf_clear(rest);
	for (ssize_t n = 1; n > 0 && lines < MOST && (!lines || poll(&fd, 1, 0) > 0);) {
		if (!ss_strbuf_reserve(in, 65536))
			return false;
		n = read(STDIN_FILENO, in->data + in->len, 65536);
		for (ssize_t i = 0; i < n; i++)
			lines += in->data[in->len + (size_t)i] == '\n';
		in->len += n > 0 ? (size_t)n : 0;
	}
	end = in->len;
	while (end && in->data[end - 1] != '\n')
		end--;
	ss_strbuf_add(rest, in->data + end, in->len - end);
	in->len = end;
	return end;
}

int main(int argc, char **argv)
{
	size_t *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct ss_strbuf in = { 0 }, rest = { 0 };

	if (at == MAP_FAILED)
		return 1;
	if (argc > 1 && !strcmp(argv[1], "--plain"))
		options = (struct rego_options){ .no_index = true,
						 .no_optimiser = true,
						 .no_early_exit = true };
	while (read_batch(&in, &rest))
		answer_batch(&in, at);
	ss_strbuf_fini(&in);
	ss_strbuf_fini(&rest);
	return 0;
}
