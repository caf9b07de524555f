/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/event: what the lines of the security events have in common. */
#ifndef SS_SECURITY_H
#define SS_SECURITY_H

#include "event/process.h"
#include "wire_security.h"

/* "via": the name of a system call; nothing for an unknown number. */
void ss_via_write(struct ss_json *w, const char *key, uint32_t call);
/* "target":{"id","pid","tid","exe","comm"}, or only the number it was named by. */
void ss_target_write(struct ss_stream *s, struct ss_json *w, const char *key,
		     const struct ss_wire_target *t);

/* Names of the bits of a capability set, in an array; nothing for none. */
void ss_caps_write(struct ss_json *w, const char *key, uint64_t caps);
/* Sixteen digits, always. */
void ss_caps_hex_write(struct ss_json *w, const char *key, uint64_t caps);
/* A name, or a number where it has none; nothing for ~0. */
void ss_prog_type_write(struct ss_json *w, uint32_t type);
void ss_attach_type_write(struct ss_json *w, uint32_t type);
/* Names of IORING_SETUP_*, of a module's taints. */
void ss_uring_flags_write(struct ss_json *w, uint64_t flags);
void ss_taints_write(struct ss_json *w, uint64_t taints);

/* The rest of the line, the same for all of these types. */
static inline void ss_security_end(struct ss_stream *s, struct ss_json *w,
				   const struct ss_wire_actor *a)
{
	ss_json_end_object(w);
	ss_actor_end(s, w, a);
}

/*
 * A record of struct ss_wire_call, checked whole, and its line: PUT writes the
 * members of OBJECT.  OUT NULL: no line.  0 or -EBADMSG.
 */
typedef void (*ss_put_call_fn)(struct ss_json *w, const struct ss_wire_call *r);
int ss_call_take(struct ss_stream *s, const void *data, size_t size, struct ss_strbuf *out,
		 const char *object, ss_put_call_fn put);
/* String N as KEY, and KEY_truncated after it where it was cut; nothing for an empty one. */
void ss_call_string(struct ss_json *w, const struct ss_wire_call *r, int n, const char *key);
/* The same of the names of a path, leaf to root. */
void ss_call_path(struct ss_json *w, const struct ss_wire_call *r, int n, const char *key);

#endif
