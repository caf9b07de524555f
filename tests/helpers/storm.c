// SPDX-License-Identifier: BSD-2-Clause
/* storm N [PROGRAM]: N processes one after another as fast as they come; one fork, exec and exit
 * each. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 1000;
	char *program[] = { argc > 2 ? argv[2] : "/bin/true", "storm", NULL };

	for (long i = 0; i < n; i++) {
		pid_t pid;
		int err = posix_spawn(&pid, program[0], NULL, NULL, program, environ);

		if (err) {
			fprintf(stderr, "storm: %s: %s\n", program[0], strerror(err));
			return 1;
		}
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return 0;
}
