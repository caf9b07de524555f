// SPDX-License-Identifier: BSD-2-Clause
/* Socket addresses as JSON, from bytes that may be anything. */
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "syscall/syscall.h"
#include "syscall/values.h"

#define FAMILY_LEN sizeof(sa_family_t)

/* The structure as far as it was given; false if that is not far enough. */
static bool copy(void *out, size_t size, size_t needed, const void *addr, size_t len)
{
	memset(out, 0, size);
	memcpy(out, addr, len < size ? len : size);
	return len >= needed;
}

static bool put_inet(struct ss_json *w, const void *addr, size_t len)
{
	struct sockaddr_in in;
	char text[INET_ADDRSTRLEN];

	if (!copy(&in, sizeof(in), offsetof(struct sockaddr_in, sin_zero), addr, len))
		return false;
	ss_json_cstr(w, "address", inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text)));
	ss_json_u64(w, "port", ntohs(in.sin_port));
	return true;
}

static bool put_inet6(struct ss_json *w, const void *addr, size_t len)
{
	struct sockaddr_in6 in6;
	char text[INET6_ADDRSTRLEN];

	if (!copy(&in6, sizeof(in6), offsetof(struct sockaddr_in6, sin6_scope_id), addr, len))
		return false;
	ss_json_cstr(w, "address", inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof(text)));
	ss_json_u64(w, "port", ntohs(in6.sin6_port));
	if (in6.sin6_scope_id)
		ss_json_u64(w, "scope_id", in6.sin6_scope_id);
	return true;
}

/* A path ends at its NUL; an abstract name begins with one and ends with the address. */
static bool put_unix(struct ss_json *w, const char *addr, size_t len)
{
	const char *path = addr + FAMILY_LEN;
	size_t room = len - FAMILY_LEN;

	if (room && !*path)
		ss_json_bytes(w, "abstract", path + 1, room - 1);
	else if (room)
		ss_json_bytes(w, "path", path, strnlen(path, room));
	return true;
}

static bool put_netlink(struct ss_json *w, const void *addr, size_t len)
{
	struct sockaddr_nl nl;

	if (!copy(&nl, sizeof(nl), sizeof(nl), addr, len))
		return false;
	ss_json_u64(w, "port", nl.nl_pid);
	ss_json_hex(w, "groups", nl.nl_groups);
	return true;
}

static bool put_vsock(struct ss_json *w, const void *addr, size_t len)
{
	struct sockaddr_vm vm;

	if (!copy(&vm, sizeof(vm), offsetof(struct sockaddr_vm, svm_cid) + 4, addr, len))
		return false;
	ss_json_u64(w, "cid", vm.svm_cid);
	ss_json_u64(w, "port", vm.svm_port);
	return true;
}

static bool put_family(struct ss_json *w, sa_family_t family, const void *addr, size_t len)
{
	switch (family) {
	case AF_INET: return put_inet(w, addr, len);
	case AF_INET6: return put_inet6(w, addr, len);
	case AF_UNIX: return put_unix(w, addr, len);
	case AF_NETLINK: return put_netlink(w, addr, len);
	case AF_VSOCK: return put_vsock(w, addr, len);
	default: return len == FAMILY_LEN;
	}
}

void ss_sockaddr_write(struct ss_json *w, const char *key, const void *addr, size_t len)
{
	sa_family_t family;

	ss_json_object(w, key);
	if (len >= FAMILY_LEN) {
		memcpy(&family, addr, FAMILY_LEN);
		ss_set_write(w, "family", 6, SS_SET_FAMILY, family);
		if (!put_family(w, family, addr, len))
			ss_json_str_hex(w, "data", (const char *)addr + FAMILY_LEN,
					len - FAMILY_LEN);
	} else if (len) {
		ss_json_str_hex(w, "data", addr, len);
	}
	ss_json_end_object(w);
}
