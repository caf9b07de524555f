// SPDX-License-Identifier: BSD-2-Clause
#include "syscall/values.h"

#define SS_SET_POINTER(set) &ss_set_##set,

static const struct ss_set *const sets[SS_SET_COUNT] = { SS_SETS(SS_SET_POINTER) };

/* VALUE's sign counts: -1 is what many calls take for none. */
static void write_one(struct ss_json *w, const char *key, size_t key_len, const struct ss_set *set,
		      uint64_t value)
{
	for (uint32_t i = 0; i < set->count; i++)
		if (set->flags[i].value == (uint32_t)value) {
			ss_json_put_str(w, key, key_len, set->flags[i].name, set->flags[i].len);
			return;
		}
	ss_put_int(w, key, key_len, (int32_t)value);
}

/* Zero of a field is a name of its own. */
static const struct ss_flag *next_match(const struct ss_flag *f, const struct ss_flag *end,
					uint64_t left)
{
	while (f < end && (left & f->mask) != f->value)
		f++;
	return f;
}

static void write_bits(struct ss_json *w, const char *key, size_t key_len, const struct ss_set *set,
		       uint64_t left)
{
	const struct ss_flag *f = set->flags, *end = f + set->count;

	ss_json_put_open(w, key, key_len, '[');
	/* All ones are no flags, but somebody's way to ask, or to say nothing. */
	if (left == UINT32_MAX)
		f = end;
	while ((f = next_match(f, end, left)) < end) {
		const struct ss_flag *taken = f++;

		if (taken->mask == UINT32_MAX && left >> 32)
			continue;
		ss_json_put_str(w, NULL, 0, taken->name, taken->len);
		left &= ~(uint64_t)taken->mask;
		/* Once taken, the field's zero must not match. */
		while (f < end && taken->value != taken->mask && f->mask == taken->mask)
			f++;
	}
	if (left)
		ss_json_hex(w, NULL, left);
	ss_json_end_array(w);
}

void ss_set_write(struct ss_json *w, const char *key, size_t key_len, enum ss_set_id id,
		  uint64_t value)
{
	const struct ss_set *set = sets[id];

	if (!set->wide)
		value = (uint32_t)value;
	if (set->one)
		write_one(w, key, key_len, set, value);
	else
		write_bits(w, key, key_len, set, value);
}

const struct ss_set *ss_set_of(enum ss_set_id id)
{
	return sets[id];
}
