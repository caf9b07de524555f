// SPDX-License-Identifier: BSD-2-Clause
/*
 * Conversations over a network that may drop them, for the tests of ss-breaker.
 *
 * talk serve FILE PROTO/PORT...        echo what comes, on IPv4 and IPv6; FILE says that it listens
 * talk tcp|udp ADDRESS PORT [TOS]      0 if an answer comes
 * talk ping ADDRESS                    the same by an echo of ICMP
 * talk hold ADDRESS PORT               a TCP connection: each line of input is sent, "ok" or "lost"
 * talk big ADDRESS PORT                a datagram that needs fragments; 0 if its answer comes
 * talk raw INTERFACE HEX...            send these frames as they are
 * talk patient ...                     the same, and it tries longer
 * An answer that has not come after three tries of 300 ms is not coming (1); a busy machine may be
 * late, and who is patient tries for five seconds.  Whoever is told that nobody is there has not
 * met with silence (2).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 300
#define SERVERS 64

static int tries = 3;

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(2);
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t address(union address *a, const char *text, const char *port)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(atoi(port));
		return sizeof(a->v4);
	}
	must(inet_pton(AF_INET6, text, &a->v6.sin6_addr) == 1, text);
	a->v6.sin6_family = AF_INET6;
	a->v6.sin6_port = htons(atoi(port));
	return sizeof(a->v6);
}

static bool readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

static int listen_on(const char *what)
{
	bool tcp = !strncmp(what, "tcp/", 4);
	union address any;
	socklen_t len = address(&any, "::", what + 4);
	int fd = socket(AF_INET6, tcp ? SOCK_STREAM : SOCK_DGRAM, 0), on = 1;

	must(fd >= 0, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	must(!bind(fd, &any.any, len), what);
	must(!tcp || !listen(fd, 16), what);
	return fd;
}

/* Datagrams and connections alike; one that has ended is forgotten. */
static int serve(int count, char **args)
{
	struct pollfd fds[SERVERS];
	bool listens[SERVERS] = { false };
	int n = 0;

	for (int i = 1; i < count && n < SERVERS; i++) {
		listens[n] = !strncmp(args[i], "tcp/", 4);
		fds[n++] = (struct pollfd){ .fd = listen_on(args[i]), .events = POLLIN };
	}
	close(open(args[0], O_WRONLY | O_CREAT, 0644));
	while (poll(fds, n, -1) >= 0)
		for (int i = 0; i < n; i++) {
			union address from;
			socklen_t size = sizeof(from);
			char buf[8192];
			ssize_t got;

			if (!fds[i].revents)
				continue;
			if (listens[i]) {
				int fd = accept(fds[i].fd, NULL, NULL);

				if (fd >= 0 && n < SERVERS) {
					listens[n] = false;
					fds[n++] = (struct pollfd){ .fd = fd, .events = POLLIN };
				}
				continue;
			}
			got = recvfrom(fds[i].fd, buf, sizeof(buf), 0, &from.any, &size);
			if (got > 0)
				sendto(fds[i].fd, buf, got, MSG_NOSIGNAL, size ? &from.any : NULL,
				       size);
			else if (got == 0 || errno != EAGAIN)
				fds[i].fd = -fds[i].fd - 1; /* poll passes it over */
		}
	return 0;
}

static int connected(int type, const char *to, const char *port, const char *tos)
{
	union address a;
	socklen_t len = address(&a, to, port);
	int fd = socket(a.any.sa_family, type | SOCK_NONBLOCK, 0), value = tos ? atoi(tos) : 0;
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int err = 0;
	socklen_t size = sizeof(err);

	must(fd >= 0, "socket");
	if (a.any.sa_family == AF_INET)
		setsockopt(fd, IPPROTO_IP, IP_TOS, &value, sizeof(value));
	else
		setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &value, sizeof(value));
	if (!connect(fd, &a.any, len))
		return fd;
	must(errno == EINPROGRESS, "connect");
	if (poll(&p, 1, tries * WAIT_MS) <= 0)
		return -1;
	must(!getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &size), "getsockopt");
	errno = err;
	must(!err || err == ETIMEDOUT, "connect");
	return err ? -1 : fd;
}

