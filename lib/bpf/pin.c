// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/pin.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/log.h"

#define BPFFS	   "/sys/fs/bpf"
#define LOCK_TRIES 100
#define LOCK_WAIT  (100 * 1000) /* us */

int ss_pin_try_lock(void)
{
	int fd = open(BPFFS, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	err = errno == EWOULDBLOCK ? -EBUSY : -errno;
	close(fd);
	return err;
}

int ss_pin_lock(void)
{
	int fd = ss_pin_try_lock();

	for (int i = 1; fd == -EBUSY && i < LOCK_TRIES; i++) {
		usleep(LOCK_WAIT);
		fd = ss_pin_try_lock();
	}
	return fd < 0 ? ss_error(fd, "cannot lock %s", BPFFS) : fd;
}

bool ss_pin_is_name(const char *s)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_";

	return *s && strlen(s) <= NAME_MAX && !s[strspn(s, allowed)];
}

int ss_pin_path(const char *command, const char *instance, char *path, size_t size)
{
	int len;

	if (!ss_pin_is_name(command) || !ss_pin_is_name(instance))
		return -EINVAL;
	len = snprintf(path, size, SS_PIN_ROOT "/%s/%s", command, instance);
	return len < 0 || (size_t)len >= size ? -ENAMETOOLONG : 0;
}

/* Make every folder of the path below bpffs. */
static int make_folders(char *path)
{
	char *slash = path + strlen(BPFFS);

	do {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			return -errno;
		if (slash)
			*slash = '/';
	} while (slash);
	return 0;
}

int ss_pin_dir(const char *command, const char *instance, char *path, size_t size)
{
	struct statfs fs;
	int err = ss_pin_path(command, instance, path, size);

	if (err)
		return err;
	if (statfs(BPFFS, &fs))
		return errno == ENOENT ? -ENOTSUP : -errno;
	if (fs.f_type != BPF_FS_MAGIC)
		return -ENOTSUP;
	return make_folders(path);
}

static int unlink_all(int dir_fd, DIR *dir)
{
	struct dirent *entry;
	int err = 0;

	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    unlinkat(dir_fd, entry->d_name, 0) && errno != ENOENT)
			err = -errno;
	return err;
}

int ss_pin_remove(const char *command, const char *instance)
{
	char path[sizeof(SS_PIN_ROOT) + 2 * (NAME_MAX + 1)];
	int err = ss_pin_path(command, instance, path, sizeof(path));
	DIR *dir;

	if (err)
		return err;
	dir = opendir(path);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	err = unlink_all(dirfd(dir), dir);
	closedir(dir);
	if (!err && rmdir(path) && errno != ENOENT)
		err = -errno;
	return err;
}
