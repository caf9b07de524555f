// SPDX-License-Identifier: BSD-2-Clause
#include "proc/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"

#define MESSAGES 2 /* the descriptor for people, which a hook has for both of its outputs */

struct hook {
	struct ss_hooks *all;
	pid_t pid; /* 0: a free place */
	int fd;	   /* its pidfd */
	uint64_t until_ns, limit_ns;
	bool late;
	char *command;
};

struct ss_hooks {
	struct ss_loop *loop;
	struct ss_timer *timer;
	ss_loop_fn fn;
	void *arg;
	size_t running;
	struct hook hooks[SS_HOOKS_MAX];
};

void ss_hook_env_add(struct ss_hook_env *env, const char *name, const char *fmt, ...)
{
	char value[8192]; /* longer than a path; what does not fit is cut */
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	ss_strbuf_str(&env->text, name);
	ss_strbuf_char(&env->text, '=');
	ss_strbuf_add(&env->text, value, strlen(value) + 1);
	env->count++;
}

void ss_hook_env_clear(struct ss_hook_env *env)
{
	ss_strbuf_clear(&env->text);
	env->count = 0;
}

void ss_hook_env_fini(struct ss_hook_env *env)
{
	ss_strbuf_fini(&env->text);
	env->count = 0;
}

static void set_timer(struct ss_hooks *h)
{
	uint64_t first = UINT64_MAX, now = ss_clock_mono();

	for (size_t i = 0; i < SS_HOOKS_MAX; i++)
		if (h->hooks[i].pid && !h->hooks[i].late && h->hooks[i].until_ns < first)
			first = h->hooks[i].until_ns;
	if (first == UINT64_MAX)
		ss_timer_set(h->timer, 0, 0);
	else
		ss_timer_set(h->timer, first > now ? first - now : 1, 0);
}

static int on_timer(void *arg)
{
	struct ss_hooks *h = arg;
	uint64_t now = ss_clock_mono();

	for (size_t i = 0; i < SS_HOOKS_MAX; i++) {
		struct hook *hook = &h->hooks[i];

		if (!hook->pid || hook->late || hook->until_ns > now)
			continue;
		hook->late = true;
		kill(-hook->pid, SIGKILL);
	}
	set_timer(h);
	return 0;
}

static void tell(const struct hook *hook, int status)
{
	if (hook->late)
		ss_warn("the hook '%s' was killed: it ran for more than %llu ms", hook->command,
			(unsigned long long)(hook->limit_ns / 1000000));
	else if (WIFSIGNALED(status))
		ss_warn("the hook '%s' died of signal %d", hook->command, WTERMSIG(status));
	else if (WEXITSTATUS(status))
		ss_warn("the hook '%s' failed: exit status %d", hook->command, WEXITSTATUS(status));
}

/* Its number is that of the group until it is waited for, so nobody else is hit. */
static int end_hook(struct hook *hook)
{
	int status = 0;

	kill(-hook->pid, SIGKILL);
	while (waitpid(hook->pid, &status, 0) < 0 && errno == EINTR)
		;
	ss_loop_remove_fd(hook->all->loop, hook->fd);
	close(hook->fd);
	free(hook->command);
	hook->command = NULL;
	hook->pid = 0;
	hook->all->running--;
	return status;
}

static int on_end(void *arg)
{
	struct hook *hook = arg;
	struct ss_hooks *h = hook->all;
	struct hook was = *hook;
	char name[64];

	snprintf(name, sizeof(name), "%s", hook->command);
	was.command = name;
	tell(&was, end_hook(hook));
	set_timer(h);
	return h->fn ? h->fn(h->arg) : 0;
}

struct ss_hooks *ss_hooks_new(struct ss_loop *loop, ss_loop_fn fn, void *arg)
{
	struct ss_hooks *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->loop = loop;
	h->fn = fn;
	h->arg = arg;
	h->timer = ss_loop_add_timer(loop, on_timer, h);
	if (!h->timer) {
		free(h);
		return NULL;
	}
	for (size_t i = 0; i < SS_HOOKS_MAX; i++)
		h->hooks[i].all = h;
	return h;
}

void ss_hooks_free(struct ss_hooks *h)
{
	for (size_t i = 0; h && i < SS_HOOKS_MAX; i++)
		if (h->hooks[i].pid)
			end_hook(&h->hooks[i]);
	free(h);
}

/* Our environment and ENV's, one allocation. */
static char **whole_env(const struct ss_hook_env *env)
{
	size_t ours = 0, n;
	char **all, *at = env->text.data;

	while (environ[ours])
		ours++;
	all = calloc(ours + env->count + 1, sizeof(*all));
	if (!all)
		return NULL;
	for (n = 0; n < ours; n++)
		all[n] = environ[n];
	for (size_t i = 0; i < env->count; i++, at += strlen(at) + 1)
		all[n++] = at;
	return all;
}

/* In the child: nothing here may allocate or lock. */
_Noreturn static void become(const char *command, char **env)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)command, NULL };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(MESSAGES, STDOUT_FILENO) >= 0)
		execve("/bin/sh", argv, env);
	_exit(127);
}

/*
 * fork() and not posix_spawn(): that one waits for the exec, which takes its time
 * on a busy machine, and whoever runs a hook is about to kill something.
 */
static int start(struct hook *hook, const char *command, char **env)
{
	hook->pid = fork();
	if (hook->pid < 0) {
		hook->pid = 0;
		return -errno;
	}
	if (!hook->pid)
		become(command, env);
	setpgid(hook->pid, hook->pid); /* whichever comes first; the child may have run exec */
	hook->fd = pidfd_open(hook->pid, 0);
	return hook->fd < 0 ? -errno : 0;
}

static int run_in(struct hook *hook, const char *command, char **env)
{
	struct ss_hooks *h = hook->all;
	int err = start(hook, command, env);

	if (!hook->pid)
		return err;
	h->running++;
	if (!err)
		err = ss_loop_add_fd(h->loop, hook->fd, on_end, hook);
	if (err) {
		end_hook(hook);
		return err;
	}
	set_timer(h);
	return 0;
}

static struct hook *free_place(struct ss_hooks *h)
{
	for (size_t i = 0; i < SS_HOOKS_MAX; i++)
		if (!h->hooks[i].pid)
			return &h->hooks[i];
	return NULL;
}

int ss_hooks_run(struct ss_hooks *h, const char *command, uint64_t limit_ns,
		 const struct ss_hook_env *env)
{
	struct hook *hook = free_place(h);
	char **all;
	int err;

	if (!hook)
		return -EBUSY;
	all = env->text.err ? NULL : whole_env(env);
	hook->command = strdup(command);
	hook->limit_ns = limit_ns;
	hook->until_ns = ss_clock_mono() + limit_ns;
	hook->late = false;
	err = all && hook->command ? run_in(hook, command, all) : -ENOMEM;
	free(all);
	if (err) {
		free(hook->command);
		hook->command = NULL;
	}
	return err;
}

size_t ss_hooks_running(const struct ss_hooks *h)
{
	return h->running;
}
