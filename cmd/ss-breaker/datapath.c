// SPDX-License-Identifier: BSD-2-Clause
#include "datapath.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/pin.h"
#include "breaker.skel.h"
#include "core/clock.h"
#include "core/log.h"
#include "datapath_impl.h"
#include "tables.h"

int datapath_publish(struct datapath *d)
{
	int err;

	d->pinned = d->opt.persist;
	err = meta_write(d, true);
	if (err)
		return ss_error(err, "cannot say what runs");
	return d->opt.persist ? pins_put(d) : 0;
}

/* What an earlier run has left; where that was of another version, it goes. */
static int look_for_pins(struct datapath *d, struct pins *pins, bool *found)
{
	int err = pins_open(pins, d->opt.name);

	*found = !err;
	if (err && !pins_are_there(d->opt.name))
		return 0;
	if (err == -EMFILE || err == -ENFILE || err == -ENOMEM || err == -EPERM)
		return ss_error(err, "cannot read what an earlier run of '%s' has left",
				d->opt.name);
	if (err) {
		ss_warn("what an earlier run of '%s' has left is of another version, or not all of "
			"it is there: it is taken off, and this begins anew",
			d->opt.name);
		return pins_put_off(d->opt.name);
	}
	if (!meta_is_owned(pins->meta))
		return 0;
	ss_error(0, "'%s' is run by process %u already", d->opt.name, pins->meta->owner_pid);
	pins_close(pins);
	*found = false;
	return -EBUSY;
}

static int open_locked(struct datapath *d)
{
	struct pins pins;
	bool found;
	int err = look_for_pins(d, &pins, &found);

	if (err)
		return err;
	err = datapath_begin(d, found ? &pins : NULL);
	if (!err && found && !d->opt.persist)
		err = pins_remove(d->opt.name);
	if (found)
		pins_close(&pins);
	return err ? err : datapath_publish(d);
}

static int copy_options(struct datapath *d, const struct datapath_options *opt)
{
	d->opt = *opt;
	d->opt.ifname = strdup(opt->ifname);
	d->opt.name = strdup(opt->name);
	d->opt.text = opt->text ? strdup(opt->text) : NULL;
	if (!d->opt.ifname || !d->opt.name || (opt->text && !d->opt.text))
		return ss_error(-ENOMEM, "cannot start");
	snprintf(d->ifname, sizeof(d->ifname), "%s", d->opt.ifname);
	d->ifindex = if_nametoindex(d->ifname);
	return d->ifindex ? 0 : ss_error(-ENODEV, "%s", d->ifname);
}

/* Without bpffs there are no pins, and nobody to keep out. */
static bool may_be_pinned(const struct datapath *d)
{
	return d->opt.persist || !access("/sys/fs/bpf", F_OK);
}

int datapath_open(struct datapath **out, const struct datapath_options *opt)
{
	struct datapath *d = *out = calloc(1, sizeof(*d));
	int err, lock = -1;

	if (!d)
		return ss_error(-ENOMEM, "cannot start");
	d->link = d->out_link = -1;
	d->began_boot_ns = ss_clock_boot();
	plane_init(&d->plane);
	err = copy_options(d, opt);
	if (!err && may_be_pinned(d)) {
		lock = ss_pin_lock();
		err = lock < 0 ? lock : 0;
	}
	if (!err)
		err = open_locked(d);
	if (lock >= 0)
		close(lock);
	if (!err)
		return 0;
	d->opt.persist = d->pinned; /* what is pinned stays as it was */
	datapath_close(d);
	*out = NULL;
	return err;
}

void datapath_close(struct datapath *d)
{
	if (!d)
		return;
	if (d->pinned)
		meta_write(d, false);
	else
		egress_detach(d);
	if (d->out_link >= 0)
		close(d->out_link);
	if (d->link >= 0)
		close(d->link);
	dispatch_close(d);
	ss_ringbuf_close(&d->told);
	plane_fini(&d->plane);
	breaker_bpf__destroy(d->skel);
	ss_breaker_image_fini(&d->image);
	free((char *)d->opt.ifname);
	free((char *)d->opt.name);
	free((char *)d->opt.text);
	free(d);
}

void datapath_unpin(struct datapath *d)
{
	int lock;

	if (!d->pinned)
		return;
	lock = ss_pin_lock();
	if (lock >= 0 && !pins_remove(d->opt.name))
		d->pinned = false;
	if (lock >= 0)
		close(lock);
}

/* --- in between ---------------------------------------------------------------------------- */

struct plane *datapath_plane(struct datapath *d)
{
	return &d->plane;
}

const char *datapath_mode(const struct datapath *d)
{
	return meta_mode_name(d->mode);
}

const char *datapath_ifname(const struct datapath *d)
{
	return d->ifname;
}

const char *datapath_why(const struct datapath *d)
{
	return d->why;
}

int datapath_forced_fd(const struct datapath *d)
{
	return d->told.fd;
}

bool datapath_next_forced(struct datapath *d, struct datapath_forced *f)
{
	const struct ss_wire_breaker_forced *r;
	const void *data;
	size_t size;

	if (ss_ringbuf_peek(&d->told, &data, &size) != SS_RINGBUF_RECORD || size < sizeof(*r))
		return false;
	r = data;
	f->boot_ns = r->boot_ns;
	f->left_ns =
		r->left_ticks == UINT64_MAX ? DATAPATH_FOREVER : plane_ns(&d->plane, r->left_ticks);
	f->level = r->level;
	ss_ringbuf_take(&d->told, size);
	ss_ringbuf_tell(&d->told);
	return true;
}
