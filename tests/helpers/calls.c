// SPDX-License-Identifier: BSD-2-Clause
/*
 * calls FILE: one system call of each kind that is shown in a way of its own, a
 * function to hook, and a USDT probe.  FILE holds text.  Ends with status 7.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

const char *ss_function(const char *text, const char *bytes, unsigned long len, int n);

/* Called by address below, so that it is there to be hooked, once. */
__attribute__((noinline)) const char *ss_function(const char *text, const char *bytes,
						  unsigned long len, int n)
{
	__asm__ volatile("" : : "r"(text), "r"(bytes), "r"(len), "r"(n) : "memory");
	return n < 0 ? "negative" : "positive";
}

/* What <sys/sdt.h> would make of DTRACE_PROBE2(ss, tick, n, text). */
static void tick(long n, const char *text)
{
	__asm__ volatile("990: nop\n"
			 ".pushsection .note.stapsdt,\"\",\"note\"\n"
			 ".balign 4\n"
			 ".4byte 992f-991f, 994f-993f, 3\n"
			 "991: .asciz \"stapsdt\"\n"
			 "992: .balign 4\n"
			 "993: .8byte 990b, 0, 0\n"
			 ".asciz \"ss\"\n"
			 ".asciz \"tick\"\n"
			 ".asciz \"-8@%0 8@%1\"\n"
			 "994: .balign 4\n"
			 ".popsection\n"
			 :
			 : "r"(n), "r"(text));
}

static void files(const char *file)
{
	char buf[100];
	long fd = syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC, 0);

	syscall(SYS_read, fd, buf, sizeof(buf));
	syscall(SYS_lseek, fd, 2, SEEK_SET);
	syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/fd/0", buf, 0);
	syscall(SYS_openat, fd, "x\"\n\xff", O_WRONLY | O_CREAT, 0600);
	syscall(SYS_unlinkat, AT_FDCWD, "/nonexistent/file", 0);
	syscall(SYS_unlinkat, AT_FDCWD, (char *)16, 0);
}

static void sockets(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(1) };
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/nonexistent/socket" };
	long fd = syscall(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &in.sin_addr);
	syscall(SYS_connect, fd, &in, sizeof(in));
	fd = syscall(SYS_socket, AF_UNIX, SOCK_DGRAM, 0);
	syscall(SYS_connect, fd, &un, offsetof(struct sockaddr_un, sun_path) + 20);
}

static void others(void)
{
	struct timespec t = { .tv_nsec = 20000000 };
	char text[] = "0123456789";
	int fds[2];

	if (pipe(fds))
		return;
	syscall(SYS_write, fds[1], text, sizeof(text) - 1);
	syscall(SYS_getppid);
	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &t, NULL);
	for (int i = 0; i < 3; i++) {
		const char *(*volatile function)(const char *, const char *, unsigned long, int) =
			ss_function;

		function(text, text, 4, 1 - i);
		tick(i, text);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: calls FILE\n");
		return 2;
	}
	/* The same numbers every time. */
	for (int fd = 3; fd < 20; fd++)
		close(fd);
	files(argv[1]);
	sockets();
	others();
	syscall(SYS_exit_group, 7);
}
