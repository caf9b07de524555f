// SPDX-License-Identifier: BSD-2-Clause
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "check.h"
#include "core/json_read.h"
#include "syscall/table.h"
#include "syscall/values.h"

#define LEN(s) (sizeof(s) - 1)

static struct ss_json_doc *doc;
static struct ss_strbuf line;
static struct ss_capture captures[8];
static size_t capture_count;

static void bring(int arg, int kind, const void *bytes, size_t len, bool cut)
{
	captures[capture_count++] = (struct ss_capture){
		.arg = arg, .kind = kind, .cut = cut, .len = len, .bytes = bytes
	};
}
#define BRING_STR(arg, s) bring(arg, SS_CAPTURE_STRING, s, LEN(s), false)

/* The JSON of a call, with what was brought since the last. */
static const char *written(struct ss_syscall_event *e)
{
	struct ss_json w;

	e->captures = captures;
	e->capture_count = capture_count;
	ss_strbuf_clear(&line);
	ss_json_init(&w, &line);
	ss_json_object(&w, NULL);
	ss_syscall_write(&w, e);
	ss_json_end_object(&w);
	capture_count = 0;
	if (!doc)
		doc = ss_json_doc_new();
	check(!line.err && !ss_json_parse(doc, line.data, line.len, NULL));
	return line.data;
}

static int nr_of(const char *name)
{
	return ss_syscall_number(name, strlen(name));
}

/* The arguments object, from behind "args":, of a call that returned RET. */
#define CALLED(call, result, ...)                                                                  \
	written(&(struct ss_syscall_event){                                                        \
		.nr = nr_of(call), .ret = (result), .args = { __VA_ARGS__ } })

/* NR differs by architecture: {"syscall":{"name":NAME,"nr":NR,REST}} */
#define check_call(got, name, rest)                                                                \
	do {                                                                                       \
		char whole[4096];                                                                  \
		snprintf(whole, sizeof(whole), "{\"syscall\":{\"name\":\"%s\",\"nr\":%d,%s}}",     \
			 name, nr_of(name), rest);                                                 \
		check_str(got, whole);                                                             \
	} while (0)

static void open_file(void)
{
	BRING_STR(1, "/etc/passwd");
	check_call(CALLED("openat", 3, -100u, 0x7ffe1000, 0x80000, 0), "openat",
		   "\"args\":{\"dirfd\":\"AT_FDCWD\",\"filename\":\"/etc/passwd\","
		   "\"flags\":[\"O_RDONLY\",\"O_CLOEXEC\"]},\"ret\":3");
	BRING_STR(1, "/tmp");
	check_call(CALLED("openat", 3, -100u, 0x7ffe1000, 0x410002, 0600), "openat",
		   "\"args\":{\"dirfd\":\"AT_FDCWD\",\"filename\":\"/tmp\","
		   "\"flags\":[\"O_RDWR\",\"O_TMPFILE\"],\"mode\":\"0600\"},\"ret\":3");
	BRING_STR(1, "x");
	bring(0, SS_CAPTURE_FD_PATH, "/srv", 4, false);
	bring(SS_SYSCALL_RESULT, SS_CAPTURE_FD_PATH, "/srv/x", 6, false);
	check_call(CALLED("openat", 4, 3, 0x7ffe1000, 0x241, 0640), "openat",
		   "\"args\":{\"dirfd\":3,\"dirfd_path\":\"/srv\",\"filename\":\"x\","
		   "\"flags\":[\"O_WRONLY\",\"O_CREAT\",\"O_TRUNC\"],\"mode\":\"0640\"},"
		   "\"ret\":4,\"ret_path\":\"/srv/x\"");
}

