// SPDX-License-Identifier: BSD-2-Clause
#include "syscall/table.h"

#include <string.h>

/* clang-format off */
#define ARG(x, kind, more)  { #x, sizeof(#x) - 1, kind, more }
#define INT(x)		    ARG(x, SS_ARG_INT, 0)
#define UINT(x)		    ARG(x, SS_ARG_UINT, 0)
#define LONG(x)		    ARG(x, SS_ARG_LONG, 0)
#define ULONG(x)	    ARG(x, SS_ARG_ULONG, 0)
#define SIZE(x)		    ARG(x, SS_ARG_ULONG, 0)
#define HEX(x)		    ARG(x, SS_ARG_HEX, 0)
#define HEX32(x)	    ARG(x, SS_ARG_HEX32, 0)
#define PTR(x)		    ARG(x, SS_ARG_HEX, 0)
#define FD(x)		    ARG(x, SS_ARG_FD, 0)
#define DFD(x)		    ARG(x, SS_ARG_DFD, 0)
#define PATH(x)		    ARG(x, SS_ARG_STRING, 0)
#define STR(x)		    ARG(x, SS_ARG_STRING, 0)
#define IN(x, n)	    ARG(x, SS_ARG_IN, n)
#define OUT(x)		    ARG(x, SS_ARG_OUT, 0)
#define ADDR(x, n)	    ARG(x, SS_ARG_ADDR, n)
#define ADDR_OUT(x, n)	    ARG(x, SS_ARG_ADDR_OUT, n)
#define MODE(x)		    ARG(x, SS_ARG_MODE, 0)
#define NEW_MODE(x, n)	    ARG(x, SS_ARG_NEW_MODE, n)
#define PID(x)		    ARG(x, SS_ARG_INT, 0)
#define UID(x)		    ARG(x, SS_ARG_UID, 0)
#define SET(x, set)	    ARG(x, SS_ARG_SET, SS_SET_##set)
#define OPTNAME(x, n)	    ARG(x, SS_ARG_OPTNAME, n)
#define NONE		    { "", 0, 0, 0 }

/* Results that are shown alike. */
#define SS_RESULT_PID	    SS_RESULT_INT
#define SS_RESULT_LONG	    SS_RESULT_SIZE
/* clang-format on */

#define ENTRY(call, nr, kind, ...)                                                                 \
	[nr] = { .arg = { __VA_ARGS__ },                                                           \
		 .name = #call,                                                                    \
		 .name_len = sizeof(#call) - 1,                                                    \
		 .result = SS_RESULT_##kind },

#ifdef __aarch64__
#define CALL(name, x86_64, arm64, kind, ...) ENTRY(name, arm64, kind, __VA_ARGS__)
#define X86(name, x86_64, kind, ...)
#else
#define CALL(name, x86_64, arm64, kind, ...) ENTRY(name, x86_64, kind, __VA_ARGS__)
#define X86(name, x86_64, kind, ...)	     ENTRY(name, x86_64, kind, __VA_ARGS__)
#endif

static const struct ss_call calls[SS_SYSCALL_MAX] = {
#include "syscall/calls.h"
};

_Static_assert(sizeof(struct ss_call) == 128, "two cache lines");

const struct ss_call *ss_call_of(uint32_t nr)
{
	return nr < SS_SYSCALL_MAX && calls[nr].name_len ? &calls[nr] : NULL;
}

const char *ss_syscall_name(uint32_t nr)
{
	const struct ss_call *call = ss_call_of(nr);

	return call ? call->name : NULL;
}

int ss_syscall_number(const char *name, size_t len)
{
	for (int nr = 0; nr < SS_SYSCALL_MAX && len; nr++)
		if (calls[nr].name_len == len && !memcmp(calls[nr].name, name, len))
			return nr;
	return -1;
}

const char *ss_syscall_tracepoint(uint32_t nr)
{
	static const char *const other[][2] = {
		{ "stat", "newstat" },		 { "fstat", "newfstat" },
		{ "lstat", "newlstat" },	 { "uname", "newuname" },
		{ "umount2", "umount" },	 { "sendfile", "sendfile64" },
		{ "_sysctl", "sysctl" },
#ifdef __aarch64__
		{ "fadvise64", "fadvise64_64" }, { "personality", "arm64_personality" },
#endif
	};
	const char *name = ss_syscall_name(nr);

	for (size_t i = 0; name && i < sizeof(other) / sizeof(other[0]); i++)
		if (!strcmp(name, other[i][0]))
			return other[i][1];
	return name;
}

static uint8_t grab_of(const struct ss_arg *arg)
{
	switch (arg->kind) {
	case SS_ARG_STRING: return SS_GRAB_STRING;
	case SS_ARG_IN: return SS_GRAB(SS_GRAB_BYTES, arg->more);
	case SS_ARG_OUT: return SS_GRAB_OUT;
	case SS_ARG_ADDR: return SS_GRAB(SS_GRAB_SOCKADDR, arg->more);
	case SS_ARG_ADDR_OUT: return SS_GRAB(SS_GRAB_SOCKADDR_OUT, arg->more);
	case SS_ARG_FD:
	case SS_ARG_DFD: return SS_GRAB_FD;
	default: return SS_GRAB_NONE;
	}
}

bool ss_syscall_spec(uint32_t nr, struct ss_syscall_spec *spec)
{
	const struct ss_call *call = ss_call_of(nr);

	memset(spec, 0, sizeof(*spec));
	if (!call)
		return false;
	for (int i = 0; i < SS_SYSCALL_ARGS && call->arg[i].name_len; i++, spec->args++)
		spec->arg[i] = grab_of(&call->arg[i]);
	if (call->result == SS_RESULT_FD)
		spec->result = SS_GRAB_FD;
	return true;
}
