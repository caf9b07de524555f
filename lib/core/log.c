// SPDX-License-Identifier: BSD-2-Clause
#include "core/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum ss_log_level ss_log_level = SS_LOG_WARN;

static const char *name;

void ss_log_name(const char *to)
{
	name = to;
}

/* Words of other people end up in messages: nothing in them may steer a terminal. */
static void disarm(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = s[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			s[i] = '?';
	}
}

static void write_all(const char *s, size_t len)
{
	while (len) {
		ssize_t n = write(STDERR_FILENO, s, len);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			s += n;
			len -= n;
		}
	}
}

/* One write a message, so that lines of several commands on one terminal stay whole. */
__attribute__((format(printf, 2, 0))) static void print(const char *reason, const char *fmt,
							va_list args)
{
	const char *who = name ? name : program_invocation_short_name;
	char *text = NULL, *line = NULL;
	int len;

	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	len = text ? strlen(text) : 0;
	if (len && text[len - 1] == '\n') /* libbpf's end with one */
		text[len - 1] = '\0';
	len = asprintf(&line, "%s: %s%s%s\n", who, text ? text : fmt, reason ? ": " : "",
		       reason ? reason : "");
	if (len >= 0) {
		disarm(line, len);
		write_all(line, len);
		free(line);
	}
	free(text);
}

int ss_error(int err, const char *fmt, ...)
{
	int saved = errno;
	va_list args;

	va_start(args, fmt);
	print(err < 0 && err != -EINVAL ? strerror(-err) : NULL, fmt, args);
	va_end(args);
	errno = saved;
	return err;
}

void ss_vlog(enum ss_log_level level, const char *fmt, va_list args)
{
	int saved = errno;

	if (level <= ss_log_level)
		print(NULL, fmt, args);
	errno = saved;
}

void ss_log(enum ss_log_level level, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	ss_vlog(level, fmt, args);
	va_end(args);
}

void ss_say(const char *text, size_t len)
{
	char *copy;

	if (!isatty(STDERR_FILENO)) {
		write_all(text, len);
		return;
	}
	copy = malloc(len);
	if (!copy)
		return;
	memcpy(copy, text, len);
	disarm(copy, len);
	write_all(copy, len);
	free(copy);
}
