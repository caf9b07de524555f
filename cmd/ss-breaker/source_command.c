// SPDX-License-Identifier: BSD-2-Clause
/* What a command says, which may hang: it has a time limit, and nobody waits for it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "sources.h"

extern char **environ;

static void forget(struct source *s)
{
	if (s->child_fd >= 0) {
		ss_loop_remove_fd(s->r->loop, s->child_fd);
		close(s->child_fd);
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = s->child_fd = -1;
	s->child = 0;
	ss_timer_set(s->limit, 0, 0);
}

/* What is in the pipe; whoever else still holds it is not waited for. */
static void drain(struct source *s)
{
	ssize_t n = 1;

	ss_strbuf_clear(&s->text);
	while (n > 0 && s->text.len < SOURCE_BYTES && ss_strbuf_reserve(&s->text, SOURCE_BYTES)) {
		n = read(s->fd, s->text.data + s->text.len, SOURCE_BYTES);
		if (n > 0)
			s->text.len += n;
	}
}

static int on_exit_of(void *arg)
{
	struct source *s = arg;
	int status = 0;

	if (waitpid(s->child, &status, WNOHANG) == 0)
		return 0;
	drain(s);
	kill(-s->child, SIGKILL);
	forget(s);
	if (s->late) /* that has been said */
		return 0;
	if (WIFSIGNALED(status))
		return source_failed(s, "the command ended by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status))
		return source_failed(s, "the command ended with status %d", WEXITSTATUS(status));
	return source_text(s, s->text.data ? s->text.data : "", s->text.len);
}

static int on_limit(void *arg)
{
	struct source *s = arg;

	if (!s->child)
		return 0;
	/* Its end may take a while, as of what waits for a disk: on_exit_of() hears of it. */
	kill(-s->child, SIGKILL);
	s->late = true;
	return source_failed(s, "the command took too long");
}

/* With a process group of its own, no input, and the pipe OUT. */
static int spawn(struct source *s, int out)
{
	char *argv[] = { (char *)"sh", (char *)"-c", s->spec->what, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int err;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETPGROUP);
	err = -posix_spawn(&s->child, "/bin/sh", &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (err)
		s->child = 0;
	return err;
}

int command_poll(struct source *s)
{
	int pipe_fds[2], err;

	if (s->child) /* it has its own limit */
		return s->late ? source_failed(s, "the command took too long, and does not end")
			       : 0;
	s->late = false;
	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK))
		return source_failed(s, "cannot run it: %s", strerror(errno));
	fcntl(pipe_fds[1], F_SETFL, 0);
	s->fd = pipe_fds[0];
	err = spawn(s, pipe_fds[1]);
	close(pipe_fds[1]);
	if (!err) {
		s->child_fd = syscall(SYS_pidfd_open, s->child, 0);
		err = s->child_fd < 0 ? -errno
				      : ss_loop_add_fd(s->r->loop, s->child_fd, on_exit_of, s);
	}
	if (!err)
		err = ss_timer_set(s->limit, s->spec->limit_ns, 0);
	if (!err)
		return 0;
	command_stop(s);
	forget(s);
	return source_failed(s, "cannot run it: %s", strerror(-err));
}

int command_start(struct source *s)
{
	s->limit = ss_loop_add_timer(s->r->loop, on_limit, s);
	return s->limit ? 0 : -errno;
}

void command_stop(struct source *s)
{
	if (s->child) {
		kill(-s->child, SIGKILL);
		waitpid(s->child, NULL, WNOHANG); /* else it is init's */
		s->child = 0;
	}
	if (s->child_fd >= 0)
		close(s->child_fd);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = s->child_fd = -1;
}
