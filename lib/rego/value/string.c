// SPDX-License-Identifier: BSD-2-Clause
/* The text of string values. */
#include "rego/value/string.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/utf8.h"

size_t rego_rune(const char *s, size_t left, uint32_t *code)
{
	const unsigned char *u = (const unsigned char *)s;
	bool valid;
	size_t n;

	*code = u[0];
	if (u[0] < 0x80)
		return 1;
	n = ss_utf8_sequence(s, left, &valid);
	if (!valid) {
		*code = 0xfffd;
		return 1;
	}
	*code = u[0] & (0x7f >> n);
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | (u[i] & 0x3f);
	return n;
}

size_t rego_rune_count(const char *text, size_t len)
{
	size_t n = 0, i = 0;
	uint32_t code;

	for (; i + 8 <= len && !(rego_load(text + i, 8) & UINT64_C(0x8080808080808080)); i += 8)
		n += 8;
	while (i < len) {
		i += rego_rune(text + i, len - i, &code);
		n++;
	}
	return n;
}

struct rego_val rego_string(struct rego_arena *a, const char *s, size_t len)
{
	struct rego_string *copy = rego_new_string(a, len);

	if (len)
		memcpy(copy->text, s, len);
	copy->runes = (uint32_t)rego_rune_count(s, len);
	return rego_string_val(copy);
}

struct rego_val rego_cstring(struct rego_arena *a, const char *s)
{
	return rego_string(a, s, strlen(s));
}

struct rego_val rego_stringf(struct rego_arena *a, const char *fmt, ...)
{
	struct rego_string *s;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n < 0)
		n = 0;
	s = rego_new_string(a, (size_t)n);
	va_start(args, fmt);
	vsnprintf(s->text, (size_t)n + 1, fmt, args);
	va_end(args);
	s->runes = (uint32_t)rego_rune_count(s->text, s->len);
	return rego_string_val(s);
}

const char *rego_text(struct rego_val string)
{
	return string.kind == REGO_STRING ? string.string->text : "";
}
