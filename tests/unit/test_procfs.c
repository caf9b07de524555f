// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "core/clock.h"
#include "proc/proc.h"
#include "proc/slow.h"

static char dir[] = "/tmp/ss-test-procfs-XXXXXX";

/* A process's start as /proc tells it, to the tick. */
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
	return ticks * (SS_NS_PER_SEC / sysconf(_SC_CLK_TCK));
}

static struct ss_proc proc_of(pid_t pid)
{
	/* Within its tick. */
	return (struct ss_proc){ .id = { .tgid = pid, .start_ns = start_of(pid) + 1 } };
}

static void forget(struct ss_proc *p)
{
	ss_proc_set_image(p, NULL);
}

/* The kernel closes the old descriptors of an exec a moment before it knows the new arguments. */
static void wait_for_args(pid_t pid)
{
	char path[64], c;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	for (int tries = 0; tries < 5000; tries++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t n = fd < 0 ? 0 : read(fd, &c, 1);

		if (fd >= 0)
			close(fd);
		if (n == 1)
			return;
		usleep(1000);
	}
}

/* A child that has called exec when this returns, and ends when its stdin does. */
static pid_t spawn(const char *exe, char *const argv[], int *stdin_fd)
{
	int in[2], ready[2];
	char c;
	pid_t pid;

	if (pipe2(in, O_CLOEXEC) || pipe2(ready, O_CLOEXEC))
		return -1;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(in[0], STDIN_FILENO);
		if (chdir(dir))
			_exit(1);
		execv(exe, argv);
		_exit(127);
	}
	close(in[0]);
	close(ready[1]);
	check(!read(ready[0], &c, 1)); /* closed by the exec */
	close(ready[0]);
	wait_for_args(pid);
	*stdin_fd = in[1];
	return pid;
}

static void reap(pid_t pid, int stdin_fd)
{
	close(stdin_fd);
	waitpid(pid, NULL, 0);
}

static void myself(void)
{
	struct ss_proc p = proc_of(getpid());
	struct ss_strbuf cwd = { 0 };
	char exe[4096] = "", here[4096], want[4200];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	check(n > 0);
	check(!ss_proc_from_procfs(&p, &cwd));
	snprintf(want, sizeof(want), "\"exe\":\"%s\",\"args\":[\"", exe);
	check(p.image && !strncmp(p.image->json, want, strlen(want)));
	check_str(cwd.data, getcwd(here, sizeof(here)));
	check(ss_procfs_ppid(&p.id) == (uint32_t)getppid());
	ss_strbuf_fini(&cwd);
	forget(&p);
}

static void a_child(void)
{
	char *const argv[] = { "s h", "-c", "read x", "", NULL };
	struct ss_strbuf cwd = { 0 };
	struct ss_proc p;
	int fd = -1;
	pid_t pid = spawn("/bin/sh", argv, &fd);

	p = proc_of(pid);
	check(!ss_proc_from_procfs(&p, &cwd));
	check(p.image && strstr(p.image->json, ",\"args\":[\"s h\",\"-c\",\"read x\",\"\"],"
					       "\"args_bytes\":15"));
	check_str(cwd.data, dir);
	check(ss_procfs_ppid(&p.id) == (uint32_t)getpid());
	reap(pid, fd);
	ss_strbuf_fini(&cwd);
	forget(&p);
}

/* More than is read: how much more is not known, and not said. */
static void a_long_command_line(void)
{
	static char longest[100 << 10];
	char *const argv[] = { "sh", "-c", "read x", longest, NULL };
	struct ss_proc p;
	int fd = -1;
	pid_t pid;

	memset(longest, 'a', sizeof(longest) - 1);
	pid = spawn("/bin/sh", argv, &fd);
	p = proc_of(pid);
	check(!ss_proc_from_procfs(&p, NULL));
	check(p.image && strstr(p.image->json, "\"args_truncated\":true"));
	check(p.image && !strstr(p.image->json, "\"args_bytes\""));
	reap(pid, fd);
	forget(&p);
}

static void another_of_this_pid(void)
{
	struct ss_proc p = proc_of(getpid());

	p.id.start_ns -= 2 * SS_NS_PER_SEC;
	memcpy(p.container.id, "x", 2);
	check(ss_proc_from_procfs(&p, NULL) == -ESRCH);
	check(!p.image && !p.container.id[0]);
	check(ss_procfs_ppid(&p.id) == 0);
}

