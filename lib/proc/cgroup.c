// SPDX-License-Identifier: BSD-2-Clause
#include "proc/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc/procfs.h"

#define FILE_MAX  (64u << 10)
#define MAX_DEPTH 64

/* The line "0::/path". */
static int path_of(uint32_t pid, struct ss_strbuf *path)
{
	struct ss_strbuf b = { 0 };
	int err = ss_procfs_slurp(pid, "cgroup", &b, FILE_MAX);
	char *at = NULL;

	for (char *line = b.data; !err && line && *line && !at; line = *line ? line + 1 : line) {
		if (!strncmp(line, "0::/", 4))
			at = line + 3;
		line = strchrnul(line, '\n');
	}
	ss_strbuf_clear(path);
	if (at)
		ss_strbuf_add(path, at, strcspn(at, "\n"));
	else if (!err)
		err = -ENOENT;
	ss_strbuf_fini(&b);
	return err ? err : path->err;
}

int ss_victim_cgroup(const struct ss_victim *v, struct ss_strbuf *path)
{
	int err = path_of(v->pid, path);

	return ss_victim_gone(v) ? -ESRCH : err;
}

/* Is it PATH, or below it? */
static bool is_within(const char *inner, const char *path)
{
	size_t len = strlen(path);

	return !strncmp(inner, path, len) && (!inner[len] || inner[len] == '/');
}

/* What touches it touches us. */
static int check_not_ours(const char *path)
{
	struct ss_strbuf own = { 0 };
	int err = path_of(getpid(), &own);

	if (!err && (!strcmp(path, "/") || is_within(own.data, path)))
		err = -EPERM;
	ss_strbuf_fini(&own);
	return err;
}

struct search {
	uint32_t pid;
	bool found;
};

static int is_pid(void *arg, uint32_t pid)
{
	struct search *s = arg;

	s->found |= pid == s->pid;
	return 0;
}

static FILE *open_file(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

	if (!f && fd >= 0)
		close(fd);
	return f;
}

static int each_process(int dir, int (*fn)(void *arg, uint32_t pid), void *arg)
{
	FILE *f = open_file(dir, "cgroup.procs");
	unsigned int pid;
	int err = f ? 0 : -errno;

	errno = 0;
	while (f && !err && fscanf(f, "%u", &pid) == 1)
		err = fn(arg, pid);
	if (!err && f && ferror(f))
		err = errno ? -errno : -EIO;
	if (f)
		fclose(f);
	return err;
}

/* A mount may show another part of the hierarchy under the same name: the process has to be there.
 */
static int open_below(const char *mount, const char *path, uint32_t pid)
{
	struct search s = { .pid = pid };
	char name[2 * PATH_MAX];
	int fd, err;

	if ((size_t)snprintf(name, sizeof(name), "%s%s", mount, path) >= sizeof(name))
		return -ENAMETOOLONG;
	fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = each_process(fd, is_pid, &s);
	if (!err && !s.found)
		err = -EAGAIN;
	if (err)
		close(fd);
	return err ? err : fd;
}

static int open_somewhere(const char *path, uint32_t pid)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	int fd = mounts ? -ENOENT : -errno;
	struct mntent *m;

	while (mounts && fd < 0 && (m = getmntent(mounts)))
		if (!strcmp(m->mnt_type, "cgroup2"))
			fd = open_below(m->mnt_dir, path, pid);
	if (mounts)
		endmntent(mounts);
	return fd;
}

int ss_cgroup_open(struct ss_cgroup *c, const struct ss_victim *v)
{
	int err;

	*c = (struct ss_cgroup){ .fd = -1 };
	err = path_of(v->pid, &c->path);
	if (!err)
		err = check_not_ours(c->path.data);
	if (!err) {
		c->fd = open_somewhere(c->path.data, v->pid);
		err = c->fd < 0 ? c->fd : 0;
	}
	if (ss_victim_gone(v))
		err = -ESRCH;
	if (err)
		ss_cgroup_close(c);
	return err;
}

void ss_cgroup_close(struct ss_cgroup *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	ss_strbuf_fini(&c->path);
}

static int put(const struct ss_cgroup *c, const char *file, const char *text)
{
	int fd = openat(c->fd, file, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

int ss_cgroup_freeze(const struct ss_cgroup *c, bool frozen)
{
	return put(c, "cgroup.freeze", frozen ? "1" : "0");
}

int ss_cgroup_kill(const struct ss_cgroup *c)
{
	return put(c, "cgroup.kill", "1");
}

bool ss_cgroup_frozen(const struct ss_cgroup *c)
{
	FILE *f = open_file(c->fd, "cgroup.events");
	char line[64];
	bool frozen = false;

	while (f && fgets(line, sizeof(line), f))
		frozen |= !strcmp(line, "frozen 1\n");
	if (f)
		fclose(f);
	return frozen;
}

static int each_below(int dir, int depth, int (*fn)(void *arg, uint32_t pid), void *arg)
{
	int err = each_process(dir, fn, arg), copy;
	struct dirent *entry;
	DIR *list;

	if (err || depth == MAX_DEPTH)
		return err ? err : -ELOOP;
	copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	list = copy < 0 ? NULL : fdopendir(copy);
	if (!list)
		return -errno;
	while (!err && (entry = readdir(list))) {
		int below =
			entry->d_type != DT_DIR || entry->d_name[0] == '.'
				? -1
				: openat(copy, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (below < 0)
			continue; /* a file, or a cgroup that has just gone */
		err = each_below(below, depth + 1, fn, arg);
		close(below);
		if (err == -ENODEV || err == -ENOENT)
			err = 0; /* it has gone meanwhile */
	}
	closedir(list);
	return err;
}

int ss_cgroup_each(const struct ss_cgroup *c, int (*fn)(void *arg, uint32_t pid), void *arg)
{
	return each_below(c->fd, 0, fn, arg);
}
