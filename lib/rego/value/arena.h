/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that is given back all at once: everything a compilation or one evaluation makes.
 *
 * An allocation never fails to its caller.  Over the limit, or out of memory, it leaves by
 * rego_stop(): a jump to where rego_arena_try() was, as every other limit does (time,
 * instructions, depth).  So whoever holds something that must be freed (a foreign handle, a
 * lock, a file) gives it to rego_arena_defer() first, or allocates nothing while holding it. */
#ifndef REGO_ARENA_H
#define REGO_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum rego_stop {
	REGO_STOP_MEMORY = 1, /* over the memory limit, or malloc failed */
	REGO_STOP_TIME,	      /* over the deadline */
	REGO_STOP_STEPS,      /* over the instruction limit */
	REGO_STOP_DEPTH,      /* nested too deep */
	REGO_STOP_CANCEL,     /* asked to end */
};

struct rego_chunk;
struct rego_deferred;

struct rego_arena {
	char *at, *end;
	struct rego_chunk *chunks;
	struct rego_deferred *deferred;
	size_t used, limit; /* bytes; limit 0: none */
	uint64_t deadline;  /* ns of CLOCK_MONOTONIC, looked at with each chunk; 0: none */
	uint64_t mallocs;   /* chunks ever made */
	jmp_buf *out;
	enum rego_stop why;
};

void rego_arena_init(struct rego_arena *a, size_t limit);
/* Run what was deferred, newest first; keep one chunk, as large as all were (to a limit). */
void rego_arena_reset(struct rego_arena *a);
void rego_arena_fini(struct rego_arena *a);
/* Call fn(what) at reset, fini, or rego_arena_release() to a mark set before. */
void rego_arena_defer(struct rego_arena *a, void (*fn)(void *what), void *what);

/* What has been given out since the last reset. */
size_t rego_arena_bytes(const struct rego_arena *a);

_Noreturn void rego_stop(struct rego_arena *a, enum rego_stop why);
/* "memory limit exceeded" and so on. */
const char *rego_stop_text(enum rego_stop why);

/* A deadline so many ns from now; 0: none. */
void rego_arena_hurry(struct rego_arena *a, uint64_t ns);
/* Stop if the deadline is over: for loops that may be long and allocate nothing. */
void rego_arena_look(struct rego_arena *a);

/* The way of allocating that is not inline: a new chunk. */
void *rego_arena_more(struct rego_arena *a, size_t size);

/* size bytes, aligned to 16, content undefined. */
static inline void *rego_alloc(struct rego_arena *a, size_t size)
{
	char *p = a->at;

	size = (size + 15) & ~(size_t)15;
	if ((size_t)(a->end - p) < size || !p)
		return rego_arena_more(a, size);
	a->at = p + size;
	return p;
}

static inline void *rego_zalloc(struct rego_arena *a, size_t size)
{
	return memset(rego_alloc(a, size), 0, size);
}

#define rego_new(a, type) ((type *)rego_zalloc((a), sizeof(type)))
/* n elements; an overflow of the product stops like a too large allocation. */
#define rego_new_array(a, type, n) ((type *)rego_alloc_array((a), sizeof(type), (n)))
void *rego_alloc_array(struct rego_arena *a, size_t size, size_t n);
/* A list of count items with room for one more: itself, or a copy with twice the room. */
void *rego_list_grow(struct rego_arena *a, void *list, uint32_t count, uint32_t *room, size_t size);
struct ss_strbuf;
/* It is freed with the arena, if not before. */
struct ss_strbuf *rego_new_buffer(struct rego_arena *a);
/* A copy with a NUL after it. */
char *rego_strndup(struct rego_arena *a, const char *s, size_t len);
__attribute__((format(printf, 2, 3))) char *rego_printf(struct rego_arena *a, const char *fmt, ...);
__attribute__((format(printf, 2, 0))) char *rego_vprintf(struct rego_arena *a, const char *fmt,
							 va_list args);

/* if (rego_arena_try(a, &jmp)) { ... } else { it stopped, a->why says why }.  The old target is
 * to be put back by the caller: struct rego_arena.out. */
#define rego_arena_try(a, buf) ((a)->out = (buf), (a)->why = 0, setjmp(*(buf)) == 0)

#endif
