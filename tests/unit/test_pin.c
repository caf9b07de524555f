// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/pin.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char path[128];

static int dir(const char *command, const char *instance)
{
	return ss_pin_dir(command, instance, path, sizeof(path));
}

static void bad_names(void)
{
	static const char *const bad[] = { "",	"..",  ".",   ".hidden",  "a.b", "a/b",
					   "/", "a b", "a\n", "\xc3\xa9", "a*" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		check(!ss_pin_is_name(bad[i]));
		check(ss_pin_path("trace", bad[i], path, sizeof(path)) == -EINVAL);
		check(dir("trace", bad[i]) == -EINVAL);
		check(dir(bad[i], "default") == -EINVAL);
		check(ss_pin_remove("trace", bad[i]) == -EINVAL);
	}
}

static void long_names(void)
{
	char name[300];

	memset(name, 'a', sizeof(name));
	name[256] = '\0';
	check(dir("trace", name) == -EINVAL);
	name[255] = '\0';
	check(dir("trace", name) == -ENAMETOOLONG);
	check(ss_pin_remove("trace", name) == 0);
}

static void no_room(void)
{
	char small[sizeof(SS_PIN_ROOT) + 3];

	check(ss_pin_dir("trace", "default", small, sizeof(small)) == -ENAMETOOLONG);
}

static void path_alone(void)
{
	check(ss_pin_is_name("a-b_C1"));
	check(ss_pin_path("trace", "never-there", path, sizeof(path)) == 0);
	check(!strcmp(path, SS_PIN_ROOT "/trace/never-there"));
	check(access(path, F_OK) && errno == ENOENT);
}

static void nothing_to_remove(void)
{
	check(ss_pin_remove("test-nobody", "never-there") == 0);
}

/* Without bpffs or without rights it says so; with both it makes the folder and removes it. */
static void make_and_remove(void)
{
	struct stat st;
	int err = dir("unit-test", "a-b_C1");

	if (err) {
		check(err == -ENOTSUP || geteuid());
		return;
	}
	check_str(path, SS_PIN_ROOT "/unit-test/a-b_C1");
	check(!stat(path, &st) && (st.st_mode & 07777) == 0700);
	check(dir("unit-test", "a-b_C1") == 0);
	check(ss_pin_remove("unit-test", "a-b_C1") == 0);
	check(stat(path, &st) && errno == ENOENT);
	rmdir(SS_PIN_ROOT "/unit-test");
	rmdir(SS_PIN_ROOT);
}

static void one_at_a_time(void)
{
	int lock = access("/sys/fs/bpf", R_OK) ? -1 : ss_pin_lock();

	if (lock < 0)
		return; /* no such folder, or not ours */
	check(ss_pin_try_lock() == -EBUSY);
	close(lock);
}

static const struct check_case cases[] = {
	{ "names that could leave the folder are refused", bad_names },
	{ "long names", long_names },
	{ "a path that does not fit", no_room },
	{ "where a folder would be", path_alone },
	{ "a folder that is not there is removed", nothing_to_remove },
	{ "nobody else has it while it is locked", one_at_a_time },
	{ "a folder is made with mode 0700 and removed", make_and_remove },
};

CHECK_MAIN(cases)
