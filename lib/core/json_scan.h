/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first half of the JSON reader: where the tokens of a text begin.  It
 * looks at 64 bytes at a time as bit masks, knows strings from the rest, and
 * checks UTF-8 and control characters; grammar is the second half's business.
 */
#ifndef SS_JSON_SCAN_H
#define SS_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SS_JSON_BLOCK  64 /* bytes in a mask */
#define SS_JSON_BLOCKS 16 /* masks made at a time: small enough to stay in the first cache */

/* Bit I of a mask is byte I of its block. */
struct ss_json_masks {
	uint64_t quote;
	uint64_t backslash;
	uint64_t op;	/* one of {}[]:, and perhaps U+000C and U+001A, which are never right */
	uint64_t space; /* U+0020 only */
	uint64_t other; /* below U+0020 or not ASCII: rare, looked at one by one */
};

/* What depends on the machine. */
struct ss_json_simd {
	const char *name;
	/* Make the masks of COUNT whole blocks. */
	void (*classify)(const char *text, size_t count, struct ss_json_masks *out);
	/*
	 * The numbers of the set bits of COUNT masks, from BASE on, in order.  Writes
	 * up to SS_JSON_SLACK more than that.  Returns the end of the numbers.
	 */
	uint32_t *(*flatten)(const uint64_t *bits, size_t count, uint32_t base, uint32_t *out);
};

#define SS_JSON_SLACK 64

/* All that this machine can do, fastest first; ends with a zeroed entry. */
const struct ss_json_simd *ss_json_simd(void);

struct ss_json_scan {
	const struct ss_json_simd *simd;
	const char *text;
	size_t len;
	size_t done;	    /* bytes scanned */
	size_t utf8_done;   /* bytes up to here are checked sequences */
	uint64_t in_string; /* all ones if the last block ended inside of a string */
	uint64_t escape;    /* 1 if it ended with a backslash that escapes the next byte */
	uint64_t scalar;    /* 1 if it ended in a number or a word */
	const char *why;    /* the scan ended early at error_at */
	size_t error_at;
	struct ss_json_masks masks[SS_JSON_BLOCKS];
	uint64_t token_bits[SS_JSON_BLOCKS];
	/* The length of the text ends them. */
	uint32_t tokens[SS_JSON_BLOCKS * SS_JSON_BLOCK + SS_JSON_SLACK];
};

void ss_json_scan_start(struct ss_json_scan *s, const char *text, size_t len);

/*
 * Find the tokens of the next bytes: operators, both quotes of each string,
 * each escape's backslash inside of strings, and the first byte of anything
 * else.  At the end of the text, or after an error, there are none.
 */
void ss_json_scan_more(struct ss_json_scan *s);

#endif
