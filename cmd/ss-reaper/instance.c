// SPDX-License-Identifier: BSD-2-Clause
#include "instance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/map.h"
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

struct each {
	const char *name;
	instance_fn fn;
	void *arg;
};

/* One that is just being made, or of another layout, is none. */
static int on_map(void *arg, int fd)
{
	const struct each *e = arg;
	struct ss_wire_reap_meta *meta;
	int err = 0;

	if (meta_read(fd, &meta))
		return 0;
	if (!e->name || !strcmp(e->name, meta->name))
		err = e->fn(e->arg, meta);
	free(meta);
	return err;
}

int instances_each(const char *name, instance_fn fn, void *arg)
{
	struct each e = { name, fn, arg };

	return ss_map_each("reap_meta", on_map, &e);
}
