/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs between two texts, line by line, in the unified form. */
#ifndef SS_POLICY_DIFF_H
#define SS_POLICY_DIFF_H

#include <stddef.h>
#include <stdio.h>

void diff_print(FILE *out, const char *name, const char *a, size_t a_len, const char *b,
		size_t b_len);

#endif
