/* SPDX-License-Identifier: BSD-2-Clause */
/* Run a function in a child and keep what it wrote: for code that prints and exits. */
#ifndef SS_CAPTURE_H
#define SS_CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct capture {
	char out[16384], err[4096];
	int status; /* exit status, or 128 + signal as a shell has it */
};

static inline void capture_read(FILE *f, char *to, size_t size)
{
	rewind(f);
	to[fread(to, 1, size - 1, f)] = '\0';
	fclose(f);
}

static inline void capture_run(struct capture *c, int (*fn)(void *arg), void *arg)
{
	FILE *out = tmpfile(), *err = tmpfile();
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		exit(fn(arg));
	}
	waitpid(pid, &status, 0);
	c->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	capture_read(out, c->out, sizeof(c->out));
	capture_read(err, c->err, sizeof(c->err));
}

#endif
