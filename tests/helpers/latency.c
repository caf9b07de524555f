// SPDX-License-Identifier: BSD-2-Clause
/*
 * latency [FILE]: read event lines from stdin; at the end print how many there were, bytes
 * per line, and how long after its timestamp each was read: p50 p99 p99.9 max in us.
 * meta lines are not counted but written to FILE, as they come.  Lines of other tools, without
 * such a timestamp, are counted only; "Lost N events" is for FILE.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define MAX_US 1000000

static uint32_t by_us[MAX_US + 1];
static uint64_t count, timed, bytes;
static int meta_fd = -1;

static unsigned digits(const char *s, int n)
{
	unsigned v = 0;

	while (n--)
		v = v * 10 + (unsigned)(*s++ - '0');
	return v;
}

/* Microseconds since midnight of "2026-09-25T10:11:12.003456789Z". */
static uint64_t day_us(const char *ts)
{
	return (digits(ts + 11, 2) * 3600ull + digits(ts + 14, 2) * 60 + digits(ts + 17, 2)) *
		       1000000 +
	       digits(ts + 20, 6);
}

static void take(const char *line, size_t len, uint64_t now_us)
{
	const char *ts = memmem(line, len < 120 ? len : 120, "\"ts\":\"", 6);
	int64_t us;

	if (ts ? !!memmem(line, 30, "\"type\":\"meta.", 13) : !strncasecmp(line, "lost ", 5)) {
		if (meta_fd >= 0 && write(meta_fd, line, len + 1) < 0)
			perror("latency");
		return;
	}
	count++;
	bytes += len + 1;
	if (!ts)
		return;
	us = (int64_t)(now_us - day_us(ts + 6));
	if (us < 0)
		us = 0;
	by_us[us > MAX_US ? MAX_US : us]++;
	timed++;
}

static unsigned at(double part)
{
	uint64_t n = 0;

	for (unsigned us = 0; us <= MAX_US; us++) {
		n += by_us[us];
		if ((double)n >= part * (double)timed)
			return us;
	}
	return MAX_US;
}

int main(int argc, char **argv)
{
	static char buf[2 << 20];
	size_t have = 0;
	ssize_t n;

	if (argc > 1 && (meta_fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0600)) < 0) {
		perror(argv[1]);
		return 1;
	}
	while ((n = read(STDIN_FILENO, buf + have, sizeof(buf) - have)) > 0) {
		struct timespec t;
		char *line = buf, *end;

		clock_gettime(CLOCK_REALTIME, &t);
		have += (size_t)n;
		while ((end = memchr(line, '\n', (size_t)(buf + have - line)))) {
			take(line, (size_t)(end - line),
			     (uint64_t)(t.tv_sec % 86400) * 1000000 + (uint64_t)t.tv_nsec / 1000);
			line = end + 1;
		}
		have -= (size_t)(line - buf);
		memmove(buf, line, have);
		if (have == sizeof(buf))
			have = 0;
	}
	printf("%llu %llu %u %u %u %u\n", (unsigned long long)count,
	       (unsigned long long)(count ? bytes / count : 0), at(0.5), at(0.99), at(0.999),
	       at(1.0));
	return 0;
}
