// SPDX-License-Identifier: BSD-2-Clause
/* Instances of another version of ss-breaker: all that can be done about them is to say so, and
 * off. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/pin.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"

struct each {
	strange_fn fn;
	void *arg;
};

static int on_meta(void *arg, int fd, const struct ss_wire_breaker_meta *meta)
{
	struct each *e = arg;

	(void)fd;
	return e->fn(e->arg, meta->name, meta->ifname, meta_is_owned(meta) ? meta->owner_pid : 0);
}

/* Is what says what it is there, and in no version's form? */
static bool is_unreadable(const char *name)
{
	struct ss_wire_breaker_meta *meta;
	int fd = pins_meta(name);

	if (fd < 0)
		return fd == -ENOENT;
	meta_read(fd, &meta);
	close(fd);
	if (!meta)
		return true;
	free(meta);
	return false;
}

/* Not while somebody makes or removes pins. */
static int on_pins(const char *name, const char *entry, struct each *e)
{
	if ((name && strcmp(name, entry) != 0) || !is_unreadable(entry))
		return 0;
	return e->fn(e->arg, entry, "", 0);
}

int planes_strange(const char *name, strange_fn fn, void *arg)
{
	struct each e = { fn, arg };
	int err = metas_each(name, true, on_meta, &e), lock = err ? -1 : ss_pin_try_lock();
	DIR *dir = lock < 0 ? NULL : opendir(SS_PIN_ROOT "/" PINS_FOLDER);
	struct dirent *entry;

	while (dir && !err && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			err = on_pins(name, entry->d_name, &e);
	if (dir)
		closedir(dir);
	if (lock >= 0)
		close(lock);
	return err;
}

static int tell(void *arg, const char *name, const char *ifname, int owner)
{
	char who[40] = "";

	if (owner)
		snprintf(who, sizeof(who), ", run by process %d", owner);
	ss_warn("'%s'%s%s%s%s is of another version of ss-breaker, or not all of it is there: "
		"'ss-breaker off %s' puts it off",
		name, *ifname ? ", on " : "", ifname, who, *ifname ? "," : "", name);
	++*(size_t *)arg;
	return 0;
}

size_t planes_tell_strange(const char *name)
{
	size_t count = 0;

	planes_strange(name, tell, &count);
	return count;
}
