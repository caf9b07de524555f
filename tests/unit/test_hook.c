// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "core/clock.h"
#include "core/log.h"
#include "proc/hook.h"

#define MS UINT64_C(1000000)

static char dir[] = "/tmp/ss-test-hook-XXXXXX";
static int ended;

static int on_end(void *arg)
{
	ended++;
	return ss_hooks_running(*(struct ss_hooks **)arg) ? 0 : 1;
}

static int too_late(void *arg)
{
	(void)arg;
	return -ETIME;
}

struct scene {
	struct ss_loop *loop;
	struct ss_hooks *hooks;
	struct ss_hook_env env;
};

static void begin(struct scene *s)
{
	struct ss_timer *timer;

	*s = (struct scene){ .loop = ss_loop_new() };
	s->hooks = ss_hooks_new(s->loop, on_end, &s->hooks);
	timer = ss_loop_add_timer(s->loop, too_late, NULL);
	check(s->loop && s->hooks && timer && !ss_timer_set(timer, 20000 * MS, 0));
	ended = 0;
}

static void end(struct scene *s)
{
	ss_hooks_free(s->hooks);
	ss_hook_env_fini(&s->env);
	ss_loop_free(s->loop);
}

/* The text of a file in dir, at most 255 bytes. */
static const char *text_of(const char *name)
{
	static char text[256];
	char path[64];
	FILE *f;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (f) {
		n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[n] = 0;
	return text;
}

static void what_it_is_told(void)
{
	struct scene s;

	begin(&s);
	ss_hook_env_add(&s.env, "SS_PID", "%d", 4711);
	ss_hook_env_add(&s.env, "SS_EXE", "%s", "/a b/$(x);'\"\n");
	ss_hook_env_add(&s.env, "DIR", "%s", dir);
	check(!ss_hooks_run(s.hooks,
			    "printf '%s|%s|%s' \"$SS_PID\" \"$SS_EXE\" \"$OUR\" >$DIR/told",
			    5000 * MS, &s.env));
	check(ss_hooks_running(s.hooks) == 1);
	check(ss_loop_run(s.loop) == 1 && ended == 1);
	check_str(text_of("told"), "4711|/a b/$(x);'\"\n|ours");
	end(&s);
}

/* It is told nothing by standard input, and what it prints is no data of ours. */
static void its_files(void)
{
	struct scene s;
	char one[256];

	begin(&s);
	ss_hook_env_add(&s.env, "DIR", "%s", dir);
	check(!ss_hooks_run(s.hooks,
			    "cd $DIR; wc -c >stdin; one=$(readlink /proc/$$/fd/1); echo $one >one; "
			    "readlink /proc/$$/fd/2 >two; readlink /proc/$$/fd/* >all",
			    5000 * MS, &s.env));
	check(ss_loop_run(s.loop) == 1);
	check_str(text_of("stdin"), "0\n");
	snprintf(one, sizeof(one), "%s", text_of("one"));
	check(*one);
	check_str(text_of("two"), one);
	check(*text_of("all") && !strstr(text_of("all"), "anon_inode")); /* those of the loop */
	end(&s);
}

static void its_time_is_limited(void)
{
	uint64_t began = ss_clock_mono();
	struct scene s;

	begin(&s);
	ss_hook_env_add(&s.env, "DIR", "%s", dir);
	check(!ss_hooks_run(s.hooks, "trap '' TERM; sleep 30 & echo $! >$DIR/sleeper; wait",
			    300 * MS, &s.env));
	check(ss_loop_run(s.loop) == 1);
	check(ss_clock_mono() - began >= 300 * MS);
	check(ss_clock_mono() - began < 15000 * MS);
	/* Its children with it. */
	if (check(atoi(text_of("sleeper")) > 1))
		for (int i = 0; i < 5000 && !kill(atoi(text_of("sleeper")), 0); i++)
			usleep(1000);
	check(kill(atoi(text_of("sleeper")), 0) && errno == ESRCH);
	end(&s);
}

static void nobody_waits_for_it(void)
{
	uint64_t began = ss_clock_mono();
	struct scene s;
	int n = 0;

	begin(&s);
	while (n <= SS_HOOKS_MAX && !ss_hooks_run(s.hooks, "sleep 30", 30000 * MS, &s.env))
		n++;
	check(n == SS_HOOKS_MAX);
	check(ss_hooks_run(s.hooks, "true", 1000 * MS, &s.env) == -EBUSY);
	check(ss_hooks_running(s.hooks) == SS_HOOKS_MAX);
	end(&s); /* kills them */
	check(ss_clock_mono() - began < 15000 * MS);
}

static void places_are_used_again(void)
{
	struct scene s;

	begin(&s);
	for (int i = 0; i < 3 * SS_HOOKS_MAX; i++) {
		check(!ss_hooks_run(s.hooks, i % 2 ? "exit 3" : "kill -9 $$", 5000 * MS, &s.env));
		check(ss_loop_run(s.loop) == 1);
	}
	check(ended == 3 * SS_HOOKS_MAX && !ss_hooks_running(s.hooks));
	end(&s);
}

static const struct check_case cases[] = {
	{ "what a hook is told", what_it_is_told },
	{ "its input and outputs", its_files },
	{ "its time is limited, and that of its children", its_time_is_limited },
	{ "nobody waits for it, and there are not too many", nobody_waits_for_it },
	{ "there is room again when one has ended", places_are_used_again },
};

int main(void)
{
	int failed;

	setenv("OUR", "ours", 1);
	ss_log_level = SS_LOG_ERROR; /* how hooks fail is not a failure of ours */
	if (!mkdtemp(dir))
		return 1;
	failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	for (const char *const *f =
		     (const char *const[]){ "told", "stdin", "one", "two", "all", "sleeper", NULL };
	     *f; f++) {
		char path[64];

		snprintf(path, sizeof(path), "%s/%s", dir, *f);
		unlink(path);
	}
	rmdir(dir);
	return failed;
}
