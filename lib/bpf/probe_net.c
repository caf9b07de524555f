// SPDX-License-Identifier: BSD-2-Clause
/* Packets: on interfaces in a network namespace, and in a cgroup, that exist for the probe only. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/probe_impl.h"
#include "bpf/reason.h"

#define LO 1 /* the index of lo in every network namespace */

/*
 * Load, then attach in a network namespace of a child.  Who may not make one may
 * still attach to the interfaces there are: then loading has to do as the answer.
 */
static int load_and_try(struct ss_probe_result *r, enum bpf_prog_type type, int ret,
			int (*attach)(struct ss_probe_result *r, int prog))
{
	int prog = ss_try_load_return(r, type, ret), err;
	char names[80];

	if (prog < 0)
		return prog;
	if (ss_caps_missing(SS_CAP(CAP_NET_ADMIN), names, sizeof(names)))
		err = ss_tried(r, "attach", -EPERM);
	else if (ss_caps_missing(SS_CAP(CAP_SYS_ADMIN), names, sizeof(names)))
		err = ss_tried(r, "attach not tried, for want of CAP_SYS_ADMIN", 0);
	else
		err = ss_in_child(r, CLONE_NEWNET, prog, attach);
	close(prog);
	return err;
}

static int attach_xdp(struct ss_probe_result *r, int ifindex, int prog, __u32 flags)
{
	int err = bpf_xdp_attach(ifindex, prog, flags, NULL);

	ss_tried(r, "attach", err);
	if (!err)
		bpf_xdp_detach(ifindex, flags, NULL);
	return err;
}

static int xdp_on_lo(struct ss_probe_result *r, int prog)
{
	return attach_xdp(r, LO, prog, XDP_FLAGS_SKB_MODE);
}

static int talk_netlink(const void *request, size_t size)
{
	struct {
		struct nlmsghdr head;
		struct nlmsgerr body;
	} answer = { .body.error = -EIO };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (send(fd, request, size, 0) < 0 || recv(fd, &answer, sizeof(answer), 0) < 0)
		err = -errno;
	close(fd);
	return err ?: answer.body.error;
}

/* "ip link add ss0 type veth" */
static int add_veth(void)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
		struct rtattr name;
		char name_text[4];
		struct rtattr info;
		struct rtattr kind;
		char kind_text[4];
	} request = {
		.head = { .nlmsg_len = sizeof(request),
			  .nlmsg_type = RTM_NEWLINK,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL },
		.name = { RTA_LENGTH(sizeof("ss0")), IFLA_IFNAME },
		.name_text = "ss0",
		.info = { RTA_LENGTH(RTA_SPACE(4)), IFLA_LINKINFO },
		.kind = { RTA_LENGTH(4), IFLA_INFO_KIND },
		.kind_text = { 'v', 'e', 't', 'h' },
	};

	return talk_netlink(&request, sizeof(request));
}

static int xdp_on_veth(struct ss_probe_result *r, int prog)
{
	int err = ss_tried(r, "make a veth", add_veth());

	return err ?: attach_xdp(r, (int)if_nametoindex("ss0"), prog, XDP_FLAGS_DRV_MODE);
}

static int tc_on_lo(struct ss_probe_result *r, int prog)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = LO, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = prog);
	int err = ss_tried(r, "clsact", bpf_tc_hook_create(&hook));

	return err ?: ss_tried(r, "attach", bpf_tc_attach(&hook, &opts));
}

int ss_probe_xdp_generic(struct ss_probe_result *r)
{
	return load_and_try(r, BPF_PROG_TYPE_XDP, XDP_PASS, xdp_on_lo);
}

int ss_probe_xdp_native(struct ss_probe_result *r)
{
	return load_and_try(r, BPF_PROG_TYPE_XDP, XDP_PASS, xdp_on_veth);
}

int ss_probe_tc(struct ss_probe_result *r)
{
	return load_and_try(r, BPF_PROG_TYPE_SCHED_CLS, 0, tc_on_lo);
}

static int attach_to_cgroup(struct ss_probe_result *r, int parent, const char *name, int prog)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	if (fd < 0)
		return ss_tried(r, "open the cgroup", -errno);
	err = bpf_prog_attach(prog, fd, BPF_CGROUP_INET_EGRESS, BPF_F_ALLOW_MULTI);
	ss_tried(r, "attach", err);
	if (!err)
		bpf_prog_detach2(prog, fd, BPF_CGROUP_INET_EGRESS);
	close(fd);
	return err;
}

/* In a child so that the cgroup goes away even if somebody kills us. */
static int in_new_cgroup(struct ss_probe_result *r, int prog)
{
	char path[256], name[32];
	int err = ss_find_mount("cgroup2", path, sizeof(path)), fd;

	if (err)
		return ss_tried(r, "find cgroup v2", err);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ss_tried(r, path, -errno);
	snprintf(name, sizeof(name), "ss-doctor.%d", (int)getpid());
	if (mkdirat(fd, name, 0700)) {
		err = ss_tried(r, "make a cgroup", -errno);
	} else {
		err = attach_to_cgroup(r, fd, name, prog);
		unlinkat(fd, name, AT_REMOVEDIR);
	}
	close(fd);
	return err;
}

int ss_probe_cgroup_skb(struct ss_probe_result *r)
{
	int prog = ss_try_load_return(r, BPF_PROG_TYPE_CGROUP_SKB, 1), err;

	if (prog < 0)
		return prog;
	err = ss_in_child(r, 0, prog, in_new_cgroup);
	close(prog);
	if (err == -EROFS)
		r->why = "cgroup v2 is mounted read-only here";
	return err;
}
