// SPDX-License-Identifier: BSD-2-Clause
/* What a process has mapped; and files that nobody can read for now. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "core/clock.h"
#include "proc/maps.h"
#include "proc/slow.h"

/* Our id as far as /proc can tell. */
static struct ss_proc_id id_of(pid_t pid)
{
	unsigned long long ticks = 0;
	char path[64], text[1024];
	const char *at;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (check(f && fgets(text, sizeof(text), f))) {
		at = strrchr(text, ')');
		check(sscanf(at,
			     ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
			     "%*s %*s %*s %llu",
			     &ticks) == 1);
	}
	if (f)
		fclose(f);
	return (struct ss_proc_id){ .tgid = pid,
				    .start_ns = ticks * (SS_NS_PER_SEC / sysconf(_SC_CLK_TCK)) };
}

static int code(void)
{
	return 42;
}

static void own_code(void)
{
	struct ss_maps *m = ss_maps_new();
	struct ss_proc_id me = id_of(getpid());
	struct ss_mapped mapped;
	char exe[4096];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe));
	uint64_t byte = 0;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	check(!ss_maps_load(m, &me) && !ss_maps_load(m, &me));
	if (check(ss_maps_find(m, (uintptr_t)code, &mapped))) {
		check(len == (ssize_t)mapped.len && !memcmp(exe, mapped.file, len));
		/* The offset is the one in the file: the code is there. */
		check(pread(fd, &byte, 8, mapped.offset) == 8 && !memcmp(&byte, code, 8));
	}
	check(ss_maps_find(m, (uintptr_t)getpid, &mapped) &&
	      memmem(mapped.file, mapped.len, ".so", 3));
	check(!ss_maps_find(m, (uintptr_t)&mapped, &mapped)); /* a stack is no code */
	check(!ss_maps_find(m, 0, &mapped) && !ss_maps_find(m, UINT64_MAX, &mapped));
	close(fd);
	ss_maps_free(m);
	ss_maps_free(NULL);
}

static void of_nobody(void)
{
	struct ss_maps *m = ss_maps_new();
	struct ss_proc_id id = id_of(getpid());
	struct ss_mapped mapped;

	check(!ss_maps_load(m, &id));
	id.start_ns += SS_NS_PER_SEC; /* another had this pid */
	check(ss_maps_load(m, &id) == -ESRCH);
	check(!ss_maps_find(m, (uintptr_t)code, &mapped));
	id.tgid = 2147418113; /* above every pid_max */
	check(ss_maps_load(m, &id) == -ESRCH);
	ss_maps_free(m);
}

static char fifo[40];

/* Opening it for reading blocks, as reading the maps of a process does whose memory is locked. */
static void make_fifo(void)
{
	snprintf(fifo, sizeof(fifo), "/tmp/ss-test-fifo-%d", getpid());
	check(!mkfifo(fifo, 0600));
}

static void let_go(void)
{
	int fd = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	/* All who wait to open it do; what they read then is nothing, or our end of it has gone. */
	check(fd >= 0);
	usleep(20000);
	close(fd);
}

static void stuck(void)
{
	struct ss_slow *s = ss_slow_new();
	struct ss_strbuf out = { 0 };
	uint64_t from = ss_clock_mono();

	make_fifo();
	check(ss_slow_read(s, fifo, 100, 20000000, &out) == -ETIMEDOUT);
	check(ss_clock_mono() - from >= 20000000 && !out.len);
	/* Others are not held up by it. */
	check(!ss_slow_read(s, "/proc/version", 5, 10 * SS_NS_PER_SEC, &out));
	check(out.len == 5 && !memcmp(out.data, "Linux", 5));
	let_go();
	ss_slow_free(s);
	ss_strbuf_fini(&out);
	unlink(fifo);
}

/* There is an end to threads that do not come back, until they do. */
static void many_stuck(void)
{
	struct ss_slow *s = ss_slow_new();
	struct ss_strbuf out = { 0 };
	uint64_t from = ss_clock_mono();
	int n = 0, err = -ETIMEDOUT;

	make_fifo();
	while (n < 100 && err == -ETIMEDOUT) {
		err = ss_slow_read(s, fifo, 100, 1000000, &out);
		n += err == -ETIMEDOUT;
	}
	check(err == -EBUSY && n <= SS_SLOW_STUCK_MAX && n >= SS_SLOW_STUCK_MAX - 2);
	check(ss_slow_read(s, "/proc/version", 5, SS_NS_PER_SEC, &out) == -EBUSY);
	let_go();
	do {
		usleep(1000);
		err = ss_slow_read(s, "/proc/version", 5, 10 * SS_NS_PER_SEC, &out);
	} while (err == -EBUSY && ss_clock_mono() - from < 20 * SS_NS_PER_SEC);
	check(!err && out.len == 5);
	ss_slow_free(s);
	ss_strbuf_fini(&out);
	unlink(fifo);
}

/* Not held up by a read that does not come back, and nothing is touched after it. */
static void freed_while_stuck(void)
{
	struct ss_slow *s = ss_slow_new();
	struct ss_strbuf out = { 0 };
	uint64_t from = ss_clock_mono();

	make_fifo();
	check(ss_slow_read(s, fifo, 100, 1000000, &out) == -ETIMEDOUT);
	ss_slow_free(s);
	check(ss_clock_mono() - from < 5 * SS_NS_PER_SEC);
	let_go();
	ss_strbuf_fini(&out);
	unlink(fifo);
}

static void errors(void)
{
	struct ss_slow *s = ss_slow_new();
	struct ss_strbuf out = { 0 };
	char longer[400];

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	check(ss_slow_read(s, "/nonexistent", 100, SS_NS_PER_SEC, &out) == -ENOENT);
	check(ss_slow_read(s, "/proc", 100, SS_NS_PER_SEC, &out) == -EISDIR);
	check(ss_slow_read(s, longer, 100, SS_NS_PER_SEC, &out) == -ENAMETOOLONG);
	check(!ss_slow_read(s, "/proc/version", 0, SS_NS_PER_SEC, &out) && !out.len);
	ss_strbuf_str(&out, "before ");
	check(!ss_slow_read(s, "/proc/version", 5, SS_NS_PER_SEC, &out));
	check_str(out.data, "before Linux");
	ss_slow_free(s);
	s = ss_slow_new();
	ss_slow_free(s); /* never asked */
	ss_slow_free(NULL);
	ss_strbuf_fini(&out);
}

static const struct check_case cases[] = {
	{ "our own code", own_code },	       { "of a process that is not there", of_nobody },
	{ "a read that is stuck", stuck },     { "freed while it is stuck", freed_while_stuck },
	{ "many that are stuck", many_stuck }, { "errors", errors },
};

CHECK_MAIN(cases)
