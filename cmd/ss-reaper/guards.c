// SPDX-License-Identifier: BSD-2-Clause
#include "guards.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "proc/procfs.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "reaper/guard.h"
#include "wire_reaper.h"

#define RENEW_NS (10 * SS_NS_PER_SEC)
#define STAT_MAX 4096

static uint64_t kernel_dev(uint64_t dev)
{
	return (uint64_t)major(dev) << 20 | minor(dev);
}

static int add_service(struct reaper *r, uint64_t inode, uint64_t dev)
{
	const struct ss_wire_file_id key = { inode, dev };
	const uint32_t yes = 1;

	return bpf_map_update_elem(bpf_map__fd(r->skel->maps.services), &key, &yes, BPF_ANY)
		       ? -errno
		       : 0;
}

/*
 * A file system may show files under another device than the kernel has for them
 * (btrfs, overlayfs): those of the services that run are learnt from the kernel.
 */
static int on_process(void *arg, const struct ss_wire_survey *s)
{
	struct reaper *r = arg;
	char path[32];
	struct stat st;

	if (!s->inode)
		return 0;
	snprintf(path, sizeof(path), "/proc/%u/exe", s->task.id.tgid);
	if (stat(path, &st) || !ss_file_ids_have(&r->services, st.st_dev, st.st_ino))
		return 0;
	return add_service(r, s->inode, s->dev);
}

int guards_renew(struct reaper *r)
{
	int err = ss_file_ids_add(&r->services, ss_guard_services);

	for (size_t i = 0; i < r->services.count && !err; i++)
		err = add_service(r, r->services.ids[i].ino, kernel_dev(r->services.ids[i].dev));
	if (!err) {
		r->skel->bss->survey_all = 1;
		err = reaper_survey(r, on_process, r);
		r->skel->bss->survey_all = 0;
	}
	return err ? ss_error(err, "cannot tell which files are those of services") : 0;
}

/* A failure has been said, and is no reason to watch no more. */
static int on_time(void *arg)
{
	guards_renew(arg);
	return 0;
}

int guards_watch(struct reaper *r)
{
	struct ss_timer *timer = ss_loop_add_timer(r->loop, on_time, r);

	return timer ? ss_timer_set(timer, RENEW_NS, RENEW_NS) : -errno;
}

/* Parent and start in clock ticks of a process; false if it is gone. */
static bool read_stat(uint32_t pid, uint32_t *ppid, uint64_t *start)
{
	struct ss_strbuf b = { 0 };
	bool there = !ss_procfs_slurp(pid, "stat", &b, STAT_MAX);

	if (there) {
		*ppid = ss_procfs_stat_number(&b, SS_STAT_PPID);
		*start = ss_procfs_stat_number(&b, SS_STAT_START);
	}
	ss_strbuf_fini(&b);
	return there;
}

uint64_t guards_start(uint32_t pid)
{
	uint64_t ticks;
	uint32_t parent;

	return read_stat(pid, &parent, &ticks) ? ticks * (SS_NS_PER_SEC / sysconf(_SC_CLK_TCK)) : 0;
}

/* Those of an earlier owner that have gone make room. */
static void forget_gone(int fd)
{
	uint32_t pid, next, parent;
	uint64_t was, start;
	bool more = !bpf_map_get_next_key(fd, NULL, &next);

	while (more) {
		pid = next;
		more = !bpf_map_get_next_key(fd, &pid, &next);
		if (!bpf_map_lookup_elem(fd, &pid, &was) &&
		    (!read_stat(pid, &parent, &start) || start != was))
			bpf_map_delete_elem(fd, &pid);
	}
}

static int keep_ancestors(struct reaper *r)
{
	int fd = bpf_map__fd(r->skel->maps.keepers);
	uint32_t pid = getpid(), parent;
	uint64_t start;

	forget_gone(fd);
	while (pid > 1 && read_stat(pid, &parent, &start)) {
		if (bpf_map_update_elem(fd, &pid, &start, BPF_ANY))
			return ss_error(-errno, "cannot tell who our ancestors are");
		pid = parent;
	}
	return 0;
}

int guards_fill(struct reaper *r)
{
	int err = keep_ancestors(r);

	return err ? err : guards_renew(r);
}
