// SPDX-License-Identifier: BSD-2-Clause
/* Text that a regular expression is matched with, as Go sees it: RE2 matches only what is UTF-8. */
#include <string.h>

#include "rego/builtin/regex.h"
#include "rego/value/string.h"

/* Bytes from the start that are UTF-8. */
static size_t valid_prefix(const char *s, size_t len)
{
	size_t i = 0, n;
	uint64_t eight;
	uint32_t code;

	while (i < len) {
		for (; len - i >= 8; i += 8) {
			memcpy(&eight, s + i, 8);
			if (eight & UINT64_C(0x8080808080808080))
				break;
		}
		if (i == len)
			break;
		n = rego_rune(s + i, len - i, &code);
		if (n == 1 && s[i] & 0x80)
			break;
		i += n;
	}
	return i;
}

struct rego_val rego_regex_subject(struct rego_arena *a, struct rego_val v)
{
	const char *s = v.string->text;
	size_t len = v.string->len, done = valid_prefix(s, len), n = 0;
	char *out;

	if (done == len)
		return v;
	out = rego_alloc(a, 3 * len);
	while (done < len) {
		memcpy(out + n, s, done);
		n += done;
		memcpy(out + n, "\357\277\275", 3); /* U+FFFD for each byte that is none */
		n += 3;
		s += done + 1;
		len -= done + 1;
		done = valid_prefix(s, len);
	}
	memcpy(out + n, s, len);
	return rego_string(a, out, n + len);
}
