// SPDX-License-Identifier: BSD-2-Clause
/* The first moments at an interface, where an earlier run may have left something. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"
#include "tables.h"

/* --- what the programs share with whoever asks ------------------------------------------- */

static int own(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);

	return copy < 0 ? -errno : copy;
}

static void describe_levels(struct plane *p, const struct ss_breaker_image *image,
			    const struct ss_breaker_table *table)
{
	p->level_count = table->level_count;
	memcpy(p->words, image->words, sizeof(p->words));
	memcpy(p->drain_ticks, image->drain_ticks, sizeof(p->drain_ticks));
}

static int make_plane(struct datapath *d)
{
	struct plane *p = &d->plane;

	p->tick_ns = tables_tick_ns();
	describe_levels(p, &d->image, d->opt.table);
	for (int i = 0; i < SS_BREAKER_MAPS; i++) {
		p->maps[i] = own(bpf_map__fd(load_map(d->skel, i)));
		if (p->maps[i] < 0)
			return p->maps[i];
	}
	p->updater = own(bpf_program__fd(d->skel->progs.breaker_update));
	if (p->updater < 0)
		return p->updater;
	return ss_ringbuf_open(&d->told, bpf_map__fd(d->skel->maps.breaker_forced),
			       SS_BREAKER_FORCED_BYTES);
}

/* --- begin --------------------------------------------------------------------------------- */

/*
 * The record's first value is written by user space, under the lock; from then on by the
 * updater alone.
 */
static int begin_state(struct datapath *d)
{
	struct ss_wire_breaker_throttle t = { .word = d->plane.words[0] };
	uint32_t zero = 0;

	if (bpf_map_update_elem(d->plane.maps[SS_BREAKER_MAP_THROTTLE], &zero, &t, BPF_F_LOCK))
		return -errno;
	return plane_set(&d->plane, 0, d->opt.ttl_ns);
}

/* The level that is called as one was; or the first. */
static unsigned int level_like(const struct datapath *d, const struct ss_wire_breaker_meta *meta,
			       unsigned int level)
{
	const struct ss_breaker_table *t = d->opt.table;

	for (unsigned int i = 0; i < t->level_count; i++)
		if (!strcmp(t->levels[i].name, meta->levels[level]))
			return i;
	return 0;
}

static void tell_taken(const struct datapath *d, const struct ss_wire_breaker_meta *meta,
		       const struct plane_state *state)
{
	bool stale = !state->forced && state->set_stale;
	const char *was = meta->levels[stale ? state->set : state->level];
	unsigned int level = stale ? 0 : level_like(d, meta, state->level);
	const char *is = d->opt.table->levels[level].name;

	if (stale || strcmp(was, is) != 0)
		ss_warn("level '%s', which an earlier run has left, is %s: begin at '%s'", was,
			stale ? "stale" : "none here", is);
	else
		ss_warn("level '%s'%s, which an earlier run has left, goes on", was,
			state->forced ? ", forced" : "");
}

/* Does that level do now what it did?  Then its time goes on, and that of connections that end. */
static bool is_same(const struct datapath *d, const struct ss_wire_breaker_meta *meta,
		    unsigned int level)
{
	return level_like(d, meta, level) == level && d->plane.words[level] == meta->words[level] &&
	       d->plane.drain_ticks[level] == meta->drain_ticks[level];
}

/* What was in force stays so, unless it is stale; by its name, as the levels may be others. */
static int take_state(struct datapath *d, const struct ss_wire_breaker_meta *meta)
{
	struct plane before = d->plane;
	struct plane_state state;
	int err;

	before.level_count = meta->level_count;
	err = plane_state(&before, &state);
	if (!err)
		tell_taken(d, meta, &state);
	if (!err && state.forced && (state.trial || !is_same(d, meta, state.level)))
		err = plane_force(&d->plane, level_like(d, meta, state.level), state.left_ns);
	if (!err)
		return plane_set(&d->plane, state.set_stale ? 0 : level_like(d, meta, state.set),
				 d->opt.ttl_ns);
	/* Levels that it does not know itself. */
	if (err == -ERANGE)
		err = plane_unforce(&d->plane);
	return err ? err : plane_set(&d->plane, 0, d->opt.ttl_ns);
}

