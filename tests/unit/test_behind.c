// SPDX-License-Identifier: BSD-2-Clause
#include "bpf/behind.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define LINGER_S 3600

/* A socket full of what nobody reads: whoever closes it last waits until that is read. */
static int slow_file(int *peer)
{
	const struct linger linger = { 1, LINGER_S };
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0);
	static char full[65536];

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(!bind(listener, (struct sockaddr *)&addr, len) && !listen(listener, 1));
	check(!getsockname(listener, (struct sockaddr *)&addr, &len));
	check(!connect(fd, (struct sockaddr *)&addr, len));
	*peer = accept(listener, NULL, NULL);
	check(*peer >= 0);
	close(listener);
	while (send(fd, full, sizeof(full), MSG_DONTWAIT) > 0)
		;
	check(!setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)));
	return fd;
}

static bool ends(int fd)
{
	static char room[65536];
	ssize_t n;

	while ((n = read(fd, room, sizeof(room))) > 0)
		;
	return !n;
}

static void test_not_waited_for(void)
{
	int peer, fd = slow_file(&peer);

	ss_close_behind(&fd, 1);
	check(write(fd, "x", 1) < 0);
	check(waitpid(-1, NULL, WNOHANG) < 0);
	check(ends(peer));
	close(peer);
}

static void test_none(void)
{
	ss_close_behind(NULL, 0);
	check(wait(NULL) < 0);
}

static const struct check_case cases[] = {
	{ "a file that takes long to close is not waited for", test_not_waited_for },
	{ "of no files nothing is made", test_none },
};

CHECK_MAIN(cases)
