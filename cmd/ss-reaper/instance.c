// SPDX-License-Identifier: BSD-2-Clause
#include "instance.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "meta.h"
#include "proc/victim.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

int instance_owner(const struct ss_wire_reap_meta *meta, struct ss_victim *owner)
{
	if (!meta->owner_pid)
		return -ESRCH;
	return ss_victim_open(owner, meta->owner_pid, meta->owner_start_ns);
}

bool instance_is_owned(const struct ss_wire_reap_meta *meta)
{
	struct ss_victim owner;

	if (instance_owner(meta, &owner))
		return false;
	ss_victim_close(&owner);
	return true;
}

static bool is_meta(int fd)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &len) && !strcmp(info.name, "reap_meta");
}

/* One that is just being made, or of another layout, is none. */
static int look(int fd, const char *name, instance_fn fn, void *arg)
{
	struct ss_wire_reap_meta *meta;
	int err;

	if (!is_meta(fd) || meta_read(fd, &meta))
		return 0;
	err = name && strcmp(name, meta->name) != 0 ? 0 : fn(arg, meta);
	free(meta);
	return err;
}

int instances_each(const char *name, instance_fn fn, void *arg)
{
	uint32_t id = 0;
	int err = 0, fd;

	while (!err && !bpf_map_get_next_id(id, &id)) {
		fd = bpf_map_get_fd_by_id(id);
		if (fd < 0) {
			err = errno == ENOENT ? 0 : -errno;
			continue;
		}
		err = look(fd, name, fn, arg);
		close(fd);
	}
	return err ? err : errno == ENOENT ? 0 : -errno;
}
