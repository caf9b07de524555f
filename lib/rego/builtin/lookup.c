/* SPDX-License-Identifier: BSD-2-Clause */
/* net.lookup_ip_addr: addresses of a name. */
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "rego/builtin/functions.h"
#include "rego/builtin/http_request.h"

#define MOST_ADDRESSES 64

static void address_text(char text[INET6_ADDRSTRLEN], const struct sockaddr *sa)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)sa;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)sa;

	if (sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, text, INET6_ADDRSTRLEN);
	else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, text, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, &v6->sin6_addr, text, INET6_ADDRSTRLEN);
}

/* The resolver's list is gone before anything is allocated. */
static bool look_up(const char *name, char text[MOST_ADDRESSES][INET6_ADDRSTRLEN], size_t *n)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;

	*n = 0;
	if (getaddrinfo(name, NULL, &hints, &list))
		return false;
	for (const struct addrinfo *at = list; at && *n < MOST_ADDRESSES; at = at->ai_next)
		if (at->ai_family == AF_INET || at->ai_family == AF_INET6)
			address_text(text[(*n)++], at->ai_addr);
	freeaddrinfo(list);
	return true;
}

/* Literal addresses and localhost need no network: no policy has to be allowed to ask for them. */
static bool is_local(const char *name)
{
	unsigned char buf[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, buf) == 1 || inet_pton(AF_INET6, name, buf) == 1 ||
	       !strcasecmp(name, "localhost");
}

struct rego_val rego_fn_net_lookup_ip_addr(struct rego_call *c, const struct rego_val *args)
{
	char text[MOST_ADDRESSES][INET6_ADDRSTRLEN];
	struct rego_builder b = { .arena = c->arena };
	const char *name;
	bool can_be;
	size_t n;

	if (!rego_want(c, args, 1, REGO_STRING))
		return rego_undefined();
	name = rego_text(args[0]);
	can_be = *name && strlen(name) == rego_len(args[0]);
	if (can_be && (c->env->net ? !rego_net_allows(c->env->net, name) : !is_local(name)))
		return rego_fail(c, "unallowed host: %s", name);
	if (!can_be || !look_up(name, text, &n))
		return rego_fail(c, "lookup %s: no such host", name);
	for (size_t i = 0; i < n; i++)
		rego_add(&b, rego_cstring(c->arena, text[i]));
	return rego_build_set(&b);
}
