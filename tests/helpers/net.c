// SPDX-License-Identifier: BSD-2-Clause
/*
 * net SCENARIO...: small conversations, in a network namespace of their own.
 * net serve PORT FILE: say in FILE that it listens there, and accept for ever, in a child.
 * net in COMMAND...: in such a namespace.
 * A scenario ends when all that belongs to it has happened.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un un;
};

static socklen_t ip(union address *a, const char *text, uint16_t port)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(port);
		return sizeof(a->v4);
	}
	must(inet_pton(AF_INET6, text, &a->v6.sin6_addr) == 1, text);
	a->v6.sin6_family = AF_INET6;
	a->v6.sin6_port = htons(port);
	return sizeof(a->v6);
}

static socklen_t path(union address *a, const char *name, size_t len)
{
	memset(a, 0, sizeof(*a));
	a->un.sun_family = AF_UNIX;
	memcpy(a->un.sun_path, name, len);
	return offsetof(struct sockaddr_un, sun_path) + len;
}

static int new_socket(int family, int type)
{
	int fd = socket(family, type, 0), one = 1;

	must(fd >= 0, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	return fd;
}

static int listen_on(const char *text, uint16_t port)
{
	union address a;
	socklen_t len = ip(&a, text, port);
	int fd = new_socket(a.any.sa_family, SOCK_STREAM);

	must(!bind(fd, &a.any, len), "bind");
	must(!listen(fd, 7), "listen");
	return fd;
}

static int try_connect(int type, const char *text, uint16_t port, int *fd)
{
	union address a;
	socklen_t len = ip(&a, text, port);

	*fd = new_socket(a.any.sa_family, type);
	return connect(*fd, &a.any, len) ? errno : 0;
}

static void wait_for_end(int fd)
{
	char c;

	while (read(fd, &c, 1) > 0)
		;
}

/* Ten bytes there, three back; the client closes first. */
static void talk(const char *at, const char *to, uint16_t port)
{
	int listener = listen_on(at, port), client, server;

	must(!try_connect(SOCK_STREAM, to, port, &client), "connect");
	server = accept(listener, NULL, NULL);
	must(server >= 0, "accept");
	must(write(client, "0123456789", 10) == 10, "write");
	must(write(server, "abc", 3) == 3, "write");
	shutdown(client, SHUT_WR);
	wait_for_end(server);
	close(server);
	wait_for_end(client);
	close(client);
	close(listener);
}

static void tcp4(void)
{
	talk("127.0.0.1", "127.0.0.1", 7001);
}

static void tcp6(void)
{
	talk("::1", "::1", 7002);
}

/* IPv4 to a socket for both families, and from one. */
static void mapped(void)
{
	talk("::", "127.0.0.1", 7003);
	talk("0.0.0.0", "::ffff:127.0.0.1", 7004);
}

static void refused(void)
{
	int fd;

	must(try_connect(SOCK_STREAM, "127.0.0.1", 7005, &fd) == ECONNREFUSED, "refused");
	close(fd);
	must(try_connect(SOCK_STREAM, "::1", 7005, &fd) == ECONNREFUSED, "refused");
	close(fd);
}

/* Does not wait; it is refused all the same. */
static void nonblocking(void)
{
	union address a;
	socklen_t len = ip(&a, "127.0.0.1", 7006);
	int fd = new_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK), err;
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	err = connect(fd, &a.any, len);
	must(err && (errno == EINPROGRESS || errno == ECONNREFUSED), "connect");
	poll(&p, 1, 1000);
	close(fd);
}

/* A device of the test's, where nobody answers: given up before there was an outcome. */
static void given_up(void)
{
	union address a;
	socklen_t len = ip(&a, "192.0.2.2", 7007);
	int fd = new_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);

	must(connect(fd, &a.any, len) && errno == EINPROGRESS, "connect");
	close(fd);
}

static void noroute(void)
{
	int fd;

	must(try_connect(SOCK_STREAM, "203.0.113.1", 7008, &fd) == ENETUNREACH, "no route");
	close(fd);
}

