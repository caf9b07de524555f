// SPDX-License-Identifier: BSD-2-Clause
/* UTF-8 sequences. */
#include "core/utf8.h"

/* How many bytes follow this lead byte, and the range of the first of them. */
struct lead {
	unsigned char more, low, high;
};

static struct lead lead_of(unsigned char c)
{
	if (c < 0xc2 || c > 0xf4)
		return (struct lead){ 0, 0, 0 };
	if (c < 0xe0)
		return (struct lead){ 1, 0x80, 0xbf };
	if (c < 0xf0)
		return (struct lead){ 2, c == 0xe0 ? 0xa0 : 0x80, c == 0xed ? 0x9f : 0xbf };
	return (struct lead){ 3, c == 0xf0 ? 0x90 : 0x80, c == 0xf4 ? 0x8f : 0xbf };
}

size_t ss_utf8_sequence(const char *s, size_t left, bool *valid)
{
	const unsigned char *u = (const unsigned char *)s;
	struct lead lead = lead_of(u[0]);
	size_t n = 1;

	*valid = u[0] < 0x80;
	if (!lead.more)
		return 1;
	if (n < left && u[1] >= lead.low && u[1] <= lead.high)
		for (n = 2; n <= lead.more && n < left && (u[n] & 0xc0) == 0x80;)
			n++;
	*valid = n == 1u + lead.more;
	return n;
}

size_t ss_utf8_put(char *out, uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}
