// SPDX-License-Identifier: BSD-2-Clause
/*
 * breaker_talk serve WHAT...: answer on these ports with what was sent; says "ready".
 * breaker_talk ask ADDRESS WHAT...: ask all of these at once, and say "WHAT yes" or "no"
 *     for each: an answer within half a second, from the second attempt too.  A busy machine
 *     may be late: +WHAT is asked for five seconds.
 * breaker_talk hold ADDRESS PORT: keep a TCP connection; for each line that is read
 *     a byte goes there and back, "yes", or not, "no": in 700 ms, or, for the line "yes", in ten
 *     seconds.
 * breaker_talk names: a server of DNS on port 53: any name has the address 192.0.2.7; says "ready".
 * breaker_talk sink PORT: a socket of UDP that nobody reads; says "ready".
 * breaker_talk txvlan INTERFACE on|off: are VLAN tags put aside before XDP sees them?
 * WHAT: udp/53, udp/53/4000 (so many bytes), tcp/22, icmp.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WHATS	   64
#define TRY_MS	   250
#define TRIES	   2
#define PATIENCE   20 /* tries */
#define BYTES_MAX  8000
#define CONNS	   64
#define STREAM_SAY "hello"

enum kind { UDP, TCP, ICMP };

struct what {
	const char *text;
	enum kind kind;
	uint16_t port;
	size_t bytes;
	int fd;
	bool wanted;			/* there is to be an answer */
	bool connected, answered, over; /* over: it was refused */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct what parse_what(const char *text)
{
	struct what w = { .wanted = *text == '+', .fd = -1 };
	unsigned int port = 0, bytes = 32;

	text += w.wanted;
	w.text = text;

	if (!strcmp(text, "icmp")) {
		w.kind = ICMP;
		return w;
	}
	if (sscanf(text, "udp/%u/%u", &port, &bytes) >= 1)
		w.kind = UDP;
	else if (sscanf(text, "tcp/%u", &port) == 1)
		w.kind = TCP;
	else
		errx(2, "what is '%s'?", text);
	w.port = port;
	w.bytes = bytes > BYTES_MAX ? BYTES_MAX : bytes;
	return w;
}

/* --- serve ------------------------------------------------------------------------------- */

static int bind_to(const struct what *w)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(w->port) };
	int fd = socket(AF_INET6, w->kind == UDP ? SOCK_DGRAM : SOCK_STREAM, 0), on = 1;

	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) || (w->kind == TCP && listen(fd, 16)))
		err(1, "%s", w->text);
	return fd;
}

static void answer_datagram(int fd)
{
	struct sockaddr_in6 from;
	socklen_t len = sizeof(from);
	char buffer[BYTES_MAX];
	ssize_t n = recvfrom(fd, buffer, sizeof(buffer), 0, (struct sockaddr *)&from, &len);

	if (n >= 0)
		sendto(fd, buffer, n, 0, (struct sockaddr *)&from, len);
}

/* What a query becomes: RFC 1035, 4.1. */
static size_t as_answer(uint8_t *m, size_t n, size_t room)
{
	static const uint8_t address[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7 };
	size_t end = 12;

	while (end < n && m[end]) /* the name that is asked for */
		end += m[end] + 1;
	end += 5;
	if (end > n || end + sizeof(address) > room)
		return 0;
	m[2] = 0x80 | (m[2] & 1); /* a response, to who wished recursion or not */
	m[3] = 0x80;
	memset(m + 6, 0, 6);
	m[7] = m[end - 3] == 1; /* one answer, if it is the address that is asked for */
	if (!m[7])
		return end;
	memcpy(m + end, address, sizeof(address));
	return end + sizeof(address);
}

static _Noreturn void names(void)
{
	const struct what w = { .text = "names", .kind = UDP, .port = 53 };
	uint8_t m[512 + 16];
	int fd = bind_to(&w);

	puts("ready");
	fflush(stdout);
	for (;;) {
		struct sockaddr_in6 from;
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(fd, m, 512, 0, (struct sockaddr *)&from, &len);
		size_t answer = n < 17 ? 0 : as_answer(m, n, sizeof(m));

		if (answer)
			sendto(fd, m, answer, 0, (struct sockaddr *)&from, len);
	}
}

/* False: it is over. */
static bool answer_stream(int fd)
{
	char buffer[BYTES_MAX];
	ssize_t n = recv(fd, buffer, sizeof(buffer), 0);

	return n > 0 && send(fd, buffer, n, MSG_NOSIGNAL) == n;
}

