// SPDX-License-Identifier: BSD-2-Clause
/*
 * landlock FROM TO NONE: give up the right to take names away, then try to rename
 * FROM, which is refused, and to remove NONE, which is not there.  77: no Landlock.
 */
#include <errno.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = LANDLOCK_ACCESS_FS_REMOVE_FILE };
	int fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (argc != 4)
		return 2;
	if (fd < 0)
		return 77;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_landlock_restrict_self, fd, 0)) {
		perror("landlock");
		return 1;
	}
	if (!rename(argv[1], argv[2]) || errno != EACCES) {
		perror("rename");
		return 1;
	}
	return !unlink(argv[3]) || errno != ENOENT;
}
