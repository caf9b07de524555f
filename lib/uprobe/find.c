// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "uprobe/uprobe.h"

static int is_file(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

/* PREFIX, FOLDER and NAME make a path that is a file: 0. */
static int try_path(char *out, size_t size, const char *prefix, const char *folder,
		    size_t folder_len, const char *name)
{
	int n = snprintf(out, size, "%s%.*s%s%s", prefix, (int)folder_len, folder,
			 folder_len ? "/" : "", name);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : is_file(out);
}

static int try_list(char *out, size_t size, const char *folders, const char *name)
{
	while (*folders) {
		size_t len = strcspn(folders, ":");

		if (len && !try_path(out, size, "", folders, len, name))
			return 0;
		folders += len + (folders[len] == ':');
	}
	return -ENOENT;
}

static int try_cache(char *out, size_t size, const char *name)
{
	int fd = open("/etc/ld.so.cache", O_RDONLY | O_CLOEXEC), err = -ENOENT;
	const char *path;
	struct stat st;
	void *data;

	if (fd < 0)
		return -ENOENT;
	if (!fstat(fd, &st) && st.st_size > 0) {
		data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data != MAP_FAILED) {
			path = ss_ldcache_find(data, (size_t)st.st_size, name);
			if (path)
				err = try_path(out, size, "", "", 0, path);
			munmap(data, (size_t)st.st_size);
		}
	}
	close(fd);
	return err;
}

/* "libc" is libc.so.6 as well. */
static bool is_called(const char *file, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(file, name, len) != 0)
		return false;
	return !file[len] || (!strstr(name, ".so") && !strncmp(file + len, ".so", 3));
}

/* A file that process PID has mapped, by the last part of its name. */
static int try_mapped(char *out, size_t size, uint32_t pid, const char *name)
{
	char path[64], *line = NULL;
	size_t room = 0;
	int err = -ENOENT;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%u/maps", pid);
	maps = fopen(path, "re");
	if (!maps)
		return errno == ENOENT ? -ESRCH : -errno;
	snprintf(path, sizeof(path), "/proc/%u/root", pid);
	while (err && getline(&line, &room, maps) > 0) {
		char *file = strchr(line, '/');

		line[strcspn(line, "\n")] = 0;
		if (!file || !is_called(strrchr(file, '/') + 1, name))
			continue;
		err = try_path(out, size, path, "", 0, file);
		/* Of a process in a chroot the name is seen from ours. */
		if (err)
			err = try_path(out, size, "", "", 0, file);
	}
	free(line);
	fclose(maps);
	return err;
}

static int find_path(const char *target, uint32_t pid, char *out, size_t size)
{
	char prefix[64] = "";

	if (pid && *target == '/')
		snprintf(prefix, sizeof(prefix), "/proc/%u/root", pid);
	return try_path(out, size, prefix, "", 0, target);
}

int ss_uprobe_find(const char *target, uint32_t pid, char *out, size_t size)
{
	static const char folders[] = "/lib64:/usr/lib64:/lib:/usr/lib:/usr/local/lib"
#ifdef __aarch64__
				      ":/lib/aarch64-linux-gnu:/usr/lib/aarch64-linux-gnu";
#else
				      ":/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu";
#endif
	const char *path = secure_getenv("PATH");
	int err;

	if (strchr(target, '/'))
		return find_path(target, pid, out, size);
	/* What it runs is its own affair: no library of ours for a process that has not mapped it.
	 */
	if (pid)
		return try_mapped(out, size, pid, target);
	err = try_cache(out, size, target);
	if (err)
		err = try_list(out, size, folders, target);
	if (err)
		err = try_list(out, size, path ? path : "/usr/bin:/bin:/usr/sbin:/sbin", target);
	return err;
}