static _Noreturn void serve(int count, char **texts)
{
	struct pollfd fds[WHATS + CONNS];
	struct what whats[WHATS];
	int n = count;

	for (int i = 0; i < count; i++) {
		whats[i] = parse_what(texts[i]);
		fds[i] = (struct pollfd){ .fd = bind_to(&whats[i]), .events = POLLIN };
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		poll(fds, n, -1);
		for (int i = n - 1; i >= 0; i--) {
			if (!fds[i].revents)
				continue;
			if (i >= count) {
				if (!answer_stream(fds[i].fd)) {
					close(fds[i].fd);
					fds[i] = fds[--n];
				}
			} else if (whats[i].kind == UDP) {
				answer_datagram(fds[i].fd);
			} else {
				int fd = accept(fds[i].fd, NULL, NULL);

				if (fd >= 0 && n < WHATS + CONNS)
					fds[n++] = (struct pollfd){ .fd = fd, .events = POLLIN };
				else if (fd >= 0)
					close(fd);
			}
		}
	}
}

/* --- ask --------------------------------------------------------------------------------- */

struct peer {
	struct sockaddr_storage addr;
	socklen_t len;
	int family;
};

static struct peer parse_address(const char *text)
{
	struct peer p = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };
	struct sockaddr_in6 *six = (void *)&p.addr;
	struct sockaddr_in *four = (void *)&p.addr;

	p.addr.ss_family = p.family;
	p.len = p.family == AF_INET6 ? sizeof(*six) : sizeof(*four);
	if (inet_pton(p.family, text,
		      p.family == AF_INET6 ? (void *)&six->sin6_addr : (void *)&four->sin_addr) !=
	    1)
		errx(2, "what address is '%s'?", text);
	return p;
}

static struct peer with_port(struct peer p, uint16_t port)
{
	if (p.family == AF_INET6)
		((struct sockaddr_in6 *)&p.addr)->sin6_port = htons(port);
	else
		((struct sockaddr_in *)&p.addr)->sin_port = htons(port);
	return p;
}

static int open_socket(const struct what *w, const struct peer *p)
{
	int type = w->kind == UDP ? SOCK_DGRAM : w->kind == TCP ? SOCK_STREAM : SOCK_RAW;
	int proto = w->kind != ICMP	    ? 0
		    : p->family == AF_INET6 ? (int)IPPROTO_ICMPV6
					    : (int)IPPROTO_ICMP;
	int fd = socket(p->family, type | SOCK_NONBLOCK, proto);

	if (fd < 0)
		err(1, "socket for %s", w->text);
	return fd;
}

static uint16_t sum(const void *data, size_t size)
{
	const uint16_t *words = data;
	uint32_t n = 0;

	for (size_t i = 0; i < size / 2; i++)
		n += words[i];
	n = (n & 0xffff) + (n >> 16);
	return ~(n + (n >> 16));
}

static void send_echo(const struct what *w, const struct peer *p)
{
	struct icmphdr echo = { .type = p->family == AF_INET6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO };

	echo.un.echo.id = htons(getpid() & 0xffff);
	echo.checksum = p->family == AF_INET6 ? 0 : sum(&echo, sizeof(echo));
	sendto(w->fd, &echo, sizeof(echo), 0, (const struct sockaddr *)&p->addr, p->len);
}

static void try_once(struct what *w, const struct peer *p)
{
	const struct peer to = with_port(*p, w->port);
	char data[BYTES_MAX] = "breaker";

	if (w->answered)
		return;
	if (w->kind == TCP) {
		if (w->fd < 0) {
			w->fd = open_socket(w, p);
			connect(w->fd, (const struct sockaddr *)&to.addr, to.len);
		}
		return; /* the kernel tries again by itself, after a second: too late */
	}
	if (w->fd < 0)
		w->fd = open_socket(w, p);
	if (w->kind == ICMP)
		send_echo(w, p);
	else
		sendto(w->fd, data, w->bytes, 0, (const struct sockaddr *)&to.addr, to.len);
}

/* A raw socket hears all ICMP of the namespace. */
static bool is_echo_reply(int family, const uint8_t *data, ssize_t n)
{
	size_t at = family == AF_INET6 ? 0 : (data[0] & 15) * 4;

	return n >= (ssize_t)at + 8 &&
	       data[at] == (family == AF_INET6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) &&
	       (data[at + 4] << 8 | data[at + 5]) == (getpid() & 0xffff);
}

