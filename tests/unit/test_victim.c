// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "core/clock.h"
#include "proc/victim.h"

static uint64_t tick_ns(void)
{
	return SS_NS_PER_SEC / sysconf(_SC_CLK_TCK);
}

/* A process's start as /proc tells it: the beginning of its tick. */
static uint64_t start_of(pid_t pid)
{
	unsigned long long ticks = 0;
	char path[64], line[4096] = "", *at;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f && fgets(line, sizeof(line), f) && (at = strrchr(line, ')')))
		sscanf(at + 2,
		       "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d "
		       "%*d %*d %*d %llu",
		       &ticks);
	if (f)
		fclose(f);
	return ticks * tick_ns();
}

/* Waits for a signal; pauses for ever in a vfork()ed or cloned image as well. */
_Noreturn static void idle(void)
{
	for (;;)
		pause();
}

static pid_t child(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		idle();
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static bool becomes_gone(const struct ss_victim *v)
{
	struct pollfd p = { .fd = v->fd, .events = POLLIN };

	return poll(&p, 1, 60000) == 1 && ss_victim_gone(v);
}

static void by_pid_and_start(void)
{
	pid_t pid = child();
	uint64_t start = start_of(pid);
	struct ss_victim v;

	check(start);
	check(!ss_victim_open(&v, pid, start) && v.fd >= 0 && !ss_victim_gone(&v));
	ss_victim_close(&v);
	check(v.fd == -1);
	check(!ss_victim_open(&v, pid, start + tick_ns() - 1));
	ss_victim_close(&v);
	check(ss_victim_open(&v, pid, start - 1) == -ESTALE && v.fd == -1);
	check(ss_victim_open(&v, pid, start + tick_ns()) == -ESTALE && v.fd == -1);
	check(ss_victim_open(&v, pid, 0) == -ESTALE);
	check(ss_victim_open(&v, pid, UINT64_MAX) == -ESTALE);
	end(pid);
}

static void slack(void)
{
	pid_t pid = child();
	uint64_t start = start_of(pid);
	struct ss_victim v;

	check(!ss_victim_open_near(&v, pid, start - 1000, 1000));
	ss_victim_close(&v);
	check(ss_victim_open_near(&v, pid, start - 1001, 1000) == -ESTALE);
	check(!ss_victim_open_near(&v, pid, start + tick_ns() + 999, 1000));
	ss_victim_close(&v);
	check(ss_victim_open_near(&v, pid, start + tick_ns() + 1000, 1000) == -ESTALE);
	end(pid);
}

static void a_zombie_is_gone(void)
{
	pid_t pid = child();
	uint64_t start = start_of(pid);
	struct ss_victim v, again;

	if (!check(!ss_victim_open(&v, pid, start)))
		return;
	check(!ss_victim_signal(&v, SIGKILL));
	check(becomes_gone(&v));
	check(ss_victim_open(&again, pid, start) == -ESRCH);
	waitpid(pid, NULL, 0);
	check(ss_victim_signal(&v, SIGKILL) == -ESRCH);
	check(ss_victim_open(&again, pid, start) == -ESRCH && again.fd == -1);
	ss_victim_close(&v);
}

static pid_t child_with_pid(pid_t pid)
{
	struct clone_args args = { .exit_signal = SIGCHLD,
				   .set_tid = (uintptr_t)&pid,
				   .set_tid_size = 1 };
	pid_t got = syscall(SYS_clone3, &args, sizeof(args));

	if (!got)
		idle();
	return got;
}

/* Who has the pid of one that has ended is somebody else, held or not. */
static void another_with_its_pid(void)
{
	pid_t pid = child(), other = -1;
	uint64_t start = start_of(pid);
	struct ss_victim v, again;

	if (!check(!ss_victim_open(&v, pid, start)))
		return;
	end(pid);
	usleep(30000); /* into another tick */
	other = child_with_pid(pid);
	if (other < 0) {
		printf("# not tried: the pid can not be had again (%s)\n", strerror(errno));
		ss_victim_close(&v);
		return;
	}
	check(other == pid);
	check(ss_victim_gone(&v));
	check(ss_victim_signal(&v, SIGKILL) == -ESRCH);
	check(ss_victim_open(&again, pid, start) == -ESTALE);
	check(!ss_victim_open(&again, pid, start_of(pid)));
	check(!ss_victim_gone(&again) && !kill(other, 0));
	ss_victim_close(&again);
	ss_victim_close(&v);
	end(other);
}

static void *sleep_on(void *tid)
{
	*(volatile pid_t *)tid = gettid();
	for (;;)
		pause();
	return NULL;
}

/* In a child: a thread that goes on, and with it a process whose first thread has ended. */
static pid_t leaderless(volatile pid_t *tid)
{
	pthread_t thread;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	if (pthread_create(&thread, NULL, sleep_on, (void *)tid))
		_exit(1);
	while (!*tid)
		usleep(1000);
	syscall(SYS_exit, 0); /* this thread alone */
	_exit(1);
}

static void first_thread_ended(void)
{
	volatile pid_t *tid =
		mmap(NULL, sizeof(*tid), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = leaderless(tid);
	struct ss_victim_facts f;
	struct ss_victim v;
	char state = 0, wchan[SS_WCHAN_SIZE];
	struct stat st;

	check(!ss_victim_open(&v, pid, start_of(pid)));
	for (int i = 0; i < 5000 && state != 'Z'; i++) {
		ss_victim_state(&v, &state, wchan);
		usleep(1000);
	}
	check(state == 'Z' && !ss_victim_gone(&v));
	check(!ss_victim_facts(&v, &f));
	check(!stat("/proc/self/exe", &st) && f.exe_ino == st.st_ino && f.exe_dev == st.st_dev);
	/* A thread's number is nobody's pid. */
	if (check(*tid > 0)) {
		struct ss_victim thread;

		check(ss_victim_open_near(&thread, *tid, 0, UINT64_MAX / 4) == -ESRCH);
	}
	check(!ss_victim_signal(&v, SIGKILL) && becomes_gone(&v));
	ss_victim_close(&v);
	waitpid(pid, NULL, 0);
	munmap((void *)tid, sizeof(*tid));
}

static bool facts_of(pid_t pid, struct ss_victim_facts *f)
{
	struct ss_victim v;
	int err = ss_victim_open(&v, pid, start_of(pid));

	if (!err)
		err = ss_victim_facts(&v, f);
	ss_victim_close(&v);
	return check(!err);
}

static void facts(void)
{
	pid_t pid = child();
	struct ss_victim_facts f;
	struct stat st;

	if (facts_of(pid, &f)) {
		check(f.pid == (uint32_t)pid && f.ns_pid && f.ppid == (uint32_t)getpid());
		check(!f.kernel_thread && !f.ours && !f.exe_unknown);
		check(!stat("/proc/self/exe", &st));
		check(f.exe_ino == st.st_ino && f.exe_dev == st.st_dev);
		check_str(f.comm, "test_victim");
		check(f.oom_score_adj > -1000);
	}
	end(pid);
	if (facts_of(getpid(), &f))
		check(f.ours);
	if (getppid() && facts_of(getppid(), &f))
		check(f.ours);
}

static void facts_of_one_that_ends(void)
{
	pid_t pid = child();
	struct ss_victim_facts f;
	struct ss_victim v;

	check(!ss_victim_open(&v, pid, start_of(pid)));
	end(pid);
	check(ss_victim_facts(&v, &f) == -ESRCH);
	ss_victim_close(&v);
}

static void state(void)
{
	pid_t pid = child();
	char state = 0, wchan[SS_WCHAN_SIZE];
	struct ss_victim v;

	check(!ss_victim_open(&v, pid, start_of(pid)));
	for (int i = 0; i < 5000 && state != 'S'; i++) {
		ss_victim_state(&v, &state, wchan);
		usleep(1000);
	}
	check(state == 'S');
	check(!ss_victim_signal(&v, SIGSTOP));
	for (int i = 0; i < 5000 && state != 'T'; i++) {
		ss_victim_state(&v, &state, wchan);
		usleep(1000);
	}
	check(state == 'T');
	end(pid);
	ss_victim_state(&v, &state, wchan);
	check(!state && !*wchan);
	ss_victim_close(&v);
}

static void exe(void)
{
	char path[4096], own[4096] = "";
	pid_t pid = child();
	struct ss_victim v;

	check(!ss_victim_open(&v, pid, start_of(pid)));
	check(readlink("/proc/self/exe", own, sizeof(own) - 1) > 0);
	check(!ss_victim_exe(&v, path, sizeof(path)));
	check_str(path, own);
	end(pid);
	check(ss_victim_exe(&v, path, sizeof(path)) < 0);
	ss_victim_close(&v);
}

static const struct check_case cases[] = {
	{ "a victim is who has the pid and began then", by_pid_and_start },
	{ "a start that is not exact is taken to the slack", slack },
	{ "a zombie is gone, and so is who was waited for", a_zombie_is_gone },
	{ "another process with the pid is not the victim", another_with_its_pid },
	{ "a process goes on without its first thread", first_thread_ended },
	{ "facts for the guards", facts },
	{ "there are no facts of one that has ended", facts_of_one_that_ends },
	{ "state: asleep, stopped, gone", state },
	{ "the file it runs", exe },
};

CHECK_MAIN(cases)
