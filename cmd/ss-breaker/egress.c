// SPDX-License-Identifier: BSD-2-Clause
/*
 * What goes out: by a link of tcx, which goes with us; before Linux 6.6 by a filter of
 * the queue, which would stay.  So the filter is a stub that jumps to the program in
 * an array, and the kernel empties such an array as soon as nobody holds it: after a
 * kill -9 the stub does nothing.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/progstat.h"
#include "breaker.skel.h"
#include "core/log.h"
#include "datapath_impl.h"

#ifndef BPF_TCX_EGRESS
#define BPF_TCX_EGRESS 47
#endif

static int jump_to(struct datapath *d)
{
	uint32_t zero = 0, program = bpf_program__fd(d->skel->progs.breaker_out);

	if (bpf_map_update_elem(d->plane.maps[SS_BREAKER_MAP_JUMP], &zero, &program, BPF_ANY))
		return -errno;
	return 0;
}

static int failed(int err, const char *what)
{
	return err == -ENODEV ? err : ss_bpf_error(err, what);
}

static int attach_filter(struct datapath *d)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = d->ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, o, .handle = SS_BREAKER_TC_HANDLE,
		    .priority = SS_BREAKER_TC_PRIORITY, .flags = BPF_TC_F_REPLACE,
		    .prog_fd = bpf_program__fd(d->skel->progs.breaker_stub));
	int err = bpf_tc_hook_create(&hook);

	if (err && err != -EEXIST)
		return failed(err, "cannot make a clsact queue");
	err = jump_to(d);
	if (!err)
		err = bpf_tc_attach(&hook, &o);
	if (err)
		return failed(err, "cannot attach the tc program");
	d->egress = SS_BREAKER_CLSACT;
	return 0;
}

int egress_attach(struct datapath *d)
{
	int fd = bpf_link_create(bpf_program__fd(d->skel->progs.breaker_out), d->ifindex,
				 BPF_TCX_EGRESS, NULL);

	if (fd >= 0) {
		d->out_link = fd;
		d->egress = SS_BREAKER_TCX;
		return 0;
	}
	if (errno == EPERM || errno == ENODEV)
		return failed(-errno, "cannot attach the tc program");
	return attach_filter(d);
}

/* Does the kernel know of any filter there?  In doubt it does. */
static bool has_filters(int fd, int ifindex, uint32_t parent)
{
	struct {
		struct nlmsghdr head;
		struct tcmsg tc;
	} ask = {
		.head = { .nlmsg_len = sizeof(ask),
			  .nlmsg_type = RTM_GETTFILTER,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.tc = { .tcm_family = AF_UNSPEC, .tcm_ifindex = ifindex, .tcm_parent = parent },
	};
	union {
		struct nlmsghdr head;
		char bytes[8192];
	} answer;

	if (send(fd, &ask, sizeof(ask), 0) < 0 || recv(fd, &answer, sizeof(answer), 0) <= 0)
		return true;
	return answer.head.nlmsg_type != NLMSG_DONE;
}

/* An empty queue of ours, or of somebody who has no use for it any more. */
static void remove_queue(int ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		return;
	if (!has_filters(fd, ifindex, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)) &&
	    !has_filters(fd, ifindex, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)))
		bpf_tc_hook_destroy(&hook);
	close(fd);
}

void egress_remove(int ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, o, .handle = SS_BREAKER_TC_HANDLE,
		    .priority = SS_BREAKER_TC_PRIORITY);

	if (!bpf_tc_detach(&hook, &o))
		remove_queue(ifindex);
}

static bool uses(uint32_t program, uint32_t map)
{
	int fd = bpf_prog_get_fd_by_id(program);
	bool found = fd >= 0 && ss_prog_uses(fd, map);

	if (fd >= 0)
		close(fd);
	return found;
}

void egress_remove_by(uint32_t jump)
{
	struct if_nameindex *all = if_nameindex();

	for (size_t i = 0; all && all[i].if_index; i++) {
		LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = all[i].if_index,
			    .attach_point = BPF_TC_EGRESS);
		LIBBPF_OPTS(bpf_tc_opts, o, .handle = SS_BREAKER_TC_HANDLE,
			    .priority = SS_BREAKER_TC_PRIORITY);

		if (!bpf_tc_query(&hook, &o) && uses(o.prog_id, jump))
			egress_remove(all[i].if_index);
	}
	if_freenameindex(all);
}

/* Somebody may have deleted the queue, or detached the link by force. */
bool egress_holds(const struct datapath *d)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = d->ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, o, .handle = SS_BREAKER_TC_HANDLE,
		    .priority = SS_BREAKER_TC_PRIORITY);

	if (d->egress == SS_BREAKER_TCX)
		return attach_holds(d->out_link);
	return d->egress != SS_BREAKER_CLSACT || !bpf_tc_query(&hook, &o);
}

void egress_detach(struct datapath *d)
{
	if (d->out_link >= 0)
		close(d->out_link);
	d->out_link = -1;
	if (d->egress == SS_BREAKER_CLSACT)
		egress_remove(d->ifindex);
	d->egress = SS_BREAKER_NO_EGRESS;
}
