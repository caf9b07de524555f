// SPDX-License-Identifier: BSD-2-Clause
/*
 * pid PID PROGRAM [ARGUMENTS]: run a program with that process id, which must be free or soon be
 * (5.5 and later, as root), and end as it does.  With 1, in a pid namespace of its own.  What
 * pid the rest of the machine knows it by is printed first: "pid PID".
 */
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t fork_as(pid_t pid)
{
	struct clone_args args = { .exit_signal = SIGCHLD,
				   .set_tid = (uintptr_t)&pid,
				   .set_tid_size = 1 };
	long ret = -1;

	for (int tries = 0; tries < 500; tries++) {
		ret = syscall(SYS_clone3, &args, sizeof(args));
		if (ret >= 0 || errno != EEXIST)
			break;
		usleep(10000);
	}
	return (pid_t)ret;
}

int main(int argc, char **argv)
{
	int status = 1;
	pid_t pid;

	if (argc < 3)
		return 2;
	pid = atoi(argv[1]);
	if (pid == 1 && unshare(CLONE_NEWPID))
		return 1;
	pid = fork_as(pid);
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0) {
		fprintf(stderr, "pid: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	printf("pid %d\n", pid);
	fflush(stdout);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