static bool is_wanted(const struct datapath *d, enum ss_breaker_mode mode)
{
	return (!d->opt.require_native || mode == SS_BREAKER_NATIVE) &&
	       (!d->opt.generic || mode == SS_BREAKER_GENERIC);
}

static int cannot_remove(const struct datapath *d, int err)
{
	return ss_error(err, "cannot remove what '%s' has left", d->opt.name);
}

/*
 * There is no room for another at the interface until the link is gone, and that is
 * some time after its last name and descriptor: it is taken off first.
 */
static int leave_link(struct datapath *d, struct pins *pins)
{
	int err = attach_end(pins->link);

	pins->link = -1;
	if (!err)
		err = pins_remove(d->opt.name);
	return err ? cannot_remove(d, err) : 0;
}

/* The links of an instance that was left behind hold our programs from now on. */
static int take_links(struct datapath *d, struct pins *pins)
{
	bool is_here = attach_holds(pins->link) && (int)pins->meta->ifindex == d->ifindex &&
		       pins->meta->netns == meta_netns() && is_wanted(d, pins->meta->mode);

	if (!is_here ||
	    bpf_link_update(pins->link, bpf_program__fd(d->skel->progs.breaker_in), NULL)) {
		/* Gone with its interface, at another one, of another mode: another is made. */
		int err = leave_link(d, pins);

		return err ? err : attach_in(d);
	}
	d->link = pins->link;
	pins->link = -1;
	d->mode = pins->meta->mode;
	memcpy(d->why, pins->meta->why, sizeof(d->why));
	return 0;
}

static int take_egress(struct datapath *d, struct pins *pins)
{
	if (pins->out_link >= 0)
		close(pins->out_link);
	pins->out_link = -1;
	/* Between the two nothing that goes out is dropped. */
	if (d->opt.persist && pins->meta->egress == SS_BREAKER_TCX)
		pins_remove(d->opt.name);
	if (pins->meta->egress == SS_BREAKER_CLSACT && !d->opt.egress &&
	    pins->meta->netns == meta_netns())
		egress_remove(pins->meta->ifindex);
	return d->opt.egress ? egress_attach(d) : 0;
}

/* Where libxdp's dispatcher is already, ours goes into it; but not one that would hold for ever. */
static bool is_dispatched(const struct datapath *d)
{
	if (d->opt.libxdp)
		return true;
	if (d->opt.generic || d->opt.hold || !dispatch_is_there(d->ifindex))
		return false;
	ss_warn("%s: libxdp's dispatcher is there, and is joined: should this be killed, the level "
		"holds until its time is over",
		d->ifname);
	return true;
}

/* What an earlier run has left in a dispatcher goes before this begins, or where that is taken
 * over, after. */
static int load_and_clear(struct datapath *d, struct pins *pins)
{
	int err = pins ? 0 : planes_clear(d->opt.name);

	if (err)
		return cannot_remove(d, err);
	d->dispatched = is_dispatched(d);
	if (d->dispatched && pins && pins->link >= 0)
		err = leave_link(d, pins); /* for a moment everything passes */
	if (err)
		return err;
	err = load_programs(d, d->opt.table, d->opt.text, pins ? pins->maps : NULL, &d->skel,
			    &d->image);
	if (err || !pins)
		return err;
	err = planes_clear(d->opt.name);
	return err ? cannot_remove(d, err) : 0;
}

static int begin_attach(struct datapath *d, struct pins *pins)
{
	if (d->dispatched)
		return 0; /* since it was loaded */
	return pins ? take_links(d, pins) : attach_in(d);
}

static int attach_all(struct datapath *d, struct pins *pins)
{
	int err = begin_attach(d, pins);

	if (!err && pins)
		err = take_egress(d, pins);
	else if (!err && d->opt.egress)
		err = egress_attach(d);
	return err == -ENODEV ? ss_error(err, "%s", d->ifname) : err;
}

int datapath_begin(struct datapath *d, struct pins *pins)
{
	int err = load_and_clear(d, pins);

	if (err)
		return err;
	err = make_plane(d);
	if (!err)
		err = pins ? take_state(d, pins->meta) : begin_state(d);
	if (err)
		return ss_error(err, "cannot set the first level");
	return attach_all(d, pins);
}
