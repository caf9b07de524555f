/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of calls.h as data.  Inside lib/syscall/. */
#ifndef SS_SYSCALL_TABLE_H
#define SS_SYSCALL_TABLE_H

#include <stdint.h>

#include "syscall/sets.h"
#include "syscall/syscall.h"

enum ss_arg_kind {
	SS_ARG_INT,
	SS_ARG_UINT,
	SS_ARG_LONG,
	SS_ARG_ULONG,
	SS_ARG_HEX,
	SS_ARG_HEX32,
	SS_ARG_FD,
	SS_ARG_DFD,
	SS_ARG_MODE,
	SS_ARG_NEW_MODE, /* more: index of open flags; none if nothing may be made */
	SS_ARG_UID,
	SS_ARG_SET,	/* more: enum ss_set_id */
	SS_ARG_OPTNAME, /* more: index of the level */
	/* From here on pointers to what may have been captured. */
	SS_ARG_STRING,
	SS_ARG_IN,   /* more: index of the length */
	SS_ARG_OUT,  /* the result is the length */
	SS_ARG_ADDR, /* more: index of the length */
	SS_ARG_ADDR_OUT,
};

enum ss_result_kind {
	SS_RESULT_INT, /* zero at first, so that a call without it is right */
	SS_RESULT_SIZE,
	SS_RESULT_FD,
	SS_RESULT_ADDR,
	SS_RESULT_UID,
	SS_RESULT_MODE,
	SS_RESULT_VOID, /* does not return */
};

/* Names within: the table needs no relocation, and an entry is two cache lines. */
struct ss_arg {
	char name[13]; /* empty behind the last */
	uint8_t name_len;
	uint8_t kind;
	uint8_t more;
};

struct ss_call {
	struct ss_arg arg[SS_SYSCALL_ARGS];
	char name[30];
	uint8_t name_len; /* 0: no such number */
	uint8_t result;
};

/* NULL for an unknown number. */
const struct ss_call *ss_call_of(uint32_t nr);

#endif
