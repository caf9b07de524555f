// SPDX-License-Identifier: BSD-2-Clause
/* Names of DNS messages as text: RFC 1035 s.4.1.4 and s.5.1, RFC 4343. */
#include <errno.h>

#include "event/dns.h"

#define HEADER_SIZE 12
#define WIRE_MAX    255 /* labels with their lengths, and the root's */
#define POINTER	    0xc0

static bool special(uint8_t c)
{
	switch (c) {
	case '"':
	case '$':
	case '(':
	case ')':
	case '.':
	case ';':
	case '@':
	case '\\': return true;
	default: return false;
	}
}

static size_t put_byte(char *out, uint8_t c)
{
	size_t n = 0;

	if (c <= ' ' || c >= 0x7f) {
		out[n++] = '\\';
		out[n++] = '0' + c / 100;
		out[n++] = '0' + c / 10 % 10;
		out[n++] = '0' + c % 10;
		return n;
	}
	if (special(c))
		out[n++] = '\\';
	out[n++] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	return n;
}

/* Append the SIZE bytes of a label, or as many as there are. */
static int put_label(const uint8_t *msg, size_t len, size_t *pos, size_t size, char *out, size_t *n)
{
	if (*n)
		out[(*n)++] = '.';
	for (; size && *pos < len; size--)
		*n += put_byte(out + *n, msg[(*pos)++]);
	return size ? SS_BYTES_CUT : 0;
}

/* A pointer leads back, to before all that was read of this name: so this ends. */
static int follow(const uint8_t *msg, size_t len, size_t *pos, size_t *limit)
{
	size_t target;

	if (*pos + 1 >= len)
		return SS_BYTES_CUT;
	target = (msg[*pos] & ~POINTER) << 8 | msg[*pos + 1];
	if (target < HEADER_SIZE || target >= *limit)
		return -EBADMSG;
	*limit = *pos = target;
	return 0;
}

int ss_dns_name_read(const uint8_t *msg, size_t len, size_t *at, char out[static SS_DNS_NAME_SIZE])
{
	size_t pos = *at, limit = pos, wire = 1, n = 0;
	bool behind = false; /* is *at set? */
	int err = 0;

	while (!err && pos < len && msg[pos]) {
		size_t size = msg[pos];

		if (size >= POINTER) {
			if (!behind)
				*at = pos + 2;
			behind = true;
			err = follow(msg, len, &pos, &limit);
			continue;
		}
		wire += size + 1;
		if (size >= 64 || wire > WIRE_MAX)
			return -EBADMSG;
		pos++;
		err = put_label(msg, len, &pos, size, out, &n);
	}
	if (!err && pos >= len)
		err = SS_BYTES_CUT;
	if (!err && !n)
		out[n++] = '.';
	out[n] = '\0';
	if (!behind)
		*at = pos + 1;
	return err;
}
