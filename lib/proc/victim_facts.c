// SPDX-License-Identifier: BSD-2-Clause
/* What /proc tells of a victim. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "proc/procfs.h"
#include "proc/victim.h"

#define FILE_MAX  (64u << 10)
#define KTHREAD	  0x00200000 /* PF_KTHREAD */
#define ANCESTORS 4096	     /* more than that is a circle */

static int read_comm(const struct ss_strbuf *stat, struct ss_victim_facts *f)
{
	const char *from = stat->data ? strchr(stat->data, '(') : NULL;
	const char *to = from ? strrchr(stat->data, ')') : NULL;
	size_t len = to ? (size_t)(to - from) - 1 : 0;

	if (!to)
		return -EIO;
	if (len >= sizeof(f->comm))
		len = sizeof(f->comm) - 1;
	memcpy(f->comm, from + 1, len);
	f->comm[len] = 0;
	return 0;
}

static int from_stat(struct ss_victim_facts *f)
{
	struct ss_strbuf b = { 0 };
	int err = ss_procfs_slurp(f->pid, "stat", &b, FILE_MAX);

	if (!err)
		err = read_comm(&b, f);
	if (!err) {
		f->ppid = ss_procfs_stat_number(&b, SS_STAT_PPID);
		f->kernel_thread = ss_procfs_stat_number(&b, SS_STAT_FLAGS) & KTHREAD;
	}
	ss_strbuf_fini(&b);
	return err;
}

/* "NSpid:\t4711\t1": outermost first.  Not there: a kernel without pid namespaces. */
static int from_status(struct ss_victim_facts *f)
{
	static const char key[] = "\nNSpid:";
	struct ss_strbuf b = { 0 };
	int err = ss_procfs_slurp(f->pid, "status", &b, FILE_MAX);
	char *line = !err ? strstr(b.data, key) : NULL, *last = NULL;

	f->ns_pid = f->pid;
	if (line) {
		line += strlen(key);
		line[strcspn(line, "\n")] = 0;
		last = strrchr(line, '\t');
		f->ns_pid = last ? strtoul(last + 1, NULL, 10) : 0;
	}
	ss_strbuf_fini(&b);
	return !err && !f->ns_pid ? -EIO : err;
}

static int from_oom(struct ss_victim_facts *f)
{
	struct ss_strbuf b = { 0 };
	int err = ss_procfs_slurp(f->pid, "oom_score_adj", &b, FILE_MAX);

	if (!err && !b.len)
		err = -EIO;
	if (!err)
		f->oom_score_adj = strtol(b.data, NULL, 10);
	ss_strbuf_fini(&b);
	return err;
}

/* Without asking a server that may be what the process waits for. */
static int file_id(const char *path, struct ss_file_id *id)
{
	struct statx st;

	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &st))
		return -errno;
	id->dev = makedev(st.stx_dev_major, st.stx_dev_minor);
	id->ino = st.stx_ino;
	return 0;
}

/* Numbers that name entries of the directory PATH; 0 at the end. */
static unsigned long next_number(DIR *dir)
{
	struct dirent *entry;
	unsigned long n = 0;

	while (!n && (entry = readdir(dir)))
		n = strtoul(entry->d_name, NULL, 10);
	return n;
}

static DIR *open_threads(uint32_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	return opendir(path);
}

/* When the first thread has ended and others go on, only they know the program. */
static int exe_of_threads(uint32_t pid, struct ss_file_id *id)
{
	DIR *dir = open_threads(pid);
	int err = dir ? -ENOENT : -errno;
	unsigned long tid;
	char path[64];

	while (err && dir && (tid = next_number(dir))) {
		snprintf(path, sizeof(path), "/proc/%u/task/%lu/exe", pid, tid);
		err = file_id(path, id);
	}
	if (dir)
		closedir(dir);
	return err;
}

