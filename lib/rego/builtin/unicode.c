/* SPDX-License-Identifier: BSD-2-Clause */
/* Letters, digits and their case in Unicode 15. */
#include "rego/builtin/unicode.h"

#include <stddef.h>

/* What is added for upper and lower case; ALTERNATE: capital and small take turns from low. */
#define ALTERNATE INT32_MAX
struct change {
	uint32_t low, high;
	int32_t upper, lower;
};

/* Orbits of more than two. */
struct orbit {
	uint32_t from, to;
};

#include "rego/builtin/unicode_table.inc"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const struct rego_rune_list rego_cased = { cased, COUNT(cased) };
const struct rego_rune_list rego_special = { special, COUNT(special) };
const struct rego_rune_list rego_unassigned = { unassigned, COUNT(unassigned) };
const struct rego_rune_list rego_kawi = { kawi, COUNT(kawi) };

static bool is_in(const struct rego_runes *table, size_t count, uint32_t code)
{
	size_t low = 0;

	while (low < count) {
		size_t mid = low + (count - low) / 2;

		if (code < table[mid].low)
			count = mid;
		else if (code > table[mid].high)
			low = mid + 1;
		else
			return true;
	}
	return false;
}

bool rego_is_letter(uint32_t code)
{
	return is_in(letters, COUNT(letters), code);
}

bool rego_is_digit(uint32_t code)
{
	if (code < 0x80)
		return code >= '0' && code <= '9';
	return is_in(digits, COUNT(digits), code);
}

bool rego_is_space(uint32_t code)
{
	return (code >= '\t' && code <= '\r') || code == ' ' || code == 0x85 || code == 0xa0 ||
	       code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
	       code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

static const struct change *change_of(uint32_t code)
{
	size_t low = 0, high = COUNT(changes);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (code < changes[mid].low)
			high = mid;
		else if (code > changes[mid].high)
			low = mid + 1;
		else
			return &changes[mid];
	}
	return NULL;
}

uint32_t rego_to_upper(uint32_t code)
{
	const struct change *c = code < 0x80 ? NULL : change_of(code);

	if (code < 0x80)
		return code >= 'a' && code <= 'z' ? code - 32 : code;
	if (!c)
		return code;
	if (c->upper == ALTERNATE)
		return c->low + ((code - c->low) & ~(uint32_t)1);
	return code + (uint32_t)c->upper;
}

uint32_t rego_to_lower(uint32_t code)
{
	const struct change *c = code < 0x80 ? NULL : change_of(code);

	if (code < 0x80)
		return code >= 'A' && code <= 'Z' ? code + 32 : code;
	if (!c)
		return code;
	if (c->lower == ALTERNATE)
		return c->low + ((code - c->low) | 1);
	return code + (uint32_t)c->lower;
}

uint32_t rego_simple_fold(uint32_t code)
{
	uint32_t lower;

	for (size_t i = 0; i < COUNT(orbits); i++)
		if (orbits[i].from == code)
			return orbits[i].to;
	lower = rego_to_lower(code);
	return lower != code ? lower : rego_to_upper(code);
}