static void reset(void)
{
	int listener = listen_on("127.0.0.1", 7009), client, server;
	struct linger now = { .l_onoff = 1 };
	char c;

	must(!try_connect(SOCK_STREAM, "127.0.0.1", 7009, &client), "connect");
	server = accept(listener, NULL, NULL);
	must(write(client, "hello", 5) == 5, "write");
	must(read(server, &c, 1) == 1, "read");
	setsockopt(server, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(server);
	must(read(client, &c, 1) < 0 && errno == ECONNRESET, "reset");
	close(client);
	close(listener);
}

static void udp(void)
{
	union address a;
	socklen_t len = ip(&a, "127.0.0.1", 7010);
	int server = new_socket(AF_INET, SOCK_DGRAM), client;

	must(!bind(server, &a.any, len), "bind");
	must(!try_connect(SOCK_DGRAM, "127.0.0.1", 7010, &client), "connect");
	close(client);
	close(server);
	must(!try_connect(SOCK_DGRAM, "::1", 7010, &client), "connect");
	close(client);
}

static void bind_fails(void)
{
	int listener = listen_on("127.0.0.1", 7011), fd = socket(AF_INET, SOCK_STREAM, 0);
	union address a;
	socklen_t len = ip(&a, "127.0.0.1", 7011);

	must(bind(fd, &a.any, len) && errno == EADDRINUSE, "bind");
	close(fd);
	close(listener);
}

static void unix_talk(int type, const char *name, size_t size)
{
	union address a;
	socklen_t len = path(&a, name, size);
	int listener = new_socket(AF_UNIX, type), client = new_socket(AF_UNIX, type);

	must(!bind(listener, &a.any, len), "bind");
	must(type == SOCK_DGRAM || !listen(listener, 3), "listen");
	must(!connect(client, &a.any, len), "connect");
	if (type != SOCK_DGRAM)
		must(accept(listener, NULL, NULL) >= 0, "accept");
	if (name[0])
		unlink(name);
	close(client);
	close(listener);
}

/* By a path in the current directory, which is the test's. */
static void unix_path(void)
{
	unix_talk(SOCK_STREAM, "ss-test.sock", 13);
}

static void unix_abstract(void)
{
	unix_talk(SOCK_DGRAM, "\0ss\0test", 8);
}

static void unix_refused(void)
{
	int fd = new_socket(AF_UNIX, SOCK_STREAM);
	union address a;
	socklen_t len = path(&a, "ss-none.sock", 13);

	must(connect(fd, &a.any, len) && errno == ENOENT, "connect");
	close(fd);
}

#define QUESTION                                                                                   \
	"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03www\x07"                                              \
	"example\x03net\0\0\x01\0\x01"
#define ANSWER                                                                                     \
	"\x12\x34\x81\x80\0\x01\0\x02\0\0\0\0\x03www\x07"                                          \
	"example\x03net\0\0\x01\0\x01"                                                             \
	"\xc0\x0c\0\x05\0\x01\0\0\0\x3c\0\x06\x03"                                                 \
	"cdn\xc0\x10\xc0\x2d\0\x01\0\x01\0\0\0\x3c\0\x04\x7f\0\0\x02"
/* The same for another name, with an id nobody used: 127.0.0.3 is evil.example.net. */
#define FORGED                                                                                     \
	"\x99\x99\x81\x80\0\x01\0\x01\0\0\0\0\x04"                                                 \
	"evil\x07"                                                                                 \
	"example\x03net\0\0\x01\0\x01"                                                             \
	"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x7f\0\0\x03"

static void connect_and_close(const char *to, uint16_t port)
{
	int listener = listen_on("0.0.0.0", port), client, server;

	must(!try_connect(SOCK_STREAM, to, port, &client), "connect");
	server = accept(listener, NULL, NULL);
	close(client);
	wait_for_end(server);
	close(server);
	close(listener);
}

/* Resolve, then connect; an answer that nobody asked for, and connect there. */
static void dns(void)
{
	int server = new_socket(AF_INET, SOCK_DGRAM), client = new_socket(AF_INET, SOCK_DGRAM);
	union address a, from;
	socklen_t len = ip(&a, "127.0.0.1", 53), from_len = sizeof(from);
	char buf[512];

	must(!bind(server, &a.any, len), "bind");
	must(sendto(client, QUESTION, sizeof(QUESTION) - 1, 0, &a.any, len) > 0, "sendto");
	must(recvfrom(server, buf, sizeof(buf), 0, &from.any, &from_len) > 0, "recvfrom");
	must(sendto(server, ANSWER, sizeof(ANSWER) - 1, 0, &from.any, from_len) > 0, "sendto");
	must(read(client, buf, sizeof(buf)) == sizeof(ANSWER) - 1, "read");
	must(sendto(server, FORGED, sizeof(FORGED) - 1, 0, &from.any, from_len) > 0, "sendto");
	must(read(client, buf, sizeof(buf)) == sizeof(FORGED) - 1, "read");
	close(client);
	close(server);
	connect_and_close("127.0.0.2", 7012);
	connect_and_close("127.0.0.3", 7013);
}

static void dns_tcp(void)
{
	int listener = listen_on("::1", 53), client, server;
	char buf[512];

	must(!try_connect(SOCK_STREAM, "::1", 53, &client), "connect");
	server = accept(listener, NULL, NULL);
	must(write(client, "\0\x21" QUESTION, sizeof(QUESTION) + 1) > 0, "write");
	must(read(server, buf, sizeof(buf)) == sizeof(QUESTION) + 1, "read");
	must(write(server, "\0\x43" ANSWER, sizeof(ANSWER) + 1) > 0, "write");
	must(read(client, buf, sizeof(buf)) == sizeof(ANSWER) + 1, "read");
	close(client);
	wait_for_end(server);
	close(server);
	close(listener);
}

/* TLS 1.2, a name, h2; what follows in the connection looks like another. */
#define HELLO                                                                                      \
	"\x16\x03\x01\0\x56\x01\0\0\x52\x03\x03"                                                   \
	"0123456789abcdef0123456789abcdef\0\0\x02\xc0\x2f\x01\0\0\x27"                             \
	"\0\0\0\x16\0\x14\0\0\x11hello.example.net"                                                \
	"\0\x10\0\x05\0\x03\x02h2\0\x17\0\0"

static void tls(void)
{
	int listener = listen_on("127.0.0.1", 7014), client, server;
	char buf[512];

	must(!try_connect(SOCK_STREAM, "127.0.0.1", 7014, &client), "connect");
	server = accept(listener, NULL, NULL);
	for (int i = 0; i < 2; i++) {
		must(write(client, HELLO, sizeof(HELLO) - 1) > 0, "write");
		must(read(server, buf, sizeof(buf)) == sizeof(HELLO) - 1, "read");
		must(write(server, "no", 2) == 2 && read(client, buf, 2) == 2, "answer");
	}
	close(client);
	wait_for_end(server);
	close(server);
	close(listener);
}

/* The parent listens, a child accepts. */
static void serve(const char *port, const char *file)
{
	int listener = listen_on("127.0.0.1", atoi(port)), fd;

	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while ((fd = accept(listener, NULL, NULL)) >= 0)
			close(fd);
		exit(0);
	}
	fd = open(file, O_CREAT | O_WRONLY, 0600);
	must(fd >= 0, file);
	close(fd);
	pause();
}