static void errors(void)
{
	check_call(CALLED("close", -EBADF, 9), "close", "\"args\":{\"fd\":9},\"error\":\"EBADF\"");
	check_call(CALLED("close", -512, 9), "close",
		   "\"args\":{\"fd\":9},\"error\":\"ERESTARTSYS\"");
	check_call(CALLED("close", -4000, 9), "close", "\"args\":{\"fd\":9},\"errno\":4000");
	check_call(CALLED("close", -4096, 9), "close", "\"args\":{\"fd\":9},\"ret\":-4096");
	check_call(CALLED("mmap", -ENOMEM), "mmap",
		   "\"args\":{\"addr\":\"0x0\",\"len\":0,\"prot\":[\"PROT_NONE\"],\"flags\":[],"
		   "\"fd\":0,\"offset\":\"0x0\"},\"error\":\"ENOMEM\"");
}

/* The upper half of a 32-bit argument's register is nobody's business. */
static void numbers(void)
{
	check_call(CALLED("listen", 0, 0xdeadbeef00000003, UINT64_MAX), "listen",
		   "\"args\":{\"fd\":3,\"backlog\":-1},\"ret\":0");
	check_call(CALLED("ftruncate", 0, 3, UINT64_MAX), "ftruncate",
		   "\"args\":{\"fd\":3,\"length\":-1},\"ret\":0");
	check_call(CALLED("ftruncate", 0, 3, 1ull << 60), "ftruncate",
		   "\"args\":{\"fd\":3,\"length\":\"1152921504606846976\"},\"ret\":0");
	check_call(CALLED("munmap", 0, 0x7f0012345000, UINT64_MAX), "munmap",
		   "\"args\":{\"addr\":\"0x7f0012345000\",\"len\":\"18446744073709551615\"},"
		   "\"ret\":0");
	check_call(CALLED("fchown", 0, 3, 1000, UINT32_MAX), "fchown",
		   "\"args\":{\"fd\":3,\"uid\":1000,\"gid\":-1},\"ret\":0");
	check_call(CALLED("fchmod", 0, 3, 0104755), "fchmod",
		   "\"args\":{\"fd\":3,\"mode\":\"0104755\"},\"ret\":0");
	check_call(CALLED("fchmod", 0, 3, 07), "fchmod",
		   "\"args\":{\"fd\":3,\"mode\":\"0007\"},\"ret\":0");
	check_call(CALLED("ioctl", 0, 3, 0xffffffff5413, 0x10), "ioctl",
		   "\"args\":{\"fd\":3,\"cmd\":\"0xffff5413\",\"arg\":\"0x10\"},\"ret\":0");
}

static void results(void)
{
	check_call(CALLED("brk", 0x55d000000000, 0), "brk",
		   "\"args\":{\"addr\":\"0x0\"},\"ret\":\"0x55d000000000\"");
	check_call(CALLED("umask", 022, 077), "umask",
		   "\"args\":{\"mask\":\"0077\"},\"ret\":\"0022\"");
	check_call(CALLED("geteuid", 65534), "geteuid", "\"args\":{},\"ret\":65534");
	check_call(CALLED("exit_group", 0, 1), "exit_group", "\"args\":{\"status\":1}");
}

