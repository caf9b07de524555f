/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows in an arena: nothing to free, always with a NUL at its end. */
#ifndef REGO_TEXT_H
#define REGO_TEXT_H

#include "rego/value/value.h"

struct rego_text {
	struct rego_arena *arena;
	char *data; /* NULL while empty */
	size_t len, room;
};

void rego_put(struct rego_text *t, const void *data, size_t len);
void rego_puts(struct rego_text *t, const char *s);
void rego_putc(struct rego_text *t, char c);
__attribute__((format(printf, 2, 3))) void rego_putf(struct rego_text *t, const char *fmt, ...);
void rego_put_rune(struct rego_text *t, uint32_t rune);
/* As Go's strconv.Quote. */
void rego_put_quoted(struct rego_text *t, const char *s, size_t len);
/* Never NULL. */
const char *rego_text_done(const struct rego_text *t);
struct rego_val rego_text_value(const struct rego_text *t);
/* Quoted, on its own. */
const char *rego_go_quote(struct rego_arena *a, const char *s, size_t len);
/* The code point at s, and how many bytes it has; a bad byte is U+FFFD and one byte. */
uint32_t rego_rune_at(const char *s, size_t len, size_t *used);
/* JSON as encoding/json writes it, < > & escaped. */
const char *rego_json_text(struct rego_arena *a, struct rego_val v, size_t *len);
/* As Rego writes the term. */
const char *rego_term_text(struct rego_arena *a, struct rego_val v);

#endif