/*
 * None of its threads has one: it is about to be gone, though that may take for
 * ever.  Asked again, for a thread that executes something takes the first one's place.
 */
static int from_exe(struct ss_victim_facts *f)
{
	struct ss_file_id id = { 0 };
	char path[64];
	int err;

	if (f->kernel_thread)
		return 0;
	snprintf(path, sizeof(path), "/proc/%u/exe", f->pid);
	err = file_id(path, &id);
	if (err == -ENOENT)
		err = exe_of_threads(f->pid, &id);
	if (err == -ENOENT)
		err = file_id(path, &id);
	f->exe_unknown = err == -EACCES || err == -EPERM;
	f->exe_dev = id.dev;
	f->exe_ino = id.ino;
	return f->exe_unknown || err == -ENOENT ? 0 : err;
}

static int parent_of(uint32_t pid, uint32_t *parent)
{
	struct ss_strbuf b = { 0 };
	int err = ss_procfs_slurp(pid, "stat", &b, FILE_MAX);

	*parent = ss_procfs_stat_number(&b, SS_STAT_PPID);
	ss_strbuf_fini(&b);
	return err;
}

/* An ancestor that ends on the way gives its child to another: then from the start. */
static int from_ancestors(struct ss_victim_facts *f)
{
	int err = 0;

	for (int tries = 0; tries < 8; tries++) {
		uint32_t pid = getpid();

		err = 0;
		for (int i = 0; i < ANCESTORS && pid && pid != f->pid && !err; i++)
			err = parent_of(pid, &pid);
		if (!err) {
			f->ours = pid != 0;
			return 0;
		}
	}
	return err;
}

int ss_victim_facts(const struct ss_victim *v, struct ss_victim_facts *f)
{
	int err;

	*f = (struct ss_victim_facts){ .pid = v->pid };
	err = from_stat(f);
	if (!err)
		err = from_status(f);
	if (!err)
		err = from_oom(f);
	if (!err)
		err = from_exe(f);
	if (!err)
		err = from_ancestors(f);
	return ss_victim_gone(v) ? -ESRCH : err;
}

int ss_victim_exe(const struct ss_victim *v, char *path, size_t size)
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%u/exe", v->pid);
	n = readlink(link, path, size - 1);
	if (n < 0)
		return -errno;
	path[n] = 0;
	return ss_victim_gone(v) ? -ESRCH : 0;
}

static char state_of(uint32_t pid, unsigned long tid)
{
	struct ss_strbuf b = { 0 };
	char name[64], *at, state = 0;

	snprintf(name, sizeof(name), "task/%lu/stat", tid);
	if (!ss_procfs_slurp(pid, name, &b, FILE_MAX) && (at = strrchr(b.data, ')')) && at[1])
		state = at[2];
	ss_strbuf_fini(&b);
	return state;
}

static void read_wchan(uint32_t pid, unsigned long tid, char wchan[static SS_WCHAN_SIZE])
{
	struct ss_strbuf b = { 0 };
	char name[64];

	snprintf(name, sizeof(name), "task/%lu/wchan", tid);
	if (!ss_procfs_slurp(pid, name, &b, FILE_MAX) && strcmp(b.data, "0"))
		snprintf(wchan, SS_WCHAN_SIZE, "%s", b.data);
	ss_strbuf_fini(&b);
}

void ss_victim_state(const struct ss_victim *v, char *state, char wchan[static SS_WCHAN_SIZE])
{
	DIR *dir = open_threads(v->pid);
	unsigned long tid = v->pid, other;

	*state = state_of(v->pid, tid);
	wchan[0] = 0;
	while (dir && *state != 'D' && (other = next_number(dir)))
		if (state_of(v->pid, other) == 'D') {
			*state = 'D';
			tid = other;
		}
	if (dir)
		closedir(dir);
	read_wchan(v->pid, tid, wchan);
	if (ss_victim_gone(v)) {
		*state = 0;
		wchan[0] = 0;
	}
}
