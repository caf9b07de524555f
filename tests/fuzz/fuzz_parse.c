// SPDX-License-Identifier: BSD-2-Clause
/* What is accepted must be what wide arithmetic says, and nothing else is. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MARK = 42, MAX_DIGITS = 30 }; /* 30 digits and a factor of 10^14 fit in double with room */

static void must(bool ok)
{
	if (!ok)
		abort();
}

static double factor_of(const char *unit, const char *const *names, const double *factors)
{
	for (; *names; names++, factors++)
		if (!strcmp(*names, unit))
			return *factors;
	return 0;
}

/* FACTOR 0: the form is wrong. */
static void compare(const char *s, double factor, int result, uint64_t value)
{
	size_t digits = strspn(s, "0123456789");
	double want = strtod(s, NULL) * factor;

	if (!digits || factor == 0) {
		must(result == -EINVAL && value == MARK);
	} else if (result) {
		must(result == -ERANGE && value == MARK && want > 1.8446744073709549e19);
	} else {
		must(want < 1.8446744073709556e19);
		must((double)value >= want * (1 - 1e-12) && (double)value <= want * (1 + 1e-12));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const times[] = { "ns", "us", "ms", "s", "m", "h", "d", "", NULL };
	static const double seconds[] = { 1, 1e3, 1e6, 1e9, 6e10, 3.6e12, 8.64e13, 1e9 };
	static const char *const units[] = { "", "k", "M", "G", "T", NULL };
	static const double bytes[] = { 1, 1024, 1048576, 1073741824, 1099511627776 };
	char *s = malloc(size + 1);
	const char *unit;
	uint64_t value = MARK;
	int result;

	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	unit = s + strspn(s, "0123456789");
	if (unit - s > MAX_DIGITS)
		goto out;
	result = ss_parse_u64(s, 0, UINT64_MAX, &value);
	compare(s, !*unit, result, value);
	value = MARK;
	result = ss_parse_duration(s, &value);
	compare(s, factor_of(unit, times, seconds), result, value);
	value = MARK;
	result = ss_parse_size(s, &value);
	compare(s, factor_of(unit, units, bytes), result, value);
out:
	free(s);
	return 0;
}
