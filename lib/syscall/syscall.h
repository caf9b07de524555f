/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of this architecture: names, numbers, arguments, and their JSON. */
#ifndef SS_SYSCALL_H
#define SS_SYSCALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json_write.h"
#include "syscall_spec.h"

/* The name of call number NR, or NULL. */
const char *ss_syscall_name(uint32_t nr);
/* The number of the call NAME, LEN bytes long, or -1. */
int ss_syscall_number(const char *name, size_t len);
/*
 * What the kernel's tracepoints of this call are called behind sys_enter_ and
 * sys_exit_: "newfstat" for fstat.  NULL for an unknown number.
 */
const char *ss_syscall_tracepoint(uint32_t nr);
/* What the kernel side has to bring besides the registers.  False for an unknown number. */
bool ss_syscall_spec(uint32_t nr, struct ss_syscall_spec *spec);

/* What was brought of one argument; BYTES stay the caller's. */
struct ss_capture {
	uint8_t arg;  /* its index; SS_SYSCALL_RESULT for the result */
	uint8_t kind; /* enum ss_capture_kind */
	bool cut;     /* there was more */
	uint32_t len;
	const void *bytes; /* need not be aligned, nor UTF-8; no NUL at its end */
};

struct ss_syscall_event {
	uint32_t nr;
	uint32_t abi; /* enum ss_syscall_abi */
	uint64_t args[SS_SYSCALL_ARGS];
	int64_t ret;
	uint64_t duration_ns; /* 0: not known */
	const struct ss_capture *captures;
	size_t capture_count;
};

/* The member "syscall" of a line, as ss-events(5) describes it. */
void ss_syscall_write(struct ss_json *w, const struct ss_syscall_event *e);
/* Is RET, as the kernel returns it, an error number? */
static inline bool ss_syscall_failed(int64_t ret)
{
	return ret < 0 && ret >= -4095;
}

/* {"family":"AF_INET","address":"192.0.2.1","port":53}; any bytes. */
void ss_sockaddr_write(struct ss_json *w, const char *key, const void *addr, size_t len);

#endif
