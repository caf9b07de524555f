// SPDX-License-Identifier: BSD-2-Clause
#include "proc/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "proc/proc.h"
#include "proc/slow.h"

#define MAX_CMDLINE (64u << 10)
#define WAIT_NS	    UINT64_C(10000000)

static struct ss_slow *patient; /* reads what may be locked; NULL: read at once, wait for ever */

static int open_in(uint32_t tgid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/%s", tgid, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

int ss_procfs_slurp(uint32_t tgid, const char *name, struct ss_strbuf *b, size_t max)
{
	int fd = open_in(tgid, name), err = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (n > 0 && b->len < max) {
		if (!ss_strbuf_reserve(b, 4096)) {
			err = -ENOMEM;
			break;
		}
		n = read(fd, b->data + b->len, 4096);
		if (n > 0)
			b->len += n;
		else if (n < 0)
			err = -errno;
	}
	close(fd);
	if (!err && ss_strbuf_reserve(b, 1))
		b->data[b->len] = 0;
	return b->err ? b->err : err;
}

/* Is there a file of this very name, as the process sees it? */
static bool is_named(uint32_t tgid, const char *link, const char *target)
{
	char path[64 + 4096];
	struct stat file, named;

	snprintf(path, sizeof(path), "/proc/%u/root%s", tgid, target);
	return !stat(link, &file) && !lstat(path, &named) && file.st_dev == named.st_dev &&
	       file.st_ino == named.st_ino;
}

/*
 * What a link in /proc points to, without the " (deleted)" the kernel appends;
 * but a file may well have been given a name that ends so.
 */
static int link_target(uint32_t tgid, const char *name, struct ss_strbuf *b)
{
	static const char deleted[] = " (deleted)";
	const size_t tail = sizeof(deleted) - 1;
	char link[64], target[4096];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%u/%s", tgid, name);
	n = readlink(link, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = 0;
	if ((size_t)n > tail && !strcmp(target + n - tail, deleted) &&
	    !is_named(tgid, link, target))
		n -= tail;
	ss_strbuf_add(b, target, n);
	return b->err;
}

uint64_t ss_procfs_stat_number(const struct ss_strbuf *b, int field)
{
	char *at = b->data ? strrchr(b->data, ')') : NULL;
	uint64_t n = 0;

	for (int i = 2; i < field && at; i++)
		at = strchr(at + 1, ' ');
	if (at)
		n = strtoull(at + 1, NULL, 10);
	return n;
}

/* Is this the process still?  /proc knows its start only in ticks. */
static bool read_stat(const struct ss_proc_id *id, struct ss_strbuf *b)
{
	uint64_t tick_ns = SS_NS_PER_SEC / sysconf(_SC_CLK_TCK);

	return !ss_procfs_slurp(id->tgid, "stat", b, 4096) &&
	       ss_procfs_stat_number(b, SS_STAT_START) == id->start_ns / tick_ns;
}

bool ss_procfs_is(const struct ss_proc_id *id)
{
	struct ss_strbuf b = { 0 };
	bool same = read_stat(id, &b);

	ss_strbuf_fini(&b);
	return same;
}

uint32_t ss_procfs_ppid(const struct ss_proc_id *id)
{
	struct ss_strbuf b = { 0 };
	uint32_t ppid = read_stat(id, &b) ? ss_procfs_stat_number(&b, SS_STAT_PPID) : 0;

	ss_strbuf_fini(&b);
	return ppid;
}

/* The path of the controller that names containers: v2's line "0::/x", or on v1 pids or memory. */
static void container_from(uint32_t tgid, struct ss_container *c)
{
	struct ss_strbuf b = { 0 };

	if (!ss_procfs_slurp(tgid, "cgroup", &b, MAX_CMDLINE)) {
		for (char *line = b.data; line && *line && !c->id[0];) {
			char *end = strchrnul(line, '\n'), *path = memchr(line, '/', end - line);

			if (path)
				ss_container_from_cgroup(path, end - path, c);
			line = *end ? end + 1 : NULL;
		}
	}
	ss_strbuf_fini(&b);
}

void ss_procfs_through(struct ss_slow *slow)
{
	patient = slow;
}

/* *bytes: their length; UINT64_MAX: more than these, or they cannot be had now. */
static int read_args(uint32_t tgid, struct ss_strbuf *args, uint64_t *bytes)
{
	char path[64];
	int err;

	snprintf(path, sizeof(path), "/proc/%u/cmdline", tgid);
	err = patient ? ss_slow_read(patient, path, MAX_CMDLINE, WAIT_NS, args)
		      : ss_procfs_slurp(tgid, "cmdline", args, MAX_CMDLINE);
	*bytes = !err && args->len < MAX_CMDLINE ? args->len : UINT64_MAX;
	return err == -ETIMEDOUT || err == -EBUSY ? 0 : err;
}

int ss_proc_from_procfs(struct ss_proc *p, struct ss_strbuf *cwd)
{
	struct ss_strbuf exe = { 0 }, args = { 0 };
	uint64_t args_bytes;
	int err = read_args(p->id.tgid, &args, &args_bytes);

	if (!err)
		err = link_target(p->id.tgid, "exe", &exe);
	if (!err && cwd)
		err = link_target(p->id.tgid, "cwd", cwd);
	if (!err) {
		container_from(p->id.tgid, &p->container);
		if (!ss_procfs_is(&p->id))
			err = -ESRCH;
	}
	if (!err)
		ss_proc_set_image(p,
				  ss_image_new(exe.data, exe.len, args.data, args.len, args_bytes));
	else
		memset(&p->container, 0, sizeof(p->container));
	ss_strbuf_fini(&exe);
	ss_strbuf_fini(&args);
	return err;
}

void ss_proc_container_from_procfs(struct ss_proc *p)
{
	memset(&p->container, 0, sizeof(p->container));
	container_from(p->id.tgid, &p->container);
}

struct ss_proc *ss_proc_parent(struct ss_proc_table *t, struct ss_proc *p)
{
	struct ss_proc *parent = ss_proc_find(t, &p->parent);
	uint32_t tgid;

	if ((parent && !parent->gone) || !p->parent.tgid)
		return parent;
	tgid = ss_procfs_ppid(&p->id);
	if (!tgid)
		return NULL;
	parent = ss_proc_find_tgid(t, tgid);
	p->parent = parent ? parent->id : (struct ss_proc_id){ .tgid = tgid };
	return parent;
}
