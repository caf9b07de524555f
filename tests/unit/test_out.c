// SPDX-License-Identifier: BSD-2-Clause
#include "core/out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "check.h"
#include "core/clock.h"

enum { BIG = 3 << 20 };

/* Lines with their numbers, until the buffer has SIZE bytes or more. */
static void fill(struct ss_out *out, size_t size)
{
	for (int i = 0; out->buf.len < size; i++)
		ss_strbuf_printf(&out->buf, "{\"line\":%d}\n", i);
}

/* Read FD to its end with steps of STEP bytes; a pause before each of the first few. */
static bool same(int fd, const char *want, size_t size, size_t step)
{
	char *got = malloc(size + 1);
	size_t len = 0;
	ssize_t n = 1;

	for (int i = 0; n > 0 && len <= size; i++) {
		if (i < 5)
			usleep(2000);
		n = read(fd, got + len, size + 1 - len < step ? size + 1 - len : step);
		len += n > 0 ? n : 0;
	}
	n = len == size && !memcmp(got, want, size);
	free(got);
	return n;
}

/* A child that writes BIG bytes to FD; the parent must get every one of them. */
static void check_all_arrives(int fd, int reader, size_t step)
{
	struct ss_out want = { 0 };
	int status = -1;
	pid_t pid;

	fill(&want, BIG);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		struct ss_out out;

		close(reader);
		ss_out_init(&out, fd, -1);
		fill(&out, BIG);
		_exit(-ss_out_flush(&out));
	}
	close(fd);
	check(same(reader, want.buf.data, want.buf.len, step));
	waitpid(pid, &status, 0);
	check(status == 0);
	close(reader);
	ss_out_fini(&want);
}

static void test_slow_reader(void)
{
	int fds[2];

	check(!pipe(fds));
	check_all_arrives(fds[1], fds[0], 4096);
	check(!pipe(fds));
	check_all_arrives(fds[1], fds[0], 1 << 20);
	check(!socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	check_all_arrives(fds[1], fds[0], 1 << 20);
	check(!pipe2(fds, O_NONBLOCK)); /* as a caller may have left it */
	fcntl(fds[0], F_SETFL, 0);
	check_all_arrives(fds[1], fds[0], 1 << 20);
}

static void test_file(void)
{
	char name[] = "/tmp/test_out.XXXXXX", text[64] = "";
	int fd = mkstemp(name);
	struct ss_out out;

	unlink(name);
	check(write(fd, "before\n", 7) == 7);
	ss_out_init(&out, fd, -1);
	check(out.own_fd == -1 && out.fd == fd);
	ss_strbuf_str(&out.buf, "line\n");
	check(!ss_out_maybe_flush(&out) && out.buf.len == 5);
	check(!ss_out_flush(&out) && out.buf.len == 0);
	check(!ss_out_flush(&out));
	check(write(fd, "after\n", 6) == 6); /* one offset for both */
	check(pread(fd, text, sizeof(text) - 1, 0) == 18);
	check_str(text, "before\nline\nafter\n");
	fill(&out, SS_OUT_BATCH + 1);
	check(!ss_out_maybe_flush(&out) && out.buf.len == 0);
	ss_out_fini(&out);
	check(fcntl(fd, F_GETFD) == 0);
	close(fd);
}

static void test_errors(void)
{
	int full = open("/dev/full", O_WRONLY), fds[2];
	struct ss_out out;

	ss_out_init(&out, full, -1);
	ss_strbuf_str(&out.buf, "line\n");
	check(ss_out_flush(&out) == -ENOSPC && out.buf.len == 5);
	ss_out_fini(&out);
	close(full);

	ss_out_init(&out, full, -1); /* closed */
	ss_strbuf_str(&out.buf, "line\n");
	check(ss_out_flush(&out) == -EBADF);
	ss_out_fini(&out);

	for (int sockets = 0; sockets < 2; sockets++) {
		check(!(sockets ? socketpair(AF_UNIX, SOCK_STREAM, 0, fds) : pipe(fds)));
		ss_out_init(&out, fds[1], -1);
		close(fds[0]);
		ss_strbuf_str(&out.buf, "line\n");
		check(ss_out_flush(&out) == -EPIPE);
		ss_out_fini(&out);
		close(fds[1]);
	}
}

static void test_flags_stay(void)
{
	struct ss_out out;
	int fds[2];

	check(!pipe(fds));
	ss_out_init(&out, fds[1], -1);
	check(out.fd != fds[1] && out.own_fd == out.fd);
	check(fcntl(out.fd, F_GETFL) & O_NONBLOCK);
	check(!(fcntl(fds[1], F_GETFL) & O_NONBLOCK));
	ss_out_fini(&out);
	check(fcntl(fds[1], F_GETFL) == O_WRONLY);
	close(fds[0]), close(fds[1]);
}

/* The reader goes on: what was not written comes after what was, and nothing twice. */
static void check_goes_on(struct ss_out *out, int reader)
{
	struct ss_out want = { 0 };
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		close(out->fd);
		fill(&want, BIG);
		_exit(!same(reader, want.buf.data, want.buf.len, 1 << 20));
	}
	for (int tries = 0; tries < 10000 && ss_out_flush(out) == -ETIMEDOUT; tries++)
		usleep(1000);
	check(out->buf.len == 0);
	close(out->fd); /* the only writing end */
	out->own_fd = -1;
	waitpid(pid, &status, 0);
	check(status == 0);
}

