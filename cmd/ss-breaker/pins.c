// SPDX-License-Identifier: BSD-2-Clause
/* What --persist leaves in /sys/fs/bpf/ss/breaker/NAME: links, the state, the updater. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/pin.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"

#define BPFFS	 "/sys/fs/bpf"
#define PIN_PATH 512

static const char *const map_names[SS_BREAKER_MAPS] = {
	[SS_BREAKER_MAP_STATE] = "state",     [SS_BREAKER_MAP_THROTTLE] = "throttle",
	[SS_BREAKER_MAP_COUNTS] = "counts",   [SS_BREAKER_MAP_BLOCKS4] = "blocks4",
	[SS_BREAKER_MAP_BLOCKS6] = "blocks6", [SS_BREAKER_MAP_FILTER] = "filter",
	[SS_BREAKER_MAP_TALKERS] = "talkers", [SS_BREAKER_MAP_JUMP] = "jump",
};

/* The new thing in the place of what was there. */
static int pin(const char *dir, const char *name, int fd)
{
	char path[PIN_PATH];

	snprintf(path, sizeof(path), "%.400s/%s", dir, name);
	if (unlink(path) && errno != ENOENT)
		return -errno;
	return fd >= 0 && bpf_obj_pin(fd, path) ? -errno : 0;
}

static int pin_all(struct datapath *d, const char *dir)
{
	int err = 0;

	for (int i = 0; i < SS_BREAKER_MAPS && !err; i++)
		err = pin(dir, map_names[i], d->plane.maps[i]);
	if (!err)
		err = pin(dir, "updater", d->plane.updater);
	if (!err)
		err = pin(dir, "link_in", d->link);
	if (!err)
		err = pin(dir, "link_out", d->out_link);
	return err ? err : pin(dir, "meta", bpf_map__fd(d->skel->maps.breaker_meta));
}

int pins_put(struct datapath *d)
{
	char dir[PIN_PATH];
	int err = ss_pin_dir(PINS_FOLDER, d->opt.name, dir, sizeof(dir));

	if (err == -ENOTSUP)
		return ss_error(0, "--persist: there is no bpffs (mount -t bpf bpf %s)", BPFFS),
		       err;
	if (!err)
		err = pin_all(d, dir);
	return err ? ss_error(err, "--persist: cannot pin in %s/%s/%s", SS_PIN_ROOT, PINS_FOLDER,
			      d->opt.name)
		   : 0;
}

int pins_remove(const char *name)
{
	return ss_pin_remove(PINS_FOLDER, name);
}

static int get(const char *dir, const char *name)
{
	char path[PIN_PATH];
	int fd;

	snprintf(path, sizeof(path), "%.400s/%s", dir, name);
	fd = bpf_obj_get(path);
	return fd < 0 ? -errno : fd;
}

/* A state of zeros passes everything, however long it is. */
int pins_open_way(int state)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info), zero = 0;
	void *value;
	int err = 0;

	if (bpf_obj_get_info_by_fd(state, &info, &len))
		err = -errno;
	value = err ? NULL : calloc(1, info.value_size + 8);
	if (!err && !value)
		err = -ENOMEM;
	if (value && bpf_map_update_elem(state, &zero, value, BPF_ANY))
		err = -errno;
	free(value);
	close(state);
	return err;
}

static void remove_stub(int jump)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info), zero = 0;

	if (jump < 0)
		return;
	bpf_map_delete_elem(jump, &zero);
	if (!bpf_obj_get_info_by_fd(jump, &info, &len))
		egress_remove_by(info.id);
	close(jump);
}

int pins_put_off(const char *name)
{
	char dir[PIN_PATH];
	int err = ss_pin_path(PINS_FOLDER, name, dir, sizeof(dir)), in, out, state, removed, fd;

	if (err)
		return err;
	in = attach_end(get(dir, "link_in"));
	out = attach_end(get(dir, "link_out"));
	fd = get(dir, map_names[SS_BREAKER_MAP_STATE]); /* a dispatcher of libxdp may have it */
	state = fd < 0 ? 0 : pins_open_way(fd);
	remove_stub(get(dir, map_names[SS_BREAKER_MAP_JUMP]));
	removed = pins_remove(name);
	return in ?: out ?: state ?: removed;
}

bool pins_are_there(const char *name)
{
	char dir[PIN_PATH];

	return !ss_pin_path(PINS_FOLDER, name, dir, sizeof(dir)) && !access(dir, F_OK);
}

int pins_meta(const char *name)
{
	char dir[PIN_PATH];
	int err = ss_pin_path(PINS_FOLDER, name, dir, sizeof(dir));

	return err ? err : get(dir, "meta");
}

void pins_close(struct pins *p)
{
	for (int i = 0; i < SS_BREAKER_MAPS; i++)
		if (p->maps[i] >= 0)
			close(p->maps[i]);
	if (p->link >= 0)
		close(p->link);
	if (p->out_link >= 0)
		close(p->out_link);
	free(p->meta);
}

static int open_all(struct pins *p, const char *dir)
{
	int fd = get(dir, "meta"), err;

	if (fd < 0)
		return fd;
	err = meta_read(fd, &p->meta);
	close(fd);
	for (int i = 0; i < SS_BREAKER_MAPS && !err; i++) {
		p->maps[i] = get(dir, map_names[i]);
		err = p->maps[i] < 0 ? p->maps[i] : 0;
	}
	if (!err) {
		p->link = get(dir, "link_in");
		p->out_link = get(dir, "link_out");
	}
	return err;
}

int pins_open(struct pins *p, const char *name)
{
	char dir[PIN_PATH];
	int err = ss_pin_path(PINS_FOLDER, name, dir, sizeof(dir));

	*p = (struct pins){ .link = -1, .out_link = -1 };
	for (int i = 0; i < SS_BREAKER_MAPS; i++)
		p->maps[i] = -1;
	if (!err)
		err = open_all(p, dir);
	if (err)
		pins_close(p);
	return err;
}
