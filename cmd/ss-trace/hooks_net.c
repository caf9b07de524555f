// SPDX-License-Identifier: BSD-2-Clause
/* How what happens on sockets is seen. */
#include "hooks.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"

#define CGROUP_UNIX_CONNECT 49 /* BPF_CGROUP_UNIX_CONNECT of Linux 6.7 */
#define SOCKETS_FEW	    16 /* in maps that are not used */

/* What no other part gives; with the state of TCP comes whose the sockets are. */
#define TCP_STATE                                                                                  \
	{ "on_sock_state", NULL },                                                                 \
	{                                                                                          \
		"seed_sockets", NULL                                                               \
	}
#define PACKETS                                                                                    \
	{ "on_egress", NULL },                                                                     \
	{                                                                                          \
		"on_ingress", NULL                                                                 \
	}

#define UNIX  "Unix sockets: "
#define UDP   "UDP: "
#define EARLY "TCP attempts that fail before a packet is sent: "

static const struct hook_way ways[] = {
	{ SS_EVENT_NET_CONNECT, HOOK_TP_BTF, false, "tp_btf/inet_sock_set_state", { TCP_STATE } },
	{ SS_EVENT_NET_CONNECT,
	  HOOK_FEXIT,
	  false,
	  EARLY "fexit/tcp_v4_connect",
	  { { "on_tcp4_connect", NULL }, { "on_tcp6_connect", NULL } } },
	{ SS_EVENT_NET_CONNECT,
	  HOOK_FEXIT,
	  false,
	  UDP "fexit/__ip4_datagram_connect",
	  { { "on_udp4_connect", NULL }, { "on_udp6_connect", NULL } } },
	{ SS_EVENT_NET_CONNECT,
	  HOOK_CGROUP,
	  false,
	  UDP "cgroup/connect4",
	  { { "on_cgroup_connect4", NULL }, { "on_cgroup_connect6", NULL } } },
	{ SS_EVENT_NET_CONNECT,
	  HOOK_FEXIT,
	  false,
	  UNIX "fexit/unix_stream_connect",
	  { { "on_unix_stream_connect", NULL }, { "on_unix_dgram_connect", NULL } } },
	{ SS_EVENT_NET_CONNECT,
	  HOOK_CGROUP,
	  false,
	  UNIX "cgroup/connect_unix",
	  { { "on_cgroup_connect_unix", NULL } } },

	{ SS_EVENT_NET_ACCEPT,
	  HOOK_FEXIT,
	  false,
	  "fexit/inet_csk_accept",
	  { { "on_inet_accept", NULL }, TCP_STATE } },
	{ SS_EVENT_NET_ACCEPT, HOOK_TP_BTF, false, "tp_btf/inet_sock_set_state", { TCP_STATE } },
	{ SS_EVENT_NET_ACCEPT,
	  HOOK_FEXIT,
	  false,
	  UNIX "fexit/unix_accept",
	  { { "on_unix_accept", NULL } } },

	{ SS_EVENT_NET_LISTEN,
	  HOOK_FEXIT,
	  false,
	  "fexit/inet_listen",
	  { { "on_inet_listen", NULL }, TCP_STATE } },
	{ SS_EVENT_NET_LISTEN, HOOK_TP_BTF, false, "tp_btf/inet_sock_set_state", { TCP_STATE } },
	{ SS_EVENT_NET_LISTEN,
	  HOOK_FEXIT,
	  false,
	  UNIX "fexit/unix_listen",
	  { { "on_unix_listen", NULL } } },

	{ SS_EVENT_NET_BIND,
	  HOOK_FEXIT,
	  false,
	  "fexit/inet_bind",
	  { { "on_inet_bind", NULL }, { "on_inet6_bind", NULL } } },
	{ SS_EVENT_NET_BIND,
	  HOOK_CGROUP,
	  false,
	  "cgroup/post_bind4",
	  { { "on_cgroup_bind4", NULL }, { "on_cgroup_bind6", NULL } } },
	{ SS_EVENT_NET_BIND,
	  HOOK_FEXIT,
	  false,
	  UNIX "fexit/unix_bind",
	  { { "on_unix_bind", NULL } } },

	{ SS_EVENT_NET_CLOSE, HOOK_TP_BTF, false, "tp_btf/inet_sock_set_state", { TCP_STATE } },
	{ SS_EVENT_NET_CLOSE,
	  HOOK_CGROUP,
	  false,
	  UDP "cgroup/sock_release",
	  { { "on_sock_release", NULL } } },

	{ SS_EVENT_DNS_QUERY, HOOK_CGROUP, false, "cgroup_skb", { PACKETS, TCP_STATE } },
	{ SS_EVENT_DNS_ANSWER, HOOK_CGROUP, false, "cgroup_skb", { PACKETS, TCP_STATE } },
	{ SS_EVENT_TLS_HELLO, HOOK_CGROUP, false, "cgroup_skb", { PACKETS, TCP_STATE } },
};

static int prepare(struct trace *t)
{
	struct trace_bpf *skel = t->skel;
	bool used = hooks_use(t, "on_sock_state");
	int err = 0;

	/* The section's name is one that libbpf knows whatever its version. */
	bpf_program__set_expected_attach_type(skel->progs.on_cgroup_connect_unix,
					      (enum bpf_attach_type)CGROUP_UNIX_CONNECT);
	skel->rodata->accept_on_call = hooks_use(t, "on_inet_accept");
	skel->rodata->listen_on_call = hooks_use(t, "on_inet_listen");
	if (!used && !hooks_use(t, "on_cgroup_connect4") && !hooks_use(t, "on_udp4_connect"))
		err = bpf_map__set_max_entries(skel->maps.owners, SOCKETS_FEW);
	if (!err && !used)
		err = bpf_map__set_max_entries(skel->maps.listeners, SOCKETS_FEW);
	return err ? ss_bpf_error(err, "cannot set up the maps of sockets") : 0;
}

static int read_to_end(int fd)
{
	char nothing[64];
	ssize_t n;

	do
		n = read(fd, nothing, sizeof(nothing));
	while (n > 0);
	return n ? -errno : 0;
}

int net_seed(struct trace *t)
{
	int fd, err;

	for (size_t i = 0; i < t->link_count; i++) {
		if (strcmp(t->links[i].use->program, "seed_sockets"))
			continue;
		fd = bpf_iter_create(bpf_link__fd(t->links[i].link));
		if (fd < 0)
			return ss_bpf_error(-errno, "cannot open the iterator of files");
		err = read_to_end(fd);
		close(fd);
		return err ? ss_error(err, "cannot read the sockets there are") : 0;
	}
	return 0;
}

const struct hook_domain net_hooks = { ways, sizeof(ways) / sizeof(ways[0]), prepare };