static void look(struct what *w, int family, short events)
{
	uint8_t data[BYTES_MAX];
	int error = 0;
	socklen_t len = sizeof(error);
	ssize_t n;

	if (w->kind == TCP && !w->connected && events & (POLLOUT | POLLERR | POLLHUP)) {
		getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &len);
		w->connected = !error && !(events & (POLLERR | POLLHUP)) &&
			       send(w->fd, STREAM_SAY, 5, MSG_NOSIGNAL) == 5;
		return;
	}
	n = recv(w->fd, data, sizeof(data), 0);
	if (n > 0 && (w->kind != ICMP || is_echo_reply(family, data, n)))
		w->answered = w->kind != UDP || (size_t)n == w->bytes;
}

static void wait_for_answers(struct what *whats, int count, int family, int64_t until)
{
	struct pollfd fds[WHATS];

	for (int64_t left; (left = until - now_ms()) > 0;) {
		int open = 0;

		for (int i = 0; i < count; i++) {
			struct what *w = &whats[i];

			fds[i] = (struct pollfd){ .fd = w->answered || w->over ? -1 : w->fd,
						  .events = w->kind == TCP && !w->connected
								    ? POLLOUT
								    : POLLIN };
			open += !w->answered && !w->over;
		}
		if (!open || poll(fds, count, left) <= 0)
			return;
		for (int i = 0; i < count; i++)
			if (fds[i].revents)
				look(&whats[i], family, fds[i].revents);
		for (int i = 0; i < count; i++)
			if (whats[i].kind == TCP && fds[i].revents & (POLLERR | POLLHUP))
				whats[i].over = true;
	}
}

static bool is_missing(const struct what *whats, int count)
{
	for (int i = 0; i < count; i++)
		if (whats[i].wanted && !whats[i].answered)
			return true;
	return false;
}

static void ask(const char *address, int count, char **texts)
{
	struct peer p = parse_address(address);
	struct what whats[WHATS];

	for (int i = 0; i < count; i++)
		whats[i] = parse_what(texts[i]);
	for (int try = 0; try < (is_missing(whats, count) ? PATIENCE : TRIES); try++) {
		for (int i = 0; i < count; i++)
			try_once(&whats[i], &p);
		wait_for_answers(whats, count, p.family, now_ms() + TRY_MS);
	}
	for (int i = 0; i < count; i++)
		printf("%s %s\n", whats[i].text, whats[i].answered ? "yes" : "no");
}

/* --- hold -------------------------------------------------------------------------------- */

static void hold(const char *address, uint16_t port)
{
	struct peer p = parse_address(address), to = with_port(p, port);
	int fd = socket(p.family, SOCK_STREAM, 0), on = 1;
	char line[64], back;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&to.addr, to.len))
		err(1, "connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	puts("connected");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		struct timeval limit = { .tv_usec = 700000 };
		bool ok;

		if (!strcmp(line, "yes\n"))
			limit = (struct timeval){ .tv_sec = 10 };
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
		ok = send(fd, "x", 1, MSG_NOSIGNAL) == 1 && recv(fd, &back, 1, 0) == 1;
		puts(ok ? "yes" : "no");
		fflush(stdout);
	}
}

/* --- VLAN tags --------------------------------------------------------------------------- */

static void txvlan(const char *interface, bool on)
{
	struct ethtool_value v = { .cmd = ETHTOOL_GFLAGS };
	struct ifreq r = { .ifr_data = (void *)&v };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(r.ifr_name, interface, sizeof(r.ifr_name) - 1);
	if (fd < 0 || ioctl(fd, SIOCETHTOOL, &r))
		err(1, "%s", interface);
	v.cmd = ETHTOOL_SFLAGS;
	v.data = on ? v.data | ETH_FLAG_TXVLAN : v.data & ~ETH_FLAG_TXVLAN;
	if (ioctl(fd, SIOCETHTOOL, &r))
		err(1, "%s: tags", interface);
}

int main(int argc, char **argv)
{
	if (argc > 2 && argc <= 2 + WHATS && !strcmp(argv[1], "serve"))
		serve(argc - 2, argv + 2);
	if (argc > 3 && argc <= 3 + WHATS && !strcmp(argv[1], "ask")) {
		ask(argv[2], argc - 3, argv + 3);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "hold")) {
		hold(argv[2], atoi(argv[3]));
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "names"))
		names();
	if (argc == 3 && !strcmp(argv[1], "sink")) {
		const struct what w = { .text = "sink", .kind = UDP, .port = atoi(argv[2]) };

		bind_to(&w);
		puts("ready");
		fflush(stdout);
		pause();
	}
	if (argc == 4 && !strcmp(argv[1], "txvlan")) {
		txvlan(argv[2], !strcmp(argv[3], "on"));
		return 0;
	}
	errx(2, "usage: breaker_talk serve|ask|hold|names|sink|txvlan ...");
}
