// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/behind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

static bool among(int fd, const int *files, size_t count)
{
	while (count)
		if (files[--count] == fd)
			return true;
	return false;
}

/* Nobody waits for the end of our output, or for a lock, because of this process. */
static void close_others(int keep, const int *files, size_t count)
{
	int last = keep;

	for (size_t i = 0; i < count; i++)
		last = files[i] > last ? files[i] : last;
	for (int fd = 0; fd < last; fd++)
		if (fd != keep && !among(fd, files, count))
			close(fd);
	close_range(last + 1, ~0U, 0);
}

/* The other end of the pipe is closed after the files there; the kernel closes them here. */
static _Noreturn void outlive(int parent, const int *files, size_t count)
{
	char none;

	close_others(parent, files, count);
	_exit(read(parent, &none, 1) != 0);
}

/* A child of a child: nobody here has to be told that it has ended, and it leaves no zombie. */
static void fork_away(int parent, const int *files, size_t count)
{
	pid_t child = fork();

	if (!child && !fork())
		outlive(parent, files, count);
	if (!child)
		_exit(0);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

void ss_close_behind(const int *files, size_t count)
{
	int ends[2];
	bool piped = count && !pipe2(ends, O_CLOEXEC);

	if (piped)
		fork_away(ends[0], files, count);
	for (size_t i = 0; i < count; i++)
		close(files[i]);
	if (piped) {
		close(ends[0]);
		close(ends[1]);
	}
}
