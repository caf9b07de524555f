// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "reaper/guard.h"
#include "reaper/rule.h"

static struct ss_file_id vital[] = { { .dev = 7, .ino = 100 }, { .dev = 8, .ino = 200 } };
static const struct ss_file_ids services = { .ids = vital, .count = 2 };

/* Somebody nobody guards. */
static struct ss_victim_facts anybody(void)
{
	return (struct ss_victim_facts){
		.pid = 500, .ns_pid = 500, .ppid = 1, .exe_dev = 7, .exe_ino = 101
	};
}

static int guard_of(struct ss_victim_facts f)
{
	return ss_guard_check(&f, &services);
}

static void nobody_guards(void)
{
	struct ss_victim_facts f = anybody();

	check(guard_of(f) == SS_GUARD_NONE);
	f.oom_score_adj = -999;
	check(guard_of(f) == SS_GUARD_NONE);
	f.exe_dev = 8; /* the inode of one, the device of another */
	f.exe_ino = 100;
	check(guard_of(f) == SS_GUARD_NONE);
}

/* Each alone is enough. */
static void each_guard(void)
{
	struct ss_victim_facts f = anybody();

	f.pid = 1;
	check(guard_of(f) == SS_GUARD_INIT);
	f = anybody();
	f.kernel_thread = true;
	check(guard_of(f) == SS_GUARD_KTHREAD);
	f = anybody();
	f.ns_pid = 1;
	check(guard_of(f) == SS_GUARD_NS_INIT);
	f = anybody();
	f.ours = true;
	check(guard_of(f) == SS_GUARD_SELF);
	f = anybody();
	f.exe_ino = 100;
	check(guard_of(f) == SS_GUARD_SERVICE);
	f.exe_dev = 8;
	f.exe_ino = 200;
	check(guard_of(f) == SS_GUARD_SERVICE);
	f = anybody();
	f.oom_score_adj = -1000;
	check(guard_of(f) == SS_GUARD_OOM);
}

/* What cannot be decided is not decided for the kill. */
static void unknown_file(void)
{
	struct ss_victim_facts f = anybody();

	f.exe_unknown = true;
	f.exe_dev = f.exe_ino = 0;
	check(guard_of(f) == -EACCES);
	f.pid = 1;
	check(guard_of(f) == SS_GUARD_INIT);
	f = anybody();
	f.exe_unknown = true;
	f.oom_score_adj = -1000;
	check(guard_of(f) == SS_GUARD_OOM);
}

static void names(void)
{
	for (int i = 0; i < SS_GUARDS; i++)
		check(ss_guard_names[i] && *ss_guard_names[i]);
	check(!ss_guard_names[SS_GUARDS]);
}

static void files(void)
{
	char dir[] = "/tmp/ss-test-guard-XXXXXX", a[64], b[64], link_to[64], pattern[64], box[64];
	const char *patterns[] = { pattern, link_to, "/nonexistent/*", dir, box, NULL };
	struct ss_file_ids set = { 0 };
	struct stat st = { 0 };

	check(mkdtemp(dir) != NULL);
	snprintf(a, sizeof(a), "%s/serve-a", dir);
	snprintf(b, sizeof(b), "%s/serve-b", dir);
	snprintf(link_to, sizeof(link_to), "%s/link", dir);
	snprintf(pattern, sizeof(pattern), "%s/serve-*", dir);
	snprintf(box, sizeof(box), "%s/busybox", dir);
	fclose(fopen(a, "w"));
	fclose(fopen(box, "w"));
	check(!symlink(a, link_to));
	check(!ss_file_ids_add(&set, patterns));
	check(set.count == 1 && !stat(a, &st));
	check(ss_file_ids_have(&set, st.st_dev, st.st_ino));
	/* Updated: both are there. */
	fclose(fopen(b, "w"));
	check(!rename(b, a));
	check(!ss_file_ids_add(&set, patterns));
	check(set.count == 2 && ss_file_ids_have(&set, st.st_dev, st.st_ino));
	check(!stat(a, &st) && ss_file_ids_have(&set, st.st_dev, st.st_ino));
	check(!ss_file_ids_have(&set, st.st_dev, 0) && !ss_file_ids_have(&set, 0, 0));
	ss_file_ids_fini(&set);
	unlink(a);
	unlink(link_to);
	unlink(box);
	rmdir(dir);
}

/* The list has this program: it is what the reaper would be. */
static void built_in_list(void)
{
	struct ss_file_ids set = { 0 };
	struct stat st = { 0 };

	check(!ss_file_ids_add(&set, ss_guard_services));
	check(!stat("/proc/self/exe", &st));
	check(ss_file_ids_have(&set, st.st_dev, st.st_ino));
	check(!stat("/bin/sh", &st) && !ss_file_ids_have(&set, st.st_dev, st.st_ino));
	ss_file_ids_fini(&set);
}

static const struct check_case cases[] = {
	{ "whom nothing guards", nobody_guards },
	{ "each guard alone", each_guard },
	{ "a file that is not known guards", unknown_file },
	{ "every guard has a name", names },
	{ "files by what they are; earlier ones stay, multi-call programs are out", files },
	{ "the built-in list", built_in_list },
};

CHECK_MAIN(cases)
