// SPDX-License-Identifier: BSD-2-Clause
/* Files and file systems that BPF programs lean on. */
#include <errno.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "bpf/probe_impl.h"

/* The inode of the first PID namespace, PROC_PID_INIT_INO, the same in every kernel. */
#define INIT_PID_NS UINT64_C(0xEFFFFFFC)

int ss_probe_btf(struct ss_probe_result *r)
{
	struct btf *btf = ss_vmlinux_btf();
	int err = btf ? 0 : -errno;

	ss_tried(r, "parse /sys/kernel/btf/vmlinux", err);
	if (err && access("/sys/kernel/btf/vmlinux", F_OK))
		r->why = "there is no /sys/kernel/btf/vmlinux";
	return err;
}

static bool is_mounted(const char *path, unsigned long magic)
{
	struct statfs fs;

	return !statfs(path, &fs) && (unsigned long)fs.f_type == magic;
}

/* Asking for a context mounts nothing. */
static bool kernel_has_fs(const char *type)
{
	int fd = fsopen(type, FSOPEN_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0 || errno != ENODEV;
}

static int not_mounted(struct ss_probe_result *r, const char *type, const char *why)
{
	int err = kernel_has_fs(type) ? -ENOENT : -ENODEV;

	if (err == -ENOENT)
		r->why = why;
	return ss_tried(r, type, err);
}

int ss_probe_bpffs(struct ss_probe_result *r)
{
	if (is_mounted("/sys/fs/bpf", BPF_FS_MAGIC))
		return ss_tried(r, "statfs /sys/fs/bpf", 0);
	return not_mounted(r, "bpf", "not mounted at /sys/fs/bpf");
}

int ss_probe_tracefs(struct ss_probe_result *r)
{
	if (is_mounted("/sys/kernel/tracing", TRACEFS_MAGIC))
		return ss_tried(r, "statfs /sys/kernel/tracing", 0);
	if (is_mounted("/sys/kernel/debug/tracing", TRACEFS_MAGIC))
		return ss_tried(r, "statfs /sys/kernel/debug/tracing", 0);
	return not_mounted(r, "tracefs", "not mounted");
}

int ss_find_mount(const char *type, char *path, size_t size)
{
	FILE *f = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	int err = -ENOENT;

	if (!f)
		return -errno;
	while (err && (m = getmntent(f)))
		if (!strcmp(m->mnt_type, type) && strlen(m->mnt_dir) < size) {
			strcpy(path, m->mnt_dir);
			err = 0;
		}
	endmntent(f);
	return err;
}

int ss_probe_cgroup2(struct ss_probe_result *r)
{
	char path[256];
	int err = ss_find_mount("cgroup2", path, sizeof(path));

	return err ? not_mounted(r, "cgroup2", "not mounted") : ss_tried(r, path, 0);
}

int ss_probe_pid_ns(struct ss_probe_result *r)
{
	struct stat st;
	int err = stat("/proc/self/ns/pid", &st) ? -errno : 0;

	if (err) {
		r->why = "/proc does not show this process";
		r->mend = "mount -t proc proc /proc";
	} else if (st.st_ino != INIT_PID_NS) {
		r->why = "in a PID namespace of its own, where processes have other ids";
		err = -EXDEV;
	}
	return ss_tried(r, "stat /proc/self/ns/pid", err);
}
