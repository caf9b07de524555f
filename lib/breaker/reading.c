// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/reading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/parse.h"

#define LARGEST 1e15 /* so that thousandths of it are exact */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int ss_reading_number(const char *text, size_t len, int64_t *value)
{
	char copy[48];
	size_t start, n = 0;

	while (len && is_blank(text[len - 1]))
		len--;
	for (start = len; start && text[start - 1] != '\n';)
		start--;
	while (start < len && is_blank(text[start]))
		start++;
	/* "85.5 C", but not "85 5" */
	for (; start < len; start++) {
		if (text[start] == ' ' &&
		    !(start + 1 < len && strchr("0123456789.", text[start + 1])))
			continue;
		if (text[start] == ' ' || n == sizeof(copy) - 1 || !text[start])
			return -EINVAL;
		copy[n++] = text[start];
	}
	copy[n] = 0;
	return ss_profile_value(copy, value);
}

bool ss_reading_is_percent(int64_t value)
{
	return value >= 0 && value <= 100000;
}

int ss_reading_member(struct ss_json_val root, const char *key, int64_t *value)
{
	struct ss_json_val v = ss_json_get(root, key, strlen(key));
	double number;

	if (!ss_json_exists(v))
		v = ss_json_path(root, key);
	if (!ss_json_exists(v))
		return -ENOENT;
	if (ss_json_type(v) != SS_JSON_NUMBER || !ss_json_get_double(v, &number))
		return -EINVAL;
	if (number > LARGEST || number < -LARGEST)
		return -ERANGE;
	*value = number * 1000 + (number < 0 ? -0.5 : 0.5);
	return 0;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=0" */
int ss_reading_pressure(const char *text, size_t len, bool full, uint64_t *total_us)
{
	const char *word = full ? "full " : "some ", *end = text + len;

	while (text < end) {
		const char *stop = memchr(text, '\n', end - text), *total;
		char copy[24];

		stop = stop ? stop : end;
		total = memmem(text, stop - text, " total=", 7);
		if (total && stop - text > 5 && !memcmp(text, word, 5) &&
		    (size_t)(stop - total - 7) < sizeof(copy)) {
			snprintf(copy, sizeof(copy), "%.*s", (int)(stop - total - 7), total + 7);
			return ss_parse_u64(copy, 0, UINT64_MAX, total_us);
		}
		text = stop + 1;
	}
	return -EINVAL;
}
