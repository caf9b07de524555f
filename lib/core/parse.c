// SPDX-License-Identifier: BSD-2-Clause
#include "core/parse.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/clock.h"

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit durations[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "ms", 1000 * 1000 },
	{ "s", SS_NS_PER_SEC },
	{ "m", 60 * SS_NS_PER_SEC },
	{ "h", 3600 * SS_NS_PER_SEC },
	{ "d", 86400 * SS_NS_PER_SEC },
	{ "", SS_NS_PER_SEC },
	{ NULL, 0 },
};

static const struct unit sizes[] = {
	{ "", 1 },
	{ "k", UINT64_C(1) << 10 },
	{ "M", UINT64_C(1) << 20 },
	{ "G", UINT64_C(1) << 30 },
	{ "T", UINT64_C(1) << 40 },
	{ NULL, 0 },
};

/* Reads on after an overflow: of a wrong form and too large, the form is what is told. */
static const char *digits(const char *s, uint64_t *value, bool *fits)
{
	*value = 0;
	*fits = true;
	for (; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, *s - '0', value))
			*fits = false;
	return s;
}

int ss_parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t value;
	bool fits;
	const char *end = digits(s, &value, &fits);

	if (end == s || *end)
		return -EINVAL;
	if (!fits || value < min || value > max)
		return -ERANGE;
	*out = value;
	return 0;
}

static int parse_units(const char *s, const struct unit *u, uint64_t *out)
{
	uint64_t value;
	bool fits;
	const char *end = digits(s, &value, &fits);

	if (end == s)
		return -EINVAL;
	while (u->name && strcmp(u->name, end))
		u++;
	if (!u->name)
		return -EINVAL;
	if (!fits || __builtin_mul_overflow(value, u->factor, &value))
		return -ERANGE;
	*out = value;
	return 0;
}

int ss_parse_duration(const char *s, uint64_t *out)
{
	return parse_units(s, durations, out);
}

int ss_parse_size(const char *s, uint64_t *out)
{
	return parse_units(s, sizes, out);
}
