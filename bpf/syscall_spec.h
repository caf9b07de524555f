/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * System calls, for both sides: what the kernel side is told about each of them,
 * and what it brings.  The record itself, with the caller, is in wire_syscall.h.
 */
#ifndef SS_SYSCALL_SPEC_H
#define SS_SYSCALL_SPEC_H

#include <linux/types.h>

#define SS_SYSCALL_MAX	     512 /* above all numbers that are known */
#define SS_SYSCALL_ARGS	     6
#define SS_SYSCALL_RESULT    6	  /* in place of an argument's index */
#define SS_SYSCALL_BYTES_MAX 4096 /* of one buffer */

/* How the caller came in: the numbers of other ABIs mean other calls. */
enum ss_syscall_abi {
	SS_ABI_NATIVE,
	SS_ABI_32,  /* i386 on x86-64, arm on arm64 */
	SS_ABI_X32, /* x86-64's numbers, with 32-bit pointers */
};

/*
 * What to bring of an argument, when the call is over.  The low four bits say
 * what, the high four which argument holds the length, or its address.
 */
enum ss_grab {
	SS_GRAB_NONE,
	SS_GRAB_STRING,	      /* up to its NUL */
	SS_GRAB_BYTES,	      /* the length is in an argument */
	SS_GRAB_OUT,	      /* the length is the result, at most the next argument */
	SS_GRAB_SOCKADDR,     /* the length is in an argument */
	SS_GRAB_SOCKADDR_OUT, /* the length is an int that an argument points to; if no error */
	SS_GRAB_FD,	      /* describe the file; a negative number has none */
};
#define SS_GRAB(what, arg) ((what) | (arg) << 4)
#define SS_GRAB_WHAT(grab) ((grab)&15)
#define SS_GRAB_ARG(grab)  ((grab) >> 4)

/* Of one call; in a table whose index is the call's number. */
struct ss_syscall_spec {
	__u8 arg[SS_SYSCALL_ARGS];
	__u8 result; /* SS_GRAB_FD or SS_GRAB_NONE */
	__u8 args;   /* how many there are */
};

/*
 * Of one place that --uprobe names: what to bring of its arguments.  The record
 * of a hit is that of a call: nr is the number of the place, abi is 1 at the
 * return of a function.
 */
#define SS_UPROBES_MAX 16
#define SS_UPROBE_GRAB_STR                                                                         \
	7 /* up to its NUL; 1 to 6: the number of the argument with its length                     \
	   */

struct ss_uprobe_spec {
	__u8 grab[SS_SYSCALL_ARGS];
	__u8 result;	/* SS_UPROBE_GRAB_STR, or 0 */
	__u8 at_return; /* the arguments are kept until then */
};

enum ss_capture_kind {
	SS_CAPTURE_STRING,    /* without its NUL */
	SS_CAPTURE_BYTES,     /* of a buffer */
	SS_CAPTURE_SOCKADDR,  /* as the caller gave it, or got it */
	SS_CAPTURE_FD_PATH,   /* what a descriptor is: a path, "pipe:[1234]", "[eventpoll]" */
	SS_CAPTURE_FD_SOCKET, /* what a descriptor is: struct ss_wire_socket */
	SS_CAPTURE_FD_PIPE,   /* the same of a pipe: the number of its inode, 64 bits */
	SS_CAPTURE_FD_NAME    /* and of what is in no directory: "[eventpoll]" */
};

#define SS_WIRE_SOCKADDR_MAX 128

/* A socket; each address is a struct sockaddr, cut at its length.  0: has none. */
struct ss_wire_socket {
	__u16 family;
	__u16 type; /* SOCK_STREAM */
	__u16 protocol;
	__u8 local_len;
	__u8 remote_len;
	__u8 local[SS_WIRE_SOCKADDR_MAX];
	__u8 remote[SS_WIRE_SOCKADDR_MAX];
};

_Static_assert(sizeof(struct ss_syscall_spec) == 8, "wire layout");
_Static_assert(sizeof(struct ss_uprobe_spec) == 8, "wire layout");
_Static_assert(sizeof(struct ss_wire_socket) == 264, "wire layout");

#endif