/* Connections to a server that is there, one after the other. */
static void visit(const char *port)
{
	int fd;

	must(!try_connect(SOCK_STREAM, "127.0.0.1", atoi(port), &fd), "connect");
	wait_for_end(fd);
	close(fd);
}

static void device_up(const char *name, const char *addr, const char *peer)
{
	struct ifreq r = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	if (addr) {
		((struct sockaddr_in *)&r.ifr_addr)->sin_family = AF_INET;
		inet_pton(AF_INET, addr, &((struct sockaddr_in *)&r.ifr_addr)->sin_addr);
		must(!ioctl(fd, SIOCSIFADDR, &r), "SIOCSIFADDR");
		inet_pton(AF_INET, peer, &((struct sockaddr_in *)&r.ifr_addr)->sin_addr);
		must(!ioctl(fd, SIOCSIFDSTADDR, &r), "SIOCSIFDSTADDR");
	}
	r.ifr_flags = IFF_UP;
	must(!ioctl(fd, SIOCSIFFLAGS, &r), "SIOCSIFFLAGS");
	close(fd);
}

/* A tun device that nobody reads: what goes there is never answered. */
static void make_hole(void)
{
	struct ifreq r = { .ifr_name = "hole" };
	int fd = open("/dev/net/tun", O_RDWR);

	if (fd < 0)
		exit(77);
	r.ifr_flags = 0x1001; /* IFF_TUN | IFF_NO_PI */
	must(!ioctl(fd, 0x400454ca, &r), "TUNSETIFF");
	device_up("hole", "192.0.2.1", "192.0.2.2");
}

static const struct {
	const char *name;
	void (*run)(void);
} scenarios[] = {
	{ "tcp4", tcp4 },
	{ "tcp6", tcp6 },
	{ "mapped", mapped },
	{ "refused", refused },
	{ "nonblocking", nonblocking },
	{ "hole", make_hole },
	{ "given_up", given_up },
	{ "noroute", noroute },
	{ "reset", reset },
	{ "udp", udp },
	{ "bind_fails", bind_fails },
	{ "unix_path", unix_path },
	{ "unix_abstract", unix_abstract },
	{ "unix_refused", unix_refused },
	{ "dns", dns },
	{ "dns_tcp", dns_tcp },
	{ "tls", tls },
};

static void play(const char *name)
{
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
		if (strcmp(scenarios[i].name, name))
			continue;
		scenarios[i].run();
		return;
	}
	fprintf(stderr, "net: no scenario is called %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		serve(argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "visit")) {
		visit(argv[2]);
		return 0;
	}
	must(!unshare(CLONE_NEWNET), "unshare");
	device_up("lo", NULL, NULL);
	if (argc > 2 && !strcmp(argv[1], "in")) {
		execvp(argv[2], argv + 2);
		must(0, argv[2]);
	}
	for (int i = 1; i < argc; i++)
		play(argv[i]);
	return 0;
}
