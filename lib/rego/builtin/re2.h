/* SPDX-License-Identifier: BSD-2-Clause */
/* RE2 behind C; patterns are checked and written for it by regex_syntax.c. */
#ifndef REGO_RE2_H
#define REGO_RE2_H

#include <stdbool.h>
#include <stddef.h>

#include "rego/builtin/regex_span.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rego_re2;

/* NULL when RE2 cannot read or hold it. */
struct rego_re2 *rego_re2_new(const char *pattern, size_t len);
void rego_re2_free(struct rego_re2 *re);
/* Groups of the pattern, without the whole match. */
/* Bytes that it takes, about. */
size_t rego_re2_size(const struct rego_re2 *re);
int rego_re2_groups(const struct rego_re2 *re);
bool rego_re2_search(const struct rego_re2 *re, const char *text, size_t len, size_t start,
		     struct rego_span *spans, int n);

#ifdef __cplusplus
}
#endif

#endif
