/* SPDX-License-Identifier: BSD-2-Clause */
/* Single values of a call as JSON.  Inside lib/syscall/. */
#ifndef SS_SYSCALL_VALUES_H
#define SS_SYSCALL_VALUES_H

#include "core/json_write.h"
#include "syscall/sets.h"

static inline void ss_put_int(struct ss_json *w, const char *key, size_t key_len, int64_t value)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

	ss_json_put_number(w, key, key_len, size, value<0, size> SS_JSON_MAX_INT);
}

static inline void ss_put_uint(struct ss_json *w, const char *key, size_t key_len, uint64_t value)
{
	ss_json_put_number(w, key, key_len, value, false, value > SS_JSON_MAX_INT);
}

/* A list of names and, for what has none, a hexadecimal number; of an enumeration a name or a
 * number. */
void ss_set_write(struct ss_json *w, const char *key, size_t key_len, enum ss_set_id id,
		  uint64_t value);
const struct ss_set *ss_set_of(enum ss_set_id id);

/* The name of error number 1 to 530, or NULL; those that never leave the kernel as well. */
const char *ss_errno_name(unsigned int number, size_t *len);
/* "error":"EPERM", or "errno":N for one without a name. */
void ss_errno_write(struct ss_json *w, unsigned int number);

#endif
