// SPDX-License-Identifier: BSD-2-Clause
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STACK_MAX 8192
#define WAIT_NS	  UINT64_C(10000000) /* for a lock that whoever is in an exec holds */
#define PATIENCE  (25 * WAIT_NS)     /* where there is one look and no other after it */

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

/* The file's bytes instead of what is in B; none if it cannot be read now. */
static void read_slowly(struct thread_look *t, const char *dir, const char *name, size_t max,
			uint64_t wait_ns, struct ss_strbuf *b)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	ss_strbuf_clear(b);
	if (ss_slow_read(t->slow, path, max, wait_ns, b))
		ss_strbuf_clear(b);
}

/* The last but one of the words, where these are more than "running". */
static uint64_t stack_pointer(char *text)
{
	char *last = strrchr(text, ' '), *before;

	if (!last)
		return 0;
	*last = '\0';
	before = strrchr(text, ' ');
	return before ? strtoull(before + 1, NULL, 16) : 0;
}

/* "0 0x3 0x7ffd...", "-1 ..." for one that waits in no call; "running" says nothing. */
static void look_at_call(struct thread_look *t, const char *dir, uint64_t wait_ns)
{
	struct ss_strbuf b = { 0 };

	read_slowly(t, dir, "syscall", 256, wait_ns, &b);
	t->in_call = b.len && sscanf(b.data, "%ld %lx", &t->nr, &t->arg0) == 2;
	t->sp = b.len ? stack_pointer(b.data) : 0;
	ss_strbuf_fini(&b);
}

static char state_in(const char *dir)
{
	char stat[512];
	const char *end;

	if (read_text(dir, "stat", stat, sizeof(stat)) <= 0)
		return 0;
	end = strrchr(stat, ')');
	return end && end[1] ? end[2] : 0;
}

char thread_state(uint32_t tgid, uint32_t tid)
{
	char dir[64];

	snprintf(dir, sizeof(dir), "/proc/%u/task/%u", tgid, tid);
	return state_in(dir);
}

int thread_look(struct thread_look *t, uint32_t tgid, uint32_t tid, bool fd)
{
	char dir[64], name[32];

	t->wchan[0] = t->file[0] = '\0';
	snprintf(dir, sizeof(dir), "/proc/%u/task/%u", tgid, tid);
	t->state = state_in(dir);
	if (!t->state)
		return -ESRCH;
	if (read_text(dir, "wchan", t->wchan, sizeof(t->wchan)) <= 0 || !strcmp(t->wchan, "0"))
		t->wchan[0] = '\0';
	look_at_call(t, dir, WAIT_NS);
	read_slowly(t, dir, "stack", STACK_MAX, WAIT_NS, &t->stack);
	read_link(dir, "cwd", t->cwd, sizeof(t->cwd));
	if (!fd || !t->in_call || t->nr < 0)
		return 0;
	snprintf(name, sizeof(name), "fd/%d", (int)t->arg0);
	read_link(dir, name, t->file, sizeof(t->file));
	return 0;
}

/* Lines are "[<0>] vfs_read+0x1f6/0x370". */
bool thread_is_in(const struct thread_look *t, const char *function)
{
	size_t len = strlen(function);

	for (const char *at = t->stack.data; (at = strstr(at, function)); at += len)
		if (at > t->stack.data && at[-1] == ' ' && at[len] == '+')
			return true;
	return false;
}

void thread_look_fini(struct thread_look *t)
{
	ss_strbuf_fini(&t->stack);
}

long thread_call(struct ss_slow *slow, uint32_t tgid, uint32_t tid)
{
	struct thread_look t = { .slow = slow };
	char dir[64];

	snprintf(dir, sizeof(dir), "/proc/%u/task/%u", tgid, tid);
	look_at_call(&t, dir, PATIENCE);
	return t.in_call ? t.nr : -1;
}

uint64_t thread_sleeps(uint32_t tgid, uint32_t tid)
{
	static const char key[] = "\nvoluntary_ctxt_switches:";
	char dir[64], text[4096];
	const char *at;

	snprintf(dir, sizeof(dir), "/proc/%u/task/%u", tgid, tid);
	if (read_text(dir, "status", text, sizeof(text)) <= 0)
		return UINT64_MAX;
	at = strstr(text, key);
	return at ? strtoull(at + sizeof(key) - 1, NULL, 10) : UINT64_MAX;
}

int thread_word(struct ss_slow *slow, uint32_t tgid, uint64_t address, uint64_t *word)
{
	struct ss_strbuf b = { 0 };
	char path[32];
	int err;

	snprintf(path, sizeof(path), "/proc/%u/mem", tgid);
	err = ss_slow_read_at(slow, path, address, sizeof(*word), WAIT_NS, &b);
	if (!err && b.len != sizeof(*word))
		err = -EIO;
	if (!err)
		memcpy(word, b.data, sizeof(*word));
	ss_strbuf_fini(&b);
	return err;
}
