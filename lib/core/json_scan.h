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

/* Make the masks of COUNT whole blocks. */
typedef void (*ss_json_classify_fn)(const char *text, size_t count, struct ss_json_masks *out);

/* The fastest that this machine can do. */
ss_json_classify_fn ss_json_classifier(void);
/* All that it can do, fastest first, NULL-terminated: for tests. */
const ss_json_classify_fn *ss_json_classifiers(void);

struct ss_json_scan {
	ss_json_classify_fn classify;
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
	uint32_t tokens[SS_JSON_BLOCKS * SS_JSON_BLOCK];
};

void ss_json_scan_start(struct ss_json_scan *s, const char *text, size_t len);

/*
 * Find the tokens of the next bytes: operators, both quotes of each string,
 * each escape's backslash inside of strings, and the first byte of anything
 * else.  Returns how many there are in tokens; 0 at the end or after an error.
 */
size_t ss_json_scan_more(struct ss_json_scan *s);

#endif
