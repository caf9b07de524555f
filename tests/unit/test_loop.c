// SPDX-License-Identifier: BSD-2-Clause
#include "core/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "core/clock.h"

enum { DONE = 7, MS = 1000 * 1000 };

struct seen {
	struct ss_loop *loop;
	struct ss_timer *timer;
	int fd, other_fd;
	int calls, end_after;
};

static int count(void *arg)
{
	struct seen *s = arg;

	return ++s->calls == s->end_after ? DONE : 0;
}

static int read_one(void *arg)
{
	struct seen *s = arg;
	char c;

	if (read(s->fd, &c, 1) < 1)
		return -EIO;
	return count(s);
}

static void test_descriptors(void)
{
	struct ss_loop *loop = ss_loop_new();
	struct seen s = { .end_after = 3 };
	int fds[2];

	check(loop && !pipe(fds));
	s.fd = fds[0];
	check(!ss_loop_add_fd(loop, fds[0], read_one, &s));
	check(ss_loop_add_fd(loop, fds[0], read_one, &s) == -EEXIST);
	check(ss_loop_add_fd(loop, 999, read_one, &s) == -EBADF);
	check(write(fds[1], "abcd", 4) == 4);
	check(ss_loop_run(loop) == DONE && s.calls == 3);
	check(!ss_loop_remove_fd(loop, fds[0]));
	check(ss_loop_remove_fd(loop, fds[0]) == -ENOENT);
	check(!ss_loop_add_fd(loop, fds[0], read_one, &s));
	close(fds[1]);
	s.end_after = 9;
	check(ss_loop_run(loop) == -EIO && s.calls == 4);
	ss_loop_free(loop);
	close(fds[0]);
}

/* Whoever is called first removes the other and puts itself in anew. */
static int remove_other(void *arg)
{
	struct seen *s = arg;

	check(!ss_loop_remove_fd(s->loop, s->other_fd));
	check(!ss_loop_remove_fd(s->loop, s->fd));
	check(!ss_loop_add_fd(s->loop, s->fd, count, s));
	return 0;
}

static void test_changes_in_callbacks(void)
{
	struct ss_loop *loop = ss_loop_new();
	struct seen s[2] = { { .loop = loop, .end_after = 2 }, { .loop = loop, .end_after = 2 } };
	int a[2], b[2];

	check(!pipe(a) && !pipe(b));
	check(write(a[1], "x", 1) == 1 && write(b[1], "x", 1) == 1);
	s[0].fd = s[1].other_fd = a[0];
	s[1].fd = s[0].other_fd = b[0];
	check(!ss_loop_add_fd(loop, a[0], remove_other, &s[0]));
	check(!ss_loop_add_fd(loop, b[0], remove_other, &s[1]));
	check(ss_loop_run(loop) == DONE);
	check(s[0].calls + s[1].calls == 2 && s[0].calls != 1);
	ss_loop_free(loop);
	close(a[0]), close(a[1]), close(b[0]), close(b[1]);
}

/* epoll refuses regular files; a filter's stdin may be one. */
static void test_regular_file(void)
{
	char name[] = "/tmp/test_loop.XXXXXX";
	struct ss_loop *loop = ss_loop_new();
	struct seen s = { .end_after = 3 };
	int null = open("/dev/null", O_RDONLY);
	struct seen n = { .fd = null };

	s.fd = mkstemp(name);
	unlink(name);
	check(write(s.fd, "abc", 3) == 3 && !lseek(s.fd, 0, SEEK_SET));
	check(!ss_loop_add_fd(loop, s.fd, read_one, &s));
	check(!ss_loop_add_fd(loop, null, count, &n));
	check(ss_loop_run(loop) == DONE && s.calls == 3 && n.calls >= 2);
	check(!ss_loop_remove_fd(loop, s.fd));
	ss_loop_free(loop);
	close(s.fd);
	close(null);
}

static int stop_timer(void *arg)
{
	struct seen *s = arg;

	check(!ss_timer_set(s->timer, 0, 5));
	return 0;
}

