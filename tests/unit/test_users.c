// SPDX-License-Identifier: BSD-2-Clause
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "proc/users.h"

static char dir[] = "/tmp/ss-test-users-XXXXXX";
static char file[64];
static time_t mtime = 1000000000; /* each version of the file has its own */

static void write_file(const char *text)
{
	FILE *f = fopen(file, "w");
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = mtime++ } };

	check(f && fputs(text, f) >= 0 && !fclose(f));
	check(!utimensat(AT_FDCWD, file, times, 0));
}

static void is(struct ss_users *u, uint32_t uid, const char *want)
{
	const char *name = ss_users_name(u, uid);

	check_str(name ? name : "none", want);
}

/* What a new reader finds in this file. */
static struct ss_users *with(const char *text)
{
	write_file(text);
	return ss_users_new(file);
}

static void a_second(void)
{
	nanosleep(&(struct timespec){ .tv_sec = 1, .tv_nsec = 20000000 }, NULL);
}

static void names(void)
{
	struct ss_users *u = with("root:x:0:0:root:/root:/bin/bash\n"
				  "daemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n"
				  "nobody:x:65534:65534::/nonexistent:/bin/false\n"
				  "last:x:1000:1000::/home/last:/bin/sh"); /* no newline */

	is(u, 0, "root");
	is(u, 1, "daemon");
	is(u, 65534, "nobody");
	is(u, 1000, "last");
	is(u, 2, "none");
	is(u, UINT32_MAX, "none");
	ss_users_free(u);
}

static void first_name_of_a_uid(void)
{
	struct ss_users *u = with("zeus:x:0:0::/:/bin/sh\nroot:x:0:0::/:/bin/sh\n"
				  "adam:x:0:0::/:/bin/sh\nmail:x:8:8::/:/bin/sh\n"
				  "post:x:8:8::/:/bin/sh\n");

	is(u, 0, "zeus");
	is(u, 8, "mail");
	ss_users_free(u);
}

static void broken_lines(void)
{
	struct ss_users *u = with("\n# comment\nnonsense\n:\n::::::\nx:y:z\n"
				  "bob:x:notanumber:5::/:/bin/sh\n"
				  "eve:x:-5:5::/:/bin/sh\n"
				  "good:x:5:5::/:/bin/sh\n"
				  "cut:x:6");

	is(u, 5, "good");
	is(u, 0, "none");
	is(u, 6, "none");
	ss_users_free(u);
}

static void uids_at_the_edge(void)
{
	struct ss_users *u = with("top:x:4294967294:1::/:/bin/sh\n"
				  "minus:x:4294967295:1::/:/bin/sh\n"
				  "wide:x:4294967296:1::/:/bin/sh\n"
				  "huge:x:99999999999999999999999:1::/:/bin/sh\n");

	is(u, 4294967294u, "top");
	is(u, UINT32_MAX, "none");
	is(u, 0, "none");
	ss_users_free(u);
}

static void long_names(void)
{
	struct ss_users *u = with("a2345678901234567890123456789012:x:7:7::/:/bin/sh\n"
				  "b23456789012345678901234567890123:x:9:9::/:/bin/sh\n");

	is(u, 7, "a2345678901234567890123456789012");
	is(u, 9, "none"); /* rather than another name */
	ss_users_free(u);
}

static void many(void)
{
	FILE *f = fopen(file, "w");
	struct ss_users *u;
	char want[16];

	for (int i = 5000; i > 0; i--)
		fprintf(f, "u%d:x:%d:1::/:/bin/sh\n", i, i * 7);
	fclose(f);
	u = ss_users_new(file);
	for (int i = 1; i <= 5000; i++) {
		snprintf(want, sizeof(want), "u%d", i);
		is(u, i * 7, want);
	}
	is(u, 8, "none");
	ss_users_free(u);
}

static void read_again(void)
{
	struct ss_users *u = with("old:x:5:5::/:/bin/sh\n");

	is(u, 5, "old");
	write_file("new:x:5:5::/:/bin/sh\n");
	is(u, 5, "old"); /* not looked at again yet */
	a_second();
	is(u, 5, "new");
	write_file("");
	a_second();
	is(u, 5, "none");
	ss_users_free(u);
}

static void file_away(void)
{
	struct ss_users *u = with("bob:x:5:5::/:/bin/sh\n");

	is(u, 5, "bob");
	unlink(file);
	a_second();
	is(u, 5, "bob"); /* what was known stays */
	check(!mkdir(file, 0755));
	a_second();
	is(u, 5, "bob"); /* something is there, and cannot be read */
	check(!rmdir(file));
	write_file("bert:x:5:5::/:/bin/sh\n");
	a_second();
	is(u, 5, "bert");
	ss_users_free(u);
}

static void missing_from_the_start(void)
{
	struct ss_users *u = ss_users_new("/nonexistent/passwd");

	is(u, 0, "none");
	is(u, 0, "none");
	ss_users_free(u);
	ss_users_free(NULL);
}

static const struct check_case cases[] = {
	{ "names by uid", names },
	{ "the first name of a uid counts", first_name_of_a_uid },
	{ "broken lines are passed over", broken_lines },
	{ "the largest uids", uids_at_the_edge },
	{ "a name too long is none", long_names },
	{ "5,000 users", many },
	{ "a changed file is read again", read_again },
	{ "names stay while the file is away or unreadable", file_away },
	{ "no file at all", missing_from_the_start },
};

int main(void)
{
	int failed;

	if (!mkdtemp(dir))
		return 1;
	snprintf(file, sizeof(file), "%s/passwd", dir);
	failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));
	unlink(file);
	rmdir(dir);
	return failed;
}
