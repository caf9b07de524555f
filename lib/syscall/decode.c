// SPDX-License-Identifier: BSD-2-Clause
/* A system call as JSON.  Half of all lines may come from here: no snprintf, no allocation. */
#include <fcntl.h>
#include <string.h>

#include "syscall/table.h"
#include "syscall/values.h"

#define O_TMPFILE_BIT (O_TMPFILE & ~O_DIRECTORY)

/* KEY with _ptr, _path, _socket or _truncated behind it. */
struct ss_key {
	char text[40];
	size_t len;
};

static struct ss_key key_with(const char *name, size_t len, const char *suffix)
{
	struct ss_key key;
	size_t more = strlen(suffix);

	memcpy(key.text, name, len);
	memcpy(key.text + len, suffix, more + 1);
	key.len = len + more;
	return key;
}

static void put_octal(struct ss_json *w, const char *key, size_t key_len, uint32_t mode)
{
	char text[12];
	size_t at = sizeof(text);

	/* As people write them: 0644. */
	do {
		text[--at] = (char)('0' + (mode & 7));
		mode >>= 3;
	} while (mode || at > sizeof(text) - 3);
	text[--at] = '0';
	ss_json_put_str(w, key, key_len, text + at, sizeof(text) - at);
}

static void put_hex(struct ss_json *w, const char *key, size_t key_len, uint64_t value)
{
	char text[18] = "0x";
	size_t digits = (67 - __builtin_clzll(value | 1)) / 4;

	for (size_t i = digits; i-- > 0; value >>= 4)
		text[2 + i] = "0123456789abcdef"[value & 15];
	ss_json_put_str(w, key, key_len, text, 2 + digits);
}

static const struct ss_capture *find(const struct ss_syscall_event *e, unsigned int arg)
{
	for (size_t i = 0; i < e->capture_count; i++)
		if (e->captures[i].arg == arg)
			return &e->captures[i];
	return NULL;
}

static void put_socket(struct ss_json *w, const char *key, const struct ss_capture *c)
{
	struct ss_wire_socket s;

	memset(&s, 0, sizeof(s));
	memcpy(&s, c->bytes, c->len < sizeof(s) ? c->len : sizeof(s));
	ss_json_object(w, key);
	ss_set_write(w, "family", 6, SS_SET_FAMILY, s.family);
	ss_set_write(w, "type", 4, SS_SET_SOCK, s.type);
	ss_json_u64(w, "protocol", s.protocol);
	if (s.local_len && s.local_len <= sizeof(s.local))
		ss_sockaddr_write(w, "local", s.local, s.local_len);
	if (s.remote_len && s.remote_len <= sizeof(s.remote))
		ss_sockaddr_write(w, "remote", s.remote, s.remote_len);
	ss_json_end_object(w);
}

/* What the descriptor was, in a sibling, so that the number stays one. */
static void put_described(struct ss_json *w, const char *name, size_t len,
			  const struct ss_capture *c)
{
	struct ss_key key;

	if (c && c->kind == SS_CAPTURE_FD_PATH) {
		key = key_with(name, len, "_path");
		ss_json_bytes(w, key.text, c->bytes, c->len);
		if (c->cut)
			ss_json_bool(w, key_with(name, len, "_path_truncated").text, true);
	} else if (c && c->kind == SS_CAPTURE_FD_SOCKET) {
		put_socket(w, key_with(name, len, "_socket").text, c);
	}
}

/* A pointer: what it pointed at, or null, or where it pointed if that could not be read. */
static void put_pointed(struct ss_json *w, const struct ss_arg *a, uint64_t value,
			const struct ss_capture *c)
{
	struct ss_key key;

	if (!c || c->kind > SS_CAPTURE_SOCKADDR) {
		if (!value) {
			ss_json_null(w, a->name);
			return;
		}
		key = key_with(a->name, a->name_len, "_ptr");
		put_hex(w, key.text, key.len, value);
		return;
	}
	if (c->kind == SS_CAPTURE_SOCKADDR)
		ss_sockaddr_write(w, a->name, c->bytes, c->len);
	else
		ss_json_bytes(w, a->name, c->bytes, c->len);
	if (c->cut)
		ss_json_bool(w, key_with(a->name, a->name_len, "_truncated").text, true);
}

static void put_dirfd(struct ss_json *w, const struct ss_arg *a, int32_t fd)
{
	if (fd == AT_FDCWD)
		ss_json_put_str(w, a->name, a->name_len, "AT_FDCWD", 8);
	else
		ss_put_int(w, a->name, a->name_len, fd);
}

