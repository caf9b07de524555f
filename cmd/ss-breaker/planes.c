// SPDX-License-Identifier: BSD-2-Clause
/* All instances on this machine: those that run, and those that are pinned. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/map.h"
#include "bpf/pin.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"

struct search {
	const char *name; /* NULL: any */
	bool strange;
	meta_fn fn;
	void *arg;
};

/* One that is just being made is none; nor is one that is off. */
static int on_map(void *arg, int fd)
{
	const struct search *of = arg;
	struct ss_wire_breaker_meta *meta;
	int err = meta_read(fd, &meta);

	if (!meta)
		return 0;
	if ((err != 0) != of->strange) {
		free(meta);
		return 0;
	}
	err = 0;
	if (!meta->off && (!of->name || !strcmp(of->name, meta->name)))
		err = of->fn(of->arg, fd, meta);
	free(meta);
	return err;
}

int metas_each(const char *name, bool strange, meta_fn fn, void *arg)
{
	struct search of = { name, strange, fn, arg };

	return ss_map_each("breaker_meta", on_map, &of);
}

struct each {
	plane_fn fn;
	void *arg;
};

/* One whose owner is just going has no maps any more: it is none. */
static int on_meta(void *arg, int fd, const struct ss_wire_breaker_meta *meta)
{
	struct each *e = arg;
	struct plane_info info;
	struct plane plane;
	int err = plane_open(&plane, meta);

	(void)fd;
	meta_describe(meta, &info);
	if (err)
		err = err == -ENOENT ? 0 : err;
	else
		err = e->fn(e->arg, &plane, &info);
	plane_fini(&plane);
	return err;
}

int planes_each(const char *name, plane_fn fn, void *arg)
{
	struct each e = { fn, arg };

	return metas_each(name, false, on_meta, &e);
}

/* --- off ----------------------------------------------------------------------------------- */

static int detach_link(uint32_t id)
{
	int fd = id ? bpf_link_get_fd_by_id(id) : -1;

	if (fd < 0)
		return !id || errno == ENOENT ? 0 : -errno;
	return attach_end(fd);
}

/* Whatever becomes of it in its dispatcher, from now on it passes everything. */
static int switch_off_dispatched(const struct ss_wire_breaker_meta *meta)
{
	int fd = bpf_map_get_fd_by_id(meta->maps[SS_BREAKER_MAP_STATE]);
	int err = fd < 0 ? -errno : pins_open_way(fd);

	/* From another namespace its number says nothing. */
	if (meta->netns == meta_netns()) {
		int removed = dispatch_remove(meta->ifindex, meta->program);

		err = err ? err : removed;
	}
	return err;
}

static int clear_dispatched(void *arg, int fd, const struct ss_wire_breaker_meta *meta)
{
	(void)arg;
	(void)fd;
	if (meta->mode != SS_BREAKER_DISPATCHED || meta->netns != meta_netns() ||
	    meta_is_owned(meta))
		return 0;
	return dispatch_remove(meta->ifindex, meta->program);
}

int planes_clear(const char *name)
{
	int err = metas_each(name, false, clear_dispatched, NULL);

	return err ? err : metas_each(name, true, clear_dispatched, NULL);
}

/* First it is said, so that who runs it does not attach it again. */
static int switch_off(int fd, const struct ss_wire_breaker_meta *meta)
{
	uint32_t zero = 0;
	int err = meta_switch_off(fd), out, jump;

	if (!err && meta->mode == SS_BREAKER_DISPATCHED)
		err = switch_off_dispatched(meta);
	else if (!err)
		err = detach_link(meta->links[SS_BREAKER_IN]);
	out = detach_link(meta->links[SS_BREAKER_OUT]);
	if (meta->egress == SS_BREAKER_CLSACT) {
		jump = bpf_map_get_fd_by_id(meta->maps[SS_BREAKER_MAP_JUMP]);
		if (jump >= 0) {
			bpf_map_delete_elem(jump, &zero);
			close(jump);
		}
		/* From elsewhere the stub stays; it does nothing any more. */
		if (meta->netns == meta_netns())
			egress_remove(meta->ifindex);
	}
	return err ? err : out;
}

struct off {
	size_t found;
	bool failed; /* with one of them, which is no reason to leave the others on */
};

static void see(struct off *o, const char *name, int err)
{
	o->found++;
	if (!err)
		return;
	o->failed = true;
	ss_error(err, "cannot put off '%s'", name);
}

static int on_off(void *arg, int fd, const struct ss_wire_breaker_meta *meta)
{
	see(arg, meta->name, switch_off(fd, meta));
	return 0;
}

/* What is pinned goes whatever it says of itself: a file that is not ours, a layout of old. */
static void remove_pins(const char *name, struct off *o)
{
	if (pins_are_there(name))
		see(o, name, pins_put_off(name));
}

static void remove_all_pins(struct off *o)
{
	DIR *dir = opendir(SS_PIN_ROOT "/" PINS_FOLDER);
	struct dirent *entry;

	if (!dir && errno != ENOENT) {
		o->failed = true;
		ss_error(-errno, "cannot read " SS_PIN_ROOT "/" PINS_FOLDER);
	}
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			remove_pins(entry->d_name, o);
	if (dir)
		closedir(dir);
}

#define LOCK_TRIES 50
#define LOCK_WAIT  (100 * 1000) /* us */

/* Who is just beginning has it until he can be found.  Without it off does what it can. */
static int wait_for_beginners(void)
{
	int lock = ss_pin_try_lock();

	for (int i = 0; lock == -EBUSY && i < LOCK_TRIES; i++) {
		usleep(LOCK_WAIT);
		lock = ss_pin_try_lock();
	}
	return lock;
}

int planes_off(const char *name)
{
	struct off o = { 0 };
	int lock = wait_for_beginners();
	int err = metas_each(name, false, on_off, &o);
	int strange = metas_each(name, true, on_off, &o);

	err = err ? err : strange;
	if (err)
		ss_error(err, "cannot look for instances");
	if (name)
		remove_pins(name, &o);
	else
		remove_all_pins(&o);
	if (lock >= 0)
		close(lock);
	if (err || o.failed)
		return err ? err : -EIO;
	return o.found ? 0 : -ENOENT;
}
