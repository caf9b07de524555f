// SPDX-License-Identifier: BSD-2-Clause
/*
 * images HOW FILE [ARG...]: run FILE in an unusual way.
 *   memfd     from a memory file called "hidden"
 *   deleted   from a copy that is unlinked before it is run
 *   thread    by a thread that is not the first
 *   argv0     with the name "-"
 *   parent    by a child made with CLONE_PARENT
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char **args; /* FILE [ARG...] */

_Noreturn static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void copy_to(int fd)
{
	int from = open(args[0], O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (from < 0 || fstat(from, &st) || sendfile(fd, from, NULL, st.st_size) != st.st_size)
		die(args[0]);
	close(from);
}

static void run_memfd(void)
{
	int fd = memfd_create("hidden", MFD_CLOEXEC);

	copy_to(fd);
	fexecve(fd, args, environ);
	die("fexecve");
}

static void run_deleted(void)
{
	char path[] = "/tmp/imagesXXXXXX";
	int fd = mkstemp(path), reading;

	copy_to(fd);
	fchmod(fd, 0700);
	close(fd); /* else ETXTBSY */
	reading = open(path, O_RDONLY | O_CLOEXEC);
	unlink(path);
	fexecve(reading, args, environ);
	die("fexecve");
}

static void *run(void *arg)
{
	(void)arg;
	execv(args[0], args);
	die(args[0]);
}

static void run_thread(void)
{
	pthread_t t;

	pthread_create(&t, NULL, run, NULL);
	pause();
}

static void run_parent(void)
{
	if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL) == 0)
		run(NULL);
}

int main(int argc, char **argv)
{
	const char *how = argc > 2 ? argv[1] : "";

	args = argv + 2;
	if (!strcmp(how, "memfd"))
		run_memfd();
	else if (!strcmp(how, "deleted"))
		run_deleted();
	else if (!strcmp(how, "thread"))
		run_thread();
	else if (!strcmp(how, "parent"))
		run_parent();
	else if (!strcmp(how, "argv0"))
		execv(args[0], (char *[]){ "-", NULL });
	else
		return 2;
	return 0;
}
