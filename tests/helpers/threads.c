// SPDX-License-Identifier: BSD-2-Clause
/*
 * threads N ROUNDS: ROUNDS processes with N threads each that all leave at the
 * same moment, the first thread among them: each is one exit.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_barrier_t start;

static void *leave(void *arg)
{
	pthread_barrier_wait(&start);
	syscall(SYS_exit, 0); /* this thread alone */
	return arg;
}

static void process(int n)
{
	pthread_t t;

	pthread_barrier_init(&start, NULL, n);
	for (int i = 1; i < n; i++)
		if (pthread_create(&t, NULL, leave, NULL))
			_exit(1);
	leave(NULL);
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 8, rounds = argc > 2 ? atoi(argv[2]) : 100;

	for (int i = 0; i < rounds; i++) {
		pid_t pid = fork();

		if (!pid)
			process(n);
		waitpid(pid, NULL, 0);
	}
	return 0;
}
