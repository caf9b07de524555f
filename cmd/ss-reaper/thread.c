// SPDX-License-Identifier: BSD-2-Clause
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STACK_MAX 8192

/* The file's text into BUF; how many bytes, or -1. */
static ssize_t read_text(const char *dir, const char *name, char *buf, size_t size)
{
	char path[96];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, buf, size - 1);
	close(fd);
	buf[n > 0 ? n : 0] = '\0';
	return n;
}

static void read_link(const char *dir, const char *name, char *out, size_t size)
{
	char path[96];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	n = readlink(path, out, size - 1);
	out[n > 0 ? n : 0] = '\0';
}

/* "0 0x3 0x7ffd...", "running", or "-1 ..." for one in user space. */
static void look_at_call(struct thread_look *t, const char *dir)
{
	char text[256];

	t->in_call = read_text(dir, "syscall", text, sizeof(text)) > 0 &&
		     sscanf(text, "%ld %lx", &t->nr, &t->arg0) == 2 && t->nr >= 0;
}

static void look_at_stack(struct thread_look *t, const char *dir)
{
	ssize_t n;

	ss_strbuf_clear(&t->stack);
	if (!ss_strbuf_reserve(&t->stack, STACK_MAX))
		return;
	n = read_text(dir, "stack", t->stack.data, STACK_MAX);
	t->stack.len = n > 0 ? n : 0;
}

int thread_look(struct thread_look *t, uint32_t tgid, uint32_t tid, bool fd)
{
	char dir[64], stat[512], name[32];
	const char *end;

	t->wchan[0] = t->file[0] = '\0';
	snprintf(dir, sizeof(dir), "/proc/%u/task/%u", tgid, tid);
	if (read_text(dir, "stat", stat, sizeof(stat)) <= 0)
		return -ESRCH;
	end = strrchr(stat, ')');
	t->state = end && end[1] ? end[2] : 0;
	if (read_text(dir, "wchan", t->wchan, sizeof(t->wchan)) <= 0 || !strcmp(t->wchan, "0"))
		t->wchan[0] = '\0';
	look_at_call(t, dir);
	look_at_stack(t, dir);
	read_link(dir, "cwd", t->cwd, sizeof(t->cwd));
	if (!fd || !t->in_call)
		return 0;
	snprintf(name, sizeof(name), "fd/%d", (int)t->arg0);
	read_link(dir, name, t->file, sizeof(t->file));
	return 0;
}

/* Lines are "[<0>] vfs_read+0x1f6/0x370". */
bool thread_may_be_in(const struct thread_look *t, const char *function)
{
	size_t len = strlen(function);

	if (!t->stack.len)
		return true;
	for (const char *at = t->stack.data; (at = strstr(at, function)); at += len)
		if (at > t->stack.data && at[-1] == ' ' && at[len] == '+')
			return true;
	return false;
}

void thread_look_fini(struct thread_look *t)
{
	ss_strbuf_fini(&t->stack);
}