static void put_optname(struct ss_json *w, const struct ss_arg *a, int32_t level, int32_t name)
{
	enum ss_set_id set;

	switch (level) {
	case 0: set = SS_SET_SO_IP; break;
	case 1: set = SS_SET_SO; break;
	case 6: set = SS_SET_SO_TCP; break;
	case 41: set = SS_SET_SO_IPV6; break;
	default: ss_put_int(w, a->name, a->name_len, name); return;
	}
	ss_set_write(w, a->name, a->name_len, set, (uint32_t)name);
}

static void put_uid(struct ss_json *w, const char *key, size_t key_len, uint32_t id)
{
	ss_put_int(w, key, key_len, id == UINT32_MAX ? -1 : (int64_t)id);
}

static void put_arg(struct ss_json *w, const struct ss_syscall_event *e, const struct ss_arg *a,
		    unsigned int i)
{
	const char *key = a->name;
	size_t len = a->name_len;
	uint64_t v = e->args[i];

	switch (a->kind) {
	case SS_ARG_INT: ss_put_int(w, key, len, (int32_t)v); break;
	case SS_ARG_UINT: ss_put_uint(w, key, len, (uint32_t)v); break;
	case SS_ARG_LONG: ss_put_int(w, key, len, (int64_t)v); break;
	case SS_ARG_ULONG: ss_put_uint(w, key, len, v); break;
	case SS_ARG_HEX: put_hex(w, key, len, v); break;
	case SS_ARG_HEX32: put_hex(w, key, len, (uint32_t)v); break;
	case SS_ARG_FD:
		ss_put_int(w, key, len, (int32_t)v);
		put_described(w, key, len, find(e, i));
		break;
	case SS_ARG_DFD:
		put_dirfd(w, a, (int32_t)v);
		put_described(w, key, len, find(e, i));
		break;
	case SS_ARG_MODE: put_octal(w, key, len, (uint32_t)v & 0xffff); break;
	case SS_ARG_NEW_MODE:
		if (e->args[a->more] & (O_CREAT | O_TMPFILE_BIT))
			put_octal(w, key, len, (uint32_t)v & 0xffff);
		break;
	case SS_ARG_UID: put_uid(w, key, len, (uint32_t)v); break;
	case SS_ARG_SET: ss_set_write(w, key, len, a->more, v); break;
	case SS_ARG_OPTNAME: put_optname(w, a, (int32_t)e->args[a->more], (int32_t)v); break;
	default: put_pointed(w, a, v, find(e, i)); break;
	}
}

/* Of a call that is not known, or of another ABI, whose structures are others too. */
static void put_raw_args(struct ss_json *w, const struct ss_syscall_event *e)
{
	static const char keys[SS_SYSCALL_ARGS][5] = { "arg0", "arg1", "arg2",
						       "arg3", "arg4", "arg5" };

	for (int i = 0; i < SS_SYSCALL_ARGS; i++)
		put_hex(w, keys[i], 4, e->args[i]);
}

static void put_result(struct ss_json *w, const struct ss_syscall_event *e, int kind)
{
	if (kind == SS_RESULT_VOID)
		return;
	if (ss_syscall_failed(e->ret)) {
		ss_errno_write(w, (unsigned int)-e->ret);
		return;
	}
	switch (kind) {
	case SS_RESULT_ADDR: put_hex(w, "ret", 3, (uint64_t)e->ret); break;
	case SS_RESULT_UID: put_uid(w, "ret", 3, (uint32_t)e->ret); break;
	case SS_RESULT_MODE: put_octal(w, "ret", 3, (uint32_t)e->ret); break;
	default: ss_put_int(w, "ret", 3, e->ret); break;
	}
	put_described(w, "ret", 3, find(e, SS_SYSCALL_RESULT));
}

/* x32's calls have x86-64's numbers and names with a bit more, but not their structures. */
static const struct ss_call *known(const struct ss_syscall_event *e)
{
	return e->abi == SS_ABI_NATIVE ? ss_call_of(e->nr) : NULL;
}

void ss_syscall_write(struct ss_json *w, const struct ss_syscall_event *e)
{
	static const char *const abis[] = {
		[SS_ABI_32] = "32",
		[SS_ABI_X32] = "x32",
	};
	const struct ss_call *call = known(e);

	ss_json_object(w, "syscall");
	if (call)
		ss_json_str(w, "name", call->name, call->name_len);
	ss_json_u64(w, "nr", e->nr);
	if (e->abi && e->abi < sizeof(abis) / sizeof(abis[0]))
		ss_json_cstr(w, "abi", abis[e->abi]);
	ss_json_object(w, "args");
	for (unsigned int i = 0; call && i < SS_SYSCALL_ARGS && call->arg[i].name_len; i++)
		put_arg(w, e, &call->arg[i], i);
	if (!call)
		put_raw_args(w, e);
	ss_json_end_object(w);
	put_result(w, e, call ? call->result : SS_RESULT_SIZE);
	if (e->duration_ns)
		ss_json_u64(w, "duration_ns", e->duration_ns);
	ss_json_end_object(w);
}
