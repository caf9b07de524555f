// SPDX-License-Identifier: BSD-2-Clause
/* Preloaded into a program: it is started once, and runs for each line of standard input, whose
 * words are its arguments (between them: tabs).  What a run writes is in the files out and err of
 * its folder; its status is answered.  For tests/policy/broken, which has many runs to make.
 *	cc -shared -fPIC -o fork_server.so fork_server.c */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int main_fn(int, char **, char **);
typedef int start_fn(main_fn *, int, char **, void (*)(void), void (*)(void), void (*)(void),
		     void *);

static main_fn *program;

static void run(char *line, char **environment)
{
	char *words[256] = { "ss-policy" };
	int n = 1;

	for (char *w = strtok(line, "\t\n"); w && n < 255; w = strtok(NULL, "\t\n"))
		words[n++] = w;
	if (!freopen("/dev/null", "r", stdin) || !freopen("out", "w", stdout) ||
	    !freopen("err", "w", stderr))
		_exit(125);
	alarm(60);
	exit(program(n, words, environment));
}

static int serve(int count, char **words, char **environment)
{
	char line[65536];
	int status;

	(void)count;
	(void)words;
	setvbuf(stdin, NULL, _IONBF, 0);
	while (fgets(line, sizeof(line), stdin)) {
		pid_t child = fork();

		if (!child)
			run(line, environment);
		if (child < 0 || waitpid(child, &status, 0) != child)
			return 1;
		printf("%d\n", WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
		fflush(stdout);
	}
	return 0;
}

int __libc_start_main(main_fn *fn, int count, char **words, void (*init)(void), void (*fini)(void),
		      void (*end)(void), void *stack);
int __libc_start_main(main_fn *fn, int count, char **words, void (*init)(void), void (*fini)(void),
		      void (*end)(void), void *stack)
{
	start_fn *start = (start_fn *)dlsym(RTLD_NEXT, "__libc_start_main");

	program = fn;
	return start(serve, count, words, init, fini, end, stack);
}