static void flags(void)
{
	check_call(CALLED("mprotect", 0, 0x1000, 4096, 7), "mprotect",
		   "\"args\":{\"addr\":\"0x1000\",\"len\":4096,"
		   "\"prot\":[\"PROT_READ\",\"PROT_WRITE\",\"PROT_EXEC\"]},\"ret\":0");
	/* Bits without a name; of a long also the upper ones. */
	check_call(CALLED("mprotect", 0, 0x1000, 4096, 0x8000000100000001), "mprotect",
		   "\"args\":{\"addr\":\"0x1000\",\"len\":4096,"
		   "\"prot\":[\"PROT_READ\",\"0x8000000100000000\"]},\"ret\":0");
	check_call(CALLED("unshare", 0, 0xdead000010020000), "unshare",
		   "\"args\":{\"flags\":[\"CLONE_NEWNS\",\"CLONE_NEWUSER\"]},\"ret\":0");
	check_call(CALLED("socket", 3, 2, 0x80801, 6), "socket",
		   "\"args\":{\"family\":\"AF_INET\",\"type\":[\"SOCK_STREAM\",\"SOCK_NONBLOCK\","
		   "\"SOCK_CLOEXEC\"],\"protocol\":6},\"ret\":3");
	check_call(
		CALLED("socket", -EINVAL, 99, 7, 0), "socket",
		"\"args\":{\"family\":99,\"type\":[\"0x7\"],\"protocol\":0},\"error\":\"EINVAL\"");
	check_call(CALLED("futex", 0, 0x10, 0x180, 1), "futex",
		   "\"args\":{\"uaddr\":\"0x10\",\"op\":[\"FUTEX_WAIT\",\"FUTEX_PRIVATE_FLAG\","
		   "\"FUTEX_CLOCK_REALTIME\"],\"val\":1,\"timeout\":\"0x0\",\"uaddr2\":\"0x0\","
		   "\"val3\":\"0x0\"},\"ret\":0");
	check_call(CALLED("kill", 0, -1u, 9), "kill",
		   "\"args\":{\"pid\":-1,\"sig\":\"SIGKILL\"},\"ret\":0");
	check_call(CALLED("kill", 0, 1, 0), "kill", "\"args\":{\"pid\":1,\"sig\":0},\"ret\":0");
	check_call(CALLED("personality", 0, UINT32_MAX), "personality",
		   "\"args\":{\"persona\":[\"0xffffffff\"]},\"ret\":0");
	check_call(CALLED("faccessat", 0, -100u, 0, 0), "faccessat",
		   "\"args\":{\"dirfd\":\"AT_FDCWD\",\"filename\":null,\"mode\":[\"F_OK\"]},"
		   "\"ret\":0");
}

static void options_by_level(void)
{
	check_call(CALLED("getsockopt", 0, 3, 1, 4), "getsockopt",
		   "\"args\":{\"fd\":3,\"level\":\"SOL_SOCKET\",\"optname\":\"SO_ERROR\","
		   "\"optval\":\"0x0\",\"optlen\":\"0x0\"},\"ret\":0");
	check_call(CALLED("getsockopt", 0, 3, 6, 4), "getsockopt",
		   "\"args\":{\"fd\":3,\"level\":\"SOL_TCP\",\"optname\":\"TCP_KEEPIDLE\","
		   "\"optval\":\"0x0\",\"optlen\":\"0x0\"},\"ret\":0");
	check_call(CALLED("getsockopt", 0, 3, 270, 4), "getsockopt",
		   "\"args\":{\"fd\":3,\"level\":\"SOL_NETLINK\",\"optname\":4,"
		   "\"optval\":\"0x0\",\"optlen\":\"0x0\"},\"ret\":0");
}

static void buffers(void)
{
	bring(1, SS_CAPTURE_BYTES, "a\0b\xff", 4, true);
	check_call(CALLED("write", 4096, 1, 0x1000, 4096), "write",
		   "\"args\":{\"fd\":1,\"buf\":\"a\\u0000b\xef\xbf\xbd\",\"buf_hex\":\"610062ff\","
		   "\"buf_truncated\":true,\"count\":4096},\"ret\":4096");
	/* A string that looks like a pointer is one; a pointer says so. */
	BRING_STR(0, "0x10");
	check_call(CALLED("chdir", -ENOENT, 0x10), "chdir",
		   "\"args\":{\"filename\":\"0x10\"},\"error\":\"ENOENT\"");
	check_call(CALLED("chdir", -EFAULT, 0x10), "chdir",
		   "\"args\":{\"filename_ptr\":\"0x10\"},\"error\":\"EFAULT\"");
	BRING_STR(0, "");
	check_call(CALLED("chdir", -ENOENT, 0x10), "chdir",
		   "\"args\":{\"filename\":\"\"},\"error\":\"ENOENT\"");
}

