/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of cases: read whole, then cut into lines where they stand. */
#ifndef SS_CASE_FILE_H
#define SS_CASE_FILE_H

#include <stdio.h>
#include <string.h>

#include "core/strbuf.h"

/* The caller frees it; NULL when it cannot be read, or is empty. */
static inline char *case_file(const char *name)
{
	struct ss_strbuf b = { 0 };
	FILE *f = fopen(name, "r");
	char part[4096];
	size_t n;

	while (f && (n = fread(part, 1, sizeof(part), f)) > 0)
		ss_strbuf_add(&b, part, n);
	if (f)
		fclose(f);
	return b.data;
}

/* The line at *at, without its end; *at is then the next. */
static inline char *case_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (end)
		*end = 0;
	*at = end ? end + 1 : line + strlen(line);
	return line;
}

#endif
