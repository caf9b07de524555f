// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "proc/cgroup.h"

#define ANY_TIME (UINT64_MAX / 4)

static char dir[256], below[300]; /* a cgroup of ours and one in it; empty: there can be none */

static pid_t child(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	for (;;)
		pause();
}

static bool move(pid_t pid, const char *cgroup)
{
	char path[400];
	FILE *f;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	f = fopen(path, "w");
	if (!f)
		return false;
	fprintf(f, "%d\n", pid);
	return !fclose(f);
}

static void set_up(void)
{
	FILE *f = setmntent("/proc/self/mounts", "r");
	struct mntent *m;

	while (f && (m = getmntent(f)) && !*dir) {
		if (strcmp(m->mnt_type, "cgroup2"))
			continue;
		snprintf(dir, sizeof(dir), "%s/ss-test-cgroup-%d", m->mnt_dir, getpid());
		snprintf(below, sizeof(below), "%s/below", dir);
		if (mkdir(dir, 0755) || mkdir(below, 0755))
			*dir = 0;
	}
	if (f)
		endmntent(f);
	if (!*dir)
		printf("# not tried: no cgroup of version 2 can be made here\n");
}

static struct ss_victim hold(pid_t pid)
{
	struct ss_victim v;

	check(!ss_victim_open_near(&v, pid, 0, ANY_TIME));
	return v;
}

static int count(void *arg, uint32_t pid)
{
	(void)pid;
	++*(int *)arg;
	return 0;
}

static int stop_at_once(void *arg, uint32_t pid)
{
	(void)arg;
	(void)pid;
	return 7;
}

static void ours_is_refused(void)
{
	struct ss_victim self = hold(getpid());
	struct ss_cgroup c;
	int err = ss_cgroup_open(&c, &self);

	check(err == -EPERM || err == -ENOENT); /* no cgroup2 at all */
	check(c.fd == -1);
	ss_victim_close(&self);
}

static void freeze(void)
{
	pid_t pid = child();
	struct ss_victim v = hold(pid);
	struct ss_cgroup c;
	bool frozen = false;

	check(move(pid, dir));
	if (check(!ss_cgroup_open(&c, &v))) {
		check(strstr(c.path.data, "/ss-test-cgroup-") != NULL);
		check(!ss_cgroup_frozen(&c) && !ss_cgroup_freeze(&c, true));
		for (int i = 0; i < 5000 && !frozen; i++) {
			frozen = ss_cgroup_frozen(&c);
			usleep(1000);
		}
		check(frozen);
		check(!ss_cgroup_freeze(&c, false));
		ss_cgroup_close(&c);
	}
	check(!ss_victim_signal(&v, SIGKILL));
	ss_victim_close(&v);
	waitpid(pid, NULL, 0);
}

static void all_of_it(void)
{
	pid_t a = child(), b = child();
	struct ss_victim v = hold(a), w = hold(b);
	struct pollfd p[] = { { .fd = v.fd, .events = POLLIN }, { .fd = w.fd, .events = POLLIN } };
	struct ss_cgroup c;
	int n = 0;

	check(move(a, dir) && move(b, below));
	if (check(!ss_cgroup_open(&c, &v))) {
		check(!ss_cgroup_each(&c, count, &n) && n == 2);
		check(ss_cgroup_each(&c, stop_at_once, NULL) == 7);
		if (!ss_cgroup_kill(&c))
			for (int i = 0; i < 2; i++)
				check(poll(&p[i], 1, 60000) == 1);
		else
			printf("# not tried: no cgroup.kill\n");
		ss_cgroup_close(&c);
	}
	kill(a, SIGKILL);
	kill(b, SIGKILL);
	waitpid(a, NULL, 0);
	waitpid(b, NULL, 0);
	check(ss_cgroup_open(&c, &v) == -ESRCH);
	ss_victim_close(&v);
	ss_victim_close(&w);
}

/* What is above us is ours too: in a child that goes there. */
static void above_us_is_refused(void)
{
	pid_t victim = child(), pid;
	int status = -1;

	check(move(victim, dir));
	fflush(stdout);
	pid = fork();
	if (!pid) {
		struct ss_victim v;
		struct ss_cgroup c;

		if (!move(getpid(), below) || ss_victim_open_near(&v, victim, 0, ANY_TIME))
			_exit(2);
		_exit(ss_cgroup_open(&c, &v) != -EPERM);
	}
	waitpid(pid, &status, 0);
	check(!status);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
}

/* The kernel takes a moment before an empty cgroup is seen as such. */
static void remove_dirs(void)
{
	for (int i = 0; i < 20000 && rmdir(below) && errno == EBUSY; i++)
		usleep(1000);
	for (int i = 0; i < 20000 && rmdir(dir) && errno == EBUSY; i++)
		usleep(1000);
	check(access(dir, F_OK));
}

static const struct check_case cases[] = {
	{ "our own cgroup is refused", ours_is_refused },
	{ "frozen and thawed", freeze },
	{ "all processes of a cgroup and of those below", all_of_it },
	{ "a cgroup above our own is refused", above_us_is_refused },
	{ "the cgroups can be removed", remove_dirs },
};

int main(void)
{
	set_up();
	return check_main(cases, *dir ? 5 : 1);
}
