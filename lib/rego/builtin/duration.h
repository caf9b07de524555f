/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations as Go's time.ParseDuration reads them. */
#ifndef REGO_DURATION_H
#define REGO_DURATION_H

#include "rego/value/value.h"

/* "1h15m30.918s" in nanoseconds.  False: *error is `time: invalid duration "x"` and so on. */
bool rego_duration(struct rego_arena *a, const char *text, size_t len, int64_t *ns,
		   const char **error);

#endif