static void connect_to(const void *addr, size_t len, const char *want)
{
	char rest[512];

	bring(1, SS_CAPTURE_SOCKADDR, addr, len, false);
	snprintf(rest, sizeof(rest), "\"args\":{\"fd\":3,\"addr\":%s,\"addrlen\":%zu},\"ret\":0",
		 want, len);
	check_call(CALLED("connect", 0, 3, 0x1000, len), "connect", rest);
}

static void addresses(void)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(443) };

	connect_to("\2\0\0\x35\xc0\0\2\1\0\0\0\0\0\0\0\0", 16,
		   "{\"family\":\"AF_INET\",\"address\":\"192.0.2.1\",\"port\":53}");
	connect_to("\2\0\0\x35\xc0\0\2", 7, "{\"family\":\"AF_INET\",\"data_hex\":\"0035c00002\"}");
	inet_pton(AF_INET6, "2001:db8::1", &in6.sin6_addr);
	connect_to(&in6, sizeof(in6),
		   "{\"family\":\"AF_INET6\",\"address\":\"2001:db8::1\",\"port\":443}");
	in6.sin6_scope_id = 2;
	connect_to(&in6, sizeof(in6),
		   "{\"family\":\"AF_INET6\",\"address\":\"2001:db8::1\",\"port\":443,\"scope_id\":"
		   "2}");
	connect_to("\1\0/run/x\0junk", 13, "{\"family\":\"AF_UNIX\",\"path\":\"/run/x\"}");
	connect_to("\1\0/run/x", 8, "{\"family\":\"AF_UNIX\",\"path\":\"/run/x\"}");
	connect_to("\1\0\0a\0b", 6, "{\"family\":\"AF_UNIX\",\"abstract\":\"a\\u0000b\"}");
	connect_to("\1\0", 2, "{\"family\":\"AF_UNIX\"}");
	connect_to("\x10\0\0\0\7\0\0\0\1\0\0\0", 12,
		   "{\"family\":\"AF_NETLINK\",\"port\":7,\"groups\":\"0x1\"}");
	connect_to("\x11\0ab", 4, "{\"family\":\"AF_PACKET\",\"data_hex\":\"6162\"}");
	connect_to("\xff\xff", 2, "{\"family\":65535}");
	connect_to("\2", 1, "{\"data_hex\":\"02\"}");
	connect_to("", 0, "{}");
}

static void sockets(void)
{
	struct ss_wire_socket s = { .family = AF_INET, .type = SOCK_DGRAM, .protocol = 17 };

	s.local_len = 16;
	memcpy(s.local, "\2\0\0\x35\x7f\0\0\1\0\0\0\0\0\0\0\0", 16);
	bring(0, SS_CAPTURE_FD_SOCKET, &s, sizeof(s), false);
	check_call(CALLED("fsync", -EINVAL, 3), "fsync",
		   "\"args\":{\"fd\":3,\"fd_socket\":{\"family\":\"AF_INET\",\"type\":[\"SOCK_"
		   "DGRAM\"],"
		   "\"protocol\":17,\"local\":{\"family\":\"AF_INET\",\"address\":\"127.0.0.1\","
		   "\"port\":53}}},\"error\":\"EINVAL\"");
}

static void not_ours(void)
{
	struct ss_syscall_event e = { .nr = 400, .ret = -ENOSYS, .args = { 1, UINT64_MAX } };

	check_str(written(&e), "{\"syscall\":{\"nr\":400,\"args\":{\"arg0\":\"0x1\","
			       "\"arg1\":\"0xffffffffffffffff\",\"arg2\":\"0x0\",\"arg3\":\"0x0\","
			       "\"arg4\":\"0x0\",\"arg5\":\"0x0\"},\"error\":\"ENOSYS\"}}");
	/* i386's 11 is execve, x86-64's is munmap. */
	e = (struct ss_syscall_event){ .nr = 11, .abi = SS_ABI_32, .duration_ns = 1500 };
	check_str(written(&e),
		  "{\"syscall\":{\"nr\":11,\"abi\":\"32\",\"args\":{\"arg0\":\"0x0\","
		  "\"arg1\":\"0x0\",\"arg2\":\"0x0\",\"arg3\":\"0x0\",\"arg4\":\"0x0\","
		  "\"arg5\":\"0x0\"},\"ret\":0,\"duration_ns\":1500}}");
}

