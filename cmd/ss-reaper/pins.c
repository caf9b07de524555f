// SPDX-License-Identifier: BSD-2-Clause
#include "pins.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/pin.h"
#include "core/log.h"
#include "meta.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define BPFFS "/sys/fs/bpf"

/* Folders of SS_PIN_ROOT. */
#define LIVE "reaper"
#define NEXT "reaper-next"
#define OLD  "reaper-old"

/* bpffs keeps the dot for itself. */
static void pin_path(char path[static PIN_PATH], const char *dir, const char *what,
		     const char *name)
{
	snprintf(path, PIN_PATH, "%.400s/%s_%.64s", dir, what, name);
	for (char *c = strrchr(path, '/'); *c; c++)
		if (*c == '.')
			*c = '_';
}

static void link_path(char path[static PIN_PATH], const char *dir, uint32_t i)
{
	char number[12];

	snprintf(number, sizeof(number), "%u", i);
	pin_path(path, dir, "link", number);
}

int pins_read(const char *dir, struct ss_wire_reap_meta **meta)
{
	char path[PIN_PATH];
	int fd, err;

	pin_path(path, dir, "map", "reap_meta");
	fd = bpf_obj_get(path);
	if (fd < 0)
		return -errno;
	err = meta_read(fd, meta);
	close(fd);
	return err;
}

static bool is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	int entries = 0;

	if (!d)
		return true;
	while (readdir(d))
		entries++;
	closedir(d);
	return entries <= 2;
}

bool pins_empty(const struct pins *p)
{
	return is_empty(p->live);
}

/* Somebody was killed between two renames: the one that was complete becomes the one in force. */
static void mend(const struct pins *p)
{
	struct ss_wire_reap_meta *meta;

	if (!is_empty(p->live) || pins_read(p->next, &meta))
		return;
	if (meta->pinned)
		rename(p->next, p->live);
	free(meta);
}

int pins_find(struct pins *p, const char *name)
{
	int err = ss_pin_path(LIVE, name, p->live, sizeof(p->live));

	if (!err)
		err = ss_pin_path(NEXT, name, p->next, sizeof(p->next));
	return err ? err : ss_pin_path(OLD, name, p->old, sizeof(p->old));
}

static int make(struct pins *p, const char *name)
{
	int err = ss_pin_dir(LIVE, name, p->live, sizeof(p->live));

	if (!err)
		err = ss_pin_dir(NEXT, name, p->next, sizeof(p->next));
	return err ? err : ss_pin_dir(OLD, name, p->old, sizeof(p->old));
}

int pins_make(struct pins *p, const char *name)
{
	int err = make(p, name);

	if (err == -ENOTSUP)
		return ss_error(0, "--persist: there is no bpffs (mount -t bpf bpf %s)", BPFFS),
		       err;
	if (err)
		return ss_error(err, "--persist: cannot make %s/%s/%s", SS_PIN_ROOT, LIVE, name);
	mend(p);
	/* That was all of it, and now there may be a folder less. */
	return make(p, name);
}

/* Folders that others need stay: these are not empty. */
static void remove_empty(void)
{
	rmdir(SS_PIN_ROOT "/" NEXT);
	rmdir(SS_PIN_ROOT "/" OLD);
	rmdir(SS_PIN_ROOT "/" LIVE);
	rmdir(SS_PIN_ROOT);
}

int pins_tidy(const char *name)
{
	int err = ss_pin_remove(NEXT, name), other = ss_pin_remove(OLD, name);
	struct pins p;

	if (!pins_find(&p, name) && is_empty(p.live))
		rmdir(p.live);
	remove_empty();
	return err ? err : other;
}

int pins_remove(const char *name)
{
	int err = ss_pin_remove(LIVE, name), other = pins_tidy(name);

	return err ? err : other;
}

bool pins_complete(const struct reaper *r, const char *dir, uint32_t links)
{
	char path[PIN_PATH];
	struct bpf_map *map;

	bpf_object__for_each_map(map, r->skel->obj)
	{
		pin_path(path, dir, "map", bpf_map__name(map));
		if (access(path, F_OK))
			return false;
	}
	for (uint32_t i = 0; i < links; i++) {
		link_path(path, dir, i);
		if (access(path, F_OK))
			return false;
	}
	pin_path(path, dir, "link", "survey");
	return !access(path, F_OK);
}

/* What was pinned here is what it is taken for: another hand may have been at it. */
static bool is_like(const struct bpf_map *map, int fd)
{
	const char *name = bpf_map__name(map);
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &len) || info.type != bpf_map__type(map) ||
	    info.key_size != bpf_map__key_size(map))
		return false;
	return info.value_size == bpf_map__value_size(map) || !strcmp(name, "scratches") ||
	       !strcmp(name, "reap_meta");
}

static int take_map(struct bpf_map *map, const char *dir)
{
	char path[PIN_PATH];
	int fd, err;

	pin_path(path, dir, "map", bpf_map__name(map));
	fd = bpf_obj_get(path);
	if (fd < 0)
		return ss_error(-errno, "--persist: cannot open %s", path);
	err = is_like(map, fd) ? bpf_map__reuse_fd(map, fd) : -EBADMSG;
	close(fd);
	return err ? ss_error(err, "--persist: %s is another map", path) : 0;
}

int pins_take(struct reaper *r, const struct pins *p)
{
	struct bpf_map *map;
	int err = 0;

	bpf_object__for_each_map(map, r->skel->obj) if (!err) err = take_map(map, p->live);
	return err;
}
static int pin(int fd, const char *path)
{
	return bpf_obj_pin(fd, path) ? -errno : 0;
}

static int pin_maps(struct reaper *r, const char *dir)
{
	char path[PIN_PATH];
	struct bpf_map *map;
	int err = 0;

	bpf_object__for_each_map(map, r->skel->obj)
	{
		pin_path(path, dir, "map", bpf_map__name(map));
		if (!err)
			err = pin(bpf_map__fd(map), path);
	}
	return err ? ss_error(err, "--persist: cannot pin the maps in %s", dir) : 0;
}

static int pin_links(struct reaper *r, const char *dir)
{
	char path[PIN_PATH];
	int err = 0;

	for (size_t i = 0; i < r->link_count && !err; i++) {
		link_path(path, dir, i);
		err = pin(bpf_link__fd(r->links[i]), path);
	}
	/* Before Linux 5.15 what hangs on a perf event is no link to the kernel. */
	if (err == -EINVAL)
		return ss_error(0, "--persist: this kernel (before 5.15) cannot keep tracepoints, "
				   "clocks and probes"),
		       -EOPNOTSUPP;
	pin_path(path, dir, "link", "survey");
	if (!err)
		err = pin(bpf_link__fd(r->survey_link), path);
	return err ? ss_error(err, "--persist: cannot pin the links in %s", dir) : 0;
}

int pins_put(struct reaper *r, const struct pins *p)
{
	int err = pin_maps(r, p->next);

	return err ? err : pin_links(r, p->next);
}

int pins_swap(const struct pins *p)
{
	if (!renameat2(AT_FDCWD, p->next, AT_FDCWD, p->live, RENAME_EXCHANGE))
		return 0;
	if (errno != EINVAL)
		return -errno;
	/* Before Linux 5.16 in two steps, see mend(). */
	if (rename(p->live, p->old))
		return -errno;
	if (rename(p->next, p->live)) {
		int err = -errno;

		rename(p->old, p->live);
		return err;
	}
	return 0;
}
