/* SPDX-License-Identifier: BSD-2-Clause */
/* Length-prefixed parts of bytes that were copied from a packet and may end anywhere. */
#ifndef SS_BYTES_H
#define SS_BYTES_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is still to be read of a part.  A part that says it has more than its
 * whole is malformed; one whose bytes were not all copied is only cut.
 */
struct ss_bytes {
	const uint8_t *at;
	size_t have; /* bytes that are there; never above left */
	size_t left; /* bytes that the packet says there are */
};

#define SS_BYTES_CUT (-ENODATA)

/* A big-endian number of SIZE <= 4 bytes.  0, SS_BYTES_CUT or -EBADMSG; then nothing is read. */
static inline int ss_bytes_number(struct ss_bytes *b, size_t size, uint32_t *out)
{
	if (b->left < size)
		return -EBADMSG;
	if (b->have < size)
		return SS_BYTES_CUT;
	*out = 0;
	for (size_t i = 0; i < size; i++)
		*out = *out << 8 | b->at[i];
	b->at += size;
	b->have -= size;
	b->left -= size;
	return 0;
}

/* The next SIZE bytes as a part of their own, all there or cut.  0 or -EBADMSG. */
static inline int ss_bytes_part(struct ss_bytes *b, size_t size, struct ss_bytes *part)
{
	size_t have = size < b->have ? size : b->have;

	if (b->left < size)
		return -EBADMSG;
	*part = (struct ss_bytes){ .at = b->at, .have = have, .left = size };
	b->at += have;
	b->have -= have;
	b->left -= size;
	return 0;
}

/* The same, its size in PREFIX bytes before it. */
static inline int ss_bytes_vector(struct ss_bytes *b, size_t prefix, struct ss_bytes *part)
{
	uint32_t size;
	int err = ss_bytes_number(b, prefix, &size);

	return err ? err : ss_bytes_part(b, size, part);
}

#endif
