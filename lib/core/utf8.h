/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8, one sequence at a time, as Unicode 15 s.3.9 tables 3-7 and D92 have it. */
#ifndef SS_UTF8_H
#define SS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The sequence that begins at S, LEFT >= 1 bytes before the end.  *valid: its
 * length is returned.  Not *valid: the length of the maximal part to replace by
 * one U+FFFD, at least 1.  Overlong forms, surrogates and what lies above
 * U+10FFFF are not valid.
 */
size_t ss_utf8_sequence(const char *s, size_t left, bool *valid);

/* Write a code point below 0x110000 that is no surrogate; returns 1 to 4. */
size_t ss_utf8_put(char *out, uint32_t code);

#endif
