// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "event/file.h"
#include "event/process.h"

/* The length without the last name; what lacks its beginning keeps what cannot be gone up from. */
static size_t parent_of(const char *path, size_t len, bool whole)
{
	while (len && path[len - 1] != '/')
		len--;
	if (len)
		return len - 1;
	return whole ? 0 : len;
}

/* Nothing to be resolved in it: no empty name, none that begins with a dot, no slash at the end. */
static bool simple(const char *path, size_t len)
{
	bool slash = true; /* before this byte, but for a leading one */

	if (len && path[0] == '/') {
		path++;
		len--;
	}
	for (size_t i = 0; i < len; i++) {
		if (slash && (path[i] == '/' || path[i] == '.'))
			return false;
		slash = path[i] == '/';
	}
	return !slash;
}

size_t ss_path_lexical(char *out, const char *base, size_t base_len, bool whole, const char *given,
		       size_t given_len)
{
	const char *end = given + given_len, *next;
	size_t n = 0;

	if (given_len && given[0] == '/')
		whole = true;
	else
		n = ss_path_join(out, base, base_len, whole);
	if (simple(given, given_len)) { /* nearly all are */
		if (given[0] != '/' && (n || whole))
			out[n++] = '/';
		memcpy(out + n, given, given_len);
		return n + given_len;
	}
	for (; given < end; given = next + 1) {
		size_t len;

		next = memchr(given, '/', end - given);
		if (!next)
			next = end;
		len = next - given;
		if (!len || (len == 1 && given[0] == '.'))
			continue;
		if (len == 2 && !memcmp(given, "..", 2)) {
			n = parent_of(out, n, whole);
			continue;
		}
		if (n || whole)
			out[n++] = '/';
		memcpy(out + n, given, len);
		n += len;
	}
	if (!n && whole)
		out[n++] = '/';
	return n;
}