/* Names of a set, back to the number they stand for; false for one that is none. */
static bool value_of(const struct ss_set *set, const char *name, size_t len, uint64_t *value)
{
	for (int i = 0; i < set->count; i++)
		if (set->flags[i].len == len && !memcmp(set->flags[i].name, name, len)) {
			*value = set->flags[i].value;
			return true;
		}
	if (len < 3 || memcmp(name, "0x", 2) != 0)
		return false;
	*value = strtoull(name, NULL, 16);
	return true;
}

static void round_trip(enum ss_set_id id, uint64_t value)
{
	const struct ss_set *set = ss_set_of(id);
	uint64_t got = 0, one;
	struct ss_json w;
	const char *name = NULL;
	size_t len = 0;

	ss_strbuf_clear(&line);
	ss_json_init(&w, &line);
	ss_set_write(&w, NULL, 0, id, value);
	check(!ss_json_parse(doc, line.data, line.len, NULL));
	if (set->one) {
		check(ss_json_get_str(ss_json_root(doc), NULL, &name, &len) &&
		      value_of(set, name, len, &got));
	} else {
		ss_for_each_json (item, ss_json_root(doc)) {
			check(ss_json_get_str(item, NULL, &name, &len) &&
			      value_of(set, name, len, &one) && !(got & one));
			got |= one;
		}
	}
	if (!check(got == value))
		printf("# set %d: %#llx gave %s\n", id, (unsigned long long)value, line.data);
}

/* Each value by itself; of flags every pair, all together, and each with a strange bit. */
static void every_flag_comes_back(void)
{
	for (int id = 0; id < SS_SET_COUNT; id++) {
		const struct ss_set *set = ss_set_of(id);

		for (int i = 0; i < set->count; i++) {
			round_trip(id, set->flags[i].value);
			for (int j = 0; !set->one && j < set->count; j++)
				round_trip(id, set->flags[i].value | set->flags[j].value);
			for (int bit = 0; !set->one && bit < 32; bit++)
				round_trip(id, set->flags[i].value | 1u << bit);
		}
		round_trip(id, set->one ? set->flags[0].value : UINT32_MAX);
		round_trip(id, set->one ? set->flags[0].value : 0x7fffffff);
	}
}

/* Whatever an argument holds: one JSON object, with the names of the table. */
static void every_call(void)
{
	static const uint64_t values[] = { 0,	       1,	   0x7fffffff, 0x80000000,
					   UINT32_MAX, 1ull << 53, UINT64_MAX };

	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX; nr++) {
		for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
			struct ss_syscall_event e = { .nr = nr, .ret = (int64_t)values[v] };

			for (int i = 0; i < SS_SYSCALL_ARGS; i++)
				e.args[i] = values[v];
			written(&e);
			check(ss_json_exists(ss_json_path(ss_json_root(doc), "syscall.args")));
		}
	}
}

static const struct check_case cases[] = {
	{ "openat", open_file },
	{ "errors", errors },
	{ "numbers", numbers },
	{ "results", results },
	{ "flags", flags },
	{ "socket options by their level", options_by_level },
	{ "strings and buffers", buffers },
	{ "socket addresses", addresses },
	{ "what a descriptor is", sockets },
	{ "other ABIs and unknown numbers", not_ours },
	{ "every flag comes back from its name", every_flag_comes_back },
	{ "every call with extreme arguments", every_call },
};

int main(void)
{
	int failed = check_main(cases, sizeof(cases) / sizeof(cases[0]));

	ss_json_doc_free(doc);
	ss_strbuf_fini(&line);
	return failed;
}
