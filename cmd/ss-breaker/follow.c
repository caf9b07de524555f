// SPDX-License-Identifier: BSD-2-Clause
/* What becomes of the programs when interfaces go, come and are renamed, or somebody says off. */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "bpf/pin.h"
#include "core/clock.h"
#include "core/log.h"
#include "datapath_impl.h"

static int is_detached(struct datapath *d)
{
	if (d->mode != SS_BREAKER_DETACHED) {
		d->mode = SS_BREAKER_DETACHED;
		meta_write(d, true);
	}
	return -ENODEV;
}

/* What was just there may be gone again. */
static int attached_anew(struct datapath *d, int err)
{
	if (err == -ENODEV)
		return is_detached(d);
	if (!err)
		err = datapath_publish(d);
	return err ? err : DATAPATH_ATTACHED;
}

static int attach_again(struct datapath *d, int ifindex)
{
	int err;

	egress_detach(d);
	if (d->link >= 0)
		close(d->link);
	d->link = -1;
	d->ifindex = ifindex;
	if_indextoname(ifindex, d->ifname);
	err = d->dispatched ? dispatch_attach(d) : attach_in(d);
	if (!err && d->opt.egress)
		err = egress_attach(d);
	return attached_anew(d, err);
}

static int attach_out_again(struct datapath *d)
{
	egress_detach(d);
	return attached_anew(d, egress_attach(d));
}

/* One that is called otherwise now is the same. */
static int follow_name(struct datapath *d)
{
	char now[IF_NAMESIZE];
	int err;

	if (!if_indextoname(d->ifindex, now) || !strcmp(now, d->ifname))
		return 0;
	memcpy(d->ifname, now, sizeof(now));
	err = meta_write(d, true);
	return err ? ss_error(err, "cannot say what runs") : DATAPATH_RENAMED;
}

/* At the interface that it is called by, in both directions; or there is none to be at. */
static bool is_as_it_was(struct datapath *d)
{
	char now[IF_NAMESIZE];

	if (d->mode == SS_BREAKER_DETACHED)
		return !if_nametoindex(d->ifname) && !if_nametoindex(d->opt.ifname);
	return (d->dispatched ? dispatch_holds(d) : attach_holds(d->link)) && egress_holds(d) &&
	       if_indextoname(d->ifindex, now) && !strcmp(now, d->ifname);
}

static int follow(struct datapath *d)
{
	int ifindex;

	if (d->dispatched ? dispatch_holds(d) : attach_holds(d->link))
		return egress_holds(d) ? follow_name(d) : attach_out_again(d);
	/* That it has gone is told, even where there is another already. */
	if (d->mode != SS_BREAKER_DETACHED && attach_is_gone(d))
		return is_detached(d);
	/* By the name that it had last, or the one that was asked for. */
	ifindex = if_nametoindex(d->ifname);
	if (!ifindex)
		ifindex = if_nametoindex(d->opt.ifname);
	return ifindex ? attach_again(d, ifindex) : is_detached(d);
}

/* What he could not reach, from another network namespace, goes with us: pinned or not. */
static int switched_off(struct datapath *d)
{
	d->pinned = false;
	return -ECANCELED;
}

#define PATIENCE (30 * SS_NS_PER_SEC) /* with who has the lock */

/* -EBUSY: not now; whoever hangs with it does not keep the interface open for ever. */
static int lock_to_follow(struct datapath *d)
{
	int lock = ss_pin_try_lock();
	uint64_t now = ss_clock_mono();

	if (lock != -EBUSY) {
		d->busy_since = 0;
		return lock;
	}
	if (!d->busy_since)
		d->busy_since = now;
	return now - d->busy_since < PATIENCE ? -EBUSY : -ENOENT;
}

/*
 * Who says off has the lock meanwhile: either he takes off what is attached here, or what he has
 * said is read here before anything is attached or written.
 */
int datapath_follow(struct datapath *d)
{
	int lock, err;

	if (meta_is_off(d))
		return switched_off(d);
	if (is_as_it_was(d)) {
		d->busy_since = 0;
		return 0;
	}
	lock = lock_to_follow(d);
	if (lock == -EBUSY)
		return 0;
	err = meta_is_off(d) ? switched_off(d) : follow(d);
	if (lock >= 0)
		close(lock);
	return err;
}