/* A reader that stands still, and a stop that is asked for while we write. */
static void check_gives_up(struct ss_out *out, int stop)
{
	uint64_t start = ss_clock_mono();
	pid_t pid = fork();
	size_t left;
	int status;

	if (!pid) {
		usleep(20 * 1000);
		_exit(write(stop, "x", 1) != 1);
	}
	fill(out, BIG);
	check(ss_out_flush(out) == -ETIMEDOUT);
	check(ss_clock_mono() - start >= 2 * SS_NS_PER_SEC);
	waitpid(pid, &status, 0);
	left = out->buf.len;
	check(left > 0 && left < BIG);

	/* The next try does not wait again. */
	start = ss_clock_mono();
	check(ss_out_flush(out) == -ETIMEDOUT && out->buf.len == left);
	check(ss_clock_mono() - start < 2 * SS_NS_PER_SEC);
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void test_stuck_reader(void)
{
	struct sigaction act = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	struct itimerval when = { .it_value.tv_usec = 20000, .it_interval.tv_usec = 20000 };
	struct ss_out out;
	int fds[2], stop[2];

	fflush(stdout);
	check(!pipe(fds) && !pipe(stop));
	ss_out_init(&out, fds[1], stop[0]);
	close(fds[1]);
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &when, NULL);
	check_gives_up(&out, stop[1]);
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
	check_goes_on(&out, fds[0]);
	ss_out_fini(&out);
	close(stop[0]), close(stop[1]), close(fds[0]);
}

/* Whoever must not wait keeps what nobody reads, and at the end gives it up. */
static void test_offered(void)
{
	uint64_t start = ss_clock_mono();
	struct ss_out out;
	size_t left;
	int fds[2];

	fflush(stdout);
	check(!pipe(fds));
	ss_out_init(&out, fds[1], -1);
	close(fds[1]);
	fill(&out, BIG);
	check(!ss_out_offer(&out));
	left = out.buf.len;
	check(left > 0 && left < BIG);
	check(!ss_out_offer(&out) && out.buf.len == left);
	check(ss_clock_mono() - start < 2 * SS_NS_PER_SEC);
	ss_out_hurry(&out);
	check(ss_out_flush(&out) == -ETIMEDOUT);
	check(ss_clock_mono() - start >= 2 * SS_NS_PER_SEC);
	check_goes_on(&out, fds[0]);
	ss_out_fini(&out);
	close(fds[0]);
}

/* As where /proc is not mounted. */
static void test_not_reopened(void)
{
	struct ss_out out;
	int fds[2], stop[2];

	fflush(stdout);
	check(!pipe(fds) && !pipe(stop));
	ss_out_init(&out, fds[1], stop[0]);
	close(out.own_fd);
	out.own_fd = -1;
	out.fd = fds[1];
	out.kind = SS_OUT_STEPWISE;
	check_gives_up(&out, stop[1]);
	check_goes_on(&out, fds[0]);
	ss_out_fini(&out);
	close(stop[0]), close(stop[1]), close(fds[0]);
}

static void test_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	struct termios t;
	struct ss_out out;
	char text[64] = "";

	check(master >= 0 && !grantpt(master) && !unlockpt(master));
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (!check(slave >= 0))
		return;
	tcgetattr(slave, &t);
	cfmakeraw(&t);
	tcsetattr(slave, TCSANOW, &t);
	ss_out_init(&out, slave, -1);
	check(out.own_fd >= 0 && !(fcntl(slave, F_GETFL) & O_NONBLOCK));
	ss_strbuf_str(&out.buf, "line\n");
	check(!ss_out_flush(&out));
	check(read(master, text, sizeof(text)) == 5 && !strcmp(text, "line\n"));
	ss_out_fini(&out);

	/* Opening the master again would make another terminal. */
	ss_out_init(&out, master, -1);
	check(out.own_fd == -1 && out.fd == master);
	ss_strbuf_str(&out.buf, "typed\n");
	check(!ss_out_flush(&out));
	memset(text, 0, sizeof(text));
	check(read(slave, text, sizeof(text)) == 6 && !strcmp(text, "typed\n"));
	ss_out_fini(&out);
	close(slave);
	close(master);
}

static void test_no_memory(void)
{
	struct ss_out out;
	char text[64] = "";
	int fds[2];

	check(!pipe(fds));
	ss_out_init(&out, fds[1], -1);
	ss_strbuf_str(&out.buf, "one\ntwo\nhal");
	out.buf.err = -ENOMEM; /* as a failed append leaves it */
	check(ss_out_maybe_flush(&out) == -ENOMEM);
	check(read(fds[0], text, sizeof(text)) == 8);
	check_str(text, "one\ntwo\n");
	ss_strbuf_str(&out.buf, "three\n");
	check(!ss_out_flush(&out));
	ss_out_fini(&out);
	close(fds[0]), close(fds[1]);
}

static const struct check_case cases[] = {
	{ "a slow reader gets every byte", test_slow_reader },
	{ "a regular file keeps one offset", test_file },
	{ "a full disk, a closed descriptor, a reader that left", test_errors },
	{ "the caller's open file is not changed", test_flags_stay },
	{ "a stuck reader is given up two seconds after the stop", test_stuck_reader },
	{ "also where the pipe cannot be reopened", test_not_reopened },
	{ "who must not wait does not", test_offered },
	{ "terminals, and their masters", test_terminal },
	{ "a line lost for want of memory leaves no half", test_no_memory },
};

int main(void)
{
	signal(SIGPIPE, SIG_IGN); /* as ss_cli_start() does */
	return check_main(cases, sizeof(cases) / sizeof(cases[0]));
}
