/* SPDX-License-Identifier: BSD-2-Clause */
/* Text in the arena, and Go's way of quoting it. */
#include "rego/builtin/text.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/strbuf.h"
#include "rego/value/value.h"

static void make_room(struct rego_text *t, size_t more)
{
	size_t room = t->room ? t->room * 2 : 64;
	char *data;

	if (t->room - t->len > more)
		return;
	while (room - t->len <= more)
		room *= 2;
	data = rego_alloc(t->arena, room);
	if (t->len)
		memcpy(data, t->data, t->len);
	t->data = data;
	t->room = room;
}

void rego_put(struct rego_text *t, const void *data, size_t len)
{
	make_room(t, len + 1);
	if (len)
		memcpy(t->data + t->len, data, len);
	t->len += len;
	t->data[t->len] = 0;
}

void rego_puts(struct rego_text *t, const char *s)
{
	rego_put(t, s, strlen(s));
}

void rego_putc(struct rego_text *t, char c)
{
	rego_put(t, &c, 1);
}

void rego_putf(struct rego_text *t, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len <= 0)
		return;
	make_room(t, (size_t)len + 1);
	va_start(args, fmt);
	vsnprintf(t->data + t->len, (size_t)len + 1, fmt, args);
	va_end(args);
	t->len += (size_t)len;
}

void rego_put_rune(struct rego_text *t, uint32_t c)
{
	char b[4];
	size_t n = 1;

	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd;
	if (c < 0x80) {
		b[0] = (char)c;
	} else if (c < 0x800) {
		b[0] = (char)(0xc0 | c >> 6);
		n = 2;
	} else if (c < 0x10000) {
		b[0] = (char)(0xe0 | c >> 12);
		n = 3;
	} else {
		b[0] = (char)(0xf0 | c >> 18);
		n = 4;
	}
	for (size_t i = 1; i < n; i++)
		b[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3f));
	rego_put(t, b, n);
}

uint32_t rego_rune_at(const char *text, size_t len, size_t *used)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = (const unsigned char *)text;
	size_t n = *s < 0x80   ? 1
		   : *s < 0xc2 ? 0
		   : *s < 0xe0 ? 2
		   : *s < 0xf0 ? 3
		   : *s < 0xf5 ? 4
			       : 0;
	uint32_t c;

	*used = 1;
	if (n == 1)
		return *s;
	if (!n || n > len)
		return 0xfffd;
	c = *s & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0xfffd;
	*used = n;
	return c;
}

const char *rego_text_done(const struct rego_text *t)
{
	return t->data ? t->data : "";
}

struct rego_val rego_text_value(const struct rego_text *t)
{
	return rego_string(t->arena, rego_text_done(t), t->len);
}

/* Other modules write into a heap buffer, which the arena frees should it stop meanwhile. */
static void free_buffer(void *b)
{
	ss_strbuf_fini(b);
}

static struct ss_strbuf *buffer(struct rego_arena *a)
{
	struct ss_strbuf *b = rego_new(a, struct ss_strbuf);

	rego_arena_defer(a, free_buffer, b);
	return b;
}

static const char *take(struct rego_arena *a, struct ss_strbuf *b, size_t *len)
{
	const char *text;

	if (b->err)
		rego_stop(a, REGO_STOP_MEMORY);
	text = rego_strndup(a, b->data ? b->data : "", b->len);
	if (len)
		*len = b->len;
	ss_strbuf_fini(b);
	*b = (struct ss_strbuf){ 0 };
	return text;
}

void rego_put_quoted(struct rego_text *t, const char *s, size_t len)
{
	struct ss_strbuf *b = buffer(t->arena);
	const char *text;
	size_t n;

	rego_quote_write(b, s, len);
	text = take(t->arena, b, &n);
	rego_put(t, text, n);
}

const char *rego_go_quote(struct rego_arena *a, const char *s, size_t len)
{
	struct ss_strbuf *b = buffer(a);

	rego_quote_write(b, s, len);
	return take(a, b, NULL);
}

const char *rego_json_text(struct rego_arena *a, struct rego_val v, size_t *len)
{
	struct ss_strbuf *b = buffer(a);

	rego_json_write_as(b, v, 0, true);
	return take(a, b, len);
}

const char *rego_term_text(struct rego_arena *a, struct rego_val v)
{
	struct ss_strbuf *b = buffer(a);

	rego_term_write(b, v);
	return take(a, b, NULL);
}
