/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets in tests stand as hex; as bytes they get memory that ends where they do. */
#ifndef SS_TEST_HEX_H
#define SS_TEST_HEX_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline unsigned hex_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* The bytes of lower-case TEXT, or the first MAX of them; to be freed. */
static inline uint8_t *unhex(const char *text, size_t max, size_t *len)
{
	uint8_t *out;

	*len = strlen(text) / 2 < max ? strlen(text) / 2 : max;
	out = malloc(*len ? *len : 1);
	if (!out)
		abort();
	for (size_t i = 0; i < *len; i++)
		out[i] = hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]);
	return out;
}

#endif
