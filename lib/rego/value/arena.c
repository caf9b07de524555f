// SPDX-License-Identifier: BSD-2-Clause
/* Memory that is given back all at once. */
#include "rego/value/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/strbuf.h"

#define FIRST_CHUNK ((size_t)16 << 10)
#define MOST_CHUNK  ((size_t)1 << 20) /* larger ones only for one large thing */
#define MOST_KEPT   ((size_t)4 << 20) /* by a reset */

struct rego_chunk {
	struct rego_chunk *next; /* the one before */
	size_t size;		 /* of data */
	_Alignas(16) char data[];
};

struct rego_deferred {
	struct rego_deferred *next;
	void (*fn)(void *what);
	void *what;
};

void rego_arena_init(struct rego_arena *a, size_t limit)
{
	*a = (struct rego_arena){ .limit = limit };
}

static void run_deferred(struct rego_arena *a)
{
	struct rego_deferred *d;

	/* Taken off first: what runs may stop again. */
	while ((d = a->deferred) != NULL) {
		a->deferred = d->next;
		d->fn(d->what);
	}
}

static void free_chunks(struct rego_chunk *c)
{
	while (c) {
		struct rego_chunk *next = c->next;

		free(c);
		c = next;
	}
}

static void begin_chunk(struct rego_arena *a, struct rego_chunk *c)
{
	c->next = a->chunks;
	a->chunks = c;
	a->at = c->data;
	a->end = c->data + c->size;
}

/* One chunk stays, or a new one as large as all were together: the next use, which is likely to be
 * like this one, then needs no malloc, and finds its memory in the cache. */
void rego_arena_reset(struct rego_arena *a)
{
	struct rego_chunk *keep = a->chunks;
	size_t size = FIRST_CHUNK;

	run_deferred(a);
	if (keep && (keep->next || keep->size > MOST_KEPT)) {
		while (size < a->used && size < MOST_KEPT)
			size *= 2;
		if (a->limit && size > a->limit)
			size = 0;
		free_chunks(keep);
		keep = size ? malloc(sizeof(*keep) + size) : NULL;
		a->mallocs++;
		if (keep)
			*keep = (struct rego_chunk){ .size = size };
	}
	a->chunks = NULL;
	a->why = 0;
	a->at = a->end = NULL;
	a->used = 0;
	if (keep) {
		a->used = keep->size;
		begin_chunk(a, keep);
	}
}

void rego_arena_fini(struct rego_arena *a)
{
	run_deferred(a);
	free_chunks(a->chunks);
	*a = (struct rego_arena){ 0 };
}

size_t rego_arena_bytes(const struct rego_arena *a)
{
	return a->used - (size_t)(a->end - a->at);
}

void rego_arena_defer(struct rego_arena *a, void (*fn)(void *what), void *what)
{
	struct rego_deferred *d = rego_alloc(a, sizeof(*d));

	*d = (struct rego_deferred){ a->deferred, fn, what };
	a->deferred = d;
}

_Noreturn void rego_stop(struct rego_arena *a, enum rego_stop why)
{
	a->why = why;
	if (a->out)
		longjmp(*a->out, why);
	abort();
}

const char *rego_stop_text(enum rego_stop why)
{
	switch (why) {
	case REGO_STOP_MEMORY: return "memory limit exceeded";
	case REGO_STOP_TIME: return "time limit exceeded";
	case REGO_STOP_STEPS: return "instruction limit exceeded";
	case REGO_STOP_DEPTH: return "nested too deeply";
	case REGO_STOP_CANCEL: return "cancelled";
	}
	return "stopped";
}

void rego_arena_hurry(struct rego_arena *a, uint64_t ns)
{
	if (!ns || __builtin_add_overflow(ss_clock_mono(), ns, &a->deadline))
		a->deadline = 0;
}

void rego_arena_look(struct rego_arena *a)
{
	if (a->deadline && a->out && ss_clock_mono() >= a->deadline)
		rego_stop(a, REGO_STOP_TIME);
}

static struct rego_chunk *new_chunk(struct rego_arena *a, size_t size)
{
	struct rego_chunk *c;

	if (size > SIZE_MAX / 2 || (a->limit && (a->used > a->limit || size > a->limit - a->used)))
		rego_stop(a, REGO_STOP_MEMORY);
	rego_arena_look(a);
	c = malloc(sizeof(*c) + size);
	if (!c)
		rego_stop(a, REGO_STOP_MEMORY);
	c->size = size;
	a->mallocs++;
	a->used += size;
	return c;
}

/* Each chunk is twice as large as the last, so that there are few. */
static size_t chunk_size(const struct rego_arena *a)
{
	size_t size = a->chunks ? a->chunks->size * 2 : FIRST_CHUNK;

	if (size > MOST_CHUNK)
		size = MOST_CHUNK;
	if (size < FIRST_CHUNK)
		size = FIRST_CHUNK;
	if (a->limit && a->used < a->limit && size > a->limit - a->used)
		size = (a->limit - a->used) & ~(size_t)15;
	return size;
}

void *rego_arena_more(struct rego_arena *a, size_t size)
{
	size_t usual = chunk_size(a);
	struct rego_chunk *c;

	if (!size)
		size = 16;
	/* A large thing has a chunk of its own, below the one in use. */
	if (size > usual / 4) {
		c = new_chunk(a, size);
		if (a->chunks) {
			c->next = a->chunks->next;
			a->chunks->next = c;
		} else {
			c->next = NULL;
			a->chunks = c;
			a->at = a->end = c->data + size;
		}
		return c->data;
	}
	c = new_chunk(a, usual);
	begin_chunk(a, c);
	a->at += size;
	return c->data;
}

void *rego_alloc_array(struct rego_arena *a, size_t size, size_t n)
{
	size_t bytes;

	if (__builtin_mul_overflow(size, n, &bytes) || bytes > SIZE_MAX / 4)
		rego_stop(a, REGO_STOP_MEMORY);
	return rego_alloc(a, bytes);
}

void *rego_list_grow(struct rego_arena *a, void *list, uint32_t count, uint32_t *room, size_t size)
{
	void *more;

	if (count < *room)
		return list;
	*room = *room ? *room * 2 : 8;
	more = rego_alloc_array(a, size, *room);
	if (count)
		memcpy(more, list, count * size);
	return more;
}

char *rego_strndup(struct rego_arena *a, const char *s, size_t len)
{
	char *copy;

	if (len > SIZE_MAX / 4)
		rego_stop(a, REGO_STOP_MEMORY);
	copy = rego_alloc(a, len + 1);
	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

struct ss_strbuf *rego_new_buffer(struct rego_arena *a)
{
	struct ss_strbuf *b = rego_new(a, struct ss_strbuf);

	rego_arena_defer(a, (void (*)(void *))ss_strbuf_fini, b);
	return b;
}

char *rego_vprintf(struct rego_arena *a, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		n = 0;
	text = rego_alloc(a, (size_t)n + 1);
	text[0] = '\0';
	vsnprintf(text, (size_t)n + 1, fmt, args);
	return text;
}

char *rego_printf(struct rego_arena *a, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = rego_vprintf(a, fmt, args);
	va_end(args);
	return text;
}
