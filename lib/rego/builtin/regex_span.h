/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a match is. */
#ifndef REGO_REGEX_SPAN_H
#define REGO_REGEX_SPAN_H

struct rego_span {
	int start, end; /* bytes; -1: the group took no part */
};

#endif
