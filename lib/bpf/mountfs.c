// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/mountfs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

int ss_open_in_fs(const char *fs, const char *path, int flags)
{
	int err = 0, context, mount = -1, fd = -1;

	context = fsopen(fs, FSOPEN_CLOEXEC);
	if (context < 0)
		return -errno;
	if (!fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	if (mount >= 0)
		fd = openat(mount, path, flags | O_CLOEXEC);
	if (fd < 0)
		err = -errno;
	if (mount >= 0)
		close(mount);
	close(context);
	return err ? err : fd;
}
