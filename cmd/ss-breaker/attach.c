// SPDX-License-Identifier: BSD-2-Clause
/*
 * XDP at an interface, by a link: it goes when the last who holds it goes, and nobody
 * else can take it off or put another program in its place.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"

/* The kernel says of an interface that is no more that the call is wrong. */
static int create(const struct datapath *d, uint32_t flags)
{
	LIBBPF_OPTS(bpf_link_create_opts, o, .flags = flags);
	int fd = bpf_link_create(bpf_program__fd(d->skel->progs.breaker_in), d->ifindex, BPF_XDP,
				 &o),
	    err = -errno;

	if (fd >= 0)
		return fd;
	return attach_is_gone(d) ? -ENODEV : err;
}

bool attach_is_gone(const struct datapath *d)
{
	char name[IF_NAMESIZE];

	return !if_indextoname(d->ifindex, name);
}

/* The program that is there already: its id, 0 if there is none. */
uint32_t attach_other(int ifindex, char name[BPF_OBJ_NAME_LEN])
{
	LIBBPF_OPTS(bpf_xdp_query_opts, o);
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info), id = 0;
	int fd;

	if (!bpf_xdp_query(ifindex, 0, &o))
		id = o.prog_id ?: o.drv_prog_id ?: o.skb_prog_id ?: o.hw_prog_id;
	fd = id ? bpf_prog_get_fd_by_id(id) : -1;
	if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &len))
		info.name[0] = '\0';
	if (fd >= 0)
		close(fd);
	memcpy(name, info.name, BPF_OBJ_NAME_LEN);
	return id;
}

int attach_is_taken(struct datapath *d)
{
	char other[BPF_OBJ_NAME_LEN];
	uint32_t id = attach_other(d->ifindex, other);

	ss_error(0, "%s has an XDP program already: %s (program %u)%s%s", d->ifname,
		 *other ? other : "another program", id,
		 strcmp(other, "breaker_in") ? "" : ", whose instance 'ss-breaker status' shows",
		 d->opt.libxdp ? ", which is no dispatcher of libxdp, or not of its version" : "");
	return -EBUSY;
}

/* Why a driver may refuse, as far as its error says so. */
static void explain(struct datapath *d, int err)
{
	const char *why;

	switch (err) {
	case -EOPNOTSUPP: why = "the driver has no native XDP"; break;
	case -ERANGE:
	case -EINVAL: why = "the driver refuses (MTU, LRO or other offloads, queues)"; break;
	case -ENOSPC:
	case -ENOMEM: why = "the driver has too few queues or too little memory"; break;
	default: why = "the driver refuses"; break;
	}
	snprintf(d->why, sizeof(d->why), "%s: %s", why, strerror(-err));
}

static int attach_generic(struct datapath *d)
{
	d->link = create(d, XDP_FLAGS_SKB_MODE);
	if (d->link == -EBUSY || d->link == -EEXIST)
		return attach_is_taken(d);
	if (d->link == -ENODEV)
		return d->link;
	if (d->link < 0)
		return ss_bpf_error(d->link, "cannot attach the XDP program");
	d->mode = SS_BREAKER_GENERIC;
	return 0;
}

int attach_in(struct datapath *d)
{
	d->why[0] = '\0';
	d->mode = SS_BREAKER_NATIVE;
	if (d->opt.generic) {
		snprintf(d->why, sizeof(d->why), "it was asked for");
		return attach_generic(d);
	}
	d->link = create(d, XDP_FLAGS_DRV_MODE);
	if (d->link >= 0)
		return 0;
	if (d->link == -EBUSY || d->link == -EEXIST)
		return attach_is_taken(d);
	if (d->link == -ENODEV)
		return d->link;
	if (d->link == -EPERM)
		return ss_bpf_error(d->link, "cannot attach the XDP program");
	explain(d, d->link);
	if (d->opt.require_native)
		return ss_error(0, "%s: %s; --require-native", d->ifname, d->why), -EOPNOTSUPP;
	ss_warn("%s: %s; generic XDP instead, which drops later and saves less", d->ifname, d->why);
	return attach_generic(d);
}

static int link_info(int link, struct bpf_link_info *info)
{
	uint32_t len = sizeof(*info);

	memset(info, 0, len);
	return link >= 0 && !bpf_obj_get_info_by_fd(link, info, &len) ? 0 : -ENOENT;
}

/* The kernel lets go of an interface that goes, and of a link that is detached by force. */
bool attach_holds(int link)
{
	struct bpf_link_info info;

	return !link_info(link, &info) && info.xdp.ifindex;
}

int attach_end(int link)
{
	int err = 0;

	if (link < 0)
		return 0;
	if (bpf_link_detach(link) && errno != ENOLINK)
		err = -errno;
	close(link);
	return err;
}

uint32_t attach_id(int link)
{
	struct bpf_link_info info;

	return link_info(link, &info) ? 0 : info.id;
}