static void gone(void)
{
	struct ss_strbuf cwd = { 0 };
	struct ss_proc p;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitid(P_PID, pid, NULL, WEXITED | WNOWAIT);
	p = proc_of(pid); /* a zombie has a start and a parent, and no image */
	check(ss_procfs_ppid(&p.id) == (uint32_t)getpid());
	check(ss_proc_from_procfs(&p, &cwd) < 0);
	waitpid(pid, NULL, 0);
	check(ss_procfs_ppid(&p.id) == 0);
	check(ss_proc_from_procfs(&p, &cwd) == -ENOENT);
	check(!p.image && !cwd.len);
	ss_strbuf_fini(&cwd);
}

static bool copy(const char *from, const char *to)
{
	char command[512];

	snprintf(command, sizeof(command), "cp -- '%s' '%s'", from, to);
	return !system(command);
}

/* The image of a copy of cat called NAME, unlinked under its feet or not. */
static void named(const char *name, bool unlinked, const char *shown)
{
	char path[256], want[300];
	char *const argv[] = { "cat", NULL };
	struct ss_proc p;
	int fd = -1;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	snprintf(want, sizeof(want), "\"exe\":\"%s/%s\",", dir, shown);
	check(copy("/bin/cat", path));
	pid = spawn(path, argv, &fd);
	if (unlinked)
		unlink(path);
	p = proc_of(pid);
	check(!ss_proc_from_procfs(&p, NULL));
	if (!check(p.image && !strncmp(p.image->json, want, strlen(want))))
		printf("# %s, not %s\n", p.image ? p.image->json : "nothing", want);
	reap(pid, fd);
	unlink(path);
	forget(&p);
}

static void deleted(void)
{
	named("plain", false, "plain");
	named("plain", true, "plain");
	named("evil (deleted)", false, "evil (deleted)");
	named("evil (deleted)", true, "evil (deleted)");
}

static void boot_id(void)
{
	struct ss_boot boot, again;
	struct ss_proc_id id = { .tgid = UINT32_MAX, .start_ns = UINT64_MAX, .exec = UINT32_MAX };
	char text[SS_PROC_ID_SIZE];

	check(!ss_boot_read(&boot) && !ss_boot_read(&again));
	check(strlen(boot.id) == 8 && strspn(boot.id, "0123456789abcdef") == 8);
	check_str(boot.id, again.id);
	strcpy(boot.id, "9f2c1a3b");
	ss_proc_id_text(&boot, &id, text);
	check_str(text, "9f2c1a3b-ffffffff-ffffffffffffffff-ffffffff");
	id = (struct ss_proc_id){ .tgid = 52699, .start_ns = 0x1a2b3c4d5e, .exec = 2 };
	ss_proc_id_text(&boot, &id, text);
	check_str(text, "9f2c1a3b-cddb-1a2b3c4d5e-2");
}

/* As when many have locked their memory: all is there but the arguments. */
static void locked(void)
{
	struct ss_slow *slow = ss_slow_new();
	struct ss_proc p = proc_of(getpid());
	struct ss_strbuf out = { 0 };
	char fifo[64];
	int fd;

	ss_procfs_through(slow);
	check(!ss_proc_from_procfs(&p, NULL));
	check(p.image && strstr(p.image->json, "test_procfs\"],\"args_bytes\":"));
	snprintf(fifo, sizeof(fifo), "/tmp/ss-test-fifo-%d", getpid());
	check(!mkfifo(fifo, 0600));
	for (int i = 0; i < SS_SLOW_STUCK_MAX; i++)
		check(ss_slow_read(slow, fifo, 1, 1000000, &out) == -ETIMEDOUT);
	check(!ss_proc_from_procfs(&p, NULL));
	check(p.image &&
	      strstr(p.image->json, "test_procfs\",\"args\":[],\"args_truncated\":true"));
	ss_procfs_through(NULL);
	check(!ss_proc_from_procfs(&p, NULL));
	check(p.image && strstr(p.image->json, "test_procfs\"],\"args_bytes\":"));
	fd = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	usleep(20000);
	close(fd);
	unlink(fifo);
	ss_slow_free(slow);
	ss_strbuf_fini(&out);
	forget(&p);
}

static const struct check_case cases[] = {
	{ "this process", myself },
	{ "a child", a_child },
	{ "a long command line", a_long_command_line },
	{ "the pid of another process", another_of_this_pid },
	{ "a zombie, then none", gone },
	{ "deleted, or only named so", deleted },
	{ "ids", boot_id },
	{ "arguments that cannot be read now", locked },
};

int main(void)
{
	int failed;

	if (!mkdtemp(dir))
		return 1;
	failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	rmdir(dir);
	return failed;
}