static void test_timers(void)
{
	struct ss_loop *loop = ss_loop_new();
	struct seen often = { .end_after = 5 }, once = { 0 }, off = { 0 }, stopped = { 0 };
	struct ss_timer *t = ss_loop_add_timer(loop, count, &often);
	struct ss_timer *u = ss_loop_add_timer(loop, count, &once);
	struct ss_timer *v = ss_loop_add_timer(loop, stop_timer, &stopped);
	uint64_t start = ss_clock_mono();

	stopped.timer = ss_loop_add_timer(loop, count, &off);
	check(t && u && v && stopped.timer);
	check(!ss_timer_set(t, 40 * MS, 2 * MS) && !ss_timer_set(u, 1, 0));
	check(!ss_timer_set(v, 1, 0) && !ss_timer_set(stopped.timer, 20000 * (uint64_t)MS, 1));
	check(ss_loop_run(loop) == DONE);
	check(ss_clock_mono() - start >= 48 * MS);
	check(often.calls == 5 && once.calls == 1 && off.calls == 0);
	ss_loop_free(loop);
}

static int raise_term(void *arg)
{
	(void)arg;
	return kill(getpid(), SIGTERM);
}

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static void test_signals(void)
{
	struct ss_loop *loop = ss_loop_new();
	struct ss_timer *t = ss_loop_add_timer(loop, raise_term, NULL);
	sigset_t mask;

	check(ss_loop_signal(loop) == 0 && !readable(ss_loop_signal_fd(loop)));
	check(!ss_timer_set(t, 1, 0));
	check(ss_loop_run(loop) == 0);
	check(ss_loop_signal(loop) == SIGTERM && readable(ss_loop_signal_fd(loop)));
	kill(getpid(), SIGINT);
	check(ss_loop_signal(loop) == SIGTERM && ss_loop_run(loop) == 0);
	kill(getpid(), SIGHUP);
	ss_loop_free(loop); /* and none of the three may kill us now */
	sigprocmask(SIG_BLOCK, NULL, &mask);
	check(!sigismember(&mask, SIGTERM) && !sigismember(&mask, SIGINT));
}

static void test_nohup(void)
{
	struct seen s = { .end_after = 1 };
	struct ss_loop *loop;
	struct ss_timer *t;

	signal(SIGHUP, SIG_IGN);
	loop = ss_loop_new();
	t = ss_loop_add_timer(loop, count, &s);
	kill(getpid(), SIGHUP);
	check(!ss_timer_set(t, 1, 0));
	check(ss_loop_run(loop) == DONE);
	ss_loop_free(loop);
	signal(SIGHUP, SIG_DFL);
}

static int again(void *arg)
{
	struct seen *s = arg;

	s->calls++;
	return s->calls < s->end_after ? kill(getpid(), SIGHUP) : DONE;
}

static void test_hangup(void)
{
	struct seen s = { .end_after = 3 };
	struct ss_loop *loop = ss_loop_new();

	check(!ss_loop_on_hangup(loop, again, &s));
	kill(getpid(), SIGHUP);
	check(ss_loop_run(loop) == DONE && s.calls == 3);
	check(!ss_loop_signal(loop));
	kill(getpid(), SIGHUP);
	kill(getpid(), SIGTERM);
	check(ss_loop_signal(loop) == SIGTERM);
	ss_loop_free(loop); /* and neither may kill us now */
}

/* What a loop with FD as stdout ends with, within ten seconds, when another end is closed. */
static int ends_with(int fd, int to_close)
{
	pid_t pid = fork();
	int status = 0;

	if (!pid) {
		struct ss_loop *loop;

		dup2(fd, STDOUT_FILENO);
		close(fd);
		close(to_close);
		loop = ss_loop_new();
		alarm(60);
		_exit(loop ? -ss_loop_run(loop) : 99);
	}
	close(fd);
	usleep(20 * 1000); /* it is idle, most likely */
	close(to_close);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void test_reader_leaves(void)
{
	int fds[2];

	fflush(stdout);
	check(!pipe(fds));
	check(ends_with(fds[1], fds[0]) == EPIPE);
	check(!socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	check(ends_with(fds[1], fds[0]) == EPIPE);
}

static const struct check_case cases[] = {
	{ "descriptors", test_descriptors },
	{ "watches added and removed by callbacks", test_changes_in_callbacks },
	{ "regular files are always readable", test_regular_file },
	{ "timers", test_timers },
	{ "signals end the loop, stay visible, and are gone after it", test_signals },
	{ "SIGHUP stays ignored under nohup", test_nohup },
	{ "SIGHUP may be something to do", test_hangup },
	{ "an idle loop ends when the reader leaves", test_reader_leaves },
};

CHECK_MAIN(cases)
