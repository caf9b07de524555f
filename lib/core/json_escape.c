// SPDX-License-Identifier: BSD-2-Clause
/* Escaping and UTF-8 repair, between spans that are plain. */
#include "core/json_escape.h"

#include <string.h>

#include "core/json_plain.h"
#include "core/utf8.h"

static size_t put_escape(char *out, unsigned char c)
{
	static const char letters[] = "btn\0fr"; /* from U+0008 on; there is none for U+000B */
	static const char hex[] = "0123456789abcdef";

	out[0] = '\\';
	if (c == '"' || c == '\\')
		out[1] = (char)c;
	else if (c >= '\b' && c <= '\r' && c != '\v')
		out[1] = letters[c - '\b'];
	else {
		memcpy(out + 1, "u00", 3);
		out[4] = hex[c >> 4];
		out[5] = hex[c & 15];
		return 6;
	}
	return 2;
}

/* A piece at a time, so that the room for the worst case, six for one, stays small. */
#define PIECE 512

bool ss_json_escape(struct ss_strbuf *buf, const char *s, size_t len)
{
	bool repaired = false, valid;
	size_t i = 0, n;

	while (i < len) {
		size_t end = len - i > PIECE ? i + PIECE : len;
		char *out;

		/* A sequence that starts before END may end after it: four bytes more. */
		if (!ss_strbuf_reserve(buf, (end - i) * 6 + 4))
			return repaired;
		out = buf->data + buf->len;
		while (i < end) {
			n = ss_json_plain_copy(out, s + i, end - i);
			i += n;
			out += n;
			for (; i < end && !ss_json_plain_byte(s[i]); i += n) {
				n = ss_utf8_sequence(s + i, len - i, &valid);
				if (!valid) {
					memcpy(out, "\xef\xbf\xbd", 3);
					out += 3;
					repaired = true;
				} else if (n == 1) {
					out += put_escape(out, s[i]);
				} else {
					memcpy(out, s + i, n);
					out += n;
				}
			}
		}
		buf->len = out - buf->data;
		*out = '\0';
	}
	return repaired;
}