static bool echoed(int fd, size_t size)
{
	bool refused = false;
	char buf[8192];

	memset(buf, 'x', size);
	for (int i = 0; i < tries; i++) {
		errno = 0;
		if (send(fd, buf, size, MSG_NOSIGNAL) >= 0 && readable(fd, WAIT_MS) &&
		    recv(fd, buf, sizeof(buf), 0) > 0)
			return true;
		refused |= errno == ECONNREFUSED;
	}
	if (refused) {
		fprintf(stderr, "refused\n");
		exit(2);
	}
	return false;
}

static int once(int type, int count, char **args, size_t size)
{
	int fd = connected(type, args[0], args[1], count > 2 ? args[2] : NULL);

	return fd >= 0 && echoed(fd, size) ? 0 : 1;
}

static int hold(char **args)
{
	int fd = connected(SOCK_STREAM, args[0], args[1], NULL);
	char line[256];

	setvbuf(stdout, NULL, _IOLBF, 0);
	puts(fd >= 0 ? "open" : "refused");
	while (fd >= 0 && fgets(line, sizeof(line), stdin))
		puts(echoed(fd, 4) ? "ok" : "lost");
	return fd < 0;
}

static int ping(const char *to)
{
	union address a;
	socklen_t len = address(&a, to, "0");
	bool six = a.any.sa_family == AF_INET6;
	int fd = socket(a.any.sa_family, SOCK_RAW, six ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP);
	uint8_t packet[16] = { six ? ICMP6_ECHO_REQUEST : ICMP_ECHO }, buf[256];

	must(fd >= 0, "socket");
	packet[4] = getpid();
	packet[5] = getpid() >> 8;
	if (!six) {
		uint32_t sum = packet[0] + packet[4] + (packet[5] << 8);

		sum = ~((sum & 0xffff) + (sum >> 16));
		packet[2] = sum;
		packet[3] = sum >> 8;
	}
	for (int i = 0; i < tries; i++) {
		must(sendto(fd, packet, sizeof(packet), 0, &a.any, len) > 0, "sendto");
		while (readable(fd, WAIT_MS)) {
			ssize_t n = recv(fd, buf, sizeof(buf), 0);
			size_t at = six ? 0 : 20;

			if (n >= (ssize_t)(at + 8) &&
			    buf[at] == (six ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) &&
			    !memcmp(buf + at + 4, packet + 4, 2))
				return 0;
		}
	}
	return 1;
}

static int raw(int count, char **args)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(args[0]) };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));

	must(fd >= 0 && to.sll_ifindex, args[0]);
	for (int i = 1; i < count; i++) {
		uint8_t frame[2048];
		size_t n = 0;

		for (const char *c = args[i]; *c && n < sizeof(frame); c += 2) {
			const char pair[3] = { c[0], c[1], 0 };

			frame[n++] = strtoul(pair, NULL, 16);
			if (!c[1])
				break;
		}
		must(sendto(fd, frame, n, 0, (struct sockaddr *)&to, sizeof(to)) == (ssize_t)n,
		     "sendto");
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what;

	if (argc > 1 && !strcmp(argv[1], "patient")) {
		tries = 5000 / WAIT_MS;
		argc--, argv++;
	}
	what = argc > 2 ? argv[1] : "";
	if (!strcmp(what, "serve"))
		return serve(argc - 2, argv + 2);
	if (!strcmp(what, "ping"))
		return ping(argv[2]);
	if (!strcmp(what, "raw"))
		return raw(argc - 2, argv + 2);
	if (argc > 3 && !strcmp(what, "hold"))
		return hold(argv + 2);
	if (argc > 3 && !strcmp(what, "big"))
		return once(SOCK_DGRAM, argc - 2, argv + 2, 4000);
	if (argc > 3 && (!strcmp(what, "tcp") || !strcmp(what, "udp")))
		return once(*what == 't' ? SOCK_STREAM : SOCK_DGRAM, argc - 2, argv + 2, 4);
	fprintf(stderr, "usage: talk serve|tcp|udp|ping|hold|big|raw ...\n");
	return 2;
}
