// SPDX-License-Identifier: BSD-2-Clause
/*
 * XDP among other programs, by libxdp's dispatcher: an XDP program that calls one
 * program after the other, ours first, and the next ones for what ours lets pass.
 * libxdp pins all of that, so it does not go with its owner as a link does: what
 * ends the level of one that was killed is its time.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"
#include "libxdp.h"

#define DISPATCHER "xdp_dispatcher"
#define PRIORITY   5 /* before those that say nothing (50), and xdp-filter's (10) */

bool dispatch_is_there(int ifindex)
{
	char name[BPF_OBJ_NAME_LEN];

	return attach_other(ifindex, name) && !strcmp(name, DISPATCHER);
}

static struct xdp_multiprog *open_multi(const struct libxdp *x, int ifindex)
{
	struct xdp_multiprog *multi = x->get_multi(ifindex);

	return multi && !x->get_error(multi) ? multi : NULL;
}

/* Is program ID in the dispatcher there? */
static bool has(const struct libxdp *x, int ifindex, uint32_t id)
{
	struct xdp_multiprog *multi = open_multi(x, ifindex);
	struct xdp_program *p = NULL;
	bool found = false;

	if (!multi)
		return false;
	while (!x->is_legacy(multi) && !found && (p = x->next(p, multi)))
		found = x->id(p) == id;
	x->close_multi(multi);
	return found;
}

static enum libxdp_mode mode_at(const struct libxdp *x, int ifindex)
{
	struct xdp_multiprog *multi = open_multi(x, ifindex);
	enum libxdp_mode mode = multi ? x->mode(multi) : LIBXDP_UNSPEC;

	if (multi)
		x->close_multi(multi);
	return mode;
}

static int refused(struct datapath *d, const struct libxdp *x, int err)
{
	if (err == -EBUSY || err == -EEXIST)
		return attach_is_taken(d);
	/* Before, what extends a program could not hand its packet on to a function. */
	if (!x->id(d->shared))
		return ss_bpf_error(err, "cannot load the XDP program into libxdp's dispatcher, "
					 "which takes Linux 5.18 or later");
	return ss_error(err, "%s: libxdp cannot put a program in its dispatcher%s%s", d->ifname,
			*libxdp_said() ? ": " : "", libxdp_said());
}

/* As libxdp does where the kernel allows no dispatcher, which is not what was asked for. */
static int left_alone(struct datapath *d, const struct libxdp *x, enum libxdp_mode mode)
{
	x->detach(d->shared, d->ifindex, mode, 0);
	ss_error(0,
		 "%s: libxdp has no dispatcher here: the kernel lets no program extend another "
		 "(lockdown, an old kernel), or there is no bpffs",
		 d->ifname);
	return -EOPNOTSUPP;
}

static int attach(struct datapath *d, const struct libxdp *x)
{
	enum libxdp_mode there = mode_at(x, d->ifindex), mode = there ?: LIBXDP_NATIVE;
	int err;

	if (mode == LIBXDP_SKB && d->opt.require_native)
		return ss_error(0, "%s: its XDP is generic; --require-native", d->ifname),
		       -EOPNOTSUPP;
	err = x->attach(d->shared, d->ifindex, mode, 0);
	/* Loaded, and yet not attached: it is the driver that refuses. */
	if (err && x->id(d->shared) && !there && !d->opt.require_native) {
		mode = LIBXDP_SKB;
		err = x->attach(d->shared, d->ifindex, mode, 0);
	}
	if (err)
		return refused(d, x, err);
	if (!has(x, d->ifindex, x->id(d->shared)))
		return left_alone(d, x, mode);
	d->dispatcher = 0;
	d->mode = SS_BREAKER_DISPATCHED;
	snprintf(d->why, sizeof(d->why), "%s, by libxdp's dispatcher",
		 mode == LIBXDP_SKB ? "generic" : "native");
	return 0;
}

int dispatch_attach(struct datapath *d)
{
	const char *why = "";
	const struct libxdp *x = libxdp_load(&why);

	return x ? attach(d, x) : (ss_error(0, "--libxdp: %s", why), -ENOTSUP);
}

/* Who meets it later finds out by these what it is: a program that runs keeps them. */
static int leave_word(struct breaker_bpf *skel)
{
	if (bpf_prog_bind_map(bpf_program__fd(skel->progs.breaker_in),
			      bpf_map__fd(skel->maps.breaker_meta), NULL))
		return ss_error(-errno, "cannot say what runs");
	return 0;
}

/* libxdp loads it: for a place in its dispatcher.  Until the tables are filled everything passes.
 */
int dispatch_load(struct datapath *d, struct breaker_bpf *skel)
{
	struct libxdp_program_opts o = {
		.sz = sizeof(o),
		.obj = skel->obj,
		.prog_name = "breaker_in",
	};
	const char *why = "";
	const struct libxdp *x = libxdp_load(&why);
	long err;

	if (!x)
		return ss_error(0, "--libxdp: %s", why), -ENOTSUP;
	d->shared = x->create(&o);
	err = d->shared ? x->get_error(d->shared) : -ENOMEM;
	if (err) {
		d->shared = NULL;
		return ss_bpf_error(err, "cannot open the BPF programs by libxdp");
	}
	err = x->set_run_prio(d->shared, PRIORITY);
	if (!err)
		err = attach(d, x);
	return err ? err : leave_word(skel);
}

/* To look into a dispatcher takes its time, so only another one than the last is looked into. */
bool dispatch_holds(struct datapath *d)
{
	char name[BPF_OBJ_NAME_LEN];
	uint32_t id = attach_other(d->ifindex, name);
	const char *why;
	const struct libxdp *x = libxdp_load(&why);

	if (!id || !x)
		return false;
	if (id != d->dispatcher && !has(x, d->ifindex, x->id(d->shared)))
		return false;
	d->dispatcher = id;
	return true;
}

void dispatch_close(struct datapath *d)
{
	const char *why;
	const struct libxdp *x = libxdp_load(&why);

	if (!d->shared || !x)
		return;
	if (!d->pinned && has(x, d->ifindex, x->id(d->shared)))
		x->detach(d->shared, d->ifindex, mode_at(x, d->ifindex), 0);
	x->close(d->shared);
	d->shared = NULL;
}

int dispatch_remove(int ifindex, uint32_t program)
{
	const char *why = "";
	const struct libxdp *x = libxdp_load(&why);
	struct xdp_program *p;
	int err;

	if (!x)
		return ss_error(0,
				"cannot take program %u out of the dispatcher, where it passes "
				"everything: %s",
				program, why),
		       -ENOTSUP;
	if (!has(x, ifindex, program))
		return 0;
	p = x->from_id(program);
	if (!p || x->get_error(p))
		return -ENOENT;
	err = x->detach(p, ifindex, mode_at(x, ifindex), 0);
	x->close(p);
	return err;
}
